"""Sweet tea."""


class Sweet:
    """Sweetens what another pot pours."""

    def __init__(self, pot):
        self._pot = pot

    def pour(self, name):
        return self._pot.pour(name) + ", sweet"

"""Plain tea."""


class Pot:
    """Pours plain tea."""

    def pour(self, name):
        return f"Tea for {name}"

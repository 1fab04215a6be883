"""What is said of a person."""


class Profile:
    """One person, as the others see them."""

    def __init__(self, person, limits, figures):
        self._person, self._limits, self._figures = person, limits, figures

    def worth(self):
        self._limits.name(self._person)
        return self._figures.standing(self._person)

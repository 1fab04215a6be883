"""Where tea is put together."""

from tea.plain import Pot

pot = Pot()

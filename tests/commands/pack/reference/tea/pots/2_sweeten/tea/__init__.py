"""Where tea is put together."""

from tea.plain import Pot
from tea.sugar import Sweet

pot = Sweet(Pot())

"""What can go wrong at a provider: the statuses that mean something here."""

from __future__ import annotations

FAILURES = (500, 502, 503, 504)
"""Statuses of a provider's own trouble."""
MISCONFIGURATIONS = (301, 302, 303, 307, 308, 401, 403)
"""Statuses that mean a wrong address, token or account."""
INPUT_REFUSED = 400

"""The table of the live split."""

from collections.abc import Sequence

from sms.split import CLOSE, Provider


def table(rows: Sequence[tuple[Provider, float]]) -> Sequence[tuple[Provider, float]]:
    """The rows, once they are known to be good."""
    for _, share in rows:
        if not 0 <= share <= 100:
            raise ValueError(f"{share} is no share from 0 to 100")
    kept = [(provider, share) for provider, share in rows if share > 0]
    whole = sum(share for _, share in kept)
    if not -CLOSE <= whole - 100 <= CLOSE:
        raise ValueError(f"the shares add up to {whole}, and should to 100")
    return kept

"""Settings of property-based hidden tests: no deadline, no stored examples; the grader sets the seed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .finding import Unmet

Test = Callable[..., Any]


def examples(count: int) -> Callable[[Test], Test]:
    """Decorates a test under `@given`: so many examples, the same ones for the same submission.

    A finding remembers for which input it was made.
    """
    from hypothesis import HealthCheck, Phase, settings

    chosen = settings(
        max_examples=count,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )

    def decorated(test: Test) -> Test:
        @functools.wraps(test)
        def tried(*args: Any, **kwargs: Any) -> Any:
            try:
                return test(*args, **kwargs)
            except Unmet as finding:
                finding.inputs = finding.inputs or kwargs
                raise

        return chosen(tried)

    return decorated

import pytest
from kata.grader.toolkit import Returned, expect


@pytest.mark.check("behaviour.sweetens")
def test_the_tea_is_sweet(launch):
    outcome = launch({}, {}).call("clients.guest:ask", "Ann")
    sweet = isinstance(outcome, Returned) and str(outcome.value).endswith(", sweet")
    expect(sweet, expected="sweet tea", seen=str(outcome)[:100])

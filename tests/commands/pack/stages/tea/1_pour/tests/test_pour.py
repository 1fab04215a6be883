import pytest
from kata.grader.toolkit import Returned, expect


@pytest.mark.check("behaviour.pours")
def test_a_guest_gets_tea(launch):
    outcome = launch({}, {}).call("clients.guest:ask", "Ann")
    served = isinstance(outcome, Returned) and str(outcome.value).startswith("Tea for Ann")
    expect(served, expected="tea for the guest", seen=str(outcome)[:100])

"""The providers' side of this kata: simulators, what they saw, and how hidden tests reach a submission."""

from sms_support.milio import Milio
from sms_support.watertel import Watertel

SIMULATORS = (Watertel, Milio)
"""Classes that make a handler without arguments.

Each has a `name`, a `default_port`, `examples` to type, and an `error` of a status.
"""

__all__ = ["SIMULATORS", "Milio", "Watertel"]

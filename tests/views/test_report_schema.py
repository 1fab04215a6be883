import json

import jsonschema
import pytest
from kata.report.report import decode
from kata.views.formats.json import report_json
from kata.views.report_schema import report_schema, schema_text, stored_schema
from samples import REPORTS


def test_the_stored_schema_is_that_of_the_model() -> None:
    assert stored_schema() == schema_text(), "stale: run `python -m kata.views.report_schema`"


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_valid_by_the_schema(name: str) -> None:
    jsonschema.validate(json.loads(report_json(REPORTS[name])), report_schema())


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_comes_back_from_its_json(name: str) -> None:
    again = decode(report_json(REPORTS[name]).encode())
    assert [check.id for check in again.checks] == [check.id for check in REPORTS[name].checks]


def test_a_report_with_an_unknown_outcome_is_invalid() -> None:
    document = json.loads(report_json(REPORTS["passed"]))
    document["checks"][0]["outcome"] = "perhaps"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, report_schema())


def test_fields_beside_the_report_may_be_added() -> None:
    document = json.loads(report_json(REPORTS["passed"], advanced=True, next_stage=2))
    assert document["advanced"] is True
    assert document["next_stage"] == 2
    jsonschema.validate(document, report_schema())

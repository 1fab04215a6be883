"""The JSON schema of a report, made from the model; the copy in the repository is for other programs."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import msgspec

from ..report.report import SCHEMA, Report

IDENTIFIER = f"urn:{SCHEMA.replace('/', ':')}"


def report_schema() -> dict[str, Any]:
    """The schema of `kata/report/v1`, JSON Schema 2020-12."""
    schema = msgspec.json.schema(Report)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": IDENTIFIER,
        "title": SCHEMA,
        **schema,
    }


def schema_text() -> str:
    """The schema as it stands in `schema/report.schema.json`."""
    return msgspec.json.format(msgspec.json.encode(report_schema()), indent=2).decode() + "\n"


def stored_schema() -> str:
    """The copy in the repository."""
    return (files("kata.views") / "schema" / "report.schema.json").read_text(encoding="utf-8")


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).parent.joinpath("schema", "report.schema.json").write_text(schema_text(), encoding="utf-8")

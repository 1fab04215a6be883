"""JSON: a single stage is its report (kata/report/v1), several are a run of reports (kata/run/v1)."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from ...report.report import Report
from ..escape import without_surrogates
from ..run import Run

RUN_SCHEMA = "kata/run/v1"


def render(run: Run) -> str:
    """One document: the report when there is one stage, else `{schema, kata, trainee, reports}`."""
    if len(run.exhibits) == 1:
        return report_json(run.exhibits[0].report)
    reports = [report_document(exhibit.report) for exhibit in run.exhibits]
    return document_text({"schema": RUN_SCHEMA, "kata": run.kata, "trainee": run.trainee, "reports": reports})


def report_json(report: Report, **beside: Any) -> str:
    """The report as one JSON document; `beside` are fields that a command adds, such as `advanced`."""
    return document_text(report_document(report) | beside)


def report_document(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    document: dict[str, Any] = msgspec.to_builtins(report)
    return document


def document_text(document: dict[str, Any]) -> str:
    """Any plain document as ASCII JSON: no byte of it steers a terminal, and strict readers take it."""
    return json.dumps(_clean(document), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _clean(value: Any) -> Any:
    """The same without lone surrogates, which strict readers refuse."""
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value

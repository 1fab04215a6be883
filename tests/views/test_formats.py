"""Each export held against its public schema, or its field list, on all outcomes and awkward text."""

import csv
import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from kata.base.errors import UsageError
from kata.views.formats import FORMATS, Format, named
from kata.views.run import Exhibit, Run
from samples import (
    AFTER,
    ALL_OUTCOMES,
    AWKWARD_RUN,
    BEFORE,
    CAUSES,
    PASSED,
    RESENDS,
    REVIEWED,
    RUN,
    STUCK,
    report,
)

SCHEMAS = Path(__file__).parent / "schemas"
EMPTY = Run("Empty", "", ())
RUNS = {
    "all": RUN,
    "awkward": AWKWARD_RUN,
    "empty": EMPTY,
    "one": Run("One", "Ada", (Exhibit(ALL_OUTCOMES),)),
    "stuck": Run("Stuck", "Ada", (Exhibit(report(STUCK)),)),
    "passed": Run("Passed", "Ada", (Exhibit(PASSED),)),
    "reviewed": Run("Reviewed", "Ada", (Exhibit(REVIEWED, BEFORE, AFTER),)),
}
every_run = pytest.mark.parametrize("run", RUNS.values(), ids=RUNS.keys())
every_format = pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)


def exported(name: str, run: Run) -> Any:
    return json.loads(named(name).render(run))


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


@every_format
@every_run
def test_every_export_is_utf8_and_ends_its_last_line(known: Format, run: Run) -> None:
    text = known.render(run)
    assert text.encode("utf-8").endswith(b"\n")


@every_format
@every_run
def test_no_export_holds_a_character_that_steers_a_terminal(known: Format, run: Run) -> None:
    text = known.render(run)
    assert not {
        c for c in text if c not in "\r\n\t\u200c\u200d" and unicodedata.category(c) in ("Cc", "Cf", "Cs")
    }


@every_format
def test_an_export_is_the_same_every_time(known: Format) -> None:
    assert known.render(RUN) == known.render(RUN)


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"'pdf'.*json, .*markdown"):
        named("pdf")


@every_run
def test_json_of_several_stages_is_a_run_of_reports(run: Run) -> None:
    document = exported("json", run)
    if len(run.exhibits) == 1:
        assert document["schema"] == "kata/report/v1"
    else:
        assert document["schema"] == "kata/run/v1"
        assert len(document["reports"]) == len(run.exhibits)


@every_run
def test_sarif_is_valid_by_its_schema(run: Run) -> None:
    jsonschema.Draft4Validator(schema("sarif-2.1.0-rtm.5.json")).validate(exported("sarif", run))


def test_sarif_tells_advice_as_a_note_and_trouble_of_the_grader_as_a_notification() -> None:
    (stage,) = exported("sarif", RUNS["one"])["runs"]
    levels = {result["ruleId"]: result["level"] for result in stage["results"]}
    assert levels["design.few-parameters"] == "note"
    assert levels["open-closed.unmodified"] == "error"
    assert "behaviour.no-idle-wait" not in levels
    assert stage["invocations"][0]["executionSuccessful"] is False
    assert "behaviour.waits" not in levels


def test_sarif_fingerprints_outlive_a_moved_line() -> None:
    def fingerprint(line: int) -> str:
        import msgspec

        moved = msgspec.structs.replace(RESENDS.evidence[0], line=line)
        check = msgspec.structs.replace(RESENDS, evidence=(moved,))
        run = Run("x", "y", (Exhibit(report(check)),))
        return str(exported("sarif", run)["runs"][0]["results"][0]["partialFingerprints"])

    assert fingerprint(10) == fingerprint(99)


@every_run
def test_ctrf_is_valid_by_its_schema(run: Run) -> None:
    document = exported("ctrf", run)
    jsonschema.Draft7Validator(schema("ctrf-schema-0.0.json")).validate(document)
    summary = document["results"]["summary"]
    assert summary["tests"] == sum(
        summary[key] for key in ("passed", "failed", "pending", "skipped", "other")
    )


def test_ctrf_never_calls_trouble_of_the_grader_a_failure() -> None:
    statuses = {
        test["rawStatus"]: test["status"] for test in exported("ctrf", RUNS["one"])["results"]["tests"]
    }
    assert statuses == {
        "passed": "passed",
        "failed": "failed",
        "told": "other",
        "skipped": "skipped",
        "could-not-run": "other",
    }


@every_run
def test_junit_has_the_fields_of_its_format_and_counts_right(run: Run) -> None:
    root = ElementTree.fromstring(named("junit").render(run))
    assert root.tag == "testsuites"
    for suite in root:
        assert {"name", "tests", "failures", "errors", "skipped", "time"} <= set(suite.keys())
        assert int(suite.get("tests", "")) == len(suite)
        for tag, total in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert len(suite.findall(f"testcase/{tag}")) == int(suite.get(total, ""))
        for case in suite:
            assert {"classname", "name", "time"} <= set(case.keys())
            assert {child.tag for child in case} <= {"failure", "error", "skipped", "system-out"}
    for key in ("tests", "failures", "errors", "skipped"):
        assert int(root.get(key, "")) == sum(int(suite.get(key, "")) for suite in root)


def test_junit_tells_a_regression_in_a_suite_of_its_own() -> None:
    root = ElementTree.fromstring(named("junit").render(RUNS["one"]))
    (suite,) = [suite for suite in root if suite.get("name", "").endswith(".regression")]
    assert suite[0].get("name") == "1.behaviour.provider-failure"


def test_junit_tells_trouble_of_the_grader_as_an_error() -> None:
    root = ElementTree.fromstring(named("junit").render(RUNS["stuck"]))
    assert (root.get("failures"), root.get("errors")) == ("0", "1")


GRADESCOPE_TOP = {
    "score", "execution_time", "output", "output_format", "test_output_format", "test_name_format",
    "visibility",
    "stdout_visibility", "extra_data", "tests", "leaderboard",
}  # fmt: skip
GRADESCOPE_TEST = {
    "score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags",
    "visibility", "extra_data",
}  # fmt: skip


@every_run
def test_gradescope_has_the_fields_of_its_format(run: Run) -> None:
    document = exported("gradescope", run)
    assert set(document) == GRADESCOPE_TOP
    assert 0 <= document["score"] <= 100
    for test in document["tests"]:
        assert set(test) <= GRADESCOPE_TEST
        assert test.get("status", "passed") in ("passed", "failed")
        assert test["visibility"] == "visible"


def test_gradescope_gives_a_status_only_to_what_was_decided() -> None:
    tests = exported("gradescope", RUNS["one"])["tests"]
    statuses = {test["extra_data"]["outcome"]: test.get("status") for test in tests}
    assert statuses == {
        "passed": "passed",
        "failed": "failed",
        "told": None,
        "skipped": None,
        "could-not-run": None,
    }


CLASSROOM_TEST = {
    "name", "status", "message", "test_code", "filename", "line_no", "duration", "score", "task_id", "output",
}  # fmt: skip


@every_run
def test_classroom_has_the_fields_of_its_format(run: Run) -> None:
    document = exported("classroom", run)
    assert set(document) == {"version", "status", "max_score", "tests"}
    assert document["status"] in ("pass", "fail", "error")
    assert document["max_score"] == len(document["tests"])
    for test in document["tests"]:
        assert set(test) == CLASSROOM_TEST
        assert test["status"] in ("pass", "fail", "error")


@every_run
def test_exercism_has_the_fields_and_lengths_of_its_format(run: Run) -> None:
    document = exported("exercism", run)
    assert set(document) == {"version", "status", "message", "tests"}
    assert document["version"] == 3
    assert (document["message"] is not None) == (document["status"] == "error")
    for test in document["tests"]:
        assert set(test) == {"name", "test_code", "status", "message", "output", "task_id"}
        assert len(test["output"] or "") <= 500
        assert len(test["message"] or "") <= 65_535
        assert test["status"] == "pass" or test["message"]


@pytest.mark.parametrize("name", ["classroom", "exercism"])
def test_the_whole_is_an_error_only_when_nothing_failed(name: str) -> None:
    assert exported(name, RUNS["stuck"])["status"] == "error"
    assert exported(name, RUNS["one"])["status"] == "fail"
    assert exported(name, RUNS["passed"])["status"] == "pass"


@every_run
def test_github_annotations_are_one_command_a_line(run: Run) -> None:
    for line in named("github").render(run).splitlines():
        if line:
            command, _, message = line[2:].partition("::")
            assert line.startswith("::")
            assert command.split(" ")[0] in ("error", "warning", "notice")
            assert message


def test_github_annotations_name_file_and_lines() -> None:
    lines = named("github").render(RUNS["one"]).splitlines()
    assert any(
        line.startswith("::error file=mailer/resend.py,line=10,endLine=15,title=behaviour.resends failed::")
        for line in lines
    )


@every_run
def test_csv_has_the_columns_of_a_cohorts_export_first(run: Run) -> None:
    rows = list(csv.reader(io.StringIO(named("csv").render(run))))
    expected = (
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty"
    )
    assert ",".join(rows[0]).startswith(expected + ",score,max_score,")
    assert len(rows) == 1 + len(run.exhibits)
    assert {len(row) for row in rows} == {len(rows[0])}


def test_csv_runs_no_formula() -> None:
    run = Run("x", '=HYPERLINK("http://evil.example")', (Exhibit(PASSED),))
    row = next(csv.DictReader(io.StringIO(named("csv").render(run))))
    assert row["student_id"].startswith("'=")


@every_run
def test_markdown_holds_no_html_of_a_stranger(run: Run) -> None:
    text = named("markdown").render(run)
    outside = "".join(part for number, part in enumerate(text.split("```")) if number % 2 == 0)
    assert "<" not in outside.replace("&lt;", "")
    assert "](" not in outside


def test_markdown_tells_each_finding() -> None:
    text = named("markdown").render(RUN)
    assert "✗ behaviour\\.resends failed" in text
    assert "Regression: stage 1 asked for it, and it passed when that stage was closed." in text
    assert "! behaviour\\.no\\-idle\\-wait could not run" in text


def test_sarif_keeps_what_a_mentor_lets_pass_as_suppressed_and_adds_what_a_mentor_fails() -> None:
    [stage] = exported("sarif", RUNS["reviewed"])["runs"]
    results = {result["ruleId"]: result for result in stage["results"]}
    [suppressed] = results["behaviour.resends"]["suppressions"]
    assert suppressed["justification"].startswith("Said so beforehand.")
    assert results[STUCK.id]["level"] == "error"
    assert "I tried it by hand." in results[STUCK.id]["message"]["text"]
    comment = results["mentor.comment"]
    assert stage["tool"]["driver"]["rules"][comment["ruleIndex"]]["id"] == "mentor.comment"


def test_the_graders_outcome_stays_what_it_is_under_a_mentors_hand() -> None:
    [document] = [exported("json", RUNS["reviewed"])]
    assert [check["outcome"] for check in document["checks"]] == [
        "passed",
        "failed",
        "told",
        "could-not-run",
    ]
    assert (document["score"], document["review"]["score"]) == (REVIEWED.score, 75.0)


def test_the_page_shows_comments_at_their_lines_and_the_mentors_result() -> None:
    page = named("html").render(RUNS["reviewed"])
    assert "not passed, 75 of 100 points, hard rules kept" in page
    assert '<span class="tag">mentor</span> 0: ' in page
    assert "Passed in the mentor&#39;s judgement (the grader: failed). Said so beforehand." in page


def test_markdown_tells_once_what_the_sandbox_does_not_guard():
    text = named("markdown").render(RUN)
    assert sum(exhibit.report.sandbox is not None for exhibit in RUN.exhibits) > 1
    assert text.count("not guarded: timing of other processes") == 1


CAUSED = Run("k", "", (Exhibit(CAUSES),))


def test_every_export_tells_the_error_its_place_and_its_line() -> None:
    for known in FORMATS:
        if known.name == "csv":
            continue
        text = named(known.name).render(CAUSED).replace("\\", "")
        assert "TypeError" in text and "unsupported operand type(s) for" in text, known.name
        assert "mailer/token.py" in text and "59" in text, known.name
        words = re.sub(r"<[^>]*>", "", text)  # the page colours the line
        assert "self.until = now() + 3600" in words, known.name


def test_a_cause_is_one_annotation_at_the_line_that_raised() -> None:
    lines = named("github").render(CAUSED).splitlines()
    assert [line.split("::")[1] for line in lines if "mailer/token.py" in line.split("::")[1]] == [
        "error file=mailer/token.py,line=59,endLine=59,title=behaviour.delivers failed"
    ]
    assert not [line for line in lines if line.startswith("::error file=clients/")]


def test_sarif_tells_the_callers_of_an_error_as_related_places() -> None:
    [stage] = exported("sarif", CAUSED)["runs"]
    [result] = [each for each in stage["results"] if each["ruleId"] == "behaviour.delivers"]
    [caller] = result["relatedLocations"]
    assert caller["physicalLocation"]["artifactLocation"]["uri"] == "clients/shop.py"


def test_json_page_and_terminal_have_one_headline() -> None:
    headline = "Stage 2 is not done yet: TypeError at mailer/token.py:59."
    assert f"<h1>{headline}</h1>" in named("html").render(CAUSED)
    assert headline in named("github").render(CAUSED)
    assert headline in named("markdown").render(CAUSED).replace("\\", "").replace("&#46;", ".")

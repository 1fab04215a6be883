import ssl
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from kata.base.errors import MachineError
from kata.sandbox.packages import assemble, import_names, imported_as


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_a_folder_holds_the_named_library_and_what_it_requires_and_no_more(tmp_path):
    found = names(assemble(["httpx"], tmp_path))
    assert {"httpx", "httpcore", "h11", "idna", "anyio", "certifi"} <= found
    assert found.isdisjoint({"kata", "pytest", "hypothesis", "requests", "bin"})


def test_a_library_can_be_imported_from_it_alone(tmp_path):
    folder = assemble(["tenacity"], tmp_path)
    code = f"import sys; sys.path.append({str(folder)!r}); import tenacity; print(tenacity.__file__)"
    said = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", code], capture_output=True, text=True, check=True
    )
    assert said.stdout.startswith(str(folder))


def test_it_is_compiled_and_readable_for_all(tmp_path):
    folder = assemble(["tenacity"], tmp_path)
    assert list(folder.glob("tenacity/__pycache__/__init__.*.pyc"))
    assert all(path.stat().st_mode & 0o004 for path in [folder, *folder.rglob("*")])


def test_the_second_time_it_is_the_same_folder(tmp_path):
    assert assemble(["tenacity"], tmp_path) == assemble(["tenacity"], tmp_path)


def test_many_at_once_agree_and_leave_nothing_half_made(tmp_path):
    with ThreadPoolExecutor(4) as pool:
        folders = set(pool.map(lambda _: assemble(["tenacity"], tmp_path), range(4)))
    assert len(folders) == 1
    assert names(tmp_path / "packages") == {folders.pop().name}


def test_no_library_at_all_is_an_empty_folder(tmp_path):
    assert names(assemble([], tmp_path)) == set()


def test_of_the_authorities_certificates_one_is_left(tmp_path):
    pem = assemble(["httpx"], tmp_path) / "certifi" / "cacert.pem"
    assert pem.read_text().count("BEGIN CERTIFICATE") == 1
    assert ssl.create_default_context(cafile=str(pem)).cert_store_stats()["x509"] == 1


def test_a_missing_library_is_told_with_the_command_that_installs_it(tmp_path):
    with pytest.raises(MachineError, match="pip install no-such-library-anywhere"):
        assemble(["no-such-library-anywhere"], tmp_path)


@pytest.mark.parametrize("judge", ["pytest", "hypothesis", "design_katas"])
def test_what_judges_a_solution_is_never_given_to_it(tmp_path, judge):
    with pytest.raises(MachineError, match="it judges it"):
        assemble([judge], tmp_path)


def test_libraries_are_known_by_the_names_they_are_imported_as():
    assert import_names(["tenacity"]) == ("tenacity",)
    assert {"charset_normalizer", "requests", "urllib3"} <= set(import_names(["requests"]))


@pytest.mark.parametrize(
    ("name", "imported"),
    [
        ("requests", "requests"),
        ("PyYAML", "yaml"),
        ("typing-extensions", "typing_extensions"),
        ("charset-normalizer", "charset_normalizer"),
        ("no-such.Library", "no_such_library"),
    ],
)
def test_a_distribution_is_asked_what_it_is_imported_as(name, imported):
    assert imported in imported_as(name)
    assert all(each.isidentifier() for each in imported_as(name))

import subprocess
import sys
from pathlib import Path

from kata.cli import EXPORTS, app
from kata.commands.manual import manual
from kata.views.formats import FORMATS
from typer.main import get_command

ROOT = Path(__file__).parents[2]


def test_the_page_of_commands_is_what_the_command_line_says() -> None:
    fresh = manual(get_command(app))
    assert (ROOT / "docs" / "cli.md").read_text() == fresh, "run: ./check pages"


def test_every_command_and_option_says_what_it_is_for() -> None:
    page = manual(get_command(app))
    assert "None" not in page
    assert "## next" in page
    assert "`--anyway`: Go on even if checks fail; the report says so." in page


def test_every_export_is_named() -> None:
    assert set(EXPORTS.replace(",", "").replace(".", "").replace(" or ", " ").split()) == {
        "terminal",
        *(export.name for export in FORMATS),
    }


def test_the_command_line_knows_the_formats_and_loads_nothing_that_renders_one() -> None:
    loaded = "import sys, kata.cli; print(*sorted(name for name in sys.modules if name.startswith('kata.')))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {
        "kata.base",
        "kata.base.errors",
        "kata.cli",
        "kata.views",
        "kata.views.formats",
    }

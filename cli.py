"""The `kata` command: parses, calls the command, and turns every known error into a sentence and a code.

Exit codes: 0 all required checks passed, 1 checks or rules failed, 2 usage, 3 the machine or the
grader could not, 4 git or the state of the kata, 5 a kata's own files are invalid, 130 Ctrl-C.
"""

# Annotations are values here, not texts: typer would compile each text.
import copy
import gc
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup
from typer.models import CommandInfo

from .base.errors import KataError, StateError, UsageError
from .views.formats import FORMATS

if TYPE_CHECKING:
    from .commands.support.screen import Screen

INTERRUPTED = 130
"""What a shell expects of a command that Ctrl-C ended."""

NO_COLOR = "--no-color"
FEW_COLLECTIONS = 50_000
"""New objects between two collections of garbage: most commands end before there is any worth collecting."""

OTHERS = 0o077
"""What of a umask is heeded: one that takes rights from the owner too makes folders that nobody can enter."""

TRACEBACK = "KATA_TRACEBACK"
"""A variable for people who work on kata: an unexpected error ends with Python's own traceback."""


class Format(StrEnum):
    """How a command without exports of its own prints its result."""

    terminal = "terminal"
    json = "json"


class Commands(TyperGroup):
    """Finds `services` also under the word that a kata has for them, many of them."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name; katas are looked at only for a name that is none of a command."""
        found = super().get_command(ctx, cmd_name)
        if found is None and cmd_name.removesuffix("s") in _words_for_outside():
            return super().get_command(ctx, "services")
        return found


def _words_for_outside() -> frozenset[str]:
    from .content.pack import built_in

    return built_in().words_for_outside()


app = typer.Typer(
    name="kata",
    cls=Commands,
    help="Train to design code that takes new requirements: one stage at a time, against a clock.\n\n"
    "Begin: `kata demo` shows how it goes, `kata start KATA` makes a workspace.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

EXPORTS = f"terminal, {', '.join(each.name for each in FORMATS[:-1])} or {FORMATS[-1].name}."

AsFormat = Annotated[
    Format, typer.Option("--format", metavar="terminal|json", help="How to print the result.")
]
AsExport = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help=f"{EXPORTS} Without it, the ending of --output decides.",
        show_default=False,
    ),
]
ToFile = Annotated[
    Path | None,
    typer.Option(
        "--output",
        metavar="FILE",
        help="Write to this file instead of the screen.",
    ),
]
FromPack = Annotated[
    str, typer.Option("--pack", metavar="FOLDER", help="A folder with katas; without it the built-in ones.")
]
RequireSandbox = Annotated[
    str | None,
    typer.Option("--require-sandbox", metavar="RUNG", help="Stop if no sandbox as strong as this one works."),
]
AllowWeak = Annotated[
    bool, typer.Option("--allow-weak-sandbox", help="Grade even if the sandbox only stops accidents.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Trust a pack from elsewhere without being asked.")]
TheirWork = Annotated[
    str, typer.Argument(metavar="REPO", help="A folder with or without history, a .zip, .tar.gz or .bundle.")
]
NamedStages = Annotated[
    list[str] | None,
    typer.Option(
        metavar="N=REF", help="Which commit closed a stage, for each from 1 on; `.`: the files as they are."
    ),
]
AtStage = Annotated[int | None, typer.Option("--stage", metavar="N", help="The number of a stage.")]


def main() -> None:
    """Runs the command line and exits with its code."""
    from .commands.support.inherited import put_right

    put_right()
    gc.set_threshold(FEW_COLLECTIONS)
    arguments = sys.argv[1:]
    os.umask(os.umask(0) & OTHERS)
    if NO_COLOR in arguments:
        os.environ["NO_COLOR"] = "1"
        arguments = [argument for argument in arguments if argument != NO_COLOR]
    sys.exit(run(arguments))


def run(arguments: list[str]) -> int:
    """Runs one command; the one place where errors become exit codes."""
    try:
        _called(arguments)(arguments, prog_name="kata", default_map=_unasked(arguments))
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
        if code == INTERRUPTED:
            _complain("Stopped. Nothing is lost. Run the command again to go on.")
        return code
    except KataError as error:
        _complain(str(error))
        return error.exit_code
    except OSError as error:
        from .base.disk_trouble import of_disk

        if not _there():
            _complain("The current folder does not exist any more. Go to one that does (cd), then try again.")
            return StateError.exit_code
        # Of two names the second is what was written.
        place = error.filename2 or error.filename or "its output"
        told = of_disk(error, Path(os.fsdecode(place) if isinstance(place, bytes) else str(place)))
        _complain(str(told))
        return told.exit_code
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        _complain(
            f"An unexpected error: {type(error).__name__}: {error}. This is a fault of kata or of "
            f"this machine, not yours. Run `kata doctor`; {TRACEBACK}=1 shows where it was raised."
        )
        return KataError.exit_code
    return 0


def _called(arguments: list[str]) -> typer.Typer:
    """The program with no command but the one that is called by its name, if one is: typer reads all that it has."""
    named = [each for each in app.registered_commands if arguments[:1] == [_name(each)]]
    if not named:
        return app
    called = copy.copy(app)
    called.registered_commands, called.registered_groups = named, []
    return called


def _name(command: CommandInfo) -> str:
    return command.name or (command.callback.__name__ if command.callback else "")


def _unasked(arguments: list[str]) -> dict[str, Any]:
    """That no help is asked for unless `--help` stands there: to find that out, typer loads pydantic."""
    unasked = {"help": False}
    return {**unasked, **dict.fromkeys(arguments[:1], unasked)}


def _there() -> bool:
    """Whether the current folder still exists."""
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def _complain(words: str) -> None:
    from .commands.support.screen import columns, wrapped
    from .views.escape import visible

    print(wrapped(f"kata: {visible(words, len(words))}", columns(sys.stderr)), file=sys.stderr)  # noqa: T201


def _show_version(wanted: bool) -> None:
    if wanted:
        import importlib.metadata

        typer.echo(f"kata {importlib.metadata.version('design-katas')}")
        raise typer.Exit


@app.callback()
def _all(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
    no_color: Annotated[bool, typer.Option(NO_COLOR, help="No colours; NO_COLOR=1 does the same.")] = False,
) -> None:
    pass


@app.command()
def start(
    name: Annotated[str, typer.Argument(metavar="KATA", help="The kata; `kata doctor` lists them.")],
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="The folder to make; without it, one called like the kata.")
    ] = "",
    pack: FromPack = "",
    yes: Yes = False,
) -> None:
    """Make a workspace, show the first brief and start the clock."""
    from .commands.support import work

    raise typer.Exit(work.start(_screen(), name, folder, pack, yes))


@app.command()
def brief(
    pager: Annotated[
        bool,
        typer.Option("--pager/--no-pager", help="Show a brief that is longer than the screen in a pager."),
    ] = True,
) -> None:
    """Show the brief of the open stage again."""
    from .commands.support import work

    raise typer.Exit(work.brief(_screen(), pager))


@app.command()
def status(form: AsFormat = Format.terminal) -> None:
    """Show the stage, the time left, the rules and the last verdict."""
    from .commands.support import work

    raise typer.Exit(work.status(_screen(form)))


@app.command()
def check(
    tests: Annotated[bool, typer.Option(help="Run your own tests, too.")] = True,
    form: AsFormat = Format.terminal,
) -> None:
    """Check the rules and run your own tests; no hidden test runs."""
    from .commands.check import check

    raise typer.Exit(check(_screen(form), tests))


@app.command()
def watch(
    tests: Annotated[bool, typer.Option("--tests", help="Run your own tests on each save, too.")] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="A line for each save, for screen readers; nothing is drawn over.")
    ] = False,
) -> None:
    """Show the clock, and run `kata check` on each save. Keys: next, hint, brief, quit."""
    from .commands.watch import watch

    raise typer.Exit(watch(_screen(), tests, plain))


@app.command("next")
def hand_in(
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Go on even if checks fail; the report says so.")
    ] = False,
    expect: Annotated[
        str,
        typer.Option(
            "--expect", metavar="TEXT", help="Say what you expect to change next; you are not asked then."
        ),
    ] = "",
    stay: Annotated[
        bool, typer.Option("--stay", help="In a room that has gone on: try again at this stage first.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Grade again, even what was graded before.")] = False,
    form: AsFormat = Format.terminal,
) -> None:
    """Hand in your code; if it passes, the next stage is revealed."""
    from .commands.handin import hand_in_next

    raise typer.Exit(hand_in_next(_screen(form), anyway, expect, stay, again))


@app.command()
def amend(
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; your mentor will read it.")],
    form: AsFormat = Format.terminal,
) -> None:
    """Declare a change of closed code: a fix or a refactoring. Do it before you write the stage's new code."""
    from .commands.amend import amend

    raise typer.Exit(amend(_screen(form), reason))


@app.command()
def hint(form: AsFormat = Format.terminal) -> None:
    """Show a hint for the first check that failed. It costs no points; the report says how many you took."""
    from .commands.hint import hint

    raise typer.Exit(hint(_screen(form)))


@app.command()
def report(stage: AtStage = None, form: AsExport = "", output: ToFile = None) -> None:
    """Show what the last grading of a stage found, or export it."""
    from .commands.report import report

    raise typer.Exit(report(_screen(form), stage, form, output))


@app.command()
def compare(stage: AtStage = None, form: AsFormat = Format.terminal) -> None:
    """Show a closed stage of yours beside the reference designs."""
    from .commands.compare import compare

    raise typer.Exit(compare(_screen(form), stage))


@app.command()
def book(
    chapter: Annotated[
        str,
        typer.Argument(
            metavar="CHAPTER", help="A chapter, or `chapter#section`; without it, the list of chapters."
        ),
    ] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Chapters of stages that are not closed, too (for mentors).")
    ] = False,
    html: Annotated[bool, typer.Option("--html", help="Write all that is open as one page.")] = False,
    epub: Annotated[bool, typer.Option("--epub", help="Write all that is open as an EPUB.")] = False,
    output: ToFile = None,
    pack: FromPack = "",
) -> None:
    """Read the chapters that the closed stages have opened."""
    from .commands.book import book

    code = book(_screen(), chapter, pack=pack, everything=everything, html=html, epub=epub, output=output)
    raise typer.Exit(code)


@app.command()
def join(
    url: Annotated[str, typer.Argument(metavar="URL", help="The room's address.", show_default=False)] = "",
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code that is said aloud.")] = "",
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="The folder to make; without it, one called like the kata.")
    ] = "",
    name: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Your name on the board; an animal without it.")
    ] = "",
    share: Annotated[
        bool,
        typer.Option("--share/--no-share", help="Whether the debrief may show your code, without a name."),
    ] = True,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Go over http, on a network that you trust.")
    ] = False,
) -> None:
    """Join a workshop's room: its stages, its clock, its grader. Run again in the folder, it goes on waiting."""
    from .commands.room import join

    raise typer.Exit(join(_screen(), url, code, folder, name=name, share=share, insecure=insecure))


@app.command()
def ask(text: Annotated[str, typer.Argument(metavar="TEXT", help="The question.")]) -> None:
    """Ask the facilitator of your room something."""
    from .commands.room import ask

    raise typer.Exit(ask(_screen(), text))


@app.command()
def room(
    browser: Annotated[bool, typer.Option("--browser", help="Open your own page of the room.")] = False,
    form: AsFormat = Format.terminal,
) -> None:
    """Show where your room stands and what was said."""
    from .commands.room import room

    raise typer.Exit(room(_screen(form), browser))


@app.command()
def leave() -> None:
    """Give up your seat in the room. What you wrote stays."""
    from .commands.room import leave

    raise typer.Exit(leave(_screen()))


@app.command()
def grade(
    repository: TheirWork,
    stage: NamedStages = None,
    kata: Annotated[str, typer.Option(metavar="KATA", help="Which kata, when the pack has several.")] = "",
    pack: FromPack = "",
    yes: Yes = False,
    require_sandbox: RequireSandbox = None,
    allow_weak_sandbox: AllowWeak = False,
    again: Annotated[bool, typer.Option("--again", help="Grade again, even what was graded before.")] = False,
    form: AsExport = "",
    output: ToFile = None,
) -> None:
    """Grade a trainee's repository or archive (for mentors). It needs no tags of `kata next`."""
    from .commands.grade import grade, located

    code = grade(
        _screen(form),
        located(repository),
        stage or (),
        again=again,
        kata_name=kata,
        pack=pack,
        yes=yes,
        form=form,
        output=output,
        require=require_sandbox,
        allow_weak=allow_weak_sandbox,
    )
    raise typer.Exit(code)


cohort = typer.Typer(
    help="Many submissions at once (for mentors).", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(cohort, name="cohort")


@cohort.command("grade")
def grade_cohort(
    source: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…", help="Folders, archives, bundles, https addresses of git, or a CSV of them."
        ),
    ],
    stage: Annotated[
        int | None, typer.Option("--stage", metavar="N", help="Only this stage; all that are handed over.")
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", min=0, metavar="N", help="Gradings at a time; one for each processor.")
    ] = 0,
    scheduler: Annotated[
        str, typer.Option(metavar="tls://HOST:PORT", help="Grade by the workers of this Dask scheduler.")
    ] = "",
    tls_ca: Annotated[str, typer.Option(metavar="FILE", help="The authority that the cluster trusts.")] = "",
    tls_cert: Annotated[str, typer.Option(metavar="FILE", help="This machine's certificate.")] = "",
    tls_key: Annotated[str, typer.Option(metavar="FILE", help="The key of that certificate.")] = "",
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the results go, and what is done already.")
    ] = Path("kata-cohort"),
    again: Annotated[bool, typer.Option("--again", help="Grade again, even what was graded before.")] = False,
    kata: Annotated[str, typer.Option(metavar="KATA", help="Which kata, when the pack has several.")] = "",
    pack: FromPack = "",
    yes: Yes = False,
    require_sandbox: RequireSandbox = None,
    allow_weak_sandbox: AllowWeak = False,
    form: AsFormat = Format.terminal,
) -> None:
    """Grade many repositories at once; run again, it goes on where it was interrupted (for mentors)."""
    from .commands.cohort import grade_cohort
    from .fleet.dask import Scheduler
    from .fleet.workers import Workers

    cluster = Scheduler(scheduler, tls_ca, tls_cert, tls_key) if scheduler else None
    code = grade_cohort(
        _screen(form),
        source,
        stage=stage,
        workers=Workers(workers, cluster),
        out=out,
        again=again,
        kata_name=kata,
        pack=pack,
        yes=yes,
        require=require_sandbox,
        allow_weak=allow_weak_sandbox,
    )
    raise typer.Exit(code)


workshop = typer.Typer(
    name="workshop",
    help="Serve rooms where many play together (for facilitators).",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(workshop, name="workshop")

DataFolder = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Where it is kept; without it, in your own state folder."),
]
Database = Annotated[
    str,
    typer.Option(
        "--database", metavar="URL", help="postgresql+psycopg://…; without it, a file in the folder."
    ),
]
PublicUrl = Annotated[
    str, typer.Option("--public-url", metavar="URL", help="How people reach the server, behind a proxy.")
]
RoomId = Annotated[str, typer.Argument(metavar="ROOM", help="The id of the room.")]


class RoomFormat(StrEnum):
    """What a room is exported as."""

    html = "html"
    csv = "csv"
    json = "json"
    zip = "zip"


@workshop.callback()
def _workshop() -> None:
    from .commands.workshop import insist_on_extra

    insist_on_extra()


@workshop.command("serve")
def serve_workshop(
    data: DataFolder = None,
    database: Database = "",
    host: Annotated[
        str,
        typer.Option(metavar="H", help="The address to listen at; only this machine reaches the usual one."),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="The port.")] = 8000,
    public_url: PublicUrl = "",
    tls_cert: Annotated[str, typer.Option(metavar="FILE", help="The certificate, for https.")] = "",
    tls_key: Annotated[str, typer.Option(metavar="FILE", help="Its key.")] = "",
    insecure_lan: Annotated[
        bool,
        typer.Option("--insecure-lan", help="Serve others without TLS: all in the network can read along."),
    ] = False,
    workers: Annotated[
        int, typer.Option(metavar="N", min=0, help="Gradings at a time; without it, one for each processor.")
    ] = 0,
    scheduler: Annotated[
        str, typer.Option(metavar="tls://HOST:PORT", help="Grade by the workers of this Dask scheduler.")
    ] = "",
    scheduler_ca: Annotated[
        str, typer.Option(metavar="FILE", help="The authority that the cluster trusts.")
    ] = "",
    scheduler_cert: Annotated[
        str, typer.Option(metavar="FILE", help="This machine's certificate in the cluster.")
    ] = "",
    scheduler_key: Annotated[str, typer.Option(metavar="FILE", help="The key of that certificate.")] = "",
    pack: FromPack = "",
    yes: Yes = False,
    require_sandbox: RequireSandbox = None,
    allow_weak_sandbox: AllowWeak = False,
    trust_proxy: Annotated[
        str, typer.Option(metavar="IP", help="A proxy whose word on addresses is taken.")
    ] = "",
    room: Annotated[
        str, typer.Option(metavar="KATA", help="Make a room for this kata, and show its code.")
    ] = "",
) -> None:
    """Serve rooms until you stop it. Prints the facilitator's link."""
    from .commands.workshop import data_folder, serve
    from .fleet.dask import Scheduler
    from .fleet.workers import Workers
    from .workshop.server import Settings

    if scheduler and workers:
        raise UsageError("Say --workers, for this machine, or --scheduler, for a cluster.")
    own = (scheduler_ca, scheduler_cert, scheduler_key, "--scheduler")
    cluster = Scheduler(scheduler, *own) if scheduler else None
    settings = Settings(
        data=data or data_folder(),
        database=database,
        host=host,
        port=port,
        public_url=public_url,
        tls_cert=tls_cert,
        tls_key=tls_key,
        insecure_lan=insecure_lan,
        workers=Workers(workers, cluster),
        pack=pack,
        require=require_sandbox,
        allow_weak=allow_weak_sandbox,
        trust_proxy=trust_proxy,
    )
    raise typer.Exit(serve(_screen(), settings, room, yes))


@workshop.command("link")
def link_workshop(
    room: Annotated[
        str, typer.Option(metavar="R", help="Into this room alone; without it, into all, as their owner.")
    ] = "",
    projector: Annotated[
        bool, typer.Option("--projector/--facilitator", help="To be looked at only, on a wall.")
    ] = False,
    revoke: Annotated[
        bool, typer.Option("--revoke", help="End all such links and what they opened.")
    ] = False,
    data: DataFolder = None,
    database: Database = "",
    public_url: PublicUrl = "",
) -> None:
    """Print a new link for a facilitator or a projector."""
    from .commands.workshop import data_folder, link
    from .workshop.server import Settings

    settings = Settings(data=data or data_folder(), database=database, public_url=public_url)
    raise typer.Exit(link(_screen(), settings, room=room, projector=projector, revoke=revoke))


@workshop.command("backup")
def backup_workshop(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to make.")], data: DataFolder = None
) -> None:
    """Copy the database, also while it is served."""
    from .commands.workshop import backup, data_folder
    from .workshop.server import Settings

    raise typer.Exit(backup(_screen(), Settings(data=data or data_folder()), file))


@workshop.command("rehearse")
def rehearse_workshop(
    url: Annotated[str, typer.Argument(metavar="URL", help="The room's address.")],
    code: Annotated[str, typer.Argument(metavar="CODE", help="The room's code.")],
    name: Annotated[
        str, typer.Argument(metavar="KATA", help="The room's kata; without it, the pack's usual one.")
    ] = "",
    people: Annotated[int, typer.Option(metavar="N", help="How many play.")] = 12,
    seconds: Annotated[
        float, typer.Option(metavar="S", help="How long each of them takes for a stage, about.")
    ] = 20.0,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Go over http, on a network that you trust.")
    ] = False,
    pack: FromPack = "",
    yes: Yes = False,
) -> None:
    """Let simulated trainees play a room, to see it alive before people come."""
    from .commands.rehearse import rehearse

    code_of = rehearse(
        _screen(), url, code, name=name, pack=pack, yes=yes, people=people, seconds=seconds, insecure=insecure
    )
    raise typer.Exit(code_of)


@workshop.command("export")
def export_workshop(
    room: RoomId,
    form: Annotated[
        RoomFormat,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="The debrief, a table, a document for programs, or all with the code.",
        ),
    ] = RoomFormat.html,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where to; without it, room-ROOM.FORMAT here."),
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="With people's names; without, they are animals.")
    ] = False,
    pack: FromPack = "",
    yes: Yes = False,
    data: DataFolder = None,
    database: Database = "",
) -> None:
    """Write what was done in a room to a file: its debrief, its table, or everything."""
    from .commands.workshop import data_folder, export
    from .workshop.server import Settings

    settings = Settings(data=data or data_folder(), database=database, pack=pack)
    raise typer.Exit(export(_screen(), settings, room, form.value, out, names=names, yes=yes))


@workshop.command("regrade")
def regrade_workshop(
    room: RoomId,
    stage: Annotated[
        int | None, typer.Option("--stage", metavar="N", help="Grade all hand-ins of this stage again.")
    ] = None,
    hand_in: Annotated[
        str, typer.Option("--hand-in", metavar="ID", help="Grade this hand-in again; its page has the id.")
    ] = "",
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; whoever has another verdict reads it.")
    ] = "",
    apply: Annotated[bool, typer.Option("--apply", help="Let the new verdicts count.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="Drop the new verdicts.")] = False,
    data: DataFolder = None,
    database: Database = "",
) -> None:
    """Grade again, aside: see what would change, then apply or cancel it. The server must run."""
    from .commands.workshop import data_folder, regrade
    from .workshop.server import Settings

    settings = Settings(data=data or data_folder(), database=database)
    code = regrade(
        _screen(), settings, room, stage=stage, hand_in=hand_in, reason=reason, apply=apply, cancel=cancel
    )
    raise typer.Exit(code)


@workshop.command("forget")
def forget_workshop(room: RoomId, data: DataFolder = None, database: Database = "") -> None:
    """Forget the people of a closed room: names, files and words; figures are kept."""
    from .commands.workshop import data_folder, forget
    from .workshop.server import Settings

    raise typer.Exit(forget(_screen(), Settings(data=data or data_folder(), database=database), room))


@app.command()
def review(
    repository: TheirWork,
    comment: Annotated[
        tuple[str, str],
        typer.Option(
            metavar="WHERE TEXT",
            help="Write a comment on CHECK, CHECK@PATH:LINE, @PATH:LINE, @PATH or the word stage.",
        ),
    ] = ("", ""),
    override: Annotated[
        tuple[str, str],
        typer.Option(
            metavar="CHECK OUTCOME", help="Give a check your own outcome: passed, failed or advice."
        ),
    ] = ("", ""),
    reason: Annotated[
        str,
        typer.Option(
            "--reason", metavar="TEXT", help="Why you give that outcome; your trainee will read it."
        ),
    ] = "",
    at_stage: Annotated[
        int | None,
        typer.Option(metavar="N", help="The stage; without it, the last graded stage that has the check."),
    ] = None,
    renew: Annotated[
        bool, typer.Option("--renew", help="Keep the review although the files changed since it was written.")
    ] = False,
    file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The review's file or folder; without it, REPO.review.toml beside REPO."
        ),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Grade again, even what was graded before.")] = False,
    stage: NamedStages = None,
    kata: Annotated[str, typer.Option(metavar="KATA", help="Which kata, when the pack has several.")] = "",
    pack: FromPack = "",
    yes: Yes = False,
    require_sandbox: RequireSandbox = None,
    allow_weak_sandbox: AllowWeak = False,
    form: AsExport = "",
    output: ToFile = None,
) -> None:
    """Add your comments and outcomes to a report (for mentors). What the grader found stays beside them."""
    from .commands.grade import located
    from .commands.review import Words, review

    code = review(
        _screen(form),
        located(repository),
        stage or (),
        Words(comment=comment, override=override, reason=reason, at_stage=at_stage, renew=renew),
        file=file,
        again=again,
        kata_name=kata,
        pack=pack,
        yes=yes,
        form=form,
        output=output,
        require=require_sandbox,
        allow_weak=allow_weak_sandbox,
    )
    raise typer.Exit(code)


@app.command()
def pause(
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; your mentor will read it.")],
) -> None:
    """Stop the clock."""
    from .commands.support import work

    raise typer.Exit(work.pause(_screen(), reason))


@app.command()
def resume() -> None:
    """Start the clock again."""
    from .commands.support import work

    raise typer.Exit(work.resume(_screen()))


@app.command()
def restore(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="A file that came with the kata.")],
) -> None:
    """Put a file that came with the kata back as it was given."""
    from .commands.restart import restore

    raise typer.Exit(restore(_screen(), files))


@app.command()
def restart(
    sure: Annotated[bool, typer.Option("--yes", help="Start again without being asked.")] = False,
) -> None:
    """Start the kata again in this folder. Your work so far is kept in a folder beside it."""
    from .commands.restart import restart

    raise typer.Exit(restart(_screen(), sure))


@app.command()
def bundle(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", metavar="FILE", help="Write to this file; without it, to one beside the workspace."
        ),
    ] = None,
) -> None:
    """Pack every closed stage into one file for a mentor."""
    from .commands.bundle import bundle

    raise typer.Exit(bundle(_screen(), output))


@app.command()
def services(
    name: Annotated[
        str, typer.Argument(metavar="KATA", help="The kata; without it, that of the workspace.")
    ] = "",
    fail: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=STATUS[:TIMES]",
            help="Fail on demand: NAME=503:2, NAME/PATH=401, NAME=silence, NAME=hangup; can be repeated.",
        ),
    ] = None,
    pack: FromPack = "",
    yes: Yes = False,
) -> None:
    """Serve the kata's simulators with a live log, to try things out."""
    from .commands.services import services

    raise typer.Exit(services(_screen(), name, pack, fail or [], yes))


@app.command()
def doctor(form: AsFormat = Format.terminal, pack: FromPack = "") -> None:
    """Show what this machine has, what it lacks, and how to get it."""
    from .commands.doctor import doctor

    raise typer.Exit(doctor(_screen(form), pack))


@app.command()
def demo(
    name: Annotated[
        str, typer.Argument(metavar="KATA", help="The kata; without it, the first of the pack.")
    ] = "",
    spoil: Annotated[
        bool, typer.Option("--spoil", help="Show later briefs and the reference's code, too.")
    ] = False,
    pack: FromPack = "",
    yes: Yes = False,
) -> None:
    """Play all stages by itself with a reference design. Later stages are not given away."""
    from .commands.demo import demo

    raise typer.Exit(demo(_screen(), name, pack, spoil, yes))


@app.command("list")
def list_(pack: FromPack = "", form: AsFormat = Format.terminal) -> None:
    """List the katas with their lesson, minutes and edge."""
    from .commands.list import list_katas

    raise typer.Exit(list_katas(_screen(form), pack))


@app.command()
def play(
    name: Annotated[str, typer.Argument(metavar="KATA", help="The kata.")],
    player: Annotated[
        list[str],
        typer.Option(
            "--with",
            metavar="COMMAND",
            help="What plays: a line for the shell; given again, the next is played too.",
        ),
    ],
    runs: Annotated[int, typer.Option("--runs", min=1, metavar="N", help="How often each plays.")] = 1,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where workspaces and reports go: an empty folder.")
    ] = Path("kata-play"),
    pack: FromPack = "",
    yes: Yes = False,
    allow_weak_sandbox: Annotated[
        bool, typer.Option("--allow-weak-sandbox", help="Hide nothing from the player; the result says so.")
    ] = False,
    form: AsFormat = Format.terminal,
) -> None:
    """Let a program play the stages. It works in the workspace; its work is handed in and graded."""
    from .commands.play import play

    code = play(
        _screen(form), name, player, runs=runs, pack=pack, yes=yes, out=out, allow_weak=allow_weak_sandbox
    )
    raise typer.Exit(code)


@app.command()
def verify(
    pack: Annotated[
        str,
        typer.Argument(
            metavar="PACK", help="A folder with katas; without it, the current one, else the built-in ones."
        ),
    ] = "",
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WORD", help="Only submissions and mutants with this in their name, or NAME@STAGE."
        ),
    ] = None,
    kata: Annotated[str | None, typer.Option(metavar="NAME", help="Only this kata.")] = None,
    fast: Annotated[bool, typer.Option("--fast", help="Only what grades nothing: about a second.")] = False,
    changed: Annotated[
        bool, typer.Option("--changed", help="Do not grade again what was graded before and has not changed.")
    ] = False,
    runs: Annotated[int, typer.Option(min=1, metavar="N", help="How often each right design is graded.")] = 3,
    mutants: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Try the hidden tests on so many mutants, and nothing else; -1: on all; 0: on none.",
        ),
    ] = None,
    design: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only mutants of this right design.")
    ] = None,
    yes: Yes = False,
    require_sandbox: RequireSandbox = None,
    allow_weak_sandbox: AllowWeak = False,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    form: AsFormat = Format.terminal,
) -> None:
    """Prove that a kata is sound, layer by layer. It is for authors of katas."""
    from .commands.verify import SAMPLE, Scope, verify

    scope = Scope(
        kata=kata or "",
        only=only or (),
        runs=runs,
        mutants=SAMPLE if mutants is None else None if mutants < 0 else mutants,
        design=design,
        fast=fast,
        changed=changed,
        yes=yes,
        hunts=bool(mutants),
    )
    screen = _screen(Format.json if json else form)
    raise typer.Exit(verify(screen, pack, scope, require=require_sandbox, allow_weak=allow_weak_sandbox))


@app.command()
def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The new kata, or the one that a part is for.")
    ] = "",
    like: Annotated[
        str,
        typer.Option(
            metavar="KIND", help="What lies outside of a new kata: none, http or tcp.", show_default=False
        ),
    ] = "",
    stage: Annotated[
        str,
        typer.Option("--stage", metavar="TITLE|N", help="A new stage; the number of one for the next two."),
    ] = "",
    check: Annotated[str, typer.Option(metavar="ID", help="A new check, with its test and a pitfall.")] = "",
    pitfall: Annotated[
        str, typer.Option(metavar="ID", help="A new wrong design, with copies of --file.")
    ] = "",
    base: Annotated[
        str, typer.Option(metavar="DESIGN", help="The right design that the pitfall departs from.")
    ] = "",
    file: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="A file to spoil, as it lies in a workspace.")
    ] = None,
    design: Annotated[str, typer.Option(metavar="NAME", help="A new right design.")] = "",
    pack: Annotated[
        str,
        typer.Option(
            "--pack", metavar="FOLDER", help="Where; without it, here, or a new folder called NAME."
        ),
    ] = "",
) -> None:
    """Make a kata, or a part of one; no file is written over."""
    from .commands.new import Part, new

    part = Part(stage=stage, check=check, pitfall=pitfall, design=design, base=base, files=file or ())
    raise typer.Exit(new(_screen(), name, pack, like, part))


@app.command("try")
def try_(
    name: Annotated[
        str, typer.Argument(metavar="KATA", help="The kata; without it, the usual one of the pack.")
    ] = "",
    stage: AtStage = None,
    design: Annotated[
        str,
        typer.Option(metavar="NAME", help="Which right design; without it, the first.", show_default=False),
    ] = "",
    pack: FromPack = "",
    yes: Yes = False,
) -> None:
    """Open a right design in a folder to throw away (for authors)."""
    from .commands.tryout import try_out

    raise typer.Exit(try_out(_screen(), name, stage, design, pack, yes))


@app.command(hidden=True)
def manual() -> None:
    """Print docs/cli.md."""
    from typer.main import get_command

    from .commands.manual import manual

    typer.echo(manual(get_command(app)), nl=False)


def _screen(form: str = "terminal") -> "Screen":
    from .commands.support.screen import Screen

    return Screen(json=form == Format.json)


if __name__ == "__main__":
    main()

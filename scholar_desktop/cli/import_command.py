"""The command `import FILE`: takes the entries of another program's file into the library as they are."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.library_commands import served
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, SOME_FAILED, Result
from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.full_entry import SkippedPart
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.exchange.entry_import import IMPORT_FORMATS
from scholar_desktop.translation import gettext, ngettext, shown

if TYPE_CHECKING:
    from scholar_desktop.services.exchange.entry_import import ImportReport

MOST_SHOWN = 20
"""How many skipped parts are printed."""


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help=gettext(
            "a file that another program wrote, Zotero’s data folder or what it exported, or a folder of PDFs"
        ),
    )
    parser.add_argument(
        "--format",
        choices=IMPORT_FORMATS,
        metavar="F",
        help=gettext("the format, if it is not recognised: {formats}", formats=", ".join(IMPORT_FORMATS)),
    )
    parser.add_argument("--into", metavar="PATH", help=gettext("add the papers to a collection, too"))
    parser.add_argument("--no-files", action="store_true", help=gettext("leave the linked files out"))
    parser.add_argument("--dry-run", action="store_true", help=gettext("show what would be imported and add nothing"))
    parser.add_argument(
        "--look-up", action="store_true", help=gettext("ask the services for what is missing, after the import")
    )


async def _import(context: CommandContext, arguments: argparse.Namespace) -> Result:
    service = context.services.entry_import
    path = Path(arguments.file).expanduser()  # noqa: ASYNC240  no disk is touched
    file = await service.read(path, arguments.format)
    report = await service.take(file, into=arguments.into, with_files=not arguments.no_files, dry_run=arguments.dry_run)
    data: dict[str, Any] = {
        "format": report.format,
        "entries": len(report.rows),
        "added": report.added,
        "known": report.known,
        "skipped": [_part(part) for part in report.skipped],
        "ids": [row.id for row in report.rows],
        "files": report.files,
        "problems": [_part(part) for part in report.problems],
        "dry_run": report.dry_run,
    }
    result = Result(data, sources=[served(len(report.rows), len(report.rows))], text=_as_text(report))
    result.notes += [shown(note) for note in report.notes]
    if not report.rows:
        result.exit_code = NOTHING_FOUND
        first = report.skipped[0].reason if report.skipped else Message("The file has no entries.")
        result.errors.append(ErrorInfo("not_found", first, Message("Check the file and its format."), str(path)))
    else:
        result.exit_code = SOME_FAILED if report.skipped else DONE
    if arguments.look_up and not arguments.dry_run:
        await _look_up(context, report, result)
    return result


async def _look_up(context: CommandContext, report: ImportReport, result: Result) -> None:
    """Ask the services about the entries with an identifier. An error is reported; the import stays."""
    ids = list(dict.fromkeys(row.id for row in report.rows if not row.id.startswith("key:")))
    if not ids:
        result.notes.append(gettext("No entry has an identifier, so nothing was looked up."))
        return
    try:
        found = await context.services.entry_import.look_up(ids, context.ask)
    except ScholarError as error:
        result.errors.append(error.info)
        return
    result.notes.append(
        ngettext("{count} entry was found at the services.", "{count} entries were found at the services.", found)
    )
    result.sources.append(context.report_answer(total=len(ids), loaded=found))


def _part(part: SkippedPart) -> dict[str, Any]:
    return {"line": part.line, "text": part.text, "reason": part.reason}


def _as_text(report: ImportReport) -> str:
    counts = {"added": report.added, "known": report.known, "files": report.files}
    lines = [
        gettext("{added} would be added, {known} are in your library already.", **counts)
        if report.dry_run
        else gettext("{added} added, {known} in your library already, {files} files copied.", **counts)
    ]
    for part in (*report.skipped, *report.problems)[:MOST_SHOWN]:
        reason = shown(part.reason)
        lines.append(gettext("Line {line}: {problem}", line=part.line, problem=reason) if part.line else reason)
    left = len(report.skipped) + len(report.problems) - MOST_SHOWN
    if left > 0:
        lines.append(ngettext("{count} more problem.", "{count} more problems.", left))
    return "".join(f"{line}\n" for line in lines)


IMPORT = Command(
    "import", Message("take the entries of a file into your library, with every field and file"), _arguments, _import
)

"""The commands `import`, `live`, `send`, `outbox`, `annotations` and `library archive|unarchive|move`: what comes into
the library and goes out of it as a whole."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.export_command import papers_to_export
from scholar_desktop.cli.library_commands import find_kept, not_kept, served
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, SERVICE_FAILED, SOME_FAILED, Result, exit_of
from scholar_desktop.domain.errors import ErrorInfo, ScholarError, UsageError
from scholar_desktop.domain.full_entry import SkippedPart
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.exchange.entry_import import IMPORT_FORMATS
from scholar_desktop.services.exchange.sending import ALREADY, IN_TRASH, NOT_RUNNING, PROGRAMS, REFUSED, SENT
from scholar_desktop.services.papers.annotations import read_annotations, write_notes
from scholar_desktop.translation import gettext, ngettext, shown

if TYPE_CHECKING:
    from scholar_desktop.library.recovery.archives import ArchiveCounts
    from scholar_desktop.services.exchange.import_report import ImportReport
    from scholar_desktop.services.exchange.live_files import LiveStatus
    from scholar_desktop.services.exchange.sending import SendResult
    from scholar_desktop.services.papers.annotations import KeptAnnotation


def _archive_arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help=gettext("the file to write, which must not exist"))


def _unarchive_arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help=gettext("an archive of a library"))
    parser.add_argument("--to", metavar="DIR", required=True, help=gettext("the folder of the new library"))


def _move_arguments(parser: Parser) -> None:
    parser.add_argument("folder", metavar="DIR", help=gettext("the new folder, which must be empty"))


async def _archive(context: CommandContext, arguments: argparse.Namespace) -> Result:
    path = Path(arguments.file).expanduser().absolute()  # noqa: ASYNC240  no disk is touched
    counts = await context.services.library.imports.archive(path)
    result = _result(counts, bytes=counts.bytes)
    result.notes.append(
        ngettext(
            "Archived {count} paper in {path}.", "Archived {count} papers in {path}.", counts.papers, path=str(path)
        )
    )
    return result


async def _unarchive(context: CommandContext, arguments: argparse.Namespace) -> Result:
    file, folder = Path(arguments.file).expanduser(), Path(arguments.to).expanduser().absolute()  # noqa: ASYNC240
    counts = await context.services.library_transfer.unarchive(file, folder)
    result = _result(counts)
    result.notes += [
        ngettext("Unpacked {count} paper.", "Unpacked {count} papers.", counts.papers),
        gettext("To use this library: scholar-desktop settings data_dir {folder}", folder=str(folder)),
    ]
    return result


async def _move(context: CommandContext, arguments: argparse.Namespace) -> Result:
    folder = Path(arguments.folder).expanduser().absolute()  # noqa: ASYNC240  no disk is touched
    before = context.services.library.data_dir
    counts = await context.services.library_transfer.move(folder)
    result = _result(counts)
    result.notes.append(
        gettext(
            "Your library is in {folder} now. The old folder {before} was not changed. Delete it once you have checked "
            "that everything is there.",
            folder=str(folder),
            before=str(before),
        )
    )
    return result


def _result(counts: ArchiveCounts, **more: Any) -> Result:
    data = {"papers": counts.papers, "files": counts.files, **more}
    return Result(data, sources=[served(counts.papers, counts.papers)])


ARCHIVE_COMMANDS = (
    Command(
        "library archive",
        Message("save the whole library to one file, an archive"),
        _archive_arguments,
        _archive,
        asks=False,
    ),
    Command(
        "library unarchive", Message("create a library from an archive"), _unarchive_arguments, _unarchive, asks=False
    ),
    Command("library move", Message("move your library to another folder"), _move_arguments, _move, asks=False),
)


def _live_arguments(parser: Parser) -> None:
    parser.add_argument(
        "what", nargs="?", metavar="ID|PATH", help=gettext("a paper, the path of a collection, or / for everything")
    )
    parser.add_argument("file", nargs="?", metavar="FILE.bib", help=gettext("the file to write and keep up to date"))
    parser.add_argument("--list", action="store_true", help=gettext("list the files that are kept up to date"))
    parser.add_argument("--stop", metavar="FILE.bib", help=gettext("stop keeping a file up to date"))
    parser.add_argument("--replace", action="store_true", help=gettext("overwrite what another program wrote"))
    parser.add_argument(
        "--format", choices=("bibtex", "biblatex"), metavar="F", help=gettext("bibtex (default), biblatex")
    )
    parser.add_argument("--no-notes", action="store_true", help=gettext("leave out notes, tags and collections"))


async def _live(context: CommandContext, arguments: argparse.Namespace) -> Result:
    service = context.services.live_files
    if arguments.stop:
        await service.stop(Path(arguments.stop).expanduser().absolute())  # noqa: ASYNC240  no disk is touched
    elif arguments.file:
        path = Path(arguments.file).expanduser().absolute()  # noqa: ASYNC240  no disk is touched
        notes = False if arguments.no_notes else None
        await service.add(arguments.what, path, replace=arguments.replace, form=arguments.format, notes=notes)
    elif not arguments.list or arguments.what:
        raise UsageError(
            Message("live: a collection or a paper, and a file, are needed."),
            hint=Message("Example: scholar-desktop live Thesis thesis.bib"),
        )
    found = await service.update()
    result = Result({"files": [_file(one) for one in found]}, text=_live_text(found))
    result.exit_code = DONE if all(one.state == "current" for one in found) else SOME_FAILED
    return result


def _file(one: LiveStatus) -> dict[str, Any]:
    return {
        "file": one.live.file,
        "collection": one.live.collection or one.live.id,
        "written": one.live.written,
        "state": one.state,
        "differences": [msgspec.to_builtins(difference) for difference in one.differences],
    }


_STATE_WORDS = {
    "current": Message("up to date"),
    "edited": Message("edited by another program"),
    "missing": Message("its papers were removed"),
    "failed": Message("could not be written"),
}


def _live_text(found: tuple[LiveStatus, ...]) -> str:
    rows = []
    for one in found:
        state = shown(_STATE_WORDS[one.state])
        if one.differences:
            count = len(one.differences)
            state = ngettext("{state}, {count} difference", "{state}, {count} differences", count, state=state)
        rows.append((one.live.file, one.live.collection or one.live.id, state))
    return text.table(rows, wide=10_000) if rows else ""


LIVE = Command("live", Message("keep a .bib file up to date with your library"), _live_arguments, _live, asks=False)


def _send_arguments(parser: Parser) -> None:
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help=gettext("identifiers of papers, links to them, or library keys")
    )
    parser.add_argument("--file", metavar="F", help=gettext("read more IDs from F, one per line (-: standard input)"))
    parser.add_argument("--collection", metavar="PATH", help=gettext("send the papers of a collection instead"))
    parser.add_argument(
        "--to",
        choices=PROGRAMS,
        required=True,
        metavar="P",
        help=gettext("{programs}: a program on this computer, or a .bib file", programs=", ".join(PROGRAMS)),
    )
    parser.add_argument(
        "--into",
        metavar="NAME",
        help=gettext("a collection of Zotero (what is selected there), or the .bib file (sent.bib in your library)"),
    )
    parser.add_argument("--again", action="store_true", help=gettext("also send papers that were sent before"))


async def _send(context: CommandContext, arguments: argparse.Namespace) -> Result:
    if arguments.collection is not None and (arguments.ids or arguments.file is not None):
        raise UsageError(
            Message("send: --collection and IDs cannot be combined."),
            hint=Message("Run the command separately for each."),
        )
    papers, items, errors = await papers_to_export(context, arguments)
    results = await context.services.entry_sending.send(papers, arguments.to, arguments.into, again=arguments.again)
    by_id = {one.id: one for one in results}
    rows: list[tuple[str, str, str]] = []
    for item in items:
        if item.paper is not None:
            one = by_id[item.paper.id]
            rows.append((item.given, one.outcome, one.reason))
        elif item.error is not None:
            rows.append((item.given, REFUSED, item.error.message))
    result = Result(
        {"items": [{"id": id_, "outcome": outcome, "reason": reason} for id_, outcome, reason in rows]},
        errors=errors,
        text=text.table(
            [(id_, shown(_SEND_WORDS[outcome]), shown(reason)) for id_, outcome, reason in rows], wide=10_000
        ),
    )
    if arguments.collection is not None:
        result.sources.append(served(len(papers), len(papers)))
    if not rows:
        result.exit_code = NOTHING_FOUND
        result.errors.append(
            ErrorInfo("not_found", Message("The collection has no papers."), None, arguments.collection)
        )
    elif len(rows) == 1 and errors:
        result.exit_code = exit_of(errors[0].code)
    elif errors:
        result.exit_code = SOME_FAILED
    _add_failures(result, results, len(rows))
    return result


def _add_failures(result: Result, results: Sequence[SendResult], total: int) -> None:
    """Add the errors and the exit code of what could not be sent, each reason once, and say that it waits."""
    failed = [one for one in results if one.outcome in (NOT_RUNNING, REFUSED)]
    for one in {one.reason: one for one in reversed(failed)}.values():
        code = "unreachable" if one.outcome == NOT_RUNNING else "refused"
        result.errors.append(ErrorInfo(code, one.reason, one.hint, one.id))
    if failed:
        result.exit_code = SERVICE_FAILED if total == 1 else SOME_FAILED
        result.notes.append(
            ngettext(
                "{count} paper is waiting in the outbox. To send it: scholar-desktop outbox send",
                "{count} papers are waiting in the outbox. To send them: scholar-desktop outbox send",
                len(failed),
            )
        )


_SEND_WORDS = {
    SENT: Message("sent"),
    ALREADY: Message("already there"),
    NOT_RUNNING: Message("not running"),
    REFUSED: Message("not sent"),
}


def _outbox_arguments(parser: Parser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        choices=("send", "clear"),
        metavar="send|clear",
        help=gettext("send the papers in the outbox, or empty it; if neither is given, list them"),
    )


async def _outbox(context: CommandContext, arguments: argparse.Namespace) -> Result:
    service = context.services.entry_sending
    results: tuple[SendResult, ...] = ()
    notes: list[str] = []
    if arguments.action == "send":
        results = await service.send_waiting(context.ask)
        sent = sum(one.outcome in (SENT, ALREADY) for one in results)
        notes.append(ngettext("Sent {count} paper.", "Sent {count} papers.", sent))
    elif arguments.action == "clear":
        cleared = await service.clear()
        notes.append(
            ngettext("Removed {count} paper from the outbox.", "Removed {count} papers from the outbox.", cleared)
        )
    waiting = await service.waiting()
    trashed = await service.find_trashed(waiting)
    waiting = tuple(msgspec.structs.replace(one, reason=IN_TRASH) if one.place in trashed else one for one in waiting)
    result = Result(
        {
            "items": [
                {"what": one.what, "id": one.id, "since": one.since, "reason": one.reason, "into": one.into}
                for one in waiting
            ]
        },
        text=text.table([(one.what, one.id, one.since, shown(one.reason)) for one in waiting], wide=10_000),
        notes=notes,
    )
    _add_failures(result, results, len(results))
    return result


SEND_COMMANDS = (
    Command("send", Message("send papers to Zotero, to JabRef or to a .bib file"), _send_arguments, _send),
    Command("outbox", Message("list, send or remove what could not be sent"), _outbox_arguments, _outbox),
)


def _annotations_arguments(parser: Parser) -> None:
    parser.add_argument("id", nargs="?", metavar="ID", help=gettext("a paper of your library; without it, all papers"))
    parser.add_argument("--markdown", action="store_true", help=gettext("as a note in Markdown"))


async def _annotations(context: CommandContext, arguments: argparse.Namespace) -> Result:
    library = context.services.library
    if arguments.id is None:
        papers = list(await library.papers_in((await library.listing()).rows))
    else:
        kept = await find_kept(context, arguments.id)
        if kept is None:
            return Result(None, NOTHING_FOUND, [served(0, 0)], [not_kept(arguments.id)])
        papers = [kept]
    found = [one async for one in read_annotations(papers)]
    notes = write_notes(found)
    every = [note for one in found for note in one.annotations]
    result = Result(
        {
            "annotations": [msgspec.to_builtins(note) for note in every],
            "markdown": notes if arguments.markdown else None,
        },
        sources=[served(len(papers), len(papers))],
        text=notes if arguments.markdown else _annotations_text(every),
        notes=[ngettext("{count} annotation.", "{count} annotations.", len(every))],
    )
    for one in found:
        result.errors += [ErrorInfo("damaged", problem, None, one.kept.paper.id) for problem in one.problems]
    if result.errors:
        result.exit_code = SOME_FAILED if len(papers) > 1 else exit_of("damaged")
    return result


def _annotations_text(found: Sequence[KeptAnnotation]) -> str:
    rows = [(one.id, str(one.page or ""), one.kind, text.plain(one.text or one.note)) for one in found]
    return text.table(rows)


ANNOTATIONS = Command(
    "annotations", Message("list the annotations of PDFs"), _annotations_arguments, _annotations, asks=False
)


MOST_SHOWN = 20
"""How many skipped parts are printed."""


def _import_arguments(parser: Parser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help=gettext(
            "a file written by another program, Zotero's data folder or an export from Zotero, or a folder of PDFs"
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
        "--look-up", action="store_true", help=gettext("after the import, look up missing details at the services")
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
        "restored": len(report.restored),
        "skipped": [_part(part) for part in report.skipped],
        "ids": [row.id for row in report.rows],
        "files": report.files,
        "problems": [_part(part) for part in report.problems],
        "dry_run": report.dry_run,
    }
    result = Result(data, sources=[served(len(report.rows), len(report.rows))], text=_import_text(report))
    result.notes += [shown(note) for note in report.notes]
    if not report.rows:
        result.exit_code = NOTHING_FOUND
        first = report.skipped[0].reason if report.skipped else Message("The file has no entries.")
        result.errors.append(ErrorInfo("not_found", first, Message("Check the file and its format."), str(path)))
    else:
        result.exit_code = SOME_FAILED if report.skipped else DONE
        result.errors += [_unread(part, path) for part in report.skipped]
        result.tells_errors = True
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


def _unread(part: SkippedPart, path: Path) -> ErrorInfo:
    """Return the error for an entry, or a file of a folder, that could not be read."""
    reason = Message("Line {line}: {problem}", line=part.line, problem=part.reason) if part.line else part.reason
    return ErrorInfo("damaged", reason, None, part.text or str(path))


def _part(part: SkippedPart) -> dict[str, Any]:
    return {"line": part.line, "text": part.text, "reason": part.reason}


def _import_text(report: ImportReport) -> str:
    counts = {"added": report.added, "known": report.known - len(report.repeated) - len(report.restored)}
    lines = [
        gettext("{added} would be added, {known} are in your library already.", **counts)
        if report.dry_run
        else gettext("{added} added, {known} in your library already.", **counts)
    ]
    lines += [shown(remark) for remark in report.remarks()]
    if report.files and not report.dry_run:
        lines.append(ngettext("Copied {count} file.", "Copied {count} files.", report.files))
    for part in (*report.skipped, *report.problems)[:MOST_SHOWN]:
        reason = shown(part.reason)
        if part.line:
            reason = gettext("Line {line}: {problem}", line=part.line, problem=reason)
        elif part.text and part.text not in reason:  # a file of a folder
            reason = gettext("{file}: {reason}", file=part.text, reason=reason)
        lines.append(reason)
    left = len(report.skipped) + len(report.problems) - MOST_SHOWN
    if left > 0:
        lines.append(ngettext("{count} more problem.", "{count} more problems.", left))
    return "".join(f"{line}\n" for line in lines)


IMPORT = Command(
    "import",
    Message("import the entries of a file into your library, with all fields and files"),
    _import_arguments,
    _import,
)

"""The command `import FILE [--dry-run]`: adds the papers of a reference list, a .bib, .ris or CSL-JSON file to the
library.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, read_given
from scholar_desktop.cli.command import Command, CommandContext, papers_to_json
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, SOME_FAILED, Result, exit_of
from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ParsedLines, ReferenceLine
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help=gettext(
            "a list of identifiers or references, or a .bib, .ris, .nbib, .enw, .csv or .json file (-: standard input)"
        ),
    )
    parser.add_argument("--dry-run", action="store_true", help=gettext("show the paper of each line and add nothing"))
    parser.add_argument("--csv", metavar="F", help=gettext("write a row for each line to F as CSV"))


async def _import(context: CommandContext, arguments: argparse.Namespace) -> Result:
    """Add the papers of certain lines, as one change; the other lines are reported, each with its reason."""
    read = _read(arguments.file)
    name = Message("Standard input") if arguments.file == "-" else Path(arguments.file).name
    lists = context.services.reference_lists
    reading = await lists.read_only(read, name)
    for note in read.notes:
        context.note(shown(note))
    progress = reading.progress()
    if progress.titles > 1:
        context.note(
            ngettext(
                "{count} line is matched by title: about {time}.",
                "{count} lines are matched by title: about {time}.",
                progress.titles,
                time=_minutes(progress.seconds),
            )
        )
    await context.announce(progress.requests - progress.made)
    failed: ScholarError | None = None
    try:
        await reading.look_up(context.ask)
    except ScholarError as error:
        failed = error
    await reading.mark_kept()
    before = dict(reading.kept)
    sure = reading.to_add()
    if sure and not arguments.dry_run:
        await context.services.library.add([line.paper for line in sure if line.paper is not None])
        await reading.mark_kept()
    if arguments.csv:
        from scholar_desktop.formats.list_report import list_csv
        from scholar_desktop.profile import write_atomically

        write_atomically(Path(arguments.csv), list_csv(reading.lines, reading.kept).encode("utf-8-sig"))
    papers = papers_to_json([line.paper for line in reading.lines], reading.kept)
    added = {line.number for line in sure}
    items = [
        _item(line, paper, _outcome(line, added, before)) for line, paper in zip(reading.lines, papers, strict=True)
    ]
    counts = {outcome: sum(item["outcome"] == outcome for item in items) for outcome in OUTCOMES}
    data = {
        "kind": read.kind,
        "dry_run": arguments.dry_run,
        "added": 0 if arguments.dry_run else len(sure),
        "items": items,
        "report": counts,
    }
    result = Result(data, text=_as_text(items))
    result.notes = [_summary(counts, dry_run=arguments.dry_run), *map(shown, read.notes)]
    result.errors = [line.problem for line in reading.lines if line.problem is not None]
    for source in (S2, UNPAYWALL, ZENODO):
        if source == S2 or source in context.ask.request_counts.sources():
            info = failed.info if failed is not None and source == S2 else None
            result.sources.append(
                context.report(
                    source, total=len(items), loaded=sum(item["paper"] is not None for item in items), error=info
                )
            )
    if failed is not None:
        result.errors.insert(0, failed.info)
        result.exit_code = exit_of(failed.code)
    elif all(item["outcome"] == "not_found" for item in items):
        result.exit_code = NOTHING_FOUND
    else:
        result.exit_code = DONE if not (counts["check"] or counts["not_found"]) else SOME_FAILED
    return result


OUTCOMES = ("added", "kept", "double", "check", "not_found", "asking")


def _outcome(line: ReferenceLine, added: set[int], kept: dict[str, Any]) -> str:
    """Return the outcome of a line.

    added: certain, and added (or would be); kept: it was in the library; double: the paper of an earlier line.
    """
    if line.standing is LineStatus.SURE:
        if line.number in added:
            return "added"
        return "kept" if line.paper is not None and line.paper.id in kept else "double"
    if line.standing is LineStatus.CHECK:
        return "check"
    return "not_found" if line.standing is LineStatus.NONE else "asking"


def _item(line: ReferenceLine, paper: dict[str, Any] | None, outcome: str) -> dict[str, Any]:
    return {
        "line": line.number,
        "place": line.place,
        "text": line.text,
        "outcome": outcome,
        "match": line.standing.value,
        "why": line.by or None,
        "same_as": line.same_as,
        "paper": paper,
        "candidates": [candidate.paper.id for candidate in line.candidates],
        "error": _problem(line.problem),
    }


def _problem(problem: ErrorInfo | None) -> dict[str, Any] | None:
    from scholar_desktop.formats.paper_json import error_to_json

    return None if problem is None else error_to_json(problem)


def _read(file: str) -> ParsedLines:
    from scholar_desktop.services.reference_lists.reference_lists import read_bytes, read_file

    return read_bytes(read_given(file), Message("Standard input")) if file == "-" else read_file(Path(file))


def _as_text(items: list[dict[str, Any]]) -> str:
    rows = [
        (
            f"{item['line']:>5}",
            shown(_OUTCOME_WORDS[item["outcome"]]),
            text.plain(item["paper"]["title"] if item["paper"] else item["text"])[:100],
            shown(item["why"] or (item["error"] or {}).get("message", "")),
        )
        for item in items
    ]
    return "".join(
        f"{number}  {outcome:<13}  {title}  ({why})\n" if why else f"{number}  {outcome:<13}  {title}\n"
        for number, outcome, title, why in rows
    )


_OUTCOME_WORDS = {
    "added": Message("added"),
    "kept": Message("in library"),
    "double": Message("duplicate"),
    "check": Message("check"),
    "not_found": Message("not found"),
    "asking": Message("not looked up"),
}


def _summary(counts: dict[str, int], *, dry_run: bool) -> str:
    parts = {
        "added": gettext("{number} would be added", number=counts["added"])
        if dry_run
        else gettext("{number} added", number=counts["added"]),
        "kept": gettext("{number} in your library already", number=counts["kept"]),
        "double": ngettext("{count} duplicate", "{count} duplicates", counts["double"]),
        "check": gettext("{number} to check", number=counts["check"]),
        "not_found": gettext("{number} not found", number=counts["not_found"]),
        "asking": gettext("{number} not looked up", number=counts["asking"]),
    }
    return ", ".join(part for name, part in parts.items() if counts[name] or name == "added") + "."


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


IMPORT = Command(
    "import",
    Message("add the papers of a list or of a .bib, .ris or CSL-JSON file to your library"),
    _arguments,
    _import,
)

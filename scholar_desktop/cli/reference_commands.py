"""The commands that look up reference lists, and add nothing: `resolve FILE` looks up each line of a list."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, read_given
from scholar_desktop.cli.command import Command, CommandContext, papers_to_json
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, SOME_FAILED, Result, exit_of
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ParsedLines, ReferenceLine
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown

STATES = ("sure", "check", "none", "failed")
"""Of a line: it is this paper; it may be; no paper was found; it could not be looked up."""


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help=gettext(
            "a list of identifiers or references, or a .bib, .ris, .nbib, .enw, .csv or .json file (-: standard input)"
        ),
    )
    parser.add_argument("--csv", metavar="F", help=gettext("write a row for each line to F as CSV"))


async def _resolve(context: CommandContext, arguments: argparse.Namespace) -> Result:
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
    if arguments.csv:
        from scholar_desktop.formats.list_report import list_csv
        from scholar_desktop.profile import write_atomically

        write_atomically(Path(arguments.csv), list_csv(reading.lines, reading.kept).encode("utf-8-sig"))
    papers = papers_to_json([line.paper for line in reading.lines], reading.kept)
    lines = [
        {
            "line": line.place if line.place is not None else line.number,
            "text": line.text,
            "state": _state(line),
            "paper": paper,
            "evidence": _evidence(line),
            "candidates": papers_to_json([candidate.paper for candidate in line.candidates], reading.kept),
        }
        for line, paper in zip(reading.lines, papers, strict=True)
    ]
    counts = {state: sum(line["state"] == state for line in lines) for state in STATES}
    result = Result({"lines": lines, "counts": counts}, text=_as_text(lines))
    result.notes = [_summary(counts), *map(shown, read.notes)]
    result.errors = [line.problem for line in reading.lines if line.problem is not None]
    for source in (S2, UNPAYWALL, ZENODO):
        if source == S2 or source in context.ask.request_counts.sources():
            info = failed.info if failed is not None and source == S2 else None
            loaded = sum(line["paper"] is not None for line in lines)
            result.sources.append(context.report(source, total=len(lines), loaded=loaded, error=info))
    if failed is not None:
        result.errors.insert(0, failed.info)
        result.exit_code = exit_of(failed.code)
    elif counts["none"] == len(lines):
        result.exit_code = NOTHING_FOUND
    else:
        result.exit_code = DONE if counts["sure"] == len(lines) else SOME_FAILED
    return result


def _state(line: ReferenceLine) -> str:
    states = {LineStatus.SURE: "sure", LineStatus.CHECK: "check", LineStatus.NONE: "none"}
    return states.get(line.standing, "failed")


def _evidence(line: ReferenceLine) -> list[str]:
    """Return the reasons for the state of a line, in English."""
    found = [str(line.by)] if line.by else []
    if line.problem is not None:
        found.append(str(line.problem.message))
    return found


def _read(file: str) -> ParsedLines:
    from scholar_desktop.services.reference_lists.reference_lists import read_bytes, read_file

    return read_bytes(read_given(file), Message("Standard input")) if file == "-" else read_file(Path(file))


def _as_text(lines: list[dict[str, Any]]) -> str:
    rows = [
        (
            f"{line['line']:>5}",
            shown(_STATE_WORDS[line["state"]]),
            text.plain(line["paper"]["title"] if line["paper"] else line["text"])[:100],
            "; ".join(line["evidence"]),
        )
        for line in lines
    ]
    return "".join(
        f"{number}  {state:<13}  {title}  ({why})\n" if why else f"{number}  {state:<13}  {title}\n"
        for number, state, title, why in rows
    )


_STATE_WORDS = {
    "sure": Message("found"),
    "check": Message("check"),
    "none": Message("not found"),
    "failed": Message("not looked up"),
}


def _summary(counts: dict[str, int]) -> str:
    parts = {
        "sure": gettext("{number} found", number=counts["sure"]),
        "check": gettext("{number} to check", number=counts["check"]),
        "none": gettext("{number} not found", number=counts["none"]),
        "failed": gettext("{number} not looked up", number=counts["failed"]),
    }
    return ", ".join(part for name, part in parts.items() if counts[name] or name == "sure") + "."


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


RESOLVE = Command(
    "resolve",
    Message("look up the lines of a list or of a .bib, .ris or CSL-JSON file, and add nothing"),
    _arguments,
    _resolve,
)

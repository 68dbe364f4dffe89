"""The commands that look up reference lists, and add nothing: `resolve FILE` looks up each line of a list, `check FILE`
checks the references of a manuscript."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Any

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, read_given
from scholar_desktop.cli.command import Command, CommandContext, papers_to_json
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, SOME_FAILED, Result, exit_of
from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.reference_lists.manuscript import (
    IDENTIFIER_FOUND,
    OTHER_VENUE,
    CheckedManuscript,
    CheckedReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ParsedLines, ReferenceLine
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.entry_json import listed_to_json
from scholar_desktop.translation import gettext, ngettext, shown

STATES = ("sure", "check", "none", "failed")
"""Of a line: it is this paper; it may be; no paper was found; it could not be looked up."""


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help=gettext(
            "a list of identifiers or references, or a .bib, .ris, .nbib, .enw, .ciw, .csv or .json file (-: standard "
            "input)"
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

        write_atomically(
            Path(arguments.csv), list_csv(reading.lines, reading.kept, reading.shown_number).encode("utf-8-sig")
        )
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
    result.notes = [_summary(counts)]
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


def _check_arguments(parser: Parser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help=gettext("a .tex file with its .bib file, a .docx, .odt, Markdown, .txt or PDF file, or a .bib file alone"),
    )
    parser.add_argument("--bib", metavar="OUT", help=gettext("write the references with all corrections to OUT"))


async def _check(context: CommandContext, arguments: argparse.Namespace) -> Result:
    service = context.services.manuscript_check
    path = Path(arguments.file).expanduser()  # noqa: ASYNC240  no disk is touched
    manuscript = await service.read(path)
    for note in manuscript.notes if manuscript.references else manuscript.notes[1:]:  # the error says the first
        context.note(shown(note))
    if not manuscript.references:
        message = manuscript.notes[0] if manuscript.notes else Message("The manuscript has no reference list.")
        hint = Message("Add the heading above the list, and check again.")
        return Result(exit_code=NOTHING_FOUND, errors=[ErrorInfo("not_found", message, hint, str(path))])
    reading = await service.lines(manuscript, path.name)
    progress = reading.progress()
    await context.announce(progress.requests - progress.made)
    checked = await service.check(manuscript, reading, context.ask)
    references = [
        {
            "key": one.reference.key,
            "text": one.reference.text,
            "line": one.reference.line or None,
            "paper": listed_to_json(one.paper, one.kept) if one.paper is not None else None,
            "verdict": one.verdict.value,
            "details": [{"field": each.field, "was": each.was, "now": each.now} for each in one.details],
            "retraction": [str(mark) for mark in one.retraction_marks],
            "in_library": one.kept is not None,
            "is_oa": one.paper.oa.is_oa if one.paper is not None else None,
            "is_cited": one.is_cited,
            "is_listed": one.is_in_list,
        }
        for one in checked.references
    ]
    counts = checked.counts()
    result = Result({"references": references, "counts": counts}, text=_check_text(checked))
    result.notes = [_check_summary(checked)]
    result.exit_code = DONE if counts[ReferenceVerdict.OK.value] == len(references) else SOME_FAILED
    result.sources = _sources(context, len(references), sum(one.paper is not None for one in checked.references))
    if arguments.bib:
        from scholar_desktop.profile import write_atomically

        out = Path(arguments.bib).expanduser().absolute()  # noqa: ASYNC240  no disk is touched
        text = (await service.corrected(checked)).text
        await asyncio.to_thread(write_atomically, out, text.encode("utf-8"))
        result.notes.append(gettext("Wrote {file}.", file=str(out)))
    return result


def _sources(context: CommandContext, total: int, loaded: int) -> list[SourceReport]:
    asked = context.ask.request_counts.sources()
    return [
        context.report(source, total=total, loaded=loaded)
        for source in (S2, UNPAYWALL, ZENODO)
        if source == S2 or source in asked
    ]


_VERDICT_WORDS = {
    ReferenceVerdict.OK: Message("correct"),
    ReferenceVerdict.WRONG_ID: Message("wrong identifier"),
    ReferenceVerdict.RETRACTED: Message("retracted"),
    ReferenceVerdict.NOTICE: Message("notice or concern"),
    ReferenceVerdict.WRONG_FIELD: Message("differs"),
    ReferenceVerdict.NOT_FOUND: Message("not found"),
    ReferenceVerdict.PREPRINT_PUBLISHED: Message("published since"),
    ReferenceVerdict.DUPLICATE: Message("duplicate"),
    ReferenceVerdict.UNCITED: Message("not cited"),
    ReferenceVerdict.MISSING: Message("missing from the list"),
}


def _verdict_words(one: CheckedReference) -> str:
    if one.is_only_in_library:
        return gettext("not found, in your library")
    shown_verdict = one.shown_verdict()
    if shown_verdict == OTHER_VENUE:
        return gettext("other journal")
    if shown_verdict == IDENTIFIER_FOUND:
        return gettext("identifier found, nothing else compared")
    return shown(_VERDICT_WORDS[one.verdict])


def _check_text(checked: CheckedManuscript) -> str:
    rows = [
        (one.reference.key[:30], _verdict_words(one), one.reference.text[:100] or "–") for one in checked.references
    ]
    lines = text.table(rows, wide=10_000).splitlines()
    found = []
    for one, line in zip(checked.references, lines, strict=True):
        found.append(line)
        missing = [shown(_VERDICT_WORDS[one.other_fault])] if one.is_missing and one.other_fault is not None else []
        venue = [gettext("The record names “{venue}”", venue=one.remarked_venue)] if one.remarked_venue else []
        notes = (*map(shown, one.retraction_marks), *missing, *_corrections(one), *venue)
        found += [f"    {each}" for each in notes]
    return "".join(f"{line}\n" for line in found)


def _corrections(one: CheckedReference) -> list[str]:
    return [
        shown(one.difference(each, each.field, text.plain(each.was or "–")[:100], text.plain(each.now or "–")[:100]))
        for each in one.details
    ]


def _check_summary(checked: CheckedManuscript) -> str:
    missing = sum(one.is_missing for one in checked.references)
    whole = len(checked.references) - missing
    wrong = whole - checked.counts()[ReferenceVerdict.OK.value]
    return ngettext(
        "{count} reference checked: {wrong} to check by hand, {missing} cited but not in the list.",
        "{count} references checked: {wrong} to check by hand, {missing} cited but not in the list.",
        whole,
        wrong=wrong,
        missing=missing,
    )


CHECK = Command(
    "check",
    Message("check the references of a manuscript against the services, and against the citations in its text"),
    _check_arguments,
    _check,
)

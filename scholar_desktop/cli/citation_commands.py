"""The commands `citations ID` and `references ID`: the papers that cite a paper, and those that it cites."""

from __future__ import annotations

import argparse
import asyncio
import functools
import math
from typing import Any

import msgspec

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import InvalidArgument, Parser, add_source, count, identifier, positive
from scholar_desktop.cli.command import Command, CommandContext, write_csv
from scholar_desktop.cli.result import Result, exit_of, failure
from scholar_desktop.domain.citations.citation import Citation, LoadedCitations
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.search import date_range
from scholar_desktop.domain.source import CORPUS, S2
from scholar_desktop.domain.text.message import Message, Value
from scholar_desktop.formats.citation_table import citations_csv
from scholar_desktop.formats.entry_json import listed_to_json
from scholar_desktop.formats.paper_json import citation_to_json
from scholar_desktop.services.citations.citations import CitationListKind
from scholar_desktop.services.citations.paging import PAGE, requests_left
from scholar_desktop.services.corpus.corpus_reader import REBUILD, damaged_rows
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.translation import shown as shown_text

_INTENTS = ("background", "method", "methodology", "result")


def _arguments(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help=gettext("identifier of a paper, or a link to it"))
    rows = parser.add_mutually_exclusive_group()
    rows.add_argument("--limit", type=positive, default=PAGE, metavar="N", help=gettext("load at most N rows (1000)"))
    rows.add_argument("--all", action="store_true", help=gettext("load all rows; more than 9,999 are loaded by date"))
    parser.add_argument("--offset", type=count, default=0, metavar="N", help=gettext("skip the first N rows"))
    parser.add_argument(
        "--csv", metavar="OUT", help=gettext("write the rows to OUT as CSV, with intents and citing sentences")
    )
    parser.add_argument(
        "--date", type=_dates, metavar="RANGE", help="2019-03-05, 2019-03, 2019, 2016:2020, 2020-03:, :2015"
    )
    parser.add_argument(
        "--intent",
        choices=_INTENTS,
        metavar="I",
        help=gettext("only this intent: {intents}", intents=", ".join(_INTENTS)),
    )
    parser.add_argument("--influential", action="store_true", help=gettext("only influential citations"))
    parser.add_argument("--refresh", action="store_true", help=gettext("ignore saved answers"))
    add_source(parser)


async def _run(kind: CitationListKind, context: CommandContext, arguments: argparse.Namespace) -> Result:
    context.ask.source = arguments.source
    paper = await context.services.papers.listed(identifier(arguments.id), context.ask)
    context.ask.refresh = arguments.refresh
    found = LoadedCitations()
    failed: ScholarError | None = None

    def on_page(page: LoadedCitations) -> None:
        nonlocal found
        found = page
        if page.next is not None:
            reached = msgspec.structs.replace(page, loaded=page.loaded + arguments.offset)
            loaded, total = page.loaded, _total(page)
            context.note(
                ngettext(
                    "{loaded} of {total} loaded, {count} request left.",
                    "{loaded} of {total} loaded, {count} requests left.",
                    requests_left(reached),
                    loaded=loaded,
                    total=total,
                )
                if arguments.all and page.source == S2
                else gettext("{loaded} of {total} loaded.", loaded=loaded, total=total)
            )

    lists = context.services.citations
    total = paper.counts.citations if kind == "citations" else paper.counts.references
    wanted = max(0, (total or 0) - arguments.offset)
    if arguments.source != CORPUS:
        await context.announce(math.ceil((wanted if arguments.all else min(wanted, arguments.limit)) / PAGE))
    load = functools.partial(lists.load_from, paper, kind, arguments.offset) if arguments.offset else None
    load = load or functools.partial(lists.load, paper, kind)
    limit = None if arguments.all else arguments.limit
    try:
        found = await load(on_page, context.ask, limit=limit, date=arguments.date)
    except ScholarError as error:
        failed = error
        if not found.loaded:
            return failure(error)
    edges = [edge for edge in found.edges if _passes(edge, arguments)]
    kept = await context.kept([edge.paper for edge in edges if edge.paper is not None])
    data: dict[str, Any] = {
        "total": found.total,
        "loaded": found.loaded,
        "complete": found.complete,
        "withheld": found.withheld,
        "edges": [
            citation_to_json(edge, None if edge.paper is None else listed_to_json(edge.paper, kept.get(edge.paper.id)))
            for edge in edges
        ],
    }
    if found.walls:
        data["walls"] = list(found.walls)
    lines = (
        ()
        if arguments.json
        else (text.citation_lines(edge, number) for number, edge in enumerate(edges, start=arguments.offset + 1))
    )
    result = Result(data, text="\n".join(lines))
    if arguments.csv:
        await write_csv(result, arguments.csv, await asyncio.to_thread(citations_csv, edges))
    result.notes += _notes(kind, found, len(edges), arguments.date)
    if failed is not None:
        result.exit_code, result.errors = exit_of(failed.code), [failed.info, *result.errors]
    problem = None if failed is None else failed.info
    result.sources.append(context.report(found.source, total=found.total, loaded=found.loaded, error=problem))
    await context.add_day_of_corpus(result)
    return result


def _dates(text: str) -> str:
    found = date_range.parse_date_range(text)
    if found is None:
        raise InvalidArgument(
            Message(
                "“{text}” is not a date range, such as 2019-03-05, 2019-03, 2019, 2016-03:2020, 2020-03-01: or :2015.",
                text=text,
            )
        )
    return found.text


def _passes(edge: Citation, arguments: argparse.Namespace) -> bool:
    wanted = "methodology" if arguments.intent == "method" else arguments.intent
    return (wanted is None or wanted in edge.intents) and (edge.influential or not arguments.influential)


def _total(found: LoadedCitations) -> str:
    return f"{found.total:,}" if found.total is not None else gettext("an unknown number")


def _notes(kind: CitationListKind, found: LoadedCitations, shown: int, date: str | None) -> list[str]:
    if found.withheld:
        return [
            gettext("The publisher withholds the citations of this paper, so Semantic Scholar does not list them.")
            if kind == "citations"
            else gettext(
                "The publisher withholds the references of this paper, so Semantic Scholar does not list them."
            )
        ]
    counts: dict[str, Value] = {"loaded": found.loaded, "total": _total(found), "shown": shown}
    filtered = shown != len(found.edges)
    if kind == "citations":
        notes = [
            gettext("Citations: {loaded} of {total} loaded, {shown} shown.", **counts)
            if filtered
            else gettext("Citations: {loaded} of {total} loaded.", **counts)
        ]
    else:
        notes = [
            gettext("References: {loaded} of {total} loaded, {shown} shown.", **counts)
            if filtered
            else gettext("References: {loaded} of {total} loaded.", **counts)
        ]
    if found.slices:
        notes.append(gettext("There are more."))
    if found.damaged:
        notes.append(f"{shown_text(damaged_rows(found.damaged))} {shown_text(REBUILD)}")
    elif found.source == CORPUS and not found.slices and not found.complete:
        notes.append(
            gettext("The corpus lacks citations of this paper. To get them: scholar-desktop corpus complete ID")
        )
    if found.walls:
        days = ", ".join(found.walls)
        notes.append(gettext("Some citations of {days} are missing: a day has more than can be loaded.", days=days))
    elif found.sliced and not found.slices and not found.complete:
        notes.append(gettext("Papers without a year cannot be found by date and may be missing."))
    if date is not None:
        undated = sum(1 for edge in found.edges if edge.paper is not None and edge.paper.date is None)
        if undated:
            notes.append(
                ngettext(
                    "{count} paper with no exact date counted as 1 January.",
                    "{count} papers with no exact date counted as 1 January.",
                    undated,
                )
            )
    return notes


CITATIONS = Command(
    "citations", Message("list the papers that cite a paper"), _arguments, functools.partial(_run, "citations")
)
REFERENCES = Command(
    "references", Message("list the references of a paper"), _arguments, functools.partial(_run, "references")
)

"""show ID, citations ID, references ID."""

from __future__ import annotations

import argparse
import functools

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, identifier, positive
from scholar_desktop.cli.command import Command, Context
from scholar_desktop.cli.result import Result, exit_of, failure
from scholar_desktop.domain.citation import Edge, EdgeList
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.source import S2, Phase, SourceReport
from scholar_desktop.formats.paper_json import edge_to_json, facts_to_json, paper_to_json
from scholar_desktop.services.citations import PAGE, Kind

_INTENTS = ("background", "method", "methodology", "result")


def _show_arguments(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help="any identifier or address of a paper")
    parser.add_argument("--fields", metavar="F,...", help="only these fields of Semantic Scholar, as it names them")
    parser.add_argument("--refresh", action="store_true", help="ask again, even if the answer is known")


async def _show(context: Context, arguments: argparse.Namespace) -> Result:
    wanted = identifier(arguments.id)
    fields = [name.strip() for name in (arguments.fields or "").split(",") if name.strip()] or None
    context.ask.refresh = arguments.refresh
    reports: list[SourceReport] = []
    try:
        paper = await context.services.papers.show(wanted, context.ask, fields, on_report=reports.append)
    except ScholarError as error:
        return failure(error, sources=reports)
    kept = (await context.kept([paper])).get(paper.id)
    data = paper_to_json(paper, in_library=kept is not None, pdf=kept.pdf if kept is not None else None)
    return Result(
        data | {"all": facts_to_json(paper)},
        sources=reports,
        text=text.whole_paper(paper, kept),
        notes=text.source_notes(reports),
    )


def _edges_arguments(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help="any identifier or address of a paper")
    rows = parser.add_mutually_exclusive_group()
    rows.add_argument("--limit", type=positive, default=PAGE, metavar="N", help="rows to take (1000)")
    rows.add_argument("--all", action="store_true", help="every row that the service lets one page to (9,999)")
    parser.add_argument("--date", metavar="RANGE", help="2019, 2016:2020, 2020-03:; sent to the service")
    parser.add_argument("--intent", choices=_INTENTS, metavar="I", help="only with this intent: " + ", ".join(_INTENTS))
    parser.add_argument("--influential", action="store_true", help="only influential ones")


async def _edges(kind: Kind, context: Context, arguments: argparse.Namespace) -> Result:
    paper = await context.services.papers.listed(identifier(arguments.id), context.ask)
    found = EdgeList()
    failed: ScholarError | None = None

    def on_page(page: EdgeList) -> None:
        nonlocal found
        found = page
        if page.next is not None:
            context.note(f"{page.loaded:,} of {_total(page)} loaded.")

    try:
        found = await context.services.citations.load(
            paper,
            kind,
            on_page,
            context.ask,
            limit=None if arguments.all else arguments.limit,
            date=arguments.date,
        )
    except ScholarError as error:
        failed = error
        if not found.loaded:
            return failure(error)
    edges = [edge for edge in found.edges if _passes(edge, arguments)]
    kept = await context.kept([edge.paper for edge in edges if edge.paper is not None])
    data = {
        "total": found.total,
        "loaded": found.loaded,
        "complete": found.complete,
        "withheld": found.withheld,
        "edges": [
            edge_to_json(
                edge,
                in_library=edge.paper is not None and edge.paper.id in kept,
                pdf=kept[edge.paper.id].pdf if edge.paper is not None and edge.paper.id in kept else None,
            )
            for edge in edges
        ],
    }
    result = Result(data, text="\n".join(text.edge_lines(edge, number) for number, edge in enumerate(edges, start=1)))
    result.notes.append(_edges_summary(kind, found, len(edges)))
    if failed is not None:
        result.exit_code, result.errors = exit_of(failed.code), [failed.info]
    spent = context.ask.tally.of(S2)
    result.sources.append(
        SourceReport(
            S2,
            Phase.OK if failed is None else Phase.PARTIAL,
            requests=spent.requests,
            cached=spent.cached,
            total=found.total,
            loaded=found.loaded,
            error=None if failed is None else failed.info,
        )
    )
    return result


def _passes(edge: Edge, arguments: argparse.Namespace) -> bool:
    wanted = "methodology" if arguments.intent == "method" else arguments.intent
    return (wanted is None or wanted in edge.intents) and (edge.influential or not arguments.influential)


def _total(found: EdgeList) -> str:
    return f"{found.total:,}" if found.total is not None else "an unknown number"


def _edges_summary(kind: Kind, found: EdgeList, shown: int) -> str:
    if found.withheld:
        return f"The publisher withholds this paper's {kind}, so Semantic Scholar does not list them."
    filtered = f", {shown:,} of them shown" if shown != len(found.edges) else ""
    rest = "" if found.complete else " There are more."
    return f"{found.loaded:,} {kind} of {_total(found)} loaded{filtered}.{rest}"


SHOW = Command("show", "all that is known of one paper", _show_arguments, _show)
CITATIONS = Command(
    "citations", "the papers that cite a paper", _edges_arguments, functools.partial(_edges, "citations")
)
REFERENCES = Command(
    "references", "the papers that a paper cites", _edges_arguments, functools.partial(_edges, "references")
)

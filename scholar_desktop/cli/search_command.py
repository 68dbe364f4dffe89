"""search WORDS..."""

from __future__ import annotations

import argparse

import msgspec

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, count, positive, years
from scholar_desktop.cli.command import Command, Context
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, SERVICE_FAILED, Result, exit_of
from scholar_desktop.domain import identifiers, query_text
from scholar_desktop.domain.errors import ErrorInfo, UsageError
from scholar_desktop.domain.paper import PAPER_TYPES
from scholar_desktop.domain.query import Filters, Query, SearchResult
from scholar_desktop.domain.source import CORPUS, LIBRARY, S2, UNPAYWALL, ZENODO, Phase
from scholar_desktop.formats.paper_json import paper_to_json

SORTS = ("relevance", "year", "citations", "title")


def _arguments(parser: Parser) -> None:
    parser.add_argument("words", nargs="+", metavar="WORDS", help="words, or one identifier or address of a paper")
    parser.add_argument(
        "--source",
        action="append",
        choices=(S2, UNPAYWALL, ZENODO, LIBRARY, CORPUS),
        help="ask only this one; may be given several times",
    )
    parser.add_argument("--year", type=years, metavar="A-B", help="2016-2020, 2019, 2010- or -2015")
    parser.add_argument("--venue", metavar="V")
    parser.add_argument("--field", metavar="F", help="field of study")
    parser.add_argument("--type", choices=PAPER_TYPES, metavar="T", help=", ".join(PAPER_TYPES))
    parser.add_argument("--min-citations", type=count, metavar="N")
    parser.add_argument("--oa", action="store_true", help="only papers with an open copy")
    parser.add_argument("--sort", choices=SORTS, default="relevance", metavar="S", help=", ".join(SORTS))
    parser.add_argument("--bulk", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--limit", type=positive, metavar="N", help="rows of each source (its first page)")


async def _run(context: Context, arguments: argparse.Namespace) -> Result:
    if arguments.bulk:
        raise UsageError("search --bulk is not available.", hint="Search without it: up to 999 rows with --limit.")
    if CORPUS in (arguments.source or ()):
        raise UsageError("search --source corpus is not available.", hint="Search s2, unpaywall, zenodo or library.")
    typed = " ".join(arguments.words)
    first, last = arguments.year or (None, None)
    query = msgspec.structs.replace(
        query_text.parse(typed),
        filters=Filters(
            year_from=first,
            year_to=last,
            venue=arguments.venue,
            field=arguments.field,
            type=arguments.type,
            min_citations=arguments.min_citations,
            open_access=arguments.oa,
        ),
        sort=arguments.sort,
    )
    found = await context.services.search.run(
        query, lambda _result: None, context.ask, sources=arguments.source, limit=arguments.limit
    )
    kept = await context.kept(found.papers)
    data = {
        "query": query.words,
        "total": {report.name: report.total for report in found.reports},
        "merged": len(found.papers),
        "papers": [
            paper_to_json(paper, in_library=paper.id in kept, pdf=kept[paper.id].pdf if paper.id in kept else None)
            for paper in found.papers
        ],
    }
    exit_code, errors = _ending(found)
    return Result(
        data,
        exit_code,
        list(found.reports),
        errors,
        text=text.papers(found.papers, kept),
        notes=[_summary(found), *text.source_notes(report for report in found.reports if report.error not in errors)],
    )


def _ending(found: SearchResult) -> tuple[int, list[ErrorInfo]]:
    """0 with at least one result though a source failed; 3 when every source answered and none found; else by what
    kept them from answering."""
    failed = [
        report.error
        for report in found.reports
        if report.error is not None
        and (report.phase in (Phase.FAILED, Phase.PARTIAL) or report.error.code in ("offline", "no_email"))
    ]
    if found.papers:
        return DONE, [error for error in failed if error.code != "no_email"]
    grave = [error for error in failed if error.code != "no_email"]
    if grave:
        code = exit_of(grave[0].code)
        return (SERVICE_FAILED if code == NOTHING_FOUND else code), grave
    if failed and len(failed) == len(found.reports):
        return exit_of(failed[0].code), failed
    return NOTHING_FOUND, [_nothing_found(found.query)]


def _nothing_found(query: Query) -> ErrorInfo:
    if query.identifier is not None:
        return ErrorInfo(
            "not_found",
            f"No service knows {identifiers.label_of(query.identifier)}.",
            "A character may be missing or wrong, or it is too new to be listed.",
            str(query.identifier),
        )
    hint = "Leave out a filter." if query.filters.any_set else "Try fewer or other words."
    return ErrorInfo("not_found", f"No paper was found for '{query.words}'.", hint, query.words)


def _summary(found: SearchResult) -> str:
    totals = ", ".join(
        f"{report.name} {report.loaded:,}" + (f" of {report.total:,}" if report.total is not None else "")
        for report in found.reports
    )
    return f"{text.number_of(len(found.papers), 'paper')} after merging ({totals})."


SEARCH = Command("search", "search the services for papers", _arguments, _run)

"""The command `search WORDS...`."""

from __future__ import annotations

import argparse
import math

import msgspec

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, positive
from scholar_desktop.cli.command import Command, CommandContext, papers_to_json
from scholar_desktop.cli.filters import add_filters, filters_of
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, SERVICE_FAILED, Result, exit_of
from scholar_desktop.domain.errors import ErrorInfo, UsageError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.search import query_parser
from scholar_desktop.domain.search.query import SORTS, Query, SearchResult
from scholar_desktop.domain.search.search_ledger import COMMAND
from scholar_desktop.domain.source import CORPUS, LIBRARY, S2, UNPAYWALL, ZENODO, Phase
from scholar_desktop.services.search.search_ledger import LedgerEntry
from scholar_desktop.sources.semantic_scholar.bulk import ROWS_PER_CALL, SORT

_BULK = (
    "Semantic Scholar's bulk search: whole lists, 1000 rows a request, in no order of relevance; the words may hold "
    '+ | - "a phrase" prefix* ( ) word~N, or be left out beside a filter'
)
_BULK_SORT = "with --bulk also paperId, publicationDate, citationCount, with :asc or :desc"
_WORTH_TELLING = 5000
"""The number of rows after which progress is reported."""


def _arguments(parser: Parser) -> None:
    parser.add_argument("words", nargs="*", metavar="WORDS", help="words, or one identifier or address of a paper")
    parser.add_argument(
        "--source",
        action="append",
        choices=(S2, UNPAYWALL, ZENODO, LIBRARY, CORPUS),
        help="ask only this one; may be given several times",
    )
    add_filters(parser)
    parser.add_argument(
        "--sort", type=_sort, default="relevance", metavar="S", help=f"{', '.join(SORTS)}; {_BULK_SORT}"
    )
    parser.add_argument("--bulk", action="store_true", help=_BULK)
    parser.add_argument("--limit", type=positive, metavar="N", help="rows of each source (its first page)")


async def _run(context: CommandContext, arguments: argparse.Namespace) -> Result:
    sources = _sources(arguments)
    if CORPUS in (arguments.source or ()):
        raise UsageError("search --source corpus is not available.", hint="Search s2, unpaywall, zenodo or library.")
    typed = " ".join(arguments.words)
    query = msgspec.structs.replace(query_parser.parse(typed), filters=filters_of(arguments), sort=arguments.sort)
    told = 0

    def on_update(result: SearchResult) -> None:
        nonlocal told
        loaded = sum(report.loaded for report in result.reports if not report.settled)
        if arguments.bulk and loaded >= told + _WORTH_TELLING:
            told = loaded
            context.note(f"{loaded:,} loaded.")

    if arguments.bulk and arguments.limit:
        await context.announce(math.ceil(arguments.limit / ROWS_PER_CALL), at_most=True)
    found = await context.services.search.run(
        query,
        on_update,
        context.ask,
        sources=sources,
        limit=arguments.limit,
        bulk=arguments.bulk,
        entry=LedgerEntry(COMMAND),
    )
    return await search_result(context, found)


async def search_result(context: CommandContext, found: SearchResult) -> Result:
    """Return the result of a command that ran a search."""
    query = found.query
    kept = await context.kept(found.papers)
    faults = () if query.identifier is not None else query_parser.parse_operators(query.words).faults
    data = {
        "query": query.words,
        "total": {report.name: report.total for report in found.reports},
        "merged": len(found.papers),
        "papers": papers_to_json(found.papers, kept),
    }
    exit_code, errors = _ending(found)
    return Result(
        data,
        exit_code,
        list(found.reports),
        errors,
        text=text.papers(found.papers, kept),
        notes=[
            *_numbers(query.words),
            *faults,
            *([f"{found.taken_for}."] if found.taken_for else []),
            _summary(found),
            *_filtered(found),
            *text.source_notes(report for report in found.reports if report.error not in errors),
        ],
    )


def _sort(text: str) -> str:
    if text not in SORTS and not SORT.fullmatch(text):
        raise argparse.ArgumentTypeError(f"'{text}' is no sort; there are {', '.join(SORTS)}; {_BULK_SORT}")
    return text


def _sources(arguments: argparse.Namespace) -> list[str] | None:
    """Return the sources to search; None for those of the settings. The bulk search is Semantic Scholar's."""
    chosen: list[str] | None = arguments.source
    if not arguments.bulk:
        if arguments.sort not in SORTS:
            raise UsageError(f"search: --sort {arguments.sort} is for --bulk.", hint=f"There are {', '.join(SORTS)}.")
        return chosen
    if chosen is not None and S2 not in chosen:
        raise UsageError(
            "search: --bulk asks Semantic Scholar, which is not among the sources.", hint="Add --source s2."
        )
    return chosen or [S2]


def _ending(found: SearchResult) -> tuple[int, list[ErrorInfo]]:
    """Return exit code and errors: 0 with at least one result even if a source failed; 3 when every source answered
    and none found anything; else the code of the error that prevented the answers.
    """
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


def _numbers(words: str) -> list[str]:
    """Return a note that a bare number may be an identifier."""
    named = [identifiers.label_of(identifier) for identifier in identifiers.identifiers_of_number(words)]
    return (
        [f"{words} was searched as a word. It may be {' or '.join(named)}: search for one of these."] if named else []
    )


def _filtered(found: SearchResult) -> list[str]:
    """Return notes about rows that were filtered out here, and parameters that Zenodo ignored."""
    notes = [
        f"{one.name.replace('_', ' ')}: {text.number_of(one.here, 'paper')} filtered here."
        for one in found.narrowed
        if one.here
    ]
    if found.dropped:
        notes.append(f"Zenodo did not heed: {', '.join(found.dropped)}.")
    return notes


def _summary(found: SearchResult) -> str:
    totals = ", ".join(
        f"{report.name} {report.loaded:,}" + (f" of {report.total:,}" if report.total is not None else "")
        for report in found.reports
    )
    return f"{text.number_of(len(found.papers), 'paper')} after merging ({totals})."


SEARCH = Command("search", "search the services for papers", _arguments, _run)

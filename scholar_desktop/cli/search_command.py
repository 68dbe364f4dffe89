"""The command `search WORDS...`."""

from __future__ import annotations

import argparse
import math

import msgspec

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import InvalidArgument, Parser, positive
from scholar_desktop.cli.command import Command, CommandContext, papers_to_json
from scholar_desktop.cli.filters import add_filters, filters_of
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, SERVICE_FAILED, Result, exit_of
from scholar_desktop.domain.errors import ErrorInfo, UsageError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.search import query_parser
from scholar_desktop.domain.search.query import SORTS, SearchResult
from scholar_desktop.domain.search.search_ledger import COMMAND
from scholar_desktop.domain.source import CORPUS, LIBRARY, S2, TITLES, UNPAYWALL, ZENODO, Phase, not_found_at
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.search.search_ledger import LedgerEntry
from scholar_desktop.sources.semantic_scholar.bulk import ROWS_PER_CALL, SORT
from scholar_desktop.translation import gettext, ngettext, shown

_WORTH_TELLING = 5000
"""The number of rows after which progress is reported."""


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "words", nargs="*", metavar="WORDS", help=gettext("words, or an identifier of a paper, or a link to it")
    )
    parser.add_argument(
        "--source",
        action="append",
        choices=(S2, UNPAYWALL, ZENODO, LIBRARY, CORPUS),
        help=gettext("search only this source; can be repeated"),
    )
    add_filters(parser)
    parser.add_argument(
        "--sort",
        type=_sort,
        default="relevance",
        metavar="S",
        help=gettext(
            "{sorts}; with --bulk also paperId, publicationDate, citationCount, with :asc or :desc",
            sorts=", ".join(SORTS),
        ),
    )
    parser.add_argument(
        "--bulk",
        action="store_true",
        help=gettext(
            # wording: what one types
            "Semantic Scholar's bulk search: whole lists, not sorted by relevance; WORDS may contain "
            '+ | - "a phrase" prefix* ( ) word~N, or be left out beside a filter'
        ),
    )
    parser.add_argument(
        "--limit", type=positive, metavar="N", help=gettext("load at most N rows from each source (its first page)")
    )


async def _run(context: CommandContext, arguments: argparse.Namespace) -> Result:
    sources = _sources(arguments)
    if sources == [CORPUS]:
        await context.services.corpus_papers.reader.day()  # says how to get a corpus, if there is none
    typed = " ".join(arguments.words)
    query = msgspec.structs.replace(query_parser.parse(typed), filters=filters_of(arguments), sort=arguments.sort)
    told = 0

    def on_update(result: SearchResult) -> None:
        nonlocal told
        loaded = sum(report.loaded for report in result.reports if not report.settled)
        if arguments.bulk and loaded >= told + _WORTH_TELLING:
            told = loaded
            context.note(gettext("{number} loaded.", number=loaded))

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
            *map(shown, faults),
            *([f"{shown(found.taken_for)}."] if found.taken_for else []),
            _summary(found),
            *(
                f"{TITLES[report.name]}: {shown(report.note)}"
                for report in found.reports
                if report.name == CORPUS and report.note
            ),
            *_filtered(found),
            *text.source_notes(report for report in found.reports if report.error not in errors),
        ],
    )


def _sort(text: str) -> str:
    if text not in SORTS and not SORT.fullmatch(text):
        raise InvalidArgument(
            Message(
                "“{text}” is not a sort order. Use: {sorts}; with --bulk also paperId, publicationDate, citationCount, "
                "with :asc or :desc.",
                text=text,
                sorts=", ".join(SORTS),
            )
        )
    return text


def _sources(arguments: argparse.Namespace) -> list[str] | None:
    """Return the sources to search; None for those of the settings. The bulk search is Semantic Scholar's."""
    chosen: list[str] | None = arguments.source
    if not arguments.bulk:
        if arguments.sort not in SORTS:
            raise UsageError(
                Message("search: --sort {sort} needs --bulk.", sort=arguments.sort),
                hint=Message("Without it, use: {sorts}.", sorts=", ".join(SORTS)),
            )
        return chosen
    if chosen is not None and S2 not in chosen:
        raise UsageError(
            Message("search: --bulk searches Semantic Scholar, which is not among the sources."),
            hint=Message("Add --source s2."),
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
    return NOTHING_FOUND, [_nothing_found(found)]


def _nothing_found(found: SearchResult) -> ErrorInfo:
    query = found.query
    if query.identifier is not None:
        asked = [report.name for report in found.reports if report.phase is Phase.OK]
        return ErrorInfo(
            "not_found",
            not_found_at(identifiers.label_of(query.identifier), asked),
            Message("A character may be wrong or missing, or the paper is too new to be listed."),
            str(query.identifier),
        )
    hint = Message("Remove a filter.") if query.filters.any_set else Message("Try fewer or other words.")
    return ErrorInfo("not_found", Message("No papers found for “{words}”.", words=query.words), hint, query.words)


def _numbers(words: str) -> list[str]:
    """Return a note that a bare number may be an identifier."""
    named = [identifiers.label_of(identifier) for identifier in identifiers.identifiers_of_number(words)]
    return (
        [
            gettext(
                "{number} was searched as a word. It may also be an identifier: {identifiers}.",
                number=words,
                identifiers=", ".join(named),
            )
        ]
        if named
        else []
    )


def _filtered(found: SearchResult) -> list[str]:
    """Return notes about rows that were filtered out here, and parameters that Zenodo ignored."""
    notes = [
        ngettext(
            "{count} paper removed by the filter “{filter}” after loading.",
            "{count} papers removed by the filter “{filter}” after loading.",
            one.here,
            filter=one.name.replace("_", " "),
        )
        for one in found.narrowed
        if one.here
    ]
    if found.dropped:
        notes.append(gettext("Zenodo ignored: {dropped}.", dropped=", ".join(found.dropped)))
    return notes


def _summary(found: SearchResult) -> str:
    totals = ", ".join(  # wording: facts one after the other
        f"{report.name} {report.loaded:,}"
        if report.total is None
        else gettext("{source} {loaded} of {total}", source=report.name, loaded=report.loaded, total=report.total)
        for report in found.reports
    )
    return ngettext(
        "{count} paper after merging ({totals}).",
        "{count} papers after merging ({totals}).",
        len(found.papers),
        totals=totals,
    )


SEARCH = Command("search", Message("search for papers"), _arguments, _run)

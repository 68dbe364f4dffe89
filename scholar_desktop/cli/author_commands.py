"""The commands `author ID...`, `author-search NAME` and `authors PAPER`."""

from __future__ import annotations

import argparse
import math

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, ids_given, positive
from scholar_desktop.cli.command import Command, CommandContext, papers_to_json
from scholar_desktop.cli.filters import dates
from scholar_desktop.cli.result import NOTHING_FOUND, SOME_FAILED, Result, exit_of
from scholar_desktop.domain.errors import ErrorInfo, ScholarError, UsageError
from scholar_desktop.domain.people.author import AuthorList, AuthorProfile, parse_author_id
from scholar_desktop.domain.source import S2
from scholar_desktop.formats.author_json import author_to_json
from scholar_desktop.formats.paper_json import facts_to_json

_PAGE = 1000


def _author_arguments(parser: Parser) -> None:
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="Semantic Scholar's author ids, or the addresses of the people's pages"
    )
    parser.add_argument("--file", metavar="F", help="read further ids from F, one a line (-: standard input)")
    parser.add_argument("--papers", action="store_true", help="with what they wrote; for one person")
    parser.add_argument("--limit", type=positive, metavar="N", help="papers to take (all)")
    parser.add_argument("--date", type=dates, metavar="RANGE", help="papers of 2019, 2016-03:2020, 2020-03-01:, :2015")
    parser.add_argument("--refresh", action="store_true", help="ask again, even if the answer is known")


async def _author(context: CommandContext, arguments: argparse.Namespace) -> Result:
    ids = [_author_id(given) for given in ids_given(arguments.ids, arguments.file)]
    if (arguments.limit or arguments.date) and not arguments.papers:
        raise UsageError("author: --limit and --date choose papers.", hint="Add --papers.")
    context.ask.refresh = arguments.refresh
    if len(ids) > 1 or arguments.file is not None:
        if arguments.papers:
            raise UsageError("author: --papers is for one person.", hint="Run it once for each.")
        return await _several(context, ids)
    authors = context.services.authors
    author = await authors.open(ids[0], context.ask)
    facts = author.facts
    failed: ScholarError | None = None

    def on_page(page: AuthorProfile) -> None:
        nonlocal author
        author = page
        context.note(f"{len(page.papers or ()):,} of {_many(page.counts.papers)} papers loaded.")

    if arguments.papers:
        count = author.counts.papers or 0
        await context.announce(math.ceil(min(count, arguments.limit or count) / _PAGE))
        try:
            author = await authors.papers(author, on_page, context.ask, limit=arguments.limit, date=arguments.date)
        except ScholarError as error:
            failed = error
    papers = author.papers
    kept = await context.kept(papers or ())
    data = author_to_json(author, None if papers is None else papers_to_json(papers, kept))
    result = Result(data | {"all": facts_to_json(() if facts is None else (facts,))}, text=_card(author))
    if papers is not None:
        result.text += "\n" + text.papers(papers, kept)
    problem = None if failed is None else failed.info
    loaded = 1 if papers is None else len(papers)
    total = author.counts.papers if arguments.papers else 1
    result.sources.append(context.report(S2, total=total, loaded=loaded, error=problem))
    if failed is not None:
        result.exit_code, result.errors = exit_of(failed.code), [failed.info]
    return result


async def _several(context: CommandContext, ids: list[str]) -> Result:
    """Print several authors, requested 1000 at a time, in the order given."""
    await context.announce(math.ceil(len(ids) / _PAGE))
    found = await context.services.authors.many(ids, context.ask)
    data = {"authors": [None if author is None else author_to_json(author) for author in found]}
    result = Result(data, text=_table(tuple(author for author in found if author is not None)))
    count = sum(author is not None for author in found)
    result.sources.append(context.report(S2, total=len(found), loaded=count))
    missing = [author_id for author_id, author in zip(ids, found, strict=True) if author is None]
    if missing:
        result.exit_code = SOME_FAILED
        result.errors = [
            ErrorInfo("not_found", f"Semantic Scholar does not know an author {author_id}.", None, author_id)
            for author_id in dict.fromkeys(missing)
        ]
    return result


def _search_arguments(parser: Parser) -> None:
    parser.add_argument("name", nargs="+", metavar="NAME")
    parser.add_argument("--limit", type=positive, default=_PAGE, metavar="N", help="rows to take (1000)")


async def _search(context: CommandContext, arguments: argparse.Namespace) -> Result:
    name = " ".join(arguments.name)
    found = AuthorList()
    failed: ScholarError | None = None

    def on_page(page: AuthorList) -> None:
        nonlocal found
        found = page

    try:
        found = await context.services.authors.search(name, on_page, context.ask, limit=arguments.limit)
    except ScholarError as error:
        failed = error
        if not found.loaded:
            raise
    data = {
        "total": found.total,
        "loaded": found.loaded,
        "authors": [author_to_json(author) for author in found.authors],
    }
    result = Result(data, text=_table(found.authors))
    result.notes.append(f"{found.loaded:,} of {_many(found.total)} loaded, those with most papers first.")
    problem = None if failed is None else failed.info
    result.sources.append(context.report(S2, total=found.total, loaded=found.loaded, error=problem))
    if failed is not None:
        result.exit_code, result.errors = exit_of(failed.code), [failed.info]
    elif not found.authors:
        from scholar_desktop.services.people.authors import no_people_message

        result.exit_code, result.errors = NOTHING_FOUND, [no_people_message(name).info]
    return result


def _paper_arguments(parser: Parser) -> None:
    parser.add_argument("id", metavar="PAPER", help="any identifier or address of a paper")
    parser.add_argument("--refresh", action="store_true", help="ask again, even if the answer is known")


async def _of_paper(context: CommandContext, arguments: argparse.Namespace) -> Result:
    context.ask.refresh = arguments.refresh
    wanted = await context.identify(arguments.id)
    found = await context.services.authors.of_paper(wanted, context.ask)
    data = {"authors": [author_to_json(author) for author in found.authors]}
    result = Result(data, text=_table(found.authors))
    result.sources.append(context.report(S2, total=found.total, loaded=found.loaded))
    if not found.authors:
        from scholar_desktop.services.people.authors import no_authors_message

        result.exit_code, result.errors = NOTHING_FOUND, [no_authors_message(wanted).info]
    return result


def _author_id(given: str) -> str:
    found = parse_author_id(given)
    if found is None:
        raise UsageError(
            f"'{given}' is no author id of Semantic Scholar.",
            hint="It is a number, the end of the address of the person's page; find it: scholar-desktop author-search "
            "NAME",
            subject=given,
        )
    return found


def _card(author: AuthorProfile) -> str:
    """Return one author in a few lines."""
    wide = text.width()
    counts = [
        *([text.number_of(author.counts.papers, "paper")] if author.counts.papers is not None else []),
        *([text.number_of(author.counts.citations, "citation")] if author.counts.citations is not None else []),
        *([f"h-index {author.counts.h_index}"] if author.counts.h_index is not None else []),
    ]
    lines = [
        text.plain(author.name),
        " · ".join(counts),
        "; ".join(text.plain(name) for name in author.affiliations),
        author.homepage or "",
        f"ORCID {author.orcid}" if author.orcid else "",
        f"DBLP {', '.join(text.plain(name) for name in author.dblp)}" if author.dblp else "",
        f"Also {', '.join(text.plain(name) for name in author.aliases)}" if author.aliases else "",
        f"author {author.id}" if author.id else "",
    ]
    return "".join(f"{text.truncate(line, wide)}\n" for line in lines if line)


def _table(authors: tuple[AuthorProfile, ...]) -> str:
    rows = [
        (
            author.id or "",
            _many(author.counts.papers, ""),
            _many(author.counts.citations, ""),
            _many(author.counts.h_index, ""),
            "; ".join([author.name, *author.affiliations]),
        )
        for author in authors
    ]
    return text.table(rows, head=("id", "papers", "citations", "h-index", "name")) if rows else ""


def _many(number: int | None, unknown: str = "an unknown number") -> str:
    return f"{number:,}" if number is not None else unknown


AUTHOR_COMMANDS = (
    Command("author", "who somebody is, and with --papers what they wrote", _author_arguments, _author),
    Command("author-search", "people of a name, those with most papers first", _search_arguments, _search),
    Command("authors", "who wrote a paper", _paper_arguments, _of_paper),
)

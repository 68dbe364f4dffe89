"""The commands `author ID...`, `author-search NAME` and `authors PAPER`."""

from __future__ import annotations

import argparse
import math

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, add_source, ids_given, positive
from scholar_desktop.cli.command import Command, CommandContext, papers_to_json
from scholar_desktop.cli.filters import dates
from scholar_desktop.cli.result import NOTHING_FOUND, SOME_FAILED, Result, exit_of
from scholar_desktop.domain.errors import ErrorInfo, ScholarError, UsageError
from scholar_desktop.domain.people.author import AuthorList, AuthorProfile, parse_author_id
from scholar_desktop.domain.source import CORPUS
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.author_json import author_to_json
from scholar_desktop.formats.paper_json import facts_to_json
from scholar_desktop.translation import gettext, ngettext

_PAGE = 1000


def _author_arguments(parser: Parser) -> None:
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help=gettext("Semantic Scholar author IDs, or links to author pages")
    )
    parser.add_argument("--file", metavar="F", help=gettext("read more IDs from F, one per line (-: standard input)"))
    parser.add_argument(
        "--papers", action="store_true", help=gettext("also list the papers of the author (one author only)")
    )
    parser.add_argument("--limit", type=positive, metavar="N", help=gettext("list at most N papers (all)"))
    parser.add_argument(
        "--date",
        type=dates,
        metavar="RANGE",
        help=gettext("only papers of this period: 2019, 2016-03:2020, 2020-03-01: or :2015"),
    )
    parser.add_argument("--refresh", action="store_true", help=gettext("ignore saved answers"))
    add_source(parser)


async def _author(context: CommandContext, arguments: argparse.Namespace) -> Result:
    ids = [_author_id(given) for given in ids_given(arguments.ids, arguments.file)]
    if (arguments.limit or arguments.date) and not arguments.papers:
        raise UsageError(Message("author: --limit and --date need --papers."), hint=Message("Add --papers."))
    context.ask.refresh, context.ask.source = arguments.refresh, arguments.source
    if len(ids) > 1 or arguments.file is not None:
        if arguments.papers:
            raise UsageError(
                Message("author: --papers takes one author."), hint=Message("Run the command once for each author.")
            )
        return await _several(context, ids)
    authors = context.services.authors
    author = await authors.open(ids[0], context.ask)
    facts = author.facts
    failed: ScholarError | None = None

    def on_page(page: AuthorProfile) -> None:
        nonlocal author
        author = page
        loaded, total = len(page.papers or ()), page.counts.papers
        context.note(
            ngettext("{count} paper loaded.", "{count} papers loaded.", loaded)
            if total is None
            else ngettext(
                "{loaded} of {count} paper loaded.", "{loaded} of {count} papers loaded.", total, loaded=loaded
            )
        )

    if arguments.papers:
        count = author.counts.papers or 0
        if arguments.source != CORPUS:
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
    result.sources.append(context.report_answer(total=total, loaded=loaded, error=problem))
    if failed is not None:
        result.exit_code, result.errors = exit_of(failed.code), [failed.info]
    await context.add_day_of_corpus(result)
    return result


async def _several(context: CommandContext, ids: list[str]) -> Result:
    """Print several authors, requested 1000 at a time, in the order given."""
    if context.ask.source != CORPUS:
        await context.announce(math.ceil(len(ids) / _PAGE))
    found = await context.services.authors.many(ids, context.ask)
    data = {"authors": [None if author is None else author_to_json(author) for author in found]}
    result = Result(data, text=_table(tuple(author for author in found if author is not None)))
    count = sum(author is not None for author in found)
    result.sources.append(context.report_answer(total=len(found), loaded=count))
    missing = [author_id for author_id, author in zip(ids, found, strict=True) if author is None]
    if missing:
        result.exit_code = SOME_FAILED
        result.errors = [
            ErrorInfo(
                "not_found",
                Message("The offline corpus has no author {author_id}.", author_id=author_id)
                if context.ask.source == CORPUS
                else Message("Semantic Scholar has no author {author_id}.", author_id=author_id),
                None,
                author_id,
            )
            for author_id in dict.fromkeys(missing)
        ]
    await context.add_day_of_corpus(result)
    return result


def _search_arguments(parser: Parser) -> None:
    parser.add_argument("name", nargs="+", metavar="NAME")
    parser.add_argument(
        "--limit", type=positive, default=_PAGE, metavar="N", help=gettext("list at most N authors (1000)")
    )
    add_source(parser)


async def _search(context: CommandContext, arguments: argparse.Namespace) -> Result:
    name = " ".join(arguments.name)
    context.ask.source = arguments.source
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
        "complete": failed is None and not found.has_more,
        "authors": [author_to_json(author) for author in found.authors],
    }
    result = Result(data, text=_table(found.authors))
    result.notes.append(
        ngettext(
            "{count} author loaded, most papers first.", "{count} authors loaded, most papers first.", found.loaded
        )
        if found.total is None
        else ngettext(
            "{loaded} of {count} author loaded, most papers first.",
            "{loaded} of {count} authors loaded, most papers first.",
            found.total,
            loaded=found.loaded,
        )
    )
    if found.has_more and failed is None:
        result.notes.append(gettext("Authors that are not loaded may have more papers. To load more: --limit N"))
    problem = None if failed is None else failed.info
    result.sources.append(context.report_answer(total=found.total, loaded=found.loaded, error=problem))
    if failed is not None:
        result.exit_code, result.errors = exit_of(failed.code), [failed.info]
    elif not found.authors:
        from scholar_desktop.services.people.authors import no_people_message

        result.exit_code, result.errors = NOTHING_FOUND, [no_people_message(name, context.ask).info]
    await context.add_day_of_corpus(result)
    return result


def _paper_arguments(parser: Parser) -> None:
    parser.add_argument("id", metavar="PAPER", help=gettext("identifier of a paper, or a link to it"))
    parser.add_argument("--refresh", action="store_true", help=gettext("ignore saved answers"))
    add_source(parser)


async def _of_paper(context: CommandContext, arguments: argparse.Namespace) -> Result:
    context.ask.refresh, context.ask.source = arguments.refresh, arguments.source
    wanted = await context.identify(arguments.id)
    found = await context.services.authors.of_paper(wanted, context.ask)
    data = {"authors": [author_to_json(author) for author in found.authors]}
    result = Result(data, text=_table(found.authors))
    result.sources.append(context.report_answer(total=found.total, loaded=found.loaded))
    if not found.authors:
        from scholar_desktop.services.people.authors import no_authors_message

        result.exit_code, result.errors = NOTHING_FOUND, [no_authors_message(wanted).info]
    await context.add_day_of_corpus(result)
    return result


def _author_id(given: str) -> str:
    found = parse_author_id(given)
    if found is None:
        raise UsageError(
            Message("“{given}” is not a Semantic Scholar author ID.", given=given),
            hint=Message(
                "The ID is the number at the end of the link to the author page. To find it: scholar-desktop "
                "author-search NAME"
            ),
            subject=given,
        )
    return found


def _card(author: AuthorProfile) -> str:
    """Return one author in a few lines."""
    wide = text.width()
    counts = [
        *(
            [ngettext("{count} paper", "{count} papers", author.counts.papers)]
            if author.counts.papers is not None
            else []
        ),
        *(
            [ngettext("{count} citation", "{count} citations", author.counts.citations)]
            if author.counts.citations is not None
            else []
        ),
        *([gettext("h-index {number}", number=author.counts.h_index)] if author.counts.h_index is not None else []),
    ]
    lines = [
        text.plain(author.name),
        " · ".join(counts),
        "; ".join(text.plain(name) for name in author.affiliations),
        author.homepage or "",
        f"ORCID {author.orcid}" if author.orcid else "",
        f"DBLP {', '.join(text.plain(name) for name in author.dblp)}" if author.dblp else "",
        gettext("Also known as {names}", names=", ".join(text.plain(name) for name in author.aliases))
        if author.aliases
        else "",
        gettext("Author ID {id}", id=author.id) if author.id else "",
    ]
    return "".join(f"{text.truncate(line, wide)}\n" for line in lines if line)


def _table(authors: tuple[AuthorProfile, ...]) -> str:
    rows = [
        (
            author.id or "",
            _many(author.counts.papers),
            _many(author.counts.citations),
            _many(author.counts.h_index),
            "; ".join([author.name, *author.affiliations]),
        )
        for author in authors
    ]
    return (
        text.table(
            rows, head=(gettext("ID"), gettext("papers"), gettext("citations"), gettext("h-index"), gettext("name"))
        )
        if rows
        else ""
    )


def _many(number: int | None) -> str:
    return f"{number:,}" if number is not None else ""


AUTHOR_COMMANDS = (
    Command("author", Message("show an author and, with --papers, the author's papers"), _author_arguments, _author),
    Command("author-search", Message("find authors by name, most papers first"), _search_arguments, _search),
    Command("authors", Message("list the authors of a paper"), _paper_arguments, _of_paper),
)

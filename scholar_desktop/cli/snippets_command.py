"""The command `snippets WORDS...`: the passages of titles, abstracts and full texts that best match a query."""

from __future__ import annotations

import argparse
import textwrap

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, positive
from scholar_desktop.cli.command import Command, CommandContext, papers_to_json
from scholar_desktop.cli.filters import add_filters, dates, filters_of
from scholar_desktop.cli.result import NOTHING_FOUND, Result
from scholar_desktop.domain.errors import ErrorInfo, UsageError
from scholar_desktop.domain.search.snippet import Snippet
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.snippet_and_title_json import snippet_to_json
from scholar_desktop.services.search.snippet_search import DEFAULT_LIMIT, MAX_LIMIT
from scholar_desktop.translation import gettext


def _arguments(parser: Parser) -> None:
    parser.add_argument("words", nargs="+", metavar="WORDS", help=gettext("a question, a claim, or words"))
    parser.add_argument(
        "--paper",
        action="append",
        default=[],
        metavar="ID",
        help=gettext("search only this paper; can be repeated up to 100 times"),
    )
    parser.add_argument(
        "--author",
        action="append",
        default=[],
        metavar="NAME",
        help=gettext("only papers by these authors together; can be repeated up to 10 times"),
    )
    add_filters(parser, texts_only=True)
    parser.add_argument(
        "--inserted-before", type=dates, metavar="DATE", help=gettext("only papers indexed before this date")
    )
    parser.add_argument(
        "--limit",
        type=positive,
        default=DEFAULT_LIMIT,
        metavar="N",
        help=gettext("list at most N passages (10, up to 1000)"),
    )


async def _run(context: CommandContext, arguments: argparse.Namespace) -> Result:
    if arguments.limit > MAX_LIMIT:
        raise UsageError(Message("snippets: --limit can be at most {max_limit}.", max_limit=MAX_LIMIT))
    if ":" in (arguments.inserted_before or ""):
        raise UsageError(Message("snippets: --inserted-before takes a single day, month or year."))
    words = " ".join(arguments.words)
    problems: list[ErrorInfo] = []
    page = await context.services.snippet_search.run(
        words,
        context.ask,
        limit=arguments.limit,
        papers=[await context.identify(one) for one in arguments.paper],
        authors=arguments.author,
        filters=filters_of(arguments),
        inserted_before=arguments.inserted_before,
        on_problem=problems.append,
    )
    kept = await context.kept([snippet.paper for snippet in page.snippets if snippet.paper is not None])
    papers = papers_to_json([snippet.paper for snippet in page.snippets], kept)
    data = {"snippets": [snippet_to_json(*both) for both in zip(page.snippets, papers, strict=True)]}
    result = Result(data, text="\n".join(_lines(*each) for each in enumerate(page.snippets, start=1)))
    problem = problems[0] if problems else None
    result.sources.append(context.report(S2, total=len(page.snippets), loaded=len(page.snippets), error=problem))
    result.errors += problems
    if not page.snippets:
        result.exit_code, result.errors = NOTHING_FOUND, [_nothing(words, bool(arguments.paper))]
    return result


def _nothing(words: str, in_papers: bool) -> ErrorInfo:
    hint = Message("Try other words, or remove a filter.")
    if in_papers:
        hint = Message("The text of these papers may not be indexed.")
    return ErrorInfo(
        "not_found", Message("Semantic Scholar found no passages for “{words}”.", words=words), hint, words
    )


def _lines(number: int, snippet: Snippet) -> str:
    """Return a snippet as a quotation, followed by its place."""
    wide = text.width()
    where = [
        *([text.plain(snippet.paper.title)] if snippet.paper is not None else []),
        *([text.plain(snippet.section)] if snippet.section else [snippet.kind] if snippet.kind else []),
        *([gettext("score {score}", score=f"{snippet.score:.2f}")] if snippet.score is not None else []),
    ]
    quoted = textwrap.fill(
        f"“{text.plain(snippet.text)}”", wide, initial_indent=f"{number:>4}  ", subsequent_indent=" " * 6
    )
    lines = [quoted, "      " + text.truncate(" · ".join(where), wide - 6)]
    if snippet.paper is not None and snippet.paper.id:
        lines.append("      " + snippet.paper.id)
    return "\n".join(lines) + "\n"


SNIPPETS = Command("snippets", Message("search the text of papers for passages"), _arguments, _run)

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
from scholar_desktop.formats.snippet_and_title_json import snippet_to_json
from scholar_desktop.services.search.snippet_search import DEFAULT_LIMIT, MAX_LIMIT


def _arguments(parser: Parser) -> None:
    parser.add_argument("words", nargs="+", metavar="WORDS", help="a question, a claim, words")
    parser.add_argument(
        "--paper", action="append", default=[], metavar="ID", help="look only in this one; up to 100 times"
    )
    parser.add_argument(
        "--author", action="append", default=[], metavar="NAME", help="only papers of theirs; up to 10, all together"
    )
    add_filters(parser, texts_only=True)
    parser.add_argument(
        "--inserted-before", type=dates, metavar="DATE", help="only papers that were in the index before that day"
    )
    parser.add_argument(
        "--limit", type=positive, default=DEFAULT_LIMIT, metavar="N", help="passages at most (10, up to 1000)"
    )


async def _run(context: CommandContext, arguments: argparse.Namespace) -> Result:
    if arguments.limit > MAX_LIMIT:
        raise UsageError(f"snippets: at most {MAX_LIMIT:,} passages come at once.")
    if ":" in (arguments.inserted_before or ""):
        raise UsageError("snippets: --inserted-before takes one day, month or year.")
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
    hint = "Try other words, or leave out a filter."
    if in_papers:
        hint = "The texts of these papers may not be in the index."
    return ErrorInfo("not_found", f"Semantic Scholar has no passage for '{words}'.", hint, words)


def _lines(number: int, snippet: Snippet) -> str:
    """Return a snippet as a quotation, followed by its place."""
    wide = text.width()
    where = [
        *([text.plain(snippet.paper.title)] if snippet.paper is not None else []),
        *([text.plain(snippet.section)] if snippet.section else [snippet.kind] if snippet.kind else []),
        *([f"score {snippet.score:.2f}"] if snippet.score is not None else []),
    ]
    quoted = textwrap.fill(
        f"“{text.plain(snippet.text)}”", wide, initial_indent=f"{number:>4}  ", subsequent_indent=" " * 6
    )
    lines = [quoted, "      " + text.truncate(" · ".join(where), wide - 6)]
    if snippet.paper is not None and snippet.paper.id:
        lines.append("      " + snippet.paper.id)
    return "\n".join(lines) + "\n"


SNIPPETS = Command("snippets", "passages that answer a question, out of titles, abstracts and texts", _arguments, _run)

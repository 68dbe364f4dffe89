"""The commands `match TITLE`, `complete TEXT` and `batch [FILE]`: find papers by title, partial
title or identifiers.
"""

from __future__ import annotations

import argparse
import math

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, add_source, ids_given, numbered_ids
from scholar_desktop.cli.command import Command, CommandContext, papers_to_json
from scholar_desktop.cli.filters import add_filters, filters_of
from scholar_desktop.cli.result import NOTHING_FOUND, SOME_FAILED, Result, exit_of
from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.title_match import TitleMatch
from scholar_desktop.domain.source import CORPUS, S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.snippet_and_title_json import completion_to_json
from scholar_desktop.services.papers.paper_lookup import PAGE
from scholar_desktop.translation import gettext, ngettext


def _match_arguments(parser: Parser) -> None:
    parser.add_argument("title", nargs="+", metavar="TITLE", help=gettext("the full title of a paper"))
    add_filters(parser)
    add_source(parser)


async def _match(context: CommandContext, arguments: argparse.Namespace) -> Result:
    title = " ".join(arguments.title)
    context.ask.source = arguments.source
    found = await context.services.paper_lookup.by_title(title, context.ask, filters=filters_of(arguments))
    papers = [] if found.paper is None else [found.paper]
    kept = await context.kept(papers)
    (shown,) = papers_to_json([found.paper], kept)
    result = Result({"score": found.score, "paper": shown}, text=text.papers(papers, kept))
    result.sources.append(context.report_answer(total=len(papers), loaded=len(papers)))
    if found.paper is None:
        result.exit_code, result.errors = NOTHING_FOUND, [_no_match(title, found, from_corpus=context.ask.from_corpus)]
    await context.add_day_of_corpus(result)
    return result


def _no_match(title: str, found: TitleMatch, *, from_corpus: bool) -> ErrorInfo:
    if from_corpus:
        nearest = (
            Message("The closest title is “{title}”.", title=text.plain(found.other.title)) if found.other else None
        )
        missing = Message("The offline corpus has no paper with the title “{title}”.", title=title)
        return ErrorInfo("not_found", missing, nearest, title)
    if found.other is None:
        return ErrorInfo(
            "not_found",
            Message("Semantic Scholar has no paper with the title “{title}”.", title=title),
            Message("Search for words of the title."),
            title,
        )
    other = text.plain(found.other.title)
    return ErrorInfo(
        "not_found",
        Message(
            "Semantic Scholar has no paper with the title “{title}”. The most similar title is “{other}”.",
            title=title,
            other=other,
        ),
        Message("To see that paper: scholar-desktop show {id}", id=found.other.id),
        title,
    )


def _complete_arguments(parser: Parser) -> None:
    parser.add_argument(
        "text", nargs="+", metavar="TEXT", help=gettext("the start of a title (at most 100 characters)")
    )


async def _complete(context: CommandContext, arguments: argparse.Namespace) -> Result:
    typed = " ".join(arguments.text)
    matches = await context.services.paper_lookup.completions(typed, context.ask)
    result = Result({"matches": [completion_to_json(match) for match in matches]})
    rows = [(match.id, " · ".join(part for part in (match.title, match.authors_year) if part)) for match in matches]
    result.text = text.table(rows)
    result.sources.append(context.report(S2, total=len(matches), loaded=len(matches)))
    if not matches:
        error = ErrorInfo(
            "not_found",
            Message("No title starts with “{typed}”.", typed=typed),
            Message("Type fewer or other letters."),
            typed,
        )
        result.exit_code, result.errors = NOTHING_FOUND, [error]
    return result


def _batch_arguments(parser: Parser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        default="-",
        metavar="FILE",
        help=gettext("a file of identifiers, one per line (-, or none: standard input)"),
    )
    parser.add_argument("--refresh", action="store_true", help=gettext("ignore saved answers"))
    add_source(parser)


async def _batch(context: CommandContext, arguments: argparse.Namespace) -> Result:
    numbered = numbered_ids(arguments.file)
    texts = ids_given([given for _, given in numbered], None)
    context.ask.refresh, context.ask.source = arguments.refresh, arguments.source
    if arguments.source != CORPUS:
        await context.announce(math.ceil(sum(identifiers.parse(text) is not None for text in texts) / PAGE))
    found: list[Paper | None] = [None] * len(texts)
    failed: ScholarError | None = None

    def on_page(papers: list[Paper | None]) -> None:
        nonlocal found
        known, before = (sum(paper is not None for paper in some) for some in (papers, found))
        found = papers
        if len(texts) > 1 and known != before:
            context.note(
                ngettext(
                    "{found} of {count} found so far.", "{found} of {count} found so far.", len(texts), found=known
                )
            )

    try:
        found = await context.services.paper_lookup.many(texts, on_page, context.ask)
    except ScholarError as error:
        failed = error
        if not any(found):
            raise
    kept = await context.kept([paper for paper in found if paper is not None])
    result = Result({"papers": papers_to_json(found, kept)})
    result.text = "\n".join(
        f"{number:>4}  {gettext('{id}: not found', id=given)}\n"
        if paper is None
        else text.paper_lines(paper, number, kept.get(paper.id))
        for number, (given, paper) in enumerate(zip(texts, found, strict=True), start=1)
    )
    count = sum(paper is not None for paper in found)
    info = None if failed is None else failed.info
    result.sources.append(context.report_answer(total=len(found), loaded=count, error=info))
    if failed is not None:
        result.exit_code, result.errors = exit_of(failed.code), [failed.info]
    elif count < len(found):
        missing: dict[str, int] = {}
        for (line, given), paper in zip(numbered, found, strict=True):
            if paper is None:
                missing.setdefault(given, line)
        result.exit_code = SOME_FAILED
        result.errors = [
            _of_line(line, _unknown(given, only_corpus=arguments.source == CORPUS)) for given, line in missing.items()
        ]
    await context.add_day_of_corpus(result)
    return result


def _of_line(line: int, error: ErrorInfo) -> ErrorInfo:
    message = Message("Line {line}: {problem}", line=line, problem=error.message)
    return ErrorInfo(error.code, message, error.hint, error.subject)


def _unknown(given: str, *, only_corpus: bool) -> ErrorInfo:
    """Return the error that says why there is no paper for *given*."""
    recognised = identifiers.recognise(given)
    if recognised.problem is not None:
        return recognised.problem
    if recognised.identifier is None:
        problem = Message("“{text}” is not an identifier of a paper.", text=identifiers.shorten_quote(given))
        return ErrorInfo("usage", problem, None, given)
    named = recognised.label or f"“{given}”"
    if only_corpus:
        return ErrorInfo("not_found", Message("The offline corpus has no {named}.", named=named), None, given)
    return ErrorInfo("not_found", Message("Semantic Scholar has no {named}.", named=named), None, given)


LOOKUP_COMMANDS = (
    Command("match", Message("find a paper by its title"), _match_arguments, _match),
    Command("complete", Message("list titles that start with a text"), _complete_arguments, _complete),
    Command("batch", Message("look up many identifiers, in order"), _batch_arguments, _batch),
)

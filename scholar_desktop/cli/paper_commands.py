"""The commands `show ID` and `similar ID...`: one paper, and papers similar to some and, with --not, unlike others."""

from __future__ import annotations

import argparse

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, add_source, identifier, positive
from scholar_desktop.cli.command import Command, CommandContext, papers_to_json
from scholar_desktop.cli.result import NOTHING_FOUND, Result, failure
from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.source import CORPUS, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.entry_json import entry_to_json
from scholar_desktop.formats.paper_json import facts_to_json, paper_to_json
from scholar_desktop.services.corpus.corpus_papers import SHARED_REFERENCES, VECTORS
from scholar_desktop.services.papers.recommend import DEFAULT_LIMIT, POOLS, no_similar_message
from scholar_desktop.translation import gettext, ngettext, shown


def _show_arguments(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help=gettext("identifier of a paper, or a link to it"))
    parser.add_argument(
        "--fields", metavar="F,...", help=gettext("only these Semantic Scholar fields, by their names in its API")
    )
    parser.add_argument("--refresh", action="store_true", help=gettext("ignore saved answers"))
    add_source(parser)


async def _show(context: CommandContext, arguments: argparse.Namespace) -> Result:
    wanted = identifier(arguments.id)
    fields = [name.strip() for name in (arguments.fields or "").split(",") if name.strip()] or None
    if fields is not None and arguments.source == CORPUS:
        raise UsageError(Message("show: --fields needs Semantic Scholar."), hint=Message("Leave out --source corpus."))
    context.ask.refresh, context.ask.source = arguments.refresh, arguments.source
    reports: list[SourceReport] = []
    try:
        paper = await context.services.papers.show(wanted, context.ask, fields, on_report=reports.append)
    except ScholarError as error:
        return failure(error, sources=reports)
    kept = (await context.kept([paper])).get(paper.id)
    data = paper_to_json(paper, in_library=kept is not None, pdf=kept.pdf if kept is not None else None)
    result = Result(
        data | {"entry": None if kept is None else entry_to_json(kept), "all": facts_to_json(paper.facts)},
        sources=reports,
        text=text.whole_paper(paper, kept),
        notes=text.source_notes(reports),
    )
    await context.add_day_of_corpus(result)
    return result


SHOW = Command("show", Message("show the details of a paper"), _show_arguments, _show)


_LIKENESS = {
    VECTORS: Message("The papers are ordered by the similarity of their vectors."),
    SHARED_REFERENCES: Message("The papers are ordered by shared references, because they have no vectors."),
}


def _similar_arguments(parser: Parser) -> None:
    parser.add_argument("ids", nargs="+", metavar="ID", help=gettext("identifiers of papers, or links to them"))
    parser.add_argument(
        "--not",
        action="append",
        default=[],
        dest="unlike",
        metavar="ID",
        help=gettext("exclude papers like this one; can be repeated"),
    )
    pools = "; ".join(f"{name}: {shown(what)}" for name, what in POOLS.items())
    parser.add_argument("--pool", choices=tuple(POOLS), help=gettext("where to look ({pools})", pools=pools))
    parser.add_argument(
        "--limit",
        type=positive,
        default=DEFAULT_LIMIT,
        metavar="N",
        help=gettext("list at most N papers (100, up to 500)"),
    )
    add_source(parser)


async def _similar(context: CommandContext, arguments: argparse.Namespace) -> Result:
    context.ask.source = arguments.source
    found = await context.services.recommend.similar(
        [await context.identify(one) for one in arguments.ids],
        context.ask,
        negative=[await context.identify(one) for one in arguments.unlike],
        pool=arguments.pool,
        limit=arguments.limit,
    )
    kept = await context.kept(found.papers)
    data = {"pool": found.pool, "papers": papers_to_json(found.papers, kept)}
    result = Result(data, text=text.papers(found.papers, kept))
    result.sources.append(context.report_answer(total=len(found.papers), loaded=len(found.papers)))
    if found.singly:
        result.notes.append(
            gettext(
                "Semantic Scholar accepts several papers at once only for recent papers, so each was looked up "
                "separately."
            )
        )
    if not found.papers:
        result.exit_code, result.errors = NOTHING_FOUND, [no_similar_message(found).info]
    elif found.by:
        result.notes.append(shown(_LIKENESS[found.by]))
    else:
        result.notes.append(
            ngettext(
                "{count} paper from the pool {pool}: {description}.",
                "{count} papers from the pool {pool}: {description}.",
                len(found.papers),
                pool=found.pool,
                description=POOLS[found.pool],
            )
        )
    await context.add_day_of_corpus(result)
    return result


SIMILAR = Command(
    "similar", Message("find papers similar to given ones; with --not, unlike others"), _similar_arguments, _similar
)

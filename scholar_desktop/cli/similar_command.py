"""similar ID...: papers like these, and unlike those after --not."""

from __future__ import annotations

import argparse

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, positive
from scholar_desktop.cli.command import Command, CommandContext, papers_to_json
from scholar_desktop.cli.result import NOTHING_FOUND, Result
from scholar_desktop.domain.source import S2
from scholar_desktop.services.papers.recommend import POOLS, USUAL, no_similar_message


def _similar_arguments(parser: Parser) -> None:
    parser.add_argument("ids", nargs="+", metavar="ID", help="any identifiers or addresses of papers")
    parser.add_argument(
        "--not", action="append", default=[], dest="unlike", metavar="ID", help="unlike this one; several times"
    )
    pools = "; ".join(f"{name}: {what}" for name, what in POOLS.items())
    parser.add_argument("--pool", choices=tuple(POOLS), help=f"where to look ({pools})")
    parser.add_argument("--limit", type=positive, default=USUAL, metavar="N", help="papers at most (100, up to 500)")


async def _similar(context: CommandContext, arguments: argparse.Namespace) -> Result:
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
    result.sources.append(context.report(S2, total=len(found.papers), loaded=len(found.papers)))
    if found.singly:
        result.notes.append(
            "Semantic Scholar takes lists for its recent papers alone, so each paper was asked for by itself."
        )
    if not found.papers:
        result.exit_code, result.errors = NOTHING_FOUND, [no_similar_message(found).info]
    else:
        result.notes.append(
            f"{text.number_of(len(found.papers), 'paper')} from the pool {found.pool}: {POOLS[found.pool]}."
        )
    return result


SIMILAR = Command("similar", "papers like some, and with --not unlike others", _similar_arguments, _similar)

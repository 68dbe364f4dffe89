"""show ID."""

from __future__ import annotations

import argparse

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, identifier
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.result import Result, failure
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.source import SourceReport
from scholar_desktop.formats.paper_json import facts_to_json, paper_to_json


def _show_arguments(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help="any identifier or address of a paper")
    parser.add_argument("--fields", metavar="F,...", help="only these fields of Semantic Scholar, as it names them")
    parser.add_argument("--refresh", action="store_true", help="ask again, even if the answer is known")


async def _show(context: CommandContext, arguments: argparse.Namespace) -> Result:
    wanted = identifier(arguments.id)
    fields = [name.strip() for name in (arguments.fields or "").split(",") if name.strip()] or None
    context.ask.refresh = arguments.refresh
    reports: list[SourceReport] = []
    try:
        paper = await context.services.papers.show(wanted, context.ask, fields, on_report=reports.append)
    except ScholarError as error:
        return failure(error, sources=reports)
    kept = (await context.kept([paper])).get(paper.id)
    data = paper_to_json(paper, in_library=kept is not None, pdf=kept.pdf if kept is not None else None)
    return Result(
        data | {"all": facts_to_json(paper)},
        sources=reports,
        text=text.whole_paper(paper, kept),
        notes=text.source_notes(reports),
    )


SHOW = Command("show", "all that is known of one paper", _show_arguments, _show)

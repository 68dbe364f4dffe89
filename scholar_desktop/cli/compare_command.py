"""The command `compare ID ID...`: the references and citing papers that papers share."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, identifier
from scholar_desktop.cli.command import Command, CommandContext, papers_to_json, write_csv
from scholar_desktop.cli.result import DONE, SOME_FAILED, Result
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.csv_table import csv_text
from scholar_desktop.formats.plain_reference import cited_doi
from scholar_desktop.services.citations.shared_citations import PaperComparison, SharedPaper, requests_for
from scholar_desktop.translation import gettext, ngettext

_COLUMNS = ("list", "count", "id", "title", "authors", "year", "venue", "doi")


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "ids", nargs="+", metavar="ID", help=gettext("two or more identifiers of papers, or links to them")
    )
    parser.add_argument("--csv", metavar="OUT", help=gettext("write the shared papers to OUT as CSV"))


async def _run(context: CommandContext, arguments: argparse.Namespace) -> Result:
    if len(arguments.ids) < 2:
        raise UsageError(Message("compare: only one paper was given."), hint=Message("Give at least two papers."))
    papers = [await context.services.papers.listed(identifier(one), context.ask) for one in arguments.ids]
    if len({paper.id for paper in papers}) < len(papers):
        raise UsageError(
            Message("compare: two of the identifiers are of the same paper."), hint=Message("Leave out one of the two.")
        )
    shared = context.services.shared_citations
    found = await shared.compare(papers)
    left = requests_for(found)

    def on_done() -> None:
        nonlocal left
        left -= 1
        if left:
            context.note(ngettext("{count} list still to load.", "{count} lists still to load.", left))

    if left:
        await shared.ask(found, on_done, context.ask)
    found = await shared.compare(papers, most=None)
    data = await _comparison_to_json(context, found)
    errors = list(found.problems)
    result = Result(data, SOME_FAILED if errors else DONE, errors=errors, text=_shown(found), notes=_notes(found))
    result.sources.append(context.report(S2, total=len(papers), loaded=len(papers) - len(errors)))
    if arguments.csv:
        await write_csv(result, arguments.csv, csv_text(_rows(found), _COLUMNS))
    return result


async def _comparison_to_json(context: CommandContext, found: PaperComparison) -> dict[str, Any]:
    every = [*found.papers, *(one.paper for one in (*found.references, *found.citing))]
    kept = await context.kept(every)

    def shared(papers: Sequence[SharedPaper]) -> list[dict[str, Any]]:
        plain = papers_to_json([one.paper for one in papers], kept)
        return [{"count": one.count, "paper": paper} for one, paper in zip(papers, plain, strict=True)]

    ids = [paper.id for paper in found.papers]
    return {
        "papers": papers_to_json(found.papers, kept),
        "references": shared(found.references),
        "citing": shared(found.citing),
        "pairs": [
            {
                "ids": [ids[pair.one], ids[pair.other]],
                "references": pair.coupling,
                "citing": pair.co_citation,
            }
            for pair in found.pairs
        ],
        "authors": [{"name": name, "count": count} for name, count in found.authors],
        "venues": [{"name": name, "count": count} for name, count in found.venues],
        "incomplete": [ids[place] for place in found.parts],
    }


def _lists(found: PaperComparison) -> tuple[tuple[str, tuple[SharedPaper, ...]], ...]:
    return ("reference", found.references), ("citing", found.citing)


def _rows(found: PaperComparison) -> list[dict[str, Any]]:
    return [
        {
            "list": name,
            "count": one.count,
            "id": one.paper.id,
            "title": one.paper.title,
            "authors": "; ".join(author.name for author in one.paper.authors),
            "year": one.paper.year,
            "venue": one.paper.venue,
            "doi": cited_doi(one.paper),
        }
        for name, papers in _lists(found)
        for one in papers
    ]


def _shown(found: PaperComparison) -> str:
    rows = [
        (name, str(one.count), one.paper.id, str(one.paper.year or ""), one.paper.title)
        for name, papers in _lists(found)
        for one in papers
    ]
    return text.table(rows, wide=10_000)


def _notes(found: PaperComparison) -> list[str]:
    references, citing = len(found.references), len(found.citing)
    notes = [
        ngettext("{count} shared reference.", "{count} shared references.", references),
        ngettext("{count} paper cites at least two of them.", "{count} papers cite at least two of them.", citing),
    ]
    if found.parts:
        names = ", ".join(found.papers[place].id for place in found.parts)
        notes.append(
            gettext(
                "Not all citations of these papers are loaded: {names}. To load them: scholar-desktop citations "
                "ID --all",
                names=names,
            )
        )
    return notes


COMPARE = Command("compare", Message("compare papers: shared references and shared citing papers"), _arguments, _run)

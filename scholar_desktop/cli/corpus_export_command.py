"""The command `corpus export`: the citation graph of the offline corpus as a file for other programs."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, count, years
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.offline_corpus_commands import ids_in_file
from scholar_desktop.cli.result import Result
from scholar_desktop.corpus.stored_answers import SearchFilter
from scholar_desktop.domain.search.filters import split_values
from scholar_desktop.domain.text.message import Message, encode_english
from scholar_desktop.services.corpus.graph_export import GRAPH_FORMATS, GRAPHML
from scholar_desktop.translation import gettext, ngettext

PROGRESS_PAPERS = 100_000
"""Papers between two progress lines."""


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "--output", metavar="F", required=True, help=gettext("the file to write; for csv and parquet a folder")
    )
    parser.add_argument("--format", choices=GRAPH_FORMATS, default=GRAPHML, help=gettext("file format (graphml)"))
    parser.add_argument("--query", metavar="WORDS", default="", help=gettext("papers with these words"))
    parser.add_argument("--field", metavar="F", help=gettext("fields of study, separated by commas"))
    parser.add_argument("--year", type=years, metavar="A-B", help=gettext("2016-2020, 2019, 2010- or -2015"))
    parser.add_argument("--venue", metavar="V", help=gettext("venues, separated by commas"))
    parser.add_argument("--min-citations", type=count, metavar="N", help=gettext("papers with at least N citations"))
    parser.add_argument(
        "--ids", metavar="FILE", help=gettext("only these papers: identifiers, one per line (-: standard input)")
    )


async def _export(context: CommandContext, arguments: argparse.Namespace) -> Result:
    first, last = arguments.year or (None, None)
    limits = SearchFilter(
        first_year=first,
        last_year=last,
        fields=split_values(arguments.field),
        venues=split_values(arguments.venue),
        min_citations=arguments.min_citations,
    )

    def on_progress(step: str, done: int, papers: int) -> None:
        if done == papers or done % PROGRESS_PAPERS == 0:
            context.note(
                ngettext(
                    "{step}: {done} of {count} paper", "{step}: {done} of {count} papers", papers, step=step, done=done
                )
            )

    found = await context.services.offline_corpus.export_graph(
        Path(arguments.output).expanduser().absolute(),  # noqa: ASYNC240  no disk is touched
        arguments.format,
        words=arguments.query,
        limits=limits,
        ids=ids_in_file(arguments.ids) if arguments.ids else None,
        on_progress=on_progress,
    )
    rows = [
        (gettext("papers"), f"{found.papers:,}"),
        (gettext("citations"), f"{found.edges:,}"),
        *((gettext("file"), file) for file in found.files),
    ]
    return Result(msgspec.to_builtins(found, enc_hook=encode_english), text=text.table(rows, wide=10_000))


CORPUS_EXPORT_COMMANDS = (
    Command(
        "corpus export", Message("export the citation graph of the offline corpus"), _arguments, _export, asks=False
    ),
)

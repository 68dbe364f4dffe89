"""The commands `corpus filter|build|info|verify|remove`: the offline corpus on this machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, count, lines_of, years
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, THIS_MACHINE, Result
from scholar_desktop.domain.corpus.rule import BOTH_ENDS, FIELDS_OF_STUDY, ONE_END, CorpusRule
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.search.filters import split_values
from scholar_desktop.domain.text.message import encode_english
from scholar_desktop.domain.text.sizes import size_text
from scholar_desktop.services.corpus.offline_corpus import CorpusFacts

_LINES = "folders that have a folder of lines for each dataset"
PROGRESS_ROWS = 500_000
"""Rows between two progress lines of a build."""


def rule_options(parser: Parser) -> None:
    """Add the options of a rule."""
    parser.add_argument("--field", metavar="F", help="fields of study, with commas between")
    parser.add_argument("--year", type=years, metavar="A-B", help="2016-2020, 2019, 2010- or -2015")
    parser.add_argument("--venue", metavar="V", help="venues, with commas between")
    parser.add_argument("--min-citations", type=count, metavar="N", help="papers that are cited at least N times")
    parser.add_argument("--ids", metavar="FILE", help="only these papers: identifiers, one a line (-: standard input)")
    parser.add_argument(
        "--edges", choices=(BOTH_ENDS, ONE_END), default=BOTH_ENDS, help="a citation needs both papers, or one (both)"
    )


def rule_of(arguments: argparse.Namespace) -> CorpusRule:
    """Return the rule that the options describe. Raises UsageError."""
    fields = tuple(split_values(arguments.field or ""))
    unknown = [name for name in fields if name not in FIELDS_OF_STUDY]
    if unknown:
        raise UsageError(f"There is no field of study {unknown[0]}.", hint=f"There are: {', '.join(FIELDS_OF_STUDY)}.")
    first, last = arguments.year or (None, None)
    return CorpusRule(
        fields=fields,
        first_year=first,
        last_year=last,
        venues=tuple(split_values(arguments.venue or "")),
        min_citations=arguments.min_citations,
        ids=tuple(sorted(ids_in_file(arguments.ids))) if arguments.ids else (),
        edges=arguments.edges,
    )


def ids_in_file(file: str) -> set[str]:
    """Return the identifiers in *file* as a rule has them. Raises UsageError for a line that is no identifier."""
    found: set[str] = set()
    for number, line in enumerate(lines_of(file), 1):
        plain = line.strip()
        if not plain or plain.startswith("#"):
            continue
        named = None if plain.isdecimal() else identifiers.recognise(plain).identifier
        if named is not None:
            scheme, value = str(named.scheme), named.value.lower()
            found.add(value if scheme in ("s2", "corpus") else f"{scheme}:{value.removeprefix('pmc')}")
        elif plain.isdecimal():
            found.add(plain)
        else:
            raise UsageError(f"Line {number} of {file} is no identifier of a paper.", subject=plain[:80])
    return found


def _folder(name: str) -> Path:
    return Path(name).expanduser().absolute()


def _filter_arguments(parser: Parser) -> None:
    parser.add_argument("sources", metavar="FILE", nargs="+", help=".jsonl or .gz files, or folders of them")
    parser.add_argument("--dataset", metavar="D", required=True, help="what they hold: papers, citations, ...")
    parser.add_argument("--to", metavar="DIR", help="the folder for the kept lines (standard output)")
    rule_options(parser)


async def _filter(context: CommandContext, arguments: argparse.Namespace) -> Result:
    to = _folder(arguments.to) if arguments.to else None
    to_output = to is None and not arguments.json
    found = await context.services.offline_corpus.filter(
        [_folder(source) for source in arguments.sources],
        arguments.dataset,
        rule_of(arguments),
        to=to,
        write=sys.stdout.buffer.write if to_output else lambda _lines: None,
    )
    if to_output:
        sys.stdout.flush()
    data = {"read": found.read, "kept": found.kept, "bad": found.bad, "files": list(found.files)}
    note = f"{found.kept:,} of {text.number_of(found.read, 'line')} kept, {found.bad:,} could not be read."
    return Result(data, DONE if found.kept else NOTHING_FOUND, notes=[note])


def _build_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--from",
        dest="sources",
        metavar="DIR",
        nargs="+",
        default=[],
        help="folders with a folder of lines for each dataset (the kept lines of the corpus)",
    )


async def _build(context: CommandContext, arguments: argparse.Namespace) -> Result:
    done: dict[str, int] = {}

    def on_progress(step: str, rows: int) -> None:
        before = done.get(step, 0)
        done[step] = before + rows
        if done[step] // PROGRESS_ROWS > before // PROGRESS_ROWS:
            context.note(f"{step}: {done[step]:,}")

    facts, seconds = await context.services.offline_corpus.build(
        [_folder(source) for source in arguments.sources], None, on_progress
    )
    data = {"papers": facts.papers, "edges": facts.edges, "seconds": round(seconds, 3), "bytes": facts.bytes}
    return Result(data, text=_card(facts))


def _nothing(_parser: Parser) -> None:
    """Add no arguments."""


async def _info(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    facts = await context.services.offline_corpus.info()
    data: dict[str, Any] = {
        "release": facts.release,
        "rule": msgspec.to_builtins(facts.rule),
        "papers": facts.papers,
        "edges": facts.edges,
        "datasets": facts.datasets,
        "lacking": facts.lacking,
        "bytes": facts.bytes,
        "path": facts.path,
    }
    return Result(data, text=_card(facts))


def _card(facts: CorpusFacts) -> str:
    rows = [
        ("release", facts.release or "unknown"),
        ("papers", f"{facts.papers:,}"),
        ("citations", f"{facts.edges:,}"),
        ("papers that miss rows", f"{facts.lacking:,}"),
        ("size", size_text(facts.bytes)),
        ("file", facts.path),
    ]
    return text.table(rows, wide=10_000)


def _verify_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--against", metavar="DIR", required=True, help="a folder with a folder of lines for each dataset"
    )


async def _verify(context: CommandContext, arguments: argparse.Namespace) -> Result:
    found = await context.services.offline_corpus.verify(_folder(arguments.against))
    data = {"equal": not found, "differences": [msgspec.to_builtins(each, enc_hook=encode_english) for each in found]}
    rows = [
        (each.table, f"{each.missing:,} missing", f"{each.surplus:,} too many", f"{each.changed:,} different")
        for each in found
    ]
    shown = text.table(rows, wide=10_000) if rows else "The corpus equals one that is built from these lines.\n"
    return Result(data, THIS_MACHINE if found else DONE, text=shown)


def _remove_arguments(parser: Parser) -> None:
    parser.add_argument("--keep-lines", action="store_true", help="keep the lines that it was built from")


async def _remove(context: CommandContext, arguments: argparse.Namespace) -> Result:
    freed = await context.services.offline_corpus.remove(keep_lines=arguments.keep_lines)
    return Result({"freed": freed}, notes=[f"{size_text(freed)} are free again."])


OFFLINE_CORPUS_COMMANDS: Sequence[Command] = tuple(
    Command(f"corpus {word}", usage, arguments, run, asks=False)
    for word, usage, arguments, run in (
        ("filter", "keep the lines of local files of a dataset that satisfy a rule", _filter_arguments, _filter),
        ("build", "build the offline corpus from lines", _build_arguments, _build),
        ("info", "what the offline corpus holds", _nothing, _info),
        ("verify", "compare the offline corpus with one that is built from lines", _verify_arguments, _verify),
        ("remove", "delete the offline corpus", _remove_arguments, _remove),
    )
)

"""The commands `corpus filter|build|info|verify|remove`: the offline corpus on this machine."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, count, lines_of, years
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, THIS_MACHINE, Result
from scholar_desktop.domain.corpus.rule import BOTH_ENDS, FIELDS_OF_STUDY, ONE_END, CorpusRule, rule_ids
from scholar_desktop.domain.errors import ErrorInfo, ScholarError, UsageError
from scholar_desktop.domain.search.filters import split_values
from scholar_desktop.domain.source import CORPUS
from scholar_desktop.domain.text.message import Message, encode_english
from scholar_desktop.domain.text.sizes import size_text
from scholar_desktop.services.corpus.offline_corpus import CorpusFacts
from scholar_desktop.translation import gettext, ngettext

PROGRESS_ROWS = 500_000
"""Rows between two progress lines of a build."""


def rule_options(parser: Parser) -> None:
    """Add the options of a rule."""
    parser.add_argument("--field", metavar="F", help=gettext("fields of study, separated by commas"))
    parser.add_argument("--year", type=years, metavar="A-B", help=gettext("2016-2020, 2019, 2010- or -2015"))
    parser.add_argument("--venue", metavar="V", help=gettext("venues, separated by commas"))
    parser.add_argument("--min-citations", type=count, metavar="N", help=gettext("papers with at least N citations"))
    parser.add_argument(
        "--ids", metavar="FILE", help=gettext("only these papers: identifiers, one per line (-: standard input)")
    )
    parser.add_argument(
        "--edges",
        choices=(BOTH_ENDS, ONE_END),
        default=BOTH_ENDS,
        help=gettext(
            "keep citations between two papers of the corpus (both), or also those with only one of them (one)"
        ),
    )


def rule_of(arguments: argparse.Namespace) -> CorpusRule:
    """Return the rule that the options describe. Raises UsageError."""
    fields = tuple(split_values(arguments.field or ""))
    unknown = [name for name in fields if name not in FIELDS_OF_STUDY]
    if unknown:
        raise UsageError(
            Message("There is no field of study “{unknown}”.", unknown=unknown[0]),
            hint=Message("Available fields: {fields_of_study}.", fields_of_study=", ".join(FIELDS_OF_STUDY)),
        )
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
    return rule_ids(lines_of(file), file)


def kept_text(read: int, kept: int, bad: int) -> str:
    """Return how many lines a filter kept."""
    if bad:
        return ngettext(
            "{kept} of {count} line kept, {bad} unreadable",
            "{kept} of {count} lines kept, {bad} unreadable",
            read,
            kept=kept,
            bad=bad,
        )
    return ngettext("{kept} of {count} line kept", "{kept} of {count} lines kept", read, kept=kept)


def _folder(name: str) -> Path:
    return Path(name).expanduser().absolute()


def _filter_arguments(parser: Parser) -> None:
    parser.add_argument("sources", metavar="FILE", nargs="+", help=gettext(".jsonl or .gz files, or folders of them"))
    parser.add_argument(
        "--dataset", metavar="D", required=True, help=gettext("the dataset of the files, such as papers or citations")
    )
    parser.add_argument("--to", metavar="DIR", help=gettext("the folder for the kept lines (standard output)"))
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
    note = kept_text(found.read, found.kept, found.bad)
    if found.kept:
        return Result(data, notes=[f"{note}."])
    error = ErrorInfo(
        "not_found",
        Message("No line matches the rule."),
        Message("Check the files, and the conditions."),
        arguments.sources[0],
    )
    return Result(data, NOTHING_FOUND, errors=[error], notes=[f"{note}."])


def _build_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--from",
        dest="sources",
        metavar="DIR",
        nargs="+",
        default=[],
        help=gettext("folders with a folder of lines for each dataset (those of the corpus)"),
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
    return Result({**data, "bad": facts.bad}, text=_card(facts), notes=bad_notes(context, facts.bad))


def bad_notes(context: CommandContext, bad: int) -> list[str]:
    """Return what is said about *bad* lines that could not be read; empty without any."""
    if not bad:
        return []
    return [
        ngettext(
            "{number} line could not be read. It is kept in {folder}.",
            "{number} lines could not be read. They are kept in {folder}.",
            bad,
            number=bad,
            folder=str(context.services.offline_corpus.folder.aside),
        )
    ]


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
        (gettext("release"), facts.release or gettext("unknown")),
        (gettext("papers"), f"{facts.papers:,}"),
        (gettext("citations"), f"{facts.edges:,}"),
        (gettext("papers that lack data"), f"{facts.lacking:,}"),
        (gettext("size"), size_text(facts.bytes)),
        (gettext("file"), facts.path),
    ]
    return text.table(rows, wide=10_000)


def _verify_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--against",
        metavar="DIR",
        help=gettext("a folder with a folder of lines for each dataset (the lines that the corpus was built from)"),
    )


async def _verify(context: CommandContext, arguments: argparse.Namespace) -> Result:
    against = _folder(arguments.against) if arguments.against is not None else None
    found = await context.services.offline_corpus.verify(against)
    data = {"equal": not found, "differences": [msgspec.to_builtins(each, enc_hook=encode_english) for each in found]}
    rows = [
        (
            each.table,
            gettext("{number} missing", number=each.missing),
            gettext("{number} too many", number=each.surplus),
            gettext("{number} different", number=each.changed),
        )
        for each in found
    ]
    shown = text.table(rows, wide=10_000) if rows else gettext("The corpus matches these lines.") + "\n"
    return Result(data, THIS_MACHINE if found else DONE, text=shown)


def _remove_arguments(parser: Parser) -> None:
    parser.add_argument("--keep-lines", action="store_true", help=gettext("keep the lines that it was built from"))


async def _remove(context: CommandContext, arguments: argparse.Namespace) -> Result:
    corpus = context.services.offline_corpus
    freed = await corpus.remove(keep_lines=arguments.keep_lines)
    try:
        await context.services.settings_editor.remove_source(CORPUS)
    except ScholarError as error:
        context.problems.append(error.info)
    notes = [gettext("Deleted the offline corpus. {size} freed.", size=size_text(freed))]
    terms = corpus.folder.terms
    if await asyncio.to_thread(terms.is_dir):
        notes.append(gettext("The terms stay accepted. Their texts are in {path}.", path=str(terms)))
    return Result({"freed": freed}, notes=notes)


OFFLINE_CORPUS_COMMANDS: Sequence[Command] = tuple(
    Command(f"corpus {word}", usage, arguments, run, asks=False)
    for word, usage, arguments, run in (
        ("filter", Message("keep the lines of local files that match a rule"), _filter_arguments, _filter),
        ("build", Message("build the offline corpus from lines"), _build_arguments, _build),
        ("info", Message("describe the offline corpus"), _nothing, _info),
        ("verify", Message("compare the offline corpus with lines"), _verify_arguments, _verify),
        ("remove", Message("delete the offline corpus"), _remove_arguments, _remove),
    )
)

"""The commands for papers of the library that may be one work, and `library refresh`, which compares papers with
what services state now."""

from __future__ import annotations

import argparse
import json
from typing import Any

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, ids_given
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.library_commands import find_kept, kept_to_json, many_arguments, not_kept, served
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, SOME_FAILED, Result
from scholar_desktop.domain.errors import ErrorInfo, UsageError
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.library.entry_columns import merged_key
from scholar_desktop.services.papers.library_refresh import EntryDifference, requests_for
from scholar_desktop.translation import gettext, ngettext, shown

_CHUNK = 500


def _nothing(_parser: Parser) -> None:
    """Add no arguments."""


def _merge_arguments(parser: Parser) -> None:
    parser.add_argument("keep", metavar="KEEP", help=gettext("the paper whose values are kept where both have one"))
    parser.add_argument("others", nargs="+", metavar="OTHER", help=gettext("the papers that are merged into it"))


def _several_arguments(parser: Parser) -> None:
    parser.add_argument("ids", nargs="+", metavar="ID", help=gettext("identifiers of papers, or links to them"))


async def _duplicates(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    library = context.services.library
    found = await library.duplicates.find()
    groups, lines = [], []
    for one in found:
        papers = await library.papers_in(one.rows)
        ids = [kept.paper.id for kept in papers]
        groups.append({"ids": ids, "evidence": list(one.evidence), "versions": one.are_versions})
        lines += [f"{kept.paper.id}  {text.plain(kept.paper.title)}\n" for kept in papers]
        lines += [f"  {shown(sentence)}\n" for sentence in one.evidence] + ["\n"]
    notes = [ngettext("{count} group.", "{count} groups.", len(groups))]
    return Result({"groups": groups}, sources=[served(len(groups), len(groups))], text="".join(lines), notes=notes)


async def _merge(context: CommandContext, arguments: argparse.Namespace) -> Result:
    papers, missing = await _kept(context, [arguments.keep, *arguments.others])
    if missing is not None:
        return missing
    keep, *others = papers
    lost = merged_key(await context.services.library.only_written_keys(papers), keep.key)
    await context.services.library.duplicates.merge(keep.key, [one.key for one in others])
    merged = await context.services.library.get(keep.key)
    assert merged is not None
    notes = [] if lost is None else [shown(lost)]
    notes.append(gettext("To undo it: scholar-desktop library undo"))
    return Result(
        kept_to_json(merged), sources=[served(1, 1)], text=text.whole_paper(merged.paper, merged), notes=notes
    )


async def _link(context: CommandContext, arguments: argparse.Namespace) -> Result:
    return await _decide(context, arguments, links=True)


async def _not_duplicates(context: CommandContext, arguments: argparse.Namespace) -> Result:
    return await _decide(context, arguments, links=False)


async def _decide(context: CommandContext, arguments: argparse.Namespace, *, links: bool) -> Result:
    papers, missing = await _kept(context, arguments.ids)
    if missing is not None:
        return missing
    if len(papers) < 2:
        raise UsageError(Message("Only one paper was given."), hint=Message("Give two or more."))
    duplicates, keys = context.services.library.duplicates, [one.key for one in papers]
    await (duplicates.link(keys) if links else duplicates.keep_apart(keys))
    return Result({"ids": [one.paper.id for one in papers]}, sources=[served(len(papers), len(papers))])


async def _kept(context: CommandContext, ids: list[str]) -> tuple[list[KeptPaper], Result | None]:
    """Return the papers of *ids*, each once, or the result if one is not in the library."""
    papers = dict[str, KeptPaper]()
    for given in ids:
        kept = await find_kept(context, given)
        if kept is None:
            return [], Result(None, NOTHING_FOUND, [served(0, 0)], [not_kept(given)])
        papers[kept.key] = kept
    return list(papers.values()), None


def _refresh_arguments(parser: Parser) -> None:
    many_arguments(parser)
    parser.add_argument("--all", action="store_true", help=gettext("all papers of your library"))
    parser.add_argument("--accept", action="store_true", help=gettext("write the changes; one undo reverts them"))


async def _refresh(context: CommandContext, arguments: argparse.Namespace) -> Result:
    papers, errors = await _named_papers(context, arguments)
    await context.announce(requests_for([kept.paper for kept in papers]))
    refreshed = await context.services.library_refresh.look(
        papers, context.ask, announce=lambda message: context.note(shown(message))
    )
    notes = [ngettext("{count} difference.", "{count} differences.", len(refreshed.changes))]
    if arguments.accept and refreshed.changes:
        await context.services.library_refresh.accept(refreshed, refreshed.changes)
        notes.append(gettext("To undo it: scholar-desktop library undo"))
    elif refreshed.changes:
        notes.append(gettext("Nothing was written. To write all changes: --accept"))
    exit_code = DONE if not errors else (SOME_FAILED if papers else NOTHING_FOUND)
    return Result(
        {"changes": [_to_json(change) for change in refreshed.changes]},
        exit_code,
        [
            context.report(S2, total=refreshed.asked, loaded=len(refreshed.found)),
            *(context.report(name) for name in (UNPAYWALL, ZENODO) if context.ask.request_counts.of(name).requests),
        ],
        errors,
        text=_as_text(papers, refreshed.changes),
        notes=notes,
    )


async def _named_papers(
    context: CommandContext, arguments: argparse.Namespace
) -> tuple[list[KeptPaper], list[ErrorInfo]]:
    library = context.services.library
    if arguments.all:
        if arguments.ids or arguments.file:
            raise UsageError(Message("Give identifiers, or --all."))
        rows = (await library.listing()).rows
        chunks = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
        return [kept for chunk in chunks for kept in await library.papers_in(chunk)], []
    papers, errors = dict[str, KeptPaper](), []
    for given in ids_given(arguments.ids, arguments.file):
        kept = await find_kept(context, given)
        if kept is None:
            errors.append(not_kept(given))
        else:
            papers[kept.key] = kept
    return list(papers.values()), errors


def _to_json(change: EntryDifference) -> dict[str, Any]:
    return {
        "id": change.id,
        "field": change.field,
        "was": change.was,
        "now": change.now,
        "source": change.source,
        "own": change.is_own,
    }


def _as_text(papers: list[KeptPaper], changes: tuple[EntryDifference, ...]) -> str:
    titles = {kept.key: kept.paper.title for kept in papers}
    lines, last = [], ""
    for change in changes:
        if change.key != last:
            lines.append(f"{text.plain(titles[change.key])}\n")
            last = change.key
        lines.append(f"  {change.field}: {_shown(change.was)} -> {_shown(change.now)} ({change.source})\n")
    return "".join(lines)


def _shown(value: Any) -> str:
    """Return a value of a field in one line."""
    if isinstance(value, list):
        return text.truncate("; ".join(Contributor(**one).shown for one in value), 200)
    if isinstance(value, dict):
        return "/".join(str(part) for part in value.values() if part)
    if value is None:
        return "-"
    return text.truncate(text.plain(value if isinstance(value, str) else json.dumps(value)), 200)


TIDY_COMMANDS = (
    Command("library duplicates", Message("list papers that may be one work"), _nothing, _duplicates, asks=False),
    Command("library merge", Message("merge papers into one"), _merge_arguments, _merge, asks=False),
    Command("library link", Message("link versions of one work"), _several_arguments, _link, asks=False),
    Command(
        "library not-duplicates",
        Message("remember that papers are not duplicates"),
        _several_arguments,
        _not_duplicates,
        asks=False,
    ),
    Command(
        "library refresh",
        Message("compare papers with the current data of the services, and update them"),
        _refresh_arguments,
        _refresh,
    ),
)

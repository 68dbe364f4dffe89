"""The commands of saved searches and of the search ledger: `searches list`, `searches run NAME`,
`searches delete NAME` and `ledger`.
"""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

import msgspec

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.command import Command, CommandContext, write_csv
from scholar_desktop.cli.result import Result
from scholar_desktop.cli.search_command import search_result
from scholar_desktop.domain.errors import NotFound, UsageError
from scholar_desktop.domain.search.filter_texts import filter_texts
from scholar_desktop.domain.search.saved_search import SavedSearch
from scholar_desktop.domain.search.search_ledger import LedgerRun, describe_words
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.search_ledger_export import ledger_csv, prisma_table, run_fields
from scholar_desktop.translation import gettext, ngettext, shown


def _nothing(_parser: Parser) -> None:
    """Add no arguments."""


def _name_argument(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help=gettext("the name or key of a saved search"))


async def _list(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    return _listed(await context.services.saved_searches.all())


async def _run(context: CommandContext, arguments: argparse.Namespace) -> Result:
    """Run a saved search and mark its papers as seen, as the window does."""
    searches = context.services.saved_searches
    saved = await _named(context, arguments.name)
    context.ask.refresh = True  # stored answers have nothing new
    newest = searches.newest(saved)
    found = await searches.run(saved, context.ask, newest=newest)
    fresh = await searches.opened(saved, found, newest)
    result = await search_result(context, found)
    result.data |= {"searches": [_search_to_json(saved)], "new": [paper.id for paper in fresh]}
    result.notes.append(
        ngettext(
            "{count} new paper since you last opened this search.",
            "{count} new papers since you last opened this search.",
            len(fresh),
        )
    )
    return result


async def _delete(context: CommandContext, arguments: argparse.Namespace) -> Result:
    saved = await _named(context, arguments.name)
    await context.services.saved_searches.remove(saved)
    result = _listed(await context.services.saved_searches.all())
    result.notes = [gettext("Deleted “{name}”. To restore it: scholar-desktop library undo", name=saved.name)]
    return result


async def _named(context: CommandContext, name: str) -> SavedSearch:
    """Return the saved search with that name or key. Raises NotFound, and UsageError when several have the name."""
    every = await context.services.saved_searches.all()
    found = [one for one in every if one.key == name] or [one for one in every if one.name == name]
    found = found or [one for one in every if one.name.casefold() == name.casefold()]
    if not found:
        raise NotFound(
            Message("There is no saved search “{name}”.", name=name),
            hint=Message("To list them: scholar-desktop searches list"),
            subject=name,
        )
    if len(found) > 1:
        keys = ", ".join(one.key for one in found)
        raise UsageError(
            Message("{found} saved searches are named “{name}”.", found=len(found), name=name),
            hint=Message("Use one of the keys: {keys}.", keys=keys),
            subject=name,
        )
    return found[0]


def _listed(searches: tuple[SavedSearch, ...]) -> Result:
    rows = [
        (one.name, shown(describe_words(one.query)), ", ".join(map(shown, filter_texts(one.query.filters))))
        for one in searches
    ]
    return Result({"searches": [_search_to_json(one) for one in searches]}, text=text.table(rows, wide=10_000))


def _search_to_json(saved: SavedSearch) -> dict[str, Any]:
    return {
        "key": saved.key,
        "name": saved.name,
        "words": describe_words(saved.query),
        "filters": {name: value for name, value in msgspec.to_builtins(saved.query.filters).items() if value},
        "sort": saved.query.sort,
        "sources": list(saved.sources) if saved.sources is not None else None,
        "bulk": saved.bulk,
        "made": saved.made,
    }


def _ledger_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--csv", metavar="OUT", help=gettext("write a row for each source of each search to OUT as CSV")
    )


async def _ledger(context: CommandContext, arguments: argparse.Namespace) -> Result:
    ledger = context.services.search_ledger
    runs = await ledger.runs()
    found = [await ledger.found(run) for run in runs]
    table = await asyncio.to_thread(prisma_table, runs, found) if runs else None
    result = Result({"runs": [_run_to_json(run) for run in runs], "prisma": table}, text=table or "")
    result.notes.append(ngettext("{count} search in the ledger.", "{count} searches in the ledger.", len(runs)))
    if arguments.csv:
        await write_csv(result, arguments.csv, ledger_csv(runs))
    return result


def _run_to_json(run: LedgerRun) -> dict[str, Any]:
    return run_fields(run) | {"words": describe_words(run.query)}


SAVED_SEARCH_COMMANDS = (
    Command("searches list", Message("list the saved searches"), _nothing, _list, asks=False),
    Command("searches run", Message("run a saved search again and list new papers"), _name_argument, _run),
    Command("searches delete", Message("delete a saved search"), _name_argument, _delete, asks=False),
    Command(
        "ledger", Message("show the search ledger with the counts for PRISMA"), _ledger_arguments, _ledger, asks=False
    ),
)

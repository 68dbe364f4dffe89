"""The commands that organise the library: collections, tags, notes, stars, reading states, smart views."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.library_commands import (
    change_each,
    find_kept,
    kept_to_json,
    many_arguments,
    not_kept,
    served,
)
from scholar_desktop.cli.result import NOTHING_FOUND, Result
from scholar_desktop.domain.errors import NotFound
from scholar_desktop.domain.library import READING_STATES, KeptPaper, SmartView
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext


def _nothing(_parser: Parser) -> None:
    """Add no arguments."""


def _path_and_ids(parser: Parser) -> None:
    parser.add_argument("path", metavar="PATH", help=gettext("the path of a collection, such as Thesis/Methods"))
    many_arguments(parser)


def _state_and_ids(parser: Parser) -> None:
    parser.add_argument("state", choices=READING_STATES, help=gettext("the reading state of the papers"))
    many_arguments(parser)


def _tag_arguments(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help=gettext("the name of a tag"))
    many_arguments(parser)
    parser.add_argument("--colour", metavar="C", help=gettext("the colour of the tag, such as #1E88E5, or none"))
    parser.add_argument(
        "--key", choices=["none", *map(str, range(1, 10))], help=gettext("the key that sets the tag in the window")
    )


def _untag_arguments(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help=gettext("the name of a tag"))
    many_arguments(parser)


def _rename_arguments(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help=gettext("the name of a tag"))
    parser.add_argument(
        "new", metavar="NEW", help=gettext("the new name; if another tag has it already, the two tags are merged")
    )


def _note_arguments(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help=gettext("identifier of a paper, a link to it, or its library key"))
    parser.add_argument(
        "text",
        nargs="?",
        metavar="TEXT",
        help=gettext("the note; -: standard input; empty: delete the note; without it the note is printed"),
    )


def _view_arguments(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help=gettext("the name of the smart view"))
    parser.add_argument(
        "rule",
        nargs="?",
        metavar="RULE",
        help=gettext("the rule, written as in the library's search box; if it is left out, the smart view is shown"),
    )
    parser.add_argument(
        "--delete", action="store_true", help=gettext("delete the smart view; its papers stay in your library")
    )


async def _collections(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    found = await context.services.library.collection_book.all()
    data = {"collections": [{"path": one.path, "count": one.papers} for one in found]}
    rows = [(one.path, ngettext("{count} paper", "{count} papers", one.papers)) for one in found]
    return Result(data, sources=[served(len(found), len(found))], text=text.table(rows, wide=10_000))


async def _collect(context: CommandContext, arguments: argparse.Namespace) -> Result:
    async def put(papers: Sequence[KeptPaper]) -> None:
        await context.services.library.collection_book.put_in([one.paper for one in papers], arguments.path)

    return await change_each(context, arguments, "collected", put)


async def _uncollect(context: CommandContext, arguments: argparse.Namespace) -> Result:
    book = context.services.library.collection_book
    collection = await book.find(arguments.path)
    if collection is None:
        raise NotFound(Message("There is no collection “{name}”.", name=arguments.path), subject=LIBRARY)

    async def take(papers: Sequence[KeptPaper]) -> None:
        await book.take_out([one.key for one in papers], collection.key)

    return await change_each(context, arguments, "uncollected", take)


async def _tag(context: CommandContext, arguments: argparse.Namespace) -> Result:
    library = context.services.library
    if arguments.colour is not None or arguments.key is not None:
        known = {tag.name.casefold(): tag for tag in await library.all_tags()}.get(arguments.name.casefold())
        colour = known.colour if known is not None else None
        number = known.number if known is not None else None
        if arguments.colour is not None:
            colour = None if arguments.colour == "none" else arguments.colour
        if arguments.key is not None:
            number = None if arguments.key == "none" else int(arguments.key)
        await library.own_words.set_look(arguments.name, colour, number)
        if not arguments.ids and not arguments.file:
            return await _tags(context, arguments)

    async def tag(papers: Sequence[KeptPaper]) -> None:
        await library.tag([one.key for one in papers], arguments.name)

    return await change_each(context, arguments, "tagged", tag)


async def _untag(context: CommandContext, arguments: argparse.Namespace) -> Result:
    async def untag(papers: Sequence[KeptPaper]) -> None:
        await context.services.library.tag([one.key for one in papers], arguments.name, False)

    return await change_each(context, arguments, "untagged", untag)


async def _tags(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    found = await context.services.library.all_tags()
    data = {"tags": [{"name": one.name, "count": one.papers, "colour": one.colour, "key": one.number} for one in found]}
    rows = [
        (one.name, ngettext("{count} paper", "{count} papers", one.papers), one.colour or "", str(one.number or ""))
        for one in found
    ]
    return Result(data, sources=[served(len(found), len(found))], text=text.table(rows, wide=10_000))


async def _rename_tag(context: CommandContext, arguments: argparse.Namespace) -> Result:
    changes = await context.services.library.own_words.rename(arguments.name, arguments.new)
    count = len(changes.papers)
    return Result(
        {"papers": count},
        sources=[served(None, count)],
        text=ngettext("{count} paper.", "{count} papers.", count) + "\n",
    )


async def _note(context: CommandContext, arguments: argparse.Namespace) -> Result:
    library = context.services.library
    kept = await find_kept(context, arguments.id)
    if kept is None:
        return Result(None, NOTHING_FOUND, [served(0, 0)], [not_kept(arguments.id)])
    if arguments.text is not None:
        written = await asyncio.to_thread(sys.stdin.read) if arguments.text == "-" else arguments.text
        await library.note(kept.paper, written)
        kept = await library.get(kept.key)
        assert kept is not None
    note = "\n\n".join(kept.notes)
    lines = "".join(f"{text.plain(line)}\n" for line in note.splitlines())
    return Result(kept_to_json(kept), sources=[served(1, 1)], text=lines)


async def _star(context: CommandContext, arguments: argparse.Namespace, *, on: bool) -> Result:
    async def star(papers: Sequence[KeptPaper]) -> None:
        await context.services.library.star([one.key for one in papers], on)

    return await change_each(context, arguments, "starred" if on else "unstarred", star)


async def _reading(context: CommandContext, arguments: argparse.Namespace) -> Result:
    async def mark(papers: Sequence[KeptPaper]) -> None:
        await context.services.library.set_reading([one.paper for one in papers], arguments.state)

    return await change_each(context, arguments, "marked", mark)


async def _views(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    views = await context.services.library.smart_views()
    shown = [await _view_to_json(context, view) for view in views]
    return Result({"views": shown}, sources=[served(len(views), len(views))], text=_as_table(shown))


async def _view(context: CommandContext, arguments: argparse.Namespace) -> Result:
    library = context.services.library
    view = await library.views.find(arguments.name) if await library.smart_views() else None
    if arguments.rule is not None and not arguments.delete:
        view = await library.views.put(arguments.name, arguments.rule)
    elif view is None:
        raise NotFound(Message("There is no smart view “{name}”.", name=arguments.name), subject=LIBRARY)
    shown = await _view_to_json(context, view)
    if arguments.delete:
        await library.views.delete(view)
    return Result(shown, sources=[served(1, 1)], text=_as_table([shown]))


async def _view_to_json(context: CommandContext, view: SmartView) -> dict[str, Any]:
    return {"name": view.name, "rule": view.rule, "count": await context.services.library.views.count(view.rule)}


def _as_table(views: Sequence[dict[str, Any]]) -> str:
    rows = [(one["name"], ngettext("{count} paper", "{count} papers", one["count"]), one["rule"]) for one in views]
    return text.table(rows, wide=10_000)


ORGANISE_COMMANDS = (
    Command("library collections", Message("list the collections"), _nothing, _collections, asks=False),
    Command("library collect", Message("add papers to a collection"), _path_and_ids, _collect, asks=False),
    Command("library uncollect", Message("remove papers from a collection"), _path_and_ids, _uncollect, asks=False),
    Command("library tags", Message("list the tags"), _nothing, _tags, asks=False),
    Command(
        "library tag", Message("tag papers, or change the colour and key of a tag"), _tag_arguments, _tag, asks=False
    ),
    Command("library untag", Message("remove a tag from papers"), _untag_arguments, _untag, asks=False),
    Command("library rename-tag", Message("rename a tag"), _rename_arguments, _rename_tag, asks=False),
    Command("library note", Message("print or write the note on a paper"), _note_arguments, _note, asks=False),
    Command("library star", Message("star papers"), many_arguments, partial(_star, on=True), asks=False),
    Command(
        "library unstar", Message("remove the stars of papers"), many_arguments, partial(_star, on=False), asks=False
    ),
    Command("library reading", Message("set the reading state of papers"), _state_and_ids, _reading, asks=False),
    Command("library views", Message("list the smart views"), _nothing, _views, asks=False),
    Command("library view", Message("save, show or delete a smart view"), _view_arguments, _view, asks=False),
)

"""The commands `cache list|delete|clear|save|load`: the cached answers and their age."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.result import Result
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.answer_cache import SERVICES, CachedAnswer
from scholar_desktop.translation import gettext, ngettext


def _of_service(parser: Parser) -> None:
    parser.add_argument("--service", choices=SERVICES, default=None, help=gettext("only answers of this service"))


def _list_arguments(parser: Parser) -> None:
    _of_service(parser)
    parser.add_argument("--expired", action="store_true", help=gettext("only expired answers"))


async def _list(context: CommandContext, arguments: argparse.Namespace) -> Result:
    answers = await context.services.answer_cache.list(arguments.service)
    listed = [one for one in answers if one.expired or not arguments.expired]
    return Result(
        {"entries": [_to_json(one) for one in listed], "bytes": sum(one.size for one in listed)},
        text=text.table(
            [
                (one.service, one.subject, gettext("requested {date}", date=one.asked), _expiry(one), one.id[:12])
                for one in listed
            ],
            wide=10_000,
        ),
        notes=[] if listed else [gettext("There are no saved answers.")],
    )


def _to_json(one: CachedAnswer) -> dict[str, Any]:
    return {
        "id": one.id,
        "service": one.service or None,
        "subject": one.subject,
        "url": one.url,
        "outcome": "found" if one.found else "not_found",
        "asked": one.asked,
        "expires": one.expires,
        "expired": one.expired,
        "bytes": one.size,
    }


def _expiry(one: CachedAnswer) -> str:
    if one.expires is None:
        return gettext("never expires")
    return gettext("expired {date}", date=one.expires) if one.expired else gettext("expires {date}", date=one.expires)


def _delete_arguments(parser: Parser) -> None:
    parser.add_argument("names", nargs="+", metavar="DOI|ID|URL")


async def _delete(context: CommandContext, arguments: argparse.Namespace) -> Result:
    return _deleted(await context.services.answer_cache.delete(arguments.names))


async def _clear(context: CommandContext, arguments: argparse.Namespace) -> Result:
    return _deleted(await context.services.answer_cache.clear(arguments.service, expired=arguments.expired))


def _deleted(count: int) -> Result:
    return Result(
        {"deleted": count},
        text=ngettext("Deleted {count} saved answer.", "Deleted {count} saved answers.", count) + "\n",
    )


def _save_arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path)
    _of_service(parser)


async def _save(context: CommandContext, arguments: argparse.Namespace) -> Result:
    path = arguments.file.absolute()
    count = await context.services.answer_cache.save(path, arguments.service)
    return Result(
        {"answers": count, "path": str(path)},
        text=ngettext("Saved {count} answer to {path}.", "Saved {count} answers to {path}.", count, path=str(path))
        + "\n",
    )


def _load_arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path)


async def _load(context: CommandContext, arguments: argparse.Namespace) -> Result:
    loaded = await context.services.answer_cache.load(arguments.file.absolute())
    return Result(
        {"answers": loaded.answers, "loaded": loaded.taken},
        text=ngettext(
            "Loaded {loaded} of {count} answer; the cache has newer ones for the rest.",
            "Loaded {loaded} of {count} answers; the cache has newer ones for the rest.",
            loaded.answers,
            loaded=loaded.taken,
        )
        + "\n",
    )


CACHE_COMMANDS = (
    Command("cache list", Message("list the saved answers and when they expire"), _list_arguments, _list, asks=False),
    Command("cache delete", Message("delete the saved answers about DOIs"), _delete_arguments, _delete, asks=False),
    Command("cache clear", Message("delete all saved answers"), _list_arguments, _clear, asks=False),
    Command("cache save", Message("write the saved answers to a file"), _save_arguments, _save, asks=False),
    Command("cache load", Message("load saved answers from a file"), _load_arguments, _load, asks=False),
)

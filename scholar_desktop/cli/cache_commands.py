"""The commands `cache list|delete|clear|save|load`: the cached answers and their age."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.result import Result
from scholar_desktop.services.program.answer_cache import SERVICES, CachedAnswer


def _of_service(parser: Parser) -> None:
    parser.add_argument("--service", choices=SERVICES, default=None, help="only the answers of this service")


def _list_arguments(parser: Parser) -> None:
    _of_service(parser)
    parser.add_argument("--expired", action="store_true", help="only those that will be asked for again")


async def _list(context: CommandContext, arguments: argparse.Namespace) -> Result:
    answers = await context.services.answer_cache.list(arguments.service)
    shown = [one for one in answers if one.expired or not arguments.expired]
    return Result(
        {"entries": [_to_json(one) for one in shown], "bytes": sum(one.size for one in shown)},
        text=text.table(
            [(one.service, one.subject, f"asked {one.asked}", _expiry(one), one.id[:12]) for one in shown], wide=10_000
        ),
        notes=[] if shown else ["No answer is kept."],
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
        return "never expires"
    return f"expired {one.expires}" if one.expired else f"good until {one.expires}"


def _delete_arguments(parser: Parser) -> None:
    parser.add_argument("names", nargs="+", metavar="DOI|ID|URL")


async def _delete(context: CommandContext, arguments: argparse.Namespace) -> Result:
    return _deleted(await context.services.answer_cache.delete(arguments.names))


async def _clear(context: CommandContext, arguments: argparse.Namespace) -> Result:
    return _deleted(await context.services.answer_cache.clear(arguments.service, expired=arguments.expired))


def _deleted(count: int) -> Result:
    return Result({"deleted": count}, text=f"{count:,} kept {'answer' if count == 1 else 'answers'} deleted.\n")


def _save_arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path)
    _of_service(parser)


async def _save(context: CommandContext, arguments: argparse.Namespace) -> Result:
    path = arguments.file.absolute()
    count = await context.services.answer_cache.save(path, arguments.service)
    return Result({"answers": count, "path": str(path)}, text=f"{count:,} answers saved to {path}.\n")


def _load_arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path)


async def _load(context: CommandContext, arguments: argparse.Namespace) -> Result:
    loaded = await context.services.answer_cache.load(arguments.file.absolute())
    return Result(
        {"answers": loaded.answers, "loaded": loaded.taken},
        text=f"{loaded.taken:,} of {loaded.answers:,} answers loaded; the others are known as new or newer.\n",
    )


CACHE_COMMANDS = (
    Command("cache list", "the kept answers: when asked, and whether expired", _list_arguments, _list, asks=False),
    Command("cache delete", "forget the answers about these DOIs", _delete_arguments, _delete, asks=False),
    Command("cache clear", "forget all kept answers", _list_arguments, _clear, asks=False),
    Command("cache save", "write the kept answers to a file", _save_arguments, _save, asks=False),
    Command("cache load", "take in answers from such a file", _load_arguments, _load, asks=False),
)

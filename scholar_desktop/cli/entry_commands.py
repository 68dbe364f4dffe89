"""The commands `library new|edit|trash|restore|delete`: works added by hand, their fields, and the trash."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.library_commands import change_each, find_kept, kept_to_json, many_arguments, not_kept, served
from scholar_desktop.cli.result import NOTHING_FOUND, Result
from scholar_desktop.domain.csl_variables import DATES, ROLES, TEXTS
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.field_input import read_fields, read_item_type
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import ITEM_TYPE, Value
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.file_names import safe_name
from scholar_desktop.translation import gettext


def _new_arguments(parser: Parser) -> None:
    parser.add_argument(
        "type", metavar="TYPE", help=gettext("a type of CSL or Zotero, such as book, chapter or thesis")
    )
    parser.add_argument(
        "fields",
        nargs="*",
        metavar="FIELD=VALUE",
        help=gettext("a field of CSL or Zotero and its value; people as author=Family, Given; Family, Given"),
    )
    parser.add_argument("--file", metavar="F", help=gettext("a file to keep with the work"))


def _edit_arguments(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help=gettext("identifier of a paper, a link to it, or its library key"))
    parser.add_argument(
        "fields",
        nargs="*",
        metavar="FIELD=VALUE",
        help=gettext("a field and its value; without a value the field is emptied"),
    )


async def _new(context: CommandContext, arguments: argparse.Namespace) -> Result:
    values = {**_values(arguments.fields), ITEM_TYPE: read_item_type(arguments.type)}
    file = None if arguments.file is None else Path(arguments.file).expanduser()  # noqa: ASYNC240  no disk is touched
    if file is not None and not await asyncio.to_thread(file.is_file):
        raise UsageError(
            Message("{file} does not exist or is not a file.", file=arguments.file),
            hint=Message("Check the path."),
            subject=arguments.file,
        )
    key = await context.services.library.entries.add(values)
    if file is not None:
        await _attach_copy(context, key, file)
    return await _kept_result(context, key, values)


async def _attach_copy(context: CommandContext, key: str, file: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / "staged"
        try:
            await asyncio.to_thread(shutil.copyfile, file, staged)
            sha256 = await asyncio.to_thread(_checksum, staged)
        except OSError as error:
            raise DiskError(
                Message("Could not read {file}: {reason}.", file=str(file), reason=error.strerror or str(error)),
                subject=str(file),
            ) from error
        await context.services.library.attach(
            key, staged, name=safe_name(file.name), sha256=sha256, source="user", as_named=True
        )


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _edit(context: CommandContext, arguments: argparse.Namespace) -> Result:
    values = _values(arguments.fields)
    if not values:
        raise UsageError(Message("No field was given."), hint=Message("Give at least one, such as title=VALUE."))
    kept = await find_kept(context, arguments.id)
    if kept is None:
        return Result(None, NOTHING_FOUND, [served(0, 0)], [not_kept(arguments.id)])
    await context.services.library.entries.edit(kept.key, values)
    return await _kept_result(context, kept.key, values)


def _values(words: Sequence[str]) -> dict[str, Value]:
    """Return the values of `FIELD=VALUE` words; `key` is the citation key."""
    values = read_fields(list(words))
    if "key" in values:
        values["citation-key"] = values.pop("key")
    return values


async def _kept_result(context: CommandContext, key: str, values: Mapping[str, Value]) -> Result:
    kept = await context.services.library.get(key)
    assert kept is not None
    known = TEXTS | DATES | ROLES | {ITEM_TYPE, "arxiv"}
    return Result(
        kept_to_json(kept),
        sources=[served(1, 1)],
        text=text.whole_paper(kept.paper, kept),
        notes=[
            gettext("{field} is not a variable of CSL. It is kept under this name.", field=name)
            for name in values
            if name not in known
        ],
    )


async def _trash(context: CommandContext, arguments: argparse.Namespace) -> Result:
    async def move(papers: Sequence[KeptPaper]) -> None:
        await context.services.library.entries.trash([one.key for one in papers], True)

    note = gettext("To restore them: scholar-desktop library restore ID")
    return await change_each(context, arguments, "trashed", move, note)


async def _restore(context: CommandContext, arguments: argparse.Namespace) -> Result:
    async def move(papers: Sequence[KeptPaper]) -> None:
        await context.services.library.entries.trash([one.key for one in papers], False)

    return await change_each(context, arguments, "restored", move)


async def _delete(context: CommandContext, arguments: argparse.Namespace) -> Result:
    async def delete(papers: Sequence[KeptPaper]) -> None:
        await context.services.library.remove([one.key for one in papers])

    note = gettext("To restore them: scholar-desktop library undo")
    return await change_each(context, arguments, "deleted", delete, note)


ENTRY_COMMANDS = (
    Command("library new", Message("add a work by hand"), _new_arguments, _new, asks=False),
    Command("library edit", Message("edit the fields of a paper"), _edit_arguments, _edit, asks=False),
    Command("library trash", Message("move papers to the trash"), many_arguments, _trash, asks=False),
    Command("library restore", Message("restore papers from the trash"), many_arguments, _restore, asks=False),
    Command("library delete", Message("remove papers and their files for good"), many_arguments, _delete, asks=False),
)

"""The commands `keys set|status|delete` and `settings [KEY [VALUE]]`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import Any

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, plain_value
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.result import DONE, THIS_MACHINE, Result
from scholar_desktop.domain.errors import ErrorInfo, NoKeyring, UsageError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.keys import NAMES, WORDS, KeptIn, KeyState, key_name
from scholar_desktop.settings import SETTINGS, VARIABLE_PREFIX, declaration
from scholar_desktop.translation import gettext, shown

LONGEST_KEY = 10_000
"""Maximum length in characters of a key that is read from standard input."""


def _key_arguments(parser: Parser) -> None:
    parser.add_argument("service", metavar="SERVICE", help=", ".join(NAMES))


async def _set_key(context: CommandContext, arguments: argparse.Namespace) -> Result:
    name = key_name(arguments.service)
    value = await asyncio.to_thread(_key_from_stdin, WORDS[name])
    state = await context.services.keys.set(name, value)
    # the session ends with the command: a key that is not in the keyring would be lost at once
    if state.kept_in is not KeptIn.KEYRING:
        variable = VARIABLE_PREFIX + ("SEMANTIC_SCHOLAR_KEY" if name == NAMES[0] else "ZENODO_TOKEN")
        reason = state.problem
        if reason is not None:
            error = ErrorInfo(
                NoKeyring.code,
                Message("The {words} was not saved. {reason}", words=WORDS[name], reason=reason),
                Message("For this session only, set {variable}.", variable=variable),
                name,
            )
            return Result(_state_to_json(state), THIS_MACHINE, errors=[error])
    return Result(_state_to_json(state), text=shown(state.message) + "\n")


async def _delete_key(context: CommandContext, arguments: argparse.Namespace) -> Result:
    state = await context.services.keys.delete(key_name(arguments.service))
    if state.kept_in is KeptIn.NONE and state.problem is not None:
        error = ErrorInfo(
            NoKeyring.code, Message("The keyring was not changed. {problem}", problem=state.problem), None, state.name
        )
        return Result(_state_to_json(state), THIS_MACHINE, errors=[error])
    return Result(_state_to_json(state), text=shown(state.message) + "\n")


async def _key_status(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    states = await context.services.keys.status()
    return Result(
        {"keys": {name: _state_to_json(state) for name, state in states.items()}},
        text=text.table([(shown(WORDS[name]), shown(state.message)) for name, state in states.items()]),
    )


def _state_to_json(state: KeyState) -> dict[str, Any]:
    """Return the state of a key, without the key itself."""
    return {
        "name": state.name,
        "set": state.is_set,
        "kept_in": state.kept_in.value,
        "message": state.message,
        "problem": state.problem,
    }


def _key_from_stdin(what: str) -> str:
    """Return the first line of standard input; on a terminal it is typed without being shown."""
    if sys.stdin is None:
        raise UsageError(
            Message("The {what} is read from standard input, but standard input is closed.", what=what),
            hint=Message("Example: printf %s KEY | scholar-desktop keys set SERVICE"),
        )
    if sys.stdin.isatty():
        import getpass

        return getpass.getpass(f"{shown(what)}: ")
    line = sys.stdin.readline(LONGEST_KEY)
    if not line.strip():
        raise UsageError(
            Message("The {what} is read from standard input, but standard input was empty.", what=what),
            hint=Message("Example: printf %s KEY | scholar-desktop keys set SERVICE"),
        )
    return line.strip()


def _settings_arguments(parser: Parser) -> None:
    parser.add_argument("key", nargs="?", metavar="KEY", help=", ".join(s.key for s in SETTINGS if s.in_file))
    parser.add_argument("value", nargs="?", metavar="VALUE", help=gettext('the new value; "" for the default'))


async def _settings(context: CommandContext, arguments: argparse.Namespace) -> Result:
    editor = context.services.settings_editor
    notes = []
    if arguments.value is not None:
        await editor.set(arguments.key, arguments.value)
        notes.append(gettext("Saved in {path}.", path=str(editor.path)))
    keys = [arguments.key] if arguments.key else [setting.key for setting in SETTINGS if setting.in_file]
    values = {key: plain_value(getattr(editor.current, declaration(key).key)) for key in keys}
    rows = [(key, _shown(value)) for key, value in values.items()]
    printed = text.table(rows, wide=10_000) if arguments.key is None else f"{rows[0][1]}\n"
    return Result(values, DONE, text=printed, notes=notes)


def _shown(value: Any) -> str:
    if value is None:
        return gettext("(not set)")
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _nothing(_parser: Parser) -> None:
    """Add no arguments."""


KEY_COMMANDS = (
    Command(
        "keys set", Message("save the key of a service, read from standard input"), _key_arguments, _set_key, asks=False
    ),
    Command("keys status", Message("show where the keys are stored"), _nothing, _key_status, asks=False),
    Command("keys delete", Message("delete the key of a service"), _key_arguments, _delete_key, asks=False),
)
SETTINGS_COMMAND = Command(
    "settings", Message("show the settings, or change one"), _settings_arguments, _settings, asks=False
)

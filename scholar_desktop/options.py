"""The options that may precede a command on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.text.message import Message


class Options(msgspec.Struct, frozen=True):
    """The options before a command, and `rest`: the command and its arguments (empty: the window)."""

    profile: str | None = None
    demo: bool = False
    offline: bool = False
    theme: str | None = None
    size: str | None = None
    tour: str | None = None
    debug: bool = False
    log: str | None = None
    version: bool = False
    help: bool = False
    json: bool = False
    quiet: bool = False
    rest: tuple[str, ...] = ()


OPTIONS: tuple[tuple[str, str | None, str], ...] = (
    ("profile", "DIR", Message("keep settings, library and cache in DIR/config, DIR/data and DIR/cache")),
    ("demo", None, Message("use the built-in demo services: no network, no account, its own profile")),
    ("offline", None, Message("send no requests")),
    ("theme", "light|dark", Message("the theme of the window")),
    ("size", "WxH", Message("the size of the window in pixels")),
    ("tour", "DIR", Message("run through the main steps in the window and save a picture of each in DIR")),
    ("debug", None, Message("show where an unexpected error occurred, and watch for stalls")),
    ("log", "AREAS", Message("log these parts to stderr (net, library and others; all)")),
    ("version", None, Message("print the version")),
    ("help", None, Message("print this help")),
    ("json", None, Message("print one JSON object to standard output")),
    ("quiet", None, Message("do not show progress")),
)
"""(name, its value or None for a switch, help) of every option that may precede a command."""


def parse_options(argv: Sequence[str]) -> Options:
    """Parse the options up to the first word that is not an option. Raises UsageError naming the option."""
    takes = {name: value for name, value, _ in OPTIONS}
    found: dict[str, Any] = {}
    position = 0
    while position < len(argv) and argv[position].startswith("-") and argv[position] != "-":
        word = argv[position]
        position += 1
        if word == "--":
            break
        name, equals, value = ("help", "", "") if word == "-h" else word.removeprefix("--").partition("=")
        if (not word.startswith("--") and word != "-h") or name not in takes:
            raise UsageError(
                Message("There is no option {option}.", option=word),
                hint=Message("The options are: {options}.", options=", ".join(f"--{n}" for n in takes)),
            )
        if takes[name] is None:
            if equals:
                raise UsageError(Message("--{option} takes no value.", option=name))
            found[name] = True
            continue
        if not equals:
            if position == len(argv):
                raise UsageError(Message("--{option} needs a value: {value}.", option=name, value=takes[name] or ""))
            value = argv[position]
            position += 1
        if not value or (not equals and value.startswith("--")):
            raise UsageError(Message("--{option} needs a value: {value}.", option=name, value=takes[name] or ""))
        found[name] = value
    return Options(**found, rest=tuple(argv[position:]))

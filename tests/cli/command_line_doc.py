"""Writes the tables of docs/command-line.md that follow from the code: `python -m tests.cli.command_line_doc`."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from scholar_desktop import settings
from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.result import _EXIT_OF_ERROR
from scholar_desktop.cli.run import COMMANDS
from scholar_desktop.options import OPTIONS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "command-line.md"
COMMON = ("help", "json", "quiet", "wait")


def written() -> str:
    """Return the document with its tables as the code has them now."""
    text = DOCUMENT.read_text("utf-8")
    tables = {"error codes": error_codes(), "variables": variables(), "options": options(), "commands": commands()}
    for name, table in tables.items():
        begin, end = f"<!-- {name} -->\n", "<!-- end -->"
        text = re.sub(f"{begin}.*?{end}", lambda _: f"{begin}{table}{end}", text, flags=re.S)  # noqa: B023
    return text


def error_codes() -> str:
    rows = "".join(f"| {code} | {number} |\n" for code, number in _EXIT_OF_ERROR.items())
    return f"| code | exit code |\n| --- | --- |\n{rows}"


def variables() -> str:
    rows = [
        f"| `{setting.key.upper()}` | {_cell(setting.title)} | {_cell(_value(setting.default))} |\n"
        for setting in settings.SETTINGS
        if setting.variable
    ]
    return "| variable | meaning | default |\n| --- | --- | --- |\n" + "".join(rows)


def options() -> str:
    rows = [f"| `{f'--{name} {takes or str()}'.rstrip()}` | {_cell(text)} |\n" for name, takes, text in OPTIONS]
    return "| option | meaning |\n| --- | --- |\n" + "".join(rows)


def commands() -> str:
    return "\n".join(_command(words) for words in COMMANDS)


def _command(words: str) -> str:
    command = COMMANDS[words]
    parser = Parser(words, command.usage)
    command.arguments(parser)
    own = [action for action in parser._actions if action.dest not in COMMON]
    places = [_place(action) for action in own if not action.option_strings]
    found = f"### {' '.join(('`' + words, *places))}`\n{command.usage[0].upper()}{command.usage[1:]}.\n"
    rows = [f"| `{_option(action)}` | {_cell(action.help or '')} |\n" for action in own if action.option_strings]
    return found + ("\n| option | meaning |\n| --- | --- |\n" + "".join(rows) if rows else "")


def _place(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest.upper())
    if action.choices is not None and action.metavar is None:
        name = "|".join(map(str, action.choices))
    return {"*": f"[{name}...]", "+": f"{name}...", "?": f"[{name}]"}.get(str(action.nargs), name)


def _option(action: argparse.Action) -> str:
    name = action.option_strings[-1]
    if action.nargs == 0:
        return name
    takes = action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper())
    return _cell(f"{name} {takes}")


def _value(default: object) -> str:
    if default is None or default == "":
        return ""
    return ", ".join(default) if isinstance(default, tuple) else str(default)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("%%", "%")


if __name__ == "__main__":
    DOCUMENT.write_text(written(), "utf-8")

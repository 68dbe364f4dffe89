"""Parses the arguments of a command. Every error is a UsageError, so that `--json` reports it too."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from scholar_desktop.domain import opened_file
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Identifier

MOST_BYTES = 64_000_000
"""Maximum size in bytes of a file that a command reads."""
_HIDDEN = "\0"
_PATHS = frozenset({"csv", "file", "to", "output"})
"""Arguments that are names of files: their bytes are kept, in any encoding."""


class HelpRequested(Exception):
    """The user asked for the help of a command."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Parser(argparse.ArgumentParser):
    """An argparse parser that raises exceptions instead of exiting, and accepts options between the words."""

    def __init__(self, command: str, help_text: str) -> None:
        super().__init__(
            prog=f"scholar-desktop {command}",
            description=help_text,
            allow_abbrev=False,
            add_help=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self.command = command
        self.add_argument("-h", "--help", action="store_true", help="print this")
        self.add_argument("--json", action="store_true", help="one JSON object on standard output")
        self.add_argument("--quiet", action="store_true", help="no progress on stderr")
        self.add_argument(
            "--wait", type=seconds, metavar="S", default=None, help="wait at most S seconds for one request (60)"
        )

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """Parse *words*.

        Raises:
            UsageError: the arguments are not valid.
            HelpRequested: the words contain `-h` or `--help`.
        """
        split = list(words).index("--") if "--" in words else len(words)
        own, after = list(words[:split]), words[split + 1 :]
        if "-h" in own or "--help" in own:
            raise HelpRequested(self.format_help())
        # argparse loses the words after `--` when there is none before it, so these words are marked instead
        found = self.parse_intermixed_args(own + [_HIDDEN + word for word in after])
        for name, value in vars(found).items():
            if isinstance(value, str):
                setattr(found, name, _word(name, value))
            elif isinstance(value, list):
                setattr(found, name, [_word(name, v) if isinstance(v, str) else v for v in value])
        return found

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.command}: {_sentence(message)}", hint=f"See: scholar-desktop {self.command} --help")


def _word(name: str, value: str) -> str:
    value = value.removeprefix(_HIDDEN)
    if name in _PATHS:
        return value
    # what this locale cannot decode may be UTF-8; other bytes become U+FFFD, which occurs in no identifier
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _sentence(message: str) -> str:
    text = message.replace("the following arguments are required:", "missing:")
    return text if text.endswith((".", "!")) else text + "."


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 < value < 1_000_000:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of seconds")
    return value


def positive(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number from 1")
    return int(text)


def count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number from 0")
    return int(text)


def years(text: str) -> tuple[int | None, int | None]:
    """Parse `2019`, `2016-2020`, `2010-`, `-2015` into (first, last)."""
    found = re.fullmatch(r"\s*(\d{4})?\s*([-–])?\s*(\d{4})?\s*", text)
    first, dash, last = found.groups() if found else (None, None, None)
    if not (first or last) or (first and last and (not dash or int(first) > int(last))) or (last and not dash):
        raise argparse.ArgumentTypeError(f"'{text}' is no range of years, such as 2016-2020, 2010- or -2015")
    start = int(first) if first else None
    end = int(last) if last else (start if not dash else None)
    return start, end


def true_or_false(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise argparse.ArgumentTypeError(f"'{text}' is neither true nor false")
    return text.lower() == "true"


def identifier(text: str) -> Identifier:
    """Return the identifier in *text*, or that of the web page that may name the paper (`Papers.identify` requests the
    page).

    Raises:
        UsageError: with what is wrong with *text*.
    """
    recognised = identifiers.recognise(text)
    if (named := recognised.identifier or recognised.page) is not None:
        return named
    if recognised.problem is not None:
        problem = recognised.problem
        raise UsageError(problem.message, hint=problem.hint, subject=text)
    raise UsageError(
        f"'{identifiers.shorten_quote(text)}' is no identifier of a paper.",
        hint="Give a DOI, an arXiv id, PMID:n, PMC…, CorpusId:n, s2:…, zenodo:n or a paper's address; "
        "words are for: scholar-desktop search.",
        subject=identifiers.shorten_quote(text),
    )


def ids_given(words: Sequence[str], file: str | None, what: str = "ID") -> list[str]:
    """Return the ids of the command line, then those of *file* (`-`: standard input), one a line; empty lines and
    lines that begin with # are left out. Raises UsageError when there are none.
    """
    found = [word for word in (word.strip() for word in words) if word]
    if file is not None:
        found += [line for line in (line.strip() for line in lines_of(file)) if line and not line.startswith("#")]
    if not found:
        raise UsageError(f"No {what} is given.", hint=f"Name at least one {what}, or a file of them with --file.")
    return found


def lines_of(file: str) -> list[str]:
    """Return the lines of *file*, or of standard input for `-`. Raises UsageError and DiskError naming the file."""
    if file == "-" and sys.stdin is None:
        raise UsageError("Standard input is closed, so nothing can be read from it.", subject=file)
    try:
        content = read_given(file)
    except FileNotFoundError:
        raise UsageError(f"There is no file {file}.", subject=file) from None
    except OSError as error:
        raise DiskError(f"{file} could not be read: {error.strerror or error}.", subject=file) from error
    try:
        return content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(f"{file} is no text in UTF-8 (line {line}).", subject=file) from error


def read_given(file: str) -> bytes:
    """Return the content of *file*, or of standard input for `-`. Raises UsageError and OSError."""
    if file == "-":
        return opened_file.read_stream(sys.stdin.buffer, MOST_BYTES, "Standard input")
    return opened_file.read_file(Path(file).expanduser(), MOST_BYTES)


def plain_value(value: Any) -> Any:
    """Return a setting's value as a JSON value."""
    if isinstance(value, Path):
        return str(value)
    return list(value) if isinstance(value, tuple) else value

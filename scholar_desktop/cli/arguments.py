"""Parses the arguments of a command. Every error is a UsageError, so that `--json` reports it too."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from scholar_desktop.domain import opened_file
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.source import CORPUS, S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.options import OPTIONS
from scholar_desktop.translation import gettext

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


class InvalidArgument(argparse.ArgumentTypeError):
    """A value that an argument does not take; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Writes the help of a command in the user's language."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, f"{gettext('Usage:')} " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argparse parser that raises exceptions instead of exiting, and accepts options between the words."""

    def __init__(self, command: str, help_text: str) -> None:
        super().__init__(
            prog=f"scholar-desktop {command}",
            description=help_text,
            allow_abbrev=False,
            add_help=False,
            formatter_class=_HelpFormatter,
        )
        self.command = command
        self._positionals.title = gettext("Arguments")
        self._optionals.title = gettext("Options")
        self.add_argument("-h", "--help", action="store_true", help=gettext("print this help"))
        self.add_argument("--json", action="store_true", help=gettext("print one JSON object to standard output"))
        self.add_argument("--quiet", action="store_true", help=gettext("do not show progress"))
        self.add_argument(
            "--wait",
            type=seconds,
            metavar="S",
            default=None,
            help=gettext("wait at most S seconds for each request (60)"),
        )

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """Parse *words*.

        Raises:
            UsageError: the arguments are not valid.
            HelpRequested: the words contain `-h` or `--help`.
        """
        split = list(words).index("--") if "--" in words else len(words)
        own, after = _join_sort(list(words[:split])), words[split + 1 :]
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
        failure = sys.exc_info()[1]
        problem = _parser_message(message)
        if (option := _option_before_command(message)) is not None:
            name, value = option
            # not translated: a command to type
            parts = ("scholar-desktop", f"--{name}", value, self.command, "…")
            whole = " ".join(part for part in parts if part)
            raise UsageError(
                Message("{command}: --{option} goes before the command.", command=self.command, option=name),
                hint=Message("Enter: {command}", command=whole),
            )
        if isinstance(failure, argparse.ArgumentError) and isinstance(failure.__context__, InvalidArgument):
            problem = Message(
                "{argument}: {problem}", argument=str(failure.argument_name), problem=failure.__context__.message
            )
        raise UsageError(  # not translated: a command to type
            Message("{command}: {problem}", command=self.command, problem=problem),
            hint=Message("See: {command}", command=f"scholar-desktop {self.command} --help"),
        )


def _join_sort(words: list[str]) -> list[str]:
    """Return *words* with `--sort -year` as one word: argparse takes what begins with a minus for an option."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "--sort" and re.fullmatch(r"-[a-z]\w*", word):
            joined[-1] = f"--sort={word}"
        else:
            joined.append(word)
    return joined


def _word(name: str, value: str) -> str:
    value = value.removeprefix(_HIDDEN)
    if name in _PATHS:
        return value
    # what this locale cannot decode may be UTF-8; other bytes become U+FFFD, which occurs in no identifier
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


_REQUIRED = re.compile(r"the following arguments are required: (.+)")
_UNKNOWN = re.compile(r"unrecognized arguments: (.+)")


def _option_before_command(message: str) -> tuple[str, str | None] | None:
    """Return the name and the value of the first unknown argument in an error of argparse that is an option of the
    program, not of a command.
    """
    unknown = _UNKNOWN.fullmatch(message)
    words = unknown[1].split() if unknown else ()
    given = [word.removeprefix("--").partition("=")[0] for word in words if word.startswith("--")]
    return next(((name, value) for name, value, _ in OPTIONS if name in given), None)


def _parser_message(message: str) -> str:
    """Return an error of argparse as a sentence; the frequent ones can be translated."""
    if found := _REQUIRED.fullmatch(message):
        return Message("missing: {arguments}.", arguments=found[1])
    if found := _UNKNOWN.fullmatch(message):
        return Message("unknown arguments: {arguments}.", arguments=found[1])
    return message if message.endswith((".", "!")) else message + "."


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 < value < 1_000_000:
        raise InvalidArgument(Message("“{text}” is not a number of seconds.", text=text))
    return value


def positive(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) == 0:
        raise InvalidArgument(Message("“{text}” is not a whole number of 1 or more.", text=text))
    return int(text)


def add_source(parser: argparse.ArgumentParser) -> None:
    """Add `--source` to a command that Semantic Scholar or the offline corpus answers."""
    parser.add_argument(
        "--source",
        choices=(S2, CORPUS),
        help=gettext("s2: Semantic Scholar only; corpus: the offline corpus only, without requests"),
    )


def count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise InvalidArgument(Message("“{text}” is not a whole number of 0 or more.", text=text))
    return int(text)


def years(text: str) -> tuple[int | None, int | None]:
    """Parse `2019`, `2016-2020`, `2010-`, `-2015` into (first, last)."""
    found = re.fullmatch(r"\s*(\d{4})?\s*([-–])?\s*(\d{4})?\s*", text)
    first, dash, last = found.groups() if found else (None, None, None)
    if not (first or last) or (first and last and (not dash or int(first) > int(last))) or (last and not dash):
        raise InvalidArgument(
            Message("“{text}” is not a range of years, such as 2016-2020, 2010- or -2015.", text=text)
        )
    start = int(first) if first else None
    end = int(last) if last else (start if not dash else None)
    return start, end


def true_or_false(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise InvalidArgument(Message("“{text}” is neither true nor false.", text=text))
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
        Message("“{text}” is not a paper identifier.", text=identifiers.shorten_quote(text)),
        hint=Message(
            "Use a DOI, arXiv ID, PMID:n, PMC…, CorpusId:n, s2:…, zenodo:n or a link to a paper. To search for "
            "words: scholar-desktop search WORDS"
        ),
        subject=identifiers.shorten_quote(text),
    )


def ids_given(words: Sequence[str], file: str | None, what: str = "ID") -> list[str]:
    """Return the ids of the command line, then those of *file* (`-`: standard input), one a line; empty lines and
    lines that begin with # are left out. Raises UsageError when there are none.
    """
    found = [word for word in (word.strip() for word in words) if word]
    if file is not None:
        found += [text for _, text in numbered_ids(file)]
    if not found:
        raise UsageError(
            Message("No {what} was given.", what=what),
            hint=Message("Give at least one {what}, or a file that lists them with --file.", what=what),
        )
    return found


def numbered_ids(file: str) -> list[tuple[int, str]]:
    """Return the ids of *file* (`-`: standard input), each with its line, from 1. Raises UsageError and DiskError."""
    numbered = ((number, line.strip()) for number, line in enumerate(lines_of(file), 1))
    return [(number, line) for number, line in numbered if line and not line.startswith("#")]


def lines_of(file: str) -> list[str]:
    """Return the lines of *file*, or of standard input for `-`. Raises UsageError and DiskError naming the file."""
    if file == "-" and sys.stdin is None:
        raise UsageError(Message("Standard input is closed."), subject=file)
    try:
        content = read_given(file)
    except FileNotFoundError:
        raise UsageError(Message("{file} does not exist.", file=file), subject=file) from None
    except OSError as error:
        raise DiskError(
            Message("Could not read {file}: {reason}.", file=file, reason=error.strerror or str(error)), subject=file
        ) from error
    try:
        return content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(
            Message("{file} is not UTF-8 text (line {line}).", file=file, line=line), subject=file
        ) from error


def read_given(file: str) -> bytes:
    """Return the content of *file*, or of standard input for `-`. Raises UsageError and OSError."""
    if file == "-":
        return opened_file.read_stream(sys.stdin.buffer, MOST_BYTES, Message("Standard input"))
    return opened_file.read_file(Path(file).expanduser(), MOST_BYTES)


def plain_value(value: Any) -> Any:
    """Return a setting's value as a JSON value."""
    if isinstance(value, Path):
        return str(value)
    return list(value) if isinstance(value, tuple) else value

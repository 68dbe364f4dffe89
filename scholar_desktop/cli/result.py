"""The result of a command, its exit code, and its output as text or as one JSON object."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from dataclasses import dataclass, field
from typing import Any, TextIO

import msgspec

from scholar_desktop.domain.errors import ErrorInfo, NoKeyring, ScholarError, UsageError
from scholar_desktop.domain.request_options import RequestCounts
from scholar_desktop.domain.source import CORPUS, DATASETS, FILES, LIBRARY, S2, UNPAYWALL, ZENODO, Phase, SourceReport
from scholar_desktop.domain.text.message import encode_english
from scholar_desktop.formats.paper_json import error_to_json, source_to_json
from scholar_desktop.translation import shown

SCHEMA = 1

DONE = 0
UNEXPECTED = 1
USAGE = 2
NOTHING_FOUND = 3
SOME_FAILED = 4
SERVICE_FAILED = 5
NO_LAWFUL_COPY = 6
THIS_MACHINE = 7
INTERRUPTED = 130

_EXIT_OF_ERROR = {
    "usage": USAGE,
    "no_email": USAGE,
    "not_found": NOTHING_FOUND,
    "bad_request": SERVICE_FAILED,
    "rate_limited": SERVICE_FAILED,
    "refused": SERVICE_FAILED,
    "unreachable": SERVICE_FAILED,
    "timeout": SERVICE_FAILED,
    "bad_answer": SERVICE_FAILED,
    "too_big": SERVICE_FAILED,
    "offline": SERVICE_FAILED,
    "disk": THIS_MACHINE,
    "locked": THIS_MACHINE,
    "damaged": THIS_MACHINE,
    "newer": THIS_MACHINE,
    "no_keyring": THIS_MACHINE,
    "cancelled": INTERRUPTED,
    "unexpected": UNEXPECTED,
}
_OBEYED = re.compile(r"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_ORDER = (S2, UNPAYWALL, ZENODO, DATASETS, LIBRARY, CORPUS, FILES)


@dataclass(repr=False)  # asyncio forms the repr of a task that has ended, with its result: 0.4 s for a long list
class Result:
    """The result of a command.

    data: plain JSON values, or None; sources: how each source ended; errors: what went wrong, the first one determines
    the exit code; text: the result as text, may be empty; tells_errors: whether the text contains the errors too;
    not_in_text: those that it does not contain all the same; notes: for stderr.
    """

    data: Any = None
    exit_code: int = DONE
    sources: list[SourceReport] = field(default_factory=list)
    errors: list[ErrorInfo] = field(default_factory=list)
    text: str = ""
    tells_errors: bool = False
    not_in_text: list[ErrorInfo] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def exit_of(code: str) -> int:
    """Return the exit code for an error code."""
    return _EXIT_OF_ERROR.get(code, UNEXPECTED)


def failure(error: ScholarError, *, data: Any = None, sources: list[SourceReport] | None = None) -> Result:
    """Return the result of a command that ended with *error*."""
    return Result(data=data, exit_code=exit_of(error.code), sources=sources or [], errors=[error.info])


def with_request_counts(result: Result, request_counts: RequestCounts) -> list[SourceReport]:
    """Return the reports of *result*, and one for each further source to which requests were sent or that an error
    names.
    """
    reports = {report.name: report for report in result.sources}
    errors = {
        error.subject: error
        for error in result.errors
        if error.subject in _ORDER and error.code not in (UsageError.code, NoKeyring.code)  # not the source's answer
    }
    for name in (*request_counts.sources(), *errors):
        if name is None or name in reports:
            continue
        spent, error = request_counts.of(name), errors.get(name)
        if error is None and not spent.requests and not spent.cached:
            continue
        skipped = error is not None and error.code in ("offline", "no_email")
        failed = error is not None and error.code != "not_found"
        reports[name] = SourceReport(
            name,
            Phase.SKIPPED if skipped else (Phase.FAILED if failed else Phase.OK),
            requests=spent.requests,
            cached=spent.cached,
            error=error if failed else None,
        )
    return sorted(reports.values(), key=lambda report: _ORDER.index(report.name) if report.name in _ORDER else 99)


def write_json(command: str, result: Result, sources: list[SourceReport], stream: TextIO | None) -> None:
    """Write the one object of `--json`, in UTF-8 whatever the terminal's encoding is."""
    envelope = {
        "schema": SCHEMA,
        "command": command,
        "ok": result.exit_code == DONE,
        "data": result.data,
        "sources": [source_to_json(report) for report in sources],
        "errors": [error_to_json(error) for error in result.errors],
    }
    try:
        encoded = msgspec.json.encode(
            envelope, enc_hook=encode_english
        )  # five times as fast as json, for lists of 10 MB
    except (UnicodeEncodeError, TypeError):
        # half a surrogate pair (from an argument that is not UTF-8) must not prevent the output
        encoded = json.dumps(envelope, ensure_ascii=False).encode("utf-8", "replace")
    write_bytes(encoded + b"\n", stream)


def write_bytes(content: bytes, stream: TextIO | None) -> None:
    """Write *content*. Raises OSError if it cannot be written."""
    if stream is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    buffer = getattr(stream, "buffer", None)
    stream.flush()
    if buffer is None:
        stream.write(content.decode())
    else:
        buffer.write(content)
        buffer.flush()
    stream.flush()


def write_errors(result: Result) -> None:
    """Write each error as a sentence, with its hint."""
    for error in result.not_in_text if result.tells_errors and result.text else result.errors:
        write_note(f"{shown(error.message)}\n" + (f"  {shown(error.hint)}\n" if error.hint else ""))


def write_note(text: str) -> None:
    """Write *text* to stderr, as `for_terminal` has it; it does not matter if stderr is closed."""
    try:
        sys.stderr.write(for_terminal(text))
        sys.stderr.flush()
    except OSError:
        silence(sys.stderr)


def for_terminal(text: str) -> str:
    """Return *text* without what a terminal would obey or show in another order: control characters and the marks that
    change the direction of text. Services, files and PDFs put into messages what they like.
    """
    return text if text.isprintable() else _OBEYED.sub("", text)


def silence(stream: TextIO | None) -> None:
    """Redirect *stream* to nowhere: otherwise its buffered content would fail again when Python closes it."""
    if stream is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

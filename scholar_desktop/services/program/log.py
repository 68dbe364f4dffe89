"""The log of one run: to stderr what `--log` and `--debug` select, and for a run of the window a file.

The file is for users who report a bug, so it contains no private data: no search words, no key, no e-mail address, no
name of the home folder. The messages of the program contain none of that; the formatter of the file removes what comes
from elsewhere (an error text of the system or of a library).
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
import traceback
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from scholar_desktop import __version__
from scholar_desktop.domain.private_files import make_private_file, make_private_folder

if TYPE_CHECKING:
    from scholar_desktop.settings import Settings

log = logging.getLogger(__name__)

LOG_FILE = "log.txt"
PREVIOUS_LOG_FILE = "log.previous.txt"
MAX_LOG_BYTES = 1_000_000
"""Maximum size of one file in bytes. A run that logs more continues in a new file, and the oldest part is lost."""

_OURS = "scholar_desktop"
_LOOPS = ("asyncio", "qasync")
"""Loggers of the event loops of the command line and the window, which report steps of tasks that blocked them
(`--debug`)."""
_FORM = "%(asctime)s %(name)s %(levelname)s %(message)s"  # not translated: the log is in English

_EMAIL = re.compile(r"(?<![^\s@<>'\"=&?/:;,()])[^\s@<>'\"=&?/:;,()]++@[^\s@<>'\"=&?/:;,()]+\.[^\W\d_]{2,}")
_QUERY = re.compile(r"(?<=[^\s?])\?[^\s'\"<>)\]}]+")
_SECRET_IN_TEXT = re.compile(r"(?i)\b(bearer\s+|(?:x-api-key|api[_-]?key|access_token)[\"']?\s*[:=]\s*[\"']?)\S+")


class Log:
    """The log handlers of this run. The caller of `start_log` must call `stop`."""

    def __init__(self, handlers: list[tuple[logging.Logger, logging.Handler]]) -> None:
        self._handlers = handlers

    def stop(self) -> None:
        """Remove the handlers and close the file."""
        for logger, handler in self._handlers:
            logger.removeHandler(handler)
            handler.close()
        logging.getLogger(_OURS).setLevel(logging.NOTSET)


def start_log(settings: Settings, *, keep: bool = False) -> Log:
    """Start logging to stderr: warnings, and everything of the areas in `--log`; with `--debug` also what blocked the
    event loop. If the log file cannot be written, the program runs without it.

    Args:
        keep: also write a log file in the cache folder, next to that of the previous run; set for runs of the window.
    """
    areas = [area.strip() for area in (settings.log or "").split(",") if area.strip()]
    prefixes = tuple(_OURS if area == "all" else f"{_OURS}.{area}" for area in areas)
    ours = logging.getLogger(_OURS)
    ours.setLevel(logging.DEBUG if prefixes else logging.INFO if keep else logging.WARNING)
    handlers: list[tuple[logging.Logger, logging.Handler]] = []

    def add(logger: logging.Logger, handler: logging.Handler) -> None:
        logger.addHandler(handler)
        handlers.append((logger, handler))

    if sys.stderr is not None:  # a window without a console has none
        told = logging.StreamHandler(sys.stderr)
        told.setFormatter(logging.Formatter(_FORM))
        told.addFilter(
            lambda record: record.levelno >= logging.WARNING or bool(prefixes and record.name.startswith(prefixes))
        )
        add(ours, told)
        for loop in _LOOPS if settings.debug else ():
            add(logging.getLogger(loop), told)
    if keep and (kept := _kept_file(settings)) is not None:
        add(ours, kept)
        for loop in _LOOPS if settings.debug else ():
            add(logging.getLogger(loop), kept)
        log.info("Scholar Desktop %s, Python %s on %s", __version__, sys.version.partition(" ")[0], sys.platform)
    return Log(handlers)


def redact(text: str, secrets: tuple[str, ...] = (), home: str = "") -> str:
    """Return *text* without private data: the *secrets*, e-mail addresses, values that are labelled as keys, the query
    strings of addresses, and the path of the *home* folder."""
    text = _QUERY.sub("?<hidden>", text)
    for secret in secrets:
        text = text.replace(secret, "<hidden>")
    text = _SECRET_IN_TEXT.sub(r"\1<hidden>", text)
    text = _EMAIL.sub("<e-mail>", text)
    return text.replace(home, "~") if len(home) > 1 else text


def _kept_file(settings: Settings) -> logging.Handler | None:
    """Return a handler that writes the log file of this run, and rename that of the last run. None if it cannot be
    written."""
    path = settings.cache_dir / LOG_FILE
    secrets = tuple(
        secret for secret in (settings.email, settings.semantic_scholar_key, settings.zenodo_token) if secret
    )
    try:
        make_private_folder(path.parent)
        handler = _KeptFile(path)
    except OSError:
        return None
    handler.setLevel(logging.INFO)
    handler.setFormatter(_CleanFormatter(secrets, str(Path.home())))
    return handler


class _KeptFile(logging.FileHandler):
    """Writes the log file, keeping the previous one."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises OSError if the folder is not writable."""
        self._previous = path.with_name(PREVIOUS_LOG_FILE)
        with contextlib.suppress(FileNotFoundError):
            os.replace(path, self._previous)
        super().__init__(path, mode="a", encoding="utf-8", errors="backslashreplace")

    def _open(self) -> TextIOWrapper:
        make_private_file(Path(self.baseFilename))
        return super()._open()

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(record)
        if self.stream is not None and self.stream.tell() > MAX_LOG_BYTES:
            self.stream.close()
            self.stream = None  # the handler reopens it at the next record
            with contextlib.suppress(OSError):
                os.replace(self.baseFilename, self._previous)

    def handleError(self, record: logging.LogRecord) -> None:
        """Ignore the error: a full disk is reported by code that stores something important."""


class _CleanFormatter(logging.Formatter):
    """Formats records and redacts them (`redact`). For an exception it writes only its type and location, because its
    text may contain anything."""

    def __init__(self, secrets: tuple[str, ...], home: str) -> None:
        super().__init__(_FORM)
        self._secrets = secrets
        self._home = home

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage()
        record.asctime = self.formatTime(record)
        lines = [self.formatMessage(record)]
        if record.exc_info and record.exc_info[1] is not None:
            lines += _where(record.exc_info[1])
        return redact("\n".join(lines), self._secrets, self._home)


def _where(error: BaseException) -> list[str]:
    """Return the types of *error* and its causes, each with its traceback locations; file paths are shortened to their
    last parts."""
    lines = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(f"  {type(cause).__name__}")
        for frame in traceback.extract_tb(cause.__traceback__):
            # not translated: the log is in English
            lines.append(f"    {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} in {frame.name}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return lines

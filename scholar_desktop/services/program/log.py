"""The log of one run: to stderr what `--log` and `--debug` ask for, and of the window's run a file that is kept.

The file is for a person who reports a fault, so nothing stands in it that is nobody's business: no words that were
searched for, no key, no e-mail, no name of the home folder. What the program logs holds none of that to begin with; the
file's formatter takes out what comes in by other ways (an error text of the system, of a library).
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from scholar_desktop import __version__

if TYPE_CHECKING:
    from scholar_desktop.settings import Settings

log = logging.getLogger(__name__)

LOG_FILE = "log.txt"
PREVIOUS_LOG_FILE = "log.previous.txt"
MAX_LOG_BYTES = 1_000_000
"""Bytes of one file. A run that logs more goes on in a new one, and the oldest part of it is lost."""

_OURS = "scholar_desktop"
_LOOPS = ("asyncio", "qasync")
"""Where the event loops of commands and of the window say which step of which task held them up (`--debug`)."""
_FORM = "%(asctime)s %(name)s %(levelname)s %(message)s"

_EMAIL = re.compile(r"[^\s@<>'\"=&?/:;,()]+@[^\s@<>'\"=&?/:;,()]+\.[^\W\d_]{2,}")
_QUERY = re.compile(r"(?<=[^\s?])\?[^\s'\"<>)\]}]+")
_SECRET_IN_TEXT = re.compile(r"(?i)\b(bearer\s+|(?:x-api-key|api[_-]?key|access_token)[\"']?\s*[:=]\s*[\"']?)\S+")


class Log:
    """The handlers of this run. Whoever started it stops it."""

    def __init__(self, handlers: list[tuple[logging.Logger, logging.Handler]]) -> None:
        self._handlers = handlers

    def stop(self) -> None:
        """Take the handlers off again and close the file."""
        for logger, handler in self._handlers:
            logger.removeHandler(handler)
            handler.close()
        logging.getLogger(_OURS).setLevel(logging.NOTSET)


def start_log(settings: Settings, *, keep: bool = False) -> Log:
    """Log to stderr: warnings, and everything of the areas that `--log` names; with `--debug` also what held up the
    event loop. keep: this is the window's run, whose log is kept in the cache folder beside that of the run before.

    A log that cannot be written costs nothing but the log.
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
    """*text* without what is nobody's business: the *secrets*, e-mail addresses, keys that are named as such, what
    stands behind the question mark of an address, and the name of the *home* folder."""
    text = _QUERY.sub("?<hidden>", text)
    for secret in secrets:
        text = text.replace(secret, "<hidden>")
    text = _SECRET_IN_TEXT.sub(r"\1<hidden>", text)
    text = _EMAIL.sub("<e-mail>", text)
    return text.replace(home, "~") if len(home) > 1 else text


def _kept_file(settings: Settings) -> logging.Handler | None:
    """A handler that writes the log of this run; that of the last one becomes the previous. None where nothing can be
    written."""
    path = settings.cache_dir / LOG_FILE
    secrets = tuple(
        secret for secret in (settings.email, settings.semantic_scholar_key, settings.zenodo_token) if secret
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _KeptFile(path)
    except OSError:
        return None
    handler.setLevel(logging.INFO)
    handler.setFormatter(_CleanFormatter(secrets, str(Path.home())))
    return handler


class _KeptFile(logging.FileHandler):
    """One file and the one before it."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where the folder takes no file."""
        self._previous = path.with_name(PREVIOUS_LOG_FILE)
        with contextlib.suppress(FileNotFoundError):
            os.replace(path, self._previous)
        super().__init__(path, mode="a", encoding="utf-8", errors="backslashreplace")

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(record)
        if self.stream is not None and self.stream.tell() > MAX_LOG_BYTES:
            self.stream.close()
            self.stream = None  # the handler opens it anew at the next record
            with contextlib.suppress(OSError):
                os.replace(self.baseFilename, self._previous)

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk is told of by whoever keeps something that matters."""


class _CleanFormatter(logging.Formatter):
    """As `redact` has it. Of an exception its kind and where it arose: its text may hold anything."""

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
    """The kinds of *error* and of what led to it, each with the places it came through; files by their last parts."""
    lines = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(f"  {type(cause).__name__}")
        for frame in traceback.extract_tb(cause.__traceback__):
            lines.append(f"    {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} in {frame.name}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return lines

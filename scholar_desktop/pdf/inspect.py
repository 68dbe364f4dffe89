"""Opens a PDF in a child process and judges whether it is the requested paper."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.pdf import right_article, worker
from scholar_desktop.pdf.file_signature import HEAD, file_kind, starts_as_pdf
from scholar_desktop.pdf.reading_process import ReaderFailed, ReadingProcess
from scholar_desktop.pdf.report import Judgement, PdfContent, PdfReport, Verdict

log = logging.getLogger(__name__)

TIME_LIMIT_S = 30.0
"""Time limit for one file in seconds, wall-clock. An ordinary paper takes 20 ms; the limit allows for a machine under
load."""
CPU_LIMIT_S = 40
PAGES = 3
CHARACTERS = 20_000
"""Maximum number of characters of one page; a dense journal page has 8,000."""


class _TextAnswer(msgspec.Struct):
    """One line of the child process's output, as `worker.read` makes it."""

    opens: bool
    locked: bool
    pages: int
    text: list[str]
    title: str
    problem: str | None
    headings: list[list[str]] = []


class PdfReader:
    """Reads PDFs in a child process, which is started at the first file and restarted if it hangs or crashes.

    Blocking, one file at a time; call it from a separate thread. `close` ends the process; the next `inspect` starts
    another.

    Args:
        command: the command of the reading process (see `worker`); None for the default.
        time_limit_s: the limit for one file, in seconds.
    """

    def __init__(self, command: Sequence[str] | None = None, *, time_limit_s: float = TIME_LIMIT_S) -> None:
        self._process = ReadingProcess(command)
        self._time_limit_s = time_limit_s
        self._lock = threading.Lock()

    def inspect(self, path: Path, *, expected: Paper) -> PdfReport:
        """Opens the file at *path* and compares its first pages with *expected*.

        Never raises an error for the contents of the file.

        Raises:
            RuntimeError: the reading process cannot be started.
        """
        try:
            answer = self._answer_about(path)
        except ReaderFailed as failure:
            return PdfReport(
                opens=False,
                pages=0,
                text_found=False,
                encrypted=False,
                verdict=Verdict.DOUBTFUL,
                score=0.0,
                reason=_not_read(failure),
                reader_failed=True,
            )
        return _report(answer, expected)

    def look(self, path: Path) -> PdfContent:
        """Returns the text of the first pages of the file at *path*, and its metadata.

        Never raises an error for the contents of the file.

        Raises:
            RuntimeError: the reading process cannot be started.
        """
        try:
            answer = self._answer_about(path)
        except ReaderFailed as failure:
            return PdfContent(False, 0, reason=_not_read(failure))
        if not answer.opens and not answer.locked and (reason := _why_no_pdf(path)) is not None:
            return PdfContent(False, 0, reason=reason, is_pdf=False)
        if not answer.opens or answer.pages == 0:
            return PdfContent(False, answer.pages, answer.title, reason=_why_not(answer))
        headings = tuple(map(tuple, answer.headings))
        return PdfContent(True, answer.pages, answer.title, tuple(answer.text), headings=headings)

    def judge(self, look: PdfContent, expected: Paper) -> Judgement:
        """Compares the result of `look` with *expected*. Fast and without side effects."""
        return right_article.judge_article(
            expected, look.text_by_page, title=look.title, pages=look.pages, headings=look.headings
        )

    def end_idle(self) -> None:
        """Ends the reading process, unless it reads a file."""
        if self._lock.acquire(blocking=False):
            try:
                self._process.end()
            finally:
                self._lock.release()

    def close(self) -> None:
        """Ends the reading process, if there is one; the current file is abandoned."""
        self._process.kill()
        with self._lock:
            self._process.end()

    def _answer_about(self, path: Path) -> _TextAnswer:
        """Returns what the reading process says of a file. If that fails, the process is ended, and ReaderFailed is
        raised."""
        with self._lock:
            try:
                return self._ask(path)
            except ReaderFailed as failure:
                self._process.end()
                log.info("the PDF reader was ended: %s", failure)
                raise

    def _ask(self, path: Path) -> _TextAnswer:
        question = {"path": str(path), "pages": PAGES, "characters": CHARACTERS, "cpu_s": CPU_LIMIT_S}
        line = self._process.ask(question, self._time_limit_s)
        if not line:
            raise ReaderFailed(Message("The PDF reader crashed on it."))
        try:
            answer = msgspec.json.decode(line, type=_TextAnswer)
        except msgspec.DecodeError as error:
            raise ReaderFailed(Message("The PDF reader gave an invalid answer.")) from error
        if answer.problem == worker.OUT_OF_MEMORY:
            raise ReaderFailed(Message("It needs too much memory."))
        return answer


def _not_read(failure: ReaderFailed) -> str:
    return Message("The file could not be read. {reason}", reason=failure.reason)


def _why_no_pdf(path: Path) -> str | None:
    """Returns the reason why the file at *path* is not a PDF at all; None if it begins as one, or cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return None
    if starts_as_pdf(head):
        return None
    if not head:
        return Message("The file is empty.")
    kind = file_kind(head)
    return Message("It is not a PDF.") if kind is None else Message("It is not a PDF ({kind}).", kind=kind)


def _why_not(answer: _TextAnswer) -> str:
    """Returns the reason why a file cannot be read."""
    if answer.opens:
        return Message("It is a PDF without pages.")
    return Message("It needs a password.") if answer.locked else Message("It is damaged and cannot be opened.")


def _report(answer: _TextAnswer, expected: Paper) -> PdfReport:
    """Returns the report on the answer of the child process."""
    if not answer.opens or answer.pages == 0:
        return PdfReport(
            opens=False,
            pages=answer.pages,
            text_found=False,
            encrypted=answer.locked,
            verdict=Verdict.DOUBTFUL,
            score=0.0,
            reason=_why_not(answer),
            title=answer.title,
        )
    judgement = right_article.judge_article(
        expected, answer.text, title=answer.title, pages=answer.pages, headings=answer.headings
    )
    return PdfReport(
        opens=True,
        pages=answer.pages,
        text_found=any(text.strip() for text in answer.text),
        encrypted=False,
        verdict=judgement.verdict,
        score=judgement.score,
        reason=judgement.reason,
        kind=judgement.kind,
        title=answer.title,
        text_by_page=tuple(answer.text),
        headings=tuple(map(tuple, answer.headings)),
    )

"""Opens a PDF in a child process and judges whether it is the paper that was asked for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.pdf import right_article, worker
from scholar_desktop.pdf.reading_process import ReaderFailed, ReadingProcess
from scholar_desktop.pdf.report import Judgement, PdfContent, PdfReport, Verdict

log = logging.getLogger(__name__)

TIME_LIMIT_S = 30.0
"""For one file, wall-clock. An ordinary paper takes 20 ms; a machine under load gets its share of patience."""
CPU_LIMIT_S = 40
PAGES = 3
CHARACTERS = 20_000
"""Of one page: a dense journal page has 8,000."""


class _TextAnswer(msgspec.Struct):
    """One line of the child process, as `worker.read` makes it."""

    opens: bool
    locked: bool
    pages: int
    text: list[str]
    title: str
    problem: str | None


class PdfReader:
    """Owns the reading process: started at the first file, killed and started anew when it hangs or crashes.

    Blocking, one file at a time; call it from a thread of its own. Closing ends the process; the next `inspect` starts
    another.

    Args:
        command: starts the reading process (see `worker`); None: as this program starts it.
        time_limit_s: for one file.
    """

    def __init__(self, command: Sequence[str] | None = None, *, time_limit_s: float = TIME_LIMIT_S) -> None:
        self._process = ReadingProcess(command)
        self._time_limit_s = time_limit_s
        self._lock = threading.Lock()

    def inspect(self, path: Path, *, expected: Paper) -> PdfReport:
        """Open the file at *path* and compare its first pages with *expected*.

        Never raises for what the file holds; RuntimeError when the reading process itself cannot be started.
        """
        with self._lock:
            try:
                answer = self._ask(path)
            except ReaderFailed as failure:
                self._process.end()
                log.info("the PDF reader was ended: %s", failure)
                return PdfReport(
                    opens=False,
                    pages=0,
                    text_found=False,
                    encrypted=False,
                    verdict=Verdict.DOUBTFUL,
                    score=0.0,
                    reason=f"The file could not be read safely: {failure}.",
                    reader_failed=True,
                )
        return _report(answer, expected)

    def look(self, path: Path) -> PdfContent:
        """What the first pages of the file at *path* say, and its metadata. Never raises for what the file holds;
        RuntimeError when the reading process itself cannot be started."""
        with self._lock:
            try:
                answer = self._ask(path)
            except ReaderFailed as failure:
                self._process.end()
                log.info("the PDF reader was ended: %s", failure)
                return PdfContent(False, 0, reason=f"The file could not be read safely: {failure}.")
        if not answer.opens or answer.pages == 0:
            return PdfContent(False, answer.pages, answer.title, reason=_why_not(answer))
        return PdfContent(True, answer.pages, answer.title, tuple(answer.text))

    def judge(self, look: PdfContent, expected: Paper) -> Judgement:
        """Measure what `look` brought against *expected*. Pure, and quick."""
        return right_article.judge_article(expected, look.text_by_page, title=look.title, pages=look.pages)

    def close(self) -> None:
        """End the reading process, if there is one; what it is reading just now is given up."""
        self._process.kill()
        with self._lock:
            self._process.end()

    def _ask(self, path: Path) -> _TextAnswer:
        question = {"path": str(path), "pages": PAGES, "characters": CHARACTERS, "cpu_s": CPU_LIMIT_S}
        line = self._process.ask(question, self._time_limit_s)
        if not line:
            raise ReaderFailed("the reader crashed on it")
        try:
            answer = msgspec.json.decode(line, type=_TextAnswer)
        except msgspec.DecodeError as error:
            raise ReaderFailed("the reader gave an answer that cannot be understood") from error
        if answer.problem == worker.OUT_OF_MEMORY:
            raise ReaderFailed("it needs more memory than a paper should")
        return answer


def _why_not(answer: _TextAnswer) -> str:
    """Why there is nothing to read."""
    if answer.opens:
        return "It is a PDF without a page."
    return "It needs a password to open." if answer.locked else "It is damaged: no program could open it."


def _report(answer: _TextAnswer, expected: Paper) -> PdfReport:
    """The child's answer, judged."""
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
    judgement = right_article.judge_article(expected, answer.text, title=answer.title, pages=answer.pages)
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
    )

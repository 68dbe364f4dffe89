"""The declaration of a command, and the context in which it runs."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scholar_desktop.cli.arguments import Parser, identifier
from scholar_desktop.cli.result import THIS_MACHINE, Result, write_note
from scholar_desktop.domain.errors import DiskError, ErrorInfo, ScholarError
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions, seconds_of
from scholar_desktop.domain.source import CORPUS, FILES, S2, TITLES, Phase, SourceReport
from scholar_desktop.domain.text.message import Message, Value
from scholar_desktop.formats.entry_json import listed_to_json
from scholar_desktop.profile import write_atomically
from scholar_desktop.services.program.keys import SEMANTIC_SCHOLAR
from scholar_desktop.translation import gettext

if TYPE_CHECKING:
    from scholar_desktop.app import Composition
    from scholar_desktop.services.services import Services

MIN_REPORTED_WAIT_S = 2.0
"""The shortest wait that is reported to the user."""


@dataclass
class CommandContext:
    """One run of one command.

    problems: errors outside the command's own work, which are reported with its errors.
    """

    backend: Composition
    ask: RequestOptions
    quiet: bool = False
    problems: list[ErrorInfo] = field(default_factory=list)
    _reported: dict[str, datetime] = field(default_factory=dict)

    @property
    def services(self) -> Services:
        return self.backend.services

    def note(self, text: str) -> None:
        """Print a progress message for the user."""
        if not self.quiet:
            write_note(text + "\n")

    async def announce(self, requests: int, *, at_most: bool = False) -> None:
        """Say before a job starts that it needs more requests to Semantic Scholar than can be sent without a wait.

        Args:
            requests: how many it needs; at_most: it may need fewer.
        """
        status = self.services.status
        if requests < 2 or (pool := status.pool()) is None or requests <= pool[0]:
            return
        await self.services.keys.get(SEMANTIC_SCHOLAR)  # otherwise it is read at the first request
        if (pool := status.pool()) is None:
            return
        minutes, seconds = divmod(round(seconds_of(requests, 1.0, pool)), 60)
        counts: dict[str, Value] = {"requests": requests, "allowed": pool[1], "time": f"{minutes}:{seconds:02}"}
        self.note(
            gettext(
                "This needs up to {requests} requests to Semantic Scholar. Without a key it allows {allowed} in 5 "
                "minutes, so this takes about {time}. A free key avoids the wait.",
                **counts,
            )
            if at_most
            else gettext(
                "This needs {requests} requests to Semantic Scholar. Without a key it allows {allowed} in 5 minutes, "
                "so this takes about {time}. A free key avoids the wait.",
                **counts,
            )
        )

    def on_wait(self, source: str, until: datetime | None) -> None:
        """Report a wait once, if it is long enough."""
        if until is None:
            return
        left = (until - datetime.now(UTC)).total_seconds()
        before = self._reported.get(source)
        if left >= MIN_REPORTED_WAIT_S and (before is None or (until - before).total_seconds() >= MIN_REPORTED_WAIT_S):
            self._reported[source] = until
            minutes, seconds = divmod(round(left), 60)
            time = f"{minutes}:{seconds:02}"
            if source == FILES:
                # the program's own limits: one file a second from a host, one every three seconds from arXiv
                self.note(gettext("Next file in {time}.", time=time))
            elif (wait := self.services.status.wait_of(source)) is not None and wait.pool:
                clock = f"{until.astimezone():%H:%M:%S}"
                self.note(
                    gettext("{reason} Next request in {time}, at {clock}.", reason=wait.reason, time=time, clock=clock)
                )
            else:
                self.note(
                    gettext("{service} is busy. Trying again in {time}.", service=TITLES.get(source, source), time=time)
                )

    async def identify(self, text: str) -> Identifier:
        """Return the identifier of the paper that *text* names; a web page is requested. Raises UsageError and
        SourceErrors.
        """
        return await self.services.papers.identify(identifier(text), self.ask)

    async def kept(self, papers: Sequence[Paper]) -> dict[str, KeptPaper]:
        """Return those of *papers* that are in the library, by id. If the library cannot be read, the result is empty
        and the error is reported.
        """
        if not papers:
            return {}
        try:
            return await self.services.library.find_many(papers)
        except ScholarError as error:
            self.problems.append(error.info)
            return {}

    def report_answer(
        self, *, total: int | None = None, loaded: int = 0, error: ErrorInfo | None = None
    ) -> SourceReport:
        """Return the report of the source that answered: Semantic Scholar, or the offline corpus in its place."""
        from_corpus = self.ask.from_corpus or self.ask.source == CORPUS
        return self.report(CORPUS if from_corpus else S2, total=total, loaded=loaded, error=error)

    async def add_day_of_corpus(self, result: Result) -> None:
        """Add a note with the day of the offline corpus, if it has answered."""
        if self.ask.from_corpus:
            day = await self.services.corpus_papers.reader.day()
            result.notes.append(gettext("From the offline corpus, as of {day}.", day=day))

    def report(
        self, name: str, *, total: int | None = None, loaded: int = 0, error: ErrorInfo | None = None
    ) -> SourceReport:
        """Return the report of the source *name*: complete, or failed with *error*, with or without a part of the
        results.
        """
        spent = self.ask.request_counts.of(name)
        short = Phase.PARTIAL if loaded else Phase.FAILED
        return SourceReport(
            name,
            Phase.OK if error is None else short,
            requests=spent.requests,
            cached=spent.cached,
            total=total,
            loaded=loaded,
            error=error,
        )


async def write_csv(result: Result, name: str, table: str) -> None:
    """Write *table* to the file *name*, with the byte-order mark that spreadsheets need. If that fails, add the error
    to *result*, which is complete all the same.
    """
    try:
        path = Path(name).expanduser().absolute()  # noqa: ASYNC240  no disk is touched
        await asyncio.to_thread(write_atomically, path, table.encode("utf-8-sig"))
    except DiskError as error:
        result.errors.append(error.info)
        result.exit_code = THIS_MACHINE


def papers_to_json(papers: Sequence[Paper | None], kept: Mapping[str, KeptPaper]) -> list[dict[str, Any] | None]:
    """Return each of *papers* as PAPER with its entry, None where there is none. *kept*: those in the library, by
    id."""
    return [None if paper is None else listed_to_json(paper, kept.get(paper.id)) for paper in papers]


@dataclass(frozen=True)
class Command:
    """The declaration of one command.

    words: one or two (`search`, `library add`); usage: help in one line; arguments: adds its arguments to a parser;
    run: runs it; asks: whether it may send requests to a service; keeps_answers: returns False for a run that neither
    reads nor writes the stores.
    """

    words: str
    usage: Message
    arguments: Callable[[Parser], None]
    run: Callable[[CommandContext, argparse.Namespace], Awaitable[Result]]
    asks: bool = True
    keeps_answers: Callable[[argparse.Namespace], bool] = lambda _arguments: True

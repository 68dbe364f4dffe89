"""What a command is, and what it gets to work with."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scholar_desktop.cli.arguments import Parser, identifier
from scholar_desktop.cli.result import Result, write_note
from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import FILES, TITLES, Phase, SourceReport
from scholar_desktop.formats.paper_json import paper_to_json

if TYPE_CHECKING:
    from scholar_desktop.app import Composition
    from scholar_desktop.services.services import Services

MIN_REPORTED_WAIT_S = 2.0
"""A wait that a person would notice."""


@dataclass
class CommandContext:
    """One run of one command. problems: what went wrong beside the command's own work, and is told with its errors."""

    backend: Composition
    ask: RequestOptions
    quiet: bool = False
    problems: list[ErrorInfo] = field(default_factory=list)
    _reported: dict[str, datetime] = field(default_factory=dict)

    @property
    def services(self) -> Services:
        return self.backend.services

    def note(self, text: str) -> None:
        """Progress, for a person who watches."""
        if not self.quiet:
            write_note(text + "\n")

    def on_wait(self, source: str, until: datetime | None) -> None:
        """Tell of a wait that is worth telling, once."""
        if until is None:
            return
        left = (until - datetime.now(UTC)).total_seconds()
        before = self._reported.get(source)
        if left >= MIN_REPORTED_WAIT_S and (before is None or (until - before).total_seconds() >= MIN_REPORTED_WAIT_S):
            self._reported[source] = until
            minutes, seconds = divmod(round(left), 60)
            if source == FILES:
                # our own manners: one file a second from a host, one in three from arXiv
                self.note(f"The next file is fetched in {minutes}:{seconds:02}.")
            else:
                self.note(f"{TITLES.get(source, source)} is busy. Next try in {minutes}:{seconds:02}.")

    async def identify(self, text: str) -> Identifier:
        """The paper that *text* names; a web page is looked at. Raises UsageError and SourceErrors."""
        return await self.services.papers.identify(identifier(text), self.ask)

    async def kept(self, papers: Sequence[Paper]) -> dict[str, KeptPaper]:
        """Which of *papers* are in the library, by id. A library that cannot be read costs only that knowledge, and is
        told."""
        if not papers:
            return {}
        try:
            return await self.services.library.find_many(papers)
        except ScholarError as error:
            self.problems.append(error.info)
            return {}

    def report(
        self, name: str, *, total: int | None = None, loaded: int = 0, error: ErrorInfo | None = None
    ) -> SourceReport:
        """How the source *name* ended: well, or with a part before *error*."""
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


def papers_to_json(papers: Sequence[Paper | None], kept: Mapping[str, KeptPaper]) -> list[dict[str, Any] | None]:
    """Each of *papers* as PAPER, None where there is none; *kept*: those of the library, by id."""
    return [
        None
        if paper is None
        else paper_to_json(paper, in_library=paper.id in kept, pdf=kept[paper.id].pdf if paper.id in kept else None)
        for paper in papers
    ]


@dataclass(frozen=True)
class Command:
    """words: one or two (`search`, `library add`); usage: help in a line; arguments: adds them to a parser; run: does
    it; asks: whether it may ask a service; keeps_answers: False for a run that neither reads nor writes the stores."""

    words: str
    usage: str
    arguments: Callable[[Parser], None]
    run: Callable[[CommandContext, argparse.Namespace], Awaitable[Result]]
    asks: bool = True
    keeps_answers: Callable[[argparse.Namespace], bool] = lambda _arguments: True

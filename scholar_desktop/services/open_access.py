"""Where an open copy of a paper lies: asks the services that could know, each once, and builds the ladder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scholar_desktop.domain.asking import Ask
from scholar_desktop.domain.errors import ErrorInfo, NoEmail, NotFound, ScholarError
from scholar_desktop.domain.identifiers import Identifier, Scheme, zenodo_of_doi
from scholar_desktop.domain.merging import combine
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO, Phase, SourceReport
from scholar_desktop.services import ladder as rungs
from scholar_desktop.services.known_papers import FRESH, KnownPapers, has_facts
from scholar_desktop.services.ladder import Ladder
from scholar_desktop.services.opening import is_crossref

if TYPE_CHECKING:
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.zenodo.api import Zenodo

S2_SCHEMES = (Scheme.S2, Scheme.DOI, Scheme.ARXIV, Scheme.CORPUS, Scheme.PMID, Scheme.PMCID, Scheme.MAG, Scheme.ACL)
"""By which Semantic Scholar can look a paper up, surest first."""


class OpenAccessFinder:
    """Finds the open copies of one paper. A service that fails costs what it would have named, and is named for it.

    Args:
        email: the user's address for Unpaywall, or None; asked anew each time, since it can be set while we run.
        known: what the services have said before; None asks them each time (their answers are stored all the same).
    """

    def __init__(
        self,
        s2: SemanticScholar,
        unpaywall: Unpaywall,
        zenodo: Zenodo,
        email: Callable[[], str | None],
        *,
        known: KnownPapers | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._s2 = s2
        self._unpaywall = unpaywall
        self._zenodo = zenodo
        self._email = email
        self._known = known
        self._now = now

    async def ladder(
        self, paper: Paper, ask: Ask, *, identifier: Identifier | None = None, answered: frozenset[str] = frozenset()
    ) -> Ladder:
        """The ladder of *paper*. Never raises for what a service does.

        identifier: what was asked for, where *paper* is only a name made from it (without a title); answered: sources
        that were asked already (in a batch) and have said all they know, though it be nothing.
        """
        search = _Search(paper, identifier, answered, known=bool(paper.title or paper.facts))
        # What one service says (a DOI, a Zenodo number) may be what another must be asked by.
        for _ in range(3):
            questions = await self._questions(search, ask)
            if not questions:
                break
            for outcome in await asyncio.gather(*questions, return_exceptions=True):
                if isinstance(outcome, BaseException):
                    raise outcome
        if self._known is not None and search.learned:
            await self._known.remember((search.paper,))
        return self._built(search, ask)

    async def batch(self, identifiers: list[Identifier], ask: Ask) -> list[Paper | None]:
        """What Semantic Scholar knows of *identifiers*, in their order: one request for 500. Raises SourceError."""
        found = await self._s2.batch([str(identifier) for identifier in identifiers], ask)
        if self._known is not None:
            await self._known.remember([paper for paper in found if paper is not None])
        return found

    async def _questions(self, search: _Search, ask: Ask) -> list[Coroutine[Any, Any, None]]:
        """What is left to ask, each source once."""
        since = (self._now() - FRESH).strftime("%Y-%m-%dT%H:%M:%SZ")
        ids = search.paper.ids
        wanted: list[Coroutine[Any, Any, None]] = []
        for source, needed in (
            (S2, self._s2_identifier(search) is not None),
            (UNPAYWALL, ids.doi is not None and is_crossref(ids.doi)),
            (ZENODO, _zenodo_number(ids) is not None),
        ):
            if not needed or source in search.answered:
                continue
            if not ask.refresh and has_facts(search.paper, source, newer_than=since):
                search.answered |= {source}
                continue
            search.answered |= {source}
            if not ask.refresh and self._known is not None:
                remembered = await self._known.recall(ids, (source,))
                if remembered is not None:
                    ask.tally.of(source).cached += 1
                    search.grow(remembered)
                    search.reports[source] = (Phase.OK, None)
                    continue
            wanted.append(self._asked(source, search, ask))
        return wanted

    async def _asked(self, source: str, search: _Search, ask: Ask) -> None:
        """Ask *source*; what it says, or why it says nothing, goes into *search*."""
        try:
            if source == S2:
                identifier = self._s2_identifier(search)
                assert identifier is not None
                search.grow(await self._s2.paper(identifier, ask), learned=True)
            elif source == UNPAYWALL:
                if self._email() is None:
                    raise NoEmail(
                        "Unpaywall was not asked: it wants an e-mail address, and none is set.",
                        hint="Set your address in the settings, then try again.",
                        subject=UNPAYWALL,
                    )
                search.grow((await self._unpaywall.doi(search.paper.ids.doi or "", ask)).paper, learned=True)
            else:
                record = await self._zenodo.record(_zenodo_number(search.paper.ids) or "", ask)
                search.grow(_record_paper(record, self._now()), learned=True)
        except NotFound as error:
            search.reports[source] = (Phase.OK, error.info)
        except NoEmail as error:
            search.reports[source] = (Phase.SKIPPED, error.info)
            search.missing.append(error.info)
        except ScholarError as error:
            search.reports[source] = (Phase.FAILED, error.info)
            search.missing.append(error.info)
        else:
            search.reports[source] = (Phase.OK, None)

    def _s2_identifier(self, search: _Search) -> Identifier | None:
        """By what Semantic Scholar is asked; None when it cannot know the paper, or need not (Zenodo's own records)."""
        if search.identifier is not None and search.identifier.scheme is Scheme.URL:
            return search.identifier
        ids = search.paper.ids
        if ids.s2 is None and _zenodo_number(ids) is not None:
            return None
        return next((Identifier(scheme, value) for scheme in S2_SCHEMES if (value := getattr(ids, scheme.value))), None)

    def _built(self, search: _Search, ask: Ask) -> Ladder:
        paper = search.paper
        copies = rungs.order(paper) if search.known else ()
        last_resort = False
        if not copies and search.known and not search.missing and (page := rungs.own_page(paper)) is not None:
            copies, last_resort = (page,), True
        reports = tuple(
            SourceReport(
                name=source,
                phase=phase,
                requests=ask.tally.of(source).requests,
                cached=ask.tally.of(source).cached,
                loaded=int(phase is Phase.OK and error is None),
                error=error,
            )
            for source, (phase, error) in search.reports.items()
        )
        return Ladder(
            paper=paper,
            copies=copies,
            reports=reports,
            missing=tuple(search.missing),
            known=search.known,
            last_resort=last_resort,
            checksums=_checksums(paper),
        )


@dataclass
class _Search:
    """One look-up as far as it has come."""

    paper: Paper
    identifier: Identifier | None
    answered: frozenset[str]
    known: bool
    learned: bool = False
    missing: list[ErrorInfo] = field(default_factory=list)
    reports: dict[str, tuple[Phase, ErrorInfo | None]] = field(default_factory=dict)

    def grow(self, more: Paper, *, learned: bool = False) -> None:
        """Take in what a service says of the paper."""
        self.paper = combine(self.paper, more) if self.paper.title else combine(more, self.paper)
        self.known = True
        self.learned = self.learned or learned


def _zenodo_number(ids: Ids) -> str | None:
    return ids.zenodo or (zenodo_of_doi(ids.doi) if ids.doi is not None else None)


def _record_paper(record: Any, now: datetime) -> Paper:
    from scholar_desktop.sources.zenodo.parse import record_to_paper

    return record_to_paper(record, now.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _checksums(paper: Paper) -> dict[str, str]:
    """What Zenodo says its files' checksums are, by address."""
    from scholar_desktop.sources.zenodo.files import files_of

    return {
        file.url: file.checksum
        for facts in paper.facts
        if facts.source == ZENODO
        for file in files_of(facts.fields.get("files"))[0]
        if file.url is not None and file.checksum is not None
    }

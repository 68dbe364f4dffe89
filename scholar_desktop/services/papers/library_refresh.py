"""Asks the services again for papers of the library, and shows field by field what they state now.

Nothing is written until the user accepts; what is accepted is one change, which one undo reverts.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.errors import ErrorInfo, NoEmail, NotFound, SourceError, UsageError
from scholar_desktop.domain.library import Changes, KeptPaper
from scholar_desktop.domain.own_fields import BY_IMPORT, BY_PERSON, ITEM_TYPE, Contributor
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ParsedReference
from scholar_desktop.domain.reference_lists.title_agreement import assess_candidate, judge_by_title
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import S2, TITLES, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.entries.kept_entries import full_entry
from scholar_desktop.formats.entry_json import origin_of_entry, values_of_entry
from scholar_desktop.library.operations.refresh_ops import AcceptedFacts
from scholar_desktop.services.papers.paper_loading import is_crossref
from scholar_desktop.services.papers.paper_lookup import PAGE
from scholar_desktop.services.tasks import gather_all

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.paper_lookup import PaperLookup
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.zenodo.api import Zenodo

S2_ID = "s2"
"""Field of the difference that a paper without an identifier was found at Semantic Scholar, if it has no other one."""
AT_ONCE = 8
"""Papers that Zenodo and Unpaywall are asked for at once."""
_ASKED_BY = ("s2", "doi", "arxiv", "pmid", "pmcid", "acl", "mag", "corpus")
"""Identifiers that Semantic Scholar takes, best first."""


class EntryDifference(msgspec.Struct, frozen=True):
    """A field of a paper that a service states differently now.

    key: of the paper in the library; id: `Paper.id`; field: a CSL variable, a role, `item_type`, or S2_ID; was, now: as
    in ENTRY, *was* None for an empty field; source: the service; is_own: a person or an import wrote the value.
    """

    key: str
    id: str
    field: str
    was: Any
    now: Any
    source: str
    is_own: bool


class RefreshedPapers(msgspec.Struct, frozen=True):
    """The answers of the services for papers of the library.

    changes: the differences, paper by paper; found: what the services state now, by library key; asked: number of
    papers that they were asked for by an identifier; without_match: the titles of the papers without an
    identifier that a service takes, for which no paper of their title is surely the same; problems: services after
    Semantic Scholar that could not be asked, and why, and Semantic Scholar itself if only the titles could not be
    looked up.
    """

    changes: tuple[EntryDifference, ...]
    found: dict[str, Paper]
    asked: int
    without_match: tuple[str, ...] = ()
    problems: tuple[ErrorInfo, ...] = ()


class LibraryRefresh:
    """Compares papers of the library with what Semantic Scholar states now; those that it does not know, with what
    Zenodo or Unpaywall state, one request each. A paper without an identifier is looked up by its title; only a paper
    that is surely the same counts.
    """

    def __init__(self, library: Library, lookup: PaperLookup, unpaywall: Unpaywall, zenodo: Zenodo) -> None:
        self._library = library
        self._lookup = lookup
        self._unpaywall = unpaywall
        self._zenodo = zenodo

    async def look(
        self,
        papers: Sequence[KeptPaper],
        ask: RequestOptions,
        on_progress: Callable[[int], None] = lambda _found: None,
        announce: Callable[[Message], None] = lambda _message: None,
    ) -> RefreshedPapers:
        """Asks for *papers* again, 500 in one request, and those without an identifier one by one. Raises SourceErrors
        if Semantic Scholar fails.

        Args:
            on_progress: gets the number of papers that have been found.
            announce: gets a sentence for each further step before it sends requests.
        """
        names = {kept.key: name for kept in papers if (name := name_at_s2(kept.paper)) is not None}
        ask.refresh = True
        answers = await self._lookup.many(
            list(names.values()), lambda page: on_progress(sum(one is not None for one in page)), ask
        )
        found = {key: paper for key, paper in zip(names, answers, strict=True) if paper is not None}
        problems: dict[str, ErrorInfo] = {}
        others = [kept for kept in papers if kept.key not in found and _service_of(kept.paper) is not None]
        for service, count in Counter(_service_of(kept.paper) for kept in others).items():
            announce(
                Message.counted(
                    "Looking up {count} paper at {service} that Semantic Scholar does not have…",
                    "Looking up {count} papers at {service} that Semantic Scholar does not have…",
                    count,
                    service=TITLES[str(service)],
                )
            )
        for start in range(0, len(others), AT_ONCE):
            part = others[start : start + AT_ONCE]
            await gather_all(*(self._ask_other(kept, ask, found, problems) for kept in part))
            on_progress(len(found))
        titled = [kept for kept in papers if has_title_alone(kept.paper)]
        if titled:
            announce(
                Message.counted(
                    "Looking up {count} paper without an identifier by its title…",
                    "Looking up {count} papers without an identifier by their titles…",
                    len(titled),
                )
            )
        for kept in titled:
            if S2 not in problems:
                await self._ask_by_title(kept, ask, found, problems)
                on_progress(len(found))
        newer = await self._library.entries.with_newer_facts(found)
        changes = await asyncio.to_thread(_all_differences, papers, newer)
        asked_for = names.keys() | {kept.key for kept in others}
        without_match = tuple(
            kept.paper.title for kept in papers if kept.key not in found and kept.key not in asked_for
        )
        return RefreshedPapers(tuple(changes), found, len(asked_for), without_match, tuple(problems.values()))

    async def _ask_by_title(
        self, kept: KeptPaper, ask: RequestOptions, found: dict[str, Paper], problems: dict[str, ErrorInfo]
    ) -> None:
        """Adds the paper of Semantic Scholar that is surely *kept* to *found*, and to *problems* why there can be
        none."""
        wanted = _reference_of(kept)
        try:
            match = await self._lookup.by_title(wanted.title, ask)
        except (NotFound, UsageError):  # it has no paper of this title, or the title is no query
            return
        except SourceError as error:
            problems[S2] = error.info
            return
        if match.paper is None:
            return
        standing, _ = judge_by_title(wanted, assess_candidate(wanted, wanted.title, match.paper))
        if standing is LineStatus.SURE:
            found[kept.key] = match.paper

    async def _ask_other(
        self, kept: KeptPaper, ask: RequestOptions, found: dict[str, Paper], problems: dict[str, ErrorInfo]
    ) -> None:
        """Adds what Zenodo or Unpaywall state about a paper to *found*, and to *problems* why this service cannot be
        asked; it is not asked again then."""
        service, ids = _service_of(kept.paper), kept.paper.ids
        if service is None or service in problems:
            return
        try:
            if service == ZENODO:
                found[kept.key] = await self._zenodo.paper(str(ids.zenodo), ask)
            else:
                found[kept.key] = (await self._unpaywall.doi(str(ids.doi), ask)).paper
        except NotFound:
            return
        except (SourceError, NoEmail) as error:
            problems[service] = error.info

    async def accept(self, refreshed: RefreshedPapers, changes: Iterable[EntryDifference]) -> Changes:
        """Takes over *changes*, which are some of those of *refreshed*. Other differences of the same papers stay as
        they are: what a service stated there is the person's from now on."""
        wanted = {(change.key, change.field) for change in changes}
        by_paper: dict[str, list[EntryDifference]] = {key: [] for key, _ in wanted}
        for change in refreshed.changes:
            if change.key in by_paper:
                by_paper[change.key].append(change)
        accepted: dict[str, AcceptedFacts] = {}
        for key, of_paper in by_paper.items():
            kept = {
                change.field: _written(change)
                for change in of_paper
                if (key, change.field) not in wanted and not change.is_own and change.field != S2_ID
            }
            fields = frozenset(change.field for change in of_paper if (key, change.field) in wanted)
            accepted[key] = AcceptedFacts(refreshed.found[key], fields, kept)
        return await self._library.entries.accept_facts(accepted)


def name_at_s2(paper: Paper) -> str | None:
    """Return the identifier by which Semantic Scholar is asked for *paper*; None if it has none that is taken."""
    return next((f"{scheme}:{value}" for scheme in _ASKED_BY if (value := getattr(paper.ids, scheme))), None)


def has_title_alone(paper: Paper) -> bool:
    """Return True if *paper* has no identifier by which a service is asked, so that it is looked up by its title."""
    return name_at_s2(paper) is None and _service_of(paper) is None and bool(paper.title.strip())


def requests_for(papers: Sequence[Paper]) -> int:
    """Return the number of requests to Semantic Scholar for *papers*: one for each 500, and one for each title."""
    by_name = sum(name_at_s2(paper) is not None for paper in papers)
    return math.ceil(by_name / PAGE) + sum(has_title_alone(paper) for paper in papers)


def _service_of(paper: Paper) -> str | None:
    """Returns the service that is asked for a paper that Semantic Scholar does not know; None if none takes it."""
    if paper.ids.zenodo is not None:
        return ZENODO
    return UNPAYWALL if paper.ids.doi is not None and is_crossref(paper.ids.doi) else None


def _reference_of(kept: KeptPaper) -> ParsedReference:
    """Returns what a paper of the library states of itself, to be compared with a paper of its title."""
    people = full_entry(kept, "bibtex", abstracts=False).of_role("author")
    first = people[0].name.family_whole if people else ""
    return ParsedReference(None, plain(kept.paper.title), first, kept.paper.year, kept.paper.venue or "", is_entry=True)


def _all_differences(papers: Sequence[KeptPaper], newer: Mapping[str, KeptPaper]) -> list[EntryDifference]:
    changes: list[EntryDifference] = []
    yielder = Yielder()
    for kept in papers:
        if kept.key in newer:
            yielder.yield_to_ui()
            changes += _differences(kept, newer[kept.key])
    return changes


def _differences(kept: KeptPaper, newer: KeptPaper) -> list[EntryDifference]:
    before, after = values_of_entry(kept), values_of_entry(newer)
    was_by, now_by = origin_of_entry(kept), origin_of_entry(newer)
    found = [
        EntryDifference(
            kept.key,
            kept.paper.id,
            field,
            before.get(field),
            now,
            now_by.get(field, ""),
            is_own=was_by.get(field) in (BY_PERSON, BY_IMPORT),
        )
        for field, now in after.items()
        if now != before.get(field)
    ]
    if has_title_alone(kept.paper) and not any(one.field in ("DOI", "arxiv") for one in found):
        found.append(EntryDifference(kept.key, kept.paper.id, S2_ID, None, newer.paper.ids.s2, S2, is_own=False))
    return found


def _written(change: EntryDifference) -> Any:
    """Returns the value before as own fields have it."""
    if change.field != ITEM_TYPE and isinstance(change.was, list):
        return tuple(Contributor(**one) for one in change.was)
    return change.was

"""Finds the open copies of a paper: queries each service that could know, once, and builds the list of candidates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.attempt import Lookup
from scholar_desktop.domain.errors import BadAnswer, ErrorInfo, NoEmail, NotFound, Offline, ScholarError
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, ids_of, zenodo_of_doi
from scholar_desktop.domain.merging.dedupe import merge_fields
from scholar_desktop.domain.merging.unrelated_papers import are_unrelated
from scholar_desktop.domain.paper import Copy, Facts, Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import S2, TITLES, UNPAYWALL, ZENODO, Phase, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.domain.zenodo.record import Record, likeliest_pdfs
from scholar_desktop.services.open_access import candidates
from scholar_desktop.services.open_access.candidates import PdfCandidates
from scholar_desktop.services.papers.paper_loading import is_crossref
from scholar_desktop.services.papers.record_cache import FRESH, PaperRecordCache, has_facts
from scholar_desktop.services.tasks import gather_all
from scholar_desktop.services.unpaywall.unpaywall_lookup import missing_email_error

if TYPE_CHECKING:
    from scholar_desktop.services.open_access.user_links import UserLinks
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.zenodo.api import Zenodo

S2_SCHEMES = (Scheme.S2, Scheme.DOI, Scheme.ARXIV, Scheme.CORPUS, Scheme.PMID, Scheme.PMCID, Scheme.MAG, Scheme.ACL)
"""Identifiers by which Semantic Scholar can look up a paper, most reliable first."""


class BatchAnswer(msgspec.Struct, frozen=True):
    """What a batch request, made earlier, returned for one paper.

    paper: the paper, or None if it was not found; answered: sources that need not be queried again; failed: the errors
    of sources that gave no answer.
    """

    paper: Paper | None = None
    answered: frozenset[str] = frozenset()
    failed: Mapping[str, ErrorInfo] = {}


class OpenAccessFinder:
    """Finds the open copies of one paper.

    If a service fails, only its copies are missing, and its error is in `PdfCandidates.missing`.

    Args:
        email: returns the user's address for Unpaywall, or None; called each time, since it can change at run time.
        known: earlier answers of the services; None queries them each time (their answers are stored all the same).
        preference: returns which copies come first (`candidates.Preference`); called each time.
        user_links: PDF links that the user added to papers; None for none.
        found: returns the results of lookups that were made already.
        now: the current time.
    """

    def __init__(
        self,
        s2: SemanticScholar,
        unpaywall: Unpaywall,
        zenodo: Zenodo,
        email: Callable[[], str | None],
        *,
        known: PaperRecordCache | None = None,
        preference: Callable[[], str] = lambda: candidates.Preference.QUICKEST,
        user_links: UserLinks | None = None,
        found: Callable[[], candidates.LookupResults] = dict,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._s2 = s2
        self._unpaywall = unpaywall
        self._zenodo = zenodo
        self._email = email
        self._known = known
        self._preference = preference
        self._user_links = user_links
        self._found = found
        self._now = now

    async def candidates(
        self,
        paper: Paper,
        ask: RequestOptions,
        *,
        identifier: Identifier | None = None,
        said: BatchAnswer | None = None,
    ) -> PdfCandidates:
        """Finds the candidates for the PDF of *paper*. Errors of services are in the result, not raised.

        Args:
            identifier: what was requested, if *paper* was only made from it and has no title.
            said: what a batch request has already returned for the paper; None without a batch.
        """
        said = said or BatchAnswer()
        search = _OpenAccessSearch(paper, identifier, said.answered, known=bool(paper.title or paper.facts))
        if said.paper is not None:
            search.add_answer(said.paper)
        for source, error in said.failed.items():
            search.reports[source] = (Phase.FAILED, error)
            search.missing.append(error)
        # One service may return an identifier (a DOI, a Zenodo number) that is needed to ask another.
        for _ in range(3):
            sources = await self._sources_to_ask(search, ask)
            if not sources:
                break
            await gather_all(*(self._ask_source(source, search, ask) for source in sources))
        if self._known is not None and search.learned:
            await self._known.remember((search.paper,))
        own = await self._user_links.of(search.paper) if self._user_links is not None else ()
        return self._build(search, ask, own)

    async def batch(self, identifiers: Sequence[Identifier], ask: RequestOptions) -> list[BatchAnswer]:
        """Looks up *identifiers* at Semantic Scholar, with one request for 500 of them.

        Errors of the service are in the results, not raised.

        Returns:
            One answer for each identifier, in their order.
        """
        said: list[BatchAnswer | None] = [await self._recall(identifier, ask) for identifier in identifiers]
        asked = [identifier for identifier, known in zip(identifiers, said, strict=True) if known is None]
        if not asked:
            return [known or BatchAnswer() for known in said]
        answered = frozenset({S2})
        try:
            papers = await self._s2.batch([str(identifier) for identifier in asked], ask)
        except ScholarError as error:
            return [known or BatchAnswer(answered=answered, failed={S2: error.info}) for known in said]
        if self._known is not None:
            await self._known.remember([paper for paper in papers if paper is not None])
        fresh = iter(papers)
        return [known or BatchAnswer(paper=next(fresh), answered=answered) for known in said]

    async def _recall(self, identifier: Identifier, ask: RequestOptions) -> BatchAnswer | None:
        if self._known is None or ask.refresh:
            return None
        paper = await self._known.recall(ids_of(identifier), (S2,))
        if paper is None:
            return None
        ask.request_counts.of(S2).cached += 1
        return BatchAnswer(paper=paper, answered=frozenset({S2}))

    async def _sources_to_ask(self, search: _OpenAccessSearch, ask: RequestOptions) -> list[str]:
        """Returns the sources that are still to be queried, each once."""
        since = utc_timestamp(self._now() - FRESH)
        ids = search.paper.ids
        wanted: list[str] = []
        for source, needed in (
            (S2, self._s2_identifier(search) is not None),
            (UNPAYWALL, ids.doi is not None and is_crossref(ids.doi)),
            (ZENODO, _zenodo_number(ids) is not None),
        ):
            if not needed or source in search.answered:
                continue
            asks_again = _is_asked_again(source, ask)
            if not asks_again and has_facts(search.paper, source, newer_than=since):
                search.answered |= {source}
                continue
            search.answered |= {source}
            if not asks_again and self._known is not None:
                recalled = await self._known.recall(ids, (source,))
                if recalled is not None:
                    ask.request_counts.of(source).cached += 1
                    search.add_answer(recalled)
                    search.reports[source] = (Phase.OK, None)
                    continue
            wanted.append(source)
        return wanted

    async def _ask_source(self, source: str, search: _OpenAccessSearch, ask: RequestOptions) -> None:
        """Queries *source*, and adds its answer or its error to *search*."""
        if not ask.refresh and _is_asked_again(source, ask):
            ask = replace(ask, refresh=True)
        try:
            if source == S2:
                identifier = self._s2_identifier(search)
                assert identifier is not None
                search.add_answer(await self._s2.paper(identifier, ask), learned=True)
            elif source == UNPAYWALL:
                if self._email() is None:
                    raise missing_email_error()
                search.add_answer((await self._unpaywall.doi(search.paper.ids.doi or "", ask)).paper, learned=True)
            else:
                record = await self._zenodo.record(_zenodo_number(search.paper.ids) or "", ask)
                search.add_answer(_record_paper(record, self._now()), learned=True)
        except NotFound:
            search.reports[source] = (Phase.OK, None)
        except (NoEmail, Offline) as error:
            search.reports[source] = (Phase.SKIPPED, error.info)
            search.missing.append(error.info)
        except ScholarError as error:
            search.reports[source] = (Phase.FAILED, error.info)
            search.missing.append(error.info)
        else:
            search.reports[source] = (Phase.OK, None)

    def _s2_identifier(self, search: _OpenAccessSearch) -> Identifier | None:
        """Returns the identifier to ask Semantic Scholar for.

        None when it cannot know the paper, or need not be queried (records of Zenodo).
        """
        if search.identifier is not None and search.identifier.scheme is Scheme.URL:
            return search.identifier
        ids = search.paper.ids
        if ids.s2 is None and _zenodo_number(ids) is not None:
            return None
        return next((Identifier(scheme, value) for scheme in S2_SCHEMES if (value := getattr(ids, scheme.value))), None)

    def _build(self, search: _OpenAccessSearch, ask: RequestOptions, own: Sequence[Copy]) -> PdfCandidates:
        paper = search.paper
        preference = candidates.Preference(self._preference())
        copies = candidates.order_copies(paper, preference, own, self._found()) if search.known or own else ()
        left_out = bool(not copies and search.known and candidates.order_copies(paper))
        # No service says that the copies derived from identifiers exist; if Unpaywall says that the paper is closed,
        # they may not.
        last_resort = (
            bool(copies) and not own and candidates.is_reported_closed(paper) and not candidates.has_open_copy(paper)
        )
        if not left_out and search.known and not search.missing and all(map(candidates.only_names_copies, copies)):
            page = candidates.doi_landing_page(paper)
            if page is not None and all(copy.source != candidates.LANDING_PAGE for copy in copies):
                copies, last_resort = (*copies, page), True
        reports = tuple(
            SourceReport(
                name=source,
                phase=phase,
                requests=ask.request_counts.of(source).requests,
                cached=ask.request_counts.of(source).cached,
                loaded=int(has_facts(paper, source)),
                error=error,
            )
            for source, (phase, error) in search.reports.items()
        )
        record = _zenodo_record(paper)
        is_open = record is not None and record.access == "open"
        return PdfCandidates(
            paper=paper,
            copies=copies,
            reports=reports,
            missing=tuple(search.missing),
            known=search.known,
            last_resort=last_resort,
            left_out=left_out,
            checksums=_checksums(paper),
            other_files=record.files if record is not None and is_open and not likeliest_pdfs(record.files) else (),
            access=(record.access or "") if record is not None and not is_open else "",
            asked=tuple(self._service_lookups(search)),
        )

    def _service_lookups(self, search: _OpenAccessSearch) -> Iterator[Lookup]:
        """Yields what each service answered that was asked for copies of the paper, now or lately."""
        from scholar_desktop.domain.search.paper_filter import has_other_files_only  # not part of the start

        paper, now = search.paper, utc_timestamp(self._now())
        is_of_files = has_other_files_only(paper)
        for source in (UNPAYWALL, S2, ZENODO):
            if source not in search.answered:
                continue
            _phase, error = search.reports.get(source, (Phase.OK, None))
            answer = next((facts for facts in paper.facts if facts.source == source), None)
            found = sum(copy.source == source for copy in paper.oa.copies)
            if error is not None:
                reason: str = error.message
            elif answer is None:
                reason = Message("{service} has no record of this paper.", service=TITLES[source])
                if is_of_files:
                    reason = Message("{service} does not list this record.", service=TITLES[source])
            elif not found:
                found, reason = _named_otherwise(answer, is_of_files=is_of_files)
            else:
                reason = _named_words(TITLES[source], found)
            at = answer.retrieved if answer is not None and error is None else now
            yield Lookup("", source, found, reason, at)


@dataclass
class _OpenAccessSearch:
    """The state of finding the copies of one paper."""

    paper: Paper
    identifier: Identifier | None
    answered: frozenset[str]
    known: bool
    learned: bool = False
    missing: list[ErrorInfo] = field(default_factory=list)
    reports: dict[str, tuple[Phase, ErrorInfo | None]] = field(default_factory=dict)

    def add_answer(self, more: Paper, *, learned: bool = False) -> None:
        """Merges the answer of a service into the paper; of another paper, which the identifier names by mistake, only
        the copies, whose PDFs are compared with the paper."""
        if are_unrelated(self.paper, more):
            self.paper = msgspec.structs.replace(self.paper, oa=merge_fields(self.paper, more).oa)
            return
        self.paper = merge_fields(self.paper, more) if self.paper.title else merge_fields(more, self.paper)
        self.known = True
        self.learned = self.learned or learned


def _is_asked_again(source: str, ask: RequestOptions) -> bool:
    """Returns True if *source* is queried although its answer is stored. The user tries again for copies, which are
    those of Unpaywall and Zenodo."""
    return ask.refresh or (ask.again and source != S2)


def _named_otherwise(answer: Facts, *, is_of_files: bool) -> tuple[int, Message]:
    """Returns what a service says of which no copy is shown: how many it names, and that in words. Another service may
    name the same address, and the copy is shown as one of that service."""
    service, hosts = TITLES[answer.source], _hosts_named(answer)
    if len(hosts) == 1:
        return 1, Message("{service} names the copy at {host}.", service=service, host=hosts[0])
    if hosts:
        return len(hosts), _named_words(service, len(hosts))
    if answer.source == S2 and "openAccessPdf" not in answer.fields:
        return 0, Message("{service} has this paper. Its answer says nothing of an open PDF.", service=service)
    if is_of_files:
        return 0, Message("{service} has this record, but no open PDF of it.", service=service)
    return 0, Message("{service} has this paper, but no open PDF of it.", service=service)


def _hosts_named(answer: Facts) -> list[str]:
    """Returns the host of each address of a copy that Semantic Scholar or Unpaywall named in *answer*."""
    if answer.source == S2:
        from scholar_desktop.sources.semantic_scholar.parse import open_access_of  # not part of the start
    elif answer.source == UNPAYWALL:
        from scholar_desktop.sources.unpaywall.parse import open_access_of
    else:
        return []
    hosts = {copy.pdf_url or copy.url: copy.host or copy.url for copy in open_access_of(answer.fields).copies}
    return list(hosts.values())


def _named_words(service: str, copies: int) -> Message:
    return Message.counted("{service} names {count} copy.", "{service} names {count} copies.", copies, service=service)


def _zenodo_number(ids: Ids) -> str | None:
    return ids.zenodo or (zenodo_of_doi(ids.doi) if ids.doi is not None else None)


def _record_paper(record: Any, now: datetime) -> Paper:
    from scholar_desktop.sources.zenodo.parse import record_to_paper

    return record_to_paper(record, utc_timestamp(now))


def _checksums(paper: Paper) -> dict[str, str]:
    """Returns the checksums that Zenodo states for the paper's files, by address."""
    from scholar_desktop.sources.zenodo.files import files_of

    return {
        file.url: file.checksum
        for facts in paper.facts
        if facts.source == ZENODO
        for file in files_of(facts.fields.get("files"), facts.fields)[0]
        if file.url is not None and file.checksum is not None
    }


def _zenodo_record(paper: Paper) -> Record | None:
    """Returns the paper's Zenodo record; None if there is none, or if it cannot be read."""
    from scholar_desktop.sources.zenodo.parse import parse_record

    sent = next((facts.fields for facts in paper.facts if facts.source == ZENODO), None)
    if sent is None:
        return None
    try:
        return parse_record(sent)
    except BadAnswer:  # the fields that were kept may be fewer than a whole record
        return None

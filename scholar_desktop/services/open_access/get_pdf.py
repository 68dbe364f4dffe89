"""Gets the PDF of one paper: checks the library, finds copies at the services, tries them, and reports the outcome."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome, item_outcome
from scholar_desktop.domain.download import DownloadFile, DownloadItem, DownloadState
from scholar_desktop.domain.errors import DiskError, LibraryDamaged, LibraryLocked, LibraryNewer, ScholarError
from scholar_desktop.domain.identifiers.identifiers import Identifier, ids_of
from scholar_desktop.domain.library import HAND, KeptPaper
from scholar_desktop.domain.merging.dedupe import merge_fields
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import SourceReport, not_found_at
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.web_address import site_of
from scholar_desktop.services.open_access.candidates import LANDING_PAGE, PdfCandidates, fetch_url
from scholar_desktop.services.open_access.fetch_run import FetchLimits, FetchResult, PdfFetchRun, ProgressListener
from scholar_desktop.services.open_access.pdf_storage import PdfStorage
from scholar_desktop.services.tasks import CancelGuard
from scholar_desktop.services.web.address_fetcher import AddressFetcher
from scholar_desktop.services.web.pdf_locators import is_lookup
from scholar_desktop.services.web.visited_urls import VisitedUrls

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.services.open_access.open_access import BatchAnswer, OpenAccessFinder

log = logging.getLogger(__name__)

CLOSED = Message("No open copy found.")
_NOT_PUBLISHED_OPEN = Message("No open copy of the published version found. Your PDF stays.")
_WITHOUT_PDF = (ItemOutcome.CLOSED, ItemOutcome.NO_PDF, ItemOutcome.NOT_FOUND, ItemOutcome.UNAVAILABLE)
_KEEPS_ANSWERS = (*_WITHOUT_PDF, ItemOutcome.NEEDS_PERSON)
"""The outcomes with which the answers of the services are shown."""
_OWN_PAGE_TOO = Message("No open copy found, and none on the publisher's page.")
_ELSEWHERE_TOO = Message("No open copy found, and none at the hosts of its identifiers.")
NO_IDENTIFIER = Message("It has no identifier by which the services could look for a PDF. Add its DOI, or a PDF.")
_LEFT_OUT = Message("No copy with an open licence found. Your settings exclude other copies.")
RESTRICTED = {
    "restricted": Message("The files are restricted. The owner decides who may download them."),
    "embargoed": Message("The files are under embargo."),
}
"""Why the files of a Zenodo record cannot be downloaded, by its access right."""
_NAMED_FILES = 3
SAVED_OUTCOMES = (Outcome.SAVED, Outcome.CANNOT_CHECK)
_ENDS_ALL = (ItemOutcome.SAVED, ItemOutcome.DISK, ItemOutcome.CANCELLED)


def max_active_items(at_once: int) -> int:
    """Returns how many items may be looked up or wait for their host, if *at_once* files are downloaded at once.

    It is the square of *at_once*: many enough that a slow host does not delay the others, and one if files are to be
    downloaded one at a time.
    """
    return at_once * at_once


class DownloadListener(ProgressListener, Protocol):
    """Receives the progress of one paper from the start, including the search for copies."""

    def candidates_found(self, candidates: PdfCandidates) -> None:
        """The services have answered, and these are the candidates."""


class PdfGetter:
    """Processes a waiting item of the download queue until it has ended.

    Args:
        finder: queries the services for copies.
        fetcher: downloads the copies.
        storage: receives the downloaded files.
        at_once: how many items ask the services for copies at the same time.
    """

    def __init__(
        self,
        finder: OpenAccessFinder,
        fetcher: AddressFetcher,
        storage: PdfStorage,
        library: LibraryStore,
        limits: FetchLimits,
        *,
        at_once: int,
    ) -> None:
        self._finder = finder
        self._fetcher = fetcher
        self._storage = storage
        self._library = library
        self._limits = limits
        self._asking = asyncio.Semaphore(at_once)

    async def kept(self, paper: Paper | None, identifier: Identifier | None) -> KeptPaper | None:
        """Returns the paper from the library, with or without a PDF; None when it is not there."""
        name = identifier or (paper.id if paper is not None else "")
        found = await self._library.find(name) if name else None
        if found is None and paper is not None:  # the library may know it by another of its identifiers
            found = (await self._library.find_many([paper])).get(paper.id)
        return found

    async def get(
        self,
        item: DownloadItem,
        *,
        ask: RequestOptions,
        asked: VisitedUrls,
        listener: DownloadListener,
        identifier: Identifier | None = None,
        said: BatchAnswer | None = None,
        on_reports: Callable[[Sequence[SourceReport]], None] | None = None,
        is_step: Callable[[], bool] | None = None,
        kept_as: Callable[[], str | None] | None = None,
        guard: CancelGuard | None = None,
    ) -> DownloadItem:
        """Gets the PDF of *item*. Raises the library's errors.

        Args:
            asked: the addresses requested earlier in this run, with their answers.
            listener: receives the progress.
            identifier: what was requested, if the item has no paper yet.
            said: what a batch request has already returned for it; None without a batch.
            on_reports: called with how each service ended that was needed.
            is_step: returns True if the saved PDF is an undo entry, see `LibraryStore.attach`; kept_as: see there.
            guard: held from when the library receives the PDF, until the caller has noted the outcome.

        Returns:
            The item with its outcome.
        """
        kept = await self.kept(item.paper, identifier)
        if item.only is None and not item.beside and (done := saved_item(item, kept, says_how=True)) is not None:
            if kept is not None and kept.trashed:
                await self._library.entries.trash([kept.key], False)
            return done
        before = item
        if any(
            one.outcome in SAVED_OUTCOMES for one in item.attempts
        ):  # that file is no longer in the library, or not wanted
            item = msgspec.structs.replace(item, attempts=(), copies=(), path=None)
        known = _merge_papers(item.paper, kept.paper if kept is not None else None)
        async with self._asking:
            if ask.on_turn is not None:
                ask.on_turn(None)
            candidates = await self._finder.candidates(
                known or Paper(title="", ids=ids_of(identifier) if identifier is not None else Ids()),
                ask,
                identifier=identifier,
                said=said,
            )
        if item.only is not None:
            # The user wants this copy and no other, so a service that did not answer makes no difference.
            candidates = msgspec.structs.replace(
                candidates, copies=(item.only,), last_resort=False, left_out=False, missing=()
            )
        if on_reports is not None:
            on_reports(candidates.reports)
        beside = saved_item(before, kept, says_how=True) if item.beside else None
        if beside is not None:
            candidates = _only_published(candidates)
        listener.candidates_found(candidates)
        if beside is not None and not (candidates.copies or candidates.missing):
            return msgspec.structs.replace(beside, reason=_NOT_PUBLISHED_OPEN)
        if not candidates.copies:
            await self._add_facts(kept, candidates.paper)
            return _ended_without_copies(item, candidates)
        async with asked.paper(candidates.paper.id):
            # It may be in the library by another of its identifiers, or may have been added a moment ago.
            there = (await self._library.find_many([candidates.paper])).get(candidates.paper.id)
            if item.only is None and beside is None and (done := saved_item(before, there, says_how=True)):
                return done
            run = PdfFetchRun(
                self._fetcher,
                self._storage,
                self._limits,
                candidates,
                ask=ask,
                asked=asked,
                listener=listener,
                before=item.attempts,
                late=item.late_urls,
                is_step=is_step,
                kept_as=kept_as,
                guard=guard,
            )
            result = await run.run()
        if result.kept is None:
            await self._add_facts(there, candidates.paper)
        done = _ended(item, candidates, result)
        if beside is not None and done.outcome in _WITHOUT_PDF:  # the paper still has the PDF of another version
            tried = (*done.attempts, *beside.attempts)  # the attempt that saved the PDF is the last one
            return msgspec.structs.replace(beside, attempts=tried, reason=_NOT_PUBLISHED_OPEN)
        return done

    async def _add_facts(self, kept: KeptPaper | None, paper: Paper) -> None:
        """Adds what the services answered about *paper* to *kept*, the same paper in the library, which got no PDF: a
        saved PDF brings it along. An error of the library is only logged, since the outcome is known without it."""
        if kept is None or not _has_newer_facts(paper, kept.paper):
            return
        try:
            await self._library.update(paper)
        except ScholarError as error:
            log.warning("the library could not take newer facts: %s", error.message)


def _has_newer_facts(paper: Paper, kept: Paper) -> bool:
    """Returns True if *paper* has facts that *kept* does not have. It may have copies without any, if a service has
    another paper under one of its identifiers."""
    there = {(facts.source, facts.retrieved) for facts in kept.facts}
    return any((facts.source, facts.retrieved) not in there for facts in paper.facts)


def saved_item(item: DownloadItem, kept: KeptPaper | None, *, says_how: bool = False) -> DownloadItem | None:
    """Returns *item* as saved, without attempts, if the library has the PDF of *kept*; else None.

    Args:
        says_how: if *item* saved this PDF, it keeps its attempts and their reason.
    """
    if kept is None or kept.pdf is None or not Path(kept.pdf).is_file():
        return None
    there = {file.sha256 for file in kept.files}
    attempts = item.attempts
    saved = next((one for one in attempts if one.outcome in SAVED_OUTCOMES and one.sha256 in there), None)
    if saved is None and (saved := _unnoted_attempt(item, kept)) is not None:
        attempts = (*attempts, saved)
    if not says_how:
        saved = None
    size = next((file.bytes for file in kept.files if file.path == kept.pdf), 0)
    held = Message("Restored from the trash.") if kept.trashed else Message("Already in your library.")
    return msgspec.structs.replace(
        item,
        paper=kept.paper,
        state=DownloadState.DONE,
        current=None,
        received=size,
        size=size,
        rate=None,
        attempts=() if saved is None else attempts,
        outcome=ItemOutcome.SAVED,
        reason=held if saved is None else saved.reason,
        path=kept.pdf,
        link=msgspec.UNSET,
        quarantined=None,
    )


def _unnoted_attempt(item: DownloadItem, kept: KeptPaper) -> Attempt | None:
    """Returns the attempt of *item* that saved the PDF of *kept*, if it was stopped before it could note it; else None.

    The library received the PDF from the web while the program worked on *item*.
    """
    file = next((file for file in kept.files if file.path == kept.pdf), None)
    if file is None or file.source == HAND or not file.source_url or not file.retrieved:
        return None
    at, address = file.retrieved, file.source_url
    if not any(began <= at <= ended for began, ended in item.worked or ()):
        return None
    return Attempt(
        address,
        file.source or "",
        Outcome.SAVED,
        bytes=file.bytes,
        sha256=file.sha256,
        reason=Message("Saved from {host}.", host=site_of(address) or address),
        at=at,
    )


def ended_item(item: DownloadItem, outcome: ItemOutcome, reason: str) -> DownloadItem:
    """Returns *item* as ended for a reason that is not an attempt."""
    return msgspec.structs.replace(
        item, state=DownloadState.DONE, current=None, rate=None, outcome=outcome, reason=reason
    )


def failed_item(item: DownloadItem, error: ScholarError) -> DownloadItem:
    """Returns *item* as ended by *error*: DISK for errors of the disk or the library, else TEMPORARY."""
    machine = isinstance(error, DiskError | LibraryLocked | LibraryDamaged | LibraryNewer)
    return ended_item(item, ItemOutcome.DISK if machine else ItemOutcome.TEMPORARY, error.message)


def requeued_item(item: DownloadItem) -> DownloadItem:
    """Returns *item* as it was before its worker began, but with the attempts that will not be repeated."""
    return msgspec.structs.replace(
        item,
        state=DownloadState.WAITING,
        attempts=tuple(one for one in item.attempts if item_outcome([one]) is not ItemOutcome.TEMPORARY),
        current=None,
        rate=None,
        outcome=None,
        reason="",
    )


def _only_published(candidates: PdfCandidates) -> PdfCandidates:
    """Returns *candidates* with only the copies of the published version: another version is in the library already."""
    copies = tuple(copy for copy in candidates.copies if copy.version == "publishedVersion")
    return msgspec.structs.replace(candidates, copies=copies)


def paper_outcome(candidates: PdfCandidates, attempts: Sequence[Attempt]) -> tuple[ItemOutcome, str]:
    """Returns the outcome for the paper that follows from *attempts*, and the reason in a sentence.

    While a service that could know a copy has not answered, a paper without a PDF is TEMPORARY, whatever the addresses
    gave that were known without it.
    """
    outcome = item_outcome(attempts)
    if candidates.missing and outcome not in (*_ENDS_ALL, ItemOutcome.TEMPORARY):
        return ItemOutcome.TEMPORARY, _missing_reason(candidates)
    if outcome is None:
        return _closed(candidates, CLOSED)
    if candidates.last_resort and outcome not in _ENDS_ALL and not _own_page_may_answer(candidates, outcome):
        places = {address for copy in candidates.copies if not is_lookup(address := fetch_url(copy))}
        if all(attempt.url in places for attempt in attempts):
            return _closed(candidates, _OWN_PAGE_TOO if _is_own_page(candidates) else _ELSEWHERE_TOO)
    reason = next(attempt.reason for attempt in attempts if item_outcome([attempt]) is outcome)
    return outcome, reason


def _closed(candidates: PdfCandidates, reason: str) -> tuple[ItemOutcome, str]:
    """Returns the outcome of a paper without a known copy of its PDF: CLOSED for *reason*, NO_PDF, or
    NOT_FOUND if it has no identifier."""
    names = [file.name for file in candidates.other_files]
    if not names and not candidates.paper.ids.has_public_one:
        return ItemOutcome.NOT_FOUND, NO_IDENTIFIER  # no service was asked, so nobody said that it is closed
    if not names:
        return ItemOutcome.CLOSED, RESTRICTED.get(candidates.access, reason)
    named = ", ".join(names[:_NAMED_FILES])
    if len(names) > _NAMED_FILES:
        left = len(names) - _NAMED_FILES
        return ItemOutcome.NO_PDF, Message.counted(
            "Other files only: {files} and {count} more.",
            "Other files only: {files} and {count} more.",
            left,
            files=named,
        )
    return ItemOutcome.NO_PDF, Message("Other files only: {files}.", files=named)


def _files_instead(candidates: PdfCandidates, outcome: ItemOutcome) -> tuple[DownloadFile, ...]:
    if outcome is not ItemOutcome.NO_PDF:
        return ()
    return tuple(
        DownloadFile(
            name=file.name,
            url=file.url,
            size=file.size,
            checksum=file.checksum,
            type=file.type,
            media_type=file.media_type,
        )
        for file in candidates.other_files
    )


def _not_found_reason(item: DownloadItem, candidates: PdfCandidates) -> str:
    """Returns the sentence that names the services that were asked about a paper that none of them has."""
    asked = {lookup.source for lookup in candidates.asked if lookup.is_of_service}
    return not_found_at(item.asked_as, asked)


def _missing_reason(candidates: PdfCandidates) -> str:
    return Message("No open copy found so far. {problem}", problem=candidates.missing[0].message)


def _own_page_may_answer(candidates: PdfCandidates, outcome: ItemOutcome) -> bool:
    """Returns True if the paper's own page gave no answer, so that it may name a PDF at a later request."""
    return outcome is ItemOutcome.TEMPORARY and _is_own_page(candidates)


def _is_own_page(candidates: PdfCandidates) -> bool:
    return candidates.copies[-1].source == LANDING_PAGE


def _ended_without_copies(item: DownloadItem, candidates: PdfCandidates) -> DownloadItem:
    """Returns *item* as ended without any known copy.

    Either there is none, or no service knows the paper, or a service could not be queried.
    """
    if candidates.missing:
        outcome = ItemOutcome.TEMPORARY
        reason = _missing_reason(candidates)
    elif candidates.known and candidates.left_out:
        outcome, reason = ItemOutcome.CLOSED, _LEFT_OUT
    elif candidates.known:
        outcome, reason = _closed(candidates, CLOSED)
    else:
        outcome, reason = ItemOutcome.NOT_FOUND, _not_found_reason(item, candidates)
    return msgspec.structs.replace(
        item,
        paper=candidates.paper if candidates.known else None,
        state=DownloadState.DONE,
        copies=(),
        current=None,
        lookups=candidates.asked,
        outcome=outcome,
        reason=reason,
        files=_files_instead(candidates, outcome),
    )


def _ended(item: DownloadItem, candidates: PdfCandidates, result: FetchResult) -> DownloadItem:
    outcome, reason = paper_outcome(candidates, result.attempts)
    kept = result.kept
    return msgspec.structs.replace(
        item,
        paper=kept.paper if kept is not None else candidates.paper,
        state=DownloadState.DONE,
        copies=candidates.copies,
        current=None,
        rate=None,
        attempts=result.attempts,
        lookups=(*candidates.asked, *result.lookups) if outcome in _KEEPS_ANSWERS else result.lookups,
        outcome=outcome,
        reason=reason,
        path=kept.pdf if kept is not None else None,
        quarantined=str(result.quarantined) if result.quarantined is not None else None,
        files=_files_instead(candidates, outcome),
    )


def _merge_papers(first: Paper | None, other: Paper | None) -> Paper | None:
    if first is None or other is None:
        return first or other
    return merge_fields(first, other)

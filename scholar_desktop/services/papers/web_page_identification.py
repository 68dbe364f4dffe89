"""Finds the paper that a web page is about, if the address does not say: loads the page once, reads its DOI, arXiv ID
or title, and stores the result."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.errors import (
    AccessRefused,
    DiskError,
    NotFound,
    Offline,
    RateLimited,
    ScholarError,
    SourceError,
    TimedOut,
    Unreachable,
)
from scholar_desktop.domain.identifiers.identifiers import Identifier, label_of
from scholar_desktop.domain.identifiers.identifiers import parse as parse_identifier
from scholar_desktop.domain.identifiers.urls_without_identifier import page_host, page_site_name
from scholar_desktop.domain.reference_lists.reference_list import ParsedReference
from scholar_desktop.domain.reference_lists.title_agreement import NO, OK, assess_candidate
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import FILES
from scholar_desktop.domain.text.message import Message, restored, stored_text
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.services.web.address_fetcher import AddressFetcher, AddressResponse
from scholar_desktop.services.web.part_files import LockedPartFile

if TYPE_CHECKING:
    from scholar_desktop.net.client import Client
    from scholar_desktop.net.http_cache import RecordStore
    from scholar_desktop.services.papers.paper_lookup import PaperLookup
    from scholar_desktop.services.web.landing_page import LandingPage

log = logging.getLogger(__name__)

PAGES = "page"
"""The name of these entries in the record store."""
FOUND_LIFETIME = timedelta(days=90)
FAILED_LIFETIME = timedelta(hours=1)
"""How long a refusal, or a page that does not name its paper, is remembered."""
HTML = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"
SEARCH_BY_TITLE_HINT = Message("Open the page in a browser, and search for the title or DOI here.")


class PageIdentity(msgspec.Struct, frozen=True):
    """The paper that a web page is about.

    words: how it was identified, as "OpenReview page: found by its title".
    """

    identifier: Identifier
    words: str


class PaperPages:
    """Loads web pages that the user names, under the same rules as the landing pages of candidates: host map, private
    address check, rate limits and size limit.

    Args:
        client: says whether the program is offline.
        fetcher: requests the pages.
        data_dir: returns the current library folder, on whose disk a temporary file is written; none remains.
    """

    def __init__(
        self,
        client: Client,
        fetcher: AddressFetcher,
        records: RecordStore,
        lookup: PaperLookup,
        data_dir: Callable[[], Path],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._fetcher = fetcher
        self._records = records
        self._lookup = lookup
        self._data_dir = data_dir
        self._clock = clock

    async def resolve(self, page: Identifier, ask: RequestOptions) -> PageIdentity:
        """Return the paper that *page* (Scheme.PAGE) is about.

        Takes one request to its host (plus redirects, and the page that it forwards a browser to), and one to Semantic
        Scholar if the page has only a title. A known page takes none.

        Raises:
            NotFound, AccessRefused: the page does not lead to a paper; remembered for an hour.
            RateLimited, TimedOut, Unreachable, Offline: the page could not be loaded. The hint says what the user can
                do.
        """
        known = None if ask.refresh else await self._recall(page, again=ask.again)
        if isinstance(known, SourceError):
            ask.request_counts.of(FILES).cached += 1
            raise known
        if known is not None:
            ask.request_counts.of(FILES).cached += 1
            return known
        if self._client.offline:
            raise Offline(Message("You are offline, and the page at {page} was not read before.", page=page_host(page)))
        try:
            named = await self._looked_at(page, ask)
        except (NotFound, AccessRefused) as error:
            await self._keep(
                page, {"code": error.code, "message": stored_text(error.message), "hint": stored_text(error.hint or "")}
            )
            raise
        await self._keep(page, {"identifier": str(named.identifier), "words": stored_text(named.words)})
        return named

    async def _looked_at(self, page: Identifier, ask: RequestOptions) -> PageIdentity:
        fetched = await self._fetched(page.value, ask)
        if fetched.page is not None and fetched.page.jump is not None and not _tells(fetched.page):
            fetched = await self._fetched(fetched.page.jump, ask)  # as a browser does (linkinghub.elsevier.com)
        if fetched.page is None:
            raise _why_not(page, fetched)
        site, said = page_site_name(page), fetched.page
        for scheme, values in (("doi", said.dois), ("arxiv", said.arxivs), ("pmid", said.pmids)):
            identifier = next((one for value in values if (one := parse_identifier(f"{scheme}:{value}"))), None)
            if identifier is not None:
                return PageIdentity(
                    identifier, Message("{site} page: {identifier}", site=site, identifier=label_of(identifier))
                )
        return await self._by_title(page, said, ask)

    async def _by_title(self, page: Identifier, said: LandingPage, ask: RequestOptions) -> PageIdentity:
        site = page_site_name(page)
        title = plain(said.titles[0]) if said.cited_titles or (said.titles and said.authors) else ""
        if not title:
            raise NotFound(
                Message("The page at {site} does not identify a paper.", site=site),
                hint=SEARCH_BY_TITLE_HINT,
                subject=page.value,
            )
        first = said.authors[0] if said.authors else ""
        match = await self._lookup.by_title(title, ask)
        paper = match.paper
        wanted = ParsedReference(title=title, first_author=first, year=said.year, is_entry=True)
        how = (
            {part.words: part.how for part in assess_candidate(wanted, f"{first} {title}", paper).parts}
            if paper
            else {}
        )
        if paper is None or how.get("title") != OK or how.get("first author") == NO:  # not translated: a name
            short = shorten(title, 90)
            message = (  # not translated: a name
                Message(
                    "The page at {site} is about “{title}”, but Semantic Scholar has no such paper by {author}.",
                    site=site,
                    title=short,
                    author=first,
                )
                if how.get("first author") == NO
                else Message(
                    "The page at {site} is about “{title}”, but Semantic Scholar has no paper with this title.",
                    site=site,
                    title=short,
                )
            )
            raise NotFound(message, hint=Message("Search for words of the title."), subject=page.value)
        identifier = parse_identifier(paper.id)
        assert identifier is not None, paper.id
        return PageIdentity(identifier, Message("{site} page: found by its title", site=site))

    async def _fetched(self, url: str, ask: RequestOptions) -> AddressResponse:
        from scholar_desktop.net.cookies import Cookies

        claim: LockedPartFile | None = None
        try:
            claim = LockedPartFile(self._data_dir(), url)
            return await self._fetcher.fetch(
                url, claim.path, ask=ask, jar=Cookies(), sniff=lambda _head: False, accept=HTML
            )
        except OSError as error:
            return AddressResponse(
                url,
                Outcome.DISK,
                Message("Could not write to the disk: {reason}.", reason=error.strerror or str(error)),
            )
        finally:
            if claim is not None:
                claim.release()

    async def _recall(self, page: Identifier, *, again: bool) -> PageIdentity | SourceError | None:
        """Return the stored result for *page*.

        Args:
            again: whether to ignore a stored failure.
        """
        newer_than = utc_timestamp(self._clock() - FOUND_LIFETIME)
        try:
            records = await self._records.get(PAGES, [page.value], newer_than=newer_than)
        except DiskError as error:
            log.info("what pages said could not be read: %s", error.message)
            return None
        if (record := records.get(page.value)) is None:
            return None
        body = record.body
        if (identifier := parse_identifier(str(body.get("identifier") or ""))) is not None:
            return PageIdentity(identifier, restored(str(body.get("words") or "")))
        if again or record.retrieved < utc_timestamp(self._clock() - FAILED_LIFETIME):
            return None
        kind = AccessRefused if body.get("code") == AccessRefused.code else NotFound
        return kind(
            restored(str(body.get("message") or "")), hint=restored(body.get("hint") or "") or None, subject=page.value
        )

    async def _keep(self, page: Identifier, body: dict[str, Any]) -> None:
        from scholar_desktop.net.http_cache import RecordEntry

        try:
            said = [RecordEntry(ids=(page.value,), body=body)]
            await self._records.put_many(PAGES, said, fields=("*",), retrieved=utc_timestamp(self._clock()))
        except DiskError as error:
            log.info("what a page said could not be kept: %s", error.message)


def _tells(said: LandingPage) -> bool:
    return bool(said.dois or said.arxivs or said.pmids or said.cited_titles)


def _why_not(page: Identifier, fetched: AddressResponse) -> ScholarError:
    """Return the error for a page that could not be loaded."""
    site = page_site_name(page)
    reason = fetched.reason
    match fetched.outcome:
        case None | Outcome.NOT_PDF | Outcome.HTML_NOT_PDF:
            message = Message(
                "{host} returned a file instead of a page, so the paper cannot be identified.", host=fetched.host
            )
            return NotFound(message, hint=SEARCH_BY_TITLE_HINT, subject=page.value)
        case Outcome.NEEDS_PERSON | Outcome.REFUSED:
            hint = SEARCH_BY_TITLE_HINT
            return AccessRefused(reason, hint=hint, subject=page.value)
        case Outcome.PRIVATE_ADDRESS | Outcome.BLOCKED:
            hint = Message("Search for the title or DOI of the paper.")
            return AccessRefused(
                Message("The page at {site} was not opened. {reason}", site=site, reason=reason),
                hint=hint,
                subject=page.value,
            )
        case Outcome.UNAVAILABLE if fetched.http_status in (404, 410):  # the user may have mistyped it
            message = (
                Message("{host} has no page at this address (404).", host=fetched.host)
                if fetched.http_status == 404
                else Message("{host} no longer has this page (410).", host=fetched.host)
            )
            return NotFound(message, hint=SEARCH_BY_TITLE_HINT, subject=page.value)
        case Outcome.UNAVAILABLE | Outcome.REDIRECT_LOOP:
            return NotFound(
                reason or Message("There is no page at {site}.", site=site),
                hint=SEARCH_BY_TITLE_HINT,
                subject=page.value,
            )
        case Outcome.RATE_LIMITED:
            return RateLimited(reason, hint=Message("Try again later, or search for the title."), subject=page.value)
        case Outcome.TIMEOUT:
            return TimedOut(
                reason, hint=Message("Try again, or search for the title of the paper."), subject=page.value
            )
        case Outcome.DISK:
            return DiskError(reason, subject=page.value)
        case _:
            return Unreachable(
                reason, hint=Message("Try again, or search for the title of the paper."), subject=page.value
            )

"""Looks up additional copies of a paper at the user's request: in PMC's cloud, Europe PMC, bioRxiv, landing pages.

The results are remembered, so that a later download does not repeat the requests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.web_address import host_of
from scholar_desktop.services.open_access import candidates
from scholar_desktop.services.tasks import gather_all
from scholar_desktop.services.web import url_rules
from scholar_desktop.services.web.address_fetcher import AddressFetcher, AddressResponse
from scholar_desktop.services.web.landing_page import other_paper_named
from scholar_desktop.services.web.part_files import LockedPartFile
from scholar_desktop.services.web.pdf_locators import is_lookup

if TYPE_CHECKING:
    from pathlib import Path

_NO_COPY_OUTCOMES = frozenset({Outcome.UNAVAILABLE, Outcome.NOT_PDF})


class ExtraLocationsResult(msgspec.Struct, frozen=True):
    """The result of looking up additional copies.

    copies: how many new ones were found; failures: why a lookup gave no answer, one sentence each.
    """

    copies: int
    failures: tuple[str, ...] = ()


class ExtraLocations:
    """Makes the lookups of a paper before a download does, and remembers their results.

    Args:
        fetcher: requests the lookups and pages.
        data_dir: returns the current library folder; nothing that is requested here stays in it.
    """

    def __init__(self, fetcher: AddressFetcher, data_dir: Callable[[], Path]) -> None:
        self._fetcher = fetcher
        self._data_dir = data_dir
        self._found: dict[str, tuple[Copy, ...]] = {}

    def found(self) -> dict[str, tuple[Copy, ...]]:
        """Returns the copies that each lookup found, possibly none, by the address of the lookup."""
        return self._found

    def not_looked_up(self, copies: Iterable[Copy]) -> list[Copy]:
        """Returns those of *copies* that are lookups or pages which may name copies, and were not requested yet."""
        return [
            copy
            for copy in copies
            if candidates.only_names_copies(copy) and candidates.fetch_url(copy) not in self._found
        ]

    async def look(self, paper: Paper, copies: Iterable[Copy], ask: RequestOptions) -> ExtraLocationsResult:
        """Requests the lookups and landing pages among *copies* of *paper*.

        Each costs one request, plus the redirects of a page. Errors of a host are reported in the result, not raised.
        """
        asked = self.not_looked_up(copies)
        failures: list[str] = []
        before = len(self._found)

        async def one(copy: Copy) -> None:
            fetched = await self._fetched(copy, ask)
            if fetched.page is not None or fetched.outcome in _NO_COPY_OUTCOMES:
                self._found[candidates.fetch_url(copy)] = _copies_named(copy, fetched, paper)
            else:
                failures.append(
                    fetched.reason or Message("{host} sent the PDF itself: get it from there.", host=fetched.host)
                )

        await gather_all(*(one(copy) for copy in asked))
        new = list(self._found.values())[before:]
        return ExtraLocationsResult(sum(len(copies) for copies in new), tuple(failures))

    async def _fetched(self, copy: Copy, ask: RequestOptions) -> AddressResponse:
        from scholar_desktop.net.cookies import Cookies

        url = candidates.fetch_url(copy)
        claim: LockedPartFile | None = None
        try:
            claim = LockedPartFile(self._data_dir(), url)
            return await self._fetcher.fetch(url, claim.path, ask=ask, jar=Cookies(), sniff=lambda _head: False)
        except OSError as error:
            return AddressResponse(
                url,
                Outcome.DISK,
                Message("The file could not be saved: {reason}.", reason=error.strerror or str(error)),
            )
        finally:
            if claim is not None:
                claim.release()


def _copies_named(copy: Copy, fetched: AddressResponse, paper: Paper) -> tuple[Copy, ...]:
    """Returns the copies that the lookup or page *fetched* names; none if the page is about another paper."""
    page = fetched.page
    looked_up = is_lookup(candidates.fetch_url(copy))
    if page is None or (not looked_up and other_paper_named(page, paper) is not None):
        return ()
    links = [url_rules.europe_pmc_pdf(pmcid) if (pmcid := url_rules.pmcid_in(link)) else link for link in page.links]
    return tuple(
        msgspec.structs.replace(
            copy,
            url=link,
            pdf_url=link,
            host=host_of(link),
            license=copy.license or page.license,
            evidence=_evidence(copy, looked_up=looked_up),
        )
        for link in links
    )


def _evidence(copy: Copy, *, looked_up: bool) -> str:
    if not looked_up:
        return Message("The paper's own page links to it")
    if copy.source == candidates.PMC:
        return Message("PubMed Central lists it")
    if copy.source == candidates.EUROPE_PMC:
        return Message("Europe PMC lists it")
    return Message("{host} lists it among the versions of the preprint", host=copy.host or "")

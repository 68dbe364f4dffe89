"""Lists all copies of a paper for display: the candidates in order, then copies that are not tried or under embargo.

Does no I/O.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from scholar_desktop.domain.attempt import FINAL_OUTCOMES, Attempt, Lookup
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.library import HAND, KeptFile
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.web_address import host_of
from scholar_desktop.services.open_access import candidates
from scholar_desktop.services.open_access.candidates import LookupResults, Preference
from scholar_desktop.services.web.url_rules import normalise_url


class ShownCopy(msgspec.Struct, frozen=True):
    """A copy for display.

    place: its position among the candidates, from 1, not counting lookups; None for one that is not tried
    automatically; why: the reason for its position, or why it is not tried; embargoed: it is not open yet; until: the
    day on which it becomes open (YYYY-MM-DD), None if unknown; is_lookup_only: it is a lookup or page that may name
    copies, and must be requested first.
    """

    copy: Copy
    place: int | None
    why: str
    embargoed: bool = False
    until: str | None = None
    is_lookup_only: bool = False


def shown_copies(
    paper: Paper,
    preference: Preference,
    own: Iterable[Copy] = (),
    found: LookupResults | None = None,
    *,
    attempts: Iterable[Attempt] = (),
    files: Iterable[KeptFile] = (),
) -> tuple[ShownCopy, ...]:
    """Returns all copies of *paper* for display.

    Args:
        own: links that the user added to the paper.
        found: results of earlier lookups.
        attempts: earlier attempts; addresses that pages and lookups led to are listed too.
        files: kept files of the paper; the addresses they came from are listed too.
    """
    own = tuple(own)
    tried: list[ShownCopy] = []
    place = 0
    for copy in candidates.order_copies(paper, preference, own, found):
        is_lookup_only = candidates.only_names_copies(copy)
        place += not is_lookup_only
        tried.append(
            ShownCopy(
                copy,
                None if is_lookup_only else place,
                candidates.order_reason(copy, preference),
                is_lookup_only=is_lookup_only,
            )
        )
    if not tried and (page := candidates.doi_landing_page(paper)) is not None and not paper.oa.copies:
        tried = [ShownCopy(page, None, candidates.order_reason(page, preference), is_lookup_only=True)]
    left_out = [
        ShownCopy(copy, None, why, is_lookup_only=candidates.only_names_copies(copy))
        for copy in candidates.all_copies(paper, own, found)
        if (why := candidates.exclusion_reason(copy, preference)) is not None
    ]
    known = (*tried, *left_out)
    return (*known, *_on_the_way([shown.copy for shown in known], attempts, files), *_embargoed(paper))


def untried_copies(item: DownloadItem) -> tuple[Copy, ...]:
    """Returns the copies that were known and not tried, because an earlier attempt ended the download of *item*.

    Lookups and pages that may name copies are left out: they are not copies.
    """
    if item.state is not DownloadState.DONE or not item.attempts or item.attempts[-1].outcome not in FINAL_OUTCOMES:
        return ()
    tried = {normalise_url(attempt.url) for attempt in item.attempts}
    late = {normalise_url(url) for url in item.late_urls}
    was_tried = [not tried.isdisjoint(_addresses(copy)) for copy in item.copies]
    last = max((place for place, is_tried in enumerate(was_tried) if is_tried), default=-1)
    if not any(normalise_url(item.attempts[-1].url) in _addresses(copy) for copy in item.copies):
        last += 1  # it was a link on the page of the next copy
    return tuple(
        copy
        for place, copy in enumerate(item.copies)
        if not was_tried[place]
        and (place > last or normalise_url(candidates.fetch_url(copy)) in late)
        and not candidates.only_names_copies(copy)
    )


def place_of_current(item: DownloadItem, current: int) -> Message:
    """Returns 'Copy 1 of 3' for the copy of *item* that is tried now. A page that may only name copies is not listed
    with them, and counts only while it is tried itself. current: its place among `item.copies`, from 0."""
    counted = [
        place for place, copy in enumerate(item.copies) if place == current or not candidates.only_names_copies(copy)
    ]
    return Message("Copy {number} of {count}", number=counted.index(current) + 1, count=len(counted))


def failed_lookup(copy: Copy, item: DownloadItem) -> Lookup | None:
    """Returns the newest request of *item* that found no PDF at the address of *copy* and is no attempt; None without
    one. An address that follows from an identifier of the paper is a guess, so its failure does not count as one."""
    if candidates.only_names_copies(copy):
        return None
    address = normalise_url(candidates.fetch_url(copy))
    asked = (one for one in reversed(item.lookups) if not one.is_of_service and not one.found)
    return next((one for one in asked if normalise_url(one.url) == address), None)


def _addresses(copy: Copy) -> set[str]:
    return {normalise_url(url) for url in (copy.url, copy.pdf_url, copy.landing_url) if url}


def _on_the_way(known: Iterable[Copy], attempts: Iterable[Attempt], files: Iterable[KeptFile]) -> list[ShownCopy]:
    """Returns addresses that were tried, or that a kept file came from, and that are not among the *known* copies.

    Where the user got a file that is not listed, such as the proxy of a library, is no open copy. Neither is a file
    that is no PDF.
    """
    places = {address for copy in known for address in _addresses(copy)}
    kept = {
        file.source_url: file for file in files if file.source_url is not None and file.source != HAND and file.is_pdf
    }
    sources = {one.url: one.source for one in attempts if one.source != HAND} | {
        url: file.source or "" for url, file in kept.items()
    }
    return [
        ShownCopy(
            Copy(
                url=url,
                pdf_url=url,
                host=host_of(url),
                version=kept[url].version if url in kept else None,
                license=kept[url].license if url in kept else None,
                source="" if source == candidates.USER else source,  # a link that the user removed
            ),
            None,
            Message("Found while trying the other copies"),
        )
        for url, source in sources.items()
        if normalise_url(url) not in places
    ]


def _embargoed(paper: Paper) -> list[ShownCopy]:
    from scholar_desktop.sources.unpaywall.parse import embargoed

    return [
        ShownCopy(copy, None, Message("Not tried: under embargo"), embargoed=True, until=until)
        for facts in paper.facts
        if facts.source == UNPAYWALL
        for copy, until in embargoed(facts.fields)
    ]

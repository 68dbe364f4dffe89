"""All copies of a paper as a person is shown them: those on the ladder in their order, then those that are not tried,
then those under embargo. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from scholar_desktop.domain.attempt import Attempt
from scholar_desktop.domain.library import KeptFile
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.services.open_access import candidates
from scholar_desktop.services.open_access.candidates import LookupResults, Preference
from scholar_desktop.services.web.url_rules import host_of, normalise_url


class ShownCopy(msgspec.Struct, frozen=True):
    """place: on the ladder, from 1, without places that only tell of copies; None for one that is not tried by itself.
    why: why it stands there, or is not
    tried; embargoed: it is not open yet; until: the day on which it opens (YYYY-MM-DD), None where nobody says; tells:
    it is a place that may tell of copies, and must be asked first."""

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
    """All copies of *paper*. own: what the person named for it; found: what look-ups have told already; attempts,
    files: what was tried and is kept: addresses that pages and look-ups led to on the way are copies too."""
    own = tuple(own)
    tried: list[ShownCopy] = []
    place = 0
    for copy in candidates.order_copies(paper, preference, own, found):
        is_lookup_only = candidates.is_lookup_only(copy)
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
        ShownCopy(copy, None, why, is_lookup_only=candidates.is_lookup_only(copy))
        for copy in candidates.all_copies(paper, own, found)
        if (why := candidates.exclusion_reason(copy, preference)) is not None
    ]
    known = (*tried, *left_out)
    return (*known, *_on_the_way([shown.copy for shown in known], attempts, files), *_embargoed(paper))


def _on_the_way(known: Iterable[Copy], attempts: Iterable[Attempt], files: Iterable[KeptFile]) -> list[ShownCopy]:
    """Addresses that were tried, or that a kept file came from, and that are none of the *known* copies."""
    places = {normalise_url(url) for copy in known for url in (copy.url, copy.pdf_url, copy.landing_url) if url}
    kept = {file.source_url: file for file in files if file.source_url is not None}
    sources = {one.url: one.source for one in attempts} | {url: file.source or "" for url, file in kept.items()}
    return [
        ShownCopy(
            Copy(
                url=url,
                pdf_url=url,
                host=host_of(url),
                version=kept[url].version if url in kept else None,
                license=kept[url].license if url in kept else None,
                source="" if source == candidates.USER else source,  # a link that was forgotten
            ),
            None,
            "found on the way to the others",
        )
        for url, source in sources.items()
        if normalise_url(url) not in places
    ]


def _embargoed(paper: Paper) -> list[ShownCopy]:
    from scholar_desktop.sources.unpaywall.parse import embargoed

    return [
        ShownCopy(copy, None, "under embargo: not tried", embargoed=True, until=until)
        for facts in paper.facts
        if facts.source == UNPAYWALL
        for copy, until in embargoed(facts.fields)
    ]

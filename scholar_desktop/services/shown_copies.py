"""All copies of a paper as a person is shown them: those on the ladder in their order, then those that are not tried,
then those under embargo. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.services import ladder
from scholar_desktop.services.ladder import Found, Preference


class ShownCopy(msgspec.Struct, frozen=True):
    """place: on the ladder, from 1; None for one that is not tried by itself. why: why it stands there, or is not
    tried; embargoed: it is not open yet; until: the day on which it opens (YYYY-MM-DD), None where nobody says; tells:
    it is a place that may tell of copies, and must be asked first."""

    copy: Copy
    place: int | None
    why: str
    embargoed: bool = False
    until: str | None = None
    tells: bool = False


def shown_copies(
    paper: Paper, preference: Preference, own: Iterable[Copy] = (), found: Found | None = None
) -> tuple[ShownCopy, ...]:
    """All copies of *paper*. own: what the person named for it; found: what look-ups have told already."""
    own = tuple(own)
    tried = [
        ShownCopy(copy, place, ladder.why_here(copy, preference), tells=ladder.is_quiet(copy))
        for place, copy in enumerate(ladder.order(paper, preference, own, found), start=1)
    ]
    if not tried and (page := ladder.own_page(paper)) is not None and not paper.oa.copies:
        tried = [ShownCopy(page, 1, ladder.why_here(page, preference), tells=True)]
    left_out = [
        ShownCopy(copy, None, why, tells=ladder.is_quiet(copy))
        for copy in ladder.every(paper, own, found)
        if (why := ladder.left_out(copy, preference)) is not None
    ]
    return (*tried, *left_out, *_embargoed(paper))


def _embargoed(paper: Paper) -> list[ShownCopy]:
    from scholar_desktop.sources.unpaywall.parse import embargoed

    return [
        ShownCopy(copy, None, "under embargo: not tried", embargoed=True, until=until)
        for facts in paper.facts
        if facts.source == UNPAYWALL
        for copy, until in embargoed(facts.fields)
    ]

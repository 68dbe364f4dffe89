"""What a typed title leads to: the one paper that has it, or papers whose titles begin like it."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.paper import Paper

SAME = 0.9
"""From here on two titles are one (`titles.same_title`): below lie another edition, another part, another paper."""


class TitleMatch(msgspec.Struct, frozen=True):
    """The paper that Semantic Scholar holds for the one of a title.

    score: its own measure of fit (30 to 300, higher is better), None when it found nothing; paper: None when nothing
    was found or when what was found has another title; other: that paper of another title.
    """

    score: float | None = None
    paper: Paper | None = None
    other: Paper | None = None


class Completion(msgspec.Struct, frozen=True):
    """One way to go on with what is typed. id: as of a paper (`s2:...`); authors_year: "Beltagy et al., 2019"."""

    id: str
    title: str
    authors_year: str | None = None

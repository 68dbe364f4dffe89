"""Results of looking up a typed title: the paper with that title, or completions whose titles begin like it."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.paper import Paper

SAME = 0.9
"""Similarity (`titles.same_title`) from which two titles are the same; below it are other editions, other parts and
other papers."""


class TitleMatch(msgspec.Struct, frozen=True):
    """The paper that Semantic Scholar considers the best match for a title.

    score: the service's measure of the match (30 to 300, higher is better), None if it found nothing; paper: None if
    nothing was found or if the paper found has another title; other: that paper with another title.
    """

    score: float | None = None
    paper: Paper | None = None
    other: Paper | None = None


class Completion(msgspec.Struct, frozen=True):
    """One suggestion to complete the typed text. id: as of a paper (`s2:...`); authors_year: "Beltagy et al., 2019"."""

    id: str
    title: str
    authors_year: str | None = None

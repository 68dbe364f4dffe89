"""The papers that are compared, if more were selected."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.paper import Paper

MOST_COMPARED = 12


class ComparedPapers(msgspec.Struct, frozen=True):
    """The first of more selected papers than are compared. selected: how many were selected."""

    papers: tuple[Paper, ...]
    selected: int

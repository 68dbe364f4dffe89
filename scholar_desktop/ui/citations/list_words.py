"""What a citation list says of itself: how much is loaded, what the rest costs, and what is amiss with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.citations.citation import CitationListState
from scholar_desktop.ui.words.wording import clock, counted, day, number

if TYPE_CHECKING:
    from scholar_desktop.services.citations.citation_list import CitationList

SECONDS_A_REQUEST = 1.2
"""At one request a second, with what the service takes to answer the last one."""


def loaded_words(state: CitationListState, total: int | None) -> str:
    """'1,000 of 116,204 loaded', '57 loaded'."""
    loaded = number(state.loaded)
    known = total is not None and total >= state.loaded and not (state.complete and total == state.loaded)
    return f"{loaded} of {number(total)} loaded" if known and total is not None else f"{loaded} loaded"


def cost_words(requests: int, rate_per_s: float) -> str:
    """'1 request', '127 requests, about 2:33'; rate_per_s: 0 where there is no limit of ours."""
    words = counted(requests, "request", "requests")
    if requests < 3:
        return words
    seconds = requests * max(SECONDS_A_REQUEST, 1 / rate_per_s if rate_per_s else 0)
    return f"{words}, about {clock(seconds)}"


def list_remarks(found: CitationList) -> list[str]:
    """What one must know to read the list rightly."""
    state = found.state
    if state is None:
        return []
    sentences = []
    if found.kept and state.retrieved:
        sentences.append(f"asked for {day(state.retrieved)}")
    if state.skipped:
        sentences.append(f"{number(state.skipped)} could not be read")
    if found.table.nameless:
        sentences.append(f"{number(found.table.nameless)} without an id")
    if state.repeated:
        sentences.append(f"{number(state.repeated)} came twice and count once")
    if (found.date is not None or state.sliced) and found.table.undated:
        sentences.append(f"{number(found.table.undated)} without a day count as 1 January")
    if state.walls:
        sentences.append(f"more than can be had stand on {', '.join(state.walls)}")
    elif state.sliced and not state.slices and not state.complete:
        sentences.append("papers without a year may be missing")
    return sentences

"""The texts of a citation list: how much is loaded, what the rest costs, and the messages shown when it has no rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from scholar_desktop.domain.citations.citation import CitationListState
from scholar_desktop.domain.request_options import seconds_of
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.wording import clock, counted, day, number, pool_words

if TYPE_CHECKING:
    from scholar_desktop.services.citations.citation_list import CitationList
    from scholar_desktop.ui.citations.list_tools import CitationListTools


SECONDS_A_REQUEST = 1.2
"""The duration of a request at one request per second, with the time that the service takes for the last answer."""


def loaded_words(state: CitationListState, total: int | None) -> str:
    """Return '1,000 of 116,204 loaded', or '57 loaded'."""
    loaded = number(state.loaded)
    known = total is not None and total >= state.loaded and not (state.complete and total == state.loaded)
    return f"{loaded} of {number(total)} loaded" if known and total is not None else f"{loaded} loaded"


def cost_words(requests: int, rate_per_s: float, pool: tuple[int, int] | None = None) -> str:
    """Return '1 request', or '127 requests, about 2:33'.

    Args:
        rate_per_s: the limit of the program; 0 if it has none.
        pool: as `Status.pool`.
    """
    words = counted(requests, "request", "requests")
    beyond = pool_words(requests, pool)
    if requests < 3 and not beyond:
        return words
    seconds = seconds_of(requests, max(SECONDS_A_REQUEST, 1 / rate_per_s if rate_per_s else 0), pool)
    return f"{words}, about {clock(seconds)}{beyond}"


def list_remarks(found: CitationList) -> list[str]:
    """Return the remarks that are needed to read the list correctly."""
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


ListKind = Literal["citations", "references"]


def not_loaded_message(kind: ListKind, total: int | None, ask: Callable[[], None]) -> PageMessage:
    """Return the message for a list that was not loaded yet.

    Args:
        total: the number that the paper's record names, or None.
    """
    heading = "Who cites it has not been asked yet" if kind == "citations" else "What it cites has not been asked yet"
    known = "" if total is None else f"Semantic Scholar counts {number(total)}. "
    return PageMessage(heading, f"{known}Enter on a paper asks.", steps=(Step("Ask: 1 request", ask, main=True),))


def no_match_message(tools: CitationListTools, rows: int, drops: Mapping[str, int]) -> PageMessage:
    """Return the message for a list without a row that passes the filters.

    Args:
        drops: how many rows would pass without each filter.
    """
    values = tools.set_values()
    words = "this filter" if len(values) == 1 else f"all {len(values)} filters"
    steps = [Step(f"Drop all: {number(rows)}", tools.clear, main=len(values) == 1)]
    best = max(drops, key=lambda key: drops[key], default=None)
    if best is not None and best in values and len(values) > 1 and drops[best]:
        value, without = values[best]
        title = f"Drop {value}: {counted(drops[best], 'paper', 'papers')}"
        steps.insert(0, Step(title, lambda: tools.set_filter(without), main=True))
    lines = tuple(
        MessageLine(value, f"{counted(drops.get(key, 0), 'paper', 'papers')} without it", "filter")
        for key, (value, _) in values.items()
    )
    shown = lines if len(values) > 1 else ()
    return PageMessage(f"No papers with {words}", f"{number(rows)} are loaded.", lines=shown, steps=tuple(steps))


def withheld_message(open_browser: Callable[[], None]) -> PageMessage:
    text = "The publisher withholds this paper's references, so Semantic Scholar does not list them."
    step = Step("Open the publisher's page", open_browser, main=True, icon="external")
    return PageMessage("The references are withheld", text, "lock", steps=(step,))


def no_dates_message(dates: str, all_dates: Callable[[], None]) -> PageMessage:
    return PageMessage(f"No papers of {dates} are known to cite it", steps=(Step("All dates", all_dates, main=True),))


def none_known_message(kind: ListKind) -> PageMessage:
    if kind == "citations":
        return PageMessage(
            "No paper is known to cite it", "Semantic Scholar lists none; a new paper often has none yet."
        )
    return PageMessage("No references are known", "Semantic Scholar lists none for this paper.")

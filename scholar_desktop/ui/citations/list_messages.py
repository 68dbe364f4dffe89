"""What a citation list says where it has no rows to show: not asked, none, withheld, none that passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from scholar_desktop.ui.widgets.message_page import Message, MessageLine
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.wording import counted, number

if TYPE_CHECKING:
    from scholar_desktop.ui.citations.list_tools import CitationListTools

ListKind = Literal["citations", "references"]


def not_loaded_message(kind: ListKind, total: int | None, ask: Callable[[], None]) -> Message:
    """total: what the paper's own count says, or None."""
    heading = "Who cites it has not been asked yet" if kind == "citations" else "What it cites has not been asked yet"
    known = "" if total is None else f"Semantic Scholar counts {number(total)}. "
    return Message(heading, f"{known}Enter on a paper asks.", steps=(Step("Ask: 1 request", ask, main=True),))


def no_match_message(tools: CitationListTools, rows: int, drops: Mapping[str, int]) -> Message:
    """No row passes the filters. drops: how many would without each."""
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
    return Message(f"No papers with {words}", f"{number(rows)} are loaded.", lines=shown, steps=tuple(steps))


def withheld_message(open_browser: Callable[[], None]) -> Message:
    text = "The publisher withholds this paper's references, so Semantic Scholar does not list them."
    step = Step("Open the publisher's page", open_browser, main=True, icon="external")
    return Message("The references are withheld", text, "lock", steps=(step,))


def no_dates_message(dates: str, all_dates: Callable[[], None]) -> Message:
    return Message(f"No papers of {dates} are known to cite it", steps=(Step("All dates", all_dates, main=True),))


def none_known_message(kind: ListKind) -> Message:
    if kind == "citations":
        return Message("No paper is known to cite it", "Semantic Scholar lists none; a new paper often has none yet.")
    return Message("No references are known", "Semantic Scholar lists none for this paper.")

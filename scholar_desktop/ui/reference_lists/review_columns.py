"""The columns of the review table: which are shown, where they begin, and the button that chooses them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.downloads.report import ITEM_OUTCOME_WORDS, RESTRICTED_WORD
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.type_scale import CAPTION, SMALL, STRONG
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.wording import VERSIONS, hidden_columns, licence, short_version

if TYPE_CHECKING:
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

SIGNS = {
    LineStatus.SURE: ("tick", "ok", Message("Matched")),
    LineStatus.CHECK: ("warning", "warn", Message("Check")),
    LineStatus.NONE: ("cross", "error", Message("Not found")),
    LineStatus.ASKING: ("clock", "muted", Message("Pending")),
    LineStatus.LEFT_OUT: ("minus", "muted", Message("Skipped")),
}
"""Icon, colour and word of each status."""
LINE, STATUS, PAPER, PASTED = "line", "status", "paper", "pasted"
TITLES = {
    PASTED: Message("Pasted text"),
    "outcome": Message("PDF"),
    "copy": Message.in_context("column", "Copy"),
    "version": Message("Version"),
    "licence": Message("Licence"),
    "date": Message("Date"),
    "reason": Message("Details"),
}
"""The columns that can be chosen, in the order of the table; number, status and paper are always there. The one with
the longest text is the last: it goes on to the end of the rows without a button."""
WIDTHS = {"outcome": 100, "copy": 120, "version": 124, "licence": 92, "reason": 180, "date": 92}
BELOW = {"date": "outcome", "version": "copy", "licence": "copy"}
"""The columns that are shown as the second line of another one, if they have no room of their own; two of one column in
this order."""
FIRST = ("outcome", PASTED, "reason")
"""The columns that get room first, in this order."""
NEXT = ("copy", "licence", "date", "version")
"""The order in which the others get room, if the paper and the reason keep `GOOD_PAPER` and `GOOD_REASON`."""
SIDE, NUMBER, GAP, MATCH = 12, 40, 10, 104
NARROW = 560
"""Width, at 13 px text, below which the status has only its sign, and so has a paper that is in the library."""
WIDE_FROM = 720
"""Width, at 13 px text, below which the pasted text has no column of its own."""
PASTED_TEXT_SHARE = 0.37
"""Share of the text columns that the pasted text gets."""
LEAST_PAPER, LEAST_PASTED = 220, 180
GOOD_PAPER, GOOD_REASON = 326, 240
LONGEST_LICENCE = "cc-by-nc-nd-4.0"
"""The longest of the usual licences. Those that publishers name themselves are cut; the tooltip has them whole."""
CHOSEN = "list_columns"
"""Key in the window's state: the names of the columns that are shown."""


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Where the columns begin and how wide they are. The pasted text has no column if `sign` equals `start`.

    end: where a row without an outcome ends; paper_end: where the matched paper ends beside the columns of the outcome;
    has_words: whether the status is a sign with a word; below: the columns whose text is the second line of another.
    """

    start: int
    sign: int
    paper: int
    paper_end: int
    end: int
    outcome: dict[str, tuple[int, int]] = field(default_factory=dict)
    has_words: bool = True
    below: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def names_in(self, name: str) -> tuple[str, ...]:
        """Return the names of the columns that have the place of the column *name*."""
        return name, *self.below.get(name, ())


def place_columns(
    theme: Theme, width: int, wanted: Collection[str], filled: Collection[str] = (), *, buttons: int = 0
) -> TableColumns:
    """Return the columns of a table *width* wide.

    Args:
        wanted: the names of the columns that the user wants; what has no room is left out.
        filled: the names of the columns of the outcome that have text in at least one row; the others are left out.
        buttons: width that the columns of the outcome leave free at the end of the rows.
    """
    px = theme.px
    start, end = px(SIDE + NUMBER + GAP), width - px(SIDE)
    has_words = width >= px(NARROW)
    match = match_width(theme) if has_words else px(16 + GAP)
    columns_end = end - buttons - px(GAP) if filled and buttons else end
    room = columns_end - start - match - px(LEAST_PAPER)
    wide: dict[str, int] = {}
    has_pasted = PASTED in wanted and width >= px(WIDE_FROM) and not filled
    for name in FIRST if filled else ():
        if name == PASTED:
            if PASTED in wanted and width >= px(WIDE_FROM) and px(LEAST_PASTED) <= room:
                has_pasted, room = True, room - px(LEAST_PASTED)
        elif name in wanted and name in filled and px(WIDTHS[name] + GAP) <= room:
            wide[name] = px(WIDTHS[name])
            room -= px(WIDTHS[name] + GAP)
    least, good = px(LEAST_PAPER), px(GOOD_PAPER)
    if has_pasted:
        least, good = least + px(LEAST_PASTED), round(good / (1 - PASTED_TEXT_SHARE))
    more_paper = max(0, good - least)
    more_reason = px(GOOD_REASON - WIDTHS["reason"]) if "reason" in wide else 0
    for name in NEXT if filled else ():
        if name in wanted and name in filled and px(WIDTHS[name] + GAP) + more_paper + more_reason <= room:
            wide[name] = px(WIDTHS[name])
            room -= px(WIDTHS[name] + GAP)
    below: dict[str, tuple[str, ...]] = {}
    for name, upper in BELOW.items():
        if name in wanted and name in filled and name not in wide and upper in wide:
            below[upper] = (*below.get(upper, ()), name)
    for upper, others in below.items():
        title = theme.type.metrics(CAPTION, STRONG).horizontalAdvance(title_of(upper, *others))
        more = max(0, min(title + px(2) - wide[upper], room))
        wide[upper] += more
        room -= more
    if "reason" in wide:
        more = max(0, min(max(more_reason, (room - more_paper) // 2), room // 2))
        wide["reason"] += more
        room -= more
    for name in wide:
        # the reason, whose lines are long anyway, gives room to words that would be cut; without it, the paper does
        spare = max(0, room - more_paper) if "reason" in wide else room
        given = wide["reason"] - px(WIDTHS["reason"]) if "reason" in wide else 0
        more = max(0, _least_width(theme, name, below.get(name, ())) - wide[name])
        if name != "outcome":  # its word is what the table is read for: the paper gives it the room that is missing
            more = min(more, spare + given)
        wide[name] += more
        if more > spare and given:
            wide["reason"] -= min(more - spare, given)
        room -= min(more, spare)
    paper_end = (columns_end if wide else end) - sum(each + px(GAP) for each in wide.values())
    left, places = paper_end, {}
    for name in TITLES:
        if name in wide:
            places[name] = (left + px(GAP), wide[name])
            left += px(GAP) + wide[name]
    sign = start + round((paper_end - start - match) * PASTED_TEXT_SHARE) if has_pasted else start
    return TableColumns(start, sign, sign + match, paper_end, end, places, has_words, below)


def title_of(*names: str) -> str:
    """Return the title of a column with the texts of the columns *names*."""
    return " · ".join(shown(TITLES[name]) for name in names)


def match_width(theme: Theme) -> int:
    """Return the width of the column of the status, whose words are longer in other languages."""
    words = theme.type.widest((shown(word) for _, _, word in SIGNS.values()), SMALL, STRONG)
    return max(theme.px(MATCH), words + theme.px(20 + GAP))


def _least_width(theme: Theme, name: str, below: tuple[str, ...]) -> int:
    """Return the width in which the column *name*, with the columns *below* it, cuts none of its usual words; next to
    nothing if these are of any length."""
    widths = []
    if name == "outcome":
        widths.append(outcome_width(theme))
    if {"version", "licence"} <= {*below}:
        widths.append(version_and_licence_width(theme))
    elif "version" in (name, *below):
        widths.append(version_width(theme))
    elif "licence" in (name, *below):
        widths.append(licence_width(theme))
    return max(widths, default=0) + theme.px(2)


def outcome_width(theme: Theme) -> int:
    """Return the width of the longest word for an outcome."""
    words = [shown(word) for word in (*ITEM_OUTCOME_WORDS.values(), RESTRICTED_WORD)]
    return theme.type.widest((word[:1].upper() + word[1:] for word in words), SMALL)


def version_width(theme: Theme) -> int:
    """Return the width of the longest name of a version."""
    return max(theme.type.metrics(SMALL).horizontalAdvance(shown(name)) for name in VERSIONS.values())


def licence_width(theme: Theme) -> int:
    """Return the width of the longest usual name of a licence, or of the words for none."""
    return max(map(theme.type.metrics(SMALL).horizontalAdvance, (licence(LONGEST_LICENCE), gettext("not stated"))))


def version_and_licence_width(theme: Theme) -> int:
    """Return the width of the longest name of a version with a licence where they share a line."""
    metrics, name = theme.type.metrics(SMALL), licence(LONGEST_LICENCE)
    return max(metrics.horizontalAdvance(f"{short_version(version)} · {name}") for version in VERSIONS)


class ColumnsButton(Button):
    """Opens the menu of the columns, and says how many of them have no room. Signal: `chosen` (the names of the columns
    that the user wants)."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, state: WindowState) -> None:
        super().__init__(theme, ButtonKind.PLAIN, small=True)
        self._state = state
        self._fitting: Callable[[], Collection[str]] = lambda: TITLES
        self._filled: Callable[[], Collection[str]] = lambda: TITLES
        self.setObjectName("reviewColumnsButton")
        self.show_hidden()
        self.clicked.connect(self._open)

    def follow(
        self, view: QWidget, *, fitting: Callable[[], Collection[str]], filled: Callable[[], Collection[str]]
    ) -> None:
        """Say how many columns have no room in *view*, the viewport of the table, at each of its widths.

        Args:
            fitting: returns the columns that have room.
            filled: returns the columns of the outcome that have text in a row; the others are not shown.
        """
        self._fitting, self._filled = fitting, filled
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.show_hidden()
        return super().eventFilter(watched, event)

    def show_hidden(self) -> None:
        """Show how many columns have no room; the tooltip names them."""
        words, tip = gettext("Columns"), gettext("Choose the columns of the table.")
        if hidden := self._without_room():
            words, more = hidden_columns([title_of(name) for name in hidden])
            tip = f"{tip}\n{more}"
        self.show_content(ButtonContent(words, trailing="chevron-down"))
        set_tooltip(self, tip)

    def _without_room(self) -> list[str]:
        """Return the columns that the user wants and that rows have text for, but that have no room."""
        fitting, filled = self._fitting(), (PASTED, *self._filled())
        return [name for name in self.wanted if name in filled and name not in fitting]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The columns that the user wants: all, until some are chosen."""
        kept = self._state.get(CHOSEN, list)
        return tuple(TITLES) if kept is None else tuple(name for name in TITLES if name in kept)

    def menu_of_columns(self) -> QMenu:
        """Return the menu, not yet shown."""
        menu = make_menu(self)
        wanted, filled, without_room = self.wanted, (PASTED, *self._filled()), self._without_room()
        for name, title in TITLES.items():
            words = shown(title)
            if name in wanted and name not in filled:
                words = gettext("{column} (empty)", column=words)
            elif name in without_room:
                words = gettext("{column} (not enough space)", column=words)
            entry = add_entry(menu, words)
            entry.setObjectName(name)
            entry.setCheckable(True)
            entry.setChecked(name in wanted)
            entry.toggled.connect(lambda on, name=name: self._choose(name, on))
        return menu

    def _open(self) -> None:
        self.menu_of_columns().popup(self.mapToGlobal(QPoint(0, self.height())))

    def _choose(self, name: str, is_wanted: bool) -> None:
        wanted = [each for each in TITLES if (is_wanted if each == name else each in self.wanted)]
        self._state.set(CHOSEN, wanted)
        self.chosen.emit(tuple(wanted))

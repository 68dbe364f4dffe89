"""The tool row of a citation list: find box, filters, grouping and order. All work locally, without requests."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QWidget

from scholar_desktop.domain.citations.sentence_filter import NO_INTENT
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.services.citations.filtering import CitationFilter, Grouping, Sort
from scholar_desktop.translation import gettext, ngettext, pgettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.find_edit import FindEdit, add_clear_button
from scholar_desktop.ui.widgets.removable_chip import DeletableChip, DropChip
from scholar_desktop.ui.widgets.tab_order import make_group
from scholar_desktop.ui.words.filter_words import years_words
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.wording import listed

if TYPE_CHECKING:
    from scholar_desktop.services.citations.filtering import Facet
    from scholar_desktop.ui.citations.list_panels import FacetPanel
    from scholar_desktop.ui.widgets.charts.years_panel import YearsPanel

BOX_LEAST, BOX_MOST = 168, 250
LONG_WORD = "recommendation"
"""The filters go into one menu where the box does not show a word of this length, and the order gets an icon; where it
does not show it even so, it has a line of its own."""
MENU_VALUE = 20
"""Characters of the only filter that is set, on the button of the menu with all filters."""
FIND_KEY = "/"
"""Goes to the box from everywhere in the list."""
TYPED_MS = 120
"""Milliseconds from the last key press to the search."""
SORTS = {
    Sort.SERVICE: Message("newest"),
    Sort.INFLUENCE: Message("most influential"),
    Sort.CITED: Message("most cited"),
    Sort.SENTENCES: Message("most sentences"),
    Sort.OLDEST: Message("oldest"),
}
REFERENCE_SORTS = {
    Sort.SERVICE: Message("as listed"),
    Sort.INFLUENCE: Message("most influential"),
    Sort.CITED: Message("most cited"),
    Sort.NEWEST: Message("newest"),
    Sort.OLDEST: Message("oldest"),
    Sort.SENTENCES: Message("most sentences"),
}
GROUPINGS = {
    Grouping.NONE: Message.in_context("group", "none"),
    Grouping.INTENT: Message.in_context("group", "intent"),
    Grouping.YEAR: Message.in_context("group", "year"),
    Grouping.VENUE: Message.in_context("group", "venue"),
    Grouping.AUTHOR: Message.in_context("group", "first author"),
}
_INTENTS = (
    ("method", Message("Method")),
    ("result", Message("Result")),
    ("background", Message("Background")),
    (NO_INTENT, Message("No intent")),
)
_TITLES = {
    "years": Message("Years"),
    "intents": Message("Intent"),
    "with_sentence": Message("With citing sentence"),
    "influential": Message("Influential"),
    "own": Message("Self-citations"),
    "venue": Message("Venue"),
    "author": Message("Author"),
    "with_pdf": Message("With PDF"),
    "in_library": Message("In library"),
}
_SHORT_HINTS = (Message("Sentences and titles"), Message("Sentences"))
"""What the box says in a narrow row: where it searches, without and with the filter `with_sentence`."""
_SWITCHES = ("with_sentence", "influential", "with_pdf", "in_library")
"""The filters that are on or off: a click changes them."""


class CitationListTools(QWidget):
    """Shows and sets which rows of a list are shown. In a narrow row, filters that are not set are in one menu; in a
    very narrow one, all of them are.

    Signals: `changed`; `values_wanted` (`venue` or `author`: call `offer` with the most common ones).
    """

    changed = Signal()
    values_wanted = Signal(str)

    def __init__(self, theme: Theme, name: str, *, references: bool, parent: QWidget | None = None) -> None:
        """Create the tool row.

        Args:
            name: of the list; the object names begin with it.
            references: True for a list of references.
        """
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._sorts = REFERENCE_SORTS if references else SORTS
        self._years_panel: YearsPanel | None = None
        self._panels: dict[str, FacetPanel] = {}
        self._is_tiny = False
        """All filters, and the grouping, are in the menu."""
        self._open_widths: dict[str, int] = {}
        """The widths of the chips of the filters while they are not set, in pixels."""
        self.filter = CitationFilter()
        self.sort = Sort.SERVICE
        self.grouping = Grouping.NONE
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("edge", "bottom")
        # not translated: an objectName
        make_group(self, above=f"{name}View")
        px = theme.px
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(px(12), px(4), px(12), px(4))
        self._lines.setSpacing(px(4))
        row = QHBoxLayout()
        row.setSpacing(0)
        self._hint, self._short_hint = gettext("Search sentences and titles"), shown(_SHORT_HINTS[0])
        self.box = FindEdit(
            f"{name}.words", gettext("Words in sentences and titles"), self._hint, return_moves_down=True
        )
        add_clear_button(self.box)
        self.box.show_icon(theme)
        self._lines.addWidget(self.box)
        self._lines.addLayout(row, 1)
        self._chips: dict[str, DropChip] = {}
        for key, title in _TITLES.items():
            chip = self._chips[key] = DropChip(theme, ButtonKind.CHIP_OPEN, shown(title))
            chip.setObjectName(f"{name}.filter.{key}")
            chip.clicked.connect(self._on_chip)
            chip.dropped.connect(partial(self._drop, key))
            row.addWidget(chip)
        tip = gettext("Show only papers with a citing sentence, and search sentences without titles.")
        set_tooltip(self._chips["with_sentence"], tip)
        self._more = DeletableChip(theme, ButtonKind.CHIP_OPEN, gettext("Filters"), icon="filter")
        self._more.setObjectName(f"{name}.filter.more")
        self._more.clicked.connect(self._on_more)
        self._more.dropped.connect(self._drop_only)
        row.addWidget(self._more)
        row.addStretch(2)
        self._group = Button(theme, ButtonKind.CHIP_STATE)
        self._group.setObjectName(f"{name}.group")
        self._group.clicked.connect(self._on_group)
        self._order = Button(theme, ButtonKind.CHIP_STATE)
        self._order.setObjectName(f"{name}.sort")
        self._order.clicked.connect(self.open_sort)
        row.addWidget(self._group)
        row.addWidget(self._order)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._typed.timeout.connect(self._take_words)
        self.box.textChanged.connect(self._on_text)
        theme.changed.connect(self._refold)
        self._show()

    @property
    def typed_filter(self) -> CitationFilter:
        """The filter with the words that are in the box, also while they are being typed."""
        return msgspec.structs.replace(self.filter, words=self.box.text().strip())

    def start(self, chosen: CitationFilter | None = None) -> None:
        """Another paper is shown: filter by *chosen*, None for no filter; order and grouping stay."""
        self._typed.stop()
        chosen = chosen or CitationFilter()
        if not (chosen.is_set or self.filter.is_set or self.box.text()):
            return
        self.box.setText(chosen.words)
        self._typed.stop()  # its signals are not blocked: the button that clears the box follows them
        self.filter = chosen
        self._show()

    def set_filter(self, chosen: CitationFilter) -> None:
        """Set all parts of the filter at once."""
        if chosen != self.filter:
            self.filter = chosen
            if self.box.text().strip() != chosen.words:
                self.box.setText(chosen.words)
                self._typed.stop()
            self._show()
            self.changed.emit()

    def set_grouping(self, grouping: Grouping) -> None:
        if grouping is not self.grouping:
            self.grouping = grouping
            self._show()
            self.changed.emit()

    def set_sort(self, sort: Sort) -> None:
        if sort is not self.sort:
            self.sort = sort
            self._show()
            self.changed.emit()

    @property
    def arrangement(self) -> list[str]:
        """The order and the grouping, as `restore` takes them; empty if neither was chosen."""
        is_chosen = self.sort is not Sort.SERVICE or self.grouping is not Grouping.NONE
        return [self.sort.value, self.grouping.value] if is_chosen else []

    def restore(self, arrangement: object) -> None:
        """Set the order and the grouping to *arrangement*, before a list is shown; ignored if it is none."""
        match arrangement:
            case [str() as sort, str() as grouping] if sort in self._sorts and grouping in tuple(Grouping):
                self.sort, self.grouping = Sort(sort), Grouping(grouping)
                self._show()

    def clear(self) -> None:
        self.set_filter(CitationFilter())

    def set_values(self) -> dict[str, tuple[str, CitationFilter]]:
        """Return, for each filter that is set, its text and the whole filter without it."""
        chosen = self.filter
        years = years_words(Filters(year_from=chosen.year_from, year_to=chosen.year_to))
        own = ""
        if chosen.self_citation is not None:
            own = gettext("Only self-citations") if chosen.self_citation else gettext("No self-citations")
        found: dict[str, tuple[str, dict[str, Any]]] = {
            "words": (f"“{chosen.words}”" if chosen.words else "", {"words": ""}),
            "years": (years, {"year_from": None, "year_to": None}),
            "intents": (_intent_words(chosen.intents), {"intents": frozenset()}),
            "with_sentence": (
                gettext("With citing sentence") if chosen.with_sentence else "",
                {"with_sentence": False},
            ),
            "influential": (gettext("Influential") if chosen.influential else "", {"influential": False}),
            "own": (own, {"self_citation": None}),
            "venue": (chosen.venue or "", {"venue": None}),
            "author": (chosen.author or "", {"author": None}),
            "with_pdf": (gettext("With PDF") if chosen.with_pdf else "", {"with_pdf": False}),
            "in_library": (gettext("In library") if chosen.in_library else "", {"in_library": False}),
        }
        return {
            key: (words, msgspec.structs.replace(chosen, **change)) for key, (words, change) in found.items() if words
        }

    def filtered_years(self) -> str:
        """Return the years that the list is filtered by, as Semantic Scholar takes dates (`2018:2019`); empty for all
        years."""
        first, last = self.filter.year_from, self.filter.year_to
        return f"{first or ''}:{last or ''}" if first or last else ""

    def values_for_file(self) -> list[str]:
        """Return the text of each filter that is set, which also says where words were searched."""
        values = {key: words for key, (words, _) in self.set_values().items()}
        if (words := values.get("words")) and self.filter.with_sentence:
            values["words"] = gettext("{words} in sentences", words=words)
        elif words:
            values["words"] = gettext("{words} in sentences or titles", words=words)
        return list(values.values())

    def offer(self, key: str, facets: Sequence[Facet]) -> None:
        """Open the panel of the filter *key* with the most common values."""
        panel = self._panels.get(key)
        if panel is None:
            from scholar_desktop.ui.citations.list_panels import FacetPanel

            title = shown(_TITLES[key])
            panel = self._panels[key] = FacetPanel(self._theme, self.window(), f"{self._name}.{key}", title)
            panel.chosen.connect(self._on_venue if key == "venue" else self._on_author)
        chip = self._chips[key] if self._chips[key].isVisible() else self._more
        panel.open_below(chip, getattr(self.filter, key) or "", facets)

    # Actions of the user

    def _on_chip(self) -> None:
        sender = self.sender()
        key = next((key for key, chip in self._chips.items() if chip is sender), None)
        if key is not None:
            self.press(key)

    def _drop(self, key: str) -> None:
        """Remove the filter *key*: its cross was pressed, or Delete on its chip."""
        if (found := self.set_values().get(key)) is not None:
            self.set_filter(found[1])

    def _drop_only(self) -> None:
        """Remove the filter that the menu of all filters names: Delete was pressed on it. Of several, the user chooses
        one in the menu."""
        keys = [key for key in self.set_values() if key != "words"]
        if len(keys) == 1:
            self._drop(keys[0])
        else:
            self._on_more()

    def press(self, key: str) -> None:
        """Do what a click on the chip of the filter *key* does, also if it has no room for a chip."""
        chip = self._chips.get(key)
        below = chip if chip is not None and chip.isVisible() else self._more
        match key:
            case "years":
                self._open_years(below)
            case "intents":
                self._open_intents(below)
            case "own":
                self._open_own(below)
            case "group":
                self._on_group()
            case "sort":
                self.open_sort()
            case "venue" | "author":
                self.values_wanted.emit(key)
            case _:
                self._set(**{key: not getattr(self.filter, key)})

    def _on_more(self) -> None:
        menu = make_menu(self)
        chosen = self.set_values()
        for key, message in _TITLES.items():
            title = shown(message)
            if key in chosen and self._is_tiny and key in _SWITCHES:
                action = add_entry(menu, title)
                action.setCheckable(True)
                action.setChecked(True)
                action.setData(key)
            elif key in chosen and self._is_tiny:
                add_entry(menu, f"{title}: {chosen[key][0]}").setData(key)
            elif self._chips[key].isHidden():
                action = add_entry(menu, title if key in _SWITCHES else f"{title}…")
                action.setData(key)
        if self._group.isHidden():
            menu.addSeparator()
            add_entry(menu, f"{self._group_title()}…").setData("group")
        # the menu and its actions are deleted before the timer runs
        menu.triggered.connect(lambda action: QTimer.singleShot(0, partial(self.press, str(action.data()))))
        self._pop(menu, self._more)

    def _open_years(self, below: QWidget) -> None:
        if self._years_panel is None:
            from scholar_desktop.ui.widgets.charts.years_panel import YearsPanel

            self._years_panel = YearsPanel(self._theme, self.window())
            self._years_panel.chosen.connect(self._on_years)
        self._years_panel.open_below(below, Filters(year_from=self.filter.year_from, year_to=self.filter.year_to))

    def _open_intents(self, below: QWidget) -> None:
        menu = make_menu(self)
        for key, title in _INTENTS:
            action = add_entry(menu, shown(title))
            action.setCheckable(True)
            action.setChecked(key in self.filter.intents)
            action.setData(key)
        menu.triggered.connect(lambda action: self._set(intents=self.filter.intents ^ {str(action.data())}))
        self._pop(menu, below)

    def _open_own(self, below: QWidget) -> None:
        menu = make_menu(self)
        titles = {
            None: pgettext("citations", "All"),
            True: gettext("Only self-citations"),
            False: gettext("No self-citations"),
        }
        for value, title in titles.items():
            action = add_entry(menu, title)
            action.setCheckable(True)
            action.setChecked(value == self.filter.self_citation)
            action.triggered.connect(lambda _checked, value=value: self._set(self_citation=value))
        self._pop(menu, below)

    def _on_group(self) -> None:
        menu = make_menu(self)
        for grouping, title in GROUPINGS.items():
            action = add_entry(menu, _as_entry(title))
            action.setCheckable(True)
            action.setChecked(grouping is self.grouping)
            action.triggered.connect(lambda _checked, grouping=grouping: self.set_grouping(grouping))
        self._pop(menu, self._more if self._group.isHidden() else self._group)

    def open_sort(self) -> None:
        menu = make_menu(self)
        for sort, title in self._sorts.items():
            action = add_entry(menu, _as_entry(title))
            action.setCheckable(True)
            action.setChecked(sort is self.sort)
            action.triggered.connect(lambda _checked, sort=sort: self.set_sort(sort))
        self._pop(menu, self._order)

    def _pop(self, menu: QMenu, below: QWidget) -> None:
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))

    def _on_years(self, first: int | None, last: int | None) -> None:
        self._set(year_from=first, year_to=last)

    def _on_venue(self, value: str) -> None:
        self._set(venue=value or None)

    def _on_author(self, value: str) -> None:
        self._set(author=value or None)

    def _on_text(self) -> None:
        self._typed.start()

    def _take_words(self) -> None:
        self._set(words=self.box.text().strip())

    def _set(self, **values: object) -> None:
        self.set_filter(msgspec.structs.replace(self.filter, **values))

    # Layout

    def _show(self) -> None:
        chosen = {key: words for key, (words, _) in self.set_values().items()}
        for key, chip in self._chips.items():
            title = shown(_TITLES[key])
            if key in chosen:
                words = shorten(chosen[key], 28)
                chip.set_kind(ButtonKind.CHIP_SET)
                if key in _SWITCHES:
                    name = gettext("{filter}. Click to clear.", filter=title)
                else:
                    name = gettext("{filter}: {value}. Click to change.", filter=title, value=chosen[key])
                chip.show_content(ButtonContent(words, trailing="cross"), name=name)
            else:
                chip.set_kind(ButtonKind.CHIP_OPEN)
                icon = "star" if key == "influential" else None
                chip.show_content(ButtonContent(title, icon), name=gettext("{filter}, not set", filter=title))
        if self.filter.with_sentence:
            self._hint, self._short_hint = gettext("Search sentences"), shown(_SHORT_HINTS[1])
            self.box.setAccessibleName(gettext("Words in sentences"))
        else:
            self._hint, self._short_hint = gettext("Search sentences and titles"), shown(_SHORT_HINTS[0])
            self.box.setAccessibleName(gettext("Words in sentences and titles"))
        self._group.show_content(ButtonContent(self._group_title(), trailing="chevron-down"))
        self._refold()

    def _group_title(self) -> str:
        return gettext("Group: {grouping}", grouping=GROUPINGS[self.grouping])

    def _sort_title(self) -> str:
        return gettext("Sort: {order}", order=self._sorts.get(self.sort, self.sort.value))

    def _refold(self) -> None:
        """Adapt to the width.

        The filters that are not set and do not fit go into one menu; then group and order get shorter texts. The box is
        no wider than without a filter, so that the chips after it stay where they are when one is set. Where it has no
        room for a long word, all filters are in the menu, and then the order is an icon; last, the box has a line of
        its own.
        """
        chosen, px = self.set_values(), self._theme.px
        widths = {key: chip.sizeHint().width() for key, chip in self._chips.items()}
        self._open_widths |= {key: width for key, width in widths.items() if key not in chosen}
        least = self.box.width_for_text(LONG_WORD)
        hint = max(self.box.width_for(shown(words)) for words in _SHORT_HINTS)
        box = max(px(BOX_LEAST), hint, least)
        self._show_order(has_words=True)
        _, _, usual = self._fold(self._open_widths, (), box)
        usual = min(usual, px(BOX_MOST))
        shown_chips, has_group, room = self._fold(widths, chosen, max(box, usual))
        self._is_tiny = has_own_line = False
        if room < least:
            self._is_tiny, usual = True, px(BOX_MOST)
            room = self._fold_all()
            # a grouping that is set is shown
            has_own_line = room < least or self.grouping is not Grouping.NONE
        if has_own_line:
            self._show_order(has_words=True)
            shown_chips, has_group, room = self._fold(widths, chosen, -px(4))
            self._is_tiny = room < -px(4)
            if self._is_tiny:
                self._fold_all(beside=-px(4))
            room = usual = self.width() - 2 * px(12)
        left = len(widths) - len(shown_chips)
        if not self._is_tiny:
            self._more.set_kind(ButtonKind.CHIP_OPEN)
            self._more.show_content(ButtonContent(_more_words(left, len(widths)), "filter"))
            set_tooltip(self._more, "")
        for key, chip in self._chips.items():
            chip.setVisible(key in shown_chips and not self._is_tiny)
        self._more.setVisible(left > 0 or self._is_tiny)
        self._group.setVisible(has_group and not self._is_tiny)
        direction = QBoxLayout.Direction.TopToBottom if has_own_line else QBoxLayout.Direction.LeftToRight
        if self._lines.direction() is not direction:
            self._lines.setDirection(direction)
        width = min(room, usual)
        hints = (self._hint, self._short_hint, gettext("Search"))
        words = next((words for words in hints if self.box.width_for(words) <= width), "")  # its icon says the same
        self.box.setPlaceholderText(words)
        set_tooltip(self.box, f"{self._hint} ({FIND_KEY})")
        self.box.setFixedWidth(max(0, width))

    def _show_order(self, *, has_words: bool) -> None:
        """Show the order in words, or as an icon whose tooltip has them."""
        title = self._sort_title()
        content = ButtonContent(title, trailing="chevron-down") if has_words else ButtonContent("", "sort")
        self._order.show_content(content, name=title)
        set_tooltip(self._order, "" if has_words else title)

    def _fold_all(self, beside: int | None = None) -> int:
        """Show the menu with all filters, and the order in words if there is room.

        Args:
            beside: pixels that the box needs beside them; None for those of a long word.

        Returns:
            the pixels that are left for the box.
        """
        px = self._theme.px
        filters = [words for key, (words, _) in self.set_values().items() if key != "words"]
        self._more.set_kind(ButtonKind.CHIP_SET if filters else ButtonKind.CHIP_OPEN)
        if len(filters) == 1:
            name = gettext("Filters: {filter}", filter=filters[0])
            content = ButtonContent(shorten(filters[0], MENU_VALUE), "filter")
            set_tooltip(self._more, name if content.text != filters[0] else "")
        else:
            name = None
            content = ButtonContent(gettext("Filters"), "filter", count=str(len(filters)) if filters else "")
            set_tooltip(self._more, listed(filters))
        self._more.show_content(content, name=name)
        fixed = 2 * px(12) + px(4) + self._more.sizeHint().width()
        least = self.box.width_for_text(LONG_WORD) if beside is None else beside
        for has_words in (True, False):
            self._show_order(has_words=has_words)
            room = self.width() - fixed - self._order.sizeHint().width()
            if room >= least:
                break
        return room

    def _fold(self, widths: Mapping[str, int], chosen: Container[str], box: int) -> tuple[set[str], bool, int]:
        """Return the filters that have a chip of their own, whether the grouping has its button, and how many pixels
        are left for the box.

        Args:
            widths: of the chips, in pixels.
            chosen: the filters that are set.
            box: how many pixels the box needs at least, as long as other filters can go into the menu.
        """
        px = self._theme.px
        fixed = 2 * px(12) + px(4) + self._group.sizeHint().width() + self._order.sizeHint().width()
        is_folded = fixed + box + sum(widths.values()) > self.width()
        chips = set(widths)
        if is_folded:
            more = self._more_width(1, len(widths))
            chips = fitting_filters(widths, chosen, self.width() - fixed - box - more)
        left = len(widths) - len(chips)
        room = self.width() - fixed - sum(width for key, width in widths.items() if key in chips)
        room -= self._more_width(left, len(widths)) if left else 0
        has_group = room >= box or self.grouping is not Grouping.NONE or not left
        return chips, has_group, room if has_group else room + self._group.sizeHint().width()

    def _more_width(self, left: int, filters: int) -> int:
        """Return the width of the button of the menu with *left* of all *filters*."""
        self._more.show_content(ButtonContent(_more_words(left, filters), "filter"))
        return self._more.sizeHint().width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refold()


def fitting_filters(widths: Mapping[str, int], chosen: Container[str], room: int) -> set[str]:
    """Return the filters that have a chip: all that are *chosen*, and the first others that fit into *room*."""
    found = {key for key in widths if key in chosen}
    room -= sum(widths[key] for key in found)
    for key, width in widths.items():
        if key in found:
            continue
        room -= width
        if room < 0:
            break
        found.add(key)
    return found


def _more_words(left: int, filters: int) -> str:
    """Return the words on the button of the menu with *left* of all *filters*."""
    return gettext("Filters") if left == filters else ngettext("{count} more", "{count} more", left)


def _intent_words(intents: frozenset[str]) -> str:
    return ", ".join(shown(title) for key, title in _INTENTS if key in intents)


def _as_entry(title: str) -> str:
    """Return the name of an order or a grouping as an entry of a menu, with a capital."""
    words = shown(title)
    return words[:1].upper() + words[1:]

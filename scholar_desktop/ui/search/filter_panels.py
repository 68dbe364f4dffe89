"""The panels for choosing the values of a filter, each value with the number of papers that have it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from scholar_desktop.domain.search import filters as by
from scholar_desktop.domain.search.date_range import parse_date_range
from scholar_desktop.domain.search.facet_counts import value_counts
from scholar_desktop.domain.search.filters import Filters, join_values, split_values
from scholar_desktop.domain.search.query import SearchResult
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import Bucket
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import label, set_tone
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.tab_order import first_of_group, make_group
from scholar_desktop.ui.widgets.tick_box import RadioButton, TickBox
from scholar_desktop.ui.words.filter_words import filter_scope_words, filter_title, filter_value_words
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import number

SEVERAL = (by.FIELD, by.VENUE, by.TYPE)
"""Filters that accept several values at once."""
_FREE = {
    by.VENUE: Message("NeurIPS, Nature, …"),
    by.RECORD_TYPE: "",
    by.COMMUNITY: Message("Community ID, such as biosyslit"),
    by.FILE_TYPE: Message("csv, pdf, …"),
    by.LANGUAGE: Message("eng, deu, …"),
    by.SUBJECT: Message("Keyword"),
}
"""Placeholder texts of the box for a value that is not in the list."""
_LANGUAGE = re.compile(r"[a-z]{2,3}", re.IGNORECASE)
_SLUG = re.compile(r"(?:https?://)?(?:www\.)?zenodo\.org/communities/([^/?#\s]+).*", re.IGNORECASE)
WIDTH, LIST_HEIGHT = 320, 300
BESIDE_WORDS, MOST_WORDS = 100, 360
"""The width in pixels at base size of what is beside the words of a value, and the most that the words have."""


def panel_for(theme: Theme, window: QWidget, name: str, filters: Filters, result: SearchResult | None) -> FilterPanel:
    """Return the panel of the filter *name*, with the values set in *filters*. result: the list whose values are
    counted."""
    if name == by.MIN_CITATIONS:
        return CitationsFilterPanel(theme, window, name, filters)
    if name == by.DATES:
        return DatesFilterPanel(theme, window, name, filters)
    papers, facets = (result.papers, result.facets) if result is not None else ((), {})
    return ValuesFilterPanel(theme, window, name, filters, value_counts(name, papers, facets))


class FilterPanel(Overlay):
    """A heading, the choices, the services that apply the filter, and the two buttons."""

    chosen = Signal(object)
    """The filters with the new value."""

    def __init__(self, theme: Theme, window: QWidget, name: str, filters: Filters) -> None:
        super().__init__(theme, window)
        self.setObjectName(f"filterPanel.{name}")
        self.setAccessibleName(filter_title(name))
        self._name = name
        self._filters = filters
        self._first: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        self._column.setSpacing(theme.px(6))
        self._column.addWidget(label(filter_title(name), "head"))
        self.fill()
        self._fault = label("", "small", "error", wrap=True)
        self._fault.hide()
        self._column.addWidget(self._fault)
        self._column.addWidget(label(filter_scope_words(name), "small", "muted", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        row.addStretch(1)
        clear = Button(theme, ButtonKind.PLAIN, gettext("Clear"), small=True)
        clear.setAccessibleName(gettext("Clear filter: {filter}", filter=filter_title(name)))
        clear.clicked.connect(self._clear)
        take = Button(theme, ButtonKind.PRIMARY, gettext("Apply"), small=True)
        take.setAccessibleName(gettext("Apply filter: {filter}", filter=filter_title(name)))
        take.setObjectName("filterSetButton")
        take.clicked.connect(self.take)
        row.addWidget(clear)
        row.addWidget(take)
        self._column.addLayout(row)

    def fill(self) -> None:
        """Add the choices to the column."""
        raise NotImplementedError

    def value(self) -> object:
        """Return the chosen value; None for nothing.

        Raises:
            ValueError: the input is invalid; the text is a sentence for the user.
        """
        raise NotImplementedError

    def wanted_width(self) -> int:
        """Return the width in pixels, if the window has room for it."""
        return self._theme.px(WIDTH)

    def open_below(self, chip: QWidget) -> None:
        width = min(self.wanted_width(), self._window.width() - self._theme.px(16))
        self.setFixedWidth(width)
        height = max(self.sizeHint().height(), self._column.totalHeightForWidth(width))
        below = chip.mapTo(self._window, QPoint(0, chip.height())).y()
        self.show_under(chip, self._first, width=width, height=min(height, self._window.height() - below - 8))

    def take(self) -> None:
        """Set the chosen value."""
        try:
            value = self.value()
        except ValueError as fault:
            self._fault.setText(str(fault))
            set_tone(self._fault, "error")
            self._fault.show()
            return
        self.close_panel()
        filters = self._filters.without(self._name)
        self.chosen.emit(filters.replaced(**{self._name: value}) if value is not None else filters)

    def _clear(self) -> None:
        self.close_panel()
        self.chosen.emit(self._filters.without(self._name))

    def _box(self, name: str, title: str, text: str, hint: str) -> QLineEdit:
        box = QLineEdit(text)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setPlaceholderText(hint)
        box.returnPressed.connect(self.take)
        self._first = self._first or box
        return box


class CitationsFilterPanel(FilterPanel):
    """A minimum number of citations."""

    def fill(self) -> None:
        least = self._filters.min_citations
        self._least = self._box(
            "minCitationsEdit", gettext("Minimum citations"), str(least or ""), gettext("Minimum, such as 50")
        )
        self._least.setValidator(QIntValidator(0, 10**7, self._least))
        self._column.addWidget(self._least)
        row = QHBoxLayout()
        for count in (10, 100, 1000):
            button = Button(
                self._theme,
                ButtonKind.PLAIN,
                number(count),
                small=True,
                name=ngettext("At least {count} citation", "At least {count} citations", count),
            )
            button.setProperty("least", count)
            button.clicked.connect(self._on_count)
            row.addWidget(button)
        row.addStretch(1)
        self._column.addLayout(row)

    def value(self) -> object:
        return int(self._least.text() or 0) or None

    def _on_count(self) -> None:
        self._least.setText(str(self.sender().property("least")))
        self.take()


class DatesFilterPanel(FilterPanel):
    """A first and a last date; a month or a year is accepted too."""

    def fill(self) -> None:
        first, colon, last = (self._filters.dates or "").partition(":")
        row = QHBoxLayout()
        self._from = self._box("dateFromEdit", gettext("From"), first, gettext("From, such as 2024-05-31"))
        self._to = self._box("dateToEdit", gettext("To"), last if colon else first, gettext("To, such as 2025-01"))
        row.addWidget(self._from)
        row.addWidget(self._to)
        self._column.addLayout(row)

    def value(self) -> object:
        first, last = self._from.text().strip(), self._to.text().strip()
        for text in (first, last):
            if text and (":" in text or parse_date_range(text) is None):
                raise ValueError(
                    gettext("“{text}” is not a date. Enter 2024-05-31, 2024-05 or 2024, for example.", text=text)
                )
        if not first and not last:
            return None
        if first and last and first > last:
            first, last = last, first
        return first if first == last else f"{first}:{last}"


class ValuesFilterPanel(FilterPanel):
    """Values, each with the number of papers that have it: several or one; and a box for a value that is not listed."""

    def __init__(self, theme: Theme, window: QWidget, name: str, filters: Filters, values: Sequence[Bucket]) -> None:
        self._values = values
        self._buttons: dict[str, QAbstractButton] = {}
        self._free: QLineEdit | None = None
        self._exclude: TickBox | None = None
        self._longest = 0
        super().__init__(theme, window, name, filters)

    def wanted_width(self) -> int:
        return self._theme.px(BESIDE_WORDS) + max(
            self._theme.px(WIDTH - BESIDE_WORDS), min(self._longest, self._most_words())
        )

    def _most_words(self) -> int:
        px = self._theme.px
        return max(px(120), min(px(MOST_WORDS), self._window.width() - px(16 + BESIDE_WORDS)))

    def fill(self) -> None:
        theme = self._theme
        if self._name == by.IS_OA:
            self._values = (
                Bucket("true", gettext("Open: a free copy is known")),
                Bucket("false", gettext("Closed: no free copy is known")),
            )
        sent = getattr(self._filters, self._name)
        chosen = split_values(sent) if isinstance(sent, str) else () if sent is None else (str(sent).lower(),)
        is_excluding = self._name == by.TYPE and bool(chosen) and all(value.startswith("-") for value in chosen)
        if is_excluding:
            chosen = tuple(value[1:] for value in chosen)
        listed = {bucket.key for bucket in self._values}
        missing = [Bucket(value) for value in chosen if value not in listed]
        if hint := _FREE.get(self._name):
            self._free = self._box(
                "filterEdit", gettext("Other value: {filter}", filter=filter_title(self._name)), "", shown(hint)
            )
            self._column.addWidget(self._free)
        rows = self._rows = QWidget()
        rows.setProperty("role", "page")
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(2))
        make_group(rows)
        # of boxes in a group of buttons, Qt lets Tab reach one alone, which is right for radio buttons
        group = QButtonGroup(rows) if self._name not in SEVERAL else None
        for bucket in (*missing, *self._values):
            column.addWidget(self._row(bucket, bucket.key in chosen, group))
        column.addStretch(1)
        if self._buttons:
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(rows)
            area.setFixedHeight(min(theme.px(LIST_HEIGHT), rows.sizeHint().height() + 2))
            self._column.addWidget(area)
        else:
            rows.deleteLater()
        if self._name == by.TYPE and self._buttons:
            self._exclude = TickBox(theme, gettext("Exclude these types"))
            self._exclude.setObjectName("excludeTypesTick")
            self._exclude.setChecked(is_excluding)
            self._column.addWidget(self._exclude)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_in_box = self._free is not None and self._free.hasFocus()
        if event.key() == Qt.Key.Key_Down and is_in_box and self._buttons and (first := first_of_group(self._rows)):
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)

    def value(self) -> object:
        chosen = [key for key, button in self._buttons.items() if button.isChecked()]
        typed = self._free.text().strip() if self._free is not None else ""
        if self._name == by.IS_OA:
            return {"true": True, "false": False}.get(chosen[0]) if chosen else None
        if self._exclude is not None and self._exclude.isChecked():
            return join_values(f"-{value}" for value in chosen)
        if self._name in SEVERAL:
            return join_values(dict.fromkeys((*chosen, *split_values(typed))))
        if self._name == by.LANGUAGE and typed and not _LANGUAGE.fullmatch(typed):
            raise ValueError(
                gettext("“{text}” is not a language code. Zenodo uses three letters, such as eng or deu.", text=typed)
            )
        if self._name == by.COMMUNITY and (found := _SLUG.fullmatch(typed)) is not None:
            typed = found[1]
        if typed:
            return typed.lower().removeprefix(".") if self._name in (by.LANGUAGE, by.FILE_TYPE) else typed
        return chosen[0] if chosen else None

    def _row(self, bucket: Bucket, is_on: bool, group: QButtonGroup | None) -> QWidget:
        theme = self._theme
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        words = filter_value_words(self._name, bucket.key, bucket.label)
        make = TickBox if self._name in SEVERAL else RadioButton
        metrics = theme.type.metrics(BODY)
        self._longest = max(self._longest, metrics.horizontalAdvance(words))
        button = make(theme, metrics.elidedText(words, Qt.TextElideMode.ElideRight, self._most_words()))
        set_tooltip(button, words)
        button.setAccessibleName(f"{words}, {number(bucket.count or 0)}" if bucket.count is not None else words)
        button.setObjectName(f"filterValue.{bucket.key}")
        button.setChecked(is_on)
        if group is not None:
            group.addButton(button)
        self._buttons[bucket.key] = button
        self._first = self._first or button
        across.addWidget(button, 1)
        if bucket.count is not None:
            across.addWidget(label(number(bucket.count), "small", "muted"))
        return row

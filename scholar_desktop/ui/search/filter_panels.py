"""The panels for choosing the values of a filter, each value with the number of papers that have it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search import filters as by
from scholar_desktop.domain.search.date_range import parse_date_range
from scholar_desktop.domain.search.facet_counts import value_counts
from scholar_desktop.domain.search.filters import Filters, join_values, split_values
from scholar_desktop.domain.search.venues import names_of
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.text_folding import fold_search_text
from scholar_desktop.domain.zenodo.record import Bucket, Facets
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.rows.value_panel import ChoicePanel, ValueList
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.tick_box import TickBox
from scholar_desktop.ui.words.filter_words import filter_scope_words, filter_title, filter_value_words
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
"""Placeholder texts of the box that narrows the list, and takes a value that is not in it."""
MOST_TYPED = 30
"""Characters of what was typed that the button which takes it shows."""
_LANGUAGE = re.compile(r"[a-z]{2,3}", re.IGNORECASE)
_COUNT = re.compile(r"[0-9]+|[0-9]{1,3}(?:[.,’'\s][0-9]{3})+")
_SLUG = re.compile(r"(?:https?://)?(?:www\.)?zenodo\.org/communities/([^/?#\s]+).*", re.IGNORECASE)


def panel_for(
    theme: Theme,
    window: QWidget,
    name: str,
    filters: Filters,
    papers: Sequence[Paper],
    facets: Facets,
    *,
    counts_all: bool,
) -> FilterPanel:
    """Return the panel of the filter *name*, with the values set in *filters*.

    Args:
        papers: the papers whose values are counted.
        facets: Zenodo's own counts.
        counts_all: whether the papers are all that pass the other filters; otherwise they are those that this filter
            found, and only the values that are set have a count.
    """
    if name == by.MIN_CITATIONS:
        return CitationsFilterPanel(theme, window, name, filters)
    if name == by.DATES:
        return DatesFilterPanel(theme, window, name, filters)
    values = value_counts(name, papers, facets)
    return ValuesFilterPanel(theme, window, name, filters, values, counts_all=counts_all)


class FilterPanel(ChoicePanel):
    """The choices of a filter, and the services that apply it."""

    def __init__(self, theme: Theme, window: QWidget, name: str, filters: Filters, value: Callable[[], object]) -> None:
        """value: returns the chosen value, None for nothing; it raises ValueError as `ChoicePanel` describes it."""
        self._name = name
        without = filters.without(name)

        def with_value() -> Filters:
            chosen = value()
            return without.replaced(**{name: chosen}) if chosen is not None else without

        words = filter_title(name), filter_scope_words(name, filters)
        super().__init__(theme, window, f"filterPanel.{name}", *words, apply=with_value, cleared=without)


class CitationsFilterPanel(FilterPanel):
    """A minimum number of citations."""

    def __init__(self, theme: Theme, window: QWidget, name: str, filters: Filters) -> None:
        super().__init__(theme, window, name, filters, self._value)
        least = filters.min_citations
        self._least = self.value_box(
            "minCitationsEdit", gettext("Minimum citations"), str(least or ""), gettext("Minimum, such as 50")
        )
        self.choices.addWidget(self._least)
        row = QHBoxLayout()
        for count in (10, 100, 1000):
            button = Button(
                theme,
                ButtonKind.PLAIN,
                number(count),
                small=True,
                name=ngettext("At least {count} citation", "At least {count} citations", count),
            )
            button.setProperty("least", count)
            button.clicked.connect(self._on_count)
            row.addWidget(button)
        row.addStretch(1)
        self.choices.addLayout(row)

    def _value(self) -> object:
        text = self._least.text().strip()
        if text and not _COUNT.fullmatch(text):
            raise ValueError(gettext("“{text}” is not a number of citations. Enter 50, for example.", text=text))
        return min(int("".join(filter(str.isdigit, text)) or 0), 10**7) or None

    def _on_count(self) -> None:
        self._least.setText(str(self.sender().property("least")))
        self.take()


class DatesFilterPanel(FilterPanel):
    """A first and a last date; a month or a year is accepted too."""

    def __init__(self, theme: Theme, window: QWidget, name: str, filters: Filters) -> None:
        super().__init__(theme, window, name, filters, self._value)
        first, colon, last = (filters.dates or "").partition(":")
        row = QHBoxLayout()
        self._from = self.value_box("dateFromEdit", gettext("From"), first, gettext("From, such as 2024-05-31"))
        self._to = self.value_box("dateToEdit", gettext("To"), last if colon else first, gettext("To, such as 2025-01"))
        row.addWidget(self._from)
        row.addWidget(self._to)
        self.choices.addLayout(row)

    def _value(self) -> object:
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

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        name: str,
        filters: Filters,
        values: Sequence[Bucket],
        *,
        counts_all: bool,
    ) -> None:
        super().__init__(theme, window, name, filters, self._value)
        self._free: QLineEdit | None = None
        self._exclude: TickBox | None = None
        if name == by.IS_OA:
            values = (
                Bucket("true", gettext("Open: a free copy is known")),
                Bucket("false", gettext("Closed: no free copy is known")),
            )
        sent = getattr(filters, name)
        chosen = split_values(sent) if isinstance(sent, str) else () if sent is None else (str(sent).lower(),)
        is_excluding = name == by.TYPE and bool(chosen) and all(value.startswith("-") for value in chosen)
        if is_excluding:
            chosen = tuple(value[1:] for value in chosen)
        listed = {bucket.key for bucket in values}
        missing = [Bucket(value) for value in chosen if value not in listed]
        if hint := _FREE.get(name):
            self._free = self.value_box(
                "filterEdit", gettext("Find or enter a value: {filter}", filter=filter_title(name)), "", shown(hint)
            )
            self._free.textChanged.connect(self._on_typed)
            self.choices.addWidget(self._free)
            self._own = Button(theme, ButtonKind.LINK, small=True)
            self._own.setObjectName("filterOwnValueButton")
            self._own.clicked.connect(self._take_own)
            self._own.hide()
            self.choices.addWidget(self._own, 0, Qt.AlignmentFlag.AlignLeft)
        self._takes_own = False
        words = {one.key: filter_value_words(name, one.key, one.label) for one in (*missing, *values)}
        self._names: dict[str, tuple[str, ...]] = {}
        self._list = ValueList(theme, several=name in SEVERAL, most_words=self.most_words())
        for bucket in (*missing, *values):
            is_on = bucket.key in chosen
            is_counted = counts_all or is_on is not is_excluding
            self._list.add_value(bucket.key, words[bucket.key], bucket.count if is_counted else None, is_on=is_on)
            self._names[bucket.key] = _names_of(name, bucket.key, words[bucket.key])
            self._list.buttons[bucket.key].clicked.connect(self._on_ticked)
        self.add_list(self._list)
        if not counts_all and name != by.IS_OA:
            note = gettext("The search was run with this filter, so that not all values can be counted.")
            self.choices.addWidget(label(note, "small", "muted", wrap=True))
        if name == by.TYPE and self._list.buttons:
            self._exclude = TickBox(theme, gettext("Exclude these types"))
            self._exclude.setObjectName("excludeTypesTick")
            self._exclude.setChecked(is_excluding)
            self._exclude.clicked.connect(self._show_scope)
            self.choices.addWidget(self._exclude)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_in_box = self._free is not None and self._free.hasFocus()
        if event.key() == Qt.Key.Key_Down and is_in_box and self._list.focus_first():
            return
        super().keyPressEvent(event)

    @property
    def _typed(self) -> str:
        typed = self._free.text().strip() if self._free is not None else ""
        return typed.removeprefix(".") if self._name == by.FILE_TYPE else typed

    def _on_typed(self) -> None:
        """Offer the values that contain what was typed, and what was typed itself."""
        typed = self._typed
        parts = split_values(typed) if self._name in SEVERAL else (typed,)
        matching = [key for part in parts for key in self._matching(part)] if typed else self._names
        if self._list.buttons:
            self._list.show_only(matching)
        is_listed = all(self._is_named(part) for part in parts)
        self._own.setVisible(bool(typed) and not is_listed)
        words = _own_value_words(self._name, shorten(typed, MOST_TYPED))
        self._own.show_content(ButtonContent(words), name=words)
        self.show_fault("")

    def _on_ticked(self, is_on: bool) -> None:
        if is_on and self._free is not None:
            self._free.clear()
        if self._name == by.TYPE:
            self._show_scope()

    def _show_scope(self) -> None:
        """Say which services can filter by the types that are ticked."""
        filters = self._apply()
        assert isinstance(filters, Filters)
        self.show_note(filter_scope_words(self._name, filters))

    def _take_own(self) -> None:
        self._takes_own = True
        self.take()
        self._takes_own = False

    def _matching(self, typed: str) -> list[str]:
        """Return the listed values with a name that contains each of the words typed."""
        wanted = fold_search_text(typed).split()
        return [key for key, names in self._names.items() if any(all(one in name for one in wanted) for name in names)]

    def _is_named(self, typed: str) -> bool:
        """True if what was typed is the whole name of a listed value."""
        return any(fold_search_text(typed) in names for names in self._names.values())

    def _meant_by(self, typed: str) -> str:
        """Return the listed value that what was typed is a name of, or that alone contains it; what was typed if none
        does. Raises ValueError if several do."""
        if self._takes_own:
            return typed
        named = [key for key, names in self._names.items() if fold_search_text(typed) in names]
        found = named or self._matching(typed)
        if len(found) > 1 and not named:
            raise ValueError(gettext("Several values contain “{text}”. Choose one, or type more of it.", text=typed))
        return found[0] if found else typed

    def _value(self) -> object:
        chosen = self._list.chosen()
        typed = self._typed
        if self._name == by.IS_OA:
            return {"true": True, "false": False}.get(chosen[0]) if chosen else None
        if self._exclude is not None and self._exclude.isChecked():
            return join_values(f"-{value}" for value in chosen)
        if self._name in SEVERAL:
            return join_values(dict.fromkeys((*chosen, *map(self._meant_by, split_values(typed)))))
        typed = self._meant_by(typed) if typed else ""
        if self._name == by.LANGUAGE and typed and not _LANGUAGE.fullmatch(typed):
            raise ValueError(
                gettext("“{text}” is not a language code. Zenodo uses three letters, such as eng or deu.", text=typed)
            )
        if self._name == by.COMMUNITY and (found := _SLUG.fullmatch(typed)) is not None:
            typed = found[1]
        if typed:
            return typed.lower() if self._name in (by.LANGUAGE, by.FILE_TYPE) else typed
        return chosen[0] if chosen else None


def _names_of(name: str, value: str, words: str) -> tuple[str, ...]:
    """Return all names of a value of the filter *name*, as they are compared with what was typed."""
    names = (value, words, *(names_of(value) if name == by.VENUE else ()))
    return tuple(dict.fromkeys(map(fold_search_text, names)))


def _own_value_words(name: str, typed: str) -> str:
    """Return the text of the button that takes what was typed as a value of the filter *name*."""
    match name:
        case by.VENUE:
            return gettext("Search for the venue “{text}”", text=typed)
        case by.COMMUNITY:
            return gettext("Search in the community “{text}”", text=typed)
        case by.FILE_TYPE:
            return gettext("Search for files of the type “{text}”", text=typed)
        case by.LANGUAGE:
            return gettext("Search for the language “{text}”", text=typed)
        case _:
            return gettext("Search for the keyword “{text}”", text=typed)

"""The words of the library's filters, and the panel with the values of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.library_filters import NO, OPEN_ACCESS, PDF, SEVERAL, TAG, TYPE, YEARS, YES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.rows.value_panel import ChoicePanel, ValueList
from scholar_desktop.ui.words.entry_words import type_title
from scholar_desktop.ui.words.filter_words import years_words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from scholar_desktop.domain.search.library_filters import LibraryFilters
    from scholar_desktop.ui.theme.theme import Theme

MOST_VALUES = 100
"""Values in a panel: the most frequent ones. A library may have thousands of tags, and each is a widget."""
_TITLES = {
    PDF: Message("PDF"),
    YEARS: Message("Years"),
    TYPE: Message("Type"),
    TAG: Message("Tags"),
    OPEN_ACCESS: Message("Open access"),
}
_CHOICES = {
    PDF: {YES: Message("With PDF"), NO: Message("Without PDF")},
    OPEN_ACCESS: {YES: Message("Open access"), NO: Message("Closed or unknown")},
}


def library_filter_title(name: str) -> str:
    """Return the name of a filter."""
    return shown(_TITLES[name])


def library_filter_words(filters: LibraryFilters, name: str) -> str:
    """Return the text of the chip of a filter; empty if it is not set."""
    if name == YEARS:
        return years_words(Filters(year_from=filters.year_from, year_to=filters.year_to))
    return ", ".join(_value_words(name, value) for value in filters.values(name))


def _value_words(name: str, value: str) -> str:
    if name in _CHOICES:
        words = _CHOICES[name].get(value)
        return shown(words) if words is not None else value
    return type_title(value) if name == TYPE else value


class LibraryFilterPanel(ChoicePanel):
    """The values of a filter other than the years."""

    def __init__(
        self, theme: Theme, window: QWidget, name: str, filters: LibraryFilters, counts: Mapping[str, int]
    ) -> None:
        """counts: the values of the list, the most frequent first."""
        super().__init__(
            theme,
            window,
            f"libraryFilterPanel.{name}",
            library_filter_title(name),
            apply=lambda: filters.replaced(name, self._values()),
            cleared=filters.without(name),
        )
        self._other: QLineEdit | None = None
        chosen = filters.values(name)
        frequent = tuple(_CHOICES[name]) if name in _CHOICES else tuple(counts)[:MOST_VALUES]
        if name == TAG and len(frequent) < len(counts):
            self._other = self.value_box("libraryTagEdit", gettext("Other tag"), "", gettext("Other tag"))
            self.choices.addWidget(self._other)
        self._list = ValueList(theme, several=name in SEVERAL, most_words=self.most_words())
        for value in dict.fromkeys((*(one for one in chosen if one not in frequent), *frequent)):
            self._list.add_value(value, _value_words(name, value), counts.get(value, 0), is_on=value in chosen)
        if not self._list.buttons:
            self.show_nothing(
                gettext("None of these papers has a tag.") if name == TAG else gettext("No papers to choose from.")
            )
        self.add_list(self._list)

    def _values(self) -> tuple[str, ...]:
        typed = self._other.text().strip() if self._other is not None else ""
        return tuple(dict.fromkeys((*self._list.chosen(), *([typed] if typed else []))))

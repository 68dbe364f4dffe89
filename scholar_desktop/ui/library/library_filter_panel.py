"""The words of the library's filters, the panel with the values of one of them, and the message of a list without
rows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.library_filters import NO, OPEN_ACCESS, PDF, SEVERAL, TAG, TYPE, YEARS, YES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.library import library_messages
from scholar_desktop.ui.rows.value_panel import ChoicePanel, ValueList
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.entry_words import type_title
from scholar_desktop.ui.words.filter_words import years_words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from scholar_desktop.domain.search.library_filters import LibraryFilters
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.library.listed_part import ListedPart
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
        self.add_list(self._list)

    def _values(self) -> tuple[str, ...]:
        typed = self._other.text().strip() if self._other is not None else ""
        return tuple(dict.fromkeys((*self._list.chosen(), *([typed] if typed else []))))


def nothing_message(
    actions: Actions,
    navigation: Navigation,
    part: ListedPart,
    words: str,
    texts: int,
    message_actions: library_messages.LibraryMessageActions,
) -> PageMessage:
    """Return the message that the part shown has no papers, or none that matches the words and the filters.

    Args:
        texts: how many PDF texts can be searched.
    """
    if part.is_filtered and part.unfiltered:
        return _filtered_message(part, words, message_actions)
    if words:
        return library_messages.no_match_message(navigation, words, texts, message_actions)
    return library_messages.empty_view_message(actions, navigation, message_actions)


def _filtered_message(
    part: ListedPart, words: str, message_actions: library_messages.LibraryMessageActions
) -> PageMessage:
    """Return the message for filters that leave nothing: how many papers there are without each of them."""
    names, left = part.filters.names(), part.left_without
    lines = tuple(
        MessageLine(
            f"{library_filter_title(name)}: {library_filter_words(part.filters, name)}",
            ngettext("{count} paper without it", "{count} papers without it", left[name])
            if left.get(name)
            else gettext("no papers without it either"),
            "filter",
            press=gettext("Remove"),
            run=partial(message_actions.drop_filter, name),
        )
        for name in names
    )
    steps = [Step(gettext("Clear filters"), message_actions.clear_filters, main=True)]
    if words:
        steps.append(Step(gettext("Clear search"), message_actions.empty))
    return PageMessage(
        ngettext("No papers with this filter", "No papers with these {count} filters", len(names)),
        ngettext(
            "Without search words and filters, this list has {count} paper.",
            "Without search words and filters, this list has {count} papers.",
            part.unfiltered or 0,
        ),
        lines=lines,
        steps=tuple(steps),
    )

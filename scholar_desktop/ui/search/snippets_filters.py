"""The filters of the search in sentences: only those that the service's full-text index supports."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.search.filters import FIELD, FIELDS_OF_STUDY, Filters
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.choice_chip import ChoiceChip
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.words.filter_words import filter_value_words
from scholar_desktop.ui.words.literal_text import set_tooltip

LIMITS = (10, 50, 100, 1000)
TWO_COLUMNS_FROM = 420
"""Width in pixels at base size from which the boxes are in two columns."""
CITATIONS = (1, 5, 10, 50, 100, 500, 1000)


class SnippetFilters(QWidget):
    """The boxes of the filters. Signals: `changed` (the user set a filter by a press or Enter)."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        chips = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        self.flow = FlowLayout(chips, gap=0, line_gap=0)
        self._field = self._chip(
            "field",
            gettext("Field of study"),
            [(name, filter_value_words(FIELD, name)) for name in FIELDS_OF_STUDY],
            gettext("Any field"),
        )
        least = [
            (str(count), ngettext("at least {count} citation", "at least {count} citations", count))
            for count in CITATIONS
        ]
        self._citations = self._chip("citations", gettext("Citations"), least, gettext("Any number of citations"))
        limits = [(str(count), ngettext("{count} passage", "{count} passages", count)) for count in LIMITS]
        self._limit = ChoiceChip(theme, gettext("Number of passages"), limits)
        self._limit.setObjectName("snippetsChip.limit")
        self._limit.set_value(str(LIMITS[0]))
        self._limit.chosen.connect(lambda _value: self.changed.emit())
        self.flow.addWidget(self._limit)
        self._more = Button(theme, ButtonKind.CHIP_OPEN, gettext("More filters"), icon="filter")
        self._more.setObjectName("snippetsMoreFiltersButton")
        self._more.clicked.connect(self._on_more)
        self.flow.addWidget(self._more)
        column.addWidget(chips)
        self._boxes = QWidget()
        grid = self._grid = QGridLayout(self._boxes)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(4))
        self._edits: dict[str, QLineEdit] = {}
        self._rows: list[tuple[QWidget, QLineEdit]] = []
        for name, words, hint in (
            ("dates", gettext("Published"), gettext("For example: 2019, 2016-03:2020 or :2015")),
            ("venue", gettext("Venue"), gettext("For example: Nature, ACL")),
            ("authors", gettext("Authors"), gettext("up to 10, separated by commas")),
            ("before", gettext("Indexed before"), gettext("For example: {value}", value="2025-06")),
        ):
            edit = QLineEdit()
            edit.setObjectName(f"snippetsEdit.{name}")
            edit.setAccessibleName(words)
            edit.setPlaceholderText(hint)
            set_tooltip(edit, hint)  # a narrow window cuts it
            edit.returnPressed.connect(self.changed)
            self._edits[name] = edit
            self._rows.append((label(words, "small", "muted"), edit))
        self._columns = 0
        self._arrange(2)
        self._boxes.hide()
        column.addWidget(self._boxes)

    def _arrange(self, columns: int) -> None:
        """Place the boxes in that number of columns."""
        if columns != self._columns:
            self._columns = columns
            for place, (words, edit) in enumerate(self._rows):
                self._grid.addWidget(words, place // columns, place % columns * 2)
                self._grid.addWidget(edit, place // columns, place % columns * 2 + 1)

    def minimumSizeHint(self) -> QSize:
        """Return no width: `resizeEvent` places the boxes as the width allows."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self._theme.type.width_at_base(self.width()) >= TWO_COLUMNS_FROM else 1)

    def _chip(self, name: str, title: str, choices: object, none: str) -> ChoiceChip:
        chip = ChoiceChip(self._theme, title, choices, none=none)  # type: ignore[arg-type]
        chip.setObjectName(f"snippetsChip.{name}")
        chip.chosen.connect(lambda _value: self.changed.emit())
        self.flow.addWidget(chip)
        return chip

    @property
    def filters(self) -> Filters:
        """The filters of the papers."""
        return Filters(
            field=self._field.value or None,
            min_citations=int(self._citations.value) if self._citations.value else None,
            dates=self._text("dates"),
            venue=self._text("venue"),
        )

    @property
    def authors(self) -> tuple[str, ...]:
        return tuple(name for part in (self._text("authors") or "").split(",") if (name := part.strip()))

    @property
    def inserted_before(self) -> str | None:
        return self._text("before")

    @property
    def limit(self) -> int:
        return int(self._limit.value)

    @property
    def any_set(self) -> bool:
        return self.filters.any_set or bool(self.authors or self.inserted_before)

    def drop(self) -> None:
        """Clear all filters without emitting a signal."""
        self._field.set_value("")
        self._citations.set_value("")
        for edit in self._edits.values():
            edit.clear()

    def show_more(self, limit: int) -> None:
        """Set the number of passages to *limit* without emitting a signal."""
        self._limit.set_value(str(limit))

    def _text(self, name: str) -> str | None:
        return " ".join(self._edits[name].text().split()) or None

    def _on_more(self) -> None:
        is_open = self._boxes.isHidden()
        self._boxes.setVisible(is_open)
        words = gettext("Fewer filters") if is_open else gettext("More filters")
        name = (
            gettext("Fewer filters: dates, venue, authors, index date")
            if is_open
            else gettext("More filters: dates, venue, authors, index date")
        )
        self._more.show_content(ButtonContent(words, "filter"), name=name)

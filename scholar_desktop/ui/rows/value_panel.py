"""The panel of a filter: its values, each with the number of papers that have it, and the buttons Clear and Apply."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
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

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import label, set_tone
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.tab_order import bring_into_sight, first_of_group, make_group
from scholar_desktop.ui.widgets.tick_box import RadioButton, TickBox
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import number

WIDTH, LIST_HEIGHT = 320, 300
BESIDE_WORDS, MOST_WORDS = 100, 360
"""The width in pixels at base size of what is beside the words of a value, and the most that the words have."""


class ChoicePanel(Overlay):
    """A heading, the choices, a note, and the two buttons. Signal: `chosen` (the new filters).

    choices: the place of what the user chooses from, empty at first.
    """

    chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        object_name: str,
        title: str,
        note: str = "",
        *,
        apply: Callable[[], object],
        cleared: object,
    ) -> None:
        """Create the panel without choices.

        Args:
            apply: returns the filters with the chosen value. It raises ValueError, whose text is a sentence for the
                user, if the input is invalid.
            cleared: the filters without this one.
        """
        super().__init__(theme, window)
        self._apply = apply
        self._cleared = cleared
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self._first: QWidget | None = None
        self._longest = self._least_height = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        self._column.setSpacing(theme.px(6))
        self._column.addWidget(label(title, "head"))
        self.choices = QVBoxLayout()
        self.choices.setSpacing(theme.px(6))
        self._column.addLayout(self.choices)
        self._fault = label("", "small", "error", wrap=True)
        self._fault.hide()
        self._column.addWidget(self._fault)
        self._note = label(note, "small", "muted", wrap=True)
        self._note.setObjectName("filterPanelNote")
        if not note:
            self._note.hide()
        self._column.addWidget(self._note)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        row.addStretch(1)
        clear = Button(theme, ButtonKind.PLAIN, gettext("Clear"), small=True)
        clear.setAccessibleName(gettext("Clear filter: {filter}", filter=title))
        clear.setObjectName("filterClearButton")
        clear.clicked.connect(self._clear)
        take = Button(theme, ButtonKind.PRIMARY, gettext("Apply"), small=True)
        take.setAccessibleName(gettext("Apply filter: {filter}", filter=title))
        take.setObjectName("filterSetButton")
        take.clicked.connect(self.take)
        row.addWidget(clear)
        row.addWidget(take)
        self._column.addWidget(self._buttons)

    def _wanted_width(self) -> int:
        """Return the width in pixels, if the window has room for it."""
        px = self._theme.px
        return px(BESIDE_WORDS) + max(px(WIDTH - BESIDE_WORDS), min(self._longest, self.most_words()))

    def most_words(self) -> int:
        """Return the width in pixels that the words of a value have at most."""
        px = self._theme.px
        return max(px(120), min(px(MOST_WORDS), self._window.width() - px(16 + BESIDE_WORDS)))

    def add_list(self, values: ValueList) -> None:
        """Add the values to the choices, unless there are none."""
        if not values.buttons:
            values.deleteLater()
            return
        self._longest = values.longest
        self._first = self._first or next(iter(values.buttons.values()))
        self.choices.addWidget(values.in_scroll_area())

    def show_nothing(self, text: str) -> None:
        """Say that there is nothing to choose, without the buttons."""
        self.choices.addWidget(label(text, "small", "muted", wrap=True))
        self._buttons.hide()

    def open_below(self, chip: QWidget) -> None:
        width = min(self._wanted_width(), self._window.width() - self._theme.px(16))
        self.setFixedWidth(width)
        height = max(self.sizeHint().height(), self._column.totalHeightForWidth(width))
        below = chip.mapTo(self._window, QPoint(0, chip.height())).y()
        self._least_height = min(height, self._window.height() - below - 8)
        self.show_under(chip, self._first, width=width, height=self._least_height)

    def take(self) -> None:
        """Set the filter to what is chosen."""
        try:
            filters = self._apply()
        except ValueError as fault:
            self.show_fault(str(fault))
            return
        self.close_panel()
        self.chosen.emit(filters)

    def show_fault(self, text: str) -> None:
        """Show what is wrong with the input, nothing if that has changed since. The panel becomes as high as it needs,
        if the window has room; not lower than at first."""
        self._fault.setText(text)
        set_tone(self._fault, "error")
        self._fault.setVisible(bool(text))
        self._fit_height()

    def show_note(self, text: str) -> None:
        """Show *text* as the note below the choices. The place of a longer one stays, so that no choice moves under the
        pointer while the choices are ticked."""
        if text != self._note.text():
            self._note.setMinimumHeight(max(self._note.minimumHeight(), self._note.height()))
            self._note.setText(text)
            self._fit_height()

    def _fit_height(self) -> None:
        height = max(self._least_height, self._column.totalHeightForWidth(self.width()))
        self.resize(self.width(), min(height, self._window.height() - self.y() - 8))

    def _clear(self) -> None:
        self.close_panel()
        self.chosen.emit(self._cleared)

    def value_box(self, name: str, title: str, text: str, hint: str) -> QLineEdit:
        """Return a box for a value, whose Return key sets it. The first box or value has the focus at first."""
        box = QLineEdit(text)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setPlaceholderText(hint)
        box.returnPressed.connect(self.take)
        self._first = self._first or box
        return box


class ValueList(QWidget):
    """Values, one or several of them to be chosen, each with the number of papers that have it. One stop of Tab.

    Attributes:
        buttons: by the values.
        longest: the width in pixels of the longest words.
    """

    def __init__(self, theme: Theme, *, several: bool, most_words: int) -> None:
        super().__init__()
        self._theme = theme
        self._most_words = most_words
        self.buttons: dict[str, QAbstractButton] = {}
        self._rows: dict[str, QWidget] = {}
        self.longest = 0
        self.setProperty("role", "page")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, theme.px(6), 0)
        self._column.setSpacing(theme.px(2))
        make_group(self)
        # of boxes in a group of buttons, Qt lets Tab reach one alone, which is right for radio buttons
        self._group = None if several else QButtonGroup(self)

    def add_value(self, key: str, words: str, count: int | None, *, is_on: bool) -> None:
        """Add a value. count: None if it is not known."""
        theme = self._theme
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        metrics = theme.type.metrics(BODY)
        self.longest = max(self.longest, metrics.horizontalAdvance(words))
        make = TickBox if self._group is None else RadioButton
        button = make(theme, metrics.elidedText(words, Qt.TextElideMode.ElideRight, self._most_words))
        set_tooltip(button, words)
        button.setAccessibleName(f"{words}, {number(count or 0)}" if count is not None else words)
        button.setObjectName(f"filterValue.{key}")
        button.setChecked(is_on)
        if self._group is not None:
            self._group.addButton(button)
        self.buttons[key] = button
        self._rows[key] = row
        across.addWidget(button, 1)
        if count is not None:
            across.addWidget(label(number(count), "small", "muted"))
        self._column.addWidget(row)

    def show_only(self, keys: Collection[str]) -> None:
        """Show these values alone, in sight the one with the focus. What is ticked stays so."""
        for key, button in self.buttons.items():
            self._rows[key].setVisible(key in keys)
            if button.hasFocus():
                QTimer.singleShot(0, button, partial(bring_into_sight, button))  # the rows get their places later

    def in_scroll_area(self) -> QScrollArea:
        """Return the area that the list is put into, as high as the values need, up to a limit."""
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self)
        area.setFixedHeight(min(self._theme.px(LIST_HEIGHT), self.sizeHint().height() + 2))
        return area

    def chosen(self) -> list[str]:
        """Return the values that are chosen."""
        return [key for key, button in self.buttons.items() if button.isChecked()]

    def focus_first(self) -> bool:
        """Move the focus to the list; False if it has no values."""
        first = first_of_group(self) if self.buttons else None
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return first is not None

"""A chip with a menu of choices, one of them set: a filter or a sort order. And a box with a list of choices."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QActionGroup, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QMenu, QWidget

from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.mnemonics import ValueMenu

Choice = tuple[str, str]
"""A value and its text."""


class ChoiceChip(Button):
    """Shows its name while nothing is chosen, else the choice. `chosen` carries the value; empty for none."""

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        title: str,
        choices: Sequence[Choice] = (),
        *,
        none: str = "",
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """none: text of the choice that removes the filter; empty if a choice is mandatory (a sort order); wraps: as
        with a button."""
        kind = ButtonKind.CHIP_OPEN if none else ButtonKind.CHIP_STATE
        super().__init__(theme, kind, title, wraps=wraps, parent=parent)
        self._title = title
        self._none = none
        self._choices: tuple[Choice, ...] = tuple(choices)
        self._value = ""
        self.clicked.connect(self._open)
        self._show()

    @property
    def value(self) -> str:
        return self._value

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Set the choices. The current value is kept."""
        self._choices = tuple(choices)
        self.setEnabled(bool(choices) or bool(self._value))
        set_tooltip(
            self, "" if self.isEnabled() else gettext("This list has no values for “{filter}”.", filter=self._title)
        )
        self._show()

    def set_value(self, value: str) -> None:
        """Show *value* as chosen, without emitting a signal."""
        self._value = value
        self._show()

    def menu_of_choices(self) -> QMenu:
        """Return the menu, to be shown with `popup`."""
        menu = ValueMenu(self)
        group = QActionGroup(menu)
        offered = ([("", self._none)] if self._none else []) + list(self._choices)
        for value, words in offered:
            action = add_entry(menu, shown(words))
            action.setCheckable(True)
            action.setChecked(value == self._value)
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, value=value: self._choose(value))
        return menu

    def _open(self) -> None:
        self.menu_of_choices().popup(self.mapToGlobal(QPoint(0, self.height())))

    def _choose(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self._show()
            self.chosen.emit(value)

    def _show(self) -> None:
        words = dict(self._choices).get(self._value, self._value)
        if self._none:
            self.set_kind(ButtonKind.CHIP_SET if self._value else ButtonKind.CHIP_OPEN)
        shown = words.partition(" (")[0] if self._value else self._title
        short = shorten(shown, 32)
        name = f"{self._title}: {words}" if self._value else self._title
        self.show_content(ButtonContent(short, trailing="chevron-down"), name=name)


class ChoiceBox(QComboBox):
    """A combo box that draws its arrow in the theme's colours, and takes letters as the beginning of a choice."""

    def __init__(self, theme: Theme, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setMaxVisibleItems(20)
        self.setMinimumContentsLength(1)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            and event.text().isalpha()
        ):
            event.accept()  # a letter is no command here
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = self._theme.px(12)
        left = self._theme.px(8) if self.isRightToLeft() else self.width() - side - self._theme.px(8)
        painter.drawPixmap(left, (self.height() - side) // 2, self._theme.pixmap("chevron-down", "muted", 12))
        painter.end()

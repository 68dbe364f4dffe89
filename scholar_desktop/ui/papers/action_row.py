"""The buttons of a paper, on two lines in a low window: the last ones go into a menu where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.words.literal_text import label_text
from scholar_desktop.ui.words.mnemonics import make_menu

LOW_WINDOW = 760
"""Height at the base size of text: in a lower window the buttons take two lines, else three."""


class ActionRow(QWidget):
    """Shows the buttons that have room, and the others in the menu of a last button."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._gap = theme.px(8) - 2 * RING
        self._flow = FlowLayout(self, gap=self._gap, line_gap=theme.px(4) - RING)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._always: list[Button] = []
        self._wanted: dict[Button, bool] = {}
        self._leaves: tuple[Button, ...] = ()
        self._is_fitting = False
        self._more = Button(theme, ButtonKind.PLAIN)
        self._more.setObjectName("moreActionsButton")
        self._more.show_content(ButtonContent(gettext("More"), trailing="chevron-down"), name=gettext("More actions"))
        self._more.clicked.connect(self._open_menu)

    def fill(self, always: tuple[Button, ...], if_room: tuple[Button, ...], leaves: tuple[Button, ...]) -> None:
        """Add the buttons. if_room: those that the menu can have; leaves: the same, in the order in which they leave
        the row for the menu."""
        self._always = list(always)
        self._wanted = dict.fromkeys(if_room, True)
        self._leaves = leaves
        for button in (*always, *if_room, self._more):
            self._flow.addWidget(button)
        self._more.hide()

    def set_wanted(self, button: Button, wanted: bool) -> None:
        """Show a button that the menu can have, there or in the row, or hide it in both."""
        if self._wanted[button] is not wanted:
            self._wanted[button] = wanted
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        hidden = [button for button in (*self._wanted, self._more) if button.isHidden()]
        self.fit()
        if not all(button.isHidden() for button in hidden):
            # To show a button, Qt lays out the widgets around this one at once, and then goes on with the layout that
            # has resized this one, from the sizes of before.
            QTimer.singleShot(0, self, self._lay_out_again)

    def _lay_out_again(self) -> None:
        self._flow.invalidate()
        self._flow.activate()
        self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # a button has other words, or is shown or hidden
            self.fit()
        return super().event(event)

    def fit(self) -> None:
        """Show the buttons that have room, and the others in the menu.

        Before Qt shows a button, it lays out the widgets around it, which may resize the row. A button that was hidden
        then would be shown all the same. What is shown or hidden here requests a layout, which fits the row again.
        """
        if self._is_fitting:
            return
        self._is_fitting = True
        most = 2 if self._theme.type.width_at_base(self.window().height()) < LOW_WINDOW else 3
        widths = {button: button.sizeHint().width() for button in (*self._always, *self._wanted, self._more)}
        in_menu: list[Button] = []
        for button in (None, *self._leaves):
            if button is not None and self._wanted[button]:
                in_menu.append(button)
            if self._lines(in_menu, widths) <= most:
                break
        for button, wanted in self._wanted.items():
            button.setHidden(not wanted or button in in_menu)
        self._more.setHidden(not in_menu)
        self._is_fitting = False

    def _lines(self, in_menu: list[Button], widths: dict[Button, int]) -> int:
        """Return how many lines the buttons need without those *in_menu*."""
        shown = [button for button in self._always if not button.isHidden()]
        shown += [button for button, wanted in self._wanted.items() if wanted and button not in in_menu]
        lines, used = 1, 0
        for button in (*shown, *([self._more] if in_menu else [])):
            width = widths[button]
            if used and used + self._gap + width > self.width():
                lines, used = lines + 1, 0
            used += width + (self._gap if used else 0)
        return lines

    def _open_menu(self) -> None:
        menu = make_menu(self)
        for button, wanted in self._wanted.items():
            if wanted and button.isHidden():
                entry = menu.addAction(label_text(button.text()))
                entry.setObjectName(f"more.{button.objectName()}")
                entry.setEnabled(button.isEnabled())
                entry.triggered.connect(button.click)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

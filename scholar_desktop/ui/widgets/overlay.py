"""A panel over the window that is not modal: Esc, a press anywhere outside it or a choice closes it."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import SIGNAL, QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QLineEdit, QRadioButton, QWidget

from scholar_desktop.ui.theme.theme import Theme

_BY_KEY = (Qt.FocusReason.ShortcutFocusReason, Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)

EDGE = 4
"""Least distance from the edges of the window, in pixels."""
RUNS = "runs_action"
"""The property of a button that opens a panel at itself: the id of the action that opens the panel."""


class Overlay(QFrame):
    """A child of the window, above the other panels. When it closes, the focus returns to the widget of the window that
    had it, or to the list of the page if that widget cannot take it any more.

    watches_outside: a press on any widget outside it closes it, and so do Esc wherever the focus is, a key that moves
    the focus out of it, and the command palette. is_at_work: of these, only Esc closes it now. leaves_with_page: it
    closes when another page is shown. When the window gets another size, the panel stays open and is moved into it.
    """

    watches_outside = True
    leaves_with_page = False
    is_at_work = False

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._came_from: QWidget | None = None
        self._anchor: QWidget | None = None
        self._anchor_offset = QPoint()
        self._is_centred = False, False
        self._full = self._fitted = QRect()
        self._fit_soon = QTimer(self)
        self._fit_soon.setSingleShot(True)
        self._fit_soon.timeout.connect(self._fit_into_window)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def open_at(self, left: int, top: int, width: int, height: int, *, at: QWidget | None = None) -> None:
        """Show the panel at this position, in coordinates of the window.

        Args:
            at: the widget that it is shown beside, and stays beside when the window gets another size.
        """
        # of the window, also while a dialog that asked for a file still has the focus
        self._came_from = self._window.window().focusWidget()
        self._anchor, self._fitted = at, QRect()
        if at is not None:
            self._anchor_offset = QPoint(left, top) - at.mapTo(self._window, QPoint(0, 0))
        self.setGeometry(left, top, width, height)
        self.show()
        self.raise_()

    def opener(self, action_id: str) -> QWidget | None:
        """Return the button that was pressed to run the action with this id, so that the panel opens at it; None if the
        action was run in another way."""
        focused = self._window.window().focusWidget()
        return focused if focused is not None and focused.property(RUNS) == action_id else None

    def show_under(self, widget: QWidget, focus: QWidget | None, *, width: int = 0, height: int = 0) -> None:
        """Show the panel below *widget*, moved left or up so far that the window contains it, and not higher than that.

        Args:
            focus: gets the focus; the text of a text box is selected.
            width, height: of the panel in pixels; 0 for its size hint.
        """
        size, window = self.sizeHint(), self._window
        width = width or size.width()
        if not height:  # a note that wraps needs more lines in this width than the size hint has
            height = max(size.height(), self.heightForWidth(width))
        where = widget.mapTo(window, QPoint(0, widget.height()))
        left = max(EDGE, min(where.x(), window.width() - width - EDGE))
        top = max(EDGE, min(where.y(), window.height() - height - EDGE))
        self.open_at(left, top, width, height, at=widget)
        if focus is not None:
            focus.setFocus(Qt.FocusReason.PopupFocusReason)
        if isinstance(focus, QLineEdit):
            focus.selectAll()

    def runs_behind(self, _action_id: str) -> bool:
        """Return True if the shortcut of the action with this id also acts on the panel, and runs while that has the
        focus."""
        return False

    def close_panel(self) -> None:
        if self.isHidden():
            return
        had_focus = self._has_focus()
        self.hide()
        came_from, self._came_from = self._came_from, None
        if not had_focus:
            return
        if came_from is not None and shiboken6.isValid(came_from) and came_from.isVisible() and came_from.isEnabled():
            came_from.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            self._window.window().focusNextPrevChild(True)  # the window gives it to the list of the page

    @property
    def holds_keys(self) -> bool:
        """True if a shortcut that leads to another place does nothing while the panel has the focus: it has work or
        choices that would be lost, and the panel closes by its own buttons and Esc."""
        return not self.watches_outside and not self.leaves_with_page

    @property
    def closes_outside(self) -> bool:
        """True if what is pressed or gets the focus outside it closes it now."""
        return self.watches_outside and not self.is_at_work

    def _on_window_resized(self, before: QSize) -> None:
        """Move the panel into the window after that has laid out its parts. before: the size of the window."""
        if not self._fit_soon.isActive() and self.geometry() != self._fitted:
            self._full, middle = self.geometry(), QRect(QPoint(0, 0), before).center() - self.geometry().center()
            self._is_centred = abs(middle.x()) <= EDGE, abs(middle.y()) <= EDGE
        self._fit_soon.start(0)

    def _fit_into_window(self) -> None:
        """Keep the panel beside its widget, or in the middle, and inside the window; it gets smaller if it must, and
        its size and place back when there is room again."""
        if self.isHidden():
            return
        window = self._window
        width = min(self._full.width(), window.width() - 2 * EDGE)
        height = min(self._full.height(), window.height() - 2 * EDGE)
        place = self._full.topLeft()
        if self._anchor is not None and shiboken6.isValid(self._anchor) and self._anchor.isVisible():
            place = self._anchor.mapTo(window, QPoint(0, 0)) + self._anchor_offset
        else:
            is_across, is_down = self._is_centred
            place = QPoint(
                (window.width() - width) // 2 if is_across else place.x(),
                (window.height() - height) // 2 if is_down else place.y(),
            )
        left = max(EDGE, min(place.x(), window.width() - width - EDGE))
        top = max(EDGE, min(place.y(), window.height() - height - EDGE))
        self.setGeometry(left, top, width, height)
        self._fitted = self.geometry()

    def close_others(self, *, of_page: bool = False) -> None:
        """Close the panels of the window that a press outside them would close.

        Args:
            of_page: also those that another page would close, for a panel that takes their place: of two in the middle
                of the window, the lower one would be shown again when the upper one closes.
        """
        for other in self._window.findChildren(Overlay):
            if other is not self and (other.closes_outside or (of_page and other.leaves_with_page)):
                other.close_panel()

    def _has_focus(self) -> bool:
        """True if the focus is in the panel. Another window, such as a dialog for a file, may be the active one."""
        focused = self._window.window().focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  Qt's name
        """Move the focus within the panel: what is below it is hidden."""
        from scholar_desktop.ui.widgets.tab_order import move_by_tab, tab_stops

        if not move_by_tab(self, forwards=next) and (order := tab_stops(self)):
            order[0 if next else -1].setFocus(
                Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
            )
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._press_default():
            return
        super().keyPressEvent(event)

    def _press_default(self) -> bool:
        """Press the main button, for Enter in a text box that does nothing else with it, or on a box to tick. False if
        the panel has none that can be pressed."""
        from scholar_desktop.ui.widgets.button import Button, ButtonKind  # not part of the start

        focused = self._window.window().focusWidget()
        is_text = isinstance(focused, QLineEdit) and not focused.receivers(SIGNAL("returnPressed()"))
        if self.isHidden() or not (is_text or isinstance(focused, (QCheckBox, QRadioButton))):
            return False
        buttons = (each for each in self.findChildren(Button) if each.isVisible() and each.isEnabled())
        main = next((each for each in buttons if each.kind is ButtonKind.PRIMARY), None)
        if main is not None:
            main.click()
        return main is not None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watched().installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        # also when the window closes with the panel open: it must see no event of a window that is being destroyed
        self._watched().removeEventFilter(self)
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("line2"), 1))
        painter.setBrush(self._theme.colour("bg"))
        radius, half = self._theme.px(8), 0.5
        # through the middle of the pixels: on their edges, the line would have half its colour in two rows of pixels,
        # one of them outside the panel, and be hardly seen over a white page
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)
        painter.end()

    def _watched(self) -> QObject:
        """Return the object whose events close the panel: the program, since a button handles a press itself."""
        application = QApplication.instance()
        return application if self.watches_outside and application is not None else self._window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize and watched is self._window and isinstance(event, QResizeEvent):
            self._on_window_resized(event.oldSize())
        elif not self._is_below(watched):
            return False
        elif kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            place = event.globalPosition().toPoint()
            # a press on an empty part of the panel is passed on to the window
            if self.closes_outside and not self.rect().contains(self.mapFromGlobal(place)):
                self.close_panel()
                return self._is_on_button(place)  # the button would open the panel again
        elif kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent) and event.reason() in _BY_KEY:
            if self.closes_outside:
                self.close_panel()
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return True
        return False

    def _is_on_button(self, place: QPoint) -> bool:
        """True if *place*, on the screen, is on the button beside which the panel was opened, where a press runs it."""
        from scholar_desktop.ui.widgets.button import Button  # not part of the start

        button = self._anchor
        if not isinstance(button, Button) or not shiboken6.isValid(button) or not button.isVisible():
            return False
        return button.is_run_at(button.mapFromGlobal(place))

    def _is_below(self, watched: QObject) -> bool:
        """True if *watched* is in the window of the panel, and not in the panel; menus are windows of their own."""
        return (
            isinstance(watched, QWidget)
            and watched is not self
            and watched.window() is self._window.window()
            and not self.isAncestorOf(watched)
        )

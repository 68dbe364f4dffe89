"""Check boxes and radio buttons in the theme's colours: those of the Fusion style lack the contrast that edges need."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY
from scholar_desktop.ui.widgets.button import leaves_arrow
from scholar_desktop.ui.widgets.tab_order import bring_into_sight, move_by_letter, move_in_group, step_of
from scholar_desktop.ui.words.literal_text import label_text, shown_text

BOX, GAP, EDGE = 16, 8, 3
"""The box, the gap to its text (both in units of the base size), and the margin for the focus ring (in pixels)."""
LEAST_LONG = 160
"""Width to which a longer text may wrap, in units of the base size."""
THEME = "theme"
"""Property of the button with its theme. Qt keeps it with the button: an attribute of the Python object was lost once,
under a real display, while Qt still showed the button, and painting failed."""


def _follow(button: QAbstractButton, theme: Theme) -> None:
    """Draw *button* in the colours and at the text size of *theme*."""
    button.setProperty(THEME, theme)
    # narrower than its text if that is long
    button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    theme.changed.connect(button.updateGeometry)
    theme.changed.connect(button.update)


def _theme_of(button: QAbstractButton) -> Theme:
    theme = button.property(THEME)
    assert isinstance(theme, Theme)
    return theme


def _size(button: QAbstractButton, theme: Theme) -> QSize:
    """Return the size of box and text at the desktop's text size; Qt's own hint only considers the stylesheet."""
    scale = theme.type
    words = scale.metrics(BODY).horizontalAdvance(shown_text(button.text()))
    width = 2 * EDGE + theme.px(BOX) + (theme.px(GAP) + words + 2 if words else 0)
    return QSize(width, max(theme.px(BOX) + 2 * EDGE, scale.line(BODY) + 4))


def _size_now(button: QAbstractButton, theme: Theme) -> QSize:
    """Return the size that *button* asks for: with the height of its lines while it is narrower than its text, since a
    layout makes it no higher than its hint."""
    size = _size(button, theme)
    if not button.testAttribute(Qt.WidgetAttribute.WA_Resized) or button.width() >= size.width():
        return size
    return QSize(size.width(), _height_for_width(button, theme, button.width()))


def _least_size(button: QAbstractButton, theme: Theme) -> QSize:
    size = _size_now(button, theme)
    return QSize(min(size.width(), theme.px(LEAST_LONG)), size.height())


def _is_long(button: QAbstractButton, theme: Theme) -> bool:
    return _size(button, theme).width() > theme.px(LEAST_LONG)


def _height_for_width(button: QAbstractButton, theme: Theme, width: int) -> int:
    """Return the height with the text wrapped at *width*."""
    size = _size(button, theme)
    if width >= size.width():
        return size.height()
    room = QRect(0, 0, max(1, width - 2 * EDGE - theme.px(BOX) - theme.px(GAP)), 100_000)
    words = theme.type.metrics(BODY).boundingRect(room, Qt.TextFlag.TextWordWrap, shown_text(button.text()))
    return max(size.height(), words.height() + 4)


def _paint(button: QAbstractButton, theme: Theme, *, is_round: bool) -> None:
    """Paint box, tick or dot, focus ring and text of *button*."""
    px = theme.px
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    mirrored = button.isRightToLeft()
    side, gap, edge = px(BOX), px(GAP), EDGE
    left = button.width() - edge - side if mirrored else edge
    box = QRectF(left, (button.height() - side) / 2, side, side)
    radius = side / 2 if is_round else px(4)
    on = button.isChecked()
    painter.setPen(QPen(theme.colour("accent" if on else "edge"), 1))
    painter.setBrush(theme.colour("accent") if on else theme.colour("bg"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    if on and is_round:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("on_accent"))
        painter.drawEllipse(box.center(), px(3), px(3))
    elif on:
        inset = (side - px(12)) / 2
        is_part = isinstance(button, QCheckBox) and button.checkState() is Qt.CheckState.PartiallyChecked
        sign = theme.pixmap("minus" if is_part else "tick", "on_accent", 12)
        painter.drawPixmap(round(box.x() + inset), round(box.y() + inset), sign)
    if button.hasFocus():
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)
    painter.setFont(theme.type.font(BODY))
    painter.setPen(theme.colour("text" if button.isEnabled() else "muted"))
    words = button.rect().adjusted(0, 0, -(edge + side + gap), 0) if mirrored else button.rect()
    words = words if mirrored else words.adjusted(edge + side + gap, 0, 0, 0)
    near = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    place = near | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
    painter.drawText(words, place | Qt.TextFlag.TextWordWrap, shown_text(button.text()))
    painter.end()


def _moves(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Move the focus inside a group: arrows, Home and End as in every group, a letter to the next name that begins with
    it. False if the key does not move. A radio button handles the arrows itself, since they choose."""
    if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
        return False
    return (not button.autoExclusive() and move_in_group(button, event.key())) or move_by_letter(button, event.text())


class TickBox(QCheckBox):
    """A check box."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(label_text(text), parent)
        self._kept_theme = theme  # Qt does not keep it alive
        _follow(self, theme)

    def sizeHint(self) -> QSize:
        return _size_now(self, _theme_of(self))

    def minimumSizeHint(self) -> QSize:
        return _least_size(self, _theme_of(self))

    def hasHeightForWidth(self) -> bool:
        return _is_long(self, _theme_of(self))

    def heightForWidth(self, width: int) -> int:
        return _height_for_width(self, _theme_of(self), width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width() and self.hasHeightForWidth():
            self.updateGeometry()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _moves(self, event) and not leaves_arrow(event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, _theme_of(self), is_round=False)


class PartTickBox(TickBox):
    """A check box for several things: with a line in place of the tick, some of them are ticked. Pressing it ticks all
    of them, or none."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, text, parent)
        self.setTristate(True)

    def show_count(self, ticked: int, count: int) -> None:
        """Show that *ticked* of *count* things are ticked."""
        some = Qt.CheckState.PartiallyChecked if ticked else Qt.CheckState.Unchecked
        self.setCheckState(Qt.CheckState.Checked if count and ticked == count else some)

    def nextCheckState(self) -> None:
        is_all = self.checkState() is Qt.CheckState.Checked
        self.setCheckState(Qt.CheckState.Unchecked if is_all else Qt.CheckState.Checked)


class RadioButton(QRadioButton):
    """A radio button. The arrows choose the next or the previous one in reading order: Qt looks for the nearest one in
    the direction of the arrow, which in a row of several lines is another one, and in a single line is none."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(label_text(text), parent)
        self._kept_theme = theme  # Qt does not keep it alive
        _follow(self, theme)

    def sizeHint(self) -> QSize:
        return _size_now(self, _theme_of(self))

    def minimumSizeHint(self) -> QSize:
        return _least_size(self, _theme_of(self))

    def hasHeightForWidth(self) -> bool:
        return _is_long(self, _theme_of(self))

    def heightForWidth(self, width: int) -> int:
        return _height_for_width(self, _theme_of(self), width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width() and self.hasHeightForWidth():
            self.updateGeometry()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._choose_neighbour(event) and not _moves(self, event):
            super().keyPressEvent(event)
            bring_into_sight(self.window().focusWidget() or self)

    def _choose_neighbour(self, event: QKeyEvent) -> bool:
        """Choose the next button of the group for Down and the arrow in reading direction, the previous one for the
        others. False for other keys."""
        step = step_of(event.key(), self)
        if not step or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        window = self.window()

        def place(button: QAbstractButton) -> tuple[int, int]:
            at = button.mapTo(window, QPoint(0, 0))
            return at.y(), -at.x() if self.isRightToLeft() else at.x()

        group, parent = self.group(), self.parentWidget()
        siblings = parent.findChildren(RadioButton, options=Qt.FindChildOption.FindDirectChildrenOnly) if parent else []
        offered: list[QAbstractButton] = [*(group.buttons() if group is not None else siblings)]
        buttons = sorted((one for one in offered if one.isVisible() and one.isEnabled()), key=place)
        at = buttons.index(self) + step
        if 0 <= at < len(buttons):
            buttons[at].setFocus(Qt.FocusReason.TabFocusReason)
            buttons[at].click()
            bring_into_sight(buttons[at])
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, _theme_of(self), is_round=True)

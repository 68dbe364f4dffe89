"""Buttons and chips: one painter, so that sizes, focus ring and disabled looks agree everywhere.

Each is `RING` pixels larger than its body on every side: there the focus ring is drawn, outside the edge.
"""

from __future__ import annotations

import enum
from typing import TypeVar

import msgspec
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, CAPTION, MEDIUM, SMALL, STRONG, TypeScale
from scholar_desktop.ui.words.literal_text import copy_tooltip, label_text, set_tooltip, show_tooltip_of, shown_text

RING = 2
BELOW = -12
"""From the lower edge of a button to the tooltip that the focus shows: Qt puts it 16 px below its position."""
FOCUS_KEYS = frozenset(
    {
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_F6,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)
"""The keys that move the focus: the control that has it when one is released shows its name if it is only an icon."""
Text = TypeVar("Text", bound=QWidget)


class ButtonKind(enum.Enum):
    PRIMARY = "primary"
    """The main next step of a pane: blue."""
    PLAIN = "plain"
    LINK = "link"
    """Text only, in the colour of links."""
    QUIET = "quiet"
    """Icon only, without an edge: close, more, back, forward."""
    CHIP_SET = "chip_set"
    CHIP_OPEN = "chip_open"
    """A filter that is not set: dashed."""
    CHIP_STATE = "chip_state"
    COUNT = "count"
    """A label that leads to details: a name and a number without an edge, so that it is not taken for a switch."""
    CHIP_CHOSEN = "chip_chosen"
    """The selected chip of a group in which exactly one is on."""


_CHIPS = (ButtonKind.CHIP_SET, ButtonKind.CHIP_OPEN, ButtonKind.CHIP_STATE, ButtonKind.CHIP_CHOSEN)
_SMALL_TEXT = (*_CHIPS, ButtonKind.LINK, ButtonKind.COUNT)


class ButtonContent(msgspec.Struct, frozen=True):
    """What a button shows: icon, text, a count in bold or keys in small type, an icon at the end; colours are tokens.

    progress: 0..1 of the work that the button represents; None for none. count_room: the widest count that may follow,
    for which there is room from the start, so that the buttons after it do not move. keys_room: the keys for which
    there is room while they are not shown, for the same reason. text_room: the widest text that may follow.
    """

    text: str = ""
    icon: str | None = None
    icon_colour: str | None = None
    count: str = ""
    keys: str = ""
    trailing: str | None = None
    progress: float | None = None
    count_room: str = ""
    keys_room: str = ""
    text_room: str = ""


def shortcut_text(action: QAction) -> str:
    """Return the first shortcut in the system's notation, or an empty text."""
    keys = action.shortcut()
    return keys.toString(QKeySequence.SequenceFormat.NativeText)


def native_keys(keys: str) -> str:
    """Return *keys*, such as `Ctrl+Enter`, in the system's notation and language."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def is_control_enter(event: QKeyEvent) -> bool:
    """Return True for Ctrl+Enter, which starts what a box of several lines is for: Enter alone begins a line."""
    is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return is_enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def is_save(event: QKeyEvent) -> bool:
    """Return True for Ctrl+S."""
    return event.matches(QKeySequence.StandardKey.Save)


def leaves_arrow(event: QKeyEvent) -> bool:
    """Leave an arrow key to what is around the button, such as a page that scrolls. False if the key is none.

    Qt moves the focus from a button by an arrow as by Tab, also to another pane. Only the buttons of a group, and radio
    buttons that exclude each other, use the arrows.
    """
    is_arrow = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
    if is_arrow:
        event.ignore()
    return is_arrow


class Button(QPushButton):
    """A push button of one of the kinds. `small` is the height for rows (24 instead of 32)."""

    def __init__(
        self,
        theme: Theme,
        kind: ButtonKind = ButtonKind.PLAIN,
        text: str = "",
        *,
        icon: str | None = None,
        small: bool = False,
        name: str = "",
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """name: the accessible name; by default *text*; wraps: where it gets less than the width of its words, they go
        on in further lines."""
        super().__init__(parent)
        self._theme = theme
        self._kind = kind
        self._wraps = wraps
        self._small = small or kind in (*_CHIPS, ButtonKind.COUNT)
        self._content = ButtonContent(text=text, icon=icon)
        self._line: tuple[tuple[ButtonContent, ButtonKind, TypeScale], QSize] | None = None
        self.setText(label_text(text))
        self._action: QAction | None = None
        self._with_keys = self._icon_only = self._is_current = False
        self.setAccessibleName(name or text)
        if name and not text:
            set_tooltip(self, name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        across = QSizePolicy.Policy.Maximum if wraps else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if kind is ButtonKind.LINK:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self._on_theme_changed)

    @property
    def kind(self) -> ButtonKind:
        return self._kind

    @property
    def content(self) -> ButtonContent:
        return self._content

    def is_run_at(self, place: QPoint) -> bool:
        """True if a press at *place* runs the button; a part of it may do something else."""
        return self.isEnabled() and self.rect().contains(place)

    def set_current(self, is_current: bool) -> None:
        """Underline a link of an index: its part of the page is the one that is shown."""
        if is_current is not self._is_current:
            self._is_current = is_current
            self.setAccessibleDescription(gettext("Shown now") if is_current else "")
            self.update()

    def set_kind(self, kind: ButtonKind) -> None:
        if kind is not self._kind:
            self._kind = kind
            self.updateGeometry()
            self.update()

    def show_content(self, content: ButtonContent, *, name: str | None = None) -> None:
        """Show *content*. name: the accessible name; by default all its words."""
        words = name or " ".join(part for part in (content.text, content.count) if part)
        if words:
            self.setAccessibleName(words)
        if content != self._content:
            self._content = content
            # not drawn, but read by tests and UI automation
            self.setText(label_text(content.text))
            self.updateGeometry()
            self.update()

    def set_text(self, text: str) -> None:
        self.show_content(self._with_words(text, self._content.icon, self._content.keys))

    def _with_words(self, text: str, icon: str | None, keys: str) -> ButtonContent:
        """Return what is shown with other words, without progress and what is at the end."""
        now = self._content
        return ButtonContent(text, icon, now.icon_colour, now.count, keys, text_room=now.text_room)

    def keep_room(self, *texts: str) -> None:
        """Keep room for the widest of *texts*, which may follow, so that the buttons beside it do not move."""
        room = max(texts, key=self._text_metrics().horizontalAdvance)
        self.show_content(msgspec.structs.replace(self._content, text_room=room), name=self.accessibleName())

    def bind(self, action: QAction, *, text: str | None = None, keys: bool = False, icon_only: bool = False) -> None:
        """Show *action* and trigger it. text: a different label; keys: show its shortcut at the right end."""
        if self._action is not None:
            self._action.changed.disconnect(self._on_action_changed)
            self.clicked.disconnect(self._action.trigger)
        self._action = action
        self._own_text = text
        self._with_keys = keys
        self._icon_only = icon_only
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_action_changed)
        self._on_action_changed()

    def set_icon_only(self, icon_only: bool) -> None:
        """Show the bound action by its icon alone, or with its text."""
        if icon_only is not self._icon_only:
            self._icon_only = icon_only
            self._on_action_changed()

    def _on_action_changed(self) -> None:
        action = self._action
        if action is None:
            return
        text = shown_text(action.text()) if self._own_text is None else self._own_text
        icon = action.property("icon_name") or self._content.icon
        keys = shortcut_text(action) if self._with_keys else ""
        self.show_content(self._with_words("" if self._icon_only else text, icon, keys), name=text)
        copy_tooltip(action, self)
        self.setEnabled(action.isEnabled())

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    # Measures

    def _text_font(self) -> tuple[int, int]:
        if self._kind in _SMALL_TEXT or self._small:
            return SMALL, MEDIUM if self._kind not in _SMALL_TEXT else 400
        return BODY, MEDIUM

    def _icon_size(self) -> int:
        return 14 if self._small or self._kind is ButtonKind.LINK else 16

    def _padding(self) -> int:
        px = self._theme.px
        if self._kind is ButtonKind.LINK:
            return 0
        if self._kind in (ButtonKind.QUIET, ButtonKind.COUNT):
            return px(4)
        return px(10) if self._small else px(13)

    def _parts(self) -> list[tuple[str, int]]:
        """Return the parts of the body from its leading edge, with their widths: icon, text, count, keys, trailing
        icon."""
        content, px, scale = self._content, self._theme.px, self._theme.type
        size, weight = self._text_font()
        parts = []
        if content.icon:
            parts.append(("icon", px(self._icon_size())))
        if content.text:
            parts.append(("text", scale.metrics(size, weight).horizontalAdvance(content.text)))
        if content.count:
            advance = scale.metrics(size, STRONG, tabular=True).horizontalAdvance
            parts.append(("count", max(advance(content.count), advance(content.count_room))))
        if content.keys:
            parts.append(("keys", scale.metrics(CAPTION).horizontalAdvance(content.keys)))
        if content.trailing:
            parts.append(("trailing", px(12)))
        return parts

    def _gap(self) -> int:
        return self._theme.px(6)

    def sizeHint(self) -> QSize:
        """Return the size with all words in one line; while they wrap, the height is that of their lines: a layout
        makes a button of this policy no higher than its hint."""
        size = self._line_size()
        return QSize(size.width(), self.heightForWidth(self.width())) if self._is_wrapped() else size

    def _line_size(self) -> QSize:
        # a layout asks many times for each change of size
        shown = (self._content, self._kind, self._theme.type)
        if self._line is None or self._line[0] != shown:
            self._line = (shown, self._measure_line())
        return self._line[1]

    def _measure_line(self) -> QSize:
        scale, px = self._theme.type, self._theme.px
        parts = self._parts()
        size, _ = self._text_font()
        if self._kind is ButtonKind.LINK:
            height = scale.line(size)
        elif self._kind in _CHIPS or self._small:
            height = max(px(24), scale.line(size) + 6)
        elif self._kind is ButtonKind.QUIET:
            height = px(28)
        else:
            height = max(px(32), scale.line(size) + 10)
        width = sum(width for _, width in parts) + self._gap() * max(0, len(parts) - 1) + 2 * self._padding()
        if self._content.keys_room:
            width += scale.metrics(CAPTION).horizontalAdvance(self._content.keys_room) + self._gap()
        if self._content.text_room:
            advance = self._text_metrics().horizontalAdvance
            width += max(0, advance(self._content.text_room) - advance(self._content.text))
        if self._kind is ButtonKind.QUIET and not self._content.text:
            width = height
        return QSize(width + 2 * RING, height + 2 * RING)

    def minimumSizeHint(self) -> QSize:
        size = self.sizeHint()
        if not self._wraps or not self._content.text:
            return size
        metrics = self._text_metrics()
        words = self._content.text.split()
        cut = metrics.horizontalAdvance(self._content.text) - max(map(metrics.horizontalAdvance, words), default=0)
        return QSize(size.width() - cut, size.height())

    def hasHeightForWidth(self) -> bool:
        return self._wraps

    def heightForWidth(self, width: int) -> int:
        size = self._line_size()
        if not self._wraps or width >= size.width():
            return size.height()
        metrics = self._text_metrics()
        room = metrics.horizontalAdvance(self._content.text) - (size.width() - width)
        needed = metrics.boundingRect(QRect(0, 0, max(1, room), 100_000), Qt.TextFlag.TextWordWrap, self._content.text)
        return size.height() + max(0, needed.height() - metrics.height())

    def _is_wrapped(self) -> bool:
        return (
            self._wraps
            and self.testAttribute(Qt.WidgetAttribute.WA_Resized)
            and self.width() < self._line_size().width()
        )

    def _text_metrics(self) -> QFontMetrics:
        return self._theme.type.metrics(*self._text_font())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._wraps and event.oldSize().width() != event.size().width():
            self.updateGeometry()

    # Painting

    def _colours(self) -> tuple[str | None, str | None, str]:
        """Return the tokens of background, edge and text; None: not drawn."""
        over = self.underMouse() and self.isEnabled()
        if not self.isEnabled() and self._kind in (ButtonKind.PRIMARY, ButtonKind.PLAIN):
            return "panel", "line", "muted"
        match self._kind:
            case ButtonKind.PRIMARY:
                return "accent", None, "on_accent"
            case ButtonKind.PLAIN:
                return ("hover" if over else "bg"), "line2", "text"
            case ButtonKind.LINK:
                return None, None, "text" if self._is_current else "link" if self.isEnabled() else "muted"
            case ButtonKind.COUNT:
                return ("hover" if over else None), None, "text" if over else "muted"
            case ButtonKind.QUIET:
                return ("hover" if over else None), None, "text" if self.isEnabled() else "muted"
            case ButtonKind.CHIP_SET:
                return "chip", "line2" if over or self._theme.tokens.contrast else None, "text"
            case ButtonKind.CHIP_CHOSEN:
                return "select", "link" if over or self._theme.tokens.contrast else None, "link"
            case ButtonKind.CHIP_OPEN:
                return ("hover" if over else None), "line2", "muted"
            case _:
                return ("hover" if over else "bg"), "line2", "text" if self.isEnabled() else "muted"

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        body = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        if self.hasFocus() and self._kind is ButtonKind.PRIMARY:  # the ring has the colour of its ground
            body = body.adjusted(RING, RING, -RING, -RING)
        radius = body.height() / 2 if self._kind in _CHIPS else theme.px(6)
        ground, edge, text = self._colours()
        if self.isDown() and ground in ("bg", "hover", None) and self._kind is not ButtonKind.LINK:
            ground = "chip"
        self._paint_body(painter, body, radius, ground, edge)
        if self.hasFocus():
            # the words of a link begin beside the ring, which would touch them at its full width
            is_link = self._kind is ButtonKind.LINK
            width = 1 if is_link else RING
            painter.setPen(QPen(theme.colour("accent"), width))
            painter.setBrush(theme.colour("select") if is_link else Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(ring, radius + 1, radius + 1)
        if self._is_current:
            painter.fillRect(QRectF(body.left(), body.bottom() - 2, body.width(), 2), theme.colour("accent"))
        self._paint_parts(painter, body, text)
        painter.end()

    def _paint_body(self, painter: QPainter, body: QRectF, radius: float, ground: str | None, edge: str | None) -> None:
        painter.setBrush(self._theme.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        if edge:
            pen = QPen(self._theme.colour(edge), 1)
            is_disabled = self._theme.tokens.contrast and not self.isEnabled()  # there, lines are as dark as text
            if self._kind is ButtonKind.CHIP_OPEN or is_disabled:
                pen.setDashPattern([3, 2])
            painter.setPen(pen)
            body = body.adjusted(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        if ground or edge:
            painter.drawRoundedRect(body, radius, radius)
        if self._content.progress is not None:
            bar = self._theme.px(3)
            full = QRectF(body.left() + radius, body.bottom() - bar - 2, body.width() - 2 * radius, bar)
            done = QRectF(full.left(), full.top(), full.width() * self._content.progress, bar)
            if self.isRightToLeft():
                done.moveRight(full.right())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillRect(full, self._theme.colour("line"))
            painter.fillRect(done, self._theme.colour("accent"))

    def _paint_parts(self, painter: QPainter, body: QRectF, colour: str) -> None:
        theme, content, scale = self._theme, self._content, self._theme.type
        size, weight = self._text_font()
        right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        parts = self._parts()
        width = sum(width for _, width in parts) + self._gap() * max(0, len(parts) - 1)
        cut = self._line_size().width() - self.width() if self._is_wrapped() else 0  # what the words lack for one line
        x = body.left() + max(self._padding(), (body.width() - width) / 2)
        if self._kind is ButtonKind.LINK:
            x = body.left()
        if content.count_room:  # what is left of it is on both sides
            count = scale.metrics(size, STRONG, tabular=True).horizontalAdvance(content.count)
            x += max(0, dict(parts).get("count", count) - count) / 2
        for name, part_width in parts:
            part_width -= cut if name == "text" else 0
            left = self.width() - x - part_width if right_to_left else x
            box = QRectF(left, body.top(), part_width + 1, body.height())
            if name in ("icon", "trailing"):
                icon = content.icon if name == "icon" else content.trailing
                icon_colour = (content.icon_colour or colour) if name == "icon" and self.isEnabled() else colour
                icon_size = self._icon_size() if name == "icon" else 12
                pixmap = theme.pixmap(str(icon), icon_colour, icon_size, mirrored=right_to_left)
                top = body.top() + (body.height() - theme.px(icon_size)) / 2
                painter.drawPixmap(QPoint(round(left), round(top)), pixmap)
            else:
                strong = name == "count"
                font = (
                    scale.font(CAPTION)
                    if name == "keys"
                    else scale.font(size, STRONG if strong else weight, tabular=strong)
                )
                painter.setFont(font)
                painter.setPen(theme.colour(colour))
                is_wrapped = name == "text" and cut > 0
                side = Qt.AlignmentFlag.AlignRight if is_wrapped and right_to_left else Qt.AlignmentFlag.AlignLeft
                painter.drawText(
                    box,
                    Qt.AlignmentFlag.AlignVCenter
                    | side
                    | Qt.AlignmentFlag.AlignAbsolute
                    | (Qt.TextFlag.TextWordWrap if is_wrapped else Qt.TextFlag.TextSingleLine),
                    getattr(content, name),
                )
            x += part_width + self._gap()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt leaves Enter to dialogs; here it presses the focused button, like Space
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        if not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            from scholar_desktop.ui.widgets.tab_order import move_in_group  # not part of the start

            if move_in_group(self, event.key()):
                return
        if not leaves_arrow(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key that moved the focus here is released: an icon shows its tooltip, as the pointer would."""
        super().keyReleaseEvent(event)
        if event.key() in FOCUS_KEYS and not self._content.text:
            show_tooltip_of(self, self.mapToGlobal(QPoint(0, self.height() + BELOW)))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class ElidedLink(Button):
    """A link whose words are cut where there is no room; the tooltip has all of them then.

    name: its accessible name until it has words; topic: what the words are about, which begins the accessible name;
    spoken: the accessible name, if it is not that of the words; mode: where the words are cut; hint: added to the
    tooltip.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        words: str = "",
        parent: QWidget | None = None,
        *,
        topic: str = "",
        spoken: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        hint: str = "",
    ) -> None:
        super().__init__(theme, ButtonKind.LINK, "", name=name, parent=parent)
        self._words, self._topic, self._spoken = words, topic, spoken
        self._mode, self._hint = mode, hint
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._elide)

    def show_words(self, words: str) -> None:
        self._words = words
        self._elide()
        self.updateGeometry()

    def _elide(self) -> None:
        metrics = self._theme.type.metrics(SMALL)
        words = metrics.elidedText(self._words, self._mode, self.width() - 2 * RING)
        name = self._spoken or (f"{self._topic}: {self._words}" if self._topic else self._words)
        self.show_content(ButtonContent(words), name=name)
        cut = self._words if words != self._words else ""
        set_tooltip(self, "\n".join(part for part in (cut, self._hint) if part))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def sizeHint(self) -> QSize:
        # a pixel more: the advance is rounded, and the words would be cut where they just fit
        width = self._theme.type.metrics(SMALL).horizontalAdvance(self._words) + 2 * RING + 1
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().sizeHint().height())


def inset(text: Text) -> Text:
    """Indent a text above or below links, so that it is aligned with their text and not with their focus rings."""
    text.setContentsMargins(RING, 0, RING, 0)
    return text

"""Fills a pane that has no rows with a message: the situation, the reason, the next step, and at most one
alternative."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind, ElidedLink
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, label, sign_label
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.widgets.overlay import RUNS
from scholar_desktop.ui.words.literal_text import set_tooltip

WIDEST = 640
"""Width of a message, at 13 px text, at most."""


class MessageLine(msgspec.Struct, frozen=True):
    """One line of a message: a sign, a name, its state, and a link (None: no link).

    press: text of the link at the right; run: what it does; is_link: a click anywhere on the line does it, too.
    """

    name: str
    value: str = ""
    icon: str | None = None
    tone: str = "muted"
    press: str | None = None
    run: Callable[[], None] | None = None
    is_link: bool = False


class PageMessage(msgspec.Struct, frozen=True):
    """heading: one sentence, the situation; text: the reason, with the number or time that matters; foot: a small last
    line."""

    heading: str
    text: str = ""
    icon: str | None = None
    tone: str = "muted"
    lines: tuple[MessageLine, ...] = ()
    steps: tuple[Step, ...] = ()
    foot: str = ""


def _shape(message: PageMessage) -> tuple[object, ...]:
    """Return what must be equal for a message to replace another by changing only the texts of its labels."""
    steps = tuple((step.title, step.main, step.icon) for step in message.steps)
    return bool(message.text), message.icon, message.tone, message.lines, steps, bool(message.foot)


class LinkLine(QWidget):
    """A line that is a link as a whole: a click beside its link clicks the link. `hint`, which explains its name, is
    hidden where it would need more than two lines."""

    def __init__(self, link: Button, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.hint: QLabel | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        row = self.layout()
        if self.hint is None or row is None:
            return
        self.hint.ensurePolished()
        parts = [row.itemAt(place) for place in range(row.count())]
        others = [part.sizeHint().width() for part in parts if part is not None and part.widget() is not self.hint]
        room = event.size().width() - sum(others) - row.spacing() * (row.count() - 1)
        self.hint.setVisible(2 * room > self.hint.fontMetrics().horizontalAdvance(self.hint.text()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(event.button() is Qt.MouseButton.LeftButton)  # else the release does not come here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._link.click()


class MessagePage(QScrollArea):
    """Shows one message from the top left of its pane."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._message: PageMessage | None = None
        self._page = QWidget(self)
        self._labels: tuple[QLabel | None, QLabel | None, QLabel | None] = (None, None, None)
        self._step_buttons: list[Button] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self._rebuild)

    @property
    def message(self) -> PageMessage | None:
        return self._message

    def needed_height(self) -> int:
        """Return the height at which nothing of the message scrolls, in the width that it has."""
        width = min(self.width(), self._theme.px(WIDEST))
        return self._page.heightForWidth(width) if self._page.hasHeightForWidth() else self._page.sizeHint().height()

    def first_button(self) -> Button | None:
        """Return the button of the first step, or None if the message has no steps."""
        return next(iter(self._step_buttons), None)

    def show_message(self, message: PageMessage) -> None:
        before, self._message = self._message, message
        if before is not None and self.widget() is not None and _shape(before) == _shape(message):
            # a user who moves quickly through papers gets similar messages: the labels are reused with new texts
            self._reword(message)
        else:
            self._rebuild()

    def _reword(self, message: PageMessage) -> None:
        for words, shown in zip((message.heading, message.text, message.foot), self._labels, strict=True):
            if shown is not None and shown.text() != words:
                shown.setText(words)
                shown.setAccessibleName(words)
        self._page.setAccessibleName(f"{message.heading}. {message.text}".strip())

    def _press(self, place: int) -> None:
        if self._message is not None:
            self._message.steps[place].run()

    def _rebuild(self) -> None:
        message, theme = self._message, self._theme
        if message is None:
            return
        self._step_buttons = []
        page = self._page = QWidget()
        page.setProperty("role", "page")
        page.setAccessibleName(f"{message.heading}. {message.text}".strip())
        outer = QHBoxLayout(page)
        # the column of the texts and buttons begins where the focus rings of the buttons do
        outer.setContentsMargins(theme.px(24) - (0 if message.icon else RING), theme.px(24), theme.px(24), theme.px(16))
        outer.setSpacing(theme.px(12) - RING)
        if message.icon:
            sign = sign_label()
            sign.setPixmap(theme.pixmap(message.icon, message.tone))
            sign.setContentsMargins(0, theme.px(2), 0, 0)
            outer.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        words = QVBoxLayout()
        words.setContentsMargins(RING, 0, 0, 0)
        for each in (column, words):
            each.setSpacing(theme.px(6))
        column.addLayout(words)
        heading = label(message.heading, "head", wrap=True)
        text = label(message.text, "body", "muted", wrap=True) if message.text else None
        foot = label(message.foot, "small", "muted", wrap=True) if message.foot else None
        self._labels = (heading, text, foot)
        words.addWidget(heading)
        if text is not None:
            words.addWidget(text)
        if message.lines:
            words.addSpacing(theme.px(6))
        for number, line in enumerate(message.lines):
            words.addWidget(self._line(line, last=number == len(message.lines) - 1))
        if message.steps:
            column.addSpacing(theme.px(6))
            row = FlowLayout(gap=theme.px(4), line_gap=theme.px(4))
            for place, step in enumerate(message.steps):
                kind = ButtonKind.PRIMARY if step.main else ButtonKind.PLAIN
                button = Button(theme, kind, step.title, wraps=True)  # with large text it is wider than a small window
                button.show_content(ButtonContent(step.title, step.icon))
                set_tooltip(button, step.why)
                button.setProperty(RUNS, step.action)
                button.clicked.connect(partial(self._press, place))
                row.addWidget(button)
                self._step_buttons.append(button)
            column.addLayout(row)
        if foot is not None:
            column.addSpacing(theme.px(6))
            column.addLayout(below := QVBoxLayout())
            below.setContentsMargins(RING, 0, 0, 0)
            below.addWidget(foot)
        column.addStretch(1)
        outer.addLayout(column, 1)
        page.setMaximumWidth(theme.px(WIDEST))
        holder = QWidget()
        holder.setProperty("role", "page")
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(page, 1)
        across.addStretch(0)
        self.setWidget(holder)

    def _line(self, line: MessageLine, *, last: bool) -> QWidget:
        theme = self._theme
        button: Button | None = None
        if line.press and line.run is not None:
            button = ElidedLink(theme, line.name, line.press, topic=line.name)
            button.clicked.connect(line.run)
        box = LinkLine(button) if line.is_link and button is not None else QWidget()
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if not last:
            box.setProperty("edge", "bottom")
        row = QHBoxLayout(box)
        row.setContentsMargins(0, theme.px(5), 0, theme.px(5))
        row.setSpacing(theme.px(8))
        if line.icon:
            sign = sign_label()
            sign.setPixmap(theme.pixmap(line.icon, line.tone, 14))
            row.addWidget(sign)
        if line.value:
            name = ElidedLabel(line.name)
            name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            row.addWidget(name)
            hint = label(line.value, "small", "muted", wrap=True)
            row.addWidget(hint, 1)
            if isinstance(box, LinkLine):
                box.hint = hint
                row.addStretch(0)  # the link stays at the right without the hint
        else:
            row.addWidget(label(line.name, wrap=True), 1)
        if button is not None:
            row.addWidget(button)
        return box

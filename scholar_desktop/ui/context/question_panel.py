"""Asks before something that cannot be undone for ever, or that sends requests from then on: a panel over the window
that is not modal."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.flow import LineFlow
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.overlay import EDGE, Overlay

WIDTH = 420


class QuestionPanel(Overlay):
    """A question with one or two buttons that answer it; Esc, “Cancel” and a press outside leave everything as it
    is."""

    def __init__(self, theme: Theme, window: QWidget, *, is_kept: bool = True) -> None:
        """is_kept: False deletes the panel when it closes."""
        super().__init__(theme, window)
        self._is_kept = is_kept
        self._run: Callable[[], None] = lambda: None
        self._run_other: Callable[[], None] = lambda: None
        self.setObjectName("questionPanel")
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(12))
        column.setSpacing(px(8))
        self._question = label("", "head", wrap=True)
        self._text = label("", "body", "muted", wrap=True)
        column.addWidget(self._question)
        column.addWidget(self._text)
        column.addStretch(1)
        row = LineFlow(gap=px(6), line_gap=px(4))
        row.add_gap()
        self._no = Button(theme, ButtonKind.PLAIN, gettext("Cancel"))
        self._no.setObjectName("questionNo")
        self._no.clicked.connect(self.close_panel)
        self._other = Button(theme, ButtonKind.PLAIN, wraps=True)
        self._other.setObjectName("questionOther")
        self._other.clicked.connect(self._on_other)
        self._yes = Button(theme, ButtonKind.PRIMARY, wraps=True)
        self._yes.setObjectName("questionYes")
        self._yes.clicked.connect(self._on_yes)
        for button in (self._no, self._other, self._yes):
            row.addWidget(button)
        self._buttons = row
        column.addLayout(row)

    def ask(
        self,
        question: str,
        text: str,
        answer: str,
        run: Callable[[], None],
        *,
        other: tuple[str, Callable[[], None]] | None = None,
        near: tuple[QWidget, QRect] | None = None,
    ) -> None:
        """Show a question.

        Args:
            text: what follows from it.
            answer: the title of the button.
            run: what the button does.
            other: title and function of the button of another answer; None for none.
            near: a widget, and the part of it that the question is shown at; None for the top of the window.
        """
        self._run = run
        self._other.setVisible(other is not None)
        if other is not None:
            words, self._run_other = other
            self._other.set_text(words)
        self._question.setText(question)
        self._text.setText(text)
        self._yes.set_text(answer)
        self.setAccessibleName(question)
        px, window = self._theme.px, self._window
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        least = self._buttons.sizeHint().width() + margins.left() + margins.right()
        width = min(max(px(WIDTH), least), window.width() - 16)
        height = max(layout.heightForWidth(width), px(120))
        if near is None:
            self.open_at((window.width() - width) // 2, px(96), width, height)
        else:
            place = self._place_at(*near, QSize(width, height))
            self.open_at(place.x(), place.y(), width, height, at=near[0])
        self._yes.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place_at(self, widget: QWidget, part: QRect, size: QSize) -> QPoint:
        """Return where the panel is below *part* of *widget*, or above it without room below. It begins where a button
        begins, and ends where a row ends, because the buttons of a row are at its end."""
        window, gap = self._window, self._theme.px(4)
        where = QRect(widget.mapTo(window, part.topLeft()), part.size())
        is_at_left = (where.width() < size.width()) != self.isRightToLeft()
        left = where.left() if is_at_left else where.right() + 1 - size.width()
        top = where.bottom() + 1 + gap
        if top + size.height() > window.height() - EDGE:
            top = where.top() - gap - size.height()
        return QPoint(
            max(EDGE, min(left, window.width() - size.width() - EDGE)),
            max(EDGE, min(top, window.height() - size.height() - EDGE)),
        )

    def _on_yes(self) -> None:
        self.close_panel()
        self._run()

    def _on_other(self) -> None:
        self.close_panel()
        self._run_other()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self._is_kept and not event.spontaneous():
            self.deleteLater()

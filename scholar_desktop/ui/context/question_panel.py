"""Asks before something that cannot be undone for ever: a panel over the window that is not modal."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.overlay import Overlay

WIDTH = 420


class QuestionPanel(Overlay):
    """A question with a button that answers it; Esc, “Cancel” and a press outside leave everything as it is."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window)
        self._run: Callable[[], None] = lambda: None
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
        row = QHBoxLayout()
        row.addStretch(1)
        self._no = Button(theme, ButtonKind.PLAIN, gettext("Cancel"))
        self._no.setObjectName("questionNo")
        self._no.clicked.connect(self.close_panel)
        self._yes = Button(theme, ButtonKind.PRIMARY)
        self._yes.setObjectName("questionYes")
        self._yes.clicked.connect(self._on_yes)
        row.addWidget(self._no)
        row.addWidget(self._yes)
        column.addLayout(row)

    def ask(self, question: str, text: str, answer: str, run: Callable[[], None]) -> None:
        """Show a question.

        Args:
            text: what follows from it.
            answer: the title of the button.
            run: what the button does.
        """
        self._run = run
        self._question.setText(question)
        self._text.setText(text)
        self._yes.set_text(answer)
        self.setAccessibleName(question)
        px, window = self._theme.px, self._window
        width = min(px(WIDTH), window.width() - 16)
        layout = self.layout()
        assert layout is not None
        height = max(layout.heightForWidth(width), px(120))
        self.open_at((window.width() - width) // 2, px(96), width, height)
        self._yes.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_yes(self) -> None:
        self.close_panel()
        self._run()

"""The head of the settings: the title, and the sentence that says when changes are saved, or why one was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context.page_head import SIDES, PageHead
from scholar_desktop.ui.widgets.label import label, set_tone

if TYPE_CHECKING:
    from scholar_desktop.ui.theme.theme import Theme

WHEN_SAVED = Message("Changes are saved immediately, those of a text box with Enter or when you leave it.")


class SettingsHead(QWidget):
    """The sentence is beside the title, or below it in as many lines as it needs, where it would be cut beside it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._head = PageHead(theme, gettext("Settings"), line=False)
        self._below = label("", "small", "muted", wrap=True)
        self._below.setContentsMargins(theme.px(SIDES[0]), 0, theme.px(SIDES[1]), theme.px(8))
        self._below.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._below)
        theme.changed.connect(self._fit)
        self.say(shown(WHEN_SAVED), "muted")

    def say(self, text: str, tone: str) -> None:
        """Show *text* in place of the sentence that is shown. tone: as of a label."""
        self._below.setText(text)
        for words in (self._head.note, self._below):
            set_tone(words, tone)
        self._fit()

    @property
    def sentence(self) -> QLabel:
        """What shows the sentence."""
        return self._below if self._below.isVisible() else self._head.note

    def _fit(self) -> None:
        text = self._below.text()
        is_beside = self._head.has_room_for(text)
        self._head.show_note(text if is_beside else "")
        self._below.setHidden(is_beside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

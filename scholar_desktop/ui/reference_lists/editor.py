"""The editor in which a reference list is typed, pasted, or changed as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.widgets.button import Button, ButtonKind, is_control_enter
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

DRAFT_KEY, CHANGED_AS = "list_text", "list_text_changed"
_NEW = Message(
    "Paste identifiers or references, each on a new line, or the text of a BibTeX, RIS, CSL-JSON or EndNote file. "
    "A reference may continue on the next line. You can also drop a file here."
)
_AGAIN = Message("Unchanged lines keep their matched papers. Only new and changed lines are looked up.")
_REQUESTS = Message("Uses 1 request per 500 identifiers, and 1 per reference without an identifier.")


class ListEditor(QWidget):
    """The editor. The typed text is saved as it is typed.

    Signals: `read` (the text of a new list), `read_again` (the new text of the open list), `file_wanted`, `left` (back
    to the table without changes).
    """

    read = Signal(str)
    read_again = Signal(str)
    file_wanted = Signal()
    left = Signal()

    def __init__(self, theme: Theme, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._list = 0
        self._beside = False
        self._before = ""
        self._is_read = False
        px = theme.px
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        column = QVBoxLayout()
        column.setContentsMargins(px(16), px(4), px(16), px(14))
        column.setSpacing(px(10))
        self._head = PageHead(theme, line=False)
        around.addWidget(self._head)
        around.addLayout(column, 1)
        self._words = Prose("body", "muted")
        column.addWidget(self._words)
        self.edit = QPlainTextEdit()
        self.edit.setObjectName("reviewTextEdit")
        self.edit.setAccessibleName(gettext("Reference list"))
        # not translated: an example
        example = "10.1038/nature12373\nVaswani, A. et al. (2017). Attention is all you need. NeurIPS."
        self.edit.setPlaceholderText(gettext("For example:\n{example}", example=example))
        self.edit.setTabChangesFocus(True)
        column.addWidget(self.edit, 1)
        self._read = Button(theme, ButtonKind.PRIMARY, gettext("Look up list"))
        set_tooltip(self._read, shown(_REQUESTS))
        self._read.setObjectName("reviewReadButton")
        self._read.clicked.connect(self._on_read)
        self._file = Button(theme, ButtonKind.PLAIN, gettext("Open file…"), icon="file")
        self._file.setObjectName("reviewFileButton")
        self._file.clicked.connect(self.file_wanted)
        self._leave = Button(theme, ButtonKind.PLAIN, gettext("Back to list"))
        self._leave.setObjectName("reviewTableButton")
        self._leave.clicked.connect(self.left)
        row = FlowLayout(gap=px(8), line_gap=px(4))
        for button in (self._read, self._leave, self._file):
            row.addWidget(button)
        column.addLayout(row)
        self.edit.textChanged.connect(self._on_typed)
        self.write_new()

    @property
    def is_again(self) -> bool:
        """True while the text of the open list is being changed."""
        return bool(self._list)

    def write_new(self, *, beside: bool = False, is_from_elsewhere: bool = False) -> None:
        """Edit a new list; text typed before is restored.

        Args:
            beside: there is an open list to go back to.
            is_from_elsewhere: Esc does not go to that list, but is left to the page.
        """
        self._list = 0
        self._beside, self._is_from_elsewhere = beside, is_from_elsewhere
        self._show()
        self.edit.setPlainText(self._state.get(DRAFT_KEY, str) or "")
        self._read.setEnabled(bool(self.edit.toPlainText().strip()))

    def offer_way_back(self) -> None:
        """Show the way back to the open list, which was loaded after the editor was shown."""
        self._beside = True
        self._show()

    def change(self, list_id: int, text: str) -> None:
        """Edit *text*, that of the open list. Earlier changes that were not read are restored; Ctrl+Z reverts them."""
        draft = (self._state.get(CHANGED_AS, dict) or {}).get(str(list_id))
        self._list = list_id
        self._show()
        self.edit.blockSignals(True)  # not typed by the user
        self.edit.setPlainText(text)
        self.edit.blockSignals(False)
        self._before = self.edit.toPlainText()
        if isinstance(draft, str) and draft != self._before:
            cursor = self.edit.textCursor()
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(draft)
        self._read.setEnabled(self.edit.toPlainText() != self._before)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def done(self) -> None:
        """Note that a list was opened: if its text came from here, it is no longer a draft."""
        if self._is_read:
            self._is_read = False
            self._keep(self._before if self._list else "")

    def _show(self) -> None:
        again = self.is_again
        self._head.show_title(gettext("Edit reference list") if again else gettext("Add from reference list"))
        self._words.show_text(shown(_AGAIN if again else _NEW))
        self._read.set_text(gettext("Update list") if again else gettext("Look up list"))
        self._file.setVisible(not again)
        self._leave.setVisible(again or self._beside)

    def _on_typed(self) -> None:
        text = self.edit.toPlainText()
        self._read.setEnabled(bool(text.strip()) and not (self.is_again and text == self._before))
        self._is_read = False
        self._keep(text)

    def _keep(self, text: str) -> None:
        if self.is_again:
            kept = dict(self._state.get(CHANGED_AS, dict) or {})
            kept.pop(str(self._list), None)
            if text != self._before:
                kept[str(self._list)] = text
            self._state.set(CHANGED_AS, kept)
        else:
            self._state.set(DRAFT_KEY, text)

    def _on_read(self) -> None:
        self._is_read = True
        (self.read_again if self.is_again else self.read).emit(self.edit.toPlainText())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter starts the lookup."""
        if is_control_enter(event):
            self._read.click()
        elif (
            event.key() == Qt.Key.Key_Escape and self._leave.isVisible() and (self._list or not self._is_from_elsewhere)
        ):
            self.left.emit()
        else:
            super().keyPressEvent(event)

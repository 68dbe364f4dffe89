"""The box of the downloads page for a list, pasted or from a file. The review table looks it up and gets its PDFs."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.opened_file import read_file
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.widgets.button import Button, ButtonKind, is_control_enter
from scholar_desktop.ui.widgets.file_dialog import ALL_FILES, FileKind, FilePurpose, open_file
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

LINES, LEAST_LINES, LOW = 6, 2, 560
"""Lines of the box, and its least lines in a window that is less high than LOW (pixels at base size)."""
SMALL = 700
"""Width and height (pixels at base size) of a window in which the sentence above the box has no room."""
MOST_BYTES = 20_000_000


class IdListBox(QWidget):
    """Shown above the list of downloads while it is filled in.

    Signals: `wanted` (the text), `closed`. is_tight: it is open in a window so low that other controls must give way.
    """

    wanted = Signal(str)
    closed = Signal()
    is_tight = False

    def __init__(
        self, theme: Theme, scope: TaskScope, state: WindowState, messages: Messages, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scope = scope.child()
        self._messages = messages
        self._state = state
        self._theme = theme
        self.setObjectName("idListBox")
        self.setProperty("ground", "panel")
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(14), theme.px(12))
        column.setSpacing(theme.px(8))
        column.addWidget(label(gettext("Get PDFs for a list"), "head"))
        why = gettext(
            "One per line: DOI, arXiv ID, PMID, PMCID, link or reference. You see what each line matches before "
            "anything is downloaded."
        )
        self._why = label(why, "small", "muted", wrap=True)
        column.addWidget(self._why)
        self.box = QPlainTextEdit()
        self.box.setObjectName("idListEdit")
        self.box.setAccessibleName(gettext("List of identifiers"))
        self.box.setAccessibleDescription(why)
        self.box.setTabChangesFocus(True)
        # not translated: an example
        example = "10.1038/nature12373\narXiv:1706.03762\nhttps://doi.org/10.5281/zenodo.1234"
        self.box.setPlaceholderText(gettext("For example:\n{example}", example=example))
        self.box.setMinimumHeight(theme.type.line(13) * LEAST_LINES + theme.px(14))
        self.box.setMaximumHeight(theme.type.line(13) * LINES + theme.px(14))
        self.box.textChanged.connect(self._show)
        column.addWidget(self.box)
        row = FlowLayout(gap=theme.px(4), line_gap=theme.px(4))
        self._get = Button(theme, ButtonKind.PRIMARY, gettext("Look up list"), icon="search")
        self._get.setObjectName("getListButton")
        self._get.clicked.connect(self._on_get)
        self._open = Button(theme, text=gettext("Open file…"), icon="folder")
        self._open.setObjectName("openListButton")
        self._open.clicked.connect(self._open_dialog)
        close = Button(theme, text=gettext("Cancel"))
        close.setObjectName("closeListButton")
        close.clicked.connect(self.close_box)
        self._summary = ElidedLabel("", "small", "muted")
        for widget in (self._get, self._open, close):
            row.addWidget(widget)
        row.add_growing(self._summary, theme.px(160))
        column.addLayout(row)
        self._show()
        self.hide()

    def open_box(self) -> None:
        # in a low window, the box and its buttons need the room
        width, height = (
            self._theme.type.width_at_base(side) for side in (self.window().width(), self.window().height())
        )
        self.is_tight = height < LOW
        self._why.setVisible(not (self.is_tight or max(width, height) < SMALL))
        self.show()
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_box(self) -> None:
        self.box.clear()
        self._close()

    def _close(self) -> None:
        self.is_tight = False
        self.hide()
        self.closed.emit()

    def open_file(self, path: Path) -> None:
        """Read the list from a file; errors are shown in the window."""
        self._scope.start(self._read(path), name=f"read the list {path.name}", latest="file")

    async def _read(self, path: Path) -> None:
        try:
            text = await asyncio.to_thread(_text_of, path)
        except UsageError as error:
            self._summary.show_text(shown(error.message))
            return
        except (OSError, UnicodeError) as error:
            why = error.strerror if isinstance(error, OSError) else gettext("it is not UTF-8 text")
            self._summary.show_text(gettext("Could not read {file}: {reason}.", file=path.name, reason=why or ""))
            return
        self.box.setPlainText(text)

    def _show(self) -> None:
        has_text = bool(self.box.toPlainText().strip())
        self._get.setEnabled(has_text)
        set_tooltip(self._get, gettext("Start the lookup (Ctrl+Enter).") if has_text else gettext("The list is empty."))
        self._summary.show_text("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter starts the lookup; Esc closes the box, which has the same text when it is opened again."""
        if is_control_enter(event):
            self._get.click()
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Close the box if its page is left and nothing is written in it."""
        super().hideEvent(event)
        is_left = not event.spontaneous() and not self.isHidden() and self.window().isVisible()
        if is_left and not self.box.toPlainText().strip():
            self._close()

    def _on_get(self) -> None:
        text = self.box.toPlainText()
        self.close_box()
        self.wanted.emit(text)

    def _open_dialog(self) -> None:
        kinds = (FileKind(gettext("Lists"), ("txt", "csv", "tsv", "md", "bib", "ris")), ALL_FILES)
        title = gettext("Open list of identifiers")
        open_file(self, title, kinds, self.open_file, purpose=FilePurpose.LIST, memory=self._state)


def _text_of(path: Path) -> str:
    """Return the text of a file; runs in a thread.

    Raises:
        OSError: the file cannot be read.
        UnicodeError: the file is not text.
        UsageError: it is too large, or a device or a pipe.
    """
    return read_file(path, MOST_BYTES).decode("utf-8-sig")

"""The note of the paper shown: Markdown with a preview, saved in the library while the user types."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper, is_same_paper
from scholar_desktop.domain.text.shortening import quotable, shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext
from scholar_desktop.ui.library.note_preview import NotePreview
from scholar_desktop.ui.theme.type_scale import BODY
from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel, label, set_tone
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.widgets.tab_order import bring_into_sight
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import message_title

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

REST_MS = 700
"""Milliseconds without a key press after which the text is saved."""
LEAST_LINES, MOST_LINES = 2, 10
_STAYS_IN_BOX = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""Why the box loses the focus only for a while: to its menu, or to another window."""


class NoteBox(QWidget):
    """The text box for the note.

    It saves when typing pauses, when the focus leaves, when another paper is shown, and when the window closes
    (`keep`). Typed text is never replaced by a note from the library; a change that was undone in the library, or made
    by another process, is shown, and the cursor stays in its place.
    While the paper is one of several that are selected, the box names it: its note is of this paper alone.
    The preview stays on for the papers for which it was turned on, until the window closes. Esc in the text gives the
    focus back to what had it before `edit`; if the user went to the text in another way, *leave* moves it.
    """

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        messages: Messages,
        context: ActionContext,
        library: Library,
        open_url: Callable[[str], None],
        leave: Callable[[], None],
        undo: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        """undo: takes the last change of the library back."""
        super().__init__(parent)
        self._leave = leave
        self._undo = undo
        self._came_from: QWidget | None = None
        self._messages = messages
        self._context = context
        self._library = library
        self._theme = theme
        self._window_scope = scope
        self._scope = scope.child()
        self._paper: Paper | None = None
        self._showing = 0
        self._seen = ""
        self._saved: list[str] = []  # texts of this box that the library may still report, oldest first
        self._is_dirty = False
        self._previewed: set[str] = set()
        self.setObjectName("noteBox")
        self.setAccessibleName(gettext("Note"))
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(RING, px(16), RING, 0)
        column.setSpacing(px(4))
        head = QHBoxLayout()
        self._title = ElidedLabel("", "section")
        self._title.setObjectName("noteTitle")
        head.addWidget(self._title, 1)
        self._state = label("", "caption", "muted")
        self._state.setObjectName("noteState")
        head.addWidget(self._state)
        self._look = Button(theme, ButtonKind.LINK, gettext("Preview"))
        self._look.setObjectName("notePreviewButton")
        set_tooltip(self._look, gettext("Preview the note with its headings, lists and links (Markdown)."))
        self._look.clicked.connect(self._on_look)
        head.addWidget(self._look)
        column.addLayout(head)
        self._edit = QPlainTextEdit()
        self._edit.setObjectName("noteEdit")
        self._edit.setPlaceholderText(
            gettext("Your notes on this paper. Saved as you type, and found when you search your library.")
        )
        self._edit.setTabChangesFocus(True)
        self._edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._edit.installEventFilter(self)
        self._edit.viewport().installEventFilter(self)
        column.addWidget(self._edit)
        self._preview = NotePreview(theme, open_url)
        self._preview.hide()
        column.addWidget(self._preview)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._write)
        # once the box has the height of its text; the last of several changes counts
        self._moved = QTimer(self)
        self._moved.setSingleShot(True)
        self._moved.timeout.connect(self._bring_cursor_into_sight)
        self._edit.cursorPositionChanged.connect(self._on_cursor_moved)
        self._edit.textChanged.connect(self._on_text)
        self._edit.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        context.changed.connect(self._show_title)
        self._show_title()
        self._fit()

    def show_paper(self, paper: Paper, kept: KeptPaper | None, showing: int) -> None:
        """Show the note of *paper*.

        Args:
            kept: the paper in the library, None if it is not there.
            showing: see `PaperSession`. With the same number, the text is not replaced, whatever the id of *paper* is.
        """
        text = "\n\n".join(kept.notes) if kept is not None else ""
        if self._paper is None or showing != self._showing:
            self._write()
            self._paper, self._showing, self._seen = paper, showing, text
            self._show_title()
            self._saved.clear()
            self._fill(text, is_other=True)
            self._say(gettext("Saved") if text else "")
            self._show_preview(is_preview=_name_of(paper) in self._previewed)
            return
        if _name_of(self._paper) in self._previewed:
            self._previewed.add(_name_of(paper))
        self._paper = paper
        self._show_title()
        if text == self._seen:
            return  # the note in the library is older than the saved text, or the same
        is_first, self._seen = not self._seen, text
        if text in self._saved:
            del self._saved[: self._saved.index(text) + 1]
            return  # saved by this box, which may have a newer text
        if self._is_dirty and is_first and text:
            # the note arrived when the user had already begun to type: both texts are kept
            QTextCursor(self._edit.document()).insertText(f"{text}\n\n")
        if not self._is_dirty and text != self._edit.toPlainText():
            self._fill(text)
            self._say(gettext("Saved") if text else "")

    def edit(self, paper: Paper | None = None) -> bool:
        """Give the text the focus, in place of its preview. False if another paper than *paper* is shown."""
        if self._paper is None or (paper is not None and not is_same_paper(self._paper, paper)):
            return False
        self._previewed.discard(_name_of(self._paper))
        self._show_preview(is_preview=False)
        if not self._edit.hasFocus():
            self._came_from = QApplication.focusWidget()
        self._edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._moved.start(0)
        if (around := self.parentWidget()) is not None:
            around.installEventFilter(self)  # what is above it may arrive later, such as the abstract
        return True

    async def keep(self) -> None:
        """Save an unsaved note; called when the window closes."""
        if self._is_dirty and self._paper is not None:
            self._rest.stop()
            await self._keep(self._paper, self._showing, self._edit.toPlainText())

    def _show_title(self) -> None:
        """Name the paper while it is one of several selected ones, to which tags and collections are added."""
        paper, title, name = self._paper, gettext("Note"), gettext("Note on this paper")
        if paper is not None and self._context.now.selected_with(paper) > 1:
            title = name = gettext("Note on “{title}”", title=quotable(plain(paper.title)))
        self._title.show_text(title)
        self._edit.setAccessibleName(name)

    def _fill(self, text: str, *, is_other: bool = False) -> None:
        """Show *text*.

        Args:
            is_other: it is of another paper: the cursor goes to its end. Otherwise it stays in its place.
        """
        self._edit.blockSignals(True)
        if is_other:
            self._edit.setPlainText(text)
            self._edit.moveCursor(QTextCursor.MoveOperation.End)
        else:
            replace_changed_part(self._edit, text)
        self._edit.blockSignals(False)
        self._is_dirty = False
        self._preview.show_note(text)
        self._fit()

    def _on_look(self) -> None:
        """Show the note of this paper as it reads, or the text again."""
        is_preview = self._preview.isHidden()
        if is_preview:
            self._write()
            self._preview.show_note(self._edit.toPlainText())
        if self._paper is not None:
            (self._previewed.add if is_preview else self._previewed.discard)(_name_of(self._paper))
        self._show_preview(is_preview=is_preview)

    def _show_preview(self, *, is_preview: bool) -> None:
        self._preview.setVisible(is_preview)
        self._edit.setVisible(not is_preview)
        self._look.set_text(gettext("Edit") if is_preview else gettext("Preview"))

    def _on_text(self) -> None:
        self._is_dirty = True
        self._say(gettext("Not saved yet"))
        self._rest.start()

    def _write(self) -> None:
        self._rest.stop()
        if self._is_dirty and self._paper is not None:
            self._is_dirty = False
            work = self._keep(self._paper, self._showing, self._edit.toPlainText())
            self._window_scope.start(work, name="keep a note")

    async def _keep(self, paper: Paper, showing: int, text: str) -> None:
        saved = text.strip("\n") if text.strip() else ""
        if showing == self._showing and saved != (self._saved[-1] if self._saved else self._seen):
            self._saved.append(saved)
        try:
            is_new = bool(saved) and not await self._library.find_many((paper,))
            changes = await self._library.note(paper, text)
        except ScholarError as error:
            if showing == self._showing:
                self._saved.clear()
                self._is_dirty = True
                self._say(gettext("Not saved: {reason}", reason=error.message), "error")
            self._messages.failed(gettext("Could not save the note"), error)
            return
        if is_new and changes.papers:
            added = gettext("Added “{title}” to your library, with your note.", title=message_title(paper.title))
            self._messages.undoable(added, Step(gettext("Undo"), self._undo, icon="undo"))
        if showing == self._showing and not self._is_dirty:
            self._say(gettext("Saved") if text.strip() else "")

    def _say(self, text: str, tone: str = "muted") -> None:
        set_tone(self._state, tone)
        self._state.setText(shorten(text, 60))
        set_tooltip(self._state, text)

    def _fit(self) -> None:
        """Set the height to that of the text, or of the hint in its place, within limits."""
        line = self._theme.type.line(BODY)
        document = self._edit.document()
        shown = round(document.size().height()) if not document.isEmpty() else self._lines_of_hint()
        lines = max(LEAST_LINES, min(MOST_LINES, shown))
        self._edit.setFixedHeight(lines * line + self._theme.px(16))

    def _lines_of_hint(self) -> int:
        """Return the number of lines of the hint of the empty box, which Qt cuts below the box."""
        metrics = self._edit.fontMetrics()
        margin = self._edit.document().documentMargin()
        room = QRect(0, 0, max(1, round(self._edit.viewport().width() - 2 * margin)), 0)
        wrapped = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self._edit.placeholderText())
        return -(-wrapped.height() // metrics.lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._edit and isinstance(event, QFocusEvent) and event.lostFocus():
            self._write()
            if event.reason() not in _STAYS_IN_BOX:
                self._came_from = None
        elif watched is self._edit and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and not event.modifiers():
                self._give_focus_back()
                return True
        elif watched is self._edit.viewport() and event.type() == QEvent.Type.Resize:
            self._fit()
        elif (watched is self._edit and event.type() == QEvent.Type.Resize) or (
            watched is self.parentWidget() and event.type() == QEvent.Type.Move
        ):
            self._on_cursor_moved()
        return False

    def _give_focus_back(self) -> None:
        """Leave the text. Without this, the pages would take Esc as the key that goes back, and would close the paper
        that is shown."""
        before = self._came_from
        if before is not None and shiboken6.isValid(before) and before.isVisible() and before.isEnabled():
            before.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._leave()

    def _on_cursor_moved(self) -> None:
        """Keep the cursor in sight, but do not move the text while the user presses the mouse on it."""
        if self._edit.hasFocus() and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._moved.start(0)

    def _bring_cursor_into_sight(self) -> None:
        line, text = self._edit.cursorRect(), self._edit.viewport()
        bring_into_sight(self._edit, QRect(text.mapTo(self._edit, line.topLeft()), line.size()))


def replace_changed_part(edit: QPlainTextEdit, text: str) -> None:
    """Make *text* the text of *edit*, and leave what is the same at both ends, so that the cursor stays in it."""
    before = edit.toPlainText()
    start = _same_length(before, text)
    end = _same_length(before[start:][::-1], text[start:][::-1])
    cursor = QTextCursor(edit.document())
    cursor.setPosition(_place_in_qt(before, start))
    cursor.setPosition(_place_in_qt(before, len(before) - end), QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(text[start : len(text) - end])


def _same_length(text: str, other: str) -> int:
    """Return how many characters are the same at the start of both."""
    same = (place for place, (one, two) in enumerate(zip(text, other, strict=False)) if one != two)
    return next(same, min(len(text), len(other)))


def _place_in_qt(text: str, place: int) -> int:
    """Return *place* of *text* as Qt counts it, in units of UTF-16."""
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


def _name_of(paper: Paper) -> str:
    """Return what identifies *paper*: without an ID, its title."""
    return paper.id or paper.title

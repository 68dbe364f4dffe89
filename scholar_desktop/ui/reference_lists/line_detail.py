"""The details below the expanded line: a box to edit its text, its candidates, and a box to search for others."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.status import Status
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context.asking_note import WaitingWords
from scholar_desktop.ui.context.messages import IN_USE_AS_WHOLE
from scholar_desktop.ui.reference_lists.candidates import (
    CandidateDelegate,
    CandidateModel,
    candidate_height,
    is_crammed,
    is_narrow,
)
from scholar_desktop.ui.reference_lists.reference_line_delegate import row_height
from scholar_desktop.ui.reference_lists.review_columns import GAP, NUMBER, SIDE
from scholar_desktop.ui.rows.row_layout import at, mirrored
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, align_text, label
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.words.literal_text import set_tooltip

MOST_ROWS = 6
"""Candidates that are visible at once; more are scrolled."""
KEYS = Message("↑ ↓ to move · Enter or Y to choose · Delete to skip")
LEAST_LINE = 160
"""Pixels at base size that the text of the line, and the keys, have beside the buttons, or they are below them."""
LEAST_EDIT, MOST_WORDS = 160, 300


class LineDetail(QWidget):
    """Shows the details of a line. drafts: edited texts of lines that were not looked up yet.

    Signals: `edited` (number, text), `taken` (number, Paper), `taken_already` (number; a key accepts the paper that the
    line has), `searched` (number, words; without words, the search is to be stopped), `left_out` (number, out),
    `closed` (Esc), `grown` (it needs another height), `drafted` (the drafts changed).
    """

    edited = Signal(int, str)
    taken = Signal(int, object)
    taken_already = Signal(int)
    searched = Signal(int, str)
    left_out = Signal(int, bool)
    closed = Signal()
    grown = Signal()
    drafted = Signal()

    def __init__(self, theme: Theme, services_status: Status, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._line: ReferenceLine | None = None
        self._is_editing = self._is_searching = self._repeats = False
        self.drafts: dict[int, str] = {}
        self.setObjectName("reviewLine")
        self.setAccessibleName(gettext("Expanded line"))
        self.setProperty("ground", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._edit_row = self._make_edit_row()
        self._column.addWidget(self._edit_row)
        self._status = Prose("small", "muted")
        self._status.setObjectName("reviewLineSays")
        self._column.addWidget(self._status)
        self._waits = WaitingWords(services_status, self._show_wait, self)
        self.model = CandidateModel(self)
        self._box = QFrame()
        self._box.setProperty("role", "note")
        inside = QVBoxLayout(self._box)
        inside.setContentsMargins(1, 1, 1, 1)
        self.view = RowList("candidatesView", gettext("Possible papers"))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setModel(self.model)
        self.delegate = CandidateDelegate(theme, self.view)
        self.view.setItemDelegate(self.delegate)
        inside.addWidget(self.view)
        self._column.addWidget(self._box)
        self._column.addWidget(self._make_search_row())
        self._column.addStretch(1)
        self.view.opened.connect(self._take)
        self.view.pressed_at.connect(self._on_pressed_at)
        self.view.selectionModel().currentRowChanged.connect(lambda index, _before: self.model.choose(index.row()))
        theme.changed.connect(self._measure)
        self._measure()
        self.hide()

    def _make_edit_row(self) -> QWidget:
        row = QWidget()
        across = FlowLayout(row, gap=self._theme.px(8), line_gap=self._theme.px(4))
        self._text = QLineEdit()
        self._text.setObjectName("reviewLineEdit")
        self._text.setAccessibleName(gettext("Text of the line"))
        self._text.setProperty("role", "small")
        self._text.setMaxLength(200_000)
        self._text.returnPressed.connect(self._on_edited)
        self._text.textEdited.connect(self._on_typed)
        self._again = Button(self._theme, ButtonKind.PRIMARY, gettext("Look up again"), small=True)
        self._again.setObjectName("reviewEditButton")
        self._again.clicked.connect(self._on_edited)
        self._out = Button(self._theme, ButtonKind.PLAIN, gettext("Skip"), small=True)
        self._out.setObjectName("reviewLeaveOutButton")
        self._out.clicked.connect(self._on_left_out)
        across.add_growing(self._text, self._theme.px(LEAST_LINE))
        across.addWidget(self._again)
        across.addWidget(self._out)
        return row

    def _make_search_row(self) -> QWidget:
        row = QWidget()
        across = FlowLayout(row, gap=self._theme.px(8), line_gap=self._theme.px(4))
        self._none = label("", "small", "muted")
        self._words = QLineEdit()
        self._words.setObjectName("reviewWordsEdit")
        self._words.setAccessibleName(gettext("Words to search for"))
        self._words.setProperty("role", "small")
        self._words.setMinimumWidth(self._theme.px(LEAST_EDIT))
        self._words.setMaximumWidth(self._theme.px(MOST_WORDS))
        self._words.returnPressed.connect(self.search)
        self._search = Button(self._theme, ButtonKind.PLAIN, gettext("Search again"), icon="search", small=True)
        self._search.setObjectName("reviewSearchButton")
        self._search.clicked.connect(self._on_search_button)
        self._change = Button(self._theme, ButtonKind.PLAIN, gettext("Edit line"), small=True)
        self._change.setObjectName("reviewChangeButton")
        self._change.clicked.connect(self.edit_text)
        self._skip = Button(self._theme, ButtonKind.PLAIN, gettext("Skip"), small=True)
        self._skip.setObjectName("reviewSkipButton")
        self._skip.clicked.connect(self._on_left_out)
        self._keys = ElidedLabel("", "small", "muted")
        across.addWidget(self._none)
        across.add_growing(self._words, self._theme.px(LEAST_EDIT))
        across.addWidget(self._search)
        across.addWidget(self._change)
        across.addWidget(self._skip)
        across.add_growing(self._keys, self._theme.px(LEAST_LINE))
        return row

    def show_line(self, line: ReferenceLine, *, searching: bool, problem: ErrorInfo | None) -> None:
        """Show *line*. Text that is being typed is kept while the text of the line is the same.

        Args:
            searching: candidates are being requested.
            problem: why the request failed, or None.
        """
        before, self._line = self._line, line
        is_new = before is None or before.number != line.number
        if is_new or before is None or before.text != line.text:
            self._text.setText(self.drafts.get(line.number) or line.suggestion or " ".join(line.text.split()))
            self._text.setCursorPosition(0)
            self._words.setText(_search_words(line))
            self._words.setCursorPosition(0)
            self._is_editing = False
        if is_new or before is None or before.candidates != line.candidates or before.paper != line.paper:
            self.model.show_line(line)
            self.view.choose(self.model.on)
        self._out.set_text(gettext("Include") if line.standing is LineStatus.LEFT_OUT else gettext("Skip"))
        # the row of such a line has “Accept” in its place
        self._repeats = line.same_as is not None and line.standing is LineStatus.CHECK
        has_some = bool(line.candidates)
        self._box.setVisible(has_some)
        self._none.setText(gettext("None of these?") if has_some else gettext("Search for it:"))
        self._keys.show_text(shown(KEYS) if has_some else "")
        align_text(self._keys, at_end=True)
        self._is_searching = searching
        search = gettext("Search again") if has_some else gettext("Search")
        self._search.show_content(
            ButtonContent(gettext("Stop"), "cross") if searching else ButtonContent(search, "search")
        )
        set_tooltip(
            self._search,
            "" if searching else gettext("Searches Semantic Scholar, Unpaywall and Zenodo. Uses 3 requests."),
        )
        status = f"{shown(problem.message)} {shown(problem.hint or '')}".strip() if problem is not None else ""
        if searching:
            self._waits.start(gettext("Searching for candidates…"))
        else:
            self._waits.stop()
            self._status.show_text(status)
        self._status.setVisible(searching or bool(status))
        self._show_editing()
        is_found = before is not None and not is_new and before.candidates != line.candidates and has_some
        if is_found and (self._words.hasFocus() or self._search.hasFocus()):
            self.focus_candidates()  # the keys of the line beside them are those of the candidates

    def edit_text(self) -> None:
        """Let the user edit the text of the line."""
        self._is_editing = True
        self._show_editing()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)
        self._text.selectAll()

    def search(self) -> None:
        """Search all services for the words in the search box, if it has any."""
        if self._line is not None and self._words.text().strip():
            self.searched.emit(self._line.number, self._words.text())

    def focus_candidates(self) -> None:
        """Focus the candidates, or, if there are none, the search box."""
        if self.model.count():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self.view.choose(self.model.on)
        else:
            self._words.setFocus(Qt.FocusReason.OtherFocusReason)

    def height_for(self, width: int) -> int:
        """Return the height that it needs at *width*."""
        rows = self.model.count()
        if rows:
            margins = self._column.contentsMargins()
            inner = width - margins.left() - margins.right() - 2
            narrow = is_narrow(self.model.row(0).widest, inner, self._theme)
            height = candidate_height(self._theme, narrow=narrow, crammed=is_crammed(inner, self._theme))
            self.view.set_row_height(height)
            self._box.setFixedHeight(height * min(rows, MOST_ROWS) + 4)
        self._column.activate()
        wanted = self._column.heightForWidth(width) if self._column.hasHeightForWidth() else -1
        return max(wanted, self._column.minimumSize().height())

    def _show_editing(self) -> None:
        before = not self._edit_row.isHidden()
        self._edit_row.setVisible(self._is_editing)
        self._change.setVisible(not self._is_editing)
        self._skip.setVisible(self._repeats and not self._is_editing)
        if before != self._is_editing:
            self.grown.emit()

    def _measure(self) -> None:
        px = self._theme.px
        start, end = px(SIDE + NUMBER + GAP), px(SIDE)
        left, right = (end, start) if self.isRightToLeft() else (start, end)
        self._column.setContentsMargins(left, px(8), right, px(8))
        self._column.setSpacing(px(8))
        self.setProperty(IN_USE_AS_WHOLE, row_height(self._theme.type))
        self.grown.emit()

    # Actions of the user

    def _on_pressed_at(self, row: int, point: QPoint) -> None:
        rect = self.view.visualRect(self.model.index(row, 0))
        layout = self.delegate.layout_of(self.model.row(row), rect.width(), rect.height())
        if self.view.isRightToLeft():
            layout = mirrored(layout, rect.width())
        if at(layout, point.x(), point.y(), ("take",)) is not None:
            self._take(row)

    def _take(self, row: int) -> None:
        if self._line is not None and not self.model.is_taken(row):
            self.taken.emit(self._line.number, self.model.paper_at(row))

    def _accept(self, row: int) -> None:
        """Take the paper of *row* for the line, if it has another one."""
        if self._line is not None and row >= 0 and self.model.is_taken(row):
            self.taken_already.emit(self._line.number)
        elif row >= 0:
            self._take(row)

    def _on_typed(self, text: str) -> None:
        if self._line is not None:
            self.drafts[self._line.number] = text
            self.drafted.emit()

    def _forget_draft(self, number: int) -> None:
        if self.drafts.pop(number, None) is not None:
            self.drafted.emit()

    def _on_edited(self) -> None:
        if self._line is not None and self._text.text().strip():
            self._forget_draft(self._line.number)
            self.edited.emit(self._line.number, self._text.text())

    def _show_wait(self, words: str) -> None:
        self._status.show_text(words)
        if self._status.isVisible() and self._status.heightForWidth(self._status.width()) != self._status.height():
            self.grown.emit()

    def _on_search_button(self) -> None:
        if self._is_searching and self._line is not None:
            self.searched.emit(self._line.number, "")
        else:
            self.search()

    def _on_left_out(self) -> None:
        if self._line is not None:
            self.left_out.emit(self._line.number, self._line.standing is not LineStatus.LEFT_OUT)

    # Overrides of Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_Escape:
            if self._is_editing and self._line is not None and self._box.isVisible():
                self._is_editing = False
                self._forget_draft(self._line.number)
                self._text.setText(" ".join(self._line.text.split()))
                self._show_editing()
                self.focus_candidates()
            else:
                self.closed.emit()
        elif plain and event.key() == Qt.Key.Key_Delete and self.view.hasFocus():
            self._on_left_out()
        elif plain and event.key() in (Qt.Key.Key_E, Qt.Key.Key_F2) and self.view.hasFocus():
            self.edit_text()
        elif plain and event.key() == Qt.Key.Key_Y and self.view.hasFocus():
            self._accept(self.view.current_row())
        else:
            event.accept()  # the keys are not meant for the table below


def _search_words(line: ReferenceLine) -> str:
    """Return the words to search for: the title, or the text of the line; without an identifier, which was looked up
    already. Empty if the line is nothing but a mistyped identifier, which the box above has."""
    if line.suggestion:
        return ""
    from scholar_desktop.domain.identifiers.corrections import without_broken_identifiers  # rarely needed

    return without_broken_identifiers(line.wanted.searched_title or line.text)[:200].strip()

"""The chosen line: its text to edit, and the papers that it may mean, each with what agrees and what does not."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from scholar_desktop.domain.agreement import NEAR, NO, OK
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reading_list import Candidate, Line, Part, Standing
from scholar_desktop.domain.titles import plain
from scholar_desktop.ui import wording
from scholar_desktop.ui.panels.paper_facts import clear_layout
from scholar_desktop.ui.review.rows import SIGNS
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, Kind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label, set_tone

PART_SIGNS = {OK: ("tick", "ok"), NEAR: ("warning", "warn"), NO: ("cross", "error")}


class LinePane(QWidget):
    """Signals: `edited` (number, text), `taken` (number, Paper), `searched` (number, words), `left_out` (number, out),
    `closed` (Esc: back to the table)."""

    edited = Signal(int, str)
    taken = Signal(int, object)
    searched = Signal(int, str)
    left_out = Signal(int, bool)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._line: Line | None = None
        px = theme.px
        self.setObjectName("reviewLine")
        self.setAccessibleName("The chosen line")
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(10), px(14), px(10))
        column.setSpacing(px(8))
        first = QHBoxLayout()
        first.setSpacing(px(8))
        self._number = label("", "section")
        self._text = QLineEdit()
        self._text.setObjectName("reviewLineEdit")
        self._text.setAccessibleName("Text of the line")
        self._text.returnPressed.connect(self._on_edited)
        self._again = Button(theme, Kind.PLAIN, "Look up again", small=True)
        self._again.setObjectName("reviewEditButton")
        self._again.clicked.connect(self._on_edited)
        self._out = Button(theme, Kind.PLAIN, "Leave out", small=True)
        self._out.setObjectName("reviewLeaveOutButton")
        self._out.clicked.connect(self._on_left_out)
        first.addWidget(self._number)
        first.addWidget(self._text, 1)
        first.addWidget(self._again)
        first.addWidget(self._out)
        column.addLayout(first)
        self._says = Prose("small", "muted")
        column.addWidget(self._says)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("role", "page")
        self._choices = QVBoxLayout(inside)
        self._choices.setContentsMargins(0, 0, 0, 0)
        self._choices.setSpacing(px(4))
        self._scroll.setWidget(inside)
        column.addWidget(self._scroll, 1)
        last = QHBoxLayout()
        last.setSpacing(px(8))
        last.addWidget(label("None of these?", "small", "muted"))
        self._words = QLineEdit()
        self._words.setObjectName("reviewWordsEdit")
        self._words.setAccessibleName("Words to search candidates by")
        self._words.returnPressed.connect(self._on_searched)
        self._search = Button(theme, Kind.PLAIN, "Search again: 1 request", icon="search", small=True)
        self._search.setObjectName("reviewSearchButton")
        self._search.clicked.connect(self._on_searched)
        last.addWidget(self._words, 1)
        last.addWidget(self._search)
        column.addLayout(last)

    def show_line(self, line: Line | None) -> None:
        """Show *line*; None hides the pane. What is being typed stays while the line is the same."""
        before, self._line = self._line, line
        self.setVisible(line is not None)
        if line is None:
            return
        if before is None or before.number != line.number or before.text != line.text:
            self._text.setText(" ".join(line.text.split()))
            self._text.setCursorPosition(0)
            self._words.setText(line.wanted.title or " ".join(line.text.split())[:200])
            self._words.setCursorPosition(0)
        self._number.setText(
            f"Line {line.number}" + (f", {line.place} in the file" if line.place not in (None, line.number) else "")
        )
        self._out.set_text("Take in" if line.standing is Standing.LEFT_OUT else "Leave out")
        problem = line.problem
        says = line.by if problem is None else f"{problem.message} {problem.hint or ''}".strip()
        word = SIGNS[line.standing][2]
        self._says.show_text(f"{word}: {says}" if says else word)
        if (
            before is None
            or before.number != line.number
            or before.candidates != line.candidates
            or (before.paper != line.paper)
        ):
            self._show_candidates(line)

    def focus_text(self) -> None:
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)
        self._text.selectAll()

    def focus_candidates(self) -> None:
        """To the first candidate, or, without any, to the words that find some."""
        first = self._scroll.widget().findChild(Button)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_candidates(self, line: Line) -> None:
        clear_layout(self._choices)
        for place, one in enumerate(line.candidates):
            self._choices.addWidget(self._candidate(line, place, one))
        self._choices.addStretch(1)

    def _candidate(self, line: Line, place: int, one: Candidate) -> QWidget:
        theme, px = self._theme, self._theme.px
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(px(12))
        words = QVBoxLayout()
        words.setSpacing(0)
        title = plain(one.paper.title) or "Untitled"
        words.addWidget(ElidedLabel(title, "strong"))
        place_ = wording.venue_and_year(one.paper)
        byline = " — ".join(filter(None, (wording.authors_short(one.paper.authors), place_)))
        words.addWidget(ElidedLabel(byline, "small", "muted"))
        across.addLayout(words, 1)
        parts = QWidget()
        flow = FlowLayout(parts, gap=px(10), line_gap=0)
        for part in one.parts:
            flow.addWidget(self._part(part))
        parts.setMinimumWidth(px(180))
        across.addWidget(parts, 1)
        is_taken = line.standing is Standing.SURE and line.paper is not None and line.paper.id == one.paper.id
        take = Button(theme, Kind.PLAIN, "Taken" if is_taken else "Take", icon="tick" if is_taken else None, small=True)
        take.setObjectName(f"takeCandidate.{place}")
        take.setAccessibleName(f"Take {title}")
        take.setEnabled(not is_taken)
        take.clicked.connect(partial(self._on_taken, one.paper))
        across.addWidget(take)
        return row

    def _part(self, part: Part) -> QWidget:
        icon, colour = PART_SIGNS[part.how]
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(3))
        sign = QLabel()
        sign.setPixmap(self._theme.pixmap(icon, colour, 12))
        words = label(part.words, "small")
        set_tone(words, colour)
        agrees = {OK: "agrees", NEAR: "nearly", NO: "does not agree"}[part.how]
        box.setAccessibleName(f"{part.words} {agrees}")
        row.addWidget(sign)
        row.addWidget(words)
        return box

    def _on_edited(self) -> None:
        if self._line is not None and self._text.text().strip():
            self.edited.emit(self._line.number, self._text.text())

    def _on_searched(self) -> None:
        if self._line is not None and self._words.text().strip():
            self.searched.emit(self._line.number, self._words.text())

    def _on_left_out(self) -> None:
        if self._line is not None:
            self.left_out.emit(self._line.number, self._line.standing is not Standing.LEFT_OUT)

    def _on_taken(self, paper: Paper) -> None:
        if self._line is not None:
            self.taken.emit(self._line.number, paper)

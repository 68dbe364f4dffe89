"""The column next to the list of Zenodo records: what the answer to the search says of the selected record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.paper_facts import IdentifiersView, clear_layout
from scholar_desktop.ui.widgets.scroll_column import FocusRingScroll
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.record_words import record_summary
from scholar_desktop.ui.zenodo.record_facts import RecordTerms
from scholar_desktop.ui.zenodo.record_files import CLOSED
from scholar_desktop.ui.zenodo.record_rows import line

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.zenodo.record import Record
    from scholar_desktop.ui.theme.theme import Theme

MOST_PEOPLE, MOST_FILES = 20, 20
LONGEST_DESCRIPTION = 1500


class RecordSide(FocusRingScroll):
    """Shows one record, without a request, with buttons that open its page and get its files. The rest is on its page.

    Signals: `opened` (the Paper, which the user wants to open); `changed` (another record is shown). get: the button
    for its PDF or its files. paper: the record that is shown, as Zenodo sent it; None if none is.
    """

    opened = Signal(object)
    changed = Signal()

    def __init__(self, theme: Theme, copied: Callable[[str], None], parent: QWidget | None = None) -> None:
        """copied: says that a text was copied."""
        super().__init__(theme, parent)
        self._theme = theme
        self.paper: Paper | None = None
        px = theme.px
        self.setObjectName("recordSide")
        self.setAccessibleName(gettext("Selected record"))
        page = QWidget()
        page.setProperty("role", "page")
        page.setMinimumWidth(1)  # nothing scrolls horizontally
        outer = QVBoxLayout(page)
        outer.setContentsMargins(px(16) - RING, px(12), px(16) - RING, px(16))
        outer.setSpacing(0)
        self._none = self._text(outer, "body", "muted")
        self._none.show_text(gettext("Select a record to see its details."))
        self._record = QWidget()
        outer.addWidget(self._record)
        outer.addStretch(1)
        self._lay_out(copied)
        self.setWidget(page)
        self.show_record(None, None)

    def _lay_out(self, copied: Callable[[str], None]) -> None:
        theme, px = self._theme, self._theme.px
        whole = QVBoxLayout(self._record)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._title = self._text(whole, "head")
        self._title.setObjectName("recordSideTitle")
        whole.addSpacing(px(4))
        self._people = self._text(whole, "body")
        self._summary = self._text(whole, "body", "muted")
        whole.addSpacing(px(8))
        self.get = Button(theme, ButtonKind.PRIMARY)
        self.get.setObjectName("recordSideGetButton")
        open_ = Button(theme, ButtonKind.PLAIN, gettext("Open record"), icon="eye")
        open_.setObjectName("recordSideOpenButton")
        open_.clicked.connect(lambda: self.opened.emit(self.paper))
        buttons = FlowLayout(gap=px(8) - 2 * RING, line_gap=px(4) - RING)
        buttons.addWidget(self.get)
        buttons.addWidget(open_)
        whole.addLayout(buttons)
        self._description_head = self._section(whole, gettext("Description"))
        self._description = self._text(whole, "body")
        self._files_head = self._section(whole, gettext("Files"))
        self._no_files = self._text(whole, "small", "muted")
        self._files = QVBoxLayout()
        self._files.setContentsMargins(RING, 0, RING, 0)
        self._files.setSpacing(0)
        whole.addLayout(self._files)
        self._section(whole, gettext("Details"))
        self._terms = RecordTerms(theme)
        self._terms.setObjectName("recordSideTerms")  # the details of a paper have its usual name
        whole.addWidget(self._terms)
        self._section(whole, gettext("Identifiers"))
        self._ids = IdentifiersView(theme, copied)
        self._ids.setObjectName("recordSideIdentifiers")
        identifiers = QVBoxLayout()
        identifiers.setContentsMargins(RING, 0, RING, 0)
        identifiers.addWidget(self._ids)
        whole.addLayout(identifiers)

    def _text(self, column: QVBoxLayout, type_: str, tone: str = "") -> Prose:
        """Add a text to *column*, which begins where the words of the buttons do."""
        made = Prose(type_, tone)
        made.setContentsMargins(RING, 0, RING, 0)
        column.addWidget(made)
        return made

    def _section(self, column: QVBoxLayout, words: str) -> QLabel:
        heading = label(words, "section")
        heading.setContentsMargins(RING, self._theme.px(14), RING, self._theme.px(4))
        column.addWidget(heading)
        return heading

    def show_record(self, paper: Paper | None, record: Record | None) -> None:
        """Show *record*, which is *paper* as Zenodo sent it; None if none is selected."""
        before, self.paper = self.paper, paper
        self._none.setVisible(paper is None)
        self._record.setVisible(paper is not None)
        if paper is None or record is None or paper is before:
            return
        self.verticalScrollBar().setValue(0)
        self._title.show_text(plain(paper.title) or gettext("Untitled"))
        self._people.show_text(wording.authors_short(paper.authors, MOST_PEOPLE))
        self._people.setVisible(bool(paper.authors))
        self._summary.show_text(record_summary(record))
        self._description.show_text(shorten(record.description or "", LONGEST_DESCRIPTION))
        for part in (self._description_head, self._description):
            part.setVisible(bool(record.description))
        self._show_files(record)
        self._terms.show_record(record)
        self._ids.show_ids(paper)
        self.changed.emit()

    def _show_files(self, record: Record) -> None:
        clear_layout(self._files)
        files, head = record.files, gettext("Files")
        if files:
            total = wording.size(sum(file.size or 0 for file in files))
            head = gettext("Files ({count}, {size})", count=len(files), size=total)
        self._files_head.setText(head)
        self._no_files.setVisible(not files)
        closed = CLOSED.get(record.access or "")
        self._no_files.show_text(shown(closed) if closed is not None else gettext("This record has no files."))
        for place, file in enumerate(files[:MOST_FILES]):
            amount = label(wording.size(file.size), "small", "muted") if file.size is not None else None
            is_last = place == min(len(files), MOST_FILES) - 1
            self._files.addWidget(line(self._theme, "file-text", "muted", file.name, amount, last=is_last))
        if (more := len(files) - MOST_FILES) > 0:
            words = ngettext("and {count} more file", "and {count} more files", more)
            self._files.addWidget(label(words, "small", "muted"))

"""All of a Zenodo record in the detail pane: newer versions, files, versions, numbers, related works, terms, forms."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.record import Record
from scholar_desktop.domain.record_details import is_newest
from scholar_desktop.ui.panels.record_facts import RecordChips, RecordForms, RecordTerms, RelatedView
from scholar_desktop.ui.panels.record_files import RecordFilesView
from scholar_desktop.ui.panels.record_following import RecordFollowing
from scholar_desktop.ui.panels.record_stats import RecordNumbers
from scholar_desktop.ui.panels.record_versions import RecordNames, RecordVersions, name_of
from scholar_desktop.ui.record_session import NEWEST, RecordSession
from scholar_desktop.ui.widgets.button import RING, inset
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.workbench import Workbench


class RecordSection(QWidget):
    """Hidden for what is no record. newer: the bar that says that a newer version exists, for the head of the pane."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._theme = theme = workbench.theme
        self.setObjectName("recordSection")
        self.setAccessibleName("Zenodo record")
        self.session = RecordSession(workbench.services, workbench.scope.child(), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.newer = NoteBar(theme)
        self.newer.setObjectName("newerVersionNote")
        column.addWidget(RecordFilesView(workbench, self.session))
        column.addWidget(RecordVersions(workbench, self.session))
        self._names = RecordNames(workbench)
        column.addWidget(self._names)
        column.addWidget(self._head("Statistics"))
        self._numbers = RecordNumbers(workbench, self.session)
        inner = QVBoxLayout()
        inner.setContentsMargins(RING, 0, RING, 0)
        inner.addWidget(self._numbers)
        self._following = RecordFollowing(workbench, self.session)
        inner.addWidget(self._following)
        column.addLayout(inner)
        self._related_head = self._head("Related")
        column.addWidget(self._related_head)
        self._related = RelatedView(workbench, self.session)
        column.addWidget(self._related)
        self._no_related = Prose("small", "muted")
        self._no_related.show_text("The record names no paper and no code.")
        column.addWidget(inset(self._no_related))
        self._chips_head = self._head("Communities and keywords")
        column.addWidget(self._chips_head)
        self._chips = RecordChips(workbench)
        column.addWidget(self._chips)
        column.addWidget(self._head("Facts"))
        self._terms = RecordTerms(workbench)
        column.addWidget(self._terms)
        column.addWidget(RecordForms(workbench, self.session))
        self.session.shown.connect(self._on_shown)
        self.session.changed.connect(self._show)
        self.session.opened.connect(self._open)
        self.session.failed.connect(workbench.messages.failed)
        self.hide()

    def show_paper(self, paper: Paper | None) -> None:
        """Show the record of *paper*, if it is one. Asks nothing."""
        self.session.show(paper)
        if self.session.record is None:
            self.newer.clear()
        self.setVisible(self.session.record is not None)

    def _head(self, words: str) -> QLabel:
        heading = label(words, "section")
        heading.setContentsMargins(RING, self._theme.px(14), RING, self._theme.px(4))
        return heading

    def _on_shown(self) -> None:
        self._show()
        if self.session.record is not None:
            self._following.show_record()

    def _show(self) -> None:
        record = self.session.record
        self.setVisible(record is not None)
        if record is None:
            self.newer.clear()
            return
        self._tell_newer(record)
        self._names.show_record(record)
        self._numbers.show_numbers()
        count = self._related.show_record(record)
        self._related_head.setText(f"Related ({count})" if count else "Related")
        self._related.setVisible(bool(count))
        self._no_related.setVisible(not count)
        self._chips.show_record(record)
        self._chips_head.setVisible(bool(record.communities or record.keywords))
        self._terms.show_record(record)

    def _tell_newer(self, record: Record) -> None:
        session = self.session
        newest = session.versions[0] if session.versions else None
        is_last = newest.id == record.id if newest is not None else is_newest(record)
        if is_last is not False:
            self.newer.clear()
            return
        step = Step("Go to the newest", session.go_to_newest)
        problem = session.problems.get(NEWEST)
        if problem is not None:
            self.newer.show_note(Note(problem.message, problem.hint or "", "error", "alert", (step,)))
        else:
            which = f"{name_of(newest)} is newer." if newest is not None else "A newer version exists."
            self.newer.show_note(Note(f"You look at {name_of(record)}.", which, "warn", "info", (step,)))

    def _open(self, paper: Paper) -> None:
        self._workbench.current.choose(paper)
        self._workbench.actions.run_on("paper.open")

"""The section of the detail pane for a Zenodo record: versions, files, numbers, related works, terms and formats."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.zenodo.record import Record, Stats
from scholar_desktop.domain.zenodo.record_details import is_newest
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context.asking_note import WaitingWords
from scholar_desktop.ui.context.automatic_checks import automatic_checks
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind, inset
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import number
from scholar_desktop.ui.zenodo.record_facts import RecordChips, RecordForms, RecordTerms, RelatedView
from scholar_desktop.ui.zenodo.record_file_commands import get_files
from scholar_desktop.ui.zenodo.record_files import RecordFilesView
from scholar_desktop.ui.zenodo.record_following import RecordFollowing
from scholar_desktop.ui.zenodo.record_session import NEWEST, STATS, RecordSession
from scholar_desktop.ui.zenodo.record_versions import RecordNames, RecordVersions, name_of

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.ui.theme.theme import Theme


class RecordNumbers(QWidget):
    """Views and downloads: shown if the record arrived with them, else requested by a click."""

    def __init__(self, theme: Theme, status: Status, session: RecordSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.px
        self._session = session
        self.setObjectName("recordNumbers")
        self.setAccessibleName(gettext("Views and downloads"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        self._table = QWidget()
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(4))
        grid.setColumnStretch(0, 1)
        for place, words in enumerate((gettext("This version"), gettext("All versions")), 1):
            grid.addWidget(_right(label(words, "small", "muted")), 0, place)
        self._cells = {}
        named = (("views", gettext("Views (unique)")), ("downloads", gettext("Downloads (unique)")))
        for line, (name, words) in enumerate(named, 1):
            grid.addWidget(label(words, "small", wrap=True), line, 0)
            for place, which in enumerate(("this", "all"), 1):
                cell = _right(label("", "small"))
                self._cells[name, which] = cell
                grid.addWidget(cell, line, place)
        column.addWidget(self._table)
        self._hint = Prose("small", "muted")
        column.addWidget(self._hint)
        self._waits = WaitingWords(status, self._hint.show_text, self)
        self._ask = Button(theme, ButtonKind.LINK, gettext("Show statistics"))
        self._ask.setObjectName("askStatsButton")
        set_tooltip(self._ask, gettext("Loads views and downloads from Zenodo (1 or 2 requests)."))
        self._ask.clicked.connect(self._on_ask)
        column.addWidget(self._ask)
        session.changed.connect(self.show_numbers)

    def _on_ask(self) -> None:
        if STATS in self._session.loading:
            self._session.stop(STATS)
        else:
            self._session.ask_stats()

    def show_numbers(self) -> None:
        """Show the numbers of the session."""
        session = self._session
        stats = session.stats
        self._table.setVisible(stats is not None)
        problem = session.problems.get(STATS)
        loading = STATS in session.loading
        self._ask.setVisible(stats is None)
        self._ask.set_text(gettext("Stop") if loading else gettext("Show statistics"))
        words = shown(problem.message) if problem is not None else ""
        if loading:
            self._waits.start(gettext("Loading statistics…"), source=ZENODO)
        else:
            self._waits.stop()
            self._hint.show_text(words)
        self._hint.setVisible(loading or bool(words))
        if stats is not None:
            for which, counts in (("this", stats.this), ("all", stats.all)):
                for name in ("views", "downloads"):
                    self._cells[name, which].setText(_counted(counts, name))


def _counted(counts: Stats, name: str) -> str:
    value, people = getattr(counts, name), getattr(counts, f"unique_{name}")
    if value is None:
        return "–"
    return number(value) if people is None else f"{number(value)} ({number(people)})"


def _right(made: QLabel) -> QLabel:
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


SHOW_AFTER_S = 0.06


def is_record(paper: Paper) -> bool:
    """Return True if Zenodo itself sent data about *paper*."""
    return any(facts.source == ZENODO for facts in paper.facts)


class RecordSection(QWidget):
    """Hidden if the paper is not a record. newer: the bar about a newer version, for the head of the pane."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._theme = theme = ui_context.theme
        self.setObjectName("recordSection")
        self.setAccessibleName(gettext("Zenodo record"))
        self._scope = ui_context.scope.child()
        self._wanted: Paper | None = None
        self._coming: str | None = None
        self.session = RecordSession(ui_context.services, self._scope.child(), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.newer = NoteBar(theme)
        self.newer.setObjectName("newerVersionNote")
        self._files = RecordFilesView(
            ui_context.theme,
            ui_context.marks,
            partial(get_files, ui_context),
            ui_context.services.open_path,
            self.session,
        )
        column.addWidget(self._files)
        self._versions = RecordVersions(ui_context.theme, ui_context.services.status, self.session)
        column.addWidget(self._versions)
        self._names = RecordNames(ui_context.theme, ui_context.messages)
        column.addWidget(self._names)
        column.addWidget(self._head(gettext("Statistics")))
        self._numbers = RecordNumbers(ui_context.theme, ui_context.services.status, self.session)
        inner = QVBoxLayout()
        inner.setContentsMargins(RING, 0, RING, 0)
        inner.addWidget(self._numbers)
        self._following = RecordFollowing(
            ui_context.theme,
            ui_context.scope,
            ui_context.messages,
            automatic_checks(ui_context),
            lambda: ui_context.services.follows,
            lambda: ui_context.services.watch,
            self.session,
        )
        inner.addWidget(self._following)
        column.addLayout(inner)
        self._related_head = self._head(gettext("Related works"))
        column.addWidget(self._related_head)
        self._related = RelatedView(ui_context.theme, ui_context.services.open_url, self.session)
        column.addWidget(self._related)
        self._no_related = Prose("small", "muted")
        self._no_related.show_text(gettext("This record names no related works."))
        column.addWidget(inset(self._no_related))
        self._chips_head = self._head(gettext("Communities and keywords"))
        column.addWidget(self._chips_head)
        self._chips = RecordChips(ui_context.theme, ui_context.navigation)
        column.addWidget(self._chips)
        column.addWidget(self._head(gettext("Details")))
        self._terms = RecordTerms(ui_context.theme)
        column.addWidget(self._terms)
        column.addWidget(RecordForms(ui_context.theme, ui_context.messages, self.session))
        self.session.changed.connect(self._show)
        self.session.opened.connect(self._open)
        self.session.failed.connect(ui_context.messages.failed)
        self.hide()

    def show_paper(self, paper: Paper | None) -> None:
        """Show the record of *paper*, if it is one, without a request.

        Another record is shown a moment later, one part in each turn of the event loop, so that moving through a list
        does not wait for the rows of each record.
        """
        self._wanted = paper
        number = paper.ids.zenodo if paper is not None and is_record(paper) else None
        before = self.session.record
        if number is None:
            self._scope.cancel("record")
            self._coming = None
            self.session.show(paper)
            self.setVisible(self.session.record is not None)
            if self.session.record is None:
                self.newer.clear()
        elif before is not None and before.id == number and self._coming is None:
            # its parts may still be in progress; they continue
            self.session.show(paper)
            self.show()
        elif number != self._coming:
            self._coming = number
            self.hide()
            self.newer.clear()
            self._scope.start(self._show_soon(), name="show a record", latest="record")

    async def _show_soon(self) -> None:
        await asyncio.sleep(SHOW_AFTER_S)
        self._coming = None
        self.session.show(self._wanted)
        record = self.session.record
        if record is None:
            return
        parts = (
            self._files.show_record,
            self._versions.show_record,
            lambda: self._related.show_record(record),
            lambda: self._chips.show_record(record),
            lambda: self._terms.show_record(record),
            self._following.show_record,
        )
        for part in parts:
            await asyncio.sleep(0)
            part()
        await asyncio.sleep(0)
        self._show()

    def _head(self, words: str) -> QLabel:
        heading = label(words, "section")
        heading.setContentsMargins(RING, self._theme.px(14), RING, self._theme.px(4))
        return heading

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
        self._related_head.setText(
            gettext("Related works ({count})", count=count) if count else gettext("Related works")
        )
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
        step = Step(gettext("Show newest version"), session.go_to_newest)
        problem = session.problems.get(NEWEST)
        if problem is not None:
            lead, hint = shown(problem.message), shown(problem.hint or "")
            self.newer.show_note(Note(lead, hint, "error", "alert", (step,)))
        else:
            lead = gettext("This is {version}.", version=name_of(record))
            which = gettext("A newer version is available.")
            if newest is not None:
                which = gettext("The newest version is {version}.", version=name_of(newest))
            self.newer.show_note(Note(lead, which, "warn", "info", (step,)))

    def _open(self, paper: Paper) -> None:
        self._ui_context.current.run_for("paper.open", paper)

"""The third page of the setup of the offline corpus: what the download reads, what is kept, and how long it takes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from scholar_desktop.domain.corpus.corpus_fetch import FetchPlan, KeepEstimate
from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.translation import decimal, gettext
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.corpus.fact_grid import FactGrid
from scholar_desktop.ui.corpus.key_problems import problem_note, require_key
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.words.wording import exact, size, time_estimate

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.corpus.corpus_work import CorpusServices
    from scholar_desktop.ui.theme.theme import Theme

MOST_PAPERS, MOST_CITATIONS = 10_000_000, 100_000_000
"""More than these are not recommended on one computer (docs/corpus.md)."""


class SetupPlanPage(QWidget):
    """`changed` is emitted when the plan is there, or cannot be had; `conditions_wanted` when the user wants to change
    the conditions.

    Attributes:
        rule: that of the plan, with the papers of the collection.
    """

    changed = Signal()
    conditions_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        services: CorpusServices,
        status: Status,
        scope: TaskScope,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._status = status
        self._scope = scope
        self._actions = actions
        self.rule = CorpusRule()
        self._plan: FetchPlan | None = None
        self._has_room = True
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(label(gettext("Estimate"), "section"))
        self._note = NoteBar(theme)
        self._note.setObjectName("corpusPlanNote")
        column.addWidget(self._note)
        self._facts = FactGrid(theme, "corpusPlan")
        column.addWidget(self._facts)
        column.addStretch(1)

    @property
    def problem(self) -> str:
        """Why the download cannot be started; empty if it can."""
        if self._plan is None:
            return gettext("The estimate is not complete yet.")
        return "" if self._has_room else gettext("This disk does not have enough space.")

    @property
    def control(self) -> QWidget | None:
        """The control that is of use if the download cannot start: makes the estimate again, or changes the
        conditions. Not the one that stops the estimate: Enter, pressed twice, would do that."""
        titles = (gettext("Try again"), gettext("Change conditions"))
        return next((each for title in titles if (each := self._note.button(title)) is not None), None)

    @property
    def has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def ask(self, rule: CorpusRule, collection: str, datasets: tuple[str, ...]) -> None:
        """Estimate the download of *datasets* for *rule*, or for the papers around *collection*."""
        self._plan, self.rule = None, rule
        self._facts.hide()
        lead = gettext("Reading the beginning of one file of papers…")
        text = gettext("At most 64 MB, to estimate how many papers match.")
        stop = Step(gettext("Stop"), lambda: self._stop(rule, collection, datasets))
        self._show_note(asking_note(self._status, lead, text, (stop,)))
        self.changed.emit()
        work = self._ask(rule, collection, datasets)
        self._scope.start(work, name="estimate of the corpus", latest="plan")

    def _show_note(self, note: Note | None) -> None:
        if self.has_focus:
            self.setFocus()  # the button that has it is deleted, and Qt would move it out of the page
        if note is None:
            self._note.clear()
        else:
            self._note.show_note(note)

    def _stop(self, rule: CorpusRule, collection: str, datasets: tuple[str, ...]) -> None:
        self._scope.cancel("plan")
        again = Step(gettext("Try again"), lambda: self.ask(rule, collection, datasets), icon="refresh")
        self._show_note(Note(gettext("Loading stopped."), "", "panel", "info", (again,)))
        self.changed.emit()

    async def _ask(self, rule: CorpusRule, collection: str, datasets: tuple[str, ...]) -> None:
        def again() -> None:
            self.ask(rule, collection, datasets)

        try:
            await require_key(self._services.keys)
            if collection:
                self.rule = CorpusRule(around=await self._services.fetch.centre(collection, RequestOptions()))
            plan = await self._services.planner.plan(self.rule, datasets, ask=RequestOptions())
        except ScholarError as error:
            retry = Step(gettext("Try again"), again, icon="refresh")
            self._show_note(problem_note(self._actions, error, retry))
            self.changed.emit()
            return
        self._plan = plan
        self._show(plan)
        self.changed.emit()

    def _show(self, plan: FetchPlan) -> None:
        folder = self._services.corpus.folder.path
        there = next(place for place in (folder, *folder.parents) if place.is_dir())
        free = shutil.disk_usage(there).free
        self._has_room = plan.disk_bytes is None or plan.disk_bytes <= free
        self._facts.show_rows(plan_rows(plan, self.rule, free))
        self._facts.setProperty("read_bytes", plan.read_bytes)
        self._facts.show()
        note = self._warning(plan, free, folder)
        self._show_note(note)

    def _check_again(self, plan: FetchPlan) -> None:
        """Compare the estimate with what is free on the disk now."""
        self._show(plan)
        self.changed.emit()

    def _warning(self, plan: FetchPlan, free: int, folder: Path) -> Note | None:
        keep = plan.keep
        if not self._has_room and plan.disk_bytes is not None:
            text = gettext(
                "The corpus needs {needed}, but only {free} are free in {folder}. Keep fewer papers, or choose "
                "another library folder in Settings.",
                needed=size(plan.disk_bytes),
                free=size(free),
                folder=str(folder),
            )
            steps = (
                Step(gettext("Change conditions"), self.conditions_wanted.emit, main=True),
                Step(gettext("Check again"), lambda: self._check_again(plan), icon="refresh"),
            )
            return Note(gettext("This disk does not have enough space."), text, "warn", "alert", steps)
        if keep is not None and (keep.rows > MOST_PAPERS or (keep.edges or 0) > MOST_CITATIONS):
            text = gettext("More than 10 million papers or 100 million citations are slow to build and to update.")
            return Note(gettext("This is a very large corpus."), text, "warn", "alert")
        if keep is not None and not keep.rows:
            text = gettext("Change the conditions, or start anyway.")
            change = Step(gettext("Change conditions"), self.conditions_wanted.emit)
            return Note(gettext("None of the papers in the sample matches."), text, "warn", "alert", (change,))
        return None


def _papers_words(keep: KeepEstimate, rule: CorpusRule) -> str:
    """Return how many papers *rule* keeps: a number with its error, or that it keeps all."""
    whole = exact(keep.all_rows)
    if rule == CorpusRule(edges=rule.edges, texts=rule.texts):  # without a condition for papers
        if not keep.error:
            return gettext("all {all} papers", all=whole)
        return gettext("all papers, about {all} (± {error})", all=whole, error=exact(keep.error))
    papers, percent = exact(keep.rows), 100 * keep.rows / max(1, keep.all_rows)
    if not keep.error:  # all papers were read
        return gettext("{papers}, {share}% of {all}", papers=papers, share=decimal(percent, 2), all=whole)
    return gettext(
        "about {papers} (± {error}), {share}% of about {all}",
        papers=papers,
        error=exact(keep.error),
        share=decimal(percent, 0 if percent >= 10 else 1 if percent >= 1 else 2),  # no more exact than the number
        all=whole,
    )


def plan_rows(plan: FetchPlan, rule: CorpusRule, free: int) -> list[tuple[str, str]]:
    """Return the lines of the estimate of what *rule* keeps. free: bytes on the disk."""
    rows = [
        (gettext("Release"), plan.release),
        (gettext("To download"), size(plan.read_bytes)),
    ]
    keep = plan.keep
    if keep is None:
        rows.append((gettext("Papers"), gettext("known once the citations have been read")))
    else:
        rows.append((gettext("Papers"), _papers_words(keep, rule)))
        edges = gettext("known after the first file of citations") if keep.edges is None else exact(keep.edges)
        rows.append((gettext("Citations"), edges))
    if plan.disk_bytes is not None:
        words = gettext("{size}, of {free} free", size=size(plan.disk_bytes), free=size(free))
        if keep is not None and keep.edges is None:
            words = gettext("{size} without citations, of {free} free", size=size(plan.disk_bytes), free=size(free))
        rows.append((gettext("On this disk"), words))
    if plan.seconds is not None:
        rows.append((gettext("Time"), gettext("{time} at the measured speed", time=time_estimate(plan.seconds))))
    return rows

"""The rows of the services that a paper was merged from, with buttons to split them off and to join them again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.merging.dedupe import identifier_keys
from scholar_desktop.domain.merging.split_rows import distinct_rows
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import TITLES
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.widgets.tab_order import bring_into_sight, make_group
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.services.search.manual_splits import ManualSplits, SplitRecord
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

MOST_IDS = 3
"""Identifiers of one row that are written out; the others are in its tooltip."""


class MergeSources(QWidget):
    """One line for each row: its source, its identifiers, and why it was merged into the paper.

    A paper that the user split has one for each record that it was split from.

    Signals: `split_off` (the paper, and what it is without the row that was split off), `joined`.
    """

    split_off = Signal(object, object)
    joined = Signal()

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        manual_splits: ManualSplits,
        heading: QLabel,
        parent: QWidget | None = None,
    ) -> None:
        """heading: the label above this widget, with the words for merged rows."""
        super().__init__(parent)
        self._theme = theme
        self._actions = actions
        self._messages = messages
        self._manual_splits = manual_splits
        self._scope = scope.child()
        self._paper: Paper | None = None
        self._shown: object = None
        self.setObjectName("mergedFrom")
        make_group(self)
        self._heading = heading
        self.setAccessibleName(heading.text())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
        manual_splits.changed.connect(self._on_splits_changed)
        actions.bind("paper.split_off", self._split_off)
        actions.bind("paper.merge_again", self._merge_again)

    def _on_splits_changed(self, _before: object) -> None:
        self.show_paper(self._paper)

    def show_paper(self, paper: Paper | None) -> None:
        """Show the rows that *paper* was merged from, and those that it was split from. Without any, hide the
        heading."""
        self._paper = paper
        parts = distinct_rows(paper.parts) if paper is not None else ()  # an older version stored some twice
        from_ = self._manual_splits.records_split_from(paper) if paper is not None else ()
        if (parts, from_) == self._shown:
            return
        self._shown = (parts, from_)
        clear_layout(self._column)
        for place, part in enumerate(parts):
            self._column.addWidget(self._line(part, parts, place))
        self._heading.setText(gettext("Merged from") if parts or not from_ else gettext("Split from"))
        self._heading.setVisible(bool(parts or from_))
        self.setAccessibleName(self._heading.text())
        if parts and from_:
            second = label(gettext("Split from"), "section")
            second.setContentsMargins(0, self._theme.px(12), 0, 0)
            self._column.addWidget(second)
        for record in from_:
            self._column.addWidget(self._split_line(record))

    def _line(self, part: Paper, parts: tuple[Paper, ...], place: int) -> QWidget:
        source = TITLES.get(part.sources[0], part.sources[0]) if part.sources else "?"
        ids = [f"{wording.scheme_title(scheme)} {value}" for scheme, value in part.ids.items()]
        first = f"{source}: {plain(part.title) or gettext('Untitled')}"
        by = "" if place == 0 else same_paper_reason(part, parts[:place])
        second = " · ".join(filter(None, (str(part.year or ""), *ids[:MOST_IDS], by)))
        button = Button(self._theme, ButtonKind.PLAIN, gettext("Split off"), small=True)
        button.setObjectName(f"splitOff.{place}")
        button.setAccessibleName(gettext("Split off the row from {source}", source=source))
        set_tooltip(button, gettext("Show this row as a separate paper in all searches. You can undo this."))
        button.clicked.connect(partial(self._on_split, part))
        return self._row(first, second, button, ", ".join(ids))

    def _split_line(self, record: SplitRecord) -> QWidget:
        title = record.title or gettext("Untitled")
        button = Button(self._theme, ButtonKind.PLAIN, gettext("Merge again"), small=True)
        button.setObjectName("joinAgain")
        button.setAccessibleName(gettext("Merge again with “{title}”", title=title))
        set_tooltip(button, gettext("Show the two as one paper in all searches. You can undo this."))
        button.clicked.connect(self._on_join)
        first = f"{record.service}: {title}" if record.service else title
        known = f"{wording.scheme_title(record.scheme)} {record.value}" if record.scheme else ""
        return self._row(first, known, button, known)

    def _row(self, first: str, second: str, button: Button, tip: str) -> QWidget:
        row = QWidget()
        row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(self._theme.px(8))
        words = QVBoxLayout()
        words.setSpacing(0)
        lead = Prose("small")
        lead.show_text(first)
        words.addWidget(lead)
        if second:
            rest = Prose("small", "muted")
            rest.show_text(second)
            set_tooltip(rest, tip)
            words.addWidget(rest)
        across.addLayout(words, 1)
        across.addWidget(button)
        return row

    def _split_off(self) -> None:
        """Split the last record off the paper that actions apply to. If it is shown here and has more than two, the
        user chooses one: the first of their buttons gets the focus."""
        paper = self._actions.now.paper
        rows = distinct_rows(paper.parts) if paper is not None else ()
        if paper is None or len(rows) < 2:
            return
        button = self.findChild(Button, "splitOff.0")
        is_shown = self._paper is not None and self._paper.parts == paper.parts
        if len(rows) > 2 and is_shown and button is not None and button.isVisible():
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)
            bring_into_sight(button)
        else:
            self._start_splitting(paper, rows[-1])

    def _merge_again(self) -> None:
        now = self._actions.now
        if len(now.papers) == 2:
            self._start_joining(*now.papers)
        elif now.paper is not None:
            self._start_joining(now.paper)

    def _start_splitting(self, paper: Paper, part: Paper) -> None:
        self._scope.start(self._split(paper, part), name="split a paper", latest="split")

    def _start_joining(self, paper: Paper, other: Paper | None = None) -> None:
        self._scope.start(self._join(paper, other), name="join a paper again", latest="split")

    def _on_split(self, part: Paper) -> None:
        if self._paper is not None:
            self._start_splitting(self._paper, part)

    async def _split(self, paper: Paper, part: Paper) -> None:
        try:
            left, out = await self._manual_splits.split(paper, [part])
        except ScholarError as error:
            self._messages.failed(gettext("Paper not split off"), error)
            return
        self._say(gettext("Split off “{title}”.", title=wording.message_title(out.title)))
        self.split_off.emit(paper, left)

    def _say(self, done: str) -> None:
        self._messages.undoable(done, Step(gettext("Undo"), self._actions["edit.undo"].trigger, icon="undo"))

    def _on_join(self) -> None:
        if self._paper is not None:
            self._start_joining(self._paper)

    async def _join(self, paper: Paper, other: Paper | None) -> None:
        try:
            await self._manual_splits.unsplit(paper, other)
        except ScholarError as error:
            self._messages.failed(gettext("Paper not merged again"), error)
            return
        self._say(gettext("Merged “{title}” again.", title=wording.message_title(paper.title)))
        self.joined.emit()


def same_paper_reason(part: Paper, others: tuple[Paper, ...]) -> str:
    """Return why *part* was merged with *others*.

    The reason is the kinds of identifier that they share, else title, year and first author.
    """
    theirs = {key for other in others for key in identifier_keys(other.ids)}
    shared = dict.fromkeys(scheme for scheme, value in identifier_keys(part.ids) if (scheme, value) in theirs)
    if not shared:
        return gettext("matched by title, year and first author")
    names = [wording.scheme_title(scheme) for scheme in shared]
    return gettext("matched by {identifiers}", identifiers=", ".join(names))

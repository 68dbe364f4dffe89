"""The paper that the window shows, the lookup of its details, and the trail of papers opened before it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec
import shiboken6
from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.paper import Paper, access_status, is_same_paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import LIBRARY, S2, UNPAYWALL, ZENODO, Phase, SourceReport
from scholar_desktop.domain.text.message import Message, encode_stored
from scholar_desktop.ui.actions.action_context import ActionContext

if TYPE_CHECKING:
    from scholar_desktop.domain.citations.citation import CitationListState
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.paper_status import PaperStatuses

log = logging.getLogger(__name__)

REST_S = 0.4
"""While the user moves through a list, a paper's details are requested only after the selection stays on it this
long."""
LONGEST_TRAIL = 50


class PaperState(NamedTuple):
    """is_open: the details of the paper were requested; the rest: of the trail, as in `PaperSession`."""

    paper: Paper | None = None
    is_open: bool = False
    trail: tuple[Paper, ...] = ()
    at: int = -1
    starts: frozenset[int] = frozenset()
    is_at_row: bool = False

    def link(self) -> PaperState | None:
        """Return the state with the trail of the paper alone, if the paper was reached from another one; else None."""
        start = max((place for place in self.starts if place <= self.at), default=0)
        if self.paper is None or self.at <= start or not is_same_paper(self.paper, self.trail[self.at]):
            return None
        return self._replace(trail=self.trail[start : self.at + 1], at=self.at - start, starts=frozenset({0}))


class PaperSession(QObject):
    """Shows at once what a list knows of a paper, and requests the rest when the paper is opened.

    paper: the one shown, or None; is_open: its details were requested, now or before; opens_soon: they are requested
    now, or if the selection stays on it; is_chosen: the user went to it, and it is not only the first row of a list;
    is_entered: the user opened it, by Enter, a link or the trail, and did not only stay on its row;
    is_off_trail: it was opened as one of several selected rows;
    loading: its details are on their way; problem: why nothing was found out; reports: what each source did, by name;
    asked: when services were asked about a closed paper, in this run of the program or before, while it is not open;
    showing: a number that changes only when another paper is shown. The id of a paper changes when its details name
    more identifiers, so what the user types for a paper is kept by this number.
    """

    shown = Signal()
    """Another paper is shown."""
    chosen = Signal(object)
    """The user went to this paper."""
    grown = Signal()
    """More is known of the paper that is shown, or the lookup failed."""
    opened = Signal()
    """The user opened the paper that is shown: related data may be requested now."""
    stepped = Signal()
    """Back or Forward shows a paper again, and its details are not requested yet."""
    trail_changed = Signal()
    """There may be other papers to go back and forward to."""

    def __init__(
        self,
        services: Services,
        scope: TaskScope,
        context: ActionContext,
        marks: PaperStatuses,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._marks = marks
        self._kept: KeptPaper | None = None
        self._scope = scope
        self._context = context
        self.paper: Paper | None = None
        self.showing = 0
        self._answers = 0
        self._shown_last: Paper | None = None
        self.is_open = False
        self.opens_soon = False
        self.is_chosen = False
        self.is_entered = False
        self._loading: asyncio.Task[None] | None = None
        self.problem: ErrorInfo | None = None
        self.reports: dict[str, SourceReport] = {}
        self.asked: dict[str, str] = {}
        self._opened: set[str] = set()
        self._trail: list[Paper] = []
        self._at = -1
        self._starts: set[int] = set()
        self._is_at_row = False
        self.is_off_trail = False
        self._is_from_corpus = False  # opened without the user, because the offline corpus has it
        marks.changed.connect(self._take_own_fields)

    @property
    def trail(self) -> tuple[Paper, ...]:
        """The papers that led to the one shown, and that paper, oldest first; empty if another paper is shown. A paper
        of a main list (results, library, downloads) begins a trail."""
        return () if self.has_left_trail else tuple(self._trail[self.trail_start : self._at + 1])

    def whole_history(self) -> tuple[Paper, ...]:
        """Return the papers that Back goes through, and the one opened last, oldest first."""
        return tuple(self._trail[: self._at + 1])

    @property
    def opened_by_user(self) -> Paper | None:
        """The paper that is shown, if the user went to it, in this run of the program or in the last one; None if it is
        only the first row of a list."""
        return self.paper if self.is_chosen or self.trail else None

    @property
    def trail_start(self) -> int:
        """The place of the first paper of `trail` among all papers that Back and Forward go through."""
        return self._start_of(self._at)

    def _start_of(self, at: int) -> int:
        return max((place for place in self._starts if place <= at), default=0)

    def whole_trail(self) -> tuple[tuple[Paper, ...], int]:
        """Return the trail with the papers to go forward to that were reached from it, and the place of the paper that
        was opened last."""
        start = self.trail_start
        end = min((place for place in self._starts if place > self._at), default=len(self._trail))
        return tuple(self._trail[start:end]), self._at - start

    def end_trail(self) -> None:
        """Forget which papers were opened before: a new list takes the place of the one in which they were."""
        self._trail, self._at, self._is_at_row = [], -1, False
        self._starts.clear()
        self.trail_changed.emit()

    def restore(self, trail: Sequence[Paper], at: int) -> None:
        """Show the trail of the last run, and its paper at the place *at*, without a request."""
        if 0 <= at < len(trail) and (not self.is_open or self._is_from_corpus):
            self._scope.cancel("open")
            self._trail, self._at, self._starts = list(trail)[-LONGEST_TRAIL:], at, {0}
            self._show(self._trail[at])
            self._read_asked(self._trail[at])
            self._scope.start(self._load_record(self._trail[at]), name="stored record", latest="stored record")
            self.trail_changed.emit()

    @property
    def state(self) -> PaperState:
        """The paper that is shown and the trail, as `return_to` takes them."""
        return PaperState(
            paper=self.paper,
            is_open=self.is_open and not self._is_from_corpus,
            trail=tuple(self._trail),
            at=self._at,
            starts=frozenset(self._starts),
            is_at_row=self._is_at_row,
        )

    def return_to(self, state: PaperState) -> None:
        """Show the paper and the trail of an earlier time; the details of the paper come from their saved answers."""
        self._trail, self._at, self._is_at_row = list(state.trail), state.at, state.is_at_row
        self._starts = set(state.starts)
        paper = state.paper
        if paper is None or not state.is_open:
            self.preview(paper)
        elif not self._is_shown(paper) or not self.is_open:
            self._scope.cancel("open")
            self.chosen.emit(paper)
            self._show(paper)
            self.is_chosen = True
            self.stepped.emit()
            self._begin(paper, on_trail=True)
        self.trail_changed.emit()

    @property
    def loading(self) -> bool:
        """True while the task runs that loads the details; False as soon as it is cancelled."""
        return self._loading is not None and not self._loading.done() and not self._loading.cancelling()

    def _wait_for(self, task: asyncio.Task[None] | None) -> None:
        """Follow *task*, which loads details. Whatever ends it, `grown` follows, so that no pane waits any longer."""
        self._loading = task
        if task is not None:
            task.add_done_callback(self._on_loading_ended)

    def _on_loading_ended(self, task: asyncio.Task[None]) -> None:
        if self._loading is task:
            self._loading = None
            if shiboken6.isValid(self):  # the window may have been closed
                self.grown.emit()

    @property
    def has_previous(self) -> bool:
        """True if there is a paper to go back to."""
        return self._at > 0 or self.has_left_trail

    @property
    def has_next(self) -> bool:
        """True if there is a paper to go forward to."""
        return self._at + 1 < len(self._trail)

    @property
    def has_left_trail(self) -> bool:
        """True if another paper is shown than the one that was opened last, or none: a row was selected, and not
        opened yet."""
        return self._at >= 0 and (self.paper is None or not self._is_same(self.paper, self._trail[self._at]))

    def _is_same(self, paper: Paper, other: Paper) -> bool:
        """Return True if they are one paper, also for the user, who may have split them."""
        return is_same_paper(paper, other) and not self._services.manual_splits.are_apart(paper, other)

    def _is_shown(self, paper: Paper) -> bool:
        shown = self.paper
        return shown is not None and shown.id == paper.id and not self._services.manual_splits.are_apart(shown, paper)

    def take_split(self, paper: Paper, left: Paper) -> None:
        """Show *left*, which is *paper* without a row, unless a list has already replaced it by one of its own."""
        if self.paper is not None and self.paper.parts == paper.parts:
            self.replace_shown(left)

    def replace_shown(self, paper: Paper) -> None:
        """Show *paper*, which the paper that is shown has become because the user split its rows or merged them."""
        is_open, is_chosen = self.is_open, self.is_chosen
        self._scope.cancel("open")
        if self.trail:
            self._trail[self._at] = paper
        self._show(paper, opens_soon=is_open, is_entered=self.is_entered)
        self.is_chosen = is_chosen
        if is_open:
            self._begin(self.paper or paper, on_trail=True)
        else:
            self._read_asked(paper)

    def back(self) -> None:
        """Go back in the trail: to the paper that was opened last if another one is selected, else to the one before
        it."""
        self.step(0 if self.has_left_trail else -1)

    def go_to(self, place: int) -> None:
        """Go to the paper at index *place* of `trail`."""
        self.step(self.trail_start + place - self._at)

    def preview(self, paper: Paper | None) -> None:
        """Show what is known of *paper* without sending a request; one that was opened before is opened again, from
        its saved answers, and offline with a corpus each is opened, because that sends nothing."""
        if paper is not None and self._is_shown(paper) and self.is_open:
            return  # its details may still be loading
        self._scope.cancel("open")
        self.is_chosen = False
        has_saved = paper is not None and (paper.id in self._opened or self._services.corpus_papers.reader.is_offline)
        self._show(paper, opens_soon=has_saved)
        if paper is not None and has_saved:
            self._scope.start(self._open_saved(paper), name="open from saved answers", latest="open")
        elif paper is not None:
            self._read_asked(paper)

    def rest_on(self, paper: Paper) -> None:
        """Show *paper*, which was just selected, and open it if it stays selected."""
        self.chosen.emit(paper)
        self.is_chosen = True
        if self.is_open and self._is_shown(paper) and not self._is_from_corpus:
            if self._at < 0 and not self._is_one_of_several:
                self._add_to_trail(paper, from_row=True, is_start=True)
            elif self._at >= 0 and not self.has_left_trail:
                self._starts.add(self._at)
            self.trail_changed.emit()
            return
        self._show(paper, opens_soon=True)
        self._scope.start(self._open_after_rest(paper), name="rest on a row", latest="open")

    def open(self, paper: Paper, *, from_list: bool = False) -> None:
        """Show *paper* and request what is not known of it.

        Args:
            from_list: it was chosen in a main list, and begins a trail.
        """
        self.chosen.emit(paper)
        self.is_chosen = True
        is_shown = self._is_shown(paper)
        if is_shown:
            self.is_entered = True
        if is_shown and self.is_open and self.problem is None and not self._is_from_corpus:
            if self.is_off_trail or from_list:
                self._add_to_trail(paper, is_start=True)
            self._is_at_row = False
            self.trail_changed.emit()
            self.opened.emit()
            return
        if not is_shown:
            if not from_list and self._at < 0 and self.is_open and not self._is_from_corpus:
                self.begin_with_shown()
            self._show(paper, opens_soon=True, is_entered=True)
        self._is_from_corpus = False
        self._begin(paper, is_start=from_list)

    def begin_with_shown(self) -> None:
        """Let a trail begin with the paper that is shown, if it is in none: after a start, and after a search that was
        repeated, it may not have been opened."""
        if self.paper is not None and not self.is_off_trail and (self._at < 0 or self.has_left_trail):
            self._add_to_trail(self.paper, is_start=True)

    def keep_shown(self) -> None:
        """Let Back return to the paper that is shown, also if its row was only selected, before the row of another is
        selected by a link."""
        self.begin_with_shown()
        if not self.has_left_trail:
            self._is_at_row = False

    def open_link(self, paper: Paper) -> None:
        """Open *paper*, which was reached from the paper that is shown."""
        self.begin_with_shown()
        self.open(paper)

    def again(self) -> None:
        """Repeat the requests after a failure."""
        if self.paper is not None:
            self._begin(self.paper, again=True)

    def stop(self) -> None:
        """Stop the requests; what has arrived stays."""
        if self.loading:
            self._scope.cancel("open")
            self._loading, self.problem = None, ErrorInfo("stopped", Message("Loading stopped."))
            self.grown.emit()

    def complete(self) -> None:
        """Request the fields that Semantic Scholar sends only for a single paper."""
        if self.paper is not None:
            work = self._complete(self.paper)
            self._wait_for(self._scope.start(work, name="complete a paper", latest="open"))
            self.grown.emit()

    def refresh_known(self, paper: Paper) -> None:
        """Update the paper that is shown after a list learned more of it (a merged result arrived)."""
        if self.paper is None or self.paper is paper:
            return
        if not self.is_open:
            paper = _with_fields_of(self._kept, paper)
            self.paper = self._shown_last = paper
            self.grown.emit()
        elif paper.ids.s2 is not None and self.paper.ids.s2 is None:
            # opened as a row of another source, before the row of Semantic Scholar was merged with it
            from scholar_desktop.domain.merging.merge_fields import merge_fields

            self._learn(merge_fields(self.paper, paper))
            self._begin(self.paper, on_trail=True)

    def take_count(self, kind: Literal["citations", "references"], state: CitationListState | None) -> None:
        """Let the paper that is shown, and its rows, name as many citations or references as its list has.

        Args:
            state: how much of the list is loaded; None while nothing is.
        """
        stated = getattr(self.paper.counts, kind) if self.paper is not None else None
        if self.paper is None or state is None or stated is None:
            return
        count = state.count(stated)
        count = state.loaded if count is None else count
        if count != stated:
            counts = msgspec.structs.replace(self.paper.counts, **{kind: count})
            self._update(msgspec.structs.replace(self.paper, counts=counts))

    def renew(self, before: Paper, now: Paper) -> None:
        """Update the paper that is shown after its entry in the library was changed.

        Args:
            before: the paper before the change; now: as the library has it now.
        """
        from scholar_desktop.domain.merging.merge_fields import merge_fields
        from scholar_desktop.domain.own_fields import without_own_fields

        if self.paper is None or self.paper.id not in (before.id, now.id):
            return
        if self.is_open:
            now = merge_fields(now, without_own_fields(self.paper, None))
        if now != self.paper:
            self._learn(now)

    def _take_own_fields(self) -> None:
        """Show the fields that the user wrote about the paper, as its rows do, once the library is known to keep it."""
        before = self.paper
        kept = self._marks.kept_of(before) if before is not None else None
        if before is None or kept is None or kept is self._kept:
            return
        self._kept = kept
        now = _with_fields_of(kept, before)
        if now is before:
            return
        self.paper = self._shown_last = now
        if 0 <= self._at < len(self._trail) and self._trail[self._at].id == before.id:
            self._trail[self._at] = now
        self.grown.emit()

    def step(self, by: int) -> None:
        """Go back (-1) or forward (1) in the trail; 0 is the paper that was opened last."""
        at = self._at + by
        if 0 <= at < len(self._trail):
            self._at, self._is_at_row = at, False
            paper = self._trail[at]
            self.chosen.emit(paper)
            self.is_chosen = True
            self._show(paper, is_entered=True)
            self.stepped.emit()
            self._begin(paper, on_trail=True)

    def _show(self, paper: Paper | None, *, opens_soon: bool = False, is_entered: bool = False) -> None:
        self._kept = self._marks.kept_of(paper) if paper is not None else None
        if paper is not None:
            paper = _with_fields_of(self._kept, paper)
        self.is_entered = is_entered
        self.opens_soon, self._is_from_corpus, self.is_off_trail = opens_soon, False, False
        self.paper, self.is_open, self._loading, self.problem, self.reports = paper, False, None, None, {}
        self.asked = {}
        self._count_showing(paper)
        self.shown.emit()
        self.trail_changed.emit()

    def _count_showing(self, paper: Paper | None) -> None:
        """Change `showing` if *paper* is another one than the paper that was shown last."""
        before = self._shown_last
        if paper is None:
            return
        has_other_id = before is not None and None not in (paper.ids.s2, before.ids.s2) and paper.id != before.id
        if before is None or has_other_id or not self._is_same(paper, before):
            self.showing += 1
        self._shown_last = paper

    def _begin(
        self,
        paper: Paper,
        *,
        on_trail: bool = False,
        from_row: bool = False,
        is_start: bool = False,
        again: bool = False,
    ) -> None:
        """Request what is not known of *paper*.

        Args:
            on_trail: leave the trail as it is.
            from_row: a row of a list was selected, and not opened.
            is_start: it begins a trail, as a row that was selected does.
        """
        self.is_open, self.problem, self.reports = True, None, {}
        self._answers += 1  # another wait begins
        if not self._is_from_corpus:
            self._opened.add(paper.id)
        if not on_trail:
            self._add_to_trail(paper, from_row=from_row, is_start=from_row or is_start)
        work = self._open(paper, RequestOptions(again=again))
        self._wait_for(self._scope.start(work, name="open a paper", latest="open"))
        self.trail_changed.emit()
        self.opened.emit()
        self.grown.emit()

    def _add_to_trail(self, paper: Paper, *, from_row: bool = False, is_start: bool = False) -> None:
        """Make *paper* the last of the trail, unless it is. If it begins a trail, it replaces a row that was only
        selected before it: the trail has what the user opened."""
        self.is_off_trail = False
        if self._at < 0 or not self._is_same(paper, self._trail[self._at]):
            end = self._at if is_start and self._is_at_row else self._at + 1
            # the row before that one was selected again
            is_back = end > 0 and self._is_same(paper, self._trail[end - 1])
            trail = [*self._trail[: end - is_back], paper]
            starts = {place for place in self._starts if place < end - is_back}
            if is_start or not self._starts:
                starts.add(len(trail) - 1)
            gone = max(0, len(trail) - LONGEST_TRAIL)
            self._trail, self._starts = trail[gone:], {place - gone for place in starts if place >= gone}
            self._at, self._is_at_row = len(self._trail) - 1, from_row and not is_back
        elif is_start and self._at not in self._starts:  # a paper reached from another was selected in a list
            self._starts.add(self._at)

    def _read_asked(self, paper: Paper) -> None:
        """Read which services were asked about *paper*, which is not opened, if no open copy of it is known."""
        if access_status(paper) == "closed":
            self._scope.start(self._load_asked(paper), name="services asked", latest="open")

    async def _load_asked(self, paper: Paper) -> None:
        self.asked = await self._services.papers.asked(paper)
        self.grown.emit()

    async def _load_record(self, paper: Paper) -> None:
        """Add the record of Zenodo, which is not kept for the next start, to *paper* if it is still the one shown."""
        (whole,) = await self._services.papers.with_records((paper,))
        if whole is not paper and self.paper is paper:
            self._update(whole)

    async def _open_saved(self, paper: Paper) -> None:
        # A turn of its own as a task: showing the paper takes long enough.
        self._is_from_corpus = paper.id not in self._opened
        self._begin(self.paper or paper, on_trail=True)

    async def _open_after_rest(self, paper: Paper) -> None:
        await asyncio.sleep(REST_S)
        # runs in the task of this row, which a later row cancels
        self.is_off_trail = self._is_one_of_several
        # a source may have added to the row meanwhile
        self._begin(self.paper or paper, on_trail=self.is_off_trail, from_row=True)

    @property
    def _is_one_of_several(self) -> bool:
        """True while several rows are selected: the paper that is shown of them was not opened."""
        return self._context.now.selected > 1

    async def _open(self, paper: Paper, ask: RequestOptions) -> None:
        def report(source: SourceReport) -> None:
            self.reports[source.name] = source
            self._answers += 1

        try:
            self._learn(await self._services.papers.open(paper, self._learn, ask, on_report=report))
        except ScholarError as error:
            self._opened.discard(paper.id)
            self.problem = error.info
        self._loading = None
        self.grown.emit()

    async def _complete(self, paper: Paper) -> None:
        try:
            self._learn(await self._services.papers.complete(paper, RequestOptions()))
        except ScholarError as error:
            self.problem = error.info
        self._loading = None
        self.grown.emit()

    def unanswered(self) -> Sequence[str]:
        """Return the services that have not answered yet while details are loaded."""
        return [source for source in (S2, UNPAYWALL, ZENODO) if source not in self.reports]

    def count_answers(self) -> int:
        """Return a number that changes with each answer, and when details are requested again."""
        return self._answers

    def _learn(self, known: Paper) -> None:
        """Update the paper that is shown with what a lookup found."""
        if not self._is_from_corpus:
            self._opened.add(known.id)
        self._update(known)

    def _update(self, known: Paper) -> None:
        before, self.paper = self.paper, known
        self._shown_last = known
        if before is not None and 0 <= self._at < len(self._trail) and self._trail[self._at].id == before.id:
            self._trail[self._at] = known
        self.grown.emit()

    @property
    def failed(self) -> tuple[SourceReport, ...]:
        """The sources that could not be queried, or only in part."""
        return tuple(report for report in self.reports.values() if report.phase in (Phase.FAILED, Phase.PARTIAL))


def _with_fields_of(kept: KeptPaper | None, paper: Paper) -> Paper:
    """Return *paper* with what the user wrote about it in the library, *kept*, in place of what it has of that."""
    if kept is None:
        return paper
    written, shown = (
        next((facts for facts in one.facts if facts.source == LIBRARY), None) for one in (kept.paper, paper)
    )
    if written == shown:
        return paper  # of most papers, nothing is written
    from scholar_desktop.domain.own_fields import own_fields_of, with_own_fields, without_own_fields

    return with_own_fields(without_own_fields(paper, kept.paper), own_fields_of(kept.paper))


def plain_papers(papers: Sequence[Paper]) -> Any:
    """Return *papers* as plain JSON, without the services' original fields."""
    return msgspec.to_builtins([msgspec.structs.replace(one, facts=()) for one in papers], enc_hook=encode_stored)


def read_papers(kept: Any) -> list[Paper]:
    """Return the papers that `plain_papers` made *kept* from.

    Raises:
        msgspec.ValidationError: it cannot be read.
    """
    return msgspec.convert(kept, list[Paper], strict=False)

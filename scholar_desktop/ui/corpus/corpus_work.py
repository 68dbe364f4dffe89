"""The work on the offline corpus that the window has started: fetch and build, update, completion, removal."""

from __future__ import annotations

import asyncio
import contextlib
import enum
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.corpus.corpus_fetch import CompletedRows, FilteredFile, UpdateResult, UpdateStep
from scholar_desktop.domain.corpus.dataset_download import DownloadProgress
from scholar_desktop.domain.errors import ErrorInfo, NotFound, ScholarError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import CORPUS
from scholar_desktop.ui.corpus.key_problems import require_key

if TYPE_CHECKING:
    from scholar_desktop.domain.corpus.rule import CorpusRule
    from scholar_desktop.services.corpus.corpus_complete import CorpusCompletion
    from scholar_desktop.services.corpus.corpus_fetch import CorpusFetch
    from scholar_desktop.services.corpus.corpus_papers import CorpusPapers
    from scholar_desktop.services.corpus.corpus_plan import CorpusPlanner
    from scholar_desktop.services.corpus.corpus_terms import CorpusTerms
    from scholar_desktop.services.corpus.corpus_update import CorpusUpdate
    from scholar_desktop.services.corpus.graph_export import ExportedGraph
    from scholar_desktop.services.corpus.offline_corpus import CorpusFacts, OfflineCorpus
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.program.keys import Keys
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.tasks import TaskScope


class CorpusServices(msgspec.Struct, frozen=True, eq=False):
    """The services that the offline corpus is made with."""

    corpus: OfflineCorpus
    papers: CorpusPapers
    terms: CorpusTerms
    planner: CorpusPlanner
    fetch: CorpusFetch
    update: CorpusUpdate
    completion: CorpusCompletion
    keys: Keys
    library: Library
    open_url: Callable[[str], None]
    settings: SettingsEditor


class WorkKind(enum.Enum):
    """What is done. BUILD follows FETCH, and may be begun alone."""

    FETCH = "fetch"
    BUILD = "build"
    UPDATE = "update"
    COMPLETE = "complete"
    REMOVE = "remove"
    EXPORT = "export"


class WayOn(enum.Enum):
    """What the user may choose after a work was refused."""

    FEWER_ROWS = "accept a release with fewer rows"
    WHOLE_RELEASE = "download the whole release"


class WorkState(enum.Enum):
    """FAILED: an error or a file has stopped it. A work that was paused or has failed continues with `resume`."""

    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"
    DONE = "done"


class CorpusWork(QObject):
    """One work at a time. It continues while other pages are shown, and is paused when the window closes.

    Signals: `changed` (kind, state, facts or problem), `progressed` (files and numbers).

    Attributes:
        kind: what was begun last; None at first.
        progress: by dataset, in the order of the work.
        files: those that have ended.
        rows: by step of a build, the rows done.
        papers: (done, all) of a completion.
        way_on: what the user may choose after an error.
        reason: why an update downloads the whole release, or empty.
        facts: of the corpus in use; None if there is none.
        begun: the release of a fetch that has not ended; unbuilt: the release whose lines are not in the corpus yet.
    """

    changed = Signal()
    progressed = Signal()

    def __init__(self, services: CorpusServices, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._scope = scope.child()
        self._again: Callable[[], None] = self.build
        self.kind: WorkKind | None = None
        self.state = WorkState.DONE
        self.error: ErrorInfo | None = None
        self.way_on: WayOn | None = None
        self.progress: dict[str, DownloadProgress] = {}
        self.files: list[FilteredFile] = []
        self.rows: dict[str, int] = {}
        self.papers = (0, 0)
        self.steps: list[UpdateStep] = []
        self.updated: UpdateResult | None = None
        self.completed: CompletedRows | None = None
        self.reason = ""
        self.exported: ExportedGraph | None = None
        self.freed = 0
        self.keeps_terms = False
        self.facts: CorpusFacts | None = None
        self.begun: str | None = None
        self.unbuilt: str | None = None
        services.settings.changed.connect(lambda key: self.changed.emit() if key == "sources" else None)

    @property
    def is_running(self) -> bool:
        return self.kind is not None and self.state is WorkState.RUNNING

    @property
    def is_source(self) -> bool:
        """Whether the corpus is a source of searches."""
        return CORPUS in self._services.settings.current.sources

    @property
    def failed_files(self) -> list[FilteredFile]:
        return [file for file in self.files if file.outcome is not ItemOutcome.SAVED]

    def look(self) -> None:
        """Read what there is."""
        self._scope.start(self._look(), name="the offline corpus", latest="look")

    def fetch(self, rule: CorpusRule | None, datasets: Sequence[str], *, accept_fewer: bool = False) -> None:
        """Fetch the newest release and build the corpus.

        Args:
            rule: None for that of the fetch that has not ended, else of the corpus.
            accept_fewer: take a release with less than half of the rows of the last one.
        """

        def again() -> None:
            self.fetch(None, (), accept_fewer=accept_fewer)

        self._begin(WorkKind.FETCH, partial(self._fetch, rule, datasets, accept_fewer), again)

    def go_on(self) -> None:
        """Take the way on that is left after an error."""
        facts = self.facts
        if self.way_on is WayOn.FEWER_ROWS:
            self.fetch(None, (), accept_fewer=True)
        elif self.way_on is WayOn.WHOLE_RELEASE and facts is not None:
            rule = msgspec.structs.replace(facts.rule, ids=()) if facts.rule.around else facts.rule
            self.fetch(rule, facts.kept)

    def build(self) -> None:
        """Build the corpus from the kept lines."""
        self._begin(WorkKind.BUILD, self._build, self.build)

    def update(self) -> None:
        """Bring the corpus to the newest release."""
        self._begin(WorkKind.UPDATE, self._update, self.update)

    def complete(self) -> None:
        """Look up what papers lack."""
        self._begin(WorkKind.COMPLETE, self._complete, self.complete)

    def remove(self) -> None:
        """Delete the corpus."""
        self._begin(WorkKind.REMOVE, self._remove, self.remove)

    def export(self, target: Path, format_: str) -> None:
        """Write the citation graph to *target*: a file for GraphML, a folder for CSV and Parquet."""
        self._begin(WorkKind.EXPORT, partial(self._export, target, format_), lambda: self.export(target, format_))

    def pause(self) -> None:
        """Stop the work; what is done stays."""
        if self.is_running:
            self._scope.cancel("work")

    def resume(self) -> None:
        """Continue what was paused or has failed."""
        if not self.is_running:
            self._again()

    def _begin(self, kind: WorkKind, work: Callable[[], Awaitable[bool]], again: Callable[[], None]) -> None:
        if self.is_running:
            return
        self._again = again
        self.kind, self.state, self.error, self.way_on = kind, WorkState.RUNNING, None, None
        self.progress, self.files, self.rows, self.steps = {}, [], {}, []
        self.papers, self.updated, self.completed, self.reason = (0, 0), None, None, ""
        self._scope.start(self._run(work), name=f"the offline corpus: {kind.value}", latest="work")
        self.changed.emit()

    async def _run(self, work: Callable[[], Awaitable[bool]]) -> None:
        try:
            self.state = WorkState.DONE if await work() else WorkState.FAILED
        except ScholarError as error:
            self.state, self.error, self.way_on = WorkState.FAILED, error.info, _way_on(error)
        except asyncio.CancelledError:
            self.state = WorkState.PAUSED
            self.changed.emit()
            raise
        await self._look()

    async def _look(self) -> None:
        try:
            self.facts = await self._services.corpus.info()
        except NotFound:
            self.facts = None
        except ScholarError as error:
            self.facts = None
            self.error = self.error or error.info
        begun = await self._services.fetch.unfinished()
        self.begun = begun.release if begun is not None else None
        self.unbuilt = await self._services.corpus.unbuilt()
        self.changed.emit()

    # What is done. Each returns whether it came to its end.

    async def _fetch(self, rule: CorpusRule | None, datasets: Sequence[str], accept_fewer: bool) -> bool:
        await require_key(self._services.keys)
        await self._services.fetch.fetch(
            rule,
            datasets,
            ask=RequestOptions(),
            on_file=self._on_file,
            on_progress=self._on_progress,
            accept_fewer=accept_fewer,
        )
        if self.failed_files:
            return False
        self.kind, self._again = WorkKind.BUILD, self.build
        self.changed.emit()
        return await self._build()

    async def _build(self) -> bool:
        loop = asyncio.get_running_loop()

        def on_progress(step: str, rows: int) -> None:  # in the thread of the work
            loop.call_soon_threadsafe(self._on_rows, step, rows)

        await self._services.corpus.build([], None, on_progress)
        return True

    async def _update(self) -> bool:
        await require_key(self._services.keys)
        self.updated, failed = await self._services.update.update(
            ask=RequestOptions(),
            on_file=self._on_file,
            on_progress=self._on_progress,
            on_step=self._on_step,
            on_rebuild=self._on_rebuild,
        )
        return failed is None

    async def _complete(self) -> bool:
        self.completed = await self._services.completion.complete(ask=RequestOptions(), on_paper=self._on_paper)
        return True

    async def _remove(self) -> bool:
        corpus = self._services.corpus
        self.freed = await corpus.remove(keep_lines=False)
        self.keeps_terms = await asyncio.to_thread(corpus.folder.terms.is_dir)
        with contextlib.suppress(ScholarError):  # the corpus is deleted; searches say that there is none
            await self._services.settings.remove_source(CORPUS)
        return True

    async def _export(self, target: Path, format_: str) -> bool:
        loop = asyncio.get_running_loop()

        def on_progress(_step: str, done: int, papers: int) -> None:  # in the thread of the work
            loop.call_soon_threadsafe(self._on_paper, done, papers)

        self.exported = await self._services.corpus.export_graph(target, format_, on_progress=on_progress)
        return True

    # Reports

    def _on_file(self, file: FilteredFile) -> None:
        self.files.append(file)
        self.progressed.emit()

    def _on_progress(self, dataset: str, progress: DownloadProgress) -> None:
        self.progress[dataset] = progress
        self.progressed.emit()

    def _on_rows(self, step: str, rows: int) -> None:
        self.rows[step] = self.rows.get(step, 0) + rows
        self.progressed.emit()

    def _on_step(self, step: UpdateStep) -> None:
        self.steps.append(step)
        self.progress, self.files = {}, []
        self.progressed.emit()

    def _on_rebuild(self, reason: str) -> None:
        self.reason = reason
        self.changed.emit()

    def _on_paper(self, done: int, papers: int) -> None:
        self.papers = (done, papers)
        self.progressed.emit()


def _way_on(error: ScholarError) -> WayOn | None:
    from scholar_desktop.services.corpus.corpus_fetch import FewerRows
    from scholar_desktop.services.corpus.corpus_update import DiffsDoNotFit

    if isinstance(error, FewerRows):
        return WayOn.FEWER_ROWS
    return WayOn.WHOLE_RELEASE if isinstance(error, DiffsDoNotFit) else None

"""The download of a dataset: first its files, sizes and terms, then the download, which can be resumed later."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.corpus.dataset import Release
from scholar_desktop.domain.corpus.dataset_download import DownloadPlan, DownloadProgress, FetchedFile
from scholar_desktop.domain.errors import AccessRefused, ScholarError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.translation import gettext, ngettext, pgettext, shown
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.corpus.key_problems import problem_note, require_key
from scholar_desktop.ui.settings.folder_box import FolderBox
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import clock, size

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.services.corpus.corpus_files import CorpusFiles
    from scholar_desktop.services.corpus.dataset_download import DatasetDownload
    from scholar_desktop.services.program.keys import Keys
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

MOST_FILES = 400
"""Files listed at most; a dataset has 30 to some hundreds."""
KEPT = "corpus_download"
"""Key in the window's state: the download that was begun and has not completed."""


class DownloadSection(QWidget):
    """Runs one download at a time, of the dataset for which it was started, whatever dataset is shown meanwhile."""

    def __init__(
        self,
        theme: Theme,
        status: Status,
        scope: TaskScope,
        state: WindowState,
        actions: Actions,
        corpus_files: CorpusFiles,
        keys: Keys,
        open_path: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._status = status
        self._state = state
        self._actions = actions
        self._corpus_files = corpus_files
        self._keys = keys
        self._open_path = open_path
        self._scope = scope.child()
        self._dataset = ""
        self._release: Release | None = None
        self._download: DatasetDownload | None = None
        self._running = False
        self._ended: dict[str, FetchedFile] = {}
        self._folder: Path | None = None
        self.setObjectName("datasetDownload")
        self.setAccessibleName(gettext("Download of the dataset"))
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(8), 0, 0)
        column.setSpacing(px(4))
        self._heading = label(pgettext("noun", "Download"), "section")
        column.addWidget(self._heading)
        self._box = FolderBox(theme, corpus_files.folder, self._on_folder, title=gettext("Folder for the files"))
        self._box.setMaximumWidth(px(560))
        column.addWidget(self._box)
        column.addWidget(self._box.room)
        row = QHBoxLayout()
        row.setSpacing(px(4))
        self._look = Button(theme, text=gettext("Show files"), icon="eye")
        self._look.setObjectName("showFilesButton")
        set_tooltip(self._look, gettext("Loads the list of files with their sizes. Nothing is downloaded yet."))
        self._look.clicked.connect(self._on_look)
        self._get = Button(theme, ButtonKind.PRIMARY, pgettext("verb", "Download"), icon="get")
        self._get.setObjectName("downloadDatasetButton")
        self._get.clicked.connect(self._on_get)
        self._stop = Button(theme, text=gettext("Cancel"), icon="cross")
        self._stop.setObjectName("cancelDatasetButton")
        self._stop.clicked.connect(self._on_stop)
        for button in (self._look, self._get, self._stop):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self._note = NoteBar(theme)
        self._note.setObjectName("datasetNote")
        column.addWidget(self._note)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setMaximumHeight(px(6))
        self._bar.setObjectName("datasetProgress")
        self._bar.setAccessibleName(gettext("Progress of the download"))
        column.addWidget(self._bar)
        self._how_far = ElidedLabel("", "small", "muted")
        self._how_far.setObjectName("datasetProgressWords")
        column.addWidget(self._how_far)
        self._plan_words = Prose("small")
        self._plan_words.setObjectName("datasetPlan")
        self._plan_words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._plan_words)
        self._show()

    @property
    def note(self) -> Note | None:
        """The note above the files; None if there is none."""
        return None if self._note.isHidden() else self._note.note

    def show_dataset(self, name: str, release: Release) -> None:
        """Offer the download of the dataset *name*. A running one continues and is shown with its own dataset."""
        if self._running:
            self._show()
            return
        if (name, release.id) != (self._dataset, self._release.id if self._release is not None else ""):
            self._forget()
            self._dataset, self._release = name, release
            self._box.show_folder(self._default_folder())
            self._offer_to_go_on()
        self._show()

    # Plan

    def _default_folder(self) -> Path:
        assert self._release is not None
        kept = self._kept()
        if kept is not None and kept[:2] == (self._dataset, self._release.id):
            return Path(kept[2])
        base = self._folder or self._corpus_files.folder
        return base / self._release.id / self._dataset

    def _on_folder(self, folder: Path) -> None:
        """Use *folder*, chosen by the user; each release and dataset gets a subfolder."""
        assert self._release is not None
        self._folder = folder
        self._forget()
        self._box.show_folder(folder / self._release.id / self._dataset)
        self._show()

    def _on_look(self) -> None:
        assert self._release is not None
        self._forget()
        self._note.show_note(asking_note(self._status, gettext("Loading the list of files…"), "", (self._stop_step(),)))
        preparing = self._prepare(self._dataset, self._release.id, self._box.folder)
        self._scope.start(preparing, name="sizes of a dataset", latest="dataset")
        self._show()

    def _stop_step(self) -> Step:
        return Step(gettext("Stop"), self._on_stop_looking)

    def _on_stop_looking(self) -> None:
        self._scope.cancel("dataset")
        self._note.clear()
        self._show()

    async def _prepare(self, dataset: str, release: str, folder: Path) -> None:
        def on_measured(asked: int, files: int) -> None:
            text = _of_files(asked, files)
            lead = gettext("Loading file sizes…")
            steps = (self._stop_step(),)
            self._note.show_note(Note(lead, text, "panel", "clock", steps, progress=asked / max(1, files)))

        try:
            await require_key(self._keys)
            self._download = await self._corpus_files.prepare(
                dataset, release, folder, ask=RequestOptions(), on_measured=on_measured
            )
        except ScholarError as error:
            self._say(error, Step(gettext("Try again"), self._on_look, icon="refresh"))
        else:
            self._note.clear()
        self._show()

    # The download

    def _on_get(self) -> None:
        if self._download is not None and not self._running:
            self._running = True
            self._ended = {}
            self._scope.start(self._fetch(self._download), name="download a dataset", latest="dataset")
            self._show()

    async def _fetch(self, download: DatasetDownload) -> None:
        plan = download.plan
        self._keep(plan)
        try:
            self._note.clear()
            files = await download.fetch(on_file=self._on_file, on_progress=self._on_progress)
        except ScholarError as error:
            self._say(error, Step(gettext("Resume"), self._on_look, icon="refresh"))
        else:
            self._tell_end(plan, files)
        finally:
            download.close()
            self._download, self._running = None, False
            self._show()

    def _on_stop(self) -> None:
        """Cancel the download. It releases the folder when it ends, and `_show` is called then."""
        self._scope.cancel("dataset")
        resume = Step(gettext("Resume"), self._on_look, icon="play")
        text = gettext("Downloaded data stays in {folder}. Resume to get the rest.", folder=str(self._box.folder))
        self._note.show_note(Note(gettext("Download stopped."), text, "panel", steps=(resume,)))

    def _on_file(self, file: FetchedFile) -> None:
        self._ended[file.name] = file
        self._show_plan()

    def _on_progress(self, progress: DownloadProgress) -> None:
        parts = [_of_files(progress.done, progress.files)]
        received = size(progress.received)
        if progress.size:
            received = gettext("{received} of {size}", received=received, size=size(progress.size))
        parts.append(received)
        if progress.rate is not None:
            parts.append(f"{size(round(progress.rate))}/s")
        if progress.left_s is not None:
            parts.append(gettext("{time} left", time=clock(progress.left_s)))
        self._how_far.show_text(" · ".join(parts))
        if progress.size:
            self._bar.setValue(round(1000 * min(1.0, progress.received / progress.size)))

    def _tell_end(self, plan: DownloadPlan, files: Sequence[FetchedFile]) -> None:
        failed = [file for file in files if file.outcome is not ItemOutcome.SAVED]
        open_folder = Step(gettext("Show folder"), lambda: self._open_path(plan.folder), icon="folder")
        if not failed:
            self._state.set(KEPT, None)
            words = ngettext(
                "{count} file ({size}) in {folder}",
                "{count} files ({size}) in {folder}",
                len(files),
                size=size(sum(file.bytes for file in files)),
                folder=str(plan.folder),
            )
            lead = gettext("Downloaded “{dataset}”.", dataset=plan.dataset)
            self._note.show_note(Note(lead, words, "ok", "tick", (open_folder,)))
            return
        resume = Step(gettext("Resume"), self._on_look, icon="refresh")
        words = gettext("{file}: {reason}", file=failed[0].name, reason=failed[0].reason)
        lead = ngettext(
            "{count} file is missing.",
            "{count} of {total} files are missing.",
            len(failed),
            total=len(files),
        )
        self._note.show_note(Note(lead, words, "warn", steps=(resume, open_folder)))

    # Resuming

    def _keep(self, plan: DownloadPlan) -> None:
        self._state.set(KEPT, [plan.dataset, plan.release, plan.folder])

    def _kept(self) -> tuple[str, str, str] | None:
        kept = self._state.get(KEPT, list)
        if kept is None or len(kept) != 3 or not all(isinstance(part, str) for part in kept):
            return None
        return kept[0], kept[1], kept[2]

    def _offer_to_go_on(self) -> None:
        kept = self._kept()
        if kept is not None and self._release is not None and kept[:2] == (self._dataset, self._release.id):
            resume = Step(gettext("Resume"), self._on_look, icon="play")
            text = gettext("Part of it is in {folder}. Resume to get the rest.", folder=kept[2])
            self._note.show_note(Note(gettext("This download is unfinished."), text, "panel", steps=(resume,)))

    # Display

    def _say(self, error: ScholarError, again: Step) -> None:
        steps = () if isinstance(error, AccessRefused) else (again,)
        self._note.show_note(problem_note(self._actions, error, *steps))

    def _forget(self) -> None:
        """Forget the plan of a download that is not running."""
        self._scope.cancel("dataset")
        if self._download is not None:
            self._download.close()
            self._download = None
        self._ended = {}
        self._note.clear()

    def _show(self) -> None:
        plan = self._download.plan if self._download is not None else None
        self._look.setVisible(plan is None and not self._running)
        self._get.setVisible(plan is not None and not self._running)
        self._stop.setVisible(self._running)
        self._box.setEnabled(not self._running)
        if plan is not None and not self._running:
            words = gettext("Check files")
            if plan.unsized == len(plan.files):
                words = gettext("Download (unknown size)")
            elif plan.missing or plan.unsized:
                words = gettext("Download {size}", size=size(plan.missing))
            self._get.set_text(words)
            too_little = plan.missing > plan.free
            self._get.setEnabled(not too_little)
            set_tooltip(self._get, gettext("This disk does not have enough space.") if too_little else "")
            if too_little:
                text = gettext(
                    "You need {missing}, but only {free} are free. Choose a folder on another disk.",
                    missing=size(plan.missing),
                    free=size(plan.free),
                )
                lead = gettext("This disk does not have enough space.")
                self._note.show_note(Note(lead, text, "warn", "alert"))
        heading = pgettext("noun", "Download")
        if self._release is not None:
            heading = gettext("Download: {dataset}, release {release}", dataset=self._dataset, release=self._release.id)
        self._heading.setText(heading)
        for part in (self._bar, self._how_far):
            part.setVisible(self._running)
        if not self._running:
            self._how_far.show_text("")
            self._bar.setValue(0)
        self._show_plan()

    def _show_plan(self) -> None:
        plan = self._download.plan if self._download is not None else None
        self._plan_words.setVisible(plan is not None)
        if plan is None:
            return
        total = gettext("unknown size") if plan.unsized == len(plan.files) else size(plan.size)
        head = [
            ngettext(
                "{dataset}, release {release}: {count} file, {size}.",
                "{dataset}, release {release}: {count} files, {size}.",
                len(plan.files),
                dataset=plan.dataset,
                release=plan.release,
                size=total,
            )
        ]
        if plan.received:
            head.append(gettext("Already downloaded: {size}.", size=size(plan.received)))
        head.append(gettext("Free space in {folder}: {size}.", folder=str(plan.folder), size=size(plan.free)))
        head.append(gettext("By downloading you agree to the terms below."))
        if plan.left_over:
            head.append(
                ngettext(
                    "The folder has {count} unfinished file of another dataset.",
                    "The folder has {count} unfinished files of another dataset.",
                    plan.left_over,
                )
            )
        lines = [
            f"{file.name}   {self._state_of(file.name, file.size, file.whole)}" for file in plan.files[:MOST_FILES]
        ]
        more = len(plan.files) - MOST_FILES
        if more > 0:
            lines.append(ngettext("and {count} more file", "and {count} more files", more))
        self._plan_words.show_text("\n".join([" ".join(head), *lines]))

    def _state_of(self, name: str, bytes_: int | None, whole: bool) -> str:
        size_words = size(bytes_) if bytes_ is not None else gettext("unknown size")
        ended = self._ended.get(name)
        state = gettext("downloaded") if whole else ""
        if ended is not None:
            state = gettext("downloaded") if ended.outcome is ItemOutcome.SAVED else shown(ended.reason)
        return ", ".join(part for part in (size_words, state) if part)


def _of_files(done: int, files: int) -> str:
    return ngettext("{done} of {count} file", "{done} of {count} files", files, done=done)

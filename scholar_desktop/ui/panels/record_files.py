"""The files of a record: size, kind, checksum, what became of each, and a press to get one or all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadFile, DownloadItem, DownloadState
from scholar_desktop.domain.library import KeptFile
from scholar_desktop.domain.record import Record, RecordFile
from scholar_desktop.services.record_selection import ARCHIVE_LIMIT, archive_name
from scholar_desktop.ui.panels.paper_facts import clear_layout
from scholar_desktop.ui.panels.record_rows import sign
from scholar_desktop.ui.record_session import RecordSession
from scholar_desktop.ui.widgets.button import RING, Button, Kind, Look
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.fold_section import FoldSection
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label
from scholar_desktop.ui.wording import counted, number, size
from scholar_desktop.ui.workbench import Workbench

FEW, MOST = 9, 300
"""Rows at first, and at most: the others are got by their kind, or all together."""
CLOSED = {
    "embargoed": "Its files are under embargo.",
    "restricted": "Its files are restricted: the owner gives them to whom he chooses.",
    "closed": "Its files are closed.",
}
_FAILED = {
    ItemOutcome.TEMPORARY: ("try again", "warn", "clock"),
    ItemOutcome.DISK: ("disk", "error", "alert"),
    ItemOutcome.CANCELLED: ("stopped", "muted", "cross"),
    ItemOutcome.NEEDS_PERSON: ("needs you", "link", "person"),
}


class FileState(msgspec.Struct, frozen=True):
    """What became of a file. words: empty as long as nothing has; progress: 0..1 while it comes, else None; may_get: it
    can be asked for; path: where it lies, None while it does not."""

    words: str = ""
    tone: str = "muted"
    icon: str = "get"
    progress: float | None = None
    why: str = ""
    may_get: bool = True
    path: str | None = None


def state_of(file: RecordFile, kept: Sequence[KeptFile], jobs: Sequence[DownloadItem]) -> FileState:
    """What is known of *file*: in the library, on its way, failed, or nothing yet. jobs: the rows of the queue that get
    files of its record, the newest last."""
    there = next((one for one in kept if one.source_url is not None and one.source_url == file.url), None)
    there = there or next((one for one in kept if one.name == file.name and one.bytes == file.size), None)
    checksum = (file.checksum or "").partition(":")[0]
    if there is not None:
        words = f"{checksum} checked" if checksum else "kept, no checksum"
        return FileState(words, "ok", "shield" if checksum else "tick", None, there.path, False, there.path)
    found = next(((job, one) for job in reversed(jobs) if (one := _coming(file, job)) is not None), None)
    if found is None:
        return FileState()
    item, coming = found
    if coming.outcome is ItemOutcome.SAVED:
        return FileState(f"{checksum} checked" if checksum else "kept", "ok", "shield", None, "", False, coming.path)
    if coming.outcome is not None:
        words, tone, icon = _FAILED.get(coming.outcome, ("not got", "error", "alert"))
        if "checksum" in coming.reason or (checksum and f"its {checksum} is not" in coming.reason):
            words, tone, icon = f"{checksum or 'checksum'} differs", "error", "alert"
        return FileState(words, tone, icon, None, coming.reason)
    if item.state is DownloadState.DONE:
        return FileState()
    if not coming.received or item.state is not DownloadState.RUNNING:
        return FileState("waiting", "muted", "clock", None, "", False)
    share = min(1.0, coming.received / coming.size) if coming.size else None
    words = f"{round(100 * share)} %" if share is not None else size(coming.received)
    return FileState(words, "muted", "get", share, "", False)


def _archives(kept: Sequence[KeptFile], jobs: Sequence[DownloadItem], record: Record) -> object:
    """What the button of the zip depends on."""
    there = any(one.name == archive_name(record.id) for one in kept)
    return there, [(job.state, job.outcome, job.received) for job in jobs if job.archive]


def _coming(file: RecordFile, item: DownloadItem) -> DownloadFile | None:
    """The file as the row *item* of the queue has it; None when it does not get it."""
    if item.archive:
        return None
    found = next((one for one in item.files if one.name == file.name), None)
    if found is not None or item.state is DownloadState.DONE or item.files:
        return found
    return DownloadFile(file.name, size=file.size) if not item.wanted or file.name in item.wanted else None


class RecordFilesView(FoldSection):
    """Rows follow the queue and the library. Nothing is asked to show what the record was sent with."""

    def __init__(self, workbench: Workbench, session: RecordSession, parent: QWidget | None = None) -> None:
        super().__init__(workbench.theme, "Files", "filesButton", is_open=True, parent=parent)
        self._workbench = workbench
        self._theme = workbench.theme
        self._session = session
        self._all = False
        self._kind: str | None = None
        self.setObjectName("filesView")
        self.setAccessibleName("Files of the record")
        px = self._theme.px
        self._about = Prose("small", "muted")
        self.body.addWidget(self._about)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        foot = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        foot.setSizePolicy(policy)
        self._foot = FlowLayout(foot, gap=px(4), line_gap=0)
        self.body.addWidget(foot)
        self._get_all = Button(self._theme, Kind.PLAIN, "Get all files", icon="get", small=True)
        self._get_all.setObjectName("getAllFilesButton")
        self._get_all.clicked.connect(self._on_get_all)
        row = QHBoxLayout()
        row.setContentsMargins(0, px(4), 0, 0)
        row.addWidget(self._get_all)
        self._archive = Button(self._theme, Kind.LINK, "as one zip")
        self._archive.setObjectName("getArchiveButton")
        self._archive.clicked.connect(self._on_archive)
        row.addWidget(self._archive)
        row.addStretch(1)
        self.body.addLayout(row)
        self._shown: object = None
        session.shown.connect(self._on_shown)
        workbench.marks.changed.connect(self.show_files)

    def _on_shown(self) -> None:
        self._all, self._kind, self._shown = False, None, None
        self.show_files()

    def show_files(self) -> None:
        """Show the files of the session's record, as they stand now."""
        record = self._session.record
        if record is None or self._session.paper is None:
            return
        kept, jobs = self._known()
        states = [state_of(file, kept, jobs) for file in record.files]
        shown = (record.all, tuple(states), self._all, self._kind, _archives(kept, jobs, record))
        if shown == self._shown:
            return
        self._shown = shown
        total = sum(file.size or 0 for file in record.files)
        head = f"Files ({number(len(record.files))}, {size(total)})" if record.files else "Files"
        self.set_title(head)
        self._about.setVisible(not record.files)
        self._about.show_text(CLOSED.get(record.access or "", "The record has no files."))
        clear_layout(self._rows)
        pairs = [pair for pair in zip(record.files, states, strict=True) if self._kind in (None, pair[0].type or "")]
        cut = pairs[: MOST if self._all else FEW] if len(pairs) > FEW + 1 else pairs
        for place, (file, state) in enumerate(cut):
            self._rows.addWidget(self._row(file, state, last=place == len(cut) - 1))
        self._fill_foot(record, len(pairs))
        left = [file for file, state in pairs if state.may_get]
        self._get_all.setVisible(len(record.files) > 1)
        self._get_all.setEnabled(bool(left))
        bytes_ = sum(file.size or 0 for file in left)
        words = f"Get {counted(len(left), 'file', 'files')}, {size(bytes_)}" if left else "All files are here"
        self._get_all.show_look(Look(words, "get" if left else "tick"))
        self._show_archive(record, kept, jobs, total)

    def _show_archive(self, record: Record, kept: Sequence[KeptFile], jobs: Sequence[DownloadItem], total: int) -> None:
        """All files packed by Zenodo, which gives no checksum of it: got, on its way, or to be had."""
        self._archive.setVisible(len(record.files) > 1 and total <= ARCHIVE_LIMIT)
        name = archive_name(record.id)
        there = next((one for one in kept if one.name == name), None)
        job = next((one for one in reversed(jobs) if one.archive), None)
        if there is not None:
            look, why = Look("zip is here", "tick", "ok"), there.path
        elif job is not None and job.state is not DownloadState.DONE:
            words = size(job.received) if job.received else "waiting"
            look, why = Look(f"zip: {words}", "clock"), "Its size is not known before it has come."
        elif job is not None and job.outcome is not ItemOutcome.SAVED:
            look, why = Look("zip: try again", "alert", "error"), job.reason
        else:
            look, why = Look("as one zip"), "Packed by Zenodo while it is sent: no checksum, and not resumed."
        self._archive.show_look(look, name=f"All files as one zip: {look.text}")
        self._archive.setToolTip(why)

    def _on_archive(self) -> None:
        record, paper = self._session.record, self._session.paper
        if record is None or paper is None:
            return
        kept, _ = self._known()
        there = next((one for one in kept if one.name == archive_name(record.id)), None)
        if there is not None:
            self._workbench.services.open_path(there.path)
        else:
            self._workbench.services.downloads.enqueue_record(record.id, paper=paper, archive=True)

    def _known(self) -> tuple[Sequence[KeptFile], Sequence[DownloadItem]]:
        paper = self._session.paper
        assert paper is not None
        mark = self._workbench.marks.of(paper)
        return (mark.kept.files if mark.kept is not None else ()), self._workbench.marks.record_jobs(paper)

    def _fill_foot(self, record: Record, listed: int) -> None:
        clear_layout(self._foot)
        if listed > FEW + 1:
            hidden = listed - FEW
            words = "Fewer files" if self._all else counted(hidden, "more file", "more files")
            more = Button(self._theme, Kind.LINK, words)
            more.setObjectName("moreFilesButton")
            more.clicked.connect(self._on_more)
            self._foot.addWidget(more)
        kinds = Counter(file.type or "" for file in record.files)
        if len(kinds) > 1 and len(record.files) > 3:
            for kind, count in kinds.most_common(8):
                chosen = self._kind == kind
                chip = Button(self._theme, Kind.CHIP_SET if chosen else Kind.CHIP_STATE, kind or "other")
                name = f"{'Show all files' if chosen else 'Only files of the kind'} {kind or 'other'}"
                chip.show_look(Look(kind or "other", count=str(count), trailing="cross" if chosen else None), name=name)
                chip.setObjectName("fileKindChip")
                chip.clicked.connect(lambda _checked=False, kind=kind: self._on_kind(kind))
                self._foot.addWidget(chip)
        if self._all and listed > MOST:
            self._foot.addWidget(label(f"The first {MOST} are shown. Narrow by kind, or get all.", "small", "muted"))

    def _row(self, file: RecordFile, state: FileState, *, last: bool) -> QWidget:
        theme, px = self._theme, self._theme.px
        box = QWidget()
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if not last:
            box.setProperty("edge", "bottom")
        row = QHBoxLayout(box)
        row.setContentsMargins(0, px(1), 0, px(1))
        row.setSpacing(px(8))
        row.addWidget(sign(theme, "file"))
        hint = "\n".join(part for part in (file.checksum or "no checksum given", state.why) if part)
        row.addWidget(ElidedLabel(file.name, "small", mode=Qt.TextElideMode.ElideMiddle, hint=hint), 1)
        bytes_ = label(size(file.size) if file.size is not None else "", "small", "muted")
        row.addWidget(bytes_)
        if state.progress is not None:
            bar = QProgressBar()
            bar.setRange(0, 1000)
            bar.setValue(round(state.progress * 1000))
            bar.setTextVisible(False)
            bar.setFixedWidth(px(52))
            bar.setAccessibleName(f"{file.name}: {state.words}")
            row.addWidget(bar)
        row.addWidget(self._end(file, state))
        spoken = (file.name, bytes_.text(), file.checksum or "", state.words)
        box.setAccessibleName(", ".join(part for part in spoken if part))
        return box

    def _end(self, file: RecordFile, state: FileState) -> QWidget:
        """What stands at the end of a row: a press, or what became of it."""
        theme = self._theme
        width = theme.px(96)
        path = state.path
        if path is not None:
            link = Button(theme, Kind.LINK, state.words, name=f"{file.name}, {state.words}: open")
            link.show_look(Look(state.words, state.icon, state.tone), name=f"{file.name}, {state.words}: open")
            link.setObjectName("openFileButton")
            link.setToolTip(path)
            link.clicked.connect(lambda _checked=False: self._workbench.services.open_path(path))
            link.setMinimumWidth(width)
            return link
        if state.may_get:
            words = state.words or "get"
            name = f"Get {file.name}" if not state.words else f"{file.name}, {state.words}: get again"
            link = Button(theme, Kind.LINK, words, name=name)
            link.show_look(Look(words, state.icon, state.tone if state.words else None), name=name)
            link.setObjectName("getFileButton")
            link.setToolTip(state.why or file.checksum or "")
            link.clicked.connect(lambda _checked=False: self._get([file.name]))
            link.setMinimumWidth(width)
            return link
        words = label(state.words, "small", state.tone)
        words.setMinimumWidth(width - 2 * RING)
        words.setToolTip(state.why)
        return words

    # What a person does here

    def _get(self, names: Sequence[str]) -> None:
        record, paper = self._session.record, self._session.paper
        if record is not None:
            self._workbench.services.downloads.enqueue_record(record.id, names, paper=paper)

    def _on_get_all(self) -> None:
        record = self._session.record
        if record is None:
            return
        kept, jobs = self._known()
        left = [file.name for file in record.files if state_of(file, kept, jobs).may_get]
        if self._kind is not None:
            left = [file.name for file in record.files if file.name in left and (file.type or "") == self._kind]
        self._get(() if len(left) == len(record.files) else left)

    def _on_more(self) -> None:
        self._all = not self._all
        self.show_files()

    def _on_kind(self, kind: str) -> None:
        self._kind = None if self._kind == kind else kind
        self.show_files()

"""The files of a record: size, type, checksum, state, and buttons to download one or all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import Record, RecordFile
from scholar_desktop.services.zenodo.record_selection import ARCHIVE_LIMIT, archive_name
from scholar_desktop.translation import gettext, ngettext, pgettext, shown
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind, ElidedLink, inset
from scholar_desktop.ui.widgets.find_edit import FindEdit
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.fold_section import FoldSection
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.widgets.tab_order import make_group
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import number, size
from scholar_desktop.ui.zenodo.record_file_state import RecordFileState, RecordFileStates
from scholar_desktop.ui.zenodo.record_rows import sign
from scholar_desktop.ui.zenodo.record_session import RecordSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.paper_status import PaperStatuses
    from scholar_desktop.ui.theme.theme import Theme

FEW, MORE, FIND_FROM = 9, 10, 20
"""Rows at first; rows added by each click; number of files from which on there is a box to find one by its name."""
CLOSED = {
    "embargoed": Message("The files are under embargo."),
    "restricted": Message("The files are restricted: ask the owner for access."),
    "closed": Message("The files are not public."),
}


class GetFiles(Protocol):
    def __call__(self, record: Record, paper: Paper, names: Sequence[str] = (), *, archive: bool = False) -> None: ...


class RecordFilesView(FoldSection):
    """Shows the files, without a request: records arrive with their files. Rows follow the queue and the library."""

    def __init__(
        self,
        theme: Theme,
        marks: PaperStatuses,
        get: GetFiles,
        open_path: Callable[[str], None],
        session: RecordSession,
        parent: QWidget | None = None,
    ) -> None:
        """Create it. get: downloads files of a record: those with these names, or all."""
        super().__init__(theme, gettext("Files"), "filesButton", is_open=True, parent=parent)
        self._marks = marks
        self._get_files = get
        self._open_path = open_path
        self._theme = theme
        self._session = session
        self._rows_wanted = FEW
        self._kind: str | None = None
        self.setObjectName("filesView")
        self.setAccessibleName(gettext("Files of the record"))
        px = self._theme.px
        self._about = Prose("small", "muted")
        self.body.addWidget(self._about)
        self._find = FindEdit("fileFindEdit", gettext("Find a file by name"), gettext("Find a file by name"))
        self._find.textChanged.connect(self._on_words)
        self.body.addWidget(self._find)
        self._list = QWidget()
        make_group(self._list)
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.body.addWidget(self._list)
        self._foot = self._add_flow(px(4), 0)
        self._get_all = Button(self._theme, ButtonKind.PLAIN, gettext("Get all files"), icon="get", small=True)
        self._get_all.setObjectName("getAllFilesButton")
        self._get_all.clicked.connect(self._on_get_all)
        row = self._add_flow(px(8), px(2))
        row.setContentsMargins(0, px(4), 0, 0)
        row.addWidget(self._get_all)
        self._archive = Button(self._theme, ButtonKind.LINK, gettext("Get as one ZIP"))
        self._archive.setObjectName("getArchiveButton")
        self._archive.clicked.connect(self._on_archive)
        row.addWidget(self._archive)
        self._shown: object = None
        self._made: list[tuple[RecordFile, RecordFileState, bool]] = []
        session.changed.connect(self.show_files)
        marks.changed.connect(self.show_files)

    def _add_flow(self, gap: int, line_gap: int) -> FlowLayout:
        """Add a row of buttons that takes more lines where it has no room."""
        around = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        around.setSizePolicy(policy)
        self.body.addWidget(around)
        return FlowLayout(around, gap=gap, line_gap=line_gap)

    def show_record(self) -> None:
        """Another record is shown."""
        self._rows_wanted, self._kind, self._shown = FEW, None, None
        self._find.clear()
        self.show_files()

    def show_files(self) -> None:
        """Show the files of the session's record in their current state. Unchanged rows are kept."""
        record = self._session.record
        if record is None or self._session.paper is None:
            return
        known = self._known()
        states = [known.of(file) for file in record.files]
        zips = [(job.state, job.outcome, job.received) for job in known.archives]
        seen = (record.all, states, self._rows_wanted, self._kind, self._find.text(), zips, len(known.kept))
        if seen == self._shown:
            return
        self._shown = seen
        total = sum(file.size or 0 for file in record.files)
        head = gettext("Files")
        if record.files:
            head = gettext("Files ({count}, {size})", count=len(record.files), size=size(total))
        self.set_title(head)
        self._about.setVisible(not record.files)
        closed = CLOSED.get(record.access or "")
        self._about.show_text(shown(closed) if closed is not None else gettext("This record has no files."))
        self._find.setVisible(len(record.files) >= FIND_FROM)
        words = self._find.text().casefold().split()
        pairs = [
            (file, state)
            for file, state in zip(record.files, states, strict=True)
            if self._kind in (None, file.type or "") and all(word in file.name.casefold() for word in words)
        ]
        cut = pairs[: self._rows_wanted] if len(pairs) > self._rows_wanted + 1 else pairs
        self._show_rows([(file, state, place == len(cut) - 1) for place, (file, state) in enumerate(cut)])
        self._fill_foot(record, len(pairs) - len(cut))
        left = [file for file, state in pairs if state.may_get]
        missing = sum(state.path is None for _file, state in pairs)
        self._get_all.setVisible(len(record.files) > 1)
        self._get_all.setEnabled(bool(left))
        if left:
            bytes_ = size(sum(file.size or 0 for file in left))
            found = ngettext("Get {count} file ({size})", "Get {count} files ({size})", len(left), size=bytes_)
        elif missing:
            found = ngettext("Getting {count} file…", "Getting {count} files…", missing)
        else:
            found = gettext("All files are in your library") if pairs else gettext("No matching files")
        self._get_all.show_content(ButtonContent(found, "get" if missing else "tick"))
        self._show_archive(record, known, total)

    def _show_rows(self, wanted: list[tuple[RecordFile, RecordFileState, bool]]) -> None:
        kept = len(self._made)
        if [file.name for file, _, _ in wanted[:kept]] != [file.name for file, _, _ in self._made]:
            clear_layout(self._rows)
            kept, self._made = 0, []
        for place, (new, old) in enumerate(zip(wanted[:kept], self._made, strict=True)):
            if new != old:
                self._replace(place, self._row(new[0], new[1], last=new[2]))
        for file, state, last in wanted[kept:]:
            self._rows.addWidget(self._row(file, state, last=last))
        self._made = wanted
        self._list.setVisible(bool(wanted))

    def _replace(self, place: int, row: QWidget) -> None:
        """Replace the row at *place* with *row*. It keeps the focus if it has a button, else that of another row gets
        it: a file that is downloaded has none."""
        item = self._rows.itemAt(place)
        old = item.widget() if item is not None else None
        had_focus = (
            old is not None and (focused := QApplication.focusWidget()) is not None and old.isAncestorOf(focused)
        )
        self._rows.insertWidget(place, row)
        if old is not None:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        if had_focus:
            items = [self._rows.itemAt(other) for other in (place, *range(place + 1, len(self._made)), *range(place))]
            rows = (item.widget() for item in items if item is not None)
            button = next((found for one in rows if one is not None and (found := one.findChild(Button))), None)
            if button is not None:
                button.setFocus()

    def _show_archive(self, record: Record, known: RecordFileStates, total: int) -> None:
        """Show the button for all files in one archive, for which Zenodo sends no checksum, with its state."""
        self._archive.setVisible(len(record.files) > 1 and total <= ARCHIVE_LIMIT)
        name = archive_name(record.id)
        there = next((one for one in known.kept if one.name == name), None)
        job = known.archives[-1] if known.archives else None
        if there is not None:
            content, why = ButtonContent(gettext("Open ZIP"), "tick", "ok"), there.path
        elif job is not None and job.state is not DownloadState.DONE:
            words = gettext("ZIP: waiting")
            if job.received:
                words = gettext("ZIP: {size} received", size=size(job.received))
            content, why = ButtonContent(words, "clock"), gettext("Zenodo does not say how large the ZIP will be.")
        elif job is not None and job.outcome is not ItemOutcome.SAVED:
            content, why = ButtonContent(gettext("Try ZIP again"), "alert", "error"), shown(job.reason)
        else:
            content = ButtonContent(gettext("Get as one ZIP"))
            why = gettext(
                "Zenodo packs the files while it sends them: the ZIP has no checksum, "
                "and an interrupted download starts again."
            )
        self._archive.show_content(content, name=gettext("All files as one ZIP: {state}", state=content.text))
        set_tooltip(self._archive, why)

    def _on_archive(self) -> None:
        record, paper = self._session.record, self._session.paper
        if record is None or paper is None:
            return
        there = next((one for one in self._known().kept if one.name == archive_name(record.id)), None)
        if there is not None:
            self._open_path(there.path)
        else:
            self._get_files(record, paper, archive=True)

    def _known(self) -> RecordFileStates:
        paper = self._session.paper
        assert paper is not None
        kept = self._marks.of(paper).kept
        return RecordFileStates(kept, self._marks.record_jobs(paper))

    def _fill_foot(self, record: Record, left: int) -> None:
        """Fill the line below the rows.

        Args:
            left: how many rows are not shown.
        """
        clear_layout(self._foot)
        if left:
            words = ngettext("Show {count} more file", "Show {count} more files", left)
            if left > MORE:
                words = gettext("Show {count} of {left} more files", count=MORE, left=left)
            more = Button(self._theme, ButtonKind.LINK, words)
            more.setObjectName("moreFilesButton")
            more.clicked.connect(self._on_more)
            self._foot.addWidget(more)
        kinds = Counter(file.type or "" for file in record.files)
        if len(kinds) > 1 and len(record.files) > 3:
            for kind, count in kinds.most_common(8):
                chosen = self._kind == kind
                title = kind or pgettext("file type", "other")
                chip = Button(self._theme, ButtonKind.CHIP_CHOSEN if chosen else ButtonKind.CHIP_STATE, title)
                name = gettext("Show only {type} files", type=title)
                if chosen:
                    name = gettext("Only {type} files are shown. Show all files", type=title)
                trailing = "cross" if chosen else None
                chip.show_content(ButtonContent(title, count=number(count), trailing=trailing), name=name)
                chip.setObjectName("fileKindChip")
                chip.clicked.connect(lambda _checked=False, kind=kind: self._on_kind(kind))
                self._foot.addWidget(chip)

    def _row(self, file: RecordFile, state: RecordFileState, *, last: bool) -> QWidget:
        theme, px = self._theme, self._theme.px
        box = QWidget()
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if not last:
            box.setProperty("edge", "bottom")
        row = QHBoxLayout(box)
        row.setContentsMargins(0, px(1), 0, px(1))
        row.setSpacing(px(8))
        row.addWidget(sign(theme, "file"))
        row.addWidget(self._name(file, state), 1)
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

    def _name(self, file: RecordFile, state: RecordFileState) -> QWidget:
        """Return the name of a file: a link that opens it if it is in the library."""
        cut, path = Qt.TextElideMode.ElideMiddle, state.path
        if path is None:
            hint = "\n".join(part for part in (file.checksum or gettext("No checksum"), state.why) if part)
            return inset(ElidedLabel(file.name, "small", mode=cut, hint=hint))
        spoken = gettext("Open {file} ({state})", file=file.name, state=state.words)
        link = ElidedLink(self._theme, spoken, file.name, spoken=spoken, mode=cut, hint=pgettext("verb", "Open"))
        link.setObjectName("openFileButton")
        link.clicked.connect(lambda _checked=False: self._open_path(path))
        box = QWidget()  # the link is as wide as its words
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(link)
        row.addStretch()
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return box

    def _end(self, file: RecordFile, state: RecordFileState) -> QWidget:
        """Return the end of a row: a button, or the state of the file."""
        theme = self._theme
        width = theme.px(96)
        if state.may_get:
            words = state.words or gettext("Get")
            name = gettext("Get {file}", file=file.name)
            if state.words:
                name = gettext("Get {file} again ({state})", file=file.name, state=state.words)
            link = Button(theme, ButtonKind.LINK, words, name=name)
            link.show_content(ButtonContent(words, state.icon, state.tone if state.words else None), name=name)
            link.setObjectName("getFileButton")
            set_tooltip(link, state.why or file.checksum or "")
            link.clicked.connect(lambda _checked=False: self._get([file.name]))
            link.setMinimumWidth(width)
            return link
        note = label(state.words, "small", state.tone)
        note.setMinimumWidth(width - 2 * RING)
        set_tooltip(note, file.checksum or "" if state.path is not None else state.why)
        return note

    # Actions of the user

    def _get(self, names: Sequence[str]) -> None:
        record, paper = self._session.record, self._session.paper
        if record is not None and paper is not None:
            self._get_files(record, paper, names)

    def _on_get_all(self) -> None:
        """Download all files that the type filter and the find box show and that are not in the library yet."""
        record = self._session.record
        if record is None:
            return
        known = self._known()
        words = self._find.text().casefold().split()
        left = [
            file.name
            for file in record.files
            if known.of(file).may_get
            and self._kind in (None, file.type or "")
            and all(word in file.name.casefold() for word in words)
        ]
        if left:
            self._get(() if len(left) == len(record.files) else left)

    def _on_words(self) -> None:
        self._rows_wanted = FEW
        self.show_files()

    def _on_more(self) -> None:
        self._rows_wanted += MORE
        self.show_files()

    def _on_kind(self, kind: str) -> None:
        self._kind = None if self._kind == kind else kind
        self._rows_wanted = FEW
        self.show_files()

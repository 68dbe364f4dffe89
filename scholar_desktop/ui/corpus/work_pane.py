"""The work on the offline corpus while it runs: progress by dataset and file, pause, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.corpus.dataset_download import DownloadProgress
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.corpus.corpus_work import CorpusWork, WorkKind, WorkState
from scholar_desktop.ui.corpus.dataset_list_model import DatasetDelegate, row_height
from scholar_desktop.ui.corpus.dataset_titles import dataset_title, dataset_tooltip
from scholar_desktop.ui.corpus.file_list_model import FileListModel
from scholar_desktop.ui.corpus.setup_steps import DOWNLOAD, StepLine
from scholar_desktop.ui.corpus.work_words import end_note, heading, step_words
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.charts.share_bar import ShareBar
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import clock, size

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.theme.theme import Theme

SHOWN_EVERY_MS = 100


class WorkPane(QWidget):
    """`closed` is emitted when the user leaves it; the work continues."""

    closed = Signal()

    def __init__(self, theme: Theme, work: CorpusWork, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._work = work
        self._actions = actions
        self._bars: dict[str, tuple[ShareBar, ElidedLabel]] = {}
        self.setObjectName("corpusWorkPane")
        self.setAccessibleName(gettext("Progress"))
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(10), 0, 0)
        column.setSpacing(px(8))
        self._line = StepLine(theme)
        self._line.show_step(DOWNLOAD)
        self._line_box = QWidget()
        across = QVBoxLayout(self._line_box)
        across.setContentsMargins(px(16), 0, px(16), px(4))
        across.addWidget(self._line)
        column.addWidget(self._line_box)
        column.addLayout(self._make_head())
        self._note = NoteBar(theme)
        self._note.setObjectName("corpusWorkNote")
        column.addWidget(self._note)
        self._grid_box = QWidget()
        self._grid = QGridLayout(self._grid_box)
        self._grid.setContentsMargins(px(16), 0, px(16), 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setColumnStretch(2, 1)
        column.addWidget(self._grid_box)
        self._steps = Prose("small", "muted")
        self._steps.setObjectName("corpusWorkSteps")
        self._steps.setContentsMargins(px(16), 0, px(16), 0)
        column.addWidget(self._steps)
        self.model = FileListModel()
        self.view = RowList("corpusFilesView", gettext("Files of the download"), self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(DatasetDelegate(theme, self.view))
        self.view.setSelectionMode(RowList.SelectionMode.SingleSelection)
        column.addWidget(self.view, 1)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SHOWN_EVERY_MS)
        self._later.timeout.connect(self._show_progress)
        work.changed.connect(self._show)
        work.progressed.connect(self._on_progressed)
        theme.changed.connect(self._measure)
        self._measure()
        self._show()

    def take_focus(self) -> None:
        """Give the focus to the button that pauses or resumes the work, or to the one that closes the page."""
        buttons = (self._pause, self._resume, self._close)
        next(each for each in buttons if not each.isHidden()).setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_head(self) -> QHBoxLayout:
        theme, px = self._theme, self._theme.px
        row = QHBoxLayout()
        row.setContentsMargins(px(16), 0, px(16), 0)
        row.setSpacing(px(6))
        self._heading = label("", "section")
        self._heading.setObjectName("corpusWorkHeading")
        row.addWidget(self._heading)
        row.addStretch(1)
        self._pause = Button(theme, text=gettext("Pause"), icon="pause")
        self._pause.setObjectName("pauseCorpusButton")
        self._pause.clicked.connect(self._work.pause)
        self._resume = Button(theme, ButtonKind.PRIMARY, gettext("Resume"), icon="play")
        self._resume.setObjectName("resumeCorpusButton")
        self._resume.clicked.connect(self._work.resume)
        self._close = Button(theme, text=gettext("Close"))
        self._close.setObjectName("closeCorpusWorkButton")
        self._close.clicked.connect(self.closed)
        for button in (self._pause, self._resume, self._close):
            row.addWidget(button)
        return row

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._theme.type))

    def _on_progressed(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def _show(self) -> None:
        work = self._work
        self.setProperty("state", work.state.value)
        self._heading.setText(heading(work))
        self._line_box.setVisible(work.kind in (WorkKind.FETCH, WorkKind.BUILD))
        can_pause = work.is_running and work.kind in (
            WorkKind.FETCH,
            WorkKind.BUILD,
            WorkKind.UPDATE,
            WorkKind.COMPLETE,
            WorkKind.EXPORT,
        )
        had_focus = self._pause.hasFocus() or self._resume.hasFocus()
        can_resume = work.state in (WorkState.PAUSED, WorkState.FAILED) and work.kind is not WorkKind.REMOVE
        if had_focus:
            self._close.setFocus()  # a button that is hidden with the focus would give it to the sidebar
        self._pause.setVisible(can_pause)
        self._resume.setVisible(can_resume)
        if had_focus and (can_pause or can_resume):
            (self._pause if can_pause else self._resume).setFocus()
        note = end_note(work, self._actions)
        if note is None:
            self._note.clear()
        else:
            self._note.show_note(note)
        self._show_progress()

    def _show_progress(self) -> None:
        work = self._work
        for name in [name for name in self._bars if name not in work.progress]:
            self._drop_bar(name)
        for name, progress in work.progress.items():
            bar, words = self._bars.get(name) or self._add_bar(name)
            bar.show_share(_share(progress))
            words.show_text(_words(progress, is_running=work.is_running))
        self._grid_box.setVisible(bool(work.progress))
        steps = step_words(work)
        self._steps.show_text(steps)
        self._steps.setVisible(bool(steps))
        self.model.show(work.files, work.progress, is_running=work.is_running)
        self.view.setVisible(self.model.count() > 0)
        self._rest.setVisible(self.model.count() == 0)

    def _add_bar(self, name: str) -> tuple[ShareBar, ElidedLabel]:
        row = self._grid.rowCount()
        named = dataset_title(name)
        title = label(named, "body")
        set_tooltip(title, dataset_tooltip(name))
        title.setObjectName(f"corpusBarTitle.{name}")
        bar = ShareBar(self._theme, gettext("Progress of {dataset}", dataset=named), width=160, is_rounded=True)
        bar.setObjectName(f"corpusBar.{name}")
        words = ElidedLabel("", "small", "muted")
        words.setObjectName(f"corpusBarWords.{name}")
        for place, widget in enumerate((title, bar, words)):
            self._grid.addWidget(widget, row, place)
        self._bars[name] = bar, words
        return bar, words

    def _drop_bar(self, name: str) -> None:
        title = self._grid_box.findChild(QWidget, f"corpusBarTitle.{name}")
        for widget in (title, *self._bars.pop(name)):
            if widget is not None:
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()


def _share(progress: DownloadProgress) -> float:
    if progress.size:
        return min(1.0, progress.received / progress.size)
    return progress.done / max(1, progress.files)


def _words(progress: DownloadProgress, *, is_running: bool) -> str:
    parts = [
        ngettext("{done} of {count} file", "{done} of {count} files", progress.files, done=progress.done),
        size(progress.received)
        if not progress.size
        else gettext("{received} of {size}", received=size(progress.received), size=size(progress.size)),
    ]
    if is_running and progress.done < progress.files:
        if progress.rate is not None:
            parts.append(gettext("{size}/s", size=size(round(progress.rate))))
        if progress.left_s is not None:
            parts.append(gettext("{time} left", time=clock(progress.left_s)))
    return " · ".join(parts)

"""Dragging papers out of the window. Only copies are offered: some programs would move what they are given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.words.wording import counted

if TYPE_CHECKING:
    from scholar_desktop.services.papers.drag_out import Dragged
    from scholar_desktop.ui.context.ui_context import Workbench
    from scholar_desktop.ui.rows.row_table import RowTable
    from scholar_desktop.ui.widgets.row_list import RowList

SAID_MS = 6000
_PAPERS = "dragged_papers"
ICON_PX = 24

Named = Iterable[tuple[Paper, KeptPaper | None]]


class Dragging(QObject):
    """Makes the drags of one place in the window, and says what could not go along."""

    def __init__(self, workbench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._source = parent

    def begin(self, named: Named, *, as_citation: bool) -> None:
        """Drag *named* until the button is released. To be called by an event of the mouse, never by a coroutine: it
        runs a loop of its own."""
        drag = self.prepare(named, as_citation=as_citation)
        if drag is not None:
            drag.exec(Qt.DropAction.CopyAction, Qt.DropAction.CopyAction)

    def prepare(self, named: Named, *, as_citation: bool) -> QDrag | None:
        """The drag, ready to begin: the PDFs that there are, or the citations. None when there is nothing to drag."""
        chosen = {paper.id: (paper, kept) for paper, kept in named if paper.id}
        kept = {paper_id: found for paper_id, (_, found) in chosen.items() if found is not None}
        papers = [paper for paper, _ in chosen.values()]
        dragged = self._workbench.services.handing_over.dragged(papers, kept, as_citation=as_citation)
        if not dragged.contents:
            return None
        drag = QDrag(self._source)
        data = mime_data(dragged)
        hold_papers(data, papers)
        drag.setMimeData(data)
        drag.setPixmap(self._workbench.theme.pixmap("file-text" if dragged.files else "quote", "text", ICON_PX))
        drag.setHotSpot(QPoint(-8, -8))
        self._tell(dragged, len(papers))
        return drag

    def _tell(self, dragged: Dragged, papers: int) -> None:
        messages = self._workbench.messages
        if dragged.problem is not None:
            note = Note("The PDF is not in the drag, the citation is.", dragged.problem.message, "error")
            messages.say("dragged", note, lasts_ms=SAID_MS)
        elif dragged.files and dragged.without_file:
            have = "has" if dragged.without_file == 1 else "have"
            lead = f"{dragged.without_file:,} of {counted(papers, 'paper', 'papers')} {have} no PDF."
            note = Note(lead, "The PDFs of the others are in the drag. Hold Alt to drag the citations of all.")
            messages.say("dragged", note, lasts_ms=SAID_MS)


def drag_rows(view: RowList, model: RowTable, workbench: Workbench) -> Dragging:
    """Let the rows of *view* be dragged; with Alt held, as citations."""
    dragging = Dragging(workbench, view)

    def begin() -> None:
        rows = view.chosen_rows()
        named = [(paper, model.kept_at(row)) for row in rows if (paper := model.paper_at(row)) is not None]
        dragging.begin(named, as_citation=is_alt_held())

    view.setDragEnabled(True)
    view.drag_wanted.connect(begin)
    return dragging


class CitationHandle(QObject):
    """Lets a button be dragged as the citation of the paper that the window is about. A press without a move stays a
    press."""

    def __init__(self, button: QAbstractButton, workbench: Workbench) -> None:
        super().__init__(button)
        self._button = button
        self._dragging = Dragging(workbench, button)
        self._now = workbench.context
        self._from: QPoint | None = None
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._from = event.position().toPoint()
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._from = None
        elif event.type() == QEvent.Type.MouseMove and self._from is not None:
            moved = (event.position().toPoint() - self._from).manhattanLength()
            paper = self._now.now.paper
            if moved >= QApplication.startDragDistance() and paper is not None:
                self._from = None
                self._button.setDown(False)  # its release goes to the drag
                self._dragging.begin([(paper, self._now.now.kept)], as_citation=True)
                return True
        return False


def is_alt_held() -> bool:
    return bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier)


class _Held:
    """Qt would make a list of its own of a plain tuple."""

    def __init__(self, papers: tuple[Paper, ...]) -> None:
        self.papers = papers


def hold_papers(data: QMimeData, papers: Iterable[Paper]) -> None:
    """Let what is dropped inside the window know its papers, with a PDF or without."""
    data.setProperty(_PAPERS, _Held(tuple(papers)))


def papers_in(data: QMimeData) -> tuple[Paper, ...]:
    """The papers of a drag that began in the window; empty for any other."""
    held = data.property(_PAPERS)
    return held.papers if isinstance(held, _Held) else ()


def mime_data(dragged: Dragged) -> QMimeData:
    """*dragged* as Qt hands it to other programs."""
    data = QMimeData()
    setters: dict[str, Callable[[str], None]] = {
        "text/uri-list": lambda text: data.setUrls([QUrl(line) for line in text.split()]),
        "text/html": data.setHtml,
        "text/plain": data.setText,
    }
    for kind, content in dragged.contents.items():
        if kind in setters:
            setters[kind](content.decode())
        else:
            data.setData(kind, content)
    return data

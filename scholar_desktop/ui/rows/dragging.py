"""Drags papers out of the window as files or citations. Only the copy action is offered: some programs would move
files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QObject, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.theme.type_scale import CAPTION, STRONG
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from scholar_desktop.services.papers.drag_out import DragData, DragOut
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.paper_status import PaperStatuses
    from scholar_desktop.ui.rows.row_table import RowTable
    from scholar_desktop.ui.theme.theme import Theme
    from scholar_desktop.ui.widgets.row_list import RowList

MESSAGE_SHOWN_MS = 6000
_PAPERS = "dragged_papers"
_FILES = "text/uri-list"
ICON_PX, BADGE_PX = 24, 16

PapersWithFiles = Iterable[tuple[Paper, KeptPaper | None]]


class PaperDrag(QObject):
    """Creates and runs the drags of one widget, and reports the papers that could not be included."""

    def __init__(self, theme: Theme, messages: Messages, drag_out: Callable[[], DragOut], parent: QWidget) -> None:
        """Create it. drag_out: returns the service, which is created at the first drag."""
        super().__init__(parent)
        self._theme = theme
        self._messages = messages
        self._drag_out = drag_out
        self._source = parent
        self._dragged: DragData | None = None
        self._count = 0

    def begin(self, pairs: PapersWithFiles, *, as_citation: bool) -> None:
        """Drag the papers of *pairs* until the button is released.

        Must be called from a mouse event, never from a coroutine: it runs a nested event loop.
        """
        drag = self.prepare(pairs, as_citation=as_citation)
        if drag is not None:
            action = drag.exec(Qt.DropAction.CopyAction, Qt.DropAction.CopyAction)
            self.report_missing(drag.target(), action)

    def prepare(self, pairs: PapersWithFiles, *, as_citation: bool) -> QDrag | None:
        """Return the drag, ready to start, with the available PDFs or the citations. None if there is nothing to
        drag."""
        chosen = {paper.id: (paper, kept) for paper, kept in pairs if paper.id}
        kept = {paper_id: found for paper_id, (_, found) in chosen.items() if found is not None}
        papers = [paper for paper, _ in chosen.values()]
        dragged = self._drag_out().dragged(papers, kept, as_citation=as_citation)
        if not dragged.contents:
            return None
        drag = QDrag(self._source)
        data = DragMimeData(dragged.contents)
        attach_papers(data, papers)
        drag.setMimeData(data)
        drag.setPixmap(self._picture("file-text" if dragged.files else "quote", len(papers)))
        drag.setHotSpot(QPoint(-8, -8))
        self._dragged, self._count = dragged, len(papers)
        return drag

    def _picture(self, icon: str, count: int) -> QPixmap:
        """Return the picture under the pointer: an icon, with the number of papers beside it if there are several."""
        theme = self._theme
        picture = theme.pixmap(icon, "text", ICON_PX)
        if count < 2:
            return picture
        words, font = number(count), theme.type.font(CAPTION, STRONG, tabular=True)
        room = theme.type.metrics(CAPTION, STRONG, tabular=True).horizontalAdvance(words) + theme.px(10)
        side, height = theme.px(ICON_PX), theme.px(BADGE_PX)
        ratio = picture.devicePixelRatio()
        made = QPixmap(round((side + room) * ratio), round(side * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, picture)
        badge = QRect(side, 0, room, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(badge, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(theme.colour("on_accent"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()
        return made

    def report_missing(self, target: QObject | None, action: Qt.DropAction) -> None:
        """Say which papers another program did not get, or why it got no PDF.

        Args:
            target: the widget of this program on which the last drag ended, such as a collection, which takes all
                papers; None for one outside.
            action: IgnoreAction if nothing took what was dragged.
        """
        dragged, messages = self._dragged, self._messages
        if dragged is None or target is not None:
            return
        if dragged.problem is not None:
            note = Note(
                gettext("The PDF cannot be dragged, only the citation."), shown(dragged.problem.message), "error"
            )
            messages.say("dragged", note, lasts_ms=MESSAGE_SHOWN_MS)
        elif dragged.files and dragged.without_file and action is not Qt.DropAction.IgnoreAction:
            lead = ngettext(
                "{count} of {total} papers has no PDF.",
                "{count} of {total} papers have no PDF.",
                dragged.without_file,
                total=self._count,
            )
            text = gettext(
                "You dragged the other PDFs. To drag all {count} citations, use the title or “Copy citation” in the "
                "detail pane.",
                count=self._count,
            )
            messages.say("dragged", Note(lead, text), lasts_ms=MESSAGE_SHOWN_MS)


def drag_rows(
    view: RowList, model: RowTable, theme: Theme, messages: Messages, drag_out: Callable[[], DragOut]
) -> PaperDrag:
    """Make the rows of *view* draggable; with Alt held, as citations."""
    paper_drag = PaperDrag(theme, messages, drag_out, view)

    def begin() -> None:
        rows = view.chosen_rows()
        pairs = [(paper, model.kept_at(row)) for row in rows if (paper := model.paper_at(row)) is not None]
        paper_drag.begin(pairs, as_citation=is_alt_held())

    view.setDragEnabled(True)
    view.drag_wanted.connect(begin)
    return paper_drag


class CitationHandle(QObject):
    """Makes a button or a text draggable as the citations of the selected papers. A press without a move remains a
    press. In a text, a double click still selects a word."""

    def __init__(
        self,
        handle: QAbstractButton | QLabel,
        theme: Theme,
        context: ActionContext,
        messages: Messages,
        marks: PaperStatuses,
        drag_out: Callable[[], DragOut],
    ) -> None:
        super().__init__(handle)
        self._handle = handle
        self._paper_drag = PaperDrag(theme, messages, drag_out, handle)
        self._context = context
        self._marks = marks
        self._from: QPoint | None = None
        if isinstance(handle, QLabel):
            handle.setCursor(Qt.CursorShape.OpenHandCursor)
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            has_selection = isinstance(self._handle, QLabel) and self._handle.hasSelectedText()
            self._from = None if has_selection else event.position().toPoint()
        elif event.type() in (QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick):
            self._from = None
        elif event.type() == QEvent.Type.MouseMove and self._from is not None:
            moved = (event.position().toPoint() - self._from).manhattanLength()
            if moved >= QApplication.startDragDistance():
                self._begin()
                return True
            return isinstance(self._handle, QLabel)  # it would select text
        return False

    def _begin(self) -> None:
        self._context.read_selection()
        papers = self._context.now.papers
        if papers:
            self._from = None
            if isinstance(self._handle, QAbstractButton):
                self._handle.setDown(False)  # the button does not receive the release, the drag does
            self._paper_drag.begin([(paper, self._marks.of(paper).kept) for paper in papers], as_citation=True)


def is_alt_held() -> bool:
    return bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier)


class _PaperHolder:
    """Holds the papers; a plain tuple would be converted to a list by Qt."""

    def __init__(self, papers: tuple[Paper, ...]) -> None:
        self.papers = papers


def attach_papers(data: QMimeData, papers: Iterable[Paper]) -> None:
    """Attach the papers to a drag, with or without a PDF, for drops inside the window."""
    data.setProperty(_PAPERS, _PaperHolder(tuple(papers)))


def attached_papers(data: QMimeData) -> tuple[Paper, ...]:
    """Return the papers of a drag that started in the window; empty for any other drag."""
    holder = data.property(_PAPERS)
    return holder.papers if isinstance(holder, _PaperHolder) else ()


class DragMimeData(QMimeData):
    """The data of a drag for other programs. A text is made when the receiving program asks for it, in the thread of
    the window."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        super().__init__()
        self._contents = contents
        if _FILES in contents:
            self.setUrls([QUrl(line) for line in contents[_FILES].decode().split()])

    def formats(self) -> list[str]:
        return list(self._contents)

    def retrieveData(self, kind: str, wanted: Any) -> object:
        if kind == _FILES or kind not in self._contents:
            return super().retrieveData(kind, wanted)
        return QByteArray(self._contents[kind])

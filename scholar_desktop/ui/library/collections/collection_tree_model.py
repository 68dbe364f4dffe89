"""The rows of the collection tree: an indented list whose rows can be folded, dragged and dropped on."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QFrame, QListView, QScrollArea, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from scholar_desktop.domain.collection import Collection
from scholar_desktop.translation import gettext, ngettext, pgettext
from scholar_desktop.ui.library.collections.collection_session import CollectionSession
from scholar_desktop.ui.rows.dragging import attached_papers
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY
from scholar_desktop.ui.widgets.sidebar_button import SHOWN_ROW, STEPS, paint_current_bar, step_in_sidebar
from scholar_desktop.ui.words.literal_text import row_tooltip_text
from scholar_desktop.ui.words.wording import number

MIME = "application/x-scholar-desktop-collection"
STEP, ARROW, ICON, MOST_STEPS = 14, 16, 16, 5
OPEN_AFTER_MS = 600
"""Milliseconds that something must be dragged over a folded row until it unfolds."""
COLLECTION = Qt.ItemDataRole.UserRole + 1


class CollectionModel(QAbstractListModel):
    """The visible rows of the tree."""

    def __init__(self, session: CollectionSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.rows: tuple[Collection, ...] = session.in_sight()

    def reload(self) -> None:
        rows = self._session.in_sight()
        if [one.key for one in rows] != [one.key for one in self.rows]:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return
        self.rows = rows
        if rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def row_of(self, key: int | None) -> int:
        """Return the row of the collection *key*; -1 if it is not visible."""
        return next((row for row, one in enumerate(self.rows) if one.key == key), -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.rows):
            return None
        one = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one.name
        if role == COLLECTION:
            return one
        papers = ngettext("{count} paper", "{count} papers", one.papers)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row_tooltip_text(f"{one.title}\n{papers}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            is_parent = self._session.is_parent(one)
            state = (
                (pgettext("tree", "collapsed") if self._session.is_folded(one) else pgettext("tree", "expanded"))
                if is_parent
                else ""
            )
            return ", ".join(part for part in (one.title, papers, state) if part)
        return None


class CollectionDelegate(QStyledItemDelegate):
    """Paints an arrow if the collection contains others, its icon, the name, and the count at the end."""

    def __init__(self, theme: Theme, session: CollectionSession, view: CollectionRows) -> None:
        super().__init__(view)
        self._theme = theme
        self._session = session
        self._view = view

    def arrow(self, rect: QRect, one: Collection, *, mirrored: bool) -> QRect:
        """Return the rectangle of a row's arrow."""
        px = self._theme.px
        left = px(6) + px(STEP) * min(MOST_STEPS, one.depth)
        box = QRect(rect.x() + left, rect.y(), px(ARROW), rect.height())
        return _mirror(box, rect) if mirrored else box

    def name_box(self, rect: QRect, one: Collection, *, mirrored: bool) -> QRect:
        """Return the rectangle of a row's name, which is also that of the box to rename it."""
        px = self._theme.px
        inwards = px(6 + ARROW + ICON + 8) + px(STEP) * min(MOST_STEPS, one.depth)
        metrics = self._theme.type.metrics(BODY, tabular=True)
        end = metrics.horizontalAdvance(number(one.papers)) + px(8 + 8)
        box = QRect(rect.x() + inwards, rect.y(), max(px(24), rect.width() - inwards - end), rect.height())
        return _mirror(box, rect) if mirrored else box

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, px, rect = self._theme, self._theme.px, option.rect
        one: Collection = index.data(COLLECTION)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        is_shown = self._view.shown == one.key
        is_target = self._view.target == index.row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = rect.adjusted(1, 1, -1, -1)
        if is_shown or is_target or self._view.hovered == index.row():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("select" if is_shown or is_target else "chip"))
            painter.drawRoundedRect(box, px(6), px(6))
        if is_shown:
            paint_current_bar(painter, theme, QRectF(box), mirrored=mirrored)
        has_focus = self._view.hasFocus() and self._view.currentIndex() == index
        if has_focus or is_target:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(box, px(6), px(6))
        colour = "link" if is_shown else "text"
        if self._session.is_parent(one):
            place = self.arrow(rect, one, mirrored=mirrored)
            icon = "chevron-right" if self._session.is_folded(one) else "chevron-down"
            pixmap = theme.pixmap(icon, colour if is_shown else "muted", 12, mirrored=mirrored)
            painter.drawPixmap(QPoint(place.x() + px(2), place.y() + (place.height() - px(12)) // 2), pixmap)
        name = self.name_box(rect, one, mirrored=mirrored)
        icon_x = name.right() + 1 + px(8) if mirrored else name.left() - px(8) - px(ICON)
        painter.drawPixmap(
            QPoint(icon_x, rect.y() + (rect.height() - px(ICON)) // 2), theme.pixmap("folder", colour, ICON)
        )
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        other = Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight
        upright = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.setFont(theme.type.font(BODY))
        painter.setPen(theme.colour(colour))
        words = painter.fontMetrics().elidedText(one.name, Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, side | upright, words)
        painter.setFont(theme.type.font(BODY, tabular=True))
        painter.setPen(theme.colour("link" if is_shown else "muted"))
        painter.drawText(rect.adjusted(px(8), 0, -px(8), 0), other | upright, number(one.papers))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, max(self._theme.px(28), self._theme.type.line(BODY) + 6))


def _mirror(box: QRect, within: QRect) -> QRect:
    return QRect(within.left() + within.right() - box.right(), box.y(), box.width(), box.height())


class CollectionRows(QListView):
    """The list view of the tree.

    shown: key of the collection whose papers are shown; target: the row that something is dragged over, -1 for none.

    Signals: `opened` (a Collection), `menu_wanted` (a Collection, where on the screen), `rename_wanted`,
    `delete_wanted` (a Collection), `papers_dropped` (papers, a Collection), `collection_dropped` (key of the dragged
    collection, and the Collection that it is moved into, None for the top level).
    """

    opened = Signal(object)
    menu_wanted = Signal(object, QPoint)
    rename_wanted = Signal(object)
    delete_wanted = Signal(object)
    papers_dropped = Signal(object, object)
    collection_dropped = Signal(int, object)

    def __init__(self, theme: Theme, session: CollectionSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._session = session
        self.shown: int | None = None
        self.target = self.hovered = self._pressed = -1
        self.setObjectName("collectionsView")
        self.setAccessibleName(gettext("Collections"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("ground", "sidebar")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # the selection is never shown, but Qt allows no drag in a view without one
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.rows = CollectionModel(session, self)
        self.setModel(self.rows)
        self.delegate = CollectionDelegate(theme, session, self)
        self.setItemDelegate(self.delegate)
        self._opening = QTimer(self)
        self._opening.setSingleShot(True)
        self._opening.setInterval(OPEN_AFTER_MS)
        self._opening.timeout.connect(self._open_target)

    def show_rows(self, shown: int | None) -> None:
        """Show the current tree.

        Args:
            shown: key of the collection whose papers are shown.
        """
        before = self.currentIndex().row()
        current = self._at(self.currentIndex())
        self.shown = shown
        self.rows.reload()
        row = self._row_for(current, before) if current is not None else -1
        shown_row = self.rows.row_of(shown) if shown is not None else -1
        self.setProperty(SHOWN_ROW, shown_row >= 0)
        if shown_row >= 0 and not self.hasFocus():
            row = shown_row
        if row >= 0:
            self.setCurrentIndex(self.rows.index(row))
        self.updateGeometry()
        self.viewport().update()

    def _row_for(self, current: Collection, before: int) -> int:
        """Return the row to go on from: that of *current*, else of the folded collection around it, else, if it was
        deleted, the row that is now where it was (*before*)."""
        known: Collection | None = self._session.of(current.key)
        if known is None:
            return min(before, len(self.rows.rows) - 1)
        while known is not None and self.rows.row_of(known.key) < 0:
            known = self._session.of(known.parent)
        return self.rows.row_of(known.key) if known is not None else -1

    def go_to(self, one: Collection) -> None:
        """Make the row of *one* the current one."""
        if (row := self.rows.row_of(one.key)) >= 0:
            self.setCurrentIndex(self.rows.index(row))

    def place_of(self, one: Collection) -> QRect:
        """Scroll to *one*, and return the rectangle of its name in the viewport."""
        index = self.rows.index(self.rows.row_of(one.key))
        self.scrollTo(index)
        return self.delegate.name_box(self.visualRect(index), one, mirrored=self.isRightToLeft())

    def row_height(self) -> int:
        return max(self._theme.px(28), self._theme.type.line(BODY) + 6)

    def sizeHint(self) -> QSize:
        return QSize(0, self.row_height() * len(self.rows.rows))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()  # the sidebar scrolls the collections and the tags together

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QListView.ScrollHint = QListView.ScrollHint.EnsureVisible,
    ) -> None:
        super().scrollTo(index, hint)
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if isinstance(around, QScrollArea) and (content := around.widget()) is not None:
            row = self.visualRect(index)
            place = self.viewport().mapTo(content, row.center())
            around.ensureVisible(place.x(), place.y(), 0, row.height() // 2 + 1)

    def _at(self, index: QModelIndex) -> Collection | None:
        return self.rows.rows[index.row()] if 0 <= index.row() < len(self.rows.rows) else None

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self.indexAt(event.position().toPoint()).row()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        where = event.position().toPoint()
        index = self.indexAt(where)
        one = self._at(index)
        if event.button() != Qt.MouseButton.LeftButton or one is None or index.row() != self._pressed:
            return
        arrow = self.delegate.arrow(self.visualRect(index), one, mirrored=self.isRightToLeft())
        if self._session.is_parent(one) and arrow.contains(where):
            self._session.fold(one, not self._session.is_folded(one))
        else:
            self.opened.emit(one)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: object) -> None:
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        one = self._at(self.currentIndex())
        key = event.key()
        if one is None or event.modifiers() not in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            super().keyPressEvent(event)
            return
        inwards, outwards = Qt.Key.Key_Right, Qt.Key.Key_Left
        if self.isRightToLeft():
            inwards, outwards = outwards, inwards
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(one)
            if key != Qt.Key.Key_Space and self.hasFocus():
                event.ignore()  # the sidebar leads into the list of the collection
        elif key == Qt.Key.Key_F2:
            self.rename_wanted.emit(one)
        elif key == Qt.Key.Key_Delete:
            self.delete_wanted.emit(one)
        elif key == inwards and self._session.is_parent(one):
            self._session.fold(one, False)
        elif key == outwards and self._session.is_parent(one) and not self._session.is_folded(one):
            self._session.fold(one, True)
        elif key == outwards and one.parent is not None:
            self.setCurrentIndex(self.rows.index(self.rows.row_of(one.parent)))
        elif key in STEPS and not 0 <= self.currentIndex().row() + STEPS[Qt.Key(key)] < len(self.rows.rows):
            step_in_sidebar(self, STEPS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.currentIndex().isValid() and self.rows.rows:
            self.setCurrentIndex(self.rows.index(max(0, self.rows.row_of(self.shown))))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        where, index = event.globalPos(), self.indexAt(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            where = self.viewport().mapToGlobal(self.visualRect(index).center())
        one = self._at(index)
        if one is not None:
            self.menu_wanted.emit(one, where)

    # Drag and drop

    def startDrag(self, supportedActions: Qt.DropAction) -> None:  # noqa: N803  Qt's name
        if 0 <= self._pressed < len(self.rows.rows):
            one = self.rows.rows[self._pressed]
            drag = QDrag(self)
            drag.setMimeData(collection_mime(one))
            drag.setPixmap(self._theme.pixmap("folder", "text", 24))
            drag.exec(Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._offer(event)
        # Qt sends no further events of a drag whose enter event was ignored, and a row's drag starts over the row
        # itself
        if attached_papers(event.mimeData()) or self._session.of(dragged_key(event.mimeData())) is not None:
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._offer(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._aim(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        self._offer(event)
        target = self.rows.rows[self.target] if self.target >= 0 else None
        self._aim(-1)
        if not event.isAccepted():
            return
        papers = attached_papers(event.mimeData())
        if papers and target is not None:
            self.papers_dropped.emit(papers, target)
        elif not papers:
            self.collection_dropped.emit(dragged_key(event.mimeData()), target)

    def _offer(self, event: QDropEvent) -> None:
        """Accept the drag if it can be dropped here, and highlight the target row."""
        index = self.indexAt(event.position().toPoint())
        target = self._at(index)
        papers = attached_papers(event.mimeData())
        dragged = self._session.of(dragged_key(event.mimeData()))
        is_good = (bool(papers) and target is not None) or (
            not papers and dragged is not None and self._can_move(dragged, target)
        )
        self._aim(index.row() if is_good else -1)
        if is_good:
            event.setDropAction(Qt.DropAction.CopyAction if papers else Qt.DropAction.MoveAction)
            event.accept()
        else:
            event.ignore()

    def _can_move(self, dragged: Collection, target: Collection | None) -> bool:
        if target is None:
            return dragged.parent is not None
        return target.key != dragged.parent and target != dragged and target not in self._session.below(dragged)

    def _aim(self, row: int) -> None:
        if row != self.target:
            self.target = row
            self._opening.stop()
            if row >= 0:
                self._opening.start()
            self.viewport().update()

    def _open_target(self) -> None:
        if 0 <= self.target < len(self.rows.rows):
            self._session.fold(self.rows.rows[self.target], False)


def collection_mime(one: Collection) -> QMimeData:
    """Return the data of a drag of *one*; other programs cannot use it."""
    data = QMimeData()
    data.setData(MIME, str(one.key).encode())
    return data


def dragged_key(data: QMimeData) -> int:
    """Return the key of the dragged collection; -1 for other data."""
    text = bytes(data.data(MIME).data()).decode("ascii", "replace")
    return int(text) if text.isdecimal() else -1

"""The widget with the pages of a PDF: layout, zoom, search hits, text selection, links, and keyboard control."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QStyle, QWidget

from scholar_desktop.domain.page_picture import PageLink
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.papers.pdf_viewer import MOST_PIXELS, OpenPdf
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.papers.pdf.hits import PdfHits
from scholar_desktop.ui.papers.pdf.page_geometry import PageColumn, Room, Size, fit_pages, next_zoom
from scholar_desktop.ui.papers.pdf.page_loader import PageLoader
from scholar_desktop.ui.papers.pdf.selection import PageSelection
from scholar_desktop.ui.theme import tokens
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.words.literal_text import add_entry
from scholar_desktop.ui.words.mnemonics import make_menu

GAP = 12
LINE = 40
COLOURS = (tokens.PAPER, tokens.INK, tokens.FOUND, tokens.FOUND_NOW, tokens.CHOSEN)
PAPER, INK, FOUND, FOUND_NOW, CHOSEN = map(QColor, COLOURS)
"""Pages have the colours of paper and ink in every theme."""
NOT_DRAWN = Message("This page cannot be shown.")
DRAWING = Message("Drawing this page…")


class PdfPages(QAbstractScrollArea):
    """Shows one document. Pages count from 0 here.

    Signals: `page_changed` (another page is in the middle), `zoomed` (the zoom changed), `left` (Esc), `search_wanted`
    (Ctrl+F), `page_wanted` (G), `step_wanted` (next or previous hit), `selection_changed` (text was selected, or is no
    longer), `copied` (the selected text was copied; the page if that is all its text, from 1, else 0), `link_pressed`
    (a link to the web was pressed; its address), `page_drawn` (the image of a page is ready).
    """

    page_changed = Signal(int)
    zoomed = Signal()
    left = Signal()
    search_wanted = Signal()
    page_wanted = Signal()
    step_wanted = Signal(int)
    selection_changed = Signal()
    copied = Signal(str, int)
    link_pressed = Signal(str)
    page_drawn = Signal(int)

    def __init__(self, theme: Theme, scope: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._document: OpenPdf | None = None
        self._sizes: list[Size] = []
        self._column = PageColumn((), zoom=1.0, gap=theme.px(GAP))
        self._fits_width = True
        self._sets_bars = False
        self._page = 0
        self._selection = PageSelection()
        self.text_actions: tuple[QAction, ...] = ()  # of the context menu
        self._pressed_at: QPoint | None = None
        self._must_show_hit = self._must_select_page = False
        self._images = PageLoader(scope, self._wanted_images, self._wanted_texts, self)
        self._images.drawn.connect(self._on_drawn)
        self._images.drawn.connect(self.page_drawn)
        self._images.slow.connect(self._on_drawn)
        self._images.read.connect(self._on_read)
        self.hits = PdfHits(self._images.text, self)
        self.hits.changed.connect(self.viewport().update)
        self.hits.text_wanted.connect(self._images.load_more)
        self.hits.moved.connect(self.show_current_hit)
        self.setObjectName("pdfPages")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("PDF")
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().setSingleStep(theme.px(LINE))
        self.horizontalScrollBar().setSingleStep(theme.px(LINE))
        theme.changed.connect(self._on_theme_changed)

    # Content

    @property
    def page(self) -> int:
        """The page in the middle of the viewport."""
        return self._page

    @property
    def page_count(self) -> int:
        return len(self._sizes)

    @property
    def zoom(self) -> float:
        """The zoom; at 1.0, a page has the size of the paper, at 96 pixels per inch."""
        return self._column.zoom

    @property
    def fits_width(self) -> bool:
        """True if the pages always fit the width of the viewport."""
        return self._fits_width

    def is_still(self) -> bool:
        """Return True if every visible page is rendered and every page is searched."""
        return self.hits.is_complete and not self._images.is_busy

    def show_document(self, document: OpenPdf, page: int) -> None:
        """Show *document* at *page*."""
        self.clear()
        self._document = document
        self._sizes = [(max(1.0, width), max(1.0, height)) for width, height in document.sizes]
        self._images.show_document(document)
        self._lay_out()
        self.go_to(page)
        self._tell_page()

    def clear(self) -> None:
        """Forget the document."""
        self.hits.clear()
        self._document, self._sizes, self._page = None, [], 0
        self._selection.clear()
        self.selection_changed.emit()
        self._must_show_hit = self._must_select_page = False
        self._images.clear()
        self._lay_out()
        self._tell_page()

    def search(self, words: str) -> None:
        """Highlight *words*, and go to the first hit from the visible page on."""
        if self._document is not None:
            self.hits.search(len(self._sizes), words, first=self._page)

    def scroll_pages(self, pages: int) -> None:
        """Scroll on by *pages*, or back, of what the viewport shows, with an overlap."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + pages * round(bar.pageStep() * 0.9))

    @property
    def place(self) -> tuple[int, float]:
        """The page at the top of the viewport, and how much of it is above, as a part of its height."""
        return self._column.place_at(self.verticalScrollBar().value() + self._theme.px(GAP))

    def go_to(self, page: int, inside: float = 0.0) -> None:
        """Scroll to *page*: to its top, or so that the part *inside* of its height is above, as in `place`."""
        if self._sizes:
            page = min(max(0, page), len(self._sizes) - 1)
            self.verticalScrollBar().setValue(round(self._column.y_of((page, inside)) - self._theme.px(GAP)))
            if not inside:
                self._set_page(page)

    def show_current_hit(self) -> None:
        """Scroll to the current hit, if there is one."""
        hit = self.hits.current
        if hit is None:
            self.viewport().update()
            return
        boxes = self.hits.boxes(hit)
        self._must_show_hit = boxes is None  # again when its text is loaded
        box = self._on_screen(hit.page, boxes[0]) if boxes else QRectF(self._page_box(hit.page))
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if box.top() < 0 or box.bottom() > height:
            bar.setValue(round(bar.value() + box.top() - height / 3))
        across, width = self.horizontalScrollBar(), self.viewport().width()
        if box.left() < 0 or box.right() > width:
            across.setValue(round(across.value() + box.left() - width / 3))
        self._set_page(hit.page)
        self.viewport().update()

    # Zoom

    def set_zoom(self, zoom: float) -> None:
        """Set a fixed zoom."""
        self._fits_width = False
        self._lay_out(zoom)

    def fit_width(self) -> None:
        """Fit the pages to the width of the viewport from now on."""
        self._fits_width = True
        self._lay_out()

    def zoom_by(self, steps: int) -> None:
        """Zoom in (1) or out (-1) by one level."""
        self.set_zoom(next_zoom(self.zoom, steps))

    def _zoom_to(self, zoom: float, before: QSize) -> None:
        """Lay out the pages at *zoom*. The middle of the viewport of size *before* stays, or its top if they fit."""
        down, across, now = self.verticalScrollBar(), self.horizontalScrollBar(), self.viewport().size()
        was, fixed = [self._theme.px(GAP) if self._fits_width else size.height() / 2 for size in (before, now)]
        place, aside = self._column.place_at(down.value() + was), self._column.aside_at(across.value(), before.width())
        self._column = PageColumn(self._sizes, zoom=zoom, gap=self._theme.px(GAP))
        self._set_ranges()
        if place[0] < len(self._column):
            down.setValue(round(self._column.y_of(place) - fixed))
            across.setValue(round(self._column.left_of(aside, now.width())))
        self.zoomed.emit()
        self._images.load_more()
        self.viewport().update()

    def _lay_out(self, zoom: float | None = None) -> None:
        """Lay out the pages in the space that the widget has now.

        Whether there are scroll bars follows from the size of the whole widget, never from that of the viewport: a
        scroll bar makes the viewport narrower, narrower pages are less high, and it would come and go without end.

        Args:
            zoom: the new zoom; None for the present one, or for that which fits the width.
        """
        if zoom is None and not (self._fits_width and self._sizes):
            zoom = self.zoom
        size, policy, before = self.maximumViewportSize(), Qt.ScrollBarPolicy, self.viewport().size()
        room = Room(size.width(), size.height(), self._bar_extent())
        fit = fit_pages(self._sizes, room, self._theme.px(GAP), zoom=zoom)
        self._sets_bars = True  # each change of a policy resizes the viewport at once
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOn if fit.has_down else policy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(policy.ScrollBarAlwaysOn if fit.has_across else policy.ScrollBarAlwaysOff)
        self._sets_bars = False
        self._zoom_to(fit.zoom, before)

    def _bar_extent(self) -> int:
        """Return by how much a scroll bar makes the viewport smaller."""
        style, bar = self.style(), self.verticalScrollBar()
        if style.styleHint(QStyle.StyleHint.SH_ScrollBar_Transient, None, bar):
            return 0
        is_apart = style.styleHint(QStyle.StyleHint.SH_ScrollView_FrameOnlyAroundContents, None, self)
        spacing = style.pixelMetric(QStyle.PixelMetric.PM_ScrollView_ScrollBarSpacing, None, self)
        return bar.sizeHint().width() + (spacing if is_apart else 0)

    def _set_ranges(self) -> None:
        view = self.viewport().size()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setPageStep(view.height())
        across.setPageStep(view.width())
        down.setRange(0, max(0, round(self._column.height) - view.height()) if self._sizes else 0)
        across.setRange(0, max(0, round(self._column.width) - view.width()) if self._sizes else 0)

    # Coordinates

    def _page_box(self, page: int) -> QRect:
        """Return the rectangle of *page* in the viewport."""
        left, top, width, height = self._column.box(page, self.viewport().width())
        corner = QPoint(round(left) - self.horizontalScrollBar().value(), round(top) - self.verticalScrollBar().value())
        return QRect(corner, QSize(round(width), round(height)))

    def _on_screen(self, page: int, box: QRectF) -> QRectF:
        """Convert *box*, in points of *page*, to viewport coordinates."""
        corner, scale = self._page_box(page).topLeft(), self._column.scale
        return QRectF(
            corner.x() + box.x() * scale, corner.y() + box.y() * scale, box.width() * scale, box.height() * scale
        )

    def _point_on(self, page: int, where: QPointF) -> QPointF:
        """Convert a point of the viewport to points of *page*, or of its nearest edge."""
        box, scale = self._page_box(page), self._column.scale
        x = min(max(0.0, where.x() - box.x()), float(box.width()))
        y = min(max(0.0, where.y() - box.y()), float(box.height()))
        return QPointF(x / scale, y / scale)

    def _seen(self) -> range:
        top = self.verticalScrollBar().value()
        return self._column.between(top, top + self.viewport().height())

    def _set_page(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
            self._tell_page()

    def _tell_page(self) -> None:
        """Tell screen readers the page number and the text of the page."""
        if self._document is None:
            self.setAccessibleName("PDF")
            self.setAccessibleDescription("")
            return
        self.setAccessibleName(gettext("PDF, page {page} of {count}", page=self._page + 1, count=self.page_count))
        if QAccessible.isActive():
            layout, problem = self._images.text(self._page), self._images.problem(self._page)
            text = "" if layout is None else layout.text
            words = text if problem is None else f"{shown(NOT_DRAWN)} {shown(problem)} {text}".strip()
            self.setAccessibleDescription(words)

    def _on_scrolled(self, value: int) -> None:
        if self._sizes:
            self._set_page(self._column.page_at(value + self.viewport().height() / 2))
            self._images.load_more()

    # Images and texts of the pages, which come from another process

    def _size_of(self, page: int) -> QSize:
        """Return the size of *page* in device pixels."""
        ratio = self.devicePixelRatioF()
        _, _, width, height = self._column.box(page, 0)
        pixels = width * height * ratio * ratio
        if pixels > MOST_PIXELS:
            ratio *= (MOST_PIXELS / pixels) ** 0.5
        return QSize(max(1, round(width * ratio)), max(1, round(height * ratio)))

    def _wanted_images(self) -> Iterator[tuple[int, QSize]]:
        """Yield the visible pages, then their neighbours."""
        if self._sizes and self.isVisible():
            seen = self._seen()
            for page in (*seen, seen.stop, seen.start - 1):
                if 0 <= page < len(self._sizes):
                    yield page, self._size_of(page)

    def _wanted_texts(self) -> Iterator[int]:
        """Yield the visible pages, then the page to be searched."""
        if self._sizes:
            if self.isVisible():
                yield from self._seen()
            searched = self.hits.next_page
            if searched is not None:
                yield searched

    def _on_drawn(self, page: int) -> None:
        if page < len(self._sizes):
            self.viewport().update(self._page_box(page))
            if page == self._page and self._images.problem(page) is not None:
                self._tell_page()

    def _on_read(self, page: int) -> None:
        self.hits.go_on()
        current = self.hits.current
        if self._must_show_hit and current is not None and current.page == page:
            self.show_current_hit()
        if page == self._page:
            self._tell_page()
            if self._must_select_page:
                self.select_page()
        if self.hits.on_page(page) and page in self._seen():
            self.viewport().update(self._page_box(page))

    # Selecting and copying

    def selected_text(self) -> str:
        """Return the selected text, with lines joined where a sentence goes on."""
        return self._selection.text

    def quoted_text(self) -> str:
        """Return the selected text on one line, for a quotation."""
        return self._selection.running_text

    @property
    def selected_page(self) -> int:
        """The page of the selected text, from 1."""
        return self._selection.page + 1

    def _show_selection(self) -> None:
        self.viewport().update()
        self.selection_changed.emit()

    def copy(self) -> None:
        """Copy the selected text to the clipboard; without a selection, do nothing."""
        text = self._selection.text
        if text:
            QGuiApplication.clipboard().setText(text)
            self.copied.emit(text, self._selection.whole_page)

    def select_page(self) -> None:
        """Select all text of the visible page."""
        layout = self._images.text(self._page)
        self._must_select_page = layout is None and self._document is not None
        if layout is not None:
            self._selection.choose_page(layout, self._page)
            self._show_selection()

    # Overrides of Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.colour("sidebar"))
        for page in self._seen():
            box = self._page_box(page)
            if box.intersects(event.rect()):
                self._paint_page(painter, page, box)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_page(self, painter: QPainter, page: int, box: QRect) -> None:
        image = self._images.of(page)
        if image is None:
            painter.fillRect(box, PAPER)
            self._paint_state(painter, page, box)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        current = self.hits.current
        for hit in self.hits.on_page(page):
            for rect in self.hits.boxes(hit) or ():
                mark = self._on_screen(page, rect).adjusted(-1, -1, 1, 1)
                painter.fillRect(mark, FOUND_NOW if hit == current else FOUND)
        for rect in self._selection.boxes(page):
            painter.fillRect(self._on_screen(page, rect), CHOSEN)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if current is not None and current.page == page:
            painter.setPen(QPen(INK, 1))  # colour is never the only mark of a state
            for rect in self.hits.boxes(current) or ():
                painter.drawRect(self._on_screen(page, rect).adjusted(-1.5, -1.5, 1.5, 1.5))
        painter.setPen(QPen(self._theme.colour("line2"), 1))
        painter.drawRect(box.adjusted(-1, -1, 0, 0))

    def _paint_state(self, painter: QPainter, page: int, box: QRect) -> None:
        """Say on a page without an image why there is none."""
        problem = self._images.problem(page)
        if problem is not None:
            words = f"{shown(NOT_DRAWN)}\n{shown(problem)}"
        elif page == self._images.slow_page:
            words = shown(DRAWING)
        else:
            return
        margin = self._theme.px(GAP)
        room = box.intersected(self.viewport().rect()).adjusted(margin, margin, -margin, -margin)
        painter.setPen(INK)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()  # the window uses the same keys for other actions
            return True
        return super().event(event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Copy):
            return bool(self._selection.text)
        return event.matches(QKeySequence.StandardKey.SelectAll) or event.matches(QKeySequence.StandardKey.Find)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._on_sequence(event) and not self.press(event):
            super().keyPressEvent(event)

    def _on_sequence(self, event: QKeyEvent) -> bool:
        standard = QKeySequence.StandardKey
        for keys, run in (
            (standard.Copy, self.copy),
            (standard.SelectAll, self.select_page),
            (standard.Find, self.search_wanted.emit),
            (standard.FindNext, lambda: self.step_wanted.emit(1)),
            (standard.FindPrevious, lambda: self.step_wanted.emit(-1)),
            (standard.ZoomIn, lambda: self.zoom_by(1)),
            (standard.ZoomOut, lambda: self.zoom_by(-1)),
        ):
            if event.matches(keys):
                run()
                return True
        return False

    def press(self, event: QKeyEvent) -> bool:
        """Scroll, zoom or leave the PDF by a key. Return False if it is none of the keys of the PDF."""
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match key:
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Space | Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                self.scroll_pages(-1 if shift or key == Qt.Key.Key_PageUp else 1)
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
            case Qt.Key.Key_J | Qt.Key.Key_K:
                self.go_to(self._page + (1 if key == Qt.Key.Key_J else -1))
            case Qt.Key.Key_G:
                self.page_wanted.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.step_wanted.emit(-1 if shift else 1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_by(1)
            case Qt.Key.Key_Minus:
                self.zoom_by(-1)
            case Qt.Key.Key_0:
                self.fit_width()
            case _:
                return False
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = make_menu(self)
        menu.setObjectName("pdfMenu")
        copy = add_entry(menu, gettext("Copy"))
        copy.setEnabled(bool(self._selection.text))
        copy.triggered.connect(self.copy)
        menu.addActions(self.text_actions)
        add_entry(menu, gettext("Select the text of the page")).triggered.connect(self.select_page)
        menu.popup(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self._sizes:
            super().mousePressEvent(event)
            return
        self._pressed_at = event.position().toPoint()
        page, point = self._place(event.position())
        self._selection.begin(page, point)
        self._show_selection()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._document is None or not self._selection.is_begun:
            is_on_link = self._link_at(event.position()) is not None
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_on_link else Qt.CursorShape.IBeamCursor)
            super().mouseMoveEvent(event)
            return
        layout = self._images.text(self._selection.page)
        if layout is not None:
            self._selection.stretch(layout, self._point_on(self._selection.page, event.position()))
            self._show_selection()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._selection.end()
        pressed, self._pressed_at = self._pressed_at, None
        where = event.position().toPoint()
        is_click = pressed is not None and (where - pressed).manhattanLength() < QApplication.startDragDistance()
        if is_click and not self._selection.text:
            self._follow(self._link_at(event.position()))
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._document is not None and self._sizes:
            page, point = self._place(event.position())
            layout = self._images.text(page)
            if layout is not None:
                self._selection.choose_word(layout, page, point)
                self._show_selection()

    def _place(self, where: QPointF) -> tuple[int, QPointF]:
        """Return the page at a point of the viewport, and the point on it."""
        page = self._column.page_at(where.y() + self.verticalScrollBar().value())
        return page, self._point_on(page, where)

    def _link_at(self, where: QPointF) -> PageLink | None:
        if not self._sizes:
            return None
        page, point = self._place(where)
        layout = self._images.text(page)
        if layout is None or not self._page_box(page).contains(where.toPoint()):
            return None
        link = layout.link_at(point.x(), point.y())
        leads = link is not None and (link.url is not None or link.page in range(len(self._sizes)))
        return link if leads else None

    def _follow(self, link: PageLink | None) -> None:
        if link is None:
            return
        if link.page is not None:
            self.go_to(link.page)
        elif link.url is not None:
            self.link_pressed.emit(link.url)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._sets_bars:
            self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._images.load_more()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def _on_theme_changed(self) -> None:
        self._lay_out()

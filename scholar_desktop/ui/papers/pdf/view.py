"""The PDF view: a header with name, page number, search and zoom, and the pages below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QIntValidator, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import OperationCancelled
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.services.papers.pdf_viewer import OpenPdf, PageFailed
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.papers.pdf.pages import PdfPages
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.find_edit import add_clear_button
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import ERROR, FULL, WAITING, StatePane
from scholar_desktop.ui.widgets.tab_order import PANE_ENTRY
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import exact, percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.services.papers.pdf_viewer import PdfViewer
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

TYPED_MS = 150

LEAST_NAME, LEAST_EDIT = 40, 100
"""Widths in pixels at base size of the name and the search box, or the buttons beside them are below."""


class PageValidator(QIntValidator):
    """Accepts the number of a page, in digits alone: no sign, which is a key for the zoom."""

    def validate(self, text: str, place: int) -> object:
        if text and not (text.isascii() and text.isdecimal()):
            return QIntValidator.State.Invalid, text, place
        return super().validate(text, place)


class PdfEdit(QLineEdit):
    """A text box in the header of the PDF. Ctrl+F in it starts the PDF's search, Esc moves the focus to the pages, and
    so does Enter if the text cannot be accepted. Signal: `focus_lost` (to another control of the window)."""

    search_wanted = Signal()
    left = Signal()
    back_pressed = Signal()
    focus_lost = Signal()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Find)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.matches(QKeySequence.StandardKey.Find):
            self.search_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape or (is_enter and not self.hasAcceptableInput()):
            self.left.emit()
        elif is_enter and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.back_pressed.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.focus_lost.emit()


class PdfView(QWidget):
    """Shows one PDF, or why there is none.

    It opens whatever it is given: the file is loaded and drawn in a process of its own, within limits
    (docs/decisions/0032-pdf-pages-in-a-process.md).

    Signals: `closed` (the user closed it), `outside_wanted` (open the file in the system's program), `wide_wanted`
    (hide or show the list next to it), `search_left` (Esc in the search box, to which Ctrl+F led from outside the PDF),
    `searchable_changed` (`is_searchable` may have changed).
    """

    closed = Signal()
    outside_wanted = Signal()
    wide_wanted = Signal()
    search_left = Signal()
    searchable_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        messages: Messages,
        open_url: Callable[[str], None],
        pdf_viewer: PdfViewer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._open_url = open_url
        self._pdf_viewer = pdf_viewer
        self._theme = theme
        self._scope = scope.child()
        self._document: OpenPdf | None = None
        self._first, self._inside = 0, 0.0
        self._words = ""
        self._came_from_outside = False
        self.setObjectName("pdfView")
        self.setAccessibleName(gettext("PDF preview"))
        self.pages = PdfPages(self._theme, self._scope, self)
        self._pane = StatePane(self._theme, self.pages, named=self)
        self._pane.setProperty(PANE_ENTRY, True)
        self._lay_out()
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MS)
        self._typed.timeout.connect(self._search)
        self._connect()
        self._show_place()

    # Content

    @property
    def words(self) -> str:
        """The words searched for within the PDF."""
        return self._search_edit.text().strip()

    def wait(self, name: str) -> None:
        """Show that the PDF *name* is being checked."""
        self.let_go()
        self._name.show_text(name)
        self._pane.wait(Note(gettext("Opening the PDF…"), "", "panel", "clock"))
        self._show_place()

    def show_pdf(self, name: str, content: bytes, *, page: int = 1, words: str = "", inside: float = 0.0) -> None:
        """Show a PDF at *page* (from 1), with *words* highlighted. inside: the part of the page that is above."""
        self.let_go()
        self._name.show_text(name)
        self._first, self._words, self._inside = page - 1, words, inside
        self._pane.show_rows(WAITING)
        self._show_place()
        self._scope.start(self._open(content), name="open a PDF", latest="open")

    def go(self, page: int, words: str) -> None:
        """Go to *page* (from 1) of the PDF that is shown, with *words* highlighted."""
        self._first, self._words, self._inside = page - 1, words, 0.0
        if self._document is not None:
            self._go_there()

    def show_message(self, name: str, state: str, message: PageMessage) -> None:
        """Show why there is no PDF."""
        self.let_go()
        self._name.show_text(name)
        self._pane.show_message(state, message)
        self._show_place()

    def is_still(self) -> bool:
        """Return True if nothing is left to render, search or measure."""
        return not self._typed.isActive() and not self._scope.running() and self.pages.is_still()

    def focus_pages(self) -> None:
        """Move the keyboard focus to the pages, or to what is in their place. While the PDF is opened, its place has
        the focus, and the pages get it when they appear, unless the user has left that place."""
        self._pane.take_focus(Qt.FocusReason.OtherFocusReason)

    def take_focus(self) -> bool:
        """Move the keyboard focus to the pages or their place, or to the first button of the message that is there.
        Return False if it has none."""
        has_target = self._pane.focus_target() is not None
        if has_target:
            self.focus_pages()
        return has_target

    @property
    def is_searchable(self) -> bool:
        """True while the search box can be used: a PDF is on the screen."""
        return self.isVisible() and self._search_edit.isEnabled() and not self._tools.isHidden()

    def focus_search(self) -> bool:
        """Move the keyboard focus to the search box, with its text selected. Return False if there is no PDF."""
        if not self._search_edit.isEnabled():
            return False
        focused = QApplication.focusWidget()
        is_outside = focused is None or not self.isAncestorOf(focused)
        self._search_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search_edit.selectAll()
        self._came_from_outside = is_outside or self._came_from_outside
        return True

    def set_wide(self, wide: bool) -> None:
        """Adjust the button to whether the list next to the PDF is hidden (*wide*)."""
        words = gettext("Show list") if wide else gettext("Hide list")
        set_tooltip(self._wide, words)
        self._wide.setAccessibleName(words)

    @property
    def message(self) -> PageMessage | None:
        """The message shown in place of the PDF, or None."""
        return self._pane.message

    # Overrides of Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.searchable_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.searchable_changed.emit()

    # Building

    def _lay_out(self) -> None:
        theme, px = self._theme, self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget(self)
        head.setProperty("edge", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rows = QVBoxLayout(head)
        rows.setContentsMargins(px(12), px(4), px(6), px(6))
        rows.setSpacing(px(2))
        first, second = (FlowLayout(gap=0, line_gap=px(2)) for _row in range(2))
        self._tools = QWidget(head)
        self._tools.setLayout(second)
        rows.addLayout(first)
        rows.addWidget(self._tools)
        self._name = ElidedLabel("", "strong", mode=Qt.TextElideMode.ElideMiddle)
        self._name.setContentsMargins(0, 0, px(8), 0)
        first.add_growing(self._name, px(LEAST_NAME))
        self._back = self._button("chevron-left", gettext("Previous page"), "pdfPreviousPageButton")
        self._forth = self._button("chevron-right", gettext("Next page"), "pdfNextPageButton")
        self._page_edit = PdfEdit()
        self._page_edit.setObjectName("pdfPageEdit")
        self._page_edit.setAccessibleName(gettext("Page"))
        self._page_edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._page_edit.setFixedWidth(px(48))
        self._page_total = label("", "small", "muted")
        self._outside = self._button("external", gettext("Open in PDF app"), "pdfOutsideButton")
        self._wide = self._button("expand", gettext("Hide list"), "pdfWideButton")
        self._close = self._button("cross", gettext("Close PDF (Esc)"), "pdfCloseButton")
        for widget in (
            self._back,
            self._page_edit,
            self._page_total,
            self._forth,
            self._outside,
            self._wide,
            self._close,
        ):
            first.addWidget(widget)
        self._page_total.setContentsMargins(px(4), 0, px(4), 0)
        self._search_edit = PdfEdit()
        self._search_edit.setObjectName("pdfSearchEdit")
        self._search_edit.setPlaceholderText(gettext("Search this PDF"))
        self._search_edit.setAccessibleName(gettext("Search this PDF"))
        add_clear_button(self._search_edit)
        self._count = label("", "small", "muted")
        self._count.setObjectName("pdfHitCount")
        self._before = self._button("chevron-up", gettext("Previous match (Shift+Enter)"), "pdfPreviousHitButton")
        self._after = self._button("chevron-down", gettext("Next match (Enter)"), "pdfNextHitButton")
        self._out = self._button("minus", gettext("Zoom out (-)"), "pdfZoomOutButton")
        self._in = self._button("add", gettext("Zoom in (+)"), "pdfZoomInButton")
        self._fit = self._button("fit-width", gettext("Fit width (0)"), "pdfFitWidthButton")
        self._zoom = label("", "small", "muted")
        self._zoom.setObjectName("pdfZoom")
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._zoom.setMinimumWidth(px(40))
        second.add_growing(self._search_edit, px(LEAST_EDIT))
        self._count.setContentsMargins(px(6), 0, 0, 0)
        for widget in (self._count, self._before, self._after, self._out, self._zoom, self._in, self._fit):
            second.addWidget(widget)
        column.addWidget(head)
        column.addWidget(self._pane, 1)
        self._head = head
        theme.changed.connect(self._show_place)

    def _button(self, icon: str, name: str, object_name: str) -> Button:
        button = Button(self._theme, ButtonKind.QUIET, icon=icon, name=name)
        button.setObjectName(object_name)
        return button

    def _connect(self) -> None:
        pages = self.pages
        self._back.clicked.connect(lambda: pages.go_to(pages.page - 1))
        self._forth.clicked.connect(lambda: pages.go_to(pages.page + 1))
        self._page_edit.returnPressed.connect(self._on_page_typed)
        self._page_edit.focus_lost.connect(self._show_place)
        self._search_edit.textChanged.connect(lambda _text: self._typed.start())
        self._search_edit.returnPressed.connect(lambda: self._step(1))
        self._search_edit.back_pressed.connect(lambda: self._step(-1))
        for edit in (self._page_edit, self._search_edit):
            edit.search_wanted.connect(self.focus_search)
        self._page_edit.left.connect(self.focus_pages)
        self._search_edit.left.connect(self._leave_search)
        self._search_edit.focus_lost.connect(self._forget_origin)
        self._before.clicked.connect(lambda: self._step(-1))
        self._after.clicked.connect(lambda: self._step(1))
        self._out.clicked.connect(lambda: pages.zoom_by(-1))
        self._in.clicked.connect(lambda: pages.zoom_by(1))
        self._fit.clicked.connect(pages.fit_width)
        self._outside.clicked.connect(self.outside_wanted)
        self._wide.clicked.connect(self.wide_wanted)
        self._close.clicked.connect(self.closed)
        pages.left.connect(self.closed)
        pages.page_changed.connect(self._show_place)
        pages.zoomed.connect(self._show_place)
        pages.search_wanted.connect(self.focus_search)
        pages.page_wanted.connect(self._focus_page_edit)
        pages.step_wanted.connect(self._step)
        pages.page_drawn.connect(lambda _page: self._pdf_viewer.prepare())  # for the next PDF
        pages.copied.connect(self._on_copied)
        pages.link_pressed.connect(self._on_link_pressed)
        pages.hits.changed.connect(self._show_count)
        pages.hits.moved.connect(self._show_count)

    # Opening a document

    async def _open(self, content: bytes) -> None:
        try:
            document = await self._pdf_viewer.open(content)
        except PageFailed as failure:
            self._refuse(shown(failure.reason))
            return
        except RuntimeError as error:
            self._refuse(gettext("PDFs cannot be shown on this computer: {reason}.", reason=str(error)))
            return
        except OperationCancelled:
            return
        self._document = document
        self.pages.show_document(document, self._first)
        self._page_edit.setValidator(PageValidator(1, self.pages.page_count, self._page_edit))
        self._pane.show_rows(FULL)
        self._go_there()

    def _go_there(self) -> None:
        self.pages.go_to(self._first, self._inside)
        self._show_place()
        is_typed = self._search_edit.hasFocus() and self._search_edit.isModified()  # while the PDF was opened
        if self._search_edit.text() != self._words and not is_typed:
            self._search_edit.setText(self._words)
        self._typed.stop()
        self._search()

    def _refuse(self, why: str) -> None:
        step = Step(gettext("Open in PDF app"), self.outside_wanted.emit, main=True, icon="external")
        message = PageMessage(gettext("This PDF cannot be shown here"), why, "alert", "error", steps=(step,))
        self._pane.show_message(ERROR, message)
        self._show_place()

    def let_go(self) -> None:
        """Close the PDF and free its memory, without waiting for the process that draws it."""
        self._scope.cancel("open")
        self._typed.stop()
        self.pages.clear()
        document, self._document = self._document, None
        if document is not None:
            document.close()
        self._show_place()
        self._show_count()

    # Actions of the user

    def _search(self) -> None:
        self._typed.stop()
        self.pages.search(self.words)

    def _leave_search(self) -> None:
        if self._came_from_outside:
            self.search_left.emit()
        else:
            self.focus_pages()

    def _forget_origin(self) -> None:
        self._came_from_outside = False

    def _step(self, by: int) -> None:
        if self._typed.isActive():
            self._search()  # the first hit answers what was just typed
        else:
            self.pages.hits.step(by)

    def _focus_page_edit(self) -> None:
        """Move the keyboard focus to the box of the page number, with the number selected: the next digits replace
        it."""
        self._page_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._page_edit.selectAll()

    def _on_page_typed(self) -> None:
        if self._page_edit.text().isdecimal():
            self.pages.go_to(int(self._page_edit.text()) - 1)
            self.focus_pages()

    def _on_copied(self, text: str, page: int) -> None:
        short = " ".join(text.split())
        short = shorten(short, 160)
        lead = gettext("Copied the text of page {page}.", page=exact(page)) if page else gettext("Copied the text.")
        self._messages.say("copied", Note(lead, short, icon="copy"), lasts_ms=4000)

    def _on_link_pressed(self, url: str) -> None:
        if url.lower().startswith(("http://", "https://")):
            self._open_url(url)
            return
        why = gettext("Only links to web pages can be opened from a PDF.")
        self._messages.say("link", Note(gettext("Link not opened."), why, icon="alert"), lasts_ms=4000)

    # Content of the header

    def _show_place(self) -> None:
        pages, count = self.pages, self.pages.page_count
        if not self._page_edit.hasFocus() or not count:
            self._page_edit.setText(str(pages.page + 1) if count else "")
        self._page_total.setText(f"/ {exact(count)}" if count else "")
        self._zoom.setText(percent(pages.zoom * 100) if count else "")
        self._back.setEnabled(pages.page > 0)
        self._forth.setEnabled(pages.page + 1 < count)
        for widget in (self._page_edit, self._out, self._in, self._fit):
            widget.setEnabled(bool(count))
        self._search_edit.setEnabled(bool(count) or self._pane.state == WAITING)
        for part in (self._tools, self._back, self._page_edit, self._page_total, self._forth):
            part.setHidden(self._pane.message is not None)
        self.searchable_changed.emit()

    def _show_count(self) -> None:
        hits = self.pages.hits
        count = hits.count
        if not hits.words:
            text = ""
        elif count:
            text = f"{exact(hits.number)}/{exact(count)}"
        else:
            text = gettext("no matches") if hits.is_complete else "…"
        self._count.setText(text)
        self._count.setAccessibleName(gettext("Matches: {count}", count=text) if text else "")
        for button in (self._before, self._after):
            button.setEnabled(count > 0)


def follow_search(context: ActionContext, view: PdfView) -> None:
    """Keep `ActionState.pdf_searchable` up to date with *view*. Another view may be shown before this one is hidden."""

    def tell() -> None:
        views = view.window().findChildren(PdfView)
        context.update(pdf_searchable=any(each.is_searchable for each in views))

    view.searchable_changed.connect(tell)

"""A panel of the Help menu, and the one with the program's version, licence and data sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from scholar_desktop import __version__
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind, ElidedLink
from scholar_desktop.ui.widgets.find_edit import IconEdit
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.scroll_column import FocusRing
from scholar_desktop.ui.words.literal_text import set_tooltip

CREDITS = (
    ("Semantic Scholar", Message("papers, citations, machine-generated summaries"), "https://www.semanticscholar.org"),
    (Message("Unpaywall, by OurResearch"), Message("open-access copies"), "https://unpaywall.org"),
    (Message("Zenodo, by CERN"), Message("records and their files"), "https://zenodo.org"),
)

LEAST_WORDS = 140
"""Pixels at base size that a text has beside others, or else it is below them."""
MOST_CONTENTS = 1 / 3
"""The share of a panel's height above which the links to its parts scroll with the text."""


class HelpPanel(Overlay):
    """A panel with a heading, a scrolling body, and a close button.

    first: what of the body is at the top when the panel opens; None for its beginning.
    """

    widest = 620
    """Greatest width in pixels at base size."""

    def __init__(self, theme: Theme, heading: str, window: QWidget) -> None:
        super().__init__(theme, window)
        self.first: QWidget | None = None
        self._first_at: int | None = None
        self.setAccessibleName(heading)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(12), theme.px(12))
        row = QHBoxLayout()
        row.addWidget(ElidedLabel(heading, "title"), 1)
        self._close = Button(theme, ButtonKind.QUIET, icon="cross", name=gettext("Close"))
        self._close.clicked.connect(self.close_panel)
        row.addWidget(self._close)
        column.addLayout(row)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName(heading)
        FocusRing(theme, self._scroll)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body = QWidget()
        self.body.setProperty("role", "page")
        self._scroll.setWidget(self.body)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self._contents: QWidget | None = None
        self._origin: QWidget | None = None
        self._find: IconEdit | None = None
        self._found = -1
        self._rest: Iterator[None] = iter(())
        self._not_found = label(gettext("Not found"), "small", "warn")
        self._not_found.hide()
        self._head = row
        self._column = column
        column.addWidget(self._scroll, 1)

    def show_find_box(self, name: str, words: str) -> None:
        """Show a box that finds words in the body: Enter shows the next place. Ctrl+F goes to it, and letters that are
        typed elsewhere in the panel go into it.

        Args:
            name: its objectName.
            words: what it says while it is empty.
        """
        box = self._find = IconEdit()
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setPlaceholderText(words)
        box.show_icon(self._theme)
        box.textChanged.connect(self._on_find_changed)
        box.installEventFilter(self)
        self._head.insertWidget(1, box, 1)
        self._head.insertWidget(1, self._not_found)

    def fill_later(self, rest: Iterator[None]) -> None:
        """Add the rest of a long text to the body when the user comes near its end, a step of *rest* at a time."""
        self._rest = rest
        bar = self._scroll.verticalScrollBar()
        bar.valueChanged.connect(self._fill_near_end)

    def _fill_near_end(self, value: int) -> None:
        bar = self._scroll.verticalScrollBar()
        if value > bar.maximum() - bar.pageStep():
            self._fill_next()

    def _fill_next(self) -> bool:
        """Add a step of the rest of the text. Return False if there is none."""
        for _ in self._rest:
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # the places of the texts
            return True
        return False

    def _fill(self) -> None:
        """Add the rest of the text, since its end is to be shown."""
        if sum(1 for _ in self._rest):
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _on_find_changed(self) -> None:
        self._found = -1
        self._find_next()

    def _show_not_found(self, *, is_missing: bool) -> None:
        """Say beside the box that its words are not in the text."""
        self._not_found.setVisible(is_missing)
        if self._find is not None:
            self._find.setAccessibleDescription(gettext("Not found") if is_missing else "")
            set_tooltip(self._find, gettext("Not found") if is_missing else "")

    def _find_next(self, step: int = 1) -> None:
        """Scroll to the next paragraph that has the words of the box, and mark them; after the last comes the first."""
        words = self._find.text().strip() if self._find is not None else ""
        texts = self._texts_with(words)
        if self._found + step < 0:
            self._fill()
            texts = self._texts_with(words)
        while words and self._found + step >= len(texts) and self._fill_next():
            texts = self._texts_with(words)
        for each in self.body.findChildren(Prose):
            each.setSelection(0, 0)
        self._show_not_found(is_missing=bool(words) and not texts)
        if not words or not texts:
            return
        texts.sort(key=lambda each: (each.mapTo(self.body, QPoint(0, 0)).y(), each.x()))
        self._found = (self._found + step) % len(texts)
        text = texts[self._found]
        self._scroll.verticalScrollBar().setValue(text.mapTo(self.body, QPoint(0, 0)).y())
        if isinstance(text, Prose):
            text.select_words(words)

    def _texts_with(self, words: str) -> list[QLabel]:
        return [
            each for each in self.body.findChildren(QLabel) if _shown_words(each).casefold().count(words.casefold())
        ]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scroll by Home and End from the box while it is empty, where they would do nothing."""
        if watched is self._find and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            is_empty = self._find is not None and not self._find.text()
            if is_empty and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
                self.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+F and letters from the window, where they would run commands."""
        is_kept = isinstance(event, QKeyEvent) and (event.matches(QKeySequence.StandardKey.Find) or _typed(event) != "")
        if event.type() is QEvent.Type.ShortcutOverride and is_kept and self._find is not None:
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  Qt's name
        """From the text, move to the next link below the line that is at its top: the first one may be far above."""
        from scholar_desktop.ui.widgets.tab_order import tab_stops

        top = self._scroll.verticalScrollBar().value()
        if not next or not top or not self._scroll.hasFocus():
            return super().focusNextPrevChild(next)
        links = [each for each in tab_stops(self) if self.body.isAncestorOf(each)]
        below = [each for each in links if each.mapTo(self.body, QPoint(0, 0)).y() >= top]
        if below:
            self._scroll.ensureWidgetVisible(below[0])
        (below[0] if below else self._close).setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def show_contents(self, headings: Sequence[QLabel]) -> None:
        """Show links to the parts of the body that begin with *headings*, above the body."""
        contents = self._contents = QWidget()
        contents.setAccessibleName(gettext("Contents"))
        flow = FlowLayout(contents, gap=self._theme.px(12), line_gap=self._theme.px(2))
        for heading in headings:
            go = ElidedLink(self._theme, heading.text(), heading.text())
            go.clicked.connect(partial(self._show_part, heading))
            flow.addWidget(go)
        self._column.insertWidget(1, contents)

    def show_first_part(self, name: str) -> None:
        """Say above the body that it opens at its part *name*, with a link to its beginning."""
        self._origin = QWidget()
        row = FlowLayout(self._origin, gap=self._theme.px(12), line_gap=self._theme.px(2))
        row.addWidget(label(gettext("Part about this page: {part}", part=name), "small", "muted"))
        start = Button(self._theme, ButtonKind.LINK, gettext("Show from the beginning"))
        start.setObjectName("documentStartButton")
        start.clicked.connect(self._show_start)
        row.addWidget(start)
        self._column.insertWidget(self._column.indexOf(self._scroll), self._origin)

    def _show_start(self) -> None:
        self._scroll.verticalScrollBar().setValue(0)
        self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_part(self, heading: QLabel) -> None:
        """Scroll to a part; the keys scroll on from there."""
        self._scroll.verticalScrollBar().setValue(heading.y())
        self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)

    def _width(self) -> int:
        return min(self._theme.px(self.widest), self._window.width() - self._theme.px(32))

    def text_width(self) -> int:
        """Return the width of the body."""
        return self._width() - self._theme.px(28) - self._scroll.verticalScrollBar().sizeHint().width()

    def _body_height(self, width: int) -> int:
        return self.body.heightForWidth(width) if self.body.hasHeightForWidth() else self.body.sizeHint().height()

    def open_panel(self) -> None:
        window = self._window
        width, inside = self._width(), self.text_width()
        body = self._body_height(inside)
        while body < window.height() and self._fill_next():  # else there would be nothing to scroll
            body = self._body_height(inside)
        contents, origin = (
            above.heightForWidth(inside) if above is not None else 0 for above in (self._contents, self._origin)
        )
        height = min(body + contents + origin + self._theme.px(76), window.height() - self._theme.px(64))
        column = self.body.layout()
        if contents > height * MOST_CONTENTS and self._contents is not None and isinstance(column, QVBoxLayout):
            column.insertWidget(0, self._contents)
        self.open_at((window.width() - width) // 2, self._theme.px(40), width, height)
        self._scroll.setFocus(Qt.FocusReason.PopupFocusReason)  # the keys scroll
        if self.first is not None:
            QTimer.singleShot(0, self, self._show_first)  # its place is known after the texts were wrapped

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by the keys that the focused part does not use itself; a scroll area knows no Home and End."""
        box = self._find
        if box is not None and event.matches(QKeySequence.StandardKey.Find):
            box.setFocus(Qt.FocusReason.ShortcutFocusReason)
            box.selectAll()
            return
        if box is not None and box.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._find_next(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return
        if box is not None and not box.hasFocus() and (text := _typed(event)):
            box.setFocus(Qt.FocusReason.ShortcutFocusReason)
            box.insert(text)
            return
        if event.key() == Qt.Key.Key_End:
            self._fill()
        bar = self._scroll.verticalScrollBar()
        places: dict[int, int] = {
            Qt.Key.Key_Home: bar.minimum(),
            Qt.Key.Key_End: bar.maximum(),
            Qt.Key.Key_PageUp: bar.value() - bar.pageStep(),
            Qt.Key.Key_PageDown: bar.value() + bar.pageStep(),
            Qt.Key.Key_Space: bar.value() + bar.pageStep(),
        }
        if (place := places.get(event.key())) is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(place)

    def _show_first(self) -> None:
        if self.first is not None:
            bar = self._scroll.verticalScrollBar()
            bar.setValue(self.first.y())
            self._first_at = bar.value()

    def _on_range_changed(self) -> None:
        """The texts got another height: show the first part at the top again, unless the user has scrolled."""
        if self._scroll.verticalScrollBar().value() == self._first_at:
            QTimer.singleShot(0, self, self._show_first)


def _typed(event: QKeyEvent) -> str:
    """Return the character of a key that types one, except a space, which scrolls; empty for other keys."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    text = event.text()
    return text if not held and text.isprintable() and not text.isspace() else ""


def _shown_words(text: QLabel) -> str:
    return text.plain_text() if isinstance(text, Prose) else text.text()


DOCUMENTS = (
    ("LICENSE", Message("Licence")),
    ("THIRD_PARTY.md", Message("Third-party licences")),
    ("CHANGELOG.md", Message("What's new")),
)
"""The documents that the panel about the program leads to."""


def about_panel(
    theme: Theme, open_url: Callable[[str], None], show_document: Callable[[str, str], None], window: QWidget
) -> HelpPanel:
    """Return a panel with the version, the licences, and the services that the data comes from.

    Args:
        show_document: shows a document of the program, by its file and under a heading.
    """
    panel = HelpPanel(theme, "Scholar Desktop", window)
    panel.setObjectName("aboutPanel")
    column = QVBoxLayout(panel.body)
    column.setContentsMargins(0, 0, theme.px(8), 0)
    column.setSpacing(theme.px(4))
    column.addWidget(label(_version_text(), "body", "muted", wrap=True))
    documents = FlowLayout(gap=theme.px(16), line_gap=theme.px(2))
    for file, title in DOCUMENTS:
        link = Button(theme, ButtonKind.LINK, shown(title), icon="file-text")
        link.setObjectName(f"about.{file}")
        link.clicked.connect(partial(show_instead, panel, show_document, file, shown(title)))
        documents.addWidget(link)
    column.addLayout(documents)
    heading = label(gettext("Data sources"), "section")
    heading.setContentsMargins(0, theme.px(12), 0, 0)
    column.addWidget(heading)
    for name, gives, address in CREDITS:
        row = FlowLayout(gap=theme.px(8))
        row.addWidget(label(shown(name), "strong"))
        row.add_growing(label(shown(gives), "small", "muted", wrap=True), theme.px(LEAST_WORDS))
        link = Button(theme, ButtonKind.LINK, address.removeprefix("https://"), icon="external")
        link.clicked.connect(lambda _checked=False, address=address: open_url(address))
        row.addWidget(link)
        column.addLayout(row)
    column.addStretch(1)
    return panel


def show_instead(panel: HelpPanel, show_document: Callable[[str, str], None], file: str, heading: str) -> None:
    """Close *panel* and show a document in its place."""
    panel.close_panel()
    show_document(file, heading)


def _version_text() -> str:
    return gettext("Version {version}. Free software under the MIT licence.", version=__version__)

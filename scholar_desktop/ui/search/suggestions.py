"""The suggestions below the search box: last searches and papers of the library at once, titles from Semantic Scholar
after a pause in typing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.identifiers.corrections import corrected_identifier
from scholar_desktop.domain.identifiers.identifiers import identifiers_of_number, label_of, recognise
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import Priority, RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.search.query_parser import operators
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.titles import plain, title_key
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, SMALL
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.words.literal_text import show_tooltip
from scholar_desktop.ui.words.wording import authors_cited

if TYPE_CHECKING:
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.search.search_box import SearchEdit
    from scholar_desktop.ui.search.search_session import SearchSession

REST_BEFORE_LIBRARY_S = 0.12
REST_BEFORE_TITLES_S = 0.6
"""A pause in typing after which titles are requested: one request."""
LEAST_WIDTH = 340
"""Width of the lines in pixels at base size, where the window has it."""
MOST_SUGGESTIONS, MOST_PAPERS, MOST_TITLES = 7, 4, 4
MOST_LOOKED_AT = 20
"""How many papers of the library are looked at: some match by other fields than those that a line shows."""
_AUTHOR = re.compile(r"author:\s*(\"[^\"]*\"?|[^\":]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?:|www\.|10\.[0-9]", re.IGNORECASE)
LEAST_LETTERS = 4
"""With fewer letters, too many titles match."""


class Suggestion(msgspec.Struct, frozen=True):
    """A line below the box: words searched for before, a paper of the library, or a title that a service knows. person:
    the name of a person whose page is looked for, None for no person; is_title: True for a text to search that was not
    searched for before."""

    text: str
    paper: Paper | None = None
    detail: str = ""
    is_title: bool = False
    person: str | None = None

    @property
    def icon(self) -> str:
        if self.person is not None:
            return "person"
        return "search" if self.is_title else "recent" if self.paper is None else "library"


class Suggestions(Overlay):
    """The lines below the box. The focus stays in the box; its arrow keys move the selection here."""

    picked = Signal(object)
    watches_outside = False  # the box below which it is shown closes it

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window)
        self.setObjectName("suggestions")
        self.setAccessibleName(gettext("Earlier searches, papers in your library, and titles"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self._lines: list[Suggestion] = []
        self._at = -1

    def _fit_into_window(self) -> None:
        """Close: the box below which it is shown has another place and width."""
        self.close_panel()

    @property
    def lines(self) -> list[Suggestion]:
        return self._lines

    @property
    def current(self) -> Suggestion | None:
        """The line selected with the arrow keys, or None: Enter then searches for the typed text."""
        return self._lines[self._at] if 0 <= self._at < len(self._lines) and self.isVisible() else None

    def offer(self, lines: list[Suggestion], below: QWidget) -> None:
        """Show *lines* below the widget *below*; without lines, show nothing."""
        self._lines, self._at = lines, -1
        if not lines:
            self.close_panel()
            return
        where = below.mapTo(self._window, QPoint(0, below.height() + self._theme.px(2)))
        height = len(lines) * self._line_height() + 2 * self._theme.px(4)
        width = max(below.width(), min(self._theme.px(LEAST_WIDTH), self._window.width() - self._theme.px(16)))
        left = max(self._theme.px(8), min(where.x(), self._window.width() - self._theme.px(8) - width))
        if self.isHidden():
            self.open_at(left, where.y(), width, height)
        else:
            self.setGeometry(left, where.y(), width, height)
        self.update()

    def step(self, by: int) -> None:
        count = len(self._lines)
        self._at = -1 if self._at + by < 0 else min(count - 1, self._at + by)
        line = self.current
        if line is not None:
            self.setAccessibleDescription(line.text)
        self.update()

    def _line_height(self) -> int:
        return max(self._theme.px(30), self._theme.type.line(BODY) + 8)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(400), len(self._lines) * self._line_height() + self._theme.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirrored = self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        far = Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | Qt.TextFlag.TextSingleLine
        for number, line in enumerate(self._lines):
            box = QRect(px(4), px(4) + number * self._line_height(), self.width() - px(8), self._line_height())
            if number == self._at:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("select"))
                painter.drawRoundedRect(box, px(6), px(6))
            size = px(16)
            x = box.right() - px(8) - size if mirrored else box.left() + px(8)
            painter.drawPixmap(QPoint(x, box.top() + (box.height() - size) // 2), theme.pixmap(line.icon, "muted"))
            text_box = box.adjusted(px(12), 0, -px(32), 0) if mirrored else box.adjusted(px(32), 0, -px(12), 0)
            metrics = theme.type.metrics(SMALL)
            detail = metrics.elidedText(line.detail, Qt.TextElideMode.ElideRight, text_box.width() * 2 // 5)
            detail_width = metrics.horizontalAdvance(detail)
            painter.setFont(theme.type.font(SMALL))
            painter.setPen(theme.colour("muted"))
            painter.drawText(text_box, flags | far, detail)
            room = text_box.width() - detail_width - px(12)
            painter.setFont(theme.type.font(BODY))
            painter.setPen(theme.colour("text"))
            words = painter.fontMetrics().elidedText(line.text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(text_box, flags | side, words)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Show the whole text of a line as a tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._line_at(event.pos().y())
            show_tooltip(event.globalPos(), self._whole(number) if number >= 0 else "", self)
            return True
        return super().event(event)

    def _whole(self, number: int) -> str:
        line = self._lines[number]
        return "\n".join(filter(None, (line.text, line.detail)))

    def _line_at(self, y: float) -> int:
        number = int((y - self._theme.px(4)) // self._line_height())
        return number if 0 <= number < len(self._lines) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._at = self._line_at(event.position().y())
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._line_at(event.position().y())
        if number >= 0:
            self.picked.emit(self._lines[number])

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._at = -1
        self.update()


class SuggestionSource:
    """Finds suggestions for the text of the box."""

    def __init__(self, services: Services, scope: TaskScope) -> None:
        self._services = services
        self._scope = scope

    def look(
        self, text: str, last: list[str], show: Callable[[list[Suggestion]], None], *, with_titles: bool = True
    ) -> None:
        """Call *show* with suggestions for *text*, several times as they are found.

        These are the identifier that a mistyped one probably means, the identifiers that a bare number may be, the
        entries of *last* that start with *text*, papers of the library, and after a pause titles that Semantic Scholar
        knows, if *with_titles*.
        """
        wanted = text.strip()
        past = [Suggestion(words) for words in last if words != wanted and words.lower().startswith(wanted.lower())]
        past = past[: MOST_SUGGESTIONS - (MOST_PAPERS if wanted else 0)]
        past = [*_corrections(wanted), *_numbers(wanted), *_people(wanted), *past]
        show(past)
        if len(wanted) >= 2 and (taken := recognise(wanted)).identifier is None and taken.page is None:
            self._scope.start(
                self._papers(wanted, past, show, with_titles), name="library while typing", latest="suggest"
            )
        else:
            self._scope.cancel("suggest")

    def stop(self) -> None:
        self._scope.cancel("suggest")

    async def _papers(
        self, words: str, past: list[Suggestion], show: Callable[[list[Suggestion]], None], with_titles: bool
    ) -> None:
        await asyncio.sleep(REST_BEFORE_LIBRARY_S)
        try:
            page = await self._services.library.page(LibraryView.ALL, words, limit=MOST_LOOKED_AT, in_text=False)
        except ScholarError:
            return  # the library page reports that the library cannot be read
        papers = [kept.paper for kept in page.papers if _shows_why(kept.paper, words)][:MOST_PAPERS]
        found = [
            Suggestion(
                plain(paper.title),
                paper,
                # as the services write it
                ", ".join(filter(None, (authors_cited(paper.authors), str(paper.year or "")))),
            )
            for paper in papers
        ]
        if found:
            show([*past, *found])
        completes = self._services.settings_editor.current.complete_titles and not self._services.status.offline
        if with_titles and completes and _may_begin_a_title(words):
            await asyncio.sleep(REST_BEFORE_TITLES_S - REST_BEFORE_LIBRARY_S)
            known = {title_key(line.text) for line in (*past, *found)}
            titles = await self._titles(words, known, {f"{S2}:{paper.ids.s2}" for paper in papers})
            if titles:
                show([*past, *found, *titles][: MOST_SUGGESTIONS + MOST_TITLES])

    async def _titles(self, words: str, known: set[str], ids: set[str]) -> list[Suggestion]:
        """Return titles that Semantic Scholar knows, without those of papers that other lines name. known: the keys of
        the texts of these lines; ids: of their papers."""
        try:
            matches = await self._services.paper_lookup.completions(
                words, RequestOptions(priority=Priority.VISIBLE, wait_s=3, takes_turn=False)
            )
        except ScholarError:
            return []  # optional: the search itself reports the state of the services
        return [
            Suggestion(plain(match.title), detail=match.authors_year or "", is_title=True)
            for match in matches
            if match.id not in ids and title_key(match.title) not in known
        ][:MOST_TITLES]


class BoxSuggestions(QObject):
    """Shows suggestions below the search box while the user types, and chooses one of them by the keys of the box.

    Signal: `picked` (the suggestion that the user chose).
    """

    picked = Signal(object)

    def __init__(
        self, services: Services, theme: Theme, scope: TaskScope, box: SearchEdit, search: SearchSession
    ) -> None:
        """search: has the last searches, and the sources that the next one uses."""
        super().__init__(box)
        self._theme = theme
        self._box = box
        self._search = search
        self._source = SuggestionSource(services, scope)
        self._panel: Suggestions | None = None
        box.typed.connect(self._look)
        box.left_box.connect(self.close)
        box.up_pressed.connect(self._on_up)

    @property
    def is_shown(self) -> bool:
        return self._panel is not None and self._panel.isVisible()

    def close(self) -> None:
        """Hide the suggestions, and stop looking for more."""
        self._source.stop()
        if self._panel is not None:
            self._panel.close_panel()

    def pick(self) -> bool:
        """Choose the suggestion selected with the arrow keys. Return False if none is."""
        line = self._panel.current if self._panel is not None else None
        if line is not None:
            self.picked.emit(line)
        return line is not None

    def go_down(self, *, is_empty: bool) -> bool:
        """Select the next suggestion, or show the last searches if the box is empty. Return False if there is nothing
        to select."""
        if self._panel is not None and self._panel.isVisible():
            self._panel.step(1)
            return True
        if is_empty:
            self._look("")
        return False

    def _on_up(self) -> None:
        if self._panel is not None and self._panel.isVisible():
            self._panel.step(-1)

    def _look(self, text: str) -> None:
        search = self._search
        with_titles = search.next_sources is None or S2 in search.next_sources
        self._source.look(text, search.last_words(), self._offer, with_titles=with_titles)

    def _offer(self, lines: list[Suggestion]) -> None:
        if self._panel is None:
            if not lines:
                return
            self._panel = Suggestions(self._theme, self._box.window())
            self._panel.picked.connect(self.picked)
        self._panel.offer(lines, self._box)


def _shows_why(paper: Paper, words: str) -> bool:
    """Return True if *words* are all in what a line shows of *paper* or in the names of its authors, so that the user
    sees why it is suggested. Operators may be about other fields."""
    from scholar_desktop.domain.text.word_search import contains_all, parse_terms  # not part of the start

    names = (author.name for author in paper.authors)
    shown = " ".join((plain(paper.title), *names, str(paper.year or "")))
    return bool(operators(Query(words))) or contains_all(shown, parse_terms(words))


def _may_begin_a_title(text: str) -> bool:
    """True unless the text is too short, an incomplete identifier or address, or a search with operators."""
    is_begun = _ADDRESS.match(text) is not None or recognise(text).problem is not None
    return len(text) >= LEAST_LETTERS and not is_begun and not operators(Query(text))


def _numbers(text: str) -> list[Suggestion]:
    """Return a suggestion for each identifier that a bare number may be; Enter searches for it as a word."""
    return [
        Suggestion(shown(label_of(identifier)), detail=gettext("identifier"))
        for identifier in identifiers_of_number(text)
    ]


def _corrections(text: str) -> list[Suggestion]:
    """Return a suggestion for the identifier that *text* probably means, such as one with the letter O for a zero."""
    corrected = corrected_identifier(text)
    return [] if corrected is None else [Suggestion(corrected, detail=gettext("did you mean this?"), is_title=True)]


def _people(text: str) -> list[Suggestion]:
    """Return a suggestion for a text of `author:` and a name: the user may mean the person, not papers by them."""
    found = _AUTHOR.fullmatch(text)
    if found is None:
        return []
    name = found[1].strip('" ')
    return (
        [Suggestion(gettext("Find people named “{name}”", name=name), detail=gettext("1 request"), person=name)]
        if name
        else []
    )

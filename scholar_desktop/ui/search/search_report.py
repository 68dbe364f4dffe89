"""The panel 'Why these results': what each source returned, what each filter removed, and which words found nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from scholar_desktop.domain.search.filters import WORDS
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.search.query_parser import describe_search, parse_operators
from scholar_desktop.domain.search.word_filter import has_relevance
from scholar_desktop.domain.source import CORPUS, S2, UNPAYWALL, ZENODO, Phase, SourceReport
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.search.results_foot import filters_not_used
from scholar_desktop.ui.search.source_chips import missing_sentence, requests_sentence
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.scroll_column import FocusRing
from scholar_desktop.ui.words.filter_words import (
    filter_effect_words,
    narrowing_filter_words,
    remove_words,
    return_words,
)
from scholar_desktop.ui.words.wording import listed, number, source_title

if TYPE_CHECKING:
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.search.result_counts import WordCount
    from scholar_desktop.services.search.search import Search
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.search.results_pane import ResultsPane
    from scholar_desktop.ui.search.search_session import SearchSession
from scholar_desktop.ui.theme.theme import Theme

STOP_AFTER_MS = 2000
"""A count of words that takes longer can be stopped."""
WIDTH, HEIGHT = 480, 720
BELOW = 8
"""Pixels that stay free below the panel."""


def source_lines(report: SourceReport, skipped: int) -> str:
    """Return '100 of 1,204 loaded. 2 could not be read. 1 request sent.'"""
    problem = shown(report.error.message) if report.error is not None else ""
    if report.phase is Phase.SKIPPED:
        return f"{gettext('Not searched.')} {problem}".strip()
    if report.phase is Phase.FAILED:
        return problem or gettext("No response.")
    loaded = number(report.loaded)
    sentences = [
        gettext("{loaded} of {total} loaded.", loaded=loaded, total=number(report.total))
        if report.total is not None and report.loaded <= report.total
        else gettext("{loaded} loaded.", loaded=loaded)
    ]
    if skipped:
        sentences.append(ngettext("{count} could not be read.", "{count} could not be read.", skipped))
    sentences.append(requests_sentence(report))
    if report.phase is Phase.PARTIAL:
        sentences.append(problem)
    sentences.append(shown(report.note or ""))
    return " ".join(filter(None, sentences))


def _word_line(count: WordCount) -> str:
    if not count.total:
        return gettext("“{word}”: nothing found", word=count.word)
    return ngettext(
        "“{word}”: {count} paper", "“{word}”: {count} papers", count.total, word=count.word, count=number(count.total)
    )


class WordCounter(QObject):
    """Counts the papers that each word of a search finds alone.

    counts: of the words that were counted; is_running: a count is under way; is_slow: it has taken so long that it can
    be stopped; problem: why the last one failed, or empty. Signal: `changed`.
    """

    changed = Signal()

    def __init__(self, scope: TaskScope, search_service: Search, parent: QObject) -> None:
        super().__init__(parent)
        self._scope = scope.child()
        self._search_service = search_service
        self._query: Query | None = None
        self.counts: list[WordCount] = []
        self.is_running = self.is_slow = False
        self.problem = ""
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.timeout.connect(self._on_slow)

    def follow(self, query: Query) -> None:
        """Forget the counts if they are of another search than *query*."""
        if self._query is None or (query.words, query.filters) != (self._query.words, self._query.filters):
            self._end()
            self._query, self.counts, self.problem = query, [], ""

    def count(self, words: Sequence[str]) -> None:
        """Count the papers of each of *words*: one request each."""
        if self._query is not None:
            self.is_running, self.is_slow, self.problem = True, False, ""
            self._slow.start(STOP_AFTER_MS)
            self._scope.start(self._count(words, self._query), name="count words", latest="words")
            self.changed.emit()

    def stop(self) -> None:
        """Stop counting; the counts that have arrived stay."""
        self._end()
        self.changed.emit()

    def _end(self) -> None:
        self._scope.cancel("words")
        self._slow.stop()
        self.is_running = self.is_slow = False

    async def _count(self, words: Sequence[str], query: Query) -> None:
        from scholar_desktop.domain.errors import ScholarError
        from scholar_desktop.domain.request_options import RequestOptions

        try:
            await self._search_service.word_counts(words, query.filters, RequestOptions(), self._on_count)
        except ScholarError as error:
            self.problem = shown(error.info.message)
        self._slow.stop()
        self.is_running = self.is_slow = False
        self.changed.emit()

    def _on_count(self, count: WordCount) -> None:
        self.counts.append(count)
        self.changed.emit()

    def _on_slow(self) -> None:
        self.is_slow = True
        self.changed.emit()


class SearchReportPanel(Overlay):
    """Opens below its button; sends a request only when the user presses a button."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        search_service: Search,
        settings_editor: SettingsEditor,
        session: SearchSession,
        window: QWidget,
    ) -> None:
        super().__init__(theme, window)
        self.setObjectName("whyPanel")
        self.setAccessibleName(gettext("Why these results"))
        self._settings_editor = settings_editor
        self._session = session
        self._shown_lines: list[str] = []
        self._word_lines: list[str] = []
        self._words_part: QWidget | None = None
        self._counter = WordCounter(scope, search_service, self)
        self._counter.changed.connect(self._on_counted)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 6, 4, 6)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(16), theme.px(4), theme.px(6), 0)
        head.addWidget(label(gettext("Why these results"), "head"), 1)
        close = Button(theme, ButtonKind.QUIET, icon="cross", small=True, name=gettext("Close"))
        close.setObjectName("whyCloseButton")
        close.clicked.connect(self.close_panel)
        head.addWidget(close)
        self._head_row = head
        column.addLayout(head)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self._area)
        FocusRing(theme, self)
        for signal in (session.updated, session.ended):
            signal.connect(self._on_changed)

    def open_below(self, button: QWidget, *, from_left: bool = False) -> None:
        """Open with the right edge at that of *button*; *from_left*: the left one."""
        self._fill()
        width = min(self._theme.px(WIDTH), self._window.width() - 16)
        below = button.mapTo(self._window, QPoint(button.width(), button.height()))
        left = min(below.x() - button.width(), self._window.width() - width - 8) if from_left else below.x() - width
        self.open_at(max(8, left), below.y(), width, self._height_for(width, below.y()), at=button)
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def open_for(self, results: ResultsPane, otherwise: QWidget) -> None:
        """Open below the button of *results* that was pressed, or below *otherwise* if it was none of them."""
        if results.why_button.isVisible():
            self.open_below(results.why_button)
        elif (pressed := results.focused_step()) is not None:
            self.open_below(pressed, from_left=True)
        else:
            self.open_below(otherwise)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by the keys that the panel does not use itself."""
        super().keyPressEvent(event)
        if not event.isAccepted():
            self._area.keyPressEvent(event)

    def _height_for(self, width: int, top: int) -> int:
        """Return the height that the contents need, if the window has so much room below *top*."""
        page = self._area.widget()
        assert page is not None
        wanted = page.heightForWidth(width - 10) if page.hasHeightForWidth() else page.sizeHint().height()
        wanted += self._head_row.sizeHint().height() + 16
        return min(self._theme.px(HEIGHT), wanted, self._window.height() - top - BELOW)

    @property
    def text(self) -> str:
        """The whole text, line by line, for tests and UI automation."""
        return "\n".join((*self._shown_lines, *self._word_lines))

    # Contents

    def _fill(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        px = self._theme.px
        column.setContentsMargins(px(16), px(4), px(16), px(12))
        column.setSpacing(px(4))
        self._shown_lines, self._word_lines, self._words_part = [], [], None
        result = self._session.result
        if result is None:
            self._line(column, gettext("Nothing searched yet."))
        else:
            self._fill_list(column, result)
            self._fill_matching(column, result)
            self._fill_sources(column, result)
            self._fill_filters(column, result)
            self._words_part = self._make_words_part(result)
            column.addWidget(self._words_part)
        column.addStretch(1)
        self._area.setWidget(page)

    def _fill_list(self, column: QVBoxLayout, result: SearchResult) -> None:
        self._head(column, gettext("Results"))
        rows = sum(report.loaded for report in result.reports)
        taken, papers = result.loaded - len(result.papers), len(result.papers)
        facts = [
            ngettext("{count} row loaded", "{count} rows loaded", rows, count=number(rows)),
        ]
        if merged := result.merged:
            facts.append(
                ngettext("{count} duplicate merged", "{count} duplicates merged", merged, count=number(merged))
            )
        if taken > 0:
            facts.append(gettext("{count} filtered out", count=number(taken)))
        facts.append(ngettext("{count} paper shown", "{count} papers shown", papers, count=number(papers)))
        self._line(column, " · ".join(facts))
        if result.query.identifier is None:
            if meant := describe_search(result.query.words):
                self._line(column, gettext("Searched for: {words}", words=shown(meant)))
            for fault in parse_operators(result.query.words).faults:
                self._line(column, shown(fault), "warn")

    def _fill_matching(self, column: QVBoxLayout, result: SearchResult) -> None:
        """Say how the sources match words, and what the order by relevance is, if there is one: counts do not explain a
        list that has more papers than one of its words finds."""
        if result.query.identifier is not None or not result.query.words.strip():
            return
        asked = {report.name for report in result.reports if report.phase is not Phase.SKIPPED}
        sentences = []
        if services := [source_title(name) for name in (S2, ZENODO) if name in asked]:
            sentences.append(
                gettext(
                    "{services}: words are matched by the rules of the service, so a paper may be found without having "
                    "all of them.",
                    services=listed(services),
                )
            )
        if UNPAYWALL in asked:
            sentences.append(gettext("Unpaywall searches titles only, and may also return titles that do not fit."))
        if CORPUS in asked:
            sentences.append(
                gettext(
                    "The offline corpus finds words as you write them: “model” does not find “models”, and "
                    "“model OR models” finds both."
                )
            )
        if not sentences:  # only the library was searched
            return
        self._head(column, gettext("How results are found"))
        sentences.append(gettext("Words in quotation marks must be next to each other."))
        self._line(column, " ".join(sentences))
        if has_relevance(result):
            self._line(
                column,
                gettext(
                    "Relevance: papers with exactly the title that you entered come first, then papers from Semantic "
                    "Scholar in its own order, then papers that only the other services have."
                ),
            )

    def _fill_sources(self, column: QVBoxLayout, result: SearchResult) -> None:
        self._head(column, gettext("Sources"))
        for report in result.reports:
            words = source_lines(report, result.skipped.get(report.name, 0))
            self._line(column, f"{source_title(report.name)}: {words}")
        if missing := missing_sentence(self._settings_editor, self._session.sources, result.source_names):
            self._line(column, missing)
        if result.dropped:
            self._line(
                column,
                gettext(
                    "Zenodo ignored the filter {parameters}, so its results are filtered on your computer.",
                    parameters=listed(result.dropped),
                ),
                "warn",
            )

    def _fill_filters(self, column: QVBoxLayout, result: SearchResult) -> None:
        filters = result.query.filters
        if not result.narrowed and not filters.any_set:
            return
        self._head(column, gettext("Filters"))
        if not_used := filters_not_used(result):
            self._line(column, not_used)
        for one in result.effects:
            words = f"{narrowing_filter_words(result.query, one.name)}. {filter_effect_words(one)}"
            if len(result.narrowed) > 1 and (more := return_words(one)):
                words += f" {more}"
            if one.name != WORDS and one.name in filters.names():
                self._line(column, words, press=remove_words(filters, one.name), run=partial(self._drop, one.name))
            else:
                self._line(column, words)

    def _make_words_part(self, result: SearchResult) -> QWidget:
        """Return the part with the counts of the words, or with the offer to count them. It is replaced alone while
        counts arrive, so that the panel does not scroll."""
        part, lines, counter = QWidget(), self._shown_lines, self._counter
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(4))
        counter.follow(result.query)
        self._word_lines = self._shown_lines = []
        words = () if result.query.identifier is not None else parse_operators(result.query.words).words
        words = tuple(dict.fromkeys(word for text in words for word in ([text] if " " in text else text.split())))[:6]
        if len(words) > 1:
            column.setContentsMargins(0, self._theme.px(6), 0, 0)
            self._head(column, gettext("Search words"))
            self._fill_words(column, words)
        self._shown_lines = lines
        return part

    def _fill_words(self, column: QVBoxLayout, words: Sequence[str]) -> None:
        counter = self._counter
        if counter.problem:
            self._line(column, counter.problem, "warn")
        for count in counter.counts:
            self._line(column, _word_line(count), "warn" if not count.total else "")
        left = [word for word in words if all(word != count.word for count in counter.counts)]
        if counter.is_running:
            done, of = number(len(words) - len(left)), number(len(words))
            counting = gettext("Counting papers: {done} of {count} words…", done=done, count=of)
            press = gettext("Stop") if counter.is_slow else ""
            self._line(column, counting, "muted", press=press, run=counter.stop)
        elif left:
            offer = ngettext(
                "See how many papers Semantic Scholar finds for each word ({count} request).",
                "See how many papers Semantic Scholar finds for each word ({count} requests).",
                len(left),
            )
            self._line(column, offer, press=gettext("Count papers"), run=partial(counter.count, left))

    def _head(self, column: QVBoxLayout, text: str) -> None:
        if column.count():
            column.addSpacing(self._theme.px(6))
        column.addWidget(label(text, "section", "muted"))
        self._shown_lines.append(text)

    def _line(self, column: QVBoxLayout, text: str, tone: str = "", *, press: str = "", run: object = None) -> None:
        self._shown_lines.append(text)
        words = label(text, "small", tone, wrap=True)
        if not press or not callable(run):
            column.addWidget(words)
            return
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        row.addWidget(words, 1)
        button = Button(self._theme, ButtonKind.PLAIN, press, small=True)
        button.clicked.connect(run)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)

    # Actions

    def _drop(self, name: str) -> None:
        self.close_panel()
        if self._session.query is not None:
            self._session.with_filters(self._session.query.filters.without(name))

    def _on_counted(self) -> None:
        """Show what has been counted so far in the place of what was shown of the words."""
        old, result, page = self._words_part, self._session.result, self._area.widget()
        if not self.isVisible() or old is None or result is None or page is None:
            return
        focused = self._window.focusWidget()
        had_focus = focused is not None and old.isAncestorOf(focused)
        new = self._words_part = self._make_words_part(result)
        layout = page.layout()
        assert layout is not None
        layout.replaceWidget(old, new)
        if had_focus:  # the button that was pressed is gone
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        old.hide()
        old.deleteLater()
        new.show()
        self.resize(self.width(), self._height_for(self.width(), self.y()))

    def _on_changed(self) -> None:
        if not self.isVisible():
            return
        had_focus = self._has_focus()
        self._fill()
        self.resize(self.width(), self._height_for(self.width(), self.y()))
        if had_focus and not self._has_focus():  # the button that was pressed is gone
            self.setFocus(Qt.FocusReason.OtherFocusReason)

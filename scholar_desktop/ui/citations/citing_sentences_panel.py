"""The panel with the sentences in which one paper cites another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.citations.citing_text import find_citation_marks
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.citations.citing_sentences import CitingEvidence, CitingStatus, citing_and_cited
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.citations.citation_row import intent_words
from scholar_desktop.ui.context.asking_note import WaitingWords
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import Prose, StyledParagraph, TextRun, label
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.scroll_column import ScrollingBody
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import authors_or_title, day, paper_line

if TYPE_CHECKING:
    from scholar_desktop.services.citations.citing_sentences import CitingSentences
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.papers import Papers
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.theme.theme import Theme

WIDTH, HEIGHT = 640, 430


class CitingSentencesPanel(Overlay):
    """Shows the stored sentences; a request is sent only by the button, which names its cost.

    The other paper can be typed: an identifier, or words of its title in the library.

    Signal: `copy_wanted` (the sentences that are shown, each with the paper that contains it).
    """

    copy_wanted = Signal(object)

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        library: Library,
        papers: Papers,
        status: Status,
        citing_sentences: CitingSentences,
        window: QWidget,
    ) -> None:
        super().__init__(theme, window)
        self._theme = theme
        self._library = library
        self._papers = papers
        self._status = status
        self._citing_sentences = citing_sentences
        self._scope = scope.child()
        self._one: Paper | None = None
        self._other: Paper | None = None
        self._sentences: list[tuple[str, Paper]] = []
        self.setObjectName("citingWhyPanel")
        self.setAccessibleName(gettext("Citing sentences"))
        px = theme.px
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(14), px(14), px(12))
        column.setSpacing(px(6))
        head = QHBoxLayout()
        head.addWidget(label(gettext("Citing sentences"), "head"), 1)
        close = Button(theme, ButtonKind.QUIET, "", icon="cross", small=True, name=gettext("Close"))
        close.clicked.connect(self.close_panel)
        head.addWidget(close)
        column.addLayout(head)
        self._first = label("", "body", wrap=True)
        self._first.setObjectName("whyFirst")
        column.addWidget(self._first)
        self._second = label("", "body", wrap=True)
        column.addWidget(self._second)
        self._box = QLineEdit()
        self._box.setObjectName("whyEdit")
        self._box.setAccessibleName(gettext("Other paper"))
        hint = gettext("Other paper: DOI, arXiv ID, link, or title words from your library")
        self._box.setPlaceholderText(hint)
        self._box.returnPressed.connect(self._on_typed)
        column.addWidget(self._box)
        self._area = ScrollingBody()
        self._words = Prose("body")
        self._words.setObjectName("whyText")
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._area.column.addWidget(self._words)
        column.addWidget(self._area, 1)
        foot = QHBoxLayout()
        self._source = label("", "small", "muted")
        foot.addWidget(self._source, 1)
        self._copy = Button(theme, ButtonKind.PLAIN, gettext("Copy"), icon="copy")
        set_tooltip(self._copy, gettext("Copy the sentences with their source."))
        self._copy.setObjectName("whyCopyButton")
        self._copy.clicked.connect(self._on_copy)
        foot.addWidget(self._copy)
        self._stop = Button(theme, ButtonKind.PLAIN, gettext("Stop"), icon="cross")
        self._stop.setObjectName("whyStopButton")
        self._stop.clicked.connect(self._on_stop)
        foot.addWidget(self._stop)
        self._waits = WaitingWords(status, self._show_words, self)
        self._ask = Button(theme, ButtonKind.PRIMARY, gettext("Load references"))
        set_tooltip(self._ask, ngettext("{count} request", "{count} requests", 1))
        self._ask.setObjectName("whyAskButton")
        self._ask.clicked.connect(self._on_ask)
        foot.addWidget(self._ask)
        column.addLayout(foot)

    def open_for(self, one: Paper, other: Paper | None) -> None:
        """Show the sentences in which *one* cites *other* or the reverse; with None, ask for the other paper."""
        self._one, self._other = one, other
        self._box.clear()
        px = self._theme.px
        width = min(px(WIDTH), self._window.width() - 24)
        height = min(px(HEIGHT), self._window.height() - 48)
        self.open_at((self._window.width() - width) // 2, max(24, (self._window.height() - height) // 3), width, height)
        self._show_papers()
        if other is None:
            self._show_words(
                gettext(
                    "Enter another paper above and press Enter. The sentences in which one of the two cites the other "
                    "are shown here."
                )
            )
            self._box.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            self._look()

    def _look(self) -> None:
        if self._one is not None and self._other is not None:
            self._scope.start(self._look_up(self._one, self._other), name="why one cites the other", latest="why")

    async def _look_up(self, one: Paper, other: Paper) -> None:
        reasons = await self._citing_sentences.kept(one, other)
        telling = [reason for reason in reasons if reason.known in (CitingStatus.SENTENCES, CitingStatus.CITES)]
        self._show_reasons(telling or list(reasons[:1]))
        buttons = (self._ask, self._copy)
        (next((one for one in buttons if one.isVisible()), self)).setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_ask(self) -> None:
        if self._one is not None and self._other is not None:
            self._stop.show()
            self._stop.setFocus(Qt.FocusReason.OtherFocusReason)
            self._ask.hide()
            self._waits.start(gettext("Loading the references of the newer paper…"))
            self._scope.start(self._ask_service(self._one, self._other), name="ask why", latest="why")

    async def _ask_service(self, one: Paper, other: Paper) -> None:
        citing, cited = citing_and_cited(one, other)
        try:
            reason = await self._citing_sentences.ask(citing, cited, RequestOptions())
        except ScholarError as error:
            self._offer_again(" ".join(shown(part) for part in (error.message, error.hint) if part))
            return
        had_focus = self._end_wait()
        self._show_reasons([reason])
        if had_focus:
            (self._copy if self._copy.isVisible() else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_again(self, why: str) -> None:
        had_focus = self._end_wait()
        self._show_words(why)
        self._ask.set_text(gettext("Try again"))
        self._ask.show()
        if had_focus:
            self._ask.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_wait(self) -> bool:
        """Show no more that references are loaded. Return True if the button to stop had the focus."""
        had_focus = self._stop.hasFocus()
        self._waits.stop()
        self._stop.hide()
        return had_focus

    def _on_stop(self) -> None:
        self._scope.cancel("why")
        self._offer_again(gettext("Stopped. The references were not loaded."))

    def _on_copy(self) -> None:
        if self._sentences:
            self.copy_wanted.emit(list(self._sentences))

    def _on_typed(self) -> None:
        text = self._box.text().strip()
        if text:
            self._scope.start(self._find(text), name="find the other paper", latest="why")

    async def _find(self, text: str) -> None:
        """Find the typed paper: words are searched in the library, an identifier also at the services."""
        named = identifiers.recognise(text)
        identifier = named.identifier or named.page
        try:
            if identifier is not None:
                found: Paper | None = await self._papers.listed(identifier, RequestOptions())
            else:
                page = await self._library.page(LibraryView.ALL, text, limit=2, in_text=False)
                found = page.papers[0].paper if len(page.papers) == 1 else None
                if found is None:
                    many = ngettext(
                        "{count} paper in your library has these words. Enter more of the title.",
                        "{count} papers in your library have these words. Enter more of the title.",
                        page.total,
                    )
                    none = gettext("No paper in your library has these words. Enter an identifier to find any paper.")
                    self._show_words(many if page.total else none)
                    return
        except ScholarError as error:
            self._show_words(" ".join(shown(part) for part in (error.message, error.hint) if part))
            return
        self._other = found
        self._show_papers()
        self._look()

    # Overrides of Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self._sentences:
            self._on_copy()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self.isVisible() and not self._stop.isHidden():  # nobody sees the answer
            self._scope.cancel("why")
            self._end_wait()

    # Content

    def _show_words(self, text: str) -> None:
        self._words.show_text(text)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the words need, where the window has room for it."""
        self._area.updateGeometry()  # otherwise the panel's layout keeps the height that it asked for before
        self._column.activate()
        most = min(self._theme.px(HEIGHT), self._window.height() - 48)
        self.resize(self.width(), min(most, self._column.totalHeightForWidth(self.width())))

    def _show_papers(self) -> None:
        self._end_wait()
        self._sentences = []
        self._copy.hide()
        self._ask.hide()
        self._source.setText("")
        one, other = self._one, self._other
        if one is not None and other is not None:
            one, other = citing_and_cited(one, other)
        self._first.setText(paper_line(one) if one is not None else "")
        self._second.setText(gettext("and {paper}", paper=paper_line(other)) if other is not None else "")
        self._second.setVisible(other is not None)
        self._box.setVisible(self._other is None)
        self._show_words("")

    def _show_reasons(self, reasons: list[CitingEvidence]) -> None:
        parts = []
        self._sentences = []
        for reason in reasons:
            parts.append(StyledParagraph((TextRun(_sentence(reason), {"font-weight": "600"}),)))
            if reason.known is CitingStatus.SENTENCES and reason.edge is not None:
                for context in reason.edge.contexts:
                    if context.text.strip():
                        self._sentences.append((context.text, reason.citing))
                        intents = TextRun(
                            f" {', '.join(intent_words(context.intents))}", {"color": self._colour("muted")}
                        )
                        parts.append(
                            StyledParagraph((*self._marked(context.text, reason.cited), intents), indented=True)
                        )
        self._words.show_passages(parts)
        self._words.setAccessibleName(" ".join(_sentence(reason) for reason in reasons))
        dates = [reason.retrieved for reason in reasons if reason.retrieved]
        self._source.setText(gettext("Semantic Scholar, {date}", date=day(dates[0])) if dates else "")
        asks = all(reason.known is CitingStatus.NOT_ASKED for reason in reasons)
        online = not self._status.offline
        self._ask.set_text(gettext("Load references"))
        self._ask.setVisible(asks and online)
        self._copy.setVisible(bool(self._sentences))
        self._fit()

    def _marked(self, text: str, cited: Paper) -> tuple[TextRun, ...]:
        """Return the sentence with the citation highlighted."""
        clean = " ".join(text.split())
        marks = find_citation_marks(clean, cited)
        if not marks:
            return (TextRun(f"“{clean}”"),)
        start, end = marks[0]
        mark = TextRun(clean[start:end], {"background-color": self._colour("mark")})
        return TextRun(f"“{clean[:start]}"), mark, TextRun(f"{clean[end:]}”")

    def _colour(self, token: str) -> str:
        return self._theme.colour(token).name()


def _cited_as(paper: Paper) -> str:
    by = authors_or_title(paper)
    return f"{by} ({paper.year})" if paper.year else by


def _sentence(reason: CitingEvidence) -> str:
    citing, cited = _cited_as(reason.citing), _cited_as(reason.cited)
    match reason.known:
        case CitingStatus.SENTENCES:
            return gettext("{citing} cites {cited}", citing=citing, cited=cited)
        case CitingStatus.CITES:
            return gettext("{citing} cites {cited}, but no sentence is available.", citing=citing, cited=cited)
        case CitingStatus.DOES_NOT:
            return gettext(
                "{citing} doesn't cite {cited}, according to its references at Semantic Scholar.",
                citing=citing,
                cited=cited,
            )
        case CitingStatus.WITHHELD:
            return gettext(
                "The publisher doesn't share the references of {citing}, so whether it cites {cited} is unknown.",
                citing=citing,
                cited=cited,
            )
        case _:
            return gettext(
                "Load the references of {citing} to find out whether it cites {cited}.", citing=citing, cited=cited
            )

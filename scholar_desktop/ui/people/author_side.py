"""The column next to an author's papers: papers by year, co-authors, and all that the service sent about the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from scholar_desktop.domain.people.coauthors import Coauthor
from scholar_desktop.services.papers.paper_text import facts_as_json
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.people.author_session import AuthorSession
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind, ElidedLink, inset
from scholar_desktop.ui.widgets.charts.share_bar import ShareBar
from scholar_desktop.ui.widgets.charts.year_bars import YearBars
from scholar_desktop.ui.widgets.fact_rows import fact_rows_of
from scholar_desktop.ui.widgets.fold_section import FoldSection
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import moment, number

FEW = 10
MAX_COAUTHORS = 200
"""Rows of co-authors at most; for an author with thousands, the papers have to be searched."""


if TYPE_CHECKING:
    from scholar_desktop.domain.people.author import AuthorProfile
    from scholar_desktop.ui.widgets.facts_text import FactsText


class AuthorSide(QScrollArea):
    """Shows years, co-authors and all data.

    Signals: `year_picked` (a year), `author_wanted` (an Author), `namesakes_wanted`, `link_pressed` (an address in the
    data), `data_copied`.
    """

    year_picked = Signal(int)
    author_wanted = Signal(object)
    namesakes_wanted = Signal()
    link_pressed = Signal(str)
    data_copied = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._author: AuthorProfile | None = None
        self._facts: FactsText | None = None
        self._opened: frozenset[str] = frozenset()
        self._all = False
        self._shown: tuple[Coauthor, ...] = ()
        px = theme.px
        self.setObjectName("authorSide")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(px(16) - RING, px(14), px(16) - RING, px(16))
        column.setSpacing(px(6))
        head = QHBoxLayout()
        head.addWidget(inset(label(gettext("Papers per year"), "head")))
        self._total = ElidedLabel("", "small", "muted")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(inset(self._total), 1)
        column.addLayout(head)
        self.bars = YearBars(theme)
        self.bars.picked.connect(self.year_picked)
        around_bars = QVBoxLayout()  # the bars are painted without margins
        around_bars.setContentsMargins(RING, 0, RING, 0)
        around_bars.addWidget(self.bars)
        column.addLayout(around_bars)
        self._about_bars = Prose("small", "muted")
        column.addWidget(inset(self._about_bars))
        column.addSpacing(px(14))
        self._people_head = QHBoxLayout()
        self._people_head.addWidget(inset(label(gettext("Co-authors"), "head")))
        self._people_head.addStretch(1)
        self._people_head.addWidget(inset(label(gettext("joint papers"), "small", "muted")))
        column.addLayout(self._people_head)
        self._people = QVBoxLayout()
        self._people.setSpacing(0)
        column.addLayout(self._people)
        self._more = ElidedLink(theme, gettext("Co-authors"))
        self._more.setObjectName("allCoauthorsButton")
        self._more.clicked.connect(self._on_more)
        column.addWidget(self._more)
        column.addSpacing(px(14))
        column.addWidget(inset(label(gettext("Wrong person?"), "head")))
        self._about_name = Prose("small", "muted")
        column.addWidget(inset(self._about_name))
        self._namesakes = Button(theme, ButtonKind.LINK, gettext("Search this name"))
        set_tooltip(self._namesakes, ngettext("{count} request", "{count} requests", 1))
        self._namesakes.setObjectName("namesakesButton")
        self._namesakes.clicked.connect(self.namesakes_wanted)
        column.addWidget(self._namesakes)
        self._all_data = FoldSection(theme, gettext("All data"), "authorAllDataButton")
        self._all_data.opened.connect(self._show_all_data)
        column.addWidget(self._all_data)
        column.addSpacing(px(14))
        self.foot = Prose("small", "muted")
        column.addWidget(inset(self.foot))
        self._source = Prose("caption", "muted")
        column.addWidget(inset(self._source))
        column.addStretch(1)
        self.setWidget(page)

    def show_author(self, session: AuthorSession, kept: dict[int, int], year: int | None) -> None:
        """Show the years and co-authors of *session*.

        Args:
            kept: how many papers of each year are in the library.
            year: the year that the list is filtered by; None for all.
        """
        author = session.author
        if author is None:
            return
        self.bars.setVisible(bool(session.years))
        self.bars.show_years(session.years, kept, year)
        total = sum(session.years.values())
        words = ngettext("{count} paper", "{count} papers", total) if total else ""
        if year in session.years:
            words = gettext("{count} in {year}", count=session.years[year], year=str(year))
        self._total.show_text(words)
        parts = [gettext("Select a bar to see only that year.")] if session.years else []
        if kept:
            parts.append(gettext("The lower part of each bar is in your library."))
        if session.undated:
            parts.append(ngettext("{count} paper has no year.", "{count} papers have no year.", session.undated))
        self._about_bars.show_text(" ".join(parts) or gettext("Appears once the papers are loaded."))
        if session.people != self._shown:
            self._shown, self._all = session.people, False
            self._fill()
        self._about_name.show_text(
            gettext(
                "Semantic Scholar builds profiles automatically. One person may have several, "
                "and one profile may mix several people."
            )
        )
        self._author = author
        self._all_data.setVisible(author.facts is not None)
        if self._all_data.is_open:
            self._show_all_data()
        self._source.show_text(
            gettext("Semantic Scholar, {date}", date=moment(author.retrieved)) if author.retrieved else ""
        )

    def _show_all_data(self) -> None:
        """Show every field that the service sent about the person."""
        facts = self._author.facts if self._author is not None else None
        if self._author is None or facts is None:
            return
        if self._facts is None:
            from scholar_desktop.ui.widgets.facts_text import FactsText  # most users never open it

            self._facts = FactsText(self._theme, gettext("All data"))
            self._facts.setObjectName("authorDataText")
            self._facts.link_pressed.connect(self.link_pressed)
            self._facts.more_pressed.connect(self._on_more_data)
            self._all_data.body.addWidget(self._facts)
            copy = Button(self._theme, ButtonKind.LINK, gettext("Copy as JSON"), icon="copy")
            copy.setObjectName("copyAuthorDataButton")
            copy.clicked.connect(self._on_copy)
            self._all_data.body.addWidget(copy)
        self._facts.show_rows(fact_rows_of(facts, self._opened))

    def _on_more_data(self, path: str) -> None:
        facts = self._author.facts if self._author is not None else None
        if self._facts is not None and facts is not None:
            self._opened ^= {path}
            self._facts.show_rows(fact_rows_of(facts, self._opened), stay_at=path)

    def _on_copy(self) -> None:
        if self._author is not None and self._author.facts is not None:
            QGuiApplication.clipboard().setText(facts_as_json((self._author.facts,)))
            self.data_copied.emit()

    def _fill(self) -> None:
        clear_layout(self._people)
        people = self._shown[: MAX_COAUTHORS if self._all else FEW]
        most = people[0].papers if people else 1
        for each in people:
            self._people.addWidget(self._row(each, each.papers / most))
        if not people:
            self._people.addWidget(label(gettext("No co-authors on the loaded papers"), "small", "muted"))
        left = len(self._shown) - FEW
        self._more.setVisible(left > 0)
        total = len(self._shown)
        if self._all:
            words = gettext("Show fewer")
        elif total > MAX_COAUTHORS:
            words = gettext("Show {count} of {total} co-authors", count=MAX_COAUTHORS, total=total)
        else:
            words = ngettext("Show {count} co-author", "Show all {count} co-authors", total)
        self._more.show_words(words)

    def _row(self, each: Coauthor, share: float) -> QWidget:
        theme, px = self._theme, self._theme.px
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, px(2), RING, px(2))
        row.setSpacing(px(8))
        name = each.author.name
        scale = theme.type
        room = px(160)
        words = scale.metrics(12).elidedText(name, Qt.TextElideMode.ElideRight, room)
        spoken = ngettext("{name}, {count} joint paper", "{name}, {count} joint papers", each.papers, name=name)
        link = Button(theme, ButtonKind.LINK, words, name=spoken)
        link.setObjectName("coauthorLink")
        unlinked = gettext("{name}: no author profile linked. Search for people with this name.", name=name)
        set_tooltip(link, name if each.author.id else unlinked)
        link.clicked.connect(lambda _checked=False, author=each.author: self.author_wanted.emit(author))
        row.addWidget(link)
        row.addStretch(1)
        bar = ShareBar(theme, "", width=84, is_rounded=True)
        bar.show_share(share, "plot1")
        row.addWidget(bar)
        count = label(number(each.papers), "small")
        count.setMinimumWidth(px(32))
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(count)
        return box

    def _on_more(self) -> None:
        self._all = not self._all
        self._fill()

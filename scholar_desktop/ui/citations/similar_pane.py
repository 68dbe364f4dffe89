"""Recommendations for the paper shown or for a selection; the user steers them with thumbs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ErrorInfo, ScholarError, UsageError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.paper import Paper, is_same_paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import CORPUS
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.citations.citation_row import THUMB_TITLES
from scholar_desktop.ui.citations.list_memory import with_latest
from scholar_desktop.ui.citations.list_messages import (
    cost_words,
    is_unknown,
    no_identifier_message,
    title_of_its_paper,
    unknown_paper_message,
)
from scholar_desktop.ui.citations.list_view import Place
from scholar_desktop.ui.citations.related_paper_list import TaggedPaperList
from scholar_desktop.ui.citations.similar_examples import Example, SimilarExamples
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.page_messages import is_offline_problem, not_saved_message
from scholar_desktop.ui.context.paper_session import PaperSession
from scholar_desktop.ui.rows.dragging import drag_rows
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, StatePane
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from scholar_desktop.services.papers.recommend import SimilarPapers
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.current_paper import CurrentPaper
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.paper_status import PaperStatuses
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

MAKE_AFTER_MS = 400
"""Milliseconds until the rows are created; by then the window has its first rows."""
ALL_FOUND = 99.95
"""From this recall on, all of the nearest papers are found."""
COMPUTER_SCIENCE = "Computer Science"  # not translated: a value of Semantic Scholar
"""The field of study as Semantic Scholar names it."""
POOL_TITLES = {"recent": Message("recent papers"), "all-cs": Message("all computer science papers")}


class SimilarPane(QWidget):
    """Follows the paper shown; `show_for` shows a selection instead, until another paper is shown.

    Signals: those of `CitationTab`, and `words_wanted` (search the services for these words).
    """

    opened = Signal(object)
    kept_open = Signal(object)
    chosen = Signal(object, object)
    changed = Signal()
    words_wanted = Signal(str)

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        services: Services,
        actions: Actions,
        messages: Messages,
        marks: PaperStatuses,
        current: CurrentPaper,
        state: WindowState,
        session: PaperSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._services = services
        self._actions = actions
        self._messages = messages
        self._marks = marks
        self._current = current
        self._session = session
        self._scope = scope.child()
        self._examples = SimilarExamples(state)
        self._seeds: tuple[Paper, ...] = ()
        self._collection = ""
        self._pool = self._usual_pool = "recent"
        self._pools: dict[str, str] = {}  # that of each paper shown before
        self._keys: set[str] = set()  # those that the papers shown have had: details may name a better identifier
        self._found: SimilarPapers | None = None
        self._asked_with: tuple[Example, ...] = ()
        self._problem: ErrorInfo | None = None
        self._paper_title = ""  # of the paper that a Zenodo record belongs to
        self._loading = False
        self._wanted = False
        self._list: TaggedPaperList | None = None
        self._places: dict[str, Place] = {}
        later = QTimer(self)
        later.setSingleShot(True)
        later.timeout.connect(self._on_later)
        later.start(MAKE_AFTER_MS)

    @property
    def rows(self) -> TaggedPaperList:
        """The rows; created when the tab is first opened."""
        return self._list if self._list is not None else self._make()

    def _on_later(self) -> None:
        if self._list is None:
            self._make()
            self._show()

    def _make(self) -> TaggedPaperList:
        theme, px = self._theme, self._theme.px
        self._tools = QWidget(self)
        self._tools.setProperty("edge", "bottom")
        self._tools.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(px(16), px(4), px(12), px(4))
        row.setSpacing(px(2))
        self._like = ElidedLabel("", "small", "muted")
        row.addWidget(self._like, 1)
        self._clear = Button(theme, ButtonKind.LINK, gettext("Clear examples"))
        self._clear.setObjectName("similar.clear")
        self._clear.clicked.connect(self._drop_examples)
        row.addWidget(self._clear)
        self._pool_chip = Button(theme, ButtonKind.CHIP_STATE)
        self._pool_chip.setObjectName("similar.pool")
        self._pool_chip.clicked.connect(self._on_pool)
        row.addWidget(self._pool_chip)
        self._again = Button(theme, ButtonKind.PRIMARY, gettext("Search again"), small=True)
        self._again.setObjectName("similar.again")
        self._again.clicked.connect(self.again)
        row.addWidget(self._again)
        rows = self._list = TaggedPaperList(
            self._theme,
            self._actions,
            self._marks,
            self._current,
            self._services.papers,
            self._services.status,
            self._scope,
            "similarView",
            gettext("Similar papers"),
            self,
        )
        drag_rows(
            rows.view,
            rows.model,
            self._theme,
            self._messages,
            lambda: self._services.drag_out,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tools)
        column.addWidget(rows, 1)
        rows.opened.connect(self.opened)
        rows.kept_open.connect(self.kept_open)
        rows.rated.connect(self._on_rated)
        return rows

    @property
    def state(self) -> str:
        return self._list.pane.state if self._list is not None else EMPTY

    @property
    def pane(self) -> StatePane:
        return self.rows.pane

    @property
    def view(self) -> QWidget:
        return self._list.view if self._list is not None else self

    def title(self) -> str:
        if self._found is None:
            return gettext("Similar")
        return gettext("Similar {count}", count=len(self._found.papers))

    def start(self) -> None:
        """Another paper is shown."""
        self._scope.cancel("load")
        if self._list is not None and (place := self._list.view.place()) is not None:
            self._places = with_latest(self._places, dict.fromkeys({self._key(), *self._keys}, place))
        paper = self._session.paper
        self._seed_with((paper,) if paper is not None else ())
        self._collection = ""
        self._found, self._problem, self._asked_with = None, None, ()
        self._loading = self._wanted = False
        if self._list is not None:
            self._list.start()
            self._list.view.return_to(self._places.get(self._key()))
            self._show()

    def _seed_with(self, papers: Sequence[Paper]) -> None:
        """Search for papers similar to *papers*, in the pool in which they were searched for last."""
        if self._wanted:
            self._pools = with_latest(self._pools, dict.fromkeys(self._keys, self._pool))
        self._seeds = tuple(papers)
        self._keys = {self._key()} if papers else set()
        self._pool = self._pools.get(self._key(), self._usual_pool)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def load_if_needed(self) -> None:
        if not self._wanted and self._session.is_open and self._seeds:
            self._wanted = True
            self._load()

    def paper_grown(self) -> None:
        """More is known of the paper that is shown: search again if it was searched for by a worse identifier."""
        paper, seed = self._session.paper, self._seeds[0] if len(self._seeds) == 1 else None
        if paper is None or seed is None or self._collection or self._found is not None:
            return
        if paper is seed or not is_same_paper(paper, seed):
            return  # the latter while the papers of `show_for` are shown
        self._seeds = (paper,)
        self._keys.add(self._key())
        if self._wanted and paper.ids.s2 is not None and seed.ids.s2 is None:
            self._load()

    def show_for(self, papers: Sequence[Paper], collection: str = "") -> None:
        """Request papers similar to all of *papers*. collection: the name of the collection that they are; the offline
        corpus is searched for papers similar to it, if there is one."""
        self._scope.cancel("load")
        self._collection = collection
        self._seed_with(papers)
        self._found, self._problem = None, None
        self._wanted = True
        self.rows.start()
        self._load()

    def again(self) -> None:
        if not self._loading:
            self._load(again=True)

    def emit_selection(self) -> None:
        self.rows.emit_selection()

    # Requests

    def _load(self, *, again: bool = False) -> None:
        self._loading, self._problem = True, None
        self._show()
        is_for_corpus = bool(self._collection) and self._services.corpus_papers.reader.exists
        ask = RequestOptions(again=again, source=CORPUS if is_for_corpus else None)
        self._scope.start(self._ask(self._seeds, ask), name="similar papers", latest="load")

    async def _ask(self, seeds: tuple[Paper, ...], ask: RequestOptions) -> None:
        examples = self._examples.of(self._key())
        # the citation key of a paper without an identifier says nothing to a service
        asked = [paper for paper in await self._with_those_of_library(seeds) if not paper.ids.key]
        like = [example.id for example in examples if example.like]
        unlike = [example.id for example in examples if not example.like]
        named = [identifiers.s2_identifier_of(paper.ids) or identifiers.parse(paper.id) for paper in asked]
        positive = [found for found in (*named, *map(identifiers.parse, like)) if found is not None]
        negative = [found for found in map(identifiers.parse, unlike) if found is not None]
        try:
            similar = await self._services.recommend.similar(positive, ask, negative=negative, pool=self._pool)
        except ScholarError as error:
            services, seed = self._services, seeds[0] if len(seeds) == 1 else None
            self._paper_title = await title_of_its_paper(seed, error.info, services)
            self._problem = error.info
        else:
            self._found, self._asked_with = similar, examples
            await self.rows.show_papers(similar.papers, self._tags(), self._thumbs())
        self._loading = False
        self._show()

    async def _with_those_of_library(self, seeds: Sequence[Paper]) -> Sequence[Paper]:
        """Return *seeds* with the papers of the library in place of those that Semantic Scholar did not list, such as
        rows of Zenodo: the library may know the identifiers by which Semantic Scholar lists them."""
        if all(paper.ids.s2 is not None for paper in seeds):
            return seeds
        try:
            kept = await self._services.library.find_many(seeds)
        except ScholarError:
            return seeds  # the rows show the error of the library
        return [kept[paper.id].paper if paper.ids.s2 is None and paper.id in kept else paper for paper in seeds]

    def _requests(self) -> int:
        """Return the number of requests that a search would need now."""
        examples = self._examples.of(self._key())
        return 1 if self._pool == "recent" else len(self._seeds) + len(examples)

    def _on_pool(self) -> None:
        menu = make_menu(self)
        for pool, title in POOL_TITLES.items():
            words = shown(title)
            action = add_entry(menu, words[:1].upper() + words[1:])
            action.setCheckable(True)
            action.setChecked(pool == self._pool)
            action.triggered.connect(lambda _checked, pool=pool: self._choose_pool(pool))
        menu.popup(self._pool_chip.mapToGlobal(QPoint(0, self._pool_chip.height())))

    def _choose_pool(self, pool: str) -> None:
        """Search in another pool, and for papers that are shown for the first time from now on, too."""
        self._usual_pool = pool
        self.set_pool(pool)

    def set_pool(self, pool: str) -> None:
        """Search in another pool (`recent`, `all-cs`) for the papers shown."""
        if pool != self._pool:
            self._pool = pool
            self._scope.cancel("load")
            self._load()

    # Thumbs

    def _key(self) -> str:
        return " ".join(sorted(paper.id for paper in self._seeds))

    def _tags(self) -> dict[str, tuple[str, ...]]:
        return {
            example.id: (shown(THUMB_TITLES["like" if example.like else "unlike"]),)
            for example in self._examples.of(self._key())
        }

    def _thumbs(self) -> dict[str, str]:
        return {example.id: "like" if example.like else "unlike" for example in self._examples.of(self._key())}

    def _on_rated(self, paper: Paper, thumb: str) -> None:
        before = self._examples.of(self._key())
        is_same = any(one.id == paper.id and one.like == (thumb == "like") for one in before)
        after = tuple(one for one in before if one.id != paper.id)
        if not is_same:
            after = (*after, Example(paper.id, paper.title, thumb == "like"))
        self._set_examples(after)
        if is_same:
            summary = gettext("Rating removed.")
        else:
            summary = gettext("Marked as more like this.") if thumb == "like" else gettext("Marked as less like this.")
        self._offer_undo(summary, before)

    def _drop_examples(self) -> None:
        before = self._examples.of(self._key())
        self._set_examples(())
        self._offer_undo(ngettext("Cleared {count} example.", "Cleared {count} examples.", len(before)), before)

    def _offer_undo(self, summary: str, before: tuple[Example, ...]) -> None:
        messages, key = self._messages, self._key()

        def undo() -> None:
            messages.close_message("undo")
            self._examples.set(key, before)
            self.rows.set_thumbs(self._tags(), self._thumbs())
            self._show()

        messages.undoable(summary, Step(gettext("Undo"), undo, icon="undo"))

    def _set_examples(self, examples: tuple[Example, ...]) -> None:
        self._examples.set(self._key(), examples)
        self.rows.set_thumbs(self._tags(), self._thumbs())
        self._show()

    # States

    def _show(self) -> None:
        pane = self.rows.pane
        examples = self._examples.of(self._key()) if self._seeds else ()
        self._show_tools(examples)
        if self._session.paper is None and not self._seeds:
            text = gettext("Select a paper to find similar ones.")
            pane.show_message(EMPTY, PageMessage(gettext("No paper selected"), text))
        elif self._loading:
            if self._found is None:
                steps = (Step(gettext("Stop"), self._cancel),)
                lead = gettext("Finding similar papers…")
                pane.wait(asking_note(self._services.status, lead, "", steps))
        elif self._problem is not None:
            again = Step(gettext("Try again"), self.again, main=True, icon="refresh")
            if self._found is not None and self._found.papers:
                text = gettext("The papers found earlier are kept.")
                note = Note(shown(self._problem.message), text, "error", "alert", (again,))
                pane.show_rows(PARTIAL, note)
            elif len(self._seeds) == 1 and is_unknown(self._seeds[0], self._problem):
                search, title = self.words_wanted.emit, self._paper_title
                pane.show_message(EMPTY, unknown_paper_message("similar", self._seeds[0], self.again, search, title))
            elif len(self._seeds) == 1 and self._problem.code == UsageError.code:
                title, edit = plain(self._seeds[0].title), self._actions["paper.edit"].trigger
                pane.show_message(EMPTY, no_identifier_message("similar", title, self.words_wanted.emit, edit))
            elif is_offline_problem(self._problem, self._services.status):
                pane.show_message(EMPTY, self._offline_message(self._problem))
            else:
                heading, hint = shown(self._problem.message), shown(self._problem.hint or "")
                pane.show_message(ERROR, PageMessage(heading, hint, "alert", "error", steps=(again,)))
        elif self._found is None:
            step = Step(gettext("Find similar papers"), self._ask_now, main=True)
            pane.show_message(EMPTY, PageMessage(gettext("Similar papers not loaded"), steps=(step,)))
        elif self._found.papers:
            pane.show_rows(FULL)
        else:
            pane.show_message(EMPTY, self._none())
        self.changed.emit()

    def _show_tools(self, examples: tuple[Example, ...]) -> None:
        self._tools.setVisible(bool(self._seeds) and (self._found is not None or self._problem is not None))
        if not self._seeds:
            return
        more = len(self._seeds) - 1 + sum(1 for example in examples if example.like)
        less = sum(1 for example in examples if not example.like)
        title = plain(self._seeds[0].title)
        words = [gettext("Similar to “{title}”", title=title) if title else gettext("Similar to this paper")]
        if self._collection:
            words = [
                ngettext(
                    "Similar to {count} paper of “{collection}”",
                    "Similar to {count} papers of “{collection}”",
                    len(self._seeds),
                    collection=self._collection,
                )
            ]
        elif more:
            several = ngettext(
                "Similar to “{title}” and {count} more", "Similar to “{title}” and {count} more", more, title=title
            )
            untitled = ngettext(
                "Similar to this paper and {count} more", "Similar to this paper and {count} more", more
            )
            words = [several if title else untitled]
        if less:
            words.append(ngettext("{count} less like this", "{count} less like this", less))
        if self._found is not None and self._found.singly:
            words.append(gettext("searched paper by paper"))
        is_from_corpus = self._found is not None and self._found.pool == CORPUS
        if is_from_corpus:
            words += _corpus_words(self._found, len(self._seeds) + sum(1 for example in examples if example.like))
        self._pool_chip.setVisible(not is_from_corpus)
        self._like.show_text(" · ".join(words))
        self._clear.setVisible(bool(examples))
        self._pool_chip.show_content(
            ButtonContent(gettext("From: {pool}", pool=POOL_TITLES[self._pool]), trailing="chevron-down")
        )
        self._again.setVisible(examples != self._asked_with and not self._loading)
        services = self._services
        rate = services.settings_editor.current.semantic_scholar_rate
        set_tooltip(self._again, cost_words(self._requests(), rate, services.status.pool()))

    def _none(self) -> PageMessage:
        """Return the message that the pool has no recommendations, with a button for the other pool."""
        other = "all-cs" if self._pool == "recent" else "recent"
        title, heading = gettext("Try {pool}", pool=POOL_TITLES[other]), gettext("No similar papers found")
        if other == "all-cs" and self._is_outside_computer_science():
            text = gettext(
                "Semantic Scholar recommends only recent papers, and found none that is similar. It recommends older "
                "papers only in computer science."
            )
            why = gettext(
                "Only papers in computer science are searched. Semantic Scholar has no such list for other fields."
            )
            return PageMessage(
                heading, text, steps=(*self._other_ways(), Step(title, lambda: self.set_pool(other), why=why))
            )
        text = gettext("Semantic Scholar recommends nothing from {pool}.", pool=POOL_TITLES[self._pool])
        return PageMessage(heading, text, steps=(Step(title, lambda: self.set_pool(other), main=True),))

    def _seeds_as_known(self) -> tuple[Paper, ...]:
        """Return the seeds, with the paper shown as it is known now."""
        paper = self._session.paper
        return tuple(paper if paper is not None and is_same_paper(paper, seed) else seed for seed in self._seeds)

    def _is_outside_computer_science(self) -> bool:
        """Return True if the fields of all seeds are known, and none is computer science."""
        fields = [paper.fields for paper in self._seeds_as_known()]
        return bool(fields) and all(fields) and not any(COMPUTER_SCIENCE in of_one for of_one in fields)

    def _other_ways(self) -> tuple[Step, ...]:
        """Return the buttons that lead to other papers on the subject of the paper shown; none for a selection, to
        which the other tabs do not belong."""
        paper = self._session.paper
        if paper is None or len(self._seeds) != 1 or not is_same_paper(paper, self._seeds[0]):
            return ()
        actions = self._actions
        return (
            Step(gettext("Show references"), actions["view.references"].trigger, main=True),
            Step(gettext("Show citing papers"), actions["view.cited_by"].trigger),
        )

    def _offline_message(self, problem: ErrorInfo) -> PageMessage:
        """Return the message that neither a stored answer nor the offline corpus has similar papers."""
        services, others = self._services, []
        if services.corpus_papers.reader.exists:
            others.append(Step(gettext("Open offline corpus"), self._actions["view.corpus"].trigger))
        return not_saved_message(problem, services.status, self._load, *others)

    def _ask_now(self) -> None:
        if self._session.paper is not None and not self._session.is_open:
            self._session.open(self._session.paper)
        self._wanted = True
        self._load()

    def _cancel(self) -> None:
        self._scope.cancel("load")
        self._loading = self._wanted = False
        self._show()


def _corpus_words(found: SimilarPapers | None, given: int) -> list[str]:
    """Return where papers of the offline corpus come from, and how exact the list is.

    Args:
        given: of how many papers it was asked for.
    """
    if found is None:
        return []
    if found.recall is None:
        words = [gettext("from the offline corpus, by shared references")]
    elif found.recall >= ALL_FOUND:
        words = [gettext("from the offline corpus, by vectors: the nearest of all that have one")]
    else:
        near = f"{found.recall:.0f}"
        words = [gettext("from the offline corpus, by vectors: about {found} of the 100 nearest", found=near)]
    if found.with_vector < found.of:
        words.append(
            gettext(
                "only {count} of its {of} papers have a vector", count=number(found.with_vector), of=number(found.of)
            )
        )
    if found.compared < given:
        words.append(gettext("compared with {count} of {total}", count=found.compared, total=given))
    if found.damaged:
        words.append(ngettext("{count} damaged row left out", "{count} damaged rows left out", found.damaged))
    return words

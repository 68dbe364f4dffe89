"""Recommendations for the paper shown or for a selection; the user steers them with thumbs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.ui.citations.related_paper_list import TaggedPaperList
from scholar_desktop.ui.citations.similar_examples import Example, SimilarExamples
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.paper_session import PaperSession
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.rows.dragging import drag_rows
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL
from scholar_desktop.ui.words.literal_text import add_entry
from scholar_desktop.ui.words.wording import counted, number, pool_words

if TYPE_CHECKING:
    from scholar_desktop.services.papers.recommend import SimilarPapers
    from scholar_desktop.services.tasks import TaskScope

MAKE_AFTER_MS = 400
"""Milliseconds until the rows are created; by then the window has its first rows."""
POOL_TITLES = {"recent": "recent papers", "all-cs": "computer science of all years"}


class SimilarPane(QWidget):
    """Follows the paper shown; `show_for` shows a selection instead, until another paper is shown."""

    opened = Signal(object)
    kept_open = Signal(object)
    chosen = Signal(object, object)
    changed = Signal()

    def __init__(
        self, ui_context: UiContext, session: PaperSession, scope: TaskScope, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._session = session
        self._scope = scope.child()
        self._examples = SimilarExamples(ui_context.state)
        self._seeds: tuple[Paper, ...] = ()
        self._pool = "recent"
        self._found: SimilarPapers | None = None
        self._asked_with: tuple[Example, ...] = ()
        self._problem: ErrorInfo | None = None
        self._loading = False
        self._wanted = False
        self._list: TaggedPaperList | None = None
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
        theme, px = self._ui_context.theme, self._ui_context.theme.px
        self._tools = QWidget(self)
        self._tools.setProperty("edge", "bottom")
        self._tools.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(px(16), px(4), px(12), px(4))
        row.setSpacing(px(2))
        self._like = ElidedLabel("", "small", "muted")
        row.addWidget(self._like, 1)
        self._clear = Button(theme, ButtonKind.LINK, "Drop the examples")
        self._clear.setObjectName("similar.clear")
        self._clear.clicked.connect(self._drop_examples)
        row.addWidget(self._clear)
        self._pool_chip = Button(theme, ButtonKind.CHIP_STATE, "From: recent papers")
        self._pool_chip.setObjectName("similar.pool")
        self._pool_chip.clicked.connect(self._on_pool)
        row.addWidget(self._pool_chip)
        self._again = Button(theme, ButtonKind.PRIMARY, "Search again", small=True)
        self._again.setObjectName("similar.again")
        self._again.clicked.connect(self.again)
        row.addWidget(self._again)
        rows = self._list = TaggedPaperList(
            self._ui_context.theme,
            self._ui_context.actions,
            self._ui_context.marks,
            self._ui_context.current,
            self._ui_context.services.papers,
            self._ui_context.services.status,
            self._scope,
            "similarView",
            "Similar papers",
            self,
        )
        drag_rows(
            rows.view,
            rows.model,
            self._ui_context.theme,
            self._ui_context.messages,
            lambda: self._ui_context.services.drag_out,
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
    def view(self) -> QWidget:
        return self._list.view if self._list is not None else self

    def title(self) -> str:
        return f"Similar {number(len(self._found.papers))}" if self._found is not None else "Similar"

    def start(self) -> None:
        """Another paper is shown."""
        self._scope.cancel("load")
        paper = self._session.paper
        self._seeds = (paper,) if paper is not None else ()
        self._found, self._problem, self._asked_with = None, None, ()
        self._loading = self._wanted = False
        if self._list is not None:
            self._list.start()
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def load_if_needed(self) -> None:
        if not self._wanted and self._session.is_open and self._seeds:
            self._wanted = True
            self._load()

    def show_for(self, papers: Sequence[Paper]) -> None:
        """Request papers similar to all of *papers*."""
        self._scope.cancel("load")
        self._seeds = tuple(papers)
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
        self._scope.start(self._ask(self._seeds, RequestOptions(again=again)), name="similar papers", latest="load")

    async def _ask(self, seeds: tuple[Paper, ...], ask: RequestOptions) -> None:
        examples = self._examples.of(self._key())
        like = [paper.id for paper in seeds] + [example.id for example in examples if example.like]
        unlike = [example.id for example in examples if not example.like]
        positive = [found for text in like if (found := identifiers.parse(text)) is not None]
        negative = [found for text in unlike if (found := identifiers.parse(text)) is not None]
        try:
            similar = await self._ui_context.services.recommend.similar(
                positive, ask, negative=negative, pool=self._pool
            )
        except ScholarError as error:
            self._problem = error.info
        else:
            self._found, self._asked_with = similar, examples
            await self.rows.show_papers(similar.papers, self._tags(), self._thumbs())
        self._loading = False
        self._show()

    def _requests(self) -> int:
        """Return the number of requests that a search would need now."""
        examples = self._examples.of(self._key())
        return 1 if self._pool == "recent" else len(self._seeds) + len(examples)

    def _on_pool(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for pool, title in POOL_TITLES.items():
            action = add_entry(menu, title.capitalize())
            action.setCheckable(True)
            action.setChecked(pool == self._pool)
            action.triggered.connect(lambda _checked, pool=pool: self.set_pool(pool))
        menu.popup(self._pool_chip.mapToGlobal(QPoint(0, self._pool_chip.height())))

    def set_pool(self, pool: str) -> None:
        """Search in another pool (`recent`, `all-cs`)."""
        if pool != self._pool:
            self._pool = pool
            self._scope.cancel("load")
            self._load()

    # Thumbs

    def _key(self) -> str:
        return " ".join(sorted(paper.id for paper in self._seeds))

    def _tags(self) -> dict[str, tuple[str, ...]]:
        return {
            example.id: ("more like this",) if example.like else ("less like this",)
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
        summary = (
            "The thumb is taken back." if is_same else f"Marked as {'more' if thumb == 'like' else 'less'} like this."
        )
        self._offer_undo(summary, before)

    def _drop_examples(self) -> None:
        before = self._examples.of(self._key())
        self._set_examples(())
        self._offer_undo(f"Dropped {counted(len(before), 'example', 'examples')}.", before)

    def _offer_undo(self, summary: str, before: tuple[Example, ...]) -> None:
        messages, key = self._ui_context.messages, self._key()

        def undo() -> None:
            messages.close_message("undo")
            self._examples.set(key, before)
            self.rows.set_thumbs(self._tags(), self._thumbs())
            self._show()

        messages.undoable(summary, Step("Undo", undo, icon="undo"))

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
            pane.show_message(EMPTY, PageMessage("No paper is chosen", "What is like a paper shows here."))
        elif self._loading:
            if self._found is None:
                steps = (Step("Cancel", self._cancel),)
                pane.wait(
                    asking_note(
                        self._ui_context.services.status, "Asking Semantic Scholar for papers like it.", "", steps
                    )
                )
        elif self._problem is not None:
            again = Step("Try again", self.again, main=True, icon="refresh")
            if self._found is not None and self._found.papers:
                note = Note(self._problem.message, "The papers found before stay.", "error", "alert", (again,))
                pane.show_rows(PARTIAL, note)
            else:
                hint = self._problem.hint or ""
                pane.show_message(ERROR, PageMessage(self._problem.message, hint, "alert", "error", steps=(again,)))
        elif self._found is None:
            step = Step("Ask: 1 request", self._ask_now, main=True)
            pane.show_message(EMPTY, PageMessage("Papers like it have not been asked for yet", steps=(step,)))
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
        words = f"Like “{self._seeds[0].title}”" + (f" and {number(more)} more" if more else "")
        words += f", unlike {number(less)}" if less else ""
        if self._found is not None and self._found.singly:
            words += " · each was asked for by itself, as this pool takes no lists"
        self._like.show_text(words)
        self._clear.setVisible(bool(examples))
        self._pool_chip.show_content(ButtonContent(f"From: {POOL_TITLES[self._pool]}", trailing="chevron-down"))
        self._again.setVisible(examples != self._asked_with and not self._loading)
        requests, pool = self._requests(), self._ui_context.services.status.pool()
        cost = f"{counted(requests, 'request', 'requests')}{pool_words(requests, pool)}"
        self._again.show_content(ButtonContent(f"Search again: {cost}"))

    def _none(self) -> PageMessage:
        """Return the message that the pool has no recommendations, with a button for the other pool."""
        other = "all-cs" if self._pool == "recent" else "recent"
        step = Step(
            f"Try {POOL_TITLES[other]}: {counted(1 if other == 'recent' else len(self._seeds), 'request', 'requests')}",
            lambda: self.set_pool(other),
            main=True,
        )
        text = f"It looked among {POOL_TITLES[self._pool]}. The other pool is {POOL_TITLES[other]}."
        return PageMessage("Semantic Scholar recommends nothing here", text, steps=(step,))

    def _ask_now(self) -> None:
        if self._session.paper is not None and not self._session.is_open:
            self._session.open(self._session.paper)
        self._wanted = True
        self._load()

    def _cancel(self) -> None:
        self._scope.cancel("load")
        self._loading = self._wanted = False
        self._show()

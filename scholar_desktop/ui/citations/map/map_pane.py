"""The citation map of a paper, a selection or the library, with its tools and states."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.citations.citation_map import CitationMap, map_without_links, remove_papers
from scholar_desktop.domain.errors import ErrorInfo, Offline, ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import normalise, plain
from scholar_desktop.services.citations.citation_map import AROUND, requestable_papers
from scholar_desktop.services.citations.map_layout import stretched
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.citations.list_messages import LONG_S, loading_seconds
from scholar_desktop.ui.citations.map.canvas import MapCanvas
from scholar_desktop.ui.citations.map.chart import Chart
from scholar_desktop.ui.citations.map.map_files import choose_map_file, write_shown_map
from scholar_desktop.ui.citations.map.map_geometry import MapMemory
from scholar_desktop.ui.citations.map.map_head import MapHead
from scholar_desktop.ui.citations.map.map_legend import (
    CountsAround,
    MapLegend,
    hide_words,
    papers_words,
    selected_words,
)
from scholar_desktop.ui.citations.map.map_notes import missing_links_note, missing_links_words
from scholar_desktop.ui.context.add_question import get_pdfs
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.context.undo_order import UndoStep
from scholar_desktop.ui.widgets.button import ButtonContent
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING, StatePane
from scholar_desktop.ui.words.batch_names import short_title
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import time_estimate

if TYPE_CHECKING:
    from scholar_desktop.services.citations.table import CitationRows
    from scholar_desktop.services.tasks import TaskScope

DRAWING = Message("Drawing the map…")
Build = Callable[[RequestOptions], Coroutine[Any, Any, CitationMap]]
MESSAGE_SHOWN_MS = 8000
RESIZED_MS = 200
"""Milliseconds after the last change of the size; then a map that is shown whole gets the new shape."""
MOST_LEFT = 30
"""Maps that are shown again as they were left."""


class MapPane(QWidget):
    """Shows a map. Signal: `opened` (open a paper of the map)."""

    opened = Signal(object)

    def __init__(self, ui_context: UiContext, scope: TaskScope, name: str = "mapView", parent: QWidget | None = None):
        super().__init__(parent)
        self._ui_context = ui_context
        self._scope = scope
        theme = ui_context.theme
        self.setObjectName(name)
        self.setAccessibleName(gettext("Citation map"))
        self.whole: CitationMap | None = None
        self._lists: CountsAround | None = None
        self._lacking: Note | None = None
        self._unlinked = 0
        """Papers whose references are not known, so that links may be missing."""
        self._in_library = 0
        """How many papers the library has whose map is shown; 0 for another map."""
        self._subject = ""
        """What the map is of, as a name; empty if none is shown."""
        self._left: dict[str, MapMemory] = {}
        """How the map of each subject was left; those left last are the last."""
        self._extended = False
        self._busy = ""
        self._problem: ErrorInfo | None = None
        self._again: Callable[[], None] | None = None
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(RESIZED_MS)
        self._resized.timeout.connect(self._stretch)
        self.canvas = MapCanvas(theme, scope, self)
        self._head = MapHead(theme, ui_context.actions)
        self.pane = StatePane(theme, self.canvas, named=self)
        self.legend = MapLegend(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.pane, 1)
        column.addWidget(self.legend)
        self._head.get_button.clicked.connect(self.get_pdfs)
        self._head.find_box.textChanged.connect(lambda _text: self._go_to_match(0))
        self._head.find_box.returnPressed.connect(lambda: self._go_to_match(1))
        self.canvas.opened.connect(self.opened)
        self.canvas.chosen.connect(self._on_chosen)
        self.canvas.menu_wanted.connect(self._on_menu_wanted)
        self.canvas.hide_wanted.connect(self.hide_chosen)
        ui_context.marks.changed.connect(self._on_marks_changed)
        ui_context.maps.hidden.changed.connect(self._on_hidden_changed)
        self._show()

    def shown_papers(self) -> tuple[Paper, ...]:
        """Return the papers of the map that are not hidden."""
        return remove_papers(self.whole, self.hidden).papers if self.whole is not None else ()

    @property
    def hidden(self) -> frozenset[str]:
        """The ids of the papers that the user hid."""
        return self._ui_context.maps.hidden.of(self._subject)

    # Content of the map

    def show_around(
        self,
        paper: Paper,
        cited_by: Sequence[CitationRows],
        references: Sequence[CitationRows],
        *,
        total: int | None = None,
        is_whole: bool = True,
        lacking: Note | None = None,
    ) -> None:
        """Show the map of *paper* from the loaded part of its lists (`CitationTable.parts`), without a request.

        total: how many papers both lists have at the service; None: unknown; is_whole: both lists are loaded to their
        end; lacking: why papers are lacking, with what the user can do; None for no note.
        """
        maps = self._ui_context.services.citation_maps
        grown = self.whole is not None and self.whole.centres == {paper.id}
        if grown and self._extended:
            return  # a map that the user extended stays as it is
        self._lacking, self._in_library = lacking, 0
        loaded = [sum(part.count for part in parts) for parts in (cited_by, references)]
        is_cut = any(count > AROUND for count in loaded)
        self._lists = CountsAround(sum(loaded) + 1, total + 1, is_cut, is_whole) if total is not None else None
        self._build(lambda _ask: maps.around(paper, cited_by, references), DRAWING, subject="" if grown else paper.id)

    def show_papers(self, papers: Sequence[Paper], *, stored_only: bool = False) -> None:
        """Show the map of *papers* and of the links between them: one request for every 500 papers.

        Args:
            stored_only: nothing is requested; the links come from stored answers.
        """
        known = map_without_links(papers)
        self._lacking, self._in_library = None, 0
        self._build(
            lambda ask: self._link(known, ask),
            gettext("Loading links between papers…"),
            subject=f"papers:{_name_of(known)}",
            extends=True,
            first=known,
            stored_only=stored_only,
        )

    def show_library(self, *, stored_only: bool = False) -> None:
        """Show the map of the library; the links come from stored answers, or are requested unless *stored_only*."""
        maps = self._ui_context.services.citation_maps

        async def build(ask: RequestOptions) -> CitationMap:
            known, self._in_library = await maps.of_library()
            if known.papers:
                await self._take(known, keep=False)
            return await self._link(known, ask)

        words = gettext("Loading links between your papers…")
        self._build(build, words, subject="library", extends=True, stored_only=stored_only)

    def show_known(self, known: CitationMap) -> None:
        """Show *known* without changes."""
        self._in_library = 0

        async def build(_ask: RequestOptions) -> CitationMap:
            return known

        self._build(build, DRAWING, subject=_name_of(known), extends=True)

    def set_large(self) -> None:
        """Hide the button that enlarges the map; it already has the main area."""
        self._head.enlarge.hide()

    def clear(self) -> None:
        """Empty the map: another paper is shown, and nothing of it is loaded."""
        self._scope.cancel("map")
        self._problem, self._busy, self._extended, self._unlinked = None, "", False, 0
        self._begin("")
        self._show()

    def _begin(self, subject: str) -> None:
        """Empty the map, to show that of *subject* as it was left. How the map of the last one is left is kept."""
        if self._subject and (left := self.canvas.memory()) is not None:
            self._left.pop(self._subject, None)
            self._left[self._subject] = left
            for oldest in list(self._left)[:-MOST_LEFT]:
                del self._left[oldest]
        self._subject, self.whole = subject, None
        self.canvas.show_chart(None)
        self.canvas.return_to(self._left.get(subject))

    # Tools

    def add_neighbours(self) -> None:
        papers, known = self.canvas.chosen_papers(), self.whole
        if known is None or not papers:
            return
        maps = self._ui_context.services.citation_maps

        def on_update(grown: CitationMap) -> None:
            self.whole = grown

        self._build(
            lambda ask: maps.add_neighbours(known, papers, ask, on_update),
            ngettext("Loading neighbours of {count} paper…", "Loading neighbours of {count} papers…", len(papers)),
            extends=True,
        )

    def find_links(self) -> None:
        known = self.whole
        if known is not None:
            messages = self._ui_context.messages

            async def build(ask: RequestOptions) -> CitationMap:
                found = await self._link(known, ask)
                more = len(found.links) - len(known.links)
                if self._unlinked and not more:
                    return found  # the note of the map says why
                lead = ngettext("{count} link added.", "{count} links added.", more)
                note = Note(lead if more else gettext("No more links between these papers found."), icon="info")
                messages.say("map", note, lasts_ms=MESSAGE_SHOWN_MS)
                return found

            self._build(build, gettext("Loading links between papers…"), extends=True)

    def get_pdfs(self) -> None:
        papers = self.canvas.chosen_papers()
        if papers:
            get_pdfs(self._ui_context, papers, self._batch_title())

    def _batch_title(self) -> str:
        """Return what the map is of, for the batch of the downloads of its papers."""
        centres = [paper for paper in self.whole.papers if paper.id in self.whole.centres] if self.whole else []
        if len(centres) != 1:
            return gettext("Citation map")
        return gettext("Map of “{title}”", title=short_title(plain(centres[0].title)))

    def hide_chosen(self) -> None:
        papers = self.canvas.chosen_papers()
        if papers and self.whole is not None:
            self.canvas.choose(())
            self._hide(self._subject, papers)

    def _hide(self, subject: str, papers: Sequence[Paper]) -> None:
        """Hide *papers* on the maps of *subject*, with a way to undo."""
        hidden, messages = self._ui_context.maps.hidden, self._ui_context.messages
        added = frozenset(paper.id for paper in papers) - hidden.of(subject)

        async def show_again() -> None:
            hidden.undo(subject, added)

        label, undone, done = hide_words(papers)
        undo_step = UndoStep(label, undone, show_again, lambda: self._hide(subject, papers))
        hidden.hide(subject, added, partial(self._forget, undo_step))
        messages.add_undo_step(undo_step)
        messages.undoable(done, Step(gettext("Undo"), self._ui_context.actions["edit.undo"].trigger, icon="undo"))

    def show_hidden(self) -> None:
        self._ui_context.maps.hidden.show_all(self._subject)

    def _forget(self, undo_step: UndoStep) -> None:
        self._ui_context.messages.close_message("undo")
        self._ui_context.messages.forget_undo_steps([undo_step])

    def _on_hidden_changed(self, subject: str, shown_again: frozenset[str]) -> None:
        if subject == self._subject:
            self._redraw()
            if shown_again:
                self.canvas.choose_papers(shown_again)

    def fit(self) -> None:
        self.canvas.fit()

    def zoom(self, factor: float) -> None:
        self.canvas.zoom(factor)

    def find_paper(self) -> None:
        self._head.find_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._head.find_box.selectAll()

    def export_to(self, path: Path) -> None:
        """Write the map to *path*, in the format of its suffix: .svg, .png, .graphml."""
        write_shown_map(self._ui_context, self.canvas, path)

    def choose_file(self, ending: str) -> None:
        """Ask for a file name, without blocking the window."""
        choose_map_file(self._ui_context, self.canvas, self, ending)

    # Building

    async def _link(self, known: CitationMap, ask: RequestOptions) -> CitationMap:
        """Return *known* with the links between its papers; a note says if references are not known."""

        def on_lacking(count: int, error: ScholarError) -> None:
            self._unlinked = count
            if not (ask.stored_only and isinstance(error, Offline)):
                self._problem = error.info

        self._unlinked = 0
        return await self._ui_context.services.citation_maps.link(known, ask, on_lacking)

    def _build(
        self,
        build: Build,
        words: str,
        *,
        subject: str = "",
        extends: bool = False,
        first: CitationMap | None = None,
        stored_only: bool = False,
    ) -> None:
        """Build a map and show it.

        Args:
            build: returns the map, possibly after requests.
            words: shown while it is built.
            subject: a map of this begins; empty: the map that is shown grows, and its papers stay where they are.
            extends: the user wants more than the lists of the paper contain.
            first: a map that is shown until the answer arrives.
            stored_only: nothing is requested before the user tries again.
        """
        self._problem, self._busy = None, words
        self._again = lambda: self._build(build, words, subject=subject, extends=extends, first=first)
        if subject:
            self._unlinked = 0
            self._begin(subject)
        self._show()
        work = self._run(build, RequestOptions(stored_only=stored_only), not subject, extends, first)
        self._scope.start(work, name="build the map", latest="map")

    async def _run(
        self, build: Build, ask: RequestOptions, keep: bool, extends: bool, first: CitationMap | None
    ) -> None:
        if first is not None:
            await self._take(first, keep=keep)
        try:
            known = await build(ask)
        except ScholarError as error:
            self._problem = error.info
            if self.whole is not None:
                await self._take(self.whole, keep=True)
        else:
            self._extended = extends or (keep and self._extended)
            await self._take(known, keep=keep or first is not None)
        self._busy = ""
        self._show()

    async def _take(self, known: CitationMap, *, keep: bool) -> None:
        self.whole = known
        maps = self._ui_context.services.citation_maps
        chart = self.canvas.chart if keep else None
        left = self.canvas.layout_left(known.papers)
        before = left or (chart.current_layout() if chart is not None else None)
        layout = await maps.lay_out(known, aspect=self._aspect(), keep=before)
        self._ui_context.marks.watch(self.objectName(), known.papers)
        drawn = remove_papers(known, self.hidden)
        self.canvas.show_chart(Chart(drawn, layout, self._ui_context.marks.of), keep_view=keep)
        if left is None:  # a map that was left has its shape; the pane may not have its size yet
            self._stretch()
        self._show()

    def _redraw(self) -> None:
        chart = self.canvas.chart
        if self.whole is not None and chart is not None:
            drawn = remove_papers(self.whole, self.hidden)
            self.canvas.show_chart(Chart(drawn, chart.current_layout(), self._ui_context.marks.of), keep_view=True)
            self._show()

    def _aspect(self) -> float:
        """Return the shape of the map, between its tools and its legend, which are hidden before it is drawn."""
        width = self.width()
        height = self.height() - self._head.heightForWidth(width) - self.legend.heightForWidth(width)
        return max(0.8, width / max(1, height))

    def _stretch(self) -> None:
        """Stretch a map that is shown whole to the shape that it has now."""
        chart = self.canvas.chart
        if chart is None or not self.canvas.is_fitted:
            return
        layout = chart.current_layout()
        if (wide := stretched(layout, self._aspect())) is not layout:
            self.canvas.fit_by(wide)

    def _cancel(self) -> None:
        self._scope.cancel("map")
        self._busy = ""
        self._show()

    # States

    def _show(self) -> None:
        known, chart = self.whole, self.canvas.chart
        is_drawn = chart is not None and bool(chart.papers)
        self._head.setVisible(is_drawn)
        self.legend.setVisible(is_drawn)
        again = Step(gettext("Try again"), self._again, main=not is_drawn, icon="refresh") if self._again else None
        if is_drawn and self._problem is not None:
            stays = missing_links_words(self._unlinked) if self._unlinked else gettext("The map stays as it was.")
            hint = shown(self._problem.hint) if self._problem.hint else stays
            self.pane.show_rows(
                PARTIAL, Note(shown(self._problem.message), hint, "error", "alert", (again,) if again else ())
            )
        elif self._problem is not None:
            steps = (again,) if again else ()
            self.pane.show_message(
                ERROR,
                PageMessage(
                    shown(self._problem.message), shown(self._problem.hint or ""), "alert", "error", steps=steps
                ),
            )
        elif self._busy:
            cancel = (Step(gettext("Stop"), self._cancel),)
            note = Note(shown(self._busy), "", "panel", "clock", cancel)
            if self._busy != DRAWING:
                note = asking_note(self._ui_context.services.status, self._busy, "", cancel)
            self.pane.show_rows(WAITING, note) if is_drawn else self.pane.wait(note, keeps_message=False)
        elif known is None:
            steps = (Step(gettext("Draw map"), self._again, main=True),) if self._again else ()
            text = gettext("The map shows the papers that cite this one and the papers it cites.")
            self.pane.show_message(EMPTY, PageMessage(gettext("Map not drawn yet"), text, steps=steps))
        elif not known.papers:
            text = gettext("Papers in your library appear here by year, with lines to the papers they cite.")
            self.pane.show_message(EMPTY, PageMessage(gettext("No papers to draw"), text))
        else:
            lacking = self._lacking
            if self._unlinked:
                lacking = missing_links_note(self._unlinked, self._ui_context.services.status, self.find_links)
            self.pane.show_rows(FULL if lacking is None else PARTIAL, lacking)
        self._show_costs()
        self.legend.show_counts(*self._counts(), self.canvas.current_words())

    def _counts(self) -> tuple[str, str]:
        chart, known = self.canvas.chart, self.whole
        if chart is None or known is None:
            return "", ""
        links = remove_papers(known, self.hidden).links
        lists = None if self._extended else self._lists
        words = [papers_words(known, len(chart.papers), lists, self._in_library)]
        if hidden := len(self.hidden & known.ids):
            words.append(gettext("{count} hidden", count=hidden))
        words.append(ngettext("{count} link", "{count} links", len(links)))
        if len(chart.links) < len(links):
            drawn = len(chart.links)
            words.append(
                ngettext("{count} link drawn, influential first", "{count} links drawn, influential first", drawn)
            )
        # not if only the current paper is selected: the words about that say so
        chosen = len(self.canvas.selected) if self.canvas.selected != {self.canvas.current} else 0
        return " · ".join(words), selected_words(chosen, len(chart.papers))

    def _show_costs(self) -> None:
        if not self.isVisible():
            return
        self._ui_context.context.update(map_hidden=len(self.hidden))
        if self.whole is None:
            return
        actions = self._ui_context.actions
        cost = self._ui_context.services.citation_maps.cost_of_links(self.whole)
        services = self._ui_context.services
        rate, pool = services.settings_editor.current.semantic_scholar_rate, services.status.pool()
        title = gettext("Find links")
        if (seconds := loading_seconds(cost, rate, pool)) > LONG_S:
            title = gettext("Find links ({time})", time=time_estimate(seconds))
        actions.set_title("map.link", title)
        title = gettext("Add neighbours")
        cost_of_more = 2 * len(requestable_papers(self.canvas.chosen_papers()))
        if (seconds := loading_seconds(cost_of_more, rate, pool)) > LONG_S:
            title = gettext("Add neighbours ({time})", time=time_estimate(seconds))
        actions.set_title("map.add_neighbours", title)
        self._show_pdfs_to_get(self.canvas.chosen_papers())

    def _show_pdfs_to_get(self, papers: Sequence[Paper]) -> None:
        """Count the PDFs that are neither in the library nor being downloaded."""
        wanted, reason = self._ui_context.marks.count_to_get(papers), ""
        if papers and not wanted:
            reason = gettext("The PDFs of the selected papers are in your library or being downloaded.")
        title = ngettext("Get {count} PDF", "Get {count} PDFs", wanted) if wanted else gettext("Get PDFs")
        self._head.get_button.show_content(ButtonContent(title, icon="get"))
        self._head.get_button.setEnabled(wanted > 0)
        set_tooltip(self._head.get_button, reason)

    def _on_chosen(self, current: Paper | None, papers: Sequence[Paper]) -> None:
        if self.isVisible():
            self._ui_context.context.update(map_chosen=len(papers))
            if (papers or not self._ui_context.current.give_back()) and current is not None:
                self._ui_context.current.choose(current, papers, place=self)
        self._show_costs()
        self.legend.show_counts(*self._counts(), self.canvas.current_words())

    def _on_menu_wanted(self, where: Any) -> None:
        menu = self._ui_context.actions.row_menu(self)
        menu.addSeparator()
        for action in ("map.add_neighbours", "map.hide"):
            menu.addAction(self._ui_context.actions[action])
        menu.popup(where)

    def _on_marks_changed(self) -> None:
        if self.canvas.chart is not None:
            self.canvas.chart.mark(self._ui_context.marks.of)
            self.canvas.marks_changed()
            self._show_costs()

    # Search

    def _go_to_match(self, step: int) -> None:
        chart, words = self.canvas.chart, normalise(self._head.find_box.text())
        if chart is None or not words:
            return
        matches = [
            place
            for place in chart.order
            if words in normalise(f"{plain(chart.papers[place].title)} {chart.labels[place]}")
            or any(words in normalise(author.name) for author in chart.papers[place].authors)
        ]
        self._head.find_box.setProperty("problem", not matches)
        if not matches:
            self.canvas.choose((), None)
            return
        here = matches.index(self.canvas.current) if self.canvas.current in matches else -step
        found = matches[(here + step) % len(matches)]
        self.canvas.choose({found}, found)
        self.canvas.bring_into_sight(found)

    # Overrides of Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._head.find_box.hasFocus():
            self._head.find_box.clear()
            self.canvas.setFocus()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._head.fit_width(self.width())
        self._resized.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ui_context.context.update(on_map=True, map_chosen=len(self.canvas.selected))
        self._ui_context.maps.take(self)
        self._show_costs()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ui_context.context.update(on_map=False, map_chosen=0, map_hidden=0)


def _name_of(known: CitationMap) -> str:
    """Return what *known* is a map of, as a name: the id of its centre if it has one."""
    return " ".join(sorted(known.centres))

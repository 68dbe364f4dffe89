"""Handles clicks and keys on the rows of a list of papers, and follows their state in the library."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext
from scholar_desktop.ui.citations.citation_delegate import is_sentence_cut
from scholar_desktop.ui.citations.citation_row import CitationListRow
from scholar_desktop.ui.rows.paper_row import STATE_PIECES, state_action
from scholar_desktop.ui.rows.row_layout import at, mirrored
from scholar_desktop.ui.widgets.button import native_keys
from scholar_desktop.ui.words.literal_text import add_entry
from scholar_desktop.ui.words.mnemonics import make_menu

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.citations.abstracts import CitationAbstracts
    from scholar_desktop.ui.citations.citation_list_model import CitationListModel
    from scholar_desktop.ui.citations.list_view import CitationListView
    from scholar_desktop.ui.context.current_paper import CurrentPaper
    from scholar_desktop.ui.context.paper_status import PaperStatuses

LOOK_UP_MS = 60
"""Milliseconds after rows came into view; then their papers are looked up in the library."""
_PARTS = ("more", "less", "ask_abstract", *STATE_PIECES, "like", "unlike")


class RowClicks(QObject):
    """Handles clicks and keys.

    Signals: `opened` (open the paper of a row), `kept_open` (keep it for later), `rated` (a paper, `like` or
    `unlike`), `words_wanted` (search the services for the title of a row that Semantic Scholar has no paper for).
    """

    opened = Signal(object)
    words_wanted = Signal(str)
    kept_open = Signal(object)
    rated = Signal(object, str)

    def __init__(
        self,
        actions: Actions,
        marks: PaperStatuses,
        current: CurrentPaper,
        model: CitationListModel,
        view: CitationListView,
        abstracts: CitationAbstracts,
        *,
        name: str,
        fold: Callable[[int], bool] = lambda line: False,
        copied: Callable[[str], None] = lambda title: None,
    ) -> None:
        """Connect to *view*.

        Args:
            copied: called with the title of a row that was copied because Semantic Scholar has no paper for it.
            name: of the list, for the paper statuses.
            fold: expands or collapses the group whose header is a line; returns False if the line is not a header.
        """
        super().__init__(view)
        self._actions = actions
        self._marks = marks
        self._current = current
        self._model = model
        self._view = view
        self._abstracts = abstracts
        self._name = name
        self._fold = fold
        self._copied = copied
        self._sight = QTimer(self)
        self._sight.setSingleShot(True)
        self._sight.setInterval(LOOK_UP_MS)
        self._sight.timeout.connect(self._look_up)
        view.reads = True
        view.opened.connect(self._on_opened)
        view.read_wanted.connect(self._on_read_wanted)
        view.preview_wanted.connect(self._toggle)
        view.pressed_at.connect(self._on_pressed)
        view.middle_pressed.connect(self._on_middle_pressed)
        view.menu_wanted.connect(self._on_menu_wanted)
        view.papers_chosen.connect(self._on_papers_chosen)
        view.copy_wanted.connect(self._on_copy_wanted)
        view.expanded.connect(abstracts.look)
        current.follow(
            view, view.read_selection, at_once=False, has_sentences=view.has_sentences, title=self._list_title
        )
        model.rows_made.connect(self._on_rows_made)

    def _list_title(self) -> str:
        """Return what the list is, for the batch of the downloads of its papers."""
        from scholar_desktop.ui.words.batch_names import short_title  # not part of the start

        paper = self._model.paper_of_list
        title = short_title(plain(paper.title)) if paper is not None else ""
        match self._name:
            case "citations":
                return gettext("Papers that cite “{title}”", title=title)
            case "references":
                return gettext("References of “{title}”", title=title)
            case _:
                return ""

    def _toggle(self, line: int) -> None:
        """Expand or collapse a paper or a group."""
        if not self._fold(line) and self._model.row_number(line) >= 0:
            self._view.toggle(line)

    def _on_opened(self, line: int) -> None:
        """Handle Enter or a double click: open the paper; Space expands its sentences. If Semantic Scholar has no paper
        for the row, its title is searched."""
        row = self._model.row(line)
        if not isinstance(row, CitationListRow):
            self._toggle(line)
        elif (paper := self._paper(line)) is not None:
            self.opened.emit(paper)
        elif title := self._model.title_without_paper(line):
            self.words_wanted.emit(title)

    def _on_read_wanted(self, line: int) -> None:
        """Handle a double click: show the PDF of the row if the library has it."""
        paper = self._paper(line)
        kept = self._marks.of(paper).kept if paper is not None else None
        if paper is not None and kept is not None and kept.pdf:
            self._current.run_for("paper.read_pdf", paper)
        else:
            self._on_opened(line)

    def _on_middle_pressed(self, line: int) -> None:
        if (paper := self._paper(line)) is not None:
            self.kept_open.emit(paper)

    def _paper(self, line: int) -> Paper | None:
        """Return the paper of a line, if it has an ID that can be requested."""
        paper = self._model.paper(line)
        return paper if paper is not None and paper.id else None

    def _on_pressed(self, line: int, where: QPoint) -> None:
        if line >= self._model.rowCount():
            return
        if self._model.group(line) is not None:
            self._toggle(line)
            return
        width, row = self._view.viewport().width(), self._model.row(line)
        layout = self._view.delegate.layout_of(row, width)
        if self._view.isRightToLeft():
            layout = mirrored(layout, width)
        tags = [f"tag.{tag}" for tag in row.intents] if isinstance(row, CitationListRow) and row.links else []
        part = at(layout, where.x(), where.y(), (*_PARTS, *tags))
        paper = self._model.paper(line)
        if part in ("more", "less", *tags):
            self._toggle(line)
        elif part == "ask_abstract":
            self._abstracts.ask(line)
        elif part in ("like", "unlike") and paper is not None:
            self.rated.emit(paper, part)
        elif part is not None and paper is not None:
            self._press_state(paper)
        else:
            is_only = self._view.chosen_count() <= 1  # of several rows, all sentences that they show are copied
            place = self._view.sentence_at(line, where)
            is_cut = place >= 0 and not self._model.is_open(line) and is_sentence_cut(layout)
            self._view.pick(line, place if is_only else -1)
            if is_only and is_cut:
                self._toggle(line)

    def _on_copy_wanted(self) -> None:
        if title := self._view.title_without_paper():
            QApplication.clipboard().setText(title)
            self._copied(title)
        else:
            self._actions.run_on("paper.copy_sentence")

    def _press_state(self, paper: Paper) -> None:
        """Handle a click on the end of a row: 'PDF' downloads it, 'PDF saved' opens it."""
        self._current.run_for(state_action(paper, self._marks.of(paper)), paper)

    def _on_menu_wanted(self, where: QPoint) -> None:
        line = self._view.current_row()
        is_several = self._view.chosen_count() > 1
        if line >= 0 and not is_several and (title := self._model.title_without_paper(line)):
            self._title_menu(title).popup(where)
        elif line >= 0 and (is_several or self._model.paper(line) is not None):
            point = (
                self._view.viewport().mapFromGlobal(where) - self._view.visualRect(self._model.index(line, 0)).topLeft()
            )
            if (place := self._view.sentence_at(line, point)) >= 0:
                self._view.pick(line, place)
            self._current.use(self._view.read_selection)
            menu = self._actions.row_menu(self._view)
            self._name_copy(menu)
            menu.popup(where)

    def _title_menu(self, title: str) -> QMenu:
        """Return a menu with what can be done with a row that Semantic Scholar has only the *title* of."""
        menu = make_menu(self._view)
        enter = native_keys("Enter")  # not translated: the name of a key
        search = add_entry(menu, f"{gettext('Search for this title')}\t{enter}")
        search.triggered.connect(lambda: self.words_wanted.emit(title))
        copy = add_entry(menu, f"{gettext('Copy title')}\t{native_keys('Ctrl+C')}")
        copy.triggered.connect(self._on_copy_wanted)
        return menu

    def _name_copy(self, menu: QMenu) -> None:
        """While the copy key copies sentences, begin *menu* with that, and show the key there instead of beside the
        citation of the paper."""
        copies_sentences = self._view.copies_own_text()
        if not copies_sentences:
            return
        citation = self._actions["paper.copy_citation"]
        citation.setShortcutVisibleInContextMenu(False)
        # the other lists have the same action
        menu.aboutToHide.connect(partial(citation.setShortcutVisibleInContextMenu, True))
        title, keys = self._actions["paper.copy_sentence"].text(), QKeySequence(QKeySequence.StandardKey.Copy)
        first, citation = menu.actions()[0], self._actions["paper.copy_citation"]
        submenus = [inner for one in menu.actions() if isinstance(inner := one.menu(), QMenu)]
        within = next((one for one in submenus if self._actions["paper.copy_bibtex"] in one.actions()), None)
        if within is not None:  # the menu has no more entries than before
            menu.removeAction(citation)
            within.insertAction(within.actions()[0], citation)
        copy = add_entry(menu, f"{title}\t{keys.toString(QKeySequence.SequenceFormat.NativeText)}")
        copy.triggered.connect(self._on_copy_wanted)
        menu.insertAction(first, copy)
        menu.insertSeparator(first)

    def _on_papers_chosen(self) -> None:
        self._current.follow_change(self._view, self._view.read_selection)

    def _on_rows_made(self) -> None:
        if not self._sight.isActive():
            self._sight.start()

    def _look_up(self) -> None:
        self._marks.watch(self._name, self._model.made_papers())

"""The current paper: the one that actions apply to, shown by a list or the detail pane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from scholar_desktop.domain.paper import Paper, find_same
from scholar_desktop.translation import gettext
from scholar_desktop.ui.actions.action_context import MOST_PAPERS, ActionContext
from scholar_desktop.ui.actions.conditions import WITHOUT_PAPERS
from scholar_desktop.ui.actions.registry import Actions
from scholar_desktop.ui.context.paper_status import PaperStatuses

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.ui.widgets.row_list import RowList


class ChosenPapers(NamedTuple):
    """The selected papers of a list.

    paper: the one that leads them; papers: all; unread: how many rows are selected, if their papers are not loaded or
    too many to act on; kept: what the library keeps of them, from a list that has read it; trashed: what its trash
    keeps of the one that leads them, in a list of papers that are not only those of the trash; unmatched: the only
    selected row is of a paper of which Semantic Scholar has only the title.
    """

    paper: Paper | None
    papers: Sequence[Paper]
    unread: int = 0
    kept: Sequence[KeptPaper] = ()
    trashed: KeptPaper | None = None
    unmatched: bool = False

    def led_by(self, shown: Paper | None) -> ChosenPapers:
        """Return the selection led by *shown*, the paper in the detail pane, if it is one of them."""
        lead = find_same(shown, self.papers) if shown is not None else None
        if lead is None or shown is None:
            return self._replace(paper=next(iter(self.papers), None))
        return self._replace(paper=shown, papers=[shown if paper is lead else paper for paper in self.papers])


Index = QModelIndex | QPersistentModelIndex
SelectionReader = Callable[[], "ChosenPapers | tuple[Paper | None, Sequence[Paper]] | None"]  # not translated: a type
"""Returns the paper that leads a selection and all selected ones; None if the list cannot say (it has no selection)."""


class CurrentPaper(QObject):
    """Puts the selected papers into the action context, with what the library and the queue hold of the first one.

    The selection model of a list is the only record of which rows are selected: actions read it when they run, through
    the reader of the list that the user worked in last. While that list is hidden (behind another tab, in a closed
    pane, on another page), they apply to what is shown instead, as `fall_back_on` returns it.
    """

    def __init__(
        self, context: ActionContext, marks: PaperStatuses, actions: Actions, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._marks = marks
        self._actions = actions
        self._read: SelectionReader | None = None
        self._has_sentences: dict[SelectionReader, Callable[[], bool]] = {}
        self._titles: dict[SelectionReader, Callable[[], str]] = {}
        self._readers: dict[RowList, SelectionReader] = {}
        self._views: list[RowList] = []
        self._pane: QWidget | None = None
        self._citations: QWidget | None = None
        self._is_in_citations: Callable[[], bool] = lambda: False
        self._place: QWidget | None = None
        """Shows the papers that `choose` was called with; None if they are not those of a widget."""
        self._read_shown: SelectionReader | None = None
        self._shows_paper: Callable[[], bool] = lambda: False
        self._hidden_soon = QTimer(self)
        self._hidden_soon.setSingleShot(True)
        self._hidden_soon.setInterval(0)  # a pane that moves in the window is hidden only for a moment
        # then they apply to what is shown instead, or to no paper if another page hides the panes
        self._hidden_soon.timeout.connect(self.read)
        self._before_page: tuple[Paper | None, Sequence[Paper]] | None = None
        self._before_pass: tuple[SelectionReader | None, Paper | None, Sequence[Paper]] | None = None
        context.read_selection = self.read
        context.changed.connect(self._follow_page)
        marks.changed.connect(self._on_marks_changed)

    def follow(
        self,
        view: RowList,
        read: SelectionReader,
        *,
        at_once: bool = True,
        has_sentences: Callable[[], bool] | None = None,
        title: Callable[[], str] | None = None,
    ) -> None:
        """Make actions apply to the rows selected in *view* from when the user works in it.

        Args:
            read: returns the papers of the selected rows.
            at_once: follow every change of the selection; if False, the list calls `follow_change`.
            has_sentences: returns True if the selected rows show citing sentences; None for a list without any.
            title: returns what the list is, if the page that it is on does not say so.
        """
        if title is not None:
            self._titles[read] = title
        if has_sentences is not None:
            self._has_sentences[read] = has_sentences
        self._views.append(view)
        view.trashes, view.acts_elsewhere = True, lambda: self._shows_paper()
        self._readers[view] = read
        view.installEventFilter(self)
        view.reached.connect(partial(self._on_reached, read))
        view.passed.connect(partial(self._on_passed, read))
        view.used.connect(partial(self.use, read))
        view.model().modelReset.connect(partial(self._on_rows_replaced, view, read))
        if at_once:
            view.selectionModel().selectionChanged.connect(partial(self.follow_change, view, read))
            view.model().dataChanged.connect(partial(self._on_rows_changed, view, read))

    def fall_back_on(self, read: SelectionReader, shows_paper: Callable[[], bool]) -> None:
        """Make actions apply to what *read* returns while the list that they would apply to is hidden, or has no
        selected row beside the paper that is shown. shows_paper: returns True if the user sees that paper."""
        self._read_shown, self._shows_paper = read, shows_paper

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide and watched in (self._place, *self._views_read()):
            self._hidden_soon.start()
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            self._select_focused_row(watched, event)
        return super().eventFilter(watched, event)

    def _select_focused_row(self, watched: QObject, event: QKeyEvent) -> None:
        """Select the row with the focus if none is selected, before a key acts on the papers of *watched*. Beside a
        paper that is shown, the key acts on that until the user selects a row."""
        view = next((view for view in self._views if view is watched), None)
        if view is None or view.chosen_count() or view.acts_elsewhere():
            return
        if self._actions.key_acts_on_papers(event.keyCombination()):
            view.select_current()
            self._actions.refresh()  # Qt looks for an enabled action of this key now

    def _views_read(self) -> list[RowList]:
        """Return the lists whose selection actions apply to."""
        return [view for view, read in self._readers.items() if self._read is not None and read == self._read]

    def _leave_hidden(self) -> None:
        """Stop applying actions to a list that is hidden. The window itself may be hidden or minimised."""
        if self._read_shown is None or self._read == self._read_shown:
            return
        shown_in = [self._place] if self._place is not None else self._views_read()
        if shown_in and not any(widget.isVisibleTo(widget.window()) for widget in shown_in):
            self._read, self._place = self._read_shown, None

    def _on_reached(self, read: SelectionReader) -> None:
        """F6 leads to a list: note what actions apply to, in case it leads further."""
        now = self._context.now
        is_other = self._read != read and now.paper is not None
        self._before_pass = (self._read, now.paper, now.papers) if is_other else None

    def _on_passed(self, read: SelectionReader) -> None:
        """F6 led through a list: make actions apply again to what they applied to before."""
        before, self._before_pass = self._before_pass, None
        if before is None or self._read != read:
            return
        self._read, paper, papers = before
        if self._read is not None:
            self.read()
        else:
            self._set(paper, papers)

    def hold_in(self, pane: QWidget, citations: QWidget, is_in_citations: Callable[[], bool]) -> None:
        """Let no list take the actions over while the focus is in *pane*, which shows the paper that they apply to, and
        the lists of its citations only while the focus is in these: the citing rows of that paper that were selected
        before are selected again when their list has come, wherever the user is then.

        Args:
            citations: contains the lists of the citations.
            is_in_citations: returns True if the focus is in them.
        """
        self._pane, self._citations, self._is_in_citations = pane, citations, is_in_citations

    def is_of(self, view: RowList) -> bool:
        """Return True if actions apply to the rows selected in *view*."""
        return self._read is not None and self._read == self._readers.get(view)

    @property
    def get_words(self) -> str:
        """The short title of `paper.get_pdf` for several selected papers."""
        if self._context.now.only_files:
            return gettext("Get files")
        return gettext("Get PDFs and files") if self._context.now.of_files else gettext("Get PDFs")

    def list_title(self) -> str:
        """Return the title of the list that actions apply to, if it has one of its own."""
        title = self._titles.get(self._read) if self._read is not None else None
        return title() if title is not None else ""

    def use(self, read: SelectionReader) -> None:
        """Make actions apply to what *read* returns when they run."""
        self._read, self._place = read, None
        self.read()

    def read(self) -> None:
        """Read the papers that actions apply to from the selection."""
        self._leave_hidden()
        found = self._read() if self._read is not None else None
        if found is None and self._read is not None and self._read_shown is not None and self._shows_paper():
            found = self._read_shown()
        if found is not None:
            shows_papers = self._context.now.page not in WITHOUT_PAPERS
            self._set(*(found if shows_papers else ChosenPapers(None, ())))

    def _follow_page(self) -> None:
        """On a page without papers, actions apply to none; on the next page, to those before it."""
        now, before = self._context.now, self._before_page
        if now.page in WITHOUT_PAPERS and before is None:
            self._before_page = now.paper, now.papers
            self._set(None, ())
        elif now.page not in WITHOUT_PAPERS and before is not None:
            self._before_page = None
            if self._read is not None:
                self.read()
            elif now.paper is None:
                self._set(*before)

    def choose(
        self,
        paper: Paper | None,
        papers: Sequence[Paper] = (),
        *,
        kept: KeptPaper | None = None,
        place: QWidget | None = None,
    ) -> None:
        """Make actions apply to papers that are no selection of a list.

        Args:
            paper: the paper that is shown.
            papers: all papers that are selected with it.
            kept: what the library or its trash keeps of *paper*; None for what is known.
            place: the widget in which they are selected: actions apply to them while it is not hidden.
        """
        self._read, self._place = None, place
        if place is not None:
            place.installEventFilter(self)  # once, however often it is called
        known = kept or (self._marks.kept_of(paper) if paper is not None else None)
        self._set(paper, papers, kept=(known,) if known is not None else ())

    def give_back(self) -> bool:
        """Make actions apply to what is shown: no paper of the widget that had them is selected any more.
        False if the user does not see a paper that is shown."""
        if not self._shows_paper():
            return False
        if self._read is None and self._place is not None and self._read_shown is not None:
            self.use(self._read_shown)
        return True

    def run_for(
        self, action_id: str, paper: Paper, papers: Sequence[Paper] = (), *, kept: KeptPaper | None = None
    ) -> None:
        """Run an action on *paper* alone, whatever is selected; afterwards actions apply to the selection again.

        Args:
            papers: the papers to run it on, if they are several; *paper* is the first of them.
            kept: what the library or its trash keeps of *paper*; None for what is known.
        """
        before = self._read
        self.choose(paper, papers, kept=kept)
        self._actions.run_on(action_id)
        if self._read is None and before is not None:
            self.use(before)

    def open_menu(self, where: QPoint, parent: QWidget) -> None:
        """Open the menu of the papers that actions apply to at the point *where* of the screen."""
        self._actions.row_menu(parent).popup(where)

    def run_with(self, paper: Paper | None, action_id: str) -> None:
        """Run an action on all selected papers if *paper* is one of them, else on *paper* alone. None: do nothing."""
        if paper is None:
            return
        self.read()
        if find_same(paper, self._context.now.papers) is not None:
            self._actions.run_on(action_id)
        else:
            self.run_for(action_id, paper)

    def menu_for(self, paper: Paper, action_ids: Sequence[str], parent: QWidget) -> QMenu:
        """Return a menu of actions on *paper* alone, whatever is selected, to be shown with `popup`."""
        from scholar_desktop.ui.words.literal_text import add_entry  # not part of the start
        from scholar_desktop.ui.words.mnemonics import make_menu

        menu = make_menu(parent)
        menu.setObjectName("paperMenu")
        for action_id in action_ids:
            entry = add_entry(menu, self._actions.title(action_id))
            entry.triggered.connect(lambda _checked=False, action_id=action_id: self.run_for(action_id, paper))
        return menu

    def row_menu_for(self, paper: Paper, parent: QWidget, *, kept: KeptPaper | None = None) -> QMenu:
        """Return the context menu of a row of papers for *paper* alone, whatever is selected, to be shown with `popup`.
        When it is closed, actions apply to the selection again.

        Args:
            kept: what the library keeps of *paper*; None for what is known.
        """
        before = self._read
        self.choose(paper, kept=kept)
        menu = self._actions.row_menu(parent)
        # the menu is closed before the chosen action runs
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self, partial(self._leave_menu, before)))
        return menu

    def _leave_menu(self, before: SelectionReader | None) -> None:
        """Make actions apply again to what they applied to before `row_menu_for`, unless a list has taken them over."""
        if self._read is not None:
            return
        if before is not None:
            self.use(before)
        elif self._context.now.page in WITHOUT_PAPERS:
            self._set(None, ())

    def _set(
        self,
        paper: Paper | None,
        papers: Sequence[Paper],
        unread: int = 0,
        kept: Sequence[KeptPaper] = (),
        trashed: KeptPaper | None = None,
        unmatched: bool = False,
    ) -> None:
        chosen = tuple(papers) or ((paper,) if paper else ())
        has_sentences = self._has_sentences.get(self._read) if self._read is not None else None
        sentences = has_sentences is not None and has_sentences()
        self._context.update(
            paper=paper, papers=chosen, sentences=sentences, unread=unread, trashed=trashed, unmatched=unmatched
        )
        if kept or chosen:  # no selection: the panes still show the paper that was selected before
            self._marks.know(kept)
        self._marks.watch("current", [paper] if paper else [])
        self._on_marks_changed()

    def follow_change(self, view: RowList, read: SelectionReader, *_selections: object) -> None:
        """Follow the selection of *view*, unless the user works in another list or in the pane of the paper, or outside
        the citations if these contain *view*."""
        focused = QApplication.focusWidget()
        if self._read == read or (view.isVisible() and (focused is view or not self._is_elsewhere(focused, view))):
            self.use(read)

    def _is_elsewhere(self, focused: QWidget | None, view: RowList) -> bool:
        """Return True if *focused*, which is not *view*, is a list, in the pane of the paper, or outside the citations
        that contain *view*."""
        if self._citations is not None and self._citations.isAncestorOf(view) and not self._is_in_citations():
            return True
        is_in_pane = self._pane is not None and focused is not None and self._pane.isAncestorOf(focused)
        return focused in self._views or is_in_pane

    def _on_rows_changed(
        self, view: RowList, read: SelectionReader, first: Index, last: Index, *_roles: object
    ) -> None:
        """Read several selected papers again if one of their rows was changed: what the library keeps of them may be
        another, although the selection is the same."""
        if self._read == read and 1 < view.chosen_count() <= MOST_PAPERS:
            rows = range(first.row(), last.row() + 1)
            if any(row in rows for row in view.chosen_rows()):
                self.read()

    def _on_rows_replaced(self, view: RowList, read: SelectionReader) -> None:
        """Read the selection again soon, if actions apply to *view*: Qt ends the selection of rows that are replaced
        without a signal. The list selects those that are still there in the same turn of the event loop."""
        if self._read == read:
            QTimer.singleShot(0, self, partial(self._read_emptied, view, read))

    def _read_emptied(self, view: RowList, read: SelectionReader) -> None:
        """Make actions apply to none of the rows that *view* has no longer."""
        if self._read != read or view.chosen_count():
            return
        self.read()
        if self._read == read and read() is None and not self._shows_paper():
            self._set(None, ())

    def _on_marks_changed(self) -> None:
        paper, papers = self._context.now.paper, self._context.now.papers
        if paper is None:
            self._context.update(kept=None, download=None, was_split=False)
            starred = to_read = False
        else:
            mark = self._marks.of(paper)
            self._context.update(
                kept=mark.kept,
                download=mark.download,
                was_split=self._marks.was_split(papers if len(papers) > 1 else (paper,)),
            )
            starred = bool(mark.kept and mark.kept.starred)
            to_read = bool(mark.kept and mark.kept.to_read)
        several = [self._marks.kept_of(one) for one in papers] if len(papers) > 1 else []
        self._context.update(
            kept_papers=sum(kept is not None for kept in several),
            with_pdf=sum(bool(kept and kept.pdf) for kept in several),
            some_new=any(kept is None for kept in several),
            some_without_pdf=any(not self._marks.has_pdf_or_files(paper) for paper in (papers if several else ())),
            to_get=self._marks.count_to_get(papers if several else ()),
        )
        self._show_files((paper,) if paper is not None and len(papers) < 2 else papers)
        of_shown = gettext("Edit note of the paper shown")
        self._actions.set_title("paper.edit_note", of_shown if len(papers) > 1 else gettext("Edit note"))
        self._actions.set_title("paper.star", gettext("Remove star") if starred else gettext("Star"))
        self._actions.set_title("paper.to_read", gettext("Mark as read") if to_read else gettext("Mark to read"))

    def _show_files(self, papers: Sequence[Paper]) -> None:
        """Name the actions for the PDF as those for files if all of *papers* are records that are downloaded as their
        files, and note where the files of a single one are."""
        of_files, saved = 0, None
        if any(paper.ids.zenodo is not None for paper in papers):
            from scholar_desktop.domain.search.paper_filter import is_of_files  # not part of the start
            from scholar_desktop.services.zenodo.record_paper_conversion import saved_files

            of_files = sum(is_of_files(paper, self._marks.download_of(paper)) for paper in papers)
            if len(papers) == 1:
                mark = self._marks.of(papers[0])
                saved = saved_files(papers[0], mark.kept, mark.download)
        only_files = 0 < of_files == len(papers)
        self._actions.set_title("paper.get_pdf", gettext("Get files") if only_files else gettext("Get PDF"))
        words = gettext("Open in PDF app")
        if saved is not None:
            from scholar_desktop.ui.words.access_words import open_files_words

            words = open_files_words(saved)
        self._actions.set_title("paper.open_pdf", words)
        self._context.update(files=saved, of_files=of_files)

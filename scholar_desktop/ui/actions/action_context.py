"""The state that actions depend on: the selected papers, the one that is shown, whether the services may be queried."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from scholar_desktop.domain.collection import Collection
from scholar_desktop.domain.download import DownloadItem, QueueProgress
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper, find_same

if TYPE_CHECKING:
    from scholar_desktop.domain.search.saved_search import SavedSearch  # importing it loads all merging code
    from scholar_desktop.services.zenodo.record_paper_conversion import SavedFiles

MOST_PAPERS = 2000
"""Selected papers that are loaded, for actions to run on."""


class ActionState(msgspec.Struct, frozen=True):
    """A snapshot of the window as plain values; conditions are functions of it.

    page: name of the page in the main area; papers: the selection, in the order of its list; paper: the one that is
    shown or in the focused row, None without one; kept, download: what the library and the queue hold of that paper;
    trashed: what the trash holds of it, if its list says that it is in the trash; files: where the files of the one
    selected paper are, if it is a record without a PDF and the library has them; unmatched: Semantic Scholar has only
    the title of the selected paper; filtered_out: filters hide the paper that is shown in the list of results that had
    it; unread: how many rows are selected whose papers are not loaded, or are more than
    MOST_PAPERS; kept_papers, with_pdf: how many of several selected papers are in the library, have a PDF there;
    some_new, some_without_pdf: one is not, has no PDF there; to_get: how many of them have no PDF there and none that
    is being downloaded; of_files: how many are records that are downloaded as their files; sentences: the selected rows
    show citing sentences; pdf_text: text is selected in the PDF that is shown, and pdf_searchable: it can be searched;
    citation_rows: number of rows that the citation list of the paper shows, and more_citations: whether the service has
    more of them; citations_filtered: that list has filters; citations_shown: that list is on the screen, not another
    tab in its place; citation_dates: it has citing papers, and can be limited to some dates; citations_loading: a list
    of citations or references loads; searching: a search runs; words: the box holds something to search for, and
    filtered: filters of the search are set; some_sources: the search is not one of the sources of the settings, and
    sources_off: services are off there; results: number of papers in the list of results, more: whether the services
    have more of them, and order: what it is sorted by; undo, redo: the menu's names of what can be undone and redone,
    None if nothing can; answer: the answer of Unpaywall that is selected on its page, None without one, and answers:
    how many there are; news: how many items are selected on the page of alerts; library_link: the proxy or link
    resolver of the user's library is set; editing: what the focused control can do (cut, copy, paste, select_all);
    back, forward: there are papers to go back or forward to; on_map: a map is on the screen; map_chosen, map_hidden:
    how many of its papers are selected, and hidden; doubtful: a PDF in quarantine is shown, and next_copy: another copy
    of its paper can be tried; list_shown: a reference list is shown, and list_add, list_get, exact_titles: it has
    matched papers to add, PDFs to get, and how many lines whose paper has exactly their title; manuscript_tools: the
    objectNames of the buttons of the manuscript check that can be pressed; downloads: the selected
    items of the queue; queue: the queue as a whole; saved: the saved search that is shown, or whose menu is open;
    some_saved: there are saved searches; ledger_runs: the number of selected runs of the search ledger; collection: the
    one whose papers the library shows, or whose menu is open, None without one; in_collection: the list shows a
    collection, whatever menu is open; tag: that of the papers that the list shows, empty without one; trash: the view
    of the library is the trash; has_trash: papers are in the trash;
    import_report: the report of an import into the library is kept; files_to_add: how many files the page "Add PDFs"
    lists; was_split: the user has split the paper from another one, or the two selected ones from each other; panes:
    the panes beside the lists that the window has room for (details, citations); form_open: the form of an entry is in
    the place of the details.
    """

    page: str = "search"
    papers: tuple[Paper, ...] = ()
    paper: Paper | None = None
    kept: KeptPaper | None = None
    download: DownloadItem | None = None
    trashed: KeptPaper | None = None
    files: SavedFiles | None = None
    unread: int = 0
    unmatched: bool = False
    filtered_out: bool = False
    kept_papers: int = 0
    some_new: bool = False
    some_without_pdf: bool = False
    to_get: int = 0
    with_pdf: int = 0
    of_files: int = 0
    sentences: bool = False
    pdf_text: bool = False
    pdf_searchable: bool = False
    citation_rows: int = 0
    more_citations: bool = False
    citations_filtered: bool = False
    citations_shown: bool = False
    citation_dates: bool = False
    citations_loading: bool = False
    online: bool = True
    searching: bool = False
    words: bool = False
    filtered: bool = False
    some_sources: bool = False
    sources_off: bool = False
    results: int = 0
    more: bool = False
    order: str = ""
    undo: str | None = None
    redo: str | None = None
    answer: dict[str, Any] | None = None
    answers: int = 0
    news: int = 0
    library_link: bool = False
    editing: frozenset[str] = frozenset()
    saved: SavedSearch | None = None
    some_saved: bool = False
    collection: Collection | None = None
    in_collection: bool = False
    tag: str = ""
    trash: bool = False
    has_trash: bool = False
    import_report: bool = False
    files_to_add: int = 0
    back: bool = False
    on_map: bool = False
    map_chosen: int = 0
    map_hidden: int = 0
    forward: bool = False
    downloads: tuple[DownloadItem, ...] = ()
    doubtful: bool = False
    list_shown: bool = False
    list_add: bool = False
    list_get: bool = False
    exact_titles: int = 0
    manuscript_tools: frozenset[str] = frozenset()
    next_copy: bool = False
    was_split: bool = False
    ledger_runs: int = 0
    queue: QueueProgress = QueueProgress()
    panes: frozenset[str] = frozenset()
    form_open: bool = False

    @property
    def pdf(self) -> str | None:
        """The path of the PDF of the paper, in the library or in its trash; None without one."""
        return next((one.pdf for one in (self.kept, self.trashed) if one is not None and one.pdf), None)

    @property
    def only_files(self) -> bool:
        """True if all selected papers are records that are downloaded as their files."""
        return self.of_files > 0 and self.of_files == len(self.papers)

    @property
    def selected(self) -> int:
        """The number of selected papers, also of those that are not loaded."""
        return max(len(self.papers), self.unread)

    def selected_with(self, paper: Paper | None) -> int:
        """Return the number of selected papers if *paper* is one of them, else 1: it is shown above citing rows."""
        return self.selected if paper is None or self.unread or find_same(paper, self.papers) is not None else 1

    @property
    def is_bulk(self) -> bool:
        """More rows of the library's table are selected than papers are loaded: some actions change them all the same,
        by their rows (`Actions.bind_bulk`)."""
        return self.unread > MOST_PAPERS


class ActionContext(QObject):
    """Holds the action state; `changed` is emitted once per turn of the event loop, however many values changed in
    it."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = ActionState()
        self.read_selection: Callable[[], None] = lambda: None
        """Updates `now` from the selection; called before an action runs."""
        self._pending = QTimer(self)
        self._pending.setSingleShot(True)
        self._pending.setInterval(0)
        self._pending.timeout.connect(self.changed)

    def update(self, **values: Any) -> None:
        """Set fields of the action state by name."""
        now = self.now
        if any(value is not getattr(now, name) and value != getattr(now, name) for name, value in values.items()):
            self.now = msgspec.structs.replace(now, **values)
            if not self._pending.isActive():
                self._pending.start()

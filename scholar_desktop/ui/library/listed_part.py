"""Asks the library for the part that the sidebar shows, filtered and sorted: by pages, or all rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import TextCounts
from scholar_desktop.domain.search.library_filters import NO_LIBRARY_FILTERS, LibraryFilters, part_rule
from scholar_desktop.domain.search.library_rule import has_words
from scholar_desktop.ui.library.library_messages import place_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scholar_desktop.domain.library import LibraryListing, LibraryPage
    from scholar_desktop.services.library.full_text import FullText
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.widgets.row_list import RowList


class LibraryPlace(NamedTuple):
    """The rows of the library as they were left: what was typed, the selected papers as keys (in the table as numbers
    of rows), whether the user went to them, the scroll position, and how many rows were loaded, and the filters."""

    words: str = ""
    chosen: frozenset[str | int] = frozenset()
    is_touched: bool = False
    scroll: int = 0
    loaded: int = 0
    filters: LibraryFilters = NO_LIBRARY_FILTERS

    def select(self, view: RowList, rows: Sequence[int]) -> bool:
        """Select *rows*, those of the selected papers that are still there, and scroll to where the list was. Returns
        whether one of them is the row that the user is on."""
        is_touched = self.is_touched and bool(rows)
        if is_touched:
            view.select_rows(rows, current=min(rows))
        elif rows:
            view.mark(min(rows))
        else:
            view.clearSelection()
        view.verticalScrollBar().setValue(self.scroll)
        return is_touched


def choose_rows(view: RowList, rows: Sequence[int], *, marked: bool = False) -> None:
    """Select *rows* as if the user had moved to the uppermost of them, and scroll to it. marked: as if the user had not
    moved there; the first of *rows* leads."""
    rows = rows if marked else sorted(rows)
    view.clearSelection()
    if marked:
        view.mark(*rows)
        view.doItemsLayout()  # otherwise the scroll bar does not reach rows that were added just now
    else:
        view.choose(rows[0])
        view.select_rows(rows, current=rows[0])
    view.scrollTo(view.model().index(rows[0], 0))


def rows_of(keys: Sequence[str], there: Mapping[str, int], *, marked: bool) -> list[int]:
    """Return the rows of *keys*, as far as they are *there*; marked: none unless all are there."""
    rows = [there[key] for key in keys if key in there]
    return rows if not marked or len(rows) == len(keys) else []


class TextCounter(QObject):
    """Counts the texts of PDFs that can be searched. now: the counts as they were last reported.

    Signals: `counted` (there are new counts), `read` (because more texts were read).
    """

    counted = Signal()
    read = Signal()

    def __init__(self, full_text: FullText, scope: TaskScope) -> None:
        super().__init__()
        self._full_text = full_text
        self._scope = scope
        self.now = TextCounts()
        full_text.changed.connect(self._on_read)

    def load(self) -> None:
        """Count again."""
        self._scope.start(self._count(), name="count the texts", latest="texts")

    async def _count(self) -> None:
        try:
            self.now = await self._full_text.counts()
        except ScholarError:
            return  # the rows show the error of the library
        self.counted.emit()

    def _on_read(self, counts: TextCounts) -> None:
        self.now = counts
        self.counted.emit()
        self.read.emit()


class ListedPart:
    """sort: as `Library.page` takes it; empty for the order of the part itself. search_sort: the order of a search with
    words; empty for the best matches first. filters: those that are set.

    No answer waits for the index of papers that were changed just now, unless *waits* says so.

    Attributes:
        unfiltered: how many papers it has without words and filters; None if no filter is set.
        left_without: if the filters leave no paper, how many there are without each of them.
        is_library_empty: True if it has no papers because the library has none, apart from those in the trash.
    """

    def __init__(self, library: Library, navigation: Navigation) -> None:
        self._library = library
        self._navigation = navigation
        self.sort = self.search_sort = ""
        self._is_search = False
        self.filters = NO_LIBRARY_FILTERS
        self.unfiltered: int | None = None
        self.left_without: dict[str, int] = {}
        self.is_library_empty = False
        self._is_searched = False
        self._before: LibraryPlace | None = None

    def follow_search(self, words: str, place: LibraryPlace | None) -> tuple[bool, LibraryPlace | None]:
        """Note that the words or the filters have changed, and the place of the list before a search.

        Args:
            words: those in the box now.
            place: where the user is in the list; None if no row was selected.

        Returns:
            Whether the words and filters were removed just now, and then the place before they were set.
        """
        was_searched, self._is_searched = self._is_searched, bool(words) or self.is_filtered
        if self._is_searched:
            if not was_searched:
                self._before = place
            return False, None
        return was_searched, self._before

    def begin_search(self, words: str) -> None:
        """Note that another list is shown, or that *words* and the filters were set with a row to select: there is no
        place of the list before that search."""
        self._is_searched, self._before = bool(words) or self.is_filtered, None

    @property
    def title(self) -> str:
        """The name of the part: of a view, a tag or a collection."""
        return place_title(self._navigation)

    @property
    def is_collection_or_all(self) -> bool:
        """True if it is a collection, or all papers, without filters."""
        return not self.is_filtered and self._is_whole

    @property
    def is_filtered(self) -> bool:
        """True if a filter is set."""
        return self.filters.any_set

    @property
    def _is_whole(self) -> bool:
        return self._navigation.is_whole_library or self._navigation.collection is not None

    @property
    def collection_path(self) -> str:
        """The path of the collection, empty if the part is another one."""
        collection = self._navigation.collection
        return "" if collection is None else collection.path

    async def page(
        self, words: str, *, offset: int = 0, limit: int, in_text: bool = True, waits: bool = False
    ) -> LibraryPage:
        """Return *limit* papers from *offset* on. words: what the user typed."""
        page = await self._page(words, self.filters, offset=offset, limit=limit, in_text=in_text, waits=waits)
        if not offset and (in_text or page.total):
            await self._count_others(words, page.total)
        return page

    async def _page(
        self, words: str, filters: LibraryFilters, *, offset: int = 0, limit: int, in_text: bool = True, waits: bool
    ) -> LibraryPage:
        return await self._library.page(
            self._navigation.library_view,
            self._with_rule(words, filters),
            collection=self._collection,
            tag=self._navigation.tag or None,
            offset=offset,
            limit=limit,
            in_text=in_text,
            sort=self.order(words) if limit else "",
            waits=waits,
        )

    async def _count_others(self, words: str, total: int) -> None:
        """Count the papers without filters, and if *total* is 0, without each of the filters and in the library."""
        filters, unfiltered, left = self.filters, None, {}
        if filters.any_set:
            unfiltered = (await self._page("", NO_LIBRARY_FILTERS, limit=0, waits=False)).total
            for name in filters.names() if not total else ():
                left[name] = (await self._page(words, filters.without(name), limit=0, waits=False)).total
        is_empty = not total and not (await self._library.counts()).papers
        self.unfiltered, self.left_without, self.is_library_empty = unfiltered, left, is_empty

    async def count_values(self, words: str, name: str) -> dict[str, int]:
        """Return how many papers have each value of a filter, the most frequent values first: those that match the
        words and the other filters."""
        rows = (await self._listing(words, self.filters.without(name), waits=True)).rows
        return await self._library.count_values(rows, name) if rows else {}

    def rule_to_save(self, words: str) -> str:
        """Return the rule of what is shown, for a smart view: the part, the filters, and the words."""
        view = self._navigation.smart_view
        part = part_rule(
            self._navigation.library_view,
            self.collection_path,
            self._navigation.tag,
            view.rule if view is not None else "",
        )
        return " ".join(one for one in (part, self.filters.rule(), words) if one)

    async def listing(self, words: str, *, in_text: bool = True, waits: bool = False) -> LibraryListing:
        """Return all rows."""
        listing = await self._listing(words, self.filters, in_text=in_text, waits=waits)
        if in_text or listing.rows:
            await self._count_others(words, len(listing.rows))
        return listing

    async def _listing(
        self, words: str, filters: LibraryFilters, *, in_text: bool = True, waits: bool
    ) -> LibraryListing:
        return await self._library.listing(
            self._navigation.library_view,
            self._with_rule(words, filters),
            collection=self._collection,
            tag=self._navigation.tag or None,
            in_text=in_text,
            sort=self.order(words),
            waits=waits,
        )

    async def places_of(self, keys: Sequence[str], rows: Sequence[int] | None = None, *, words: str = "") -> list[int]:
        """Return the places of the papers that the library calls *keys*, that of the first of *keys* first and the
        others in order, without those that are not there.

        Args:
            rows: a listing; None for that of this part with *words*.
        """
        numbers = [await self._library.row_number(key) for key in keys]
        if rows is None:
            rows = (await self._listing(words, self.filters, waits=True)).rows
        wanted = set(numbers)
        places = [place for place, number in enumerate(rows) if number in wanted]
        return sorted(places, key=lambda place: rows[place] != numbers[0])

    @property
    def _collection(self) -> int | None:
        collection = self._navigation.collection
        return None if collection is None else collection.key

    def _with_rule(self, words: str, filters: LibraryFilters) -> str:
        """Return the typed words with the rules of the smart view that is shown and of the filters: all must hold."""
        view = self._navigation.smart_view
        return " ".join(one for one in (view.rule if view is not None else "", filters.rule(), words) if one)

    def note_words(self, words: str, *, keeps_sort: bool) -> None:
        """Begin a search with words with the best matches first; keeps_sort: with the order of the list, as a table
        does, whose heads show it."""
        is_search = has_words(words)
        if is_search and not self._is_search:
            self.search_sort = self.sort if keeps_sort else ""
        self._is_search = is_search

    def order(self, words: str) -> str:
        """Return the order of the rows: a smart view begins with the newest papers, a search with the best ones."""
        if has_words(words):
            return self.search_sort
        is_view = self._navigation.smart_view is not None and not words
        return self.sort or ("-added" if is_view else "")

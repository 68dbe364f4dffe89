"""Asks the library for the part that the sidebar shows, filtered and sorted: by pages, or all rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import TextCounts
from scholar_desktop.ui.library.library_messages import place_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scholar_desktop.domain.library import LibraryListing, LibraryPage
    from scholar_desktop.services.library.full_text import FullText
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.widgets.row_list import RowList


class LibraryPlace(NamedTuple):
    """The rows of the library as they were left: what was typed, the selected papers as keys (in the table as numbers
    of rows), whether the user went to them, the scroll position, and how many rows were loaded."""

    words: str = ""
    chosen: frozenset[str | int] = frozenset()
    is_touched: bool = False
    scroll: int = 0
    loaded: int = 0

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
    """Select *rows* as if the user had moved to the first of them, and scroll to it. marked: select only the first, as
    if the user had not moved to it."""
    view.clearSelection()
    if marked:
        view.mark(rows[0])
        view.doItemsLayout()  # otherwise the scroll bar does not reach rows that were added just now
    else:
        view.choose(rows[0])
        view.select_rows(rows, current=rows[0])
    view.scrollTo(view.model().index(rows[0], 0))


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
    """sort: as `Library.page` takes it; empty for the order of the part itself.

    No answer waits for the index of papers that were changed just now, unless *waits* says so.
    """

    def __init__(self, library: Library, navigation: Navigation) -> None:
        self._library = library
        self._navigation = navigation
        self.sort = ""

    @property
    def title(self) -> str:
        """The name of the part: of a view, a tag or a collection."""
        return place_title(self._navigation)

    @property
    def is_collection_or_all(self) -> bool:
        """True if it is a collection, or all papers."""
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
        return await self._library.page(
            self._navigation.library_view,
            self._with_rule(words),
            collection=self._collection,
            tag=self._navigation.tag or None,
            offset=offset,
            limit=limit,
            in_text=in_text,
            sort=self._order(words),
            waits=waits,
        )

    async def listing(self, words: str, *, in_text: bool = True, waits: bool = False) -> LibraryListing:
        """Return all rows."""
        return await self._library.listing(
            self._navigation.library_view,
            self._with_rule(words),
            collection=self._collection,
            tag=self._navigation.tag or None,
            in_text=in_text,
            sort=self._order(words),
            waits=waits,
        )

    async def places_of(self, keys: Sequence[str], rows: Sequence[int] | None = None) -> list[int]:
        """Return the places of the papers that the library calls *keys*, in order, without those that are not there.

        Args:
            rows: a listing; None for that of this part, when nothing is typed.
        """
        numbers = {await self._library.row_number(key) for key in keys}
        if rows is None:
            rows = (await self.listing("", waits=True)).rows
        return [place for place, number in enumerate(rows) if number in numbers]

    @property
    def _collection(self) -> int | None:
        collection = self._navigation.collection
        return None if collection is None else collection.key

    def _with_rule(self, words: str) -> str:
        """Return the typed words with the rule of the smart view that is shown: both must hold."""
        view = self._navigation.smart_view
        return words if view is None else f"{view.rule} {words}".strip()

    def _order(self, words: str) -> str:
        """Return the order of the rows: a smart view begins with the newest papers, a search with the best ones."""
        is_view = self._navigation.smart_view is not None and not words
        return self.sort or ("-added" if is_view else "")

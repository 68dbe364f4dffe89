"""Collections: papers of the library that a person puts together. One door to them for the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.collection import Collection
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.paper import Paper

if TYPE_CHECKING:
    from scholar_desktop.domain.events import Event
    from scholar_desktop.library.store import LibraryStore


class Collections:
    """Everything here works with no network. Each change is one operation that the library's undo takes back, and is
    told to `changed` with what it touched. Raises what the library raises, and UsageError, with what to do instead,
    for a name or a place that cannot be.

    Looking makes no library where there is none yet.
    """

    def __init__(self, store: LibraryStore) -> None:
        self._store = store
        self._book = store.collection_book

    @property
    def changed(self) -> Event[Changes]:
        """The library's own event: `papers` or `collections` of what it carries is set when a tree may be stale."""
        return self._store.changed

    async def all(self) -> tuple[Collection, ...]:
        """The tree from the top: each collection above those in it, on each level by name, with its papers counted."""
        return await self._book.tree() if self._store.data_dir.exists() else ()

    async def find(self, path: str) -> Collection | None:
        """The collection that *path* (`Thesis/Chapter 2`) names, capitals or not; without its count."""
        return await self._book.find(path) if path and self._store.data_dir.exists() else None

    async def make(self, path: str) -> Collection:
        """The collection *path* with those above it; one that is there already is only looked up."""
        await self._book.make(path)
        made = await self._book.find(path)
        assert made is not None
        return made

    async def rename(self, key: int, name: str) -> Changes:
        """Give it another name, without a slash."""
        return await self._book.rename(key, name)

    async def move(self, key: int, parent: int | None) -> Changes:
        """Put it below *parent* with all that is in it; None: to the top."""
        return await self._book.move(key, parent)

    async def delete(self, key: int) -> Changes:
        """Take it away with those below it; its papers stay in the library."""
        return await self._book.delete(key)

    async def put_in(self, papers: Sequence[Paper], path: str) -> Changes:
        """Put *papers* into the collection *path*. What is missing of the path is made, and papers that are not kept
        yet are kept: all in one operation, so that one undo takes it back."""
        return await self._book.put_in(papers, path)

    async def take_out(self, keys: Sequence[str], key: int, *, below: bool = True) -> Changes:
        """Take papers (by the library's keys) out of the collection, and (*below*) of those in it; they stay in the
        library."""
        return await self._book.take_out(keys, key, below=below)

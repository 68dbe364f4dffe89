"""The collections of the library: asynchronous methods to read and change them."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from scholar_desktop.domain.collection import Collection
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.library import Changes, KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.library.database.worker_thread import RunJob
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.operations import collection_ops
from scholar_desktop.library.tables import collection_rows

T = TypeVar("T")


class Collections:
    """The collections of the library. Everything works offline.

    Each change is one operation that the library's undo reverts, and `changed` is emitted with what it affected. `all`
    and `find` do not create a library if there is none. Raises the errors of LibraryStore, and UsageError, with a hint,
    for an invalid name or parent.

    Attributes:
        changed: the library's event; its `papers` or `collections` is set if a collection tree may be out of date.

    Args:
        look_up: runs a query in a reader thread.
        change: runs an operation in the writer thread.
    """

    def __init__(
        self,
        folders: LibraryFolders,
        look_up: RunJob,
        change: Callable[[Callable[[WriteSession], Changes]], Awaitable[Changes]],
        changed: Event[Changes],
    ) -> None:
        self.changed = changed
        self._folders = folders
        self._look_up = look_up
        self._change = change

    async def all(self) -> tuple[Collection, ...]:
        """Returns the tree: each collection before those in it, each level sorted by name, each with its number of
        papers."""
        if not self._folders.data.exists():
            return ()
        return await self._look_up(lambda connection: tuple(collection_rows.collection_tree(connection)))

    async def find(self, path: str) -> Collection | None:
        """Returns the collection with *path* (`Thesis/Chapter 2`), ignoring case; without its number of papers."""
        if not path or not self._folders.data.exists():
            return None
        return await self._look_up(partial(collection_rows.find_collection, path=path))

    async def papers(self, name: str) -> tuple[KeptPaper, ...] | None:
        """Returns the papers in a collection and below it, in the order in which they were added.

        Args:
            name: the path of the collection, or its name if only one collection has that name.

        Returns:
            The papers; None if there is no such collection.
        """

        def job(connection: sqlite3.Connection) -> tuple[KeptPaper, ...] | None:
            found = collection_rows.load_papers(connection, self._folders, name)
            return None if found is None else tuple(found)

        return await self._look_up(job)

    async def find_again(self, path: str, key: int = 0) -> Collection | None:
        """Returns a collection that may have been renamed or moved since its *path* and its *key* were stored, without
        its number of papers. key: 0 if it is not known; then *path* may be the name that only one collection has."""
        if not path or not self._folders.data.exists():
            return None
        return await self._look_up(partial(collection_rows.find_again, path=path, key=key))

    async def papers_of(self, key: int) -> tuple[KeptPaper, ...] | None:
        """Returns the papers in a collection and below it, in the order in which they were added; None if there is no
        such collection."""

        def job(connection: sqlite3.Connection) -> tuple[KeptPaper, ...] | None:
            found = collection_rows.papers_of(connection, self._folders, key)
            return None if found is None else tuple(found)

        return await self._look_up(job)

    async def make(self, path: str) -> Collection:
        """Creates the collection *path* and its missing parents; an existing one is only returned."""
        await self._change(partial(collection_ops.make_collection, path=path))
        made = await self.find(path)
        assert made is not None
        return made

    async def rename(self, key: int, name: str) -> Changes:
        """Renames a collection; the name must not contain a slash."""
        return await self._change(partial(collection_ops.rename_collection, key=key, name=name))

    async def move(self, key: int, parent: int | None) -> Changes:
        """Moves a collection with everything in it into *parent*; None for the top level."""
        return await self._change(partial(collection_ops.move_collection, key=key, parent=parent))

    async def delete(self, key: int) -> Changes:
        """Deletes a collection and the collections in it; its papers stay in the library."""
        return await self._change(partial(collection_ops.delete_collection, key=key))

    async def note(self, key: int) -> str:
        """Returns the note on a collection; empty if there is none."""

        def job(connection: sqlite3.Connection) -> str:
            row = connection.execute("SELECT note FROM collections WHERE id = ?", (key,)).fetchone()
            return "" if row is None else str(row[0])

        return await self._look_up(job)

    async def set_note(self, key: int, text: str) -> Changes:
        """Replaces the note on a collection, Markdown; an empty text deletes it."""
        return await self._change(partial(collection_ops.set_note, key=key, text=text))

    async def put_in(self, papers: Sequence[Paper], path: str) -> Changes:
        """Adds papers to the collection *path*. Missing collections are created, and papers that are not in the library
        are added to it, all in one operation that one undo reverts."""
        return await self._change(partial(collection_ops.add_papers, papers=tuple(papers), path=path))

    async def take_out(self, keys: Sequence[str], key: int, *, below: bool = True) -> Changes:
        """Removes papers (by their library keys) from a collection and, if *below*, from the collections in it; they
        stay in the library."""
        return await self._change(partial(collection_ops.remove_papers, keys=tuple(keys), key=key, below=below))

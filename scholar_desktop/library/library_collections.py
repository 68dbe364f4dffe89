"""The collections of the library: asynchronous methods to read and change them."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from scholar_desktop.domain.collection import Collection
from scholar_desktop.domain.library import Changes, KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.library.database.worker_thread import RunJob
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.operations import collection_ops
from scholar_desktop.library.tables import collection_rows

T = TypeVar("T")


class LibraryCollections:
    """Reads and changes collections.

    Raises the errors of LibraryStore, and UsageError for an invalid name or place of a collection.

    Args:
        look_up: runs a query in a reader thread.
        change: runs an operation in the writer thread.
    """

    def __init__(
        self,
        folders: LibraryFolders,
        look_up: RunJob,
        change: Callable[[Callable[[WriteSession], Changes]], Awaitable[Changes]],
    ) -> None:
        self._folders = folders
        self._look_up = look_up
        self._change = change

    async def tree(self) -> tuple[Collection, ...]:
        """Returns all collections with their counts, parents first."""
        return await self._look_up(lambda connection: tuple(collection_rows.collection_tree(connection)))

    async def find(self, path: str) -> Collection | None:
        """Returns the collection at *path*, ignoring case; None if there is none."""
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

    async def make(self, path: str) -> Changes:
        """Creates a collection and its missing parents."""
        return await self._change(partial(collection_ops.make_collection, path=path))

    async def rename(self, key: int, name: str) -> Changes:
        """Renames a collection."""
        return await self._change(partial(collection_ops.rename_collection, key=key, name=name))

    async def move(self, key: int, parent: int | None) -> Changes:
        """Moves a collection into *parent*; None for the top level."""
        return await self._change(partial(collection_ops.move_collection, key=key, parent=parent))

    async def delete(self, key: int) -> Changes:
        """Deletes a collection and the collections in it; its papers stay in the library."""
        return await self._change(partial(collection_ops.delete_collection, key=key))

    async def put_in(self, papers: Sequence[Paper], path: str) -> Changes:
        """Adds papers to the collection *path*, which is created if it does not exist."""
        return await self._change(partial(collection_ops.add_papers, papers=tuple(papers), path=path))

    async def take_out(self, keys: Sequence[str], key: int, *, below: bool = True) -> Changes:
        """Removes papers from a collection and, if *below*, from the collections in it."""
        return await self._change(partial(collection_ops.remove_papers, keys=tuple(keys), key=key, below=below))

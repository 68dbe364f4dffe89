"""The library and its collections, as the window and the command line use them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scholar_desktop.domain.collection import Collection
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.library import (
    Changes,
    KeptPaper,
    LibraryCopy,
    LibraryCounts,
    LibraryPage,
    LibraryProblem,
    LibraryView,
)
from scholar_desktop.domain.paper import Paper

if TYPE_CHECKING:
    from scholar_desktop.domain.events import Event
    from scholar_desktop.library.store import LibraryStore


class Library:
    """Everything here works with no network. Each change is one operation that can be taken back, and is told to
    `changed` with what it touched. Errors: LibraryLocked, LibraryDamaged, LibraryNewer, DiskError.

    Looking at a library makes none where there is none yet.
    """

    def __init__(self, store: LibraryStore) -> None:
        self._store = store

    @property
    def changed(self) -> Event[Changes]:
        return self._store.changed

    @property
    def data_dir(self) -> Path:
        """The library folder: database, PDFs and their sidecars."""
        return self._store.data_dir

    async def add(self, papers: Sequence[Paper]) -> Changes:
        """Keep *papers*; one that is kept already is brought up to date and stays one."""
        return await self._store.add(papers)

    async def remove(self, keys: Sequence[str]) -> Changes:
        """Take papers out, with their files, until `undo`."""
        return await self._store.remove(keys)

    async def star(self, keys: Sequence[str], on: bool) -> Changes:
        return await self._store.star(keys, on)

    async def to_read(self, papers: Sequence[Paper], on: bool) -> Changes:
        """Mark *papers* as to be read, keeping those that are not kept yet, in one operation; or take the mark away."""
        return await self._store.to_read(papers, on)

    async def tag(self, keys: Sequence[str], name: str, on: bool = True) -> Changes:
        """Give papers the tag *name*, or take it away."""
        return await self._store.own_words.tag(keys, name, on)

    async def tags(self) -> tuple[tuple[str, int], ...]:
        """The tags that papers have, by name, each with how many have it."""
        return await self._store.own_words.tags() if self._exists() else ()

    async def note(self, paper: Paper, text: str) -> Changes:
        """Make *text* the note of *paper*, keeping the paper with it; an empty one takes the note away."""
        return await self._store.own_words.note(paper, text)

    async def undo(self) -> Changes | None:
        """Take the last change back; None when there is nothing to take back."""
        return await self._store.undo() if self._exists() else None

    async def undo_label(self) -> str | None:
        """What `undo` would take back, as the menu says it behind its word."""
        return await self._store.undo_label() if self._exists() else None

    async def update(self, paper: Paper) -> Changes:
        """Bring a kept paper up to date with newer facts. No operation of the person's, so nothing to take back."""
        return await self._store.update(paper)

    async def get(self, key: str) -> KeptPaper | None:
        """The paper with the library's own name *key*."""
        return await self._store.get(key)

    async def find(self, identifier: Identifier | str) -> KeptPaper | None:
        """The kept paper that a key, or an identifier of any kind and spelling, names or once named."""
        return await self._store.find(identifier) if self._exists() else None

    async def find_many(self, papers: Sequence[Paper]) -> dict[str, KeptPaper]:
        """Of a page of results those that are kept, by `Paper.id`."""
        return await self._store.find_many(papers) if papers and self._exists() else {}

    async def page(
        self,
        view: LibraryView = LibraryView.ALL,
        words: str = "",
        *,
        collection: int | None = None,
        tag: str | None = None,
        offset: int = 0,
        limit: int = 200,
        in_text: bool = True,
    ) -> LibraryPage:
        """One page of *view*, narrowed to the papers in a collection (by its key; those below it too), to those with
        *tag*, and to papers whose title, authors, year or venue match *words*, and after them
        those that have the words in the text of their PDF. in_text: False leaves the latter out, and is quicker."""
        if not self._exists():
            return LibraryPage()
        return await self._store.page(
            view, words, collection=collection, tag=tag, offset=offset, limit=limit, in_text=in_text
        )

    async def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """Every id (`doi:10.1/x`) of the papers that are kept, and of those that have a PDF."""
        return await self._store.names() if self._exists() else (frozenset(), frozenset())

    async def collection(self, name: str) -> tuple[KeptPaper, ...] | None:
        """The papers of a collection and of those below it, as they came; None when there is no such collection."""
        return await self._store.collection_book.papers(name) if self._exists() else None

    async def collections(self) -> tuple[str, ...]:
        """The paths of all collections (`Thesis/Methods`)."""
        return tuple(one.path for one in await self._store.collection_book.tree()) if self._exists() else ()

    async def cite_keys_like(self, bases: Sequence[str]) -> frozenset[str]:
        """The cite keys in use that are one of *bases*, or one of them with letters behind."""
        return await self._store.cite_keys_like(bases) if bases and self._exists() else frozenset()

    async def counts(self) -> LibraryCounts:
        return await self._store.counts() if self._exists() else LibraryCounts()

    async def folder(self, key: str) -> Path | None:
        """The folder of one paper, with its PDF and its sidecar; None for an unknown key."""
        return await self._store.folder(key)

    async def refresh_if_changed(self) -> Changes | None:
        """Look whether another process changed the library, and tell `changed` if so. Cheap."""
        return await self._store.refresh_if_changed()

    async def problems(self) -> tuple[LibraryProblem, ...]:
        """What was found wrong when the library was opened, and whether it was put right."""
        return await self._store.problems()

    async def verify(self) -> tuple[LibraryProblem, ...]:
        """Look at everything, every file's checksum too; changes nothing."""
        return await self._store.verify() if self._exists() else ()

    async def rebuild(self) -> int:
        """Make the database anew from the papers' folders; how many papers it has then."""
        return await self._store.rebuild()

    async def copies(self) -> tuple[LibraryCopy, ...]:
        """The copies of the database by date, newest first."""
        return await self._store.copies()

    async def go_back(self, day: date) -> int:
        """Go back to the copy of *day*: the papers, stars, tags and notes of then, and what came since; how many papers
        there are then. Raises UsageError where there is no such copy."""
        return await self._store.go_back(day)

    def _exists(self) -> bool:
        return self._store.data_dir.exists()


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

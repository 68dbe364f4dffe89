"""The library, as the window and the command line use it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Container, Sequence
from functools import partial
from pathlib import Path

import msgspec

from scholar_desktop.domain.alerts.watched_items import NOT_WATCHED
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.library import (
    Changes,
    KeptPaper,
    LibraryCounts,
    LibraryListing,
    LibraryPage,
    LibraryProblem,
    LibraryView,
    SmartView,
    Tag,
)
from scholar_desktop.domain.merging.dedupe import is_split_from
from scholar_desktop.domain.merging.split_rows import SplitRows
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.library.operations.paper_ops import LABEL_TITLE, add_and_drop_rows
from scholar_desktop.library.store import LibraryStore


def _without(papers: Sequence[Paper], known: Container[str]) -> list[Paper]:
    """In a thread: those of *papers* that have an id and are not in *known*."""
    turns, left = Yielder(), []
    for paper in papers:
        if (name := paper.id) and name not in known:
            left.append(paper)
        turns.yield_to_ui()
    return left


class Library(LibraryStore):
    """The papers of the library, with stars, tags and notes. Everything works offline.

    Each change is one operation that can be undone, and `changed` is emitted with what it affected. Unlike its base,
    reading does not create a library if there is none. Raises LibraryLocked, LibraryDamaged, LibraryNewer and
    DiskError.
    """

    async def tag(self, keys: Sequence[str], name: str, on: bool = True) -> Changes:
        """Add the tag *name* to papers, or remove it."""
        return await self.own_words.tag(keys, name, on)

    async def tags(self) -> tuple[tuple[str, int], ...]:
        """Return the tags in use, by name, each with its number of papers."""
        return await self.own_words.tags() if self._exists else ()

    async def note(self, paper: Paper, text: str) -> Changes:
        """Set the note of *paper* to *text*, adding the paper to the library if needed; an empty text removes the
        note."""
        return await self.own_words.note(paper, text)

    async def watch(self, papers: Sequence[KeptPaper], new: Sequence[Paper] = ()) -> Changes:
        """Let *papers* be checked for open copies again, and add *new* to the library, in one change."""
        total = len(papers) + len(new)
        label = Message.counted("watch {count} paper", "watch {count} papers", total)
        if new:
            named = Message.counted("{count} paper", "{count} papers", total)
            label = Message("watch {papers}, adding {count}", papers=named, count=len(new))
        elif total == 1:
            label = Message("watch “{title}”", title=shorten(plain(papers[0].paper.title), LABEL_TITLE))
        rows = self.not_watched.dropped([{"kind": NOT_WATCHED, "key": kept.key} for kept in papers])
        return await self._change(partial(add_and_drop_rows, papers=tuple(new), rows=rows, label=label))

    async def stop_watching(self, papers: Sequence[KeptPaper]) -> Changes:
        """Stop checking *papers* for open copies, in one change; they stay in the library."""
        same = {"kind": NOT_WATCHED, "checked": current_timestamp(), "problem": None, "memory": None}
        label = Message.counted("stop watching {count} paper", "stop watching {count} papers", len(papers))
        if len(papers) == 1:
            title = shorten(plain(papers[0].paper.title), LABEL_TITLE)
            label = Message("stop watching “{title}”", title=title)
        return await self.not_watched.put([{**same, "key": kept.key} for kept in papers], label)

    async def trashed_pdfs(self, papers: Sequence[Paper]) -> dict[str, KeptPaper]:
        """Return those of *papers* that are in the trash and have a PDF there, by `Paper.id`."""
        found = await self.find_many(papers, trashed=True)
        pdfs = {name: Path(kept.pdf) for name, kept in found.items() if kept.pdf is not None}
        there = await asyncio.to_thread(lambda: {name for name, path in pdfs.items() if path.is_file()})
        return {name: kept for name, kept in found.items() if name in there}

    async def undo(self, *, only_here: bool = False) -> Changes | None:
        """Undo the last change; None if there is nothing to undo. only_here: as in the library."""
        return await super().undo(only_here=only_here) if self._exists else None

    async def undo_label(self) -> str | None:
        """Return the text after "Undo" in the menu; None if there is nothing to undo."""
        return await super().undo_label() if self._exists else None

    async def redo(self, *, only_here: bool = False) -> Changes | None:
        """Make the change again that was undone last; None if there is none, or after another change."""
        return await super().redo(only_here=only_here) if self._exists else None

    async def forget_undone(self) -> None:
        """End what can be redone, after a new action that is no change to the library."""
        if self._exists:
            await super().forget_undone()

    async def redo_label(self) -> str | None:
        """Return the text after "Redo" in the menu; None if there is nothing to redo."""
        return await super().redo_label() if self._exists else None

    async def are_next_older(self) -> tuple[bool, bool]:
        """Return whether the change to undo next, and the one to redo next, is of an earlier run or another process."""
        return await super().are_next_older() if self._exists else (False, False)

    async def find(self, identifier: Identifier | str) -> KeptPaper | None:
        """Return the paper of the library with this key or identifier, of any kind and spelling, current or former."""
        return await super().find(identifier) if self._exists else None

    async def find_many(self, papers: Sequence[Paper], *, trashed: bool | None = False) -> dict[str, KeptPaper]:
        """Return those of *papers* that are in the library, by `Paper.id`; with *trashed*, those in its trash."""
        return await super().find_many(papers, trashed=trashed) if papers and self._exists else {}

    async def possibly_known(self, papers: Sequence[Paper]) -> dict[str, str]:
        """Return which of *papers* are possibly in the library, although they share no identifier with a paper in it:
        the library key of the other one, by `Paper.id`. Papers that are in the library or in its trash are left out.

        An import adds papers without identifiers. That they are the same is never certain.
        """
        left = await asyncio.to_thread(_without, papers, await self.find_many(papers))
        left = await asyncio.to_thread(_without, left, await self.find_many(left, trashed=True))
        alike = await self.duplicates.like(left) if left and self._exists else {}
        if not alike or not (splits := await self._splits()).pairs:
            return alike
        kept = {one.key: one.paper for key in set(alike.values()) if (one := await self.get(key)) is not None}
        known = {paper.id: paper for paper in left}
        return {
            name: key
            for name, key in alike.items()
            if key not in kept or not is_split_from(known[name], kept[key], splits)
        }

    async def find_versions(self, papers: Sequence[Paper]) -> dict[str, KeptPaper]:
        """Return those of *papers*, which the library does not have by identifier, that are a work in it: the paper
        of the library, by `Paper.id`. A search would merge the two, and the user has not split them."""
        left = await asyncio.to_thread(_without, papers, ())
        versions = await self.duplicates.versions_of(left) if left and self._exists else {}
        if not versions:
            return {}
        kept = {one.key: one for one in await self.papers_in(list({one.row for one in versions.values()}))}
        splits = await self._splits()
        found = {
            paper.id: (paper, kept[one.key]) for paper in left if (one := versions.get(paper.id)) and one.key in kept
        }
        return {name: held for name, (paper, held) in found.items() if not is_split_from(paper, held.paper, splits)}

    async def _splits(self) -> SplitRows:
        return SplitRows(frozenset((str(row["one"]), str(row["other"])) for row in await self.apart.all()))

    async def find_works(self, papers: Sequence[Paper]) -> dict[str, KeptPaper]:
        """Return those of *papers* that are in the library, by `Paper.id`: by an identifier, or as another version
        (`find_versions`)."""
        found = await self.find_many(papers)
        return {**await self.find_versions([paper for paper in papers if paper.id not in found]), **found}

    async def find_entries(self, entries: Sequence[FullEntry]) -> list[KeptPaper | None]:
        """Return the paper of the library that each entry of a file is, as an import finds it; None if there is
        none."""
        return await super().find_entries(entries) if entries and self._exists else [None] * len(entries)

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
        sort: str = "",
        waits: bool = True,
    ) -> LibraryPage:
        """Return one page of *view*.

        Args:
            words: return papers whose title, authors, year or venue match, and after them those whose PDF text matches;
                with the operators of `domain.search.library_rule`.
            collection: the key of a collection; return only papers in it and in the collections below it.
            tag: return only papers with this tag.
            in_text: False does not search the text of PDFs, which is faster, nor other fields unless there is room for
                what is found there.
            sort: one of LIBRARY_SORTS, with a minus before it for descending order.
            waits: False does not wait for the index of papers that were changed just now: the answer has `by_old_index`
                then.
        """
        if not self._exists:
            return LibraryPage()
        return await super().page(
            view,
            words,
            collection=collection,
            tag=tag,
            offset=offset,
            limit=limit,
            in_text=in_text,
            sort=sort,
            waits=waits,
        )

    async def listing(
        self,
        view: LibraryView = LibraryView.ALL,
        words: str = "",
        *,
        collection: int | None = None,
        tag: str | None = None,
        in_text: bool = True,
        sort: str = "",
        waits: bool = True,
    ) -> LibraryListing:
        """Return all papers of a view in their order, by number; `papers_in` loads those that are shown. The arguments
        are those of `page`."""
        if not self._exists:
            return LibraryListing()
        return await super().listing(
            view, words, collection=collection, tag=tag, in_text=in_text, sort=sort, waits=waits
        )

    async def all_tags(self) -> tuple[Tag, ...]:
        """Return the tags with papers, a colour or a key, sorted by name."""
        return await self.own_words.all() if self._exists else ()

    async def smart_views(self) -> tuple[SmartView, ...]:
        """Return the smart views, sorted by name."""
        return await self.views.all() if self._exists else ()

    async def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return every identifier (`doi:10.1/x`) of the papers in the library, and of those that have a PDF."""
        return await super().names() if self._exists else (frozenset(), frozenset())

    async def collection(self, name: str) -> tuple[KeptPaper, ...] | None:
        """Return the papers of a collection and of those below it, in the order in which they were added; None if there
        is no such collection."""
        return await self.collection_book.papers(name) if self._exists else None

    async def collections(self) -> tuple[str, ...]:
        """Return the paths of all collections (`Thesis/Methods`)."""
        return tuple(one.path for one in await self.collection_book.all())

    async def cite_keys_like(self, bases: Sequence[str]) -> frozenset[str]:
        """Return the citation keys in use that equal one of *bases*, or one of them followed by letters."""
        return await super().cite_keys_like(bases) if bases and self._exists else frozenset()

    async def written_keys(self, keys: Sequence[str]) -> frozenset[str]:
        """Return those of the citation keys *keys* that a person wrote or an imported file had."""
        return await super().written_keys(keys) if keys and self._exists else frozenset()

    async def only_written_keys(self, papers: Collection[KeptPaper]) -> tuple[KeptPaper, ...]:
        """Return *papers* without the citation keys that the library made."""
        written = await self.written_keys([kept.cite_key for kept in papers])
        return tuple(
            kept if kept.cite_key in written else msgspec.structs.replace(kept, cite_key="") for kept in papers
        )

    async def counts(self) -> LibraryCounts:
        """Return the numbers of papers in the library and its views."""
        return await super().counts() if self._exists else LibraryCounts()

    async def problems(self) -> tuple[LibraryProblem, ...]:
        """Return the problems that were found when the library was opened, and whether each was repaired."""
        return await super().problems() if self._exists else ()

    async def refresh_if_changed(self) -> Changes | None:
        """Emit `changed` if another process has changed the library. Return what it changed, or None."""
        return await super().refresh_if_changed() if self._exists else None

    async def verify(self) -> tuple[LibraryProblem, ...]:
        """Check the whole library, including every file's checksum; changes nothing."""
        return await super().verify() if self._exists else ()

    @property
    def _exists(self) -> bool:
        return self.data_dir.exists()

"""The tags and notes of papers: asynchronous methods to read and change them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from scholar_desktop.domain.library import Changes, Tag
from scholar_desktop.domain.paper import Paper
from scholar_desktop.library.database.worker_thread import RunJob
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.operations import note_ops, tag_ops

T = TypeVar("T")


class TagsAndNotes:
    """Reads and changes tags and notes. Raises the errors of LibraryStore.

    Args:
        look_up: runs a query in a reader thread.
        change: runs an operation in the writer thread.
    """

    def __init__(
        self, look_up: RunJob, change: Callable[[Callable[[WriteSession], Changes]], Awaitable[Changes]]
    ) -> None:
        self._look_up = look_up
        self._change = change

    async def tag(self, keys: Sequence[str], name: str, on: bool) -> Changes:
        """Adds a tag to papers or removes it."""
        return await self._change(partial(tag_ops.set_tag, keys=tuple(keys), name=name, on=on))

    async def add_and_tag(self, papers: Sequence[Paper], name: str) -> Changes:
        """Adds a tag to papers, and adds those that are not in the library, as one change."""
        return await self._change(partial(tag_ops.add_and_tag, papers=tuple(papers), name=name))

    async def tags(self) -> tuple[tuple[str, int], ...]:
        """Returns the tags in use, sorted by name, each with its number of papers."""
        return await self._look_up(tag_ops.tag_counts)

    async def all(self) -> tuple[Tag, ...]:
        """Returns the tags with papers, a colour or a key, sorted by name."""
        return await self._look_up(tag_ops.all_tags)

    async def rename(self, name: str, new: str) -> Changes:
        """Renames a tag on all its papers; if there is a tag with the new name, both become one. Raises UsageError."""
        return await self._change(partial(tag_ops.rename_tag, name=name, new=new))

    async def delete(self, name: str) -> Changes:
        """Removes a tag from all its papers. Raises UsageError if there is no such tag."""
        return await self._change(partial(tag_ops.delete_tag, name=name))

    async def set_look(self, name: str, colour: str | None, number: int | None) -> Changes:
        """Sets the colour of a tag (`#RRGGBB`), and the key that sets it (1 to 9). Raises UsageError."""
        return await self._change(partial(tag_ops.set_tag_look, name=name, colour=colour, number=number))

    async def note(self, paper: Paper, text: str) -> Changes:
        """Replaces the note of a paper, which is added to the library if necessary."""
        return await self._change(partial(note_ops.set_note, paper=paper, text=text))

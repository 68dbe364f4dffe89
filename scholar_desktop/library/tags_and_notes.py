"""The tags and notes of papers: asynchronous methods to read and change them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from scholar_desktop.domain.library import Changes
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

    async def tags(self) -> tuple[tuple[str, int], ...]:
        """Returns the tags in use, sorted by name, each with its number of papers."""
        return await self._look_up(tag_ops.tag_counts)

    async def note(self, paper: Paper, text: str) -> Changes:
        """Replaces the note of a paper, which is added to the library if necessary."""
        return await self._change(partial(note_ops.set_note, paper=paper, text=text))

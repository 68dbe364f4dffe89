"""What a person says of papers in words of their own, as the library's owner offers it: tags and notes."""

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
    """Raises what the library raises.

    Args:
        look_up: runs a question beside the writer; change: runs an operation in the writer's thread.
    """

    def __init__(
        self, look_up: RunJob, change: Callable[[Callable[[WriteSession], Changes]], Awaitable[Changes]]
    ) -> None:
        self._look_up = look_up
        self._change = change

    async def tag(self, keys: Sequence[str], name: str, on: bool) -> Changes:
        """Give papers a tag, or take it away."""
        return await self._change(partial(tag_ops.set_tag, keys=tuple(keys), name=name, on=on))

    async def tags(self) -> tuple[tuple[str, int], ...]:
        """The tags that papers have, by name, each with how many have it."""
        return await self._look_up(tag_ops.tag_counts)

    async def note(self, paper: Paper, text: str) -> Changes:
        """Make *text* the note of a paper, which is kept with it."""
        return await self._change(partial(note_ops.set_note, paper=paper, text=text))

"""The thumbs that a person gave to recommended papers: remembered for each paper that they were given beside."""

from __future__ import annotations

from typing import Any

import msgspec

from scholar_desktop.domain.stored_names import stored
from scholar_desktop.ui.context.window_state import WindowState

KEY = "similar.examples"
MOST_PAPERS, MOST_THUMBS = 200, 50


class Example(msgspec.Struct, frozen=True, rename=stored("id title like")):
    """A paper with a thumb: like, or unlike."""

    id: str
    title: str
    like: bool


class SimilarExamples:
    """Kept with the window's state, written soon after each change."""

    def __init__(self, state: WindowState) -> None:
        self._state = state

    def of(self, seed: str) -> tuple[Example, ...]:
        """The examples beside the paper (or papers) called *seed*."""
        kept = self._all().get(seed)
        try:
            return msgspec.convert(kept, tuple[Example, ...]) if kept else ()
        except msgspec.ValidationError:  # a file that somebody edited
            return ()

    def set(self, seed: str, examples: tuple[Example, ...]) -> None:
        every = {key: value for key, value in self._all().items() if key != seed}
        if examples:
            every[seed] = msgspec.to_builtins(examples[-MOST_THUMBS:])
        self._state.set(KEY, dict(list(every.items())[-MOST_PAPERS:]))

    def _all(self) -> dict[str, Any]:
        return dict(self._state.get(KEY, dict) or {})

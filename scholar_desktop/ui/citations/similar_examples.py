"""Stores the thumbs that the user gave to recommended papers, for each paper they were recommended for."""

from __future__ import annotations

from typing import Any

import msgspec

from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.ui.context.window_state import WindowState

KEY = "similar.examples"
MOST_PAPERS, MOST_THUMBS = 200, 50


class Example(msgspec.Struct, frozen=True, rename=stored("id title like")):
    """A paper with a thumb. like: True for like, False for unlike."""

    id: str
    title: str
    like: bool


class SimilarExamples:
    """The examples in the window's state, which is written soon after each change."""

    def __init__(self, state: WindowState) -> None:
        self._state = state

    def of(self, seed: str) -> tuple[Example, ...]:
        """Return the examples for the paper (or papers) with the key *seed*."""
        kept = self._all().get(seed)
        try:
            return msgspec.convert(kept, tuple[Example, ...]) if kept else ()
        except msgspec.ValidationError:  # a file that was edited by hand
            return ()

    def set(self, seed: str, examples: tuple[Example, ...]) -> None:
        every = {key: value for key, value in self._all().items() if key != seed}
        if examples:
            every[seed] = msgspec.to_builtins(examples[-MOST_THUMBS:])
        self._state.set(KEY, dict(list(every.items())[-MOST_PAPERS:]))

    def _all(self) -> dict[str, Any]:
        return dict(self._state.get(KEY, dict) or {})

"""Completes papers that are known only in part before a copy, an export or an edit, and says what is still missing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.papers.export import Export
    from scholar_desktop.services.papers.partial_papers import CompletedPapers
    from scholar_desktop.ui.context.messages import Messages


class PaperCompletion:
    """Completes the papers of a panel. words: what to say about them now."""

    def __init__(self, export: Export, on_change: Callable[[], None]) -> None:
        """on_change: called when papers are requested, and when that has changed what is known."""
        self._export = export
        self._on_change = on_change
        self._lock = asyncio.Lock()
        self.words = ""

    async def complete(self, papers: tuple[Paper, ...]) -> tuple[Paper, ...]:
        """Return *papers* with all their fields, as far as they can be loaded; one call after another."""

        def on_request(count: int) -> None:
            self.words = loading_words(count)
            self._on_change()

        async with self._lock:
            self.words = ""
            try:
                whole = await self._export.partial.complete(papers, RequestOptions(), on_request)
                was_requested, self.words = bool(self.words), partial_words(whole.partial)
            except asyncio.CancelledError:
                self.words = ""
                raise
        if was_requested or whole.papers != papers:
            self._on_change()
        return whole.papers


async def completed_papers(
    export: Export,
    papers: Sequence[Paper],
    messages: Messages,
    key: str,
    cancel: Callable[[], None],
    icon: str = "copy",
) -> CompletedPapers:
    """Return *papers* with all their fields. While they are requested, a message says so.

    Args:
        key: of the message, and of the one about what was copied, which replaces it.
        cancel: ends the work; run by the button of the message, which then closes.
        icon: of the message.
    """

    is_shown = False

    def stop() -> None:
        cancel()
        messages.close_message(key)

    def show_request(count: int) -> None:
        nonlocal is_shown
        is_shown = True
        steps = (Step(gettext("Stop"), stop, icon="cross"),)
        messages.say(key, Note(loading_words(count), icon=icon, steps=steps))

    whole = await export.partial.complete(papers, RequestOptions(), show_request)
    if is_shown:
        messages.close_message(key)
    return whole


def loading_words(count: int) -> str:
    """Return the text about *count* papers that are requested."""
    return ngettext("Loading volume and pages of {count} paper…", "Loading volume and pages of {count} papers…", count)


def partial_words(count: int) -> str:
    """Return the sentence about *count* papers that are still known only in part; empty for 0."""
    if not count:
        return ""
    return ngettext(
        "Volume and pages of {count} paper are not known here.",
        "Volume and pages of {count} papers are not known here.",
        count,
    )

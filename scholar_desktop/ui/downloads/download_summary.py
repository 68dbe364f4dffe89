"""Says how several downloads ended, once the last of them has ended: the user may be on another page by then."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation

SHOWN_MS = 10_000
MESSAGE = "kept_pdfs"
"""The message that several downloads have started has the same key, so that this one replaces it."""

SECONDS = len("2026-11-22T13:50:00")
"""How much of a time in ISO 8601 is compared."""


class DownloadSummary:
    """Collects the downloads that end, and reports them when none is left that is waiting, running or paused.

    A single download is not reported: its paper shows how it ended. On the page of the downloads nothing is reported,
    because it shows the same numbers.
    """

    def __init__(self, downloads: Downloads, messages: Messages, navigation: Navigation, actions: Actions) -> None:
        self._downloads = downloads
        self._messages = messages
        self._navigation = navigation
        self._actions = actions
        self._since = datetime.now(UTC).isoformat()[:SECONDS]
        self._seen = {item.key for item in downloads.items()}
        self._unfinished = {item.key for item in downloads.items() if item.state is not DownloadState.DONE}
        self._ended: dict[str, DownloadItem] = {}
        downloads.changed.connect(self._on_changed)
        downloads.removed.connect(self._on_removed)
        navigation.page_changed.connect(self._on_page_changed)

    def _on_changed(self, item: DownloadItem) -> None:
        if item.state is not DownloadState.DONE:
            self._unfinished.add(item.key)
            self._ended.pop(item.key, None)
        elif item.key in self._unfinished or (item.key not in self._seen and item.ended[:SECONDS] >= self._since):
            # not an item of an earlier run, and not a decision on a PDF to review, which changes an ended item
            self._unfinished.discard(item.key)
            self._ended[item.key] = item
            self._report_if_last()
        self._seen.add(item.key)

    def _on_page_changed(self, page: str) -> None:
        if page == places.DOWNLOADS:
            self._messages.close_message(MESSAGE)

    def _on_removed(self, key: str) -> None:
        self._seen.discard(key)
        self._unfinished.discard(key)
        self._ended.pop(key, None)

    def _report_if_last(self) -> None:
        if self._unfinished:
            return
        progress = self._downloads.progress()
        if progress.running or progress.waiting or progress.paused:
            return
        ended = [item for item in self._ended.values() if item.outcome is not ItemOutcome.CANCELLED]
        self._ended.clear()
        if len(ended) < 2 or self._navigation.page == places.DOWNLOADS:
            return
        saved = sum(item.outcome is ItemOutcome.SAVED for item in ended)
        lead = ngettext("{count} download finished.", "{count} downloads finished.", len(ended))
        text = gettext("{saved} saved, {missing} missing.", saved=saved, missing=len(ended) - saved)
        if saved == len(ended):
            text = gettext("All are saved.")
        show = Step(gettext("Show downloads"), self._actions["view.downloads"].trigger)
        tone, icon = ("ok", "tick") if saved == len(ended) else ("panel", "info")
        self._messages.say(MESSAGE, Note(lead, text, tone, icon, (show,)), lasts_ms=SHOWN_MS)

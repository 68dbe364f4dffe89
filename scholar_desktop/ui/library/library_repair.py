"""Repairs a damaged library: restores a daily copy, or rebuilds the database from the papers' folders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import LibraryBackup
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import ERROR, StatePane
from scholar_desktop.ui.words.wording import calendar_day as day

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.ui.context.messages import Messages

MOST_NAMED = 3
"""Number of folders that could not be taken in that are named after a rebuild."""


class LibraryRepair:
    """Offers both ways in the pane of the library."""

    def __init__(
        self,
        messages: Messages,
        library: Library,
        scope: TaskScope,
        pane: StatePane,
        *,
        on_end: Callable[[], None],
        on_error: Callable[[ScholarError], None],
    ) -> None:
        """on_end: called when the library works again; on_error: if it still does not."""
        self._on_end = on_end
        self._on_error = on_error
        self._messages = messages
        self._library = library
        self._scope = scope
        self._pane = pane

    def show(self, message: PageMessage) -> None:
        """Show *message*, which says what is wrong; the two ways are offered before its own steps."""
        rebuild = Step(gettext("Rebuild from papers"), self._rebuild, main=True)
        offer = msgspec.structs.replace(message, steps=(rebuild, *message.steps))
        self._pane.show_message(ERROR, offer)
        self._scope.start(self._offer_copy(offer), name="look for copies of the library", latest="copies")

    async def _offer_copy(self, message: PageMessage) -> None:
        try:
            copies = [copy for copy in await self._library.copies() if copy.papers is not None]
        except ScholarError:
            return  # the message already says what is wrong
        if copies and self._pane.message is message:
            newest = copies[0]
            of_day = day(newest.day)
            choice = gettext(
                "You can also restore the backup of {date}. Papers added since are read from their folders.",
                date=of_day,
            )
            text = f"{message.text} {choice}".strip()
            back = Step(gettext("Restore {date}", date=of_day), lambda: self._go_back(newest))
            steps = (*message.steps[:1], back, *message.steps[1:])
            self._pane.show_message(ERROR, msgspec.structs.replace(message, text=text, steps=steps))

    def _rebuild(self) -> None:
        self._pane.wait(Note(gettext("Rebuilding the library from the folders of its papers…"), "", "panel", "clock"))
        self._scope.start(self._run(None), name="rebuild the library", latest="repair")

    def _go_back(self, copy: LibraryBackup) -> None:
        self._pane.wait(Note(gettext("Restoring the backup of {date}…", date=day(copy.day)), "", "panel", "clock"))
        self._scope.start(self._run(copy), name="go back to a copy of the library", latest="repair")

    async def _run(self, copy: LibraryBackup | None) -> None:
        try:
            left: list[str] = []
            if copy is None:
                papers, done = await self._library.rebuild(), gettext("The library has been rebuilt.")
                left = [shown(one.message) for one in await self._library.problems() if not one.repaired]
            else:
                papers = await self._library.go_back(date.fromisoformat(copy.day))
                done = gettext("The backup of {date} has been restored, with papers added since.", date=day(copy.day))
        except ScholarError as error:
            self._on_error(error)
            return
        kept = ngettext(
            "{count} paper. The damaged database was kept in the same folder as {file}.",
            "{count} papers. The damaged database was kept in the same folder as {file}.",
            papers,
            file="library.replaced-…",
        )
        if left:
            unread = ngettext(
                "{count} folder or file could not be read:",
                "{count} folders or files could not be read:",
                len(left),
            )
            kept = " ".join([kept, unread, *left[:MOST_NAMED], *(["…"] if len(left) > MOST_NAMED else [])])
        self._messages.say("rebuilt", Note(done, kept, "ok", "tick"))
        self._on_end()

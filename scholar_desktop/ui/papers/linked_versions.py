"""The other versions of the paper shown, to which the user linked it: a note that leads to them, and the command that
removes the links."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.own_fields import VERSION, own_fields_of
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext
from scholar_desktop.ui.open_access.linked_pdf import version_words
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.theme.theme import Theme


async def versions_of(ui_context: UiContext, kept: KeptPaper) -> list[KeptPaper]:
    """Return the papers of the library that are linked to *kept* as versions. Raises the library's errors."""
    found = [await ui_context.services.library.find(one) for one in _ids(kept)]
    return [one for one in found if one is not None and one.key != kept.key]


class LinkedVersions(NoteBar):
    """Names the linked versions of a paper of the library."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        versions: Callable[[KeptPaper], Awaitable[list[KeptPaper]]],
        open_paper: Callable[[Paper], None],
        unlink: Callable[[KeptPaper], None],
    ) -> None:
        """versions: returns the linked versions of a paper; open_paper: shows one; unlink: removes the links."""
        super().__init__(theme)
        self.setObjectName("linkedVersionsNote")
        self._versions = versions
        self._open = open_paper
        self._unlink = unlink
        self._scope = scope.child()
        self._shown: tuple[str, ...] = ()

    def show_paper(self, kept: KeptPaper | None) -> None:
        """Show the versions of *kept*; None for a paper that is not in the library."""
        ids = _ids(kept) if kept is not None and not kept.trashed else ()
        wanted = (kept.key, *ids) if kept is not None and ids else ()
        if wanted == self._shown:
            return
        self._shown = wanted
        self._scope.cancel("versions")
        self.clear()
        if kept is not None and wanted:
            self._scope.start(self._look_up(kept), name="look for linked versions", latest="versions")

    async def _look_up(self, kept: KeptPaper) -> None:
        try:
            versions = await self._versions(kept)
        except ScholarError:  # the library reports it
            return
        if not versions:
            return
        opens = [Step(gettext("Open linked paper"), partial(self._open, one.paper)) for one in versions[:1]]
        text = "; ".join(version_words(one.paper) for one in versions)
        steps = (*opens, Step(gettext("Unlink"), partial(self._unlink, kept)))
        self.show_note(Note(gettext("Version of:"), text, "panel", "link", steps))


def unlink_versions(ui_context: UiContext) -> None:
    """Remove the links between the current paper and its versions."""
    kept = ui_context.context.now.kept
    if kept is not None:
        ui_context.scope.start(_unlinked(ui_context, kept), name="unlink versions", latest="unlink")


async def _unlinked(ui_context: UiContext, kept: KeptPaper) -> None:
    try:
        versions = await versions_of(ui_context, kept)
        await ui_context.services.library.duplicates.link([kept.key, *(one.key for one in versions)], on=False)
    except ScholarError as error:
        ui_context.messages.failed(gettext("Versions not unlinked"), error)
        return
    undo = ui_context.actions["edit.undo"]
    words = gettext("Unlinked “{title}” from its versions.", title=plain(kept.paper.title))
    ui_context.messages.undoable(words, Step(gettext("Undo"), undo.trigger, icon="undo"))


def _ids(kept: KeptPaper) -> tuple[str, ...]:
    own = own_fields_of(kept.paper)
    return () if own is None else tuple(link.id for link in own.links if link.relation == VERSION)

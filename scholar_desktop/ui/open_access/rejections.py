"""Keeps and rejects PDFs to review, and puts rejected ones back, as steps of undo and redo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.undo_order import UndoStep
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.wording import download_title

if TYPE_CHECKING:
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages


class Rejections:
    """Keeps or rejects the PDF of an item of the queue. Ctrl+Z puts it back, Ctrl+Shift+Z keeps or rejects it again."""

    def __init__(
        self,
        downloads: Downloads,
        scope: TaskScope,
        messages: Messages,
        actions: Actions,
        *,
        show: Callable[[str], None] = lambda _key: None,
    ) -> None:
        """show: called with the key of the item whose rejection was undone."""
        self._downloads = downloads
        self._scope = scope
        self._messages = messages
        self._undo = actions["edit.undo"]
        self._show = show
        self._failed: tuple[str, str] | None = None
        """The key of the item, and that of the message, of the last failure."""
        downloads.changed.connect(self._on_changed)

    def reject(self, item: DownloadItem, *, goes_on: bool = False) -> None:
        """Reject the PDF of *item*. goes_on: try the copies that were not tried yet."""
        self._scope.start(self._rejected(item, goes_on=goes_on), name=f"reject {item.asked_as}", latest="decide")

    def keep(self, item: DownloadItem, on_kept: Callable[[str], None] = lambda _key: None) -> None:
        """Move the PDF of *item* into the library. on_kept: called with the key of the item once it is there."""
        self._scope.start(self._kept(item, on_kept), name=f"keep {item.asked_as}", latest="decide")

    def bring_back(self, item: DownloadItem) -> None:
        """Put the PDF of *item* that was rejected last back to the PDFs to review."""
        self._scope.start(self._brought_back(item), name=f"bring back {item.asked_as}", latest="decide")

    async def _kept(self, item: DownloadItem, on_kept: Callable[[str], None]) -> None:
        try:
            await self._downloads.keep(item.key)
        except ScholarError as error:
            self._report(item, gettext("The PDF could not be moved"), error)
            return
        on_kept(item.key)
        words = gettext("Kept the PDF of “{title}”.", title=download_title(item))
        self._messages.undoable(words, Step(gettext("Undo"), self._undo.trigger, icon="undo"))

    async def _rejected(self, item: DownloadItem, *, goes_on: bool) -> None:
        try:
            await (self._downloads.reject_and_go_on if goes_on else self._downloads.reject)(item.key)
        except ScholarError as error:
            self._report(item, gettext("The PDF could not be moved"), error)
            return
        title = download_title(item)
        self._messages.add_undo_step(
            UndoStep(
                gettext("reject the PDF for “{title}”", title=title),
                gettext("Put the PDF for “{title}” back to review.", title=title),
                partial(self._taken_back, item),
                lambda: self.reject(item, goes_on=goes_on),
            )
        )
        text = gettext("Rejected the PDF for “{title}”.", title=title)
        self._messages.undoable(text, Step(gettext("Undo"), self._undo.trigger, icon="undo"))

    async def _taken_back(self, before: DownloadItem) -> None:
        await self._downloads.take_back_rejection(before)
        self._show(before.key)

    async def _brought_back(self, item: DownloadItem) -> None:
        try:
            await self._downloads.bring_back(item.key)
        except ScholarError as error:
            self._report(item, gettext("The PDF could not be restored"), error)
            return
        self._messages.undoable(gettext("Put the PDF for “{title}” back to review.", title=download_title(item)))

    def _report(self, item: DownloadItem, what: str, error: ScholarError) -> None:
        """Report a failure until the item changes."""
        self._failed = item.key, error.code
        self._messages.failed(what, error)

    def _on_changed(self, item: DownloadItem) -> None:
        if self._failed is not None and item.key == self._failed[0]:
            self._messages.close_message(self._failed[1])
            self._failed = None

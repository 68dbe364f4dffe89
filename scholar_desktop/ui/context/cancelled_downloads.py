"""Cancels downloads at the user's wish, as a step that undo takes back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.messages import UndoStep
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.wording import download_title

if TYPE_CHECKING:
    from collections.abc import Collection

    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages


def cancel_downloads(downloads: Downloads, messages: Messages, actions: Actions, keys: Collection[str]) -> None:
    """Cancel those of the downloads *keys* that have not ended, and say so. Undo tries them again, except those that
    the user has tried again or removed since; if there are no others left, it undoes what was done before."""
    going = [item for item in downloads.items() if item.key in keys and item.state is not DownloadState.DONE]
    if not going:
        return
    cancelled, count = [item.key for item in going], len(going)
    wanted = frozenset(cancelled)
    downloads.cancel(cancelled)

    ended: set[str] = set()  # a download that runs ends a moment after it was cancelled

    def still_cancelled() -> list[str]:
        items = {item.key: item for item in downloads.items() if item.key in wanted}
        ended.update(key for key, item in items.items() if item.outcome is ItemOutcome.CANCELLED)
        return [key for key in cancelled if key in items and items[key].outcome is ItemOutcome.CANCELLED]

    def is_over() -> bool:
        is_ending = any(item.key in wanted - ended and item.outcome is None for item in downloads.items())
        return not still_cancelled() and not is_ending

    async def try_again() -> None:
        downloads.retry(still_cancelled())

    label = ngettext("cancel {count} download", "cancel {count} downloads", count)
    done = ngettext("Cancelled {count} download.", "Cancelled {count} downloads.", count)
    undone = ngettext("Downloading {count} PDF again.", "Downloading {count} PDFs again.", count)
    if count == 1:
        title = download_title(going[0])
        label = gettext("cancel the download of “{title}”", title=title)
        done = gettext("Cancelled the download of “{title}”.", title=title)
        undone = gettext("Downloading “{title}” again.", title=title)
    again = partial(cancel_downloads, downloads, messages, actions, cancelled)
    messages.add_undo_step(UndoStep(label, undone, try_again, again, is_over=is_over))
    messages.undoable(done, Step(gettext("Undo"), actions["edit.undo"].trigger, icon="undo"))

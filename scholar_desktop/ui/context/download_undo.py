"""Undo of commands on downloads: to cancel them begins them again, and to get PDFs stops those that have not ended."""

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

    from scholar_desktop.domain.download import DownloadItem
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages


def add_get_step(downloads: Downloads, messages: Messages, actions: Actions, keys: Collection[str]) -> None:
    """Make the command that just wanted the downloads *keys* the step that undo takes back: it stops those that have
    not ended. A PDF that was saved stays, or is a change to the library that is undone by itself
    (`docs/decisions/0061-downloads-and-undo.md`). Downloads that had ended before are no step."""
    wanted = _unfinished(downloads, keys)
    if not wanted:
        return

    async def stop() -> None:
        downloads.cancel([item.key for item in _unfinished(downloads, keys)])

    count = len(wanted)
    label = ngettext("get {count} PDF", "get {count} PDFs", count)
    undone = gettext("Stopped the downloads that had not ended. PDFs that were saved stay in your library.")
    if count == 1:
        title = download_title(wanted[0])
        label, undone = gettext("get the PDF of “{title}”", title=title), _stopped_one(title)
    again = partial(_get_again, downloads, messages, actions, [item.key for item in wanted])
    messages.add_undo_step(UndoStep(label, undone, stop, again, is_over=lambda: not _unfinished(downloads, keys)))


def _get_again(downloads: Downloads, messages: Messages, actions: Actions, keys: Collection[str]) -> None:
    downloads.retry([item.key for item in downloads.items() if item.key in keys and _is_cancelled(item)])
    add_get_step(downloads, messages, actions, keys)
    if begun := _unfinished(downloads, keys):
        messages.undoable(_begun_again(begun), _undo_button(actions))


def _unfinished(downloads: Downloads, keys: Collection[str]) -> list[DownloadItem]:
    return [item for item in downloads.items() if item.key in keys and item.state is not DownloadState.DONE]


def _is_cancelled(item: DownloadItem) -> bool:
    return item.outcome is ItemOutcome.CANCELLED


def _stopped_one(title: str) -> str:
    return gettext("Cancelled the download of “{title}”.", title=title)


def _begun_again(items: Collection[DownloadItem]) -> str:
    if len(items) == 1:
        (item,) = items
        return gettext("Downloading “{title}” again.", title=download_title(item))
    return ngettext("Downloading {count} PDF again.", "Downloading {count} PDFs again.", len(items))


def _undo_button(actions: Actions) -> Step:
    return Step(gettext("Undo"), actions["edit.undo"].trigger, icon="undo")


def cancel_downloads(downloads: Downloads, messages: Messages, actions: Actions, keys: Collection[str]) -> None:
    """Cancel those of the downloads *keys* that have not ended, and say so. Undo tries them again, except those that
    the user has tried again or removed since; if there are no others left, it undoes what was done before."""
    going = _unfinished(downloads, keys)
    if not going:
        return
    cancelled, count = [item.key for item in going], len(going)
    downloads.cancel(cancelled)

    ended: set[str] = set()  # a download that runs ends a moment after it was cancelled

    def still_cancelled() -> list[str]:
        items = {item.key: item for item in downloads.items() if item.key in cancelled}
        ended.update(key for key, item in items.items() if _is_cancelled(item))
        return [key for key in cancelled if key in items and _is_cancelled(items[key])]

    def is_over() -> bool:
        is_ending = any(item.key not in ended for item in _unfinished(downloads, cancelled))
        return not still_cancelled() and not is_ending

    async def try_again() -> None:
        downloads.retry(still_cancelled())

    label = ngettext("cancel {count} download", "cancel {count} downloads", count)
    done = ngettext("Cancelled {count} download.", "Cancelled {count} downloads.", count)
    if count == 1:
        title = download_title(going[0])
        label, done = gettext("cancel the download of “{title}”", title=title), _stopped_one(title)
    again = partial(cancel_downloads, downloads, messages, actions, cancelled)
    messages.add_undo_step(UndoStep(label, _begun_again(going), try_again, again, is_over=is_over))
    messages.undoable(done, _undo_button(actions))

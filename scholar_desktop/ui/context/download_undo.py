"""Undo of commands on downloads: to cancel them begins or pauses them again, and to get PDFs stops those that have not
ended."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.messages import PDFS_WANTED
from scholar_desktop.ui.context.undo_order import UndoStep
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.wording import download_title

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from scholar_desktop.domain.download import DownloadItem
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages


class GetStep:
    """Makes a command that just wanted PDFs the step that undo takes back.

    Undo stops the downloads that have not ended, and moves papers that came into the library with their PDFs, and those
    that the command restored, to its trash; a paper that was there before keeps its PDF. The PDF of one paper is a
    change to the library, which is undone by itself (`docs/decisions/0061-downloads-and-undo.md`): the step is over
    when its download has ended.

    Args:
        keys: of the downloads that had not begun before.
        kept: the library's keys of those papers of the command that it had before; None for the command that gets one
            PDF, which is an undo entry of the library; the files of a record are none.
        restored: papers that the command has restored from the trash, with their PDFs.
    """

    def __init__(
        self,
        library: Library,
        downloads: Downloads,
        scope: TaskScope,
        messages: Messages,
        actions: Actions,
        keys: Collection[str],
        kept: Collection[str] | None,
        restored: Collection[KeptPaper] = (),
    ) -> None:
        self._library = library
        self._downloads = downloads
        self._scope = scope
        self._messages = messages
        self._actions = actions
        self._keys = tuple(keys)
        self._is_of_one, self._kept = kept is None, frozenset(kept or ())
        self._restored = tuple(restored)
        self._trashed: list[str] = []
        self._paused: frozenset[str] = frozenset()
        """The downloads that were paused when undo stopped them."""
        self._words = ""
        self._label = ""
        """What the step is called, of all downloads."""
        self._undone_label = ""
        """What it was called when it was undone; empty while it is not."""

    def add(self) -> None:
        """Add the step, unless there is nothing that it would take back."""
        if self._is_over():
            return
        self._label = self._label or _get_label(list(_items(self._downloads, self._keys)))
        step = UndoStep(
            self._label,
            lambda: self._words,
            self._take_back,
            self._get_again,
            is_over=self._is_over,
            current_label=self._current_label,
        )
        self._messages.add_undo_step(step)

    def _current_label(self) -> str:
        """Return what the step is called now: of the PDFs that were saved, and those that are still to come."""
        if self._undone_label:
            return self._undone_label
        items = [one for one in _items(self._downloads, self._keys) if _is_unfinished(one) or self._has_added(one)]
        return _get_label(items) if items else self._label

    def _has_added(self, item: DownloadItem) -> bool:
        """Return True if the step may have added the paper of *item* to the library, and takes it out."""
        return item.outcome is ItemOutcome.SAVED and not self._is_of_one

    def _is_over(self) -> bool:
        items = _items(self._downloads, self._keys)
        return not self._restored and not any(_is_unfinished(item) or self._has_added(item) for item in items)

    async def _take_back(self) -> None:
        self._undone_label = self._current_label()
        stopped = _unfinished(self._downloads, self._keys)
        self._paused = _paused(stopped)
        self._downloads.cancel([item.key for item in stopped])
        added = list(filter(self._has_added, _items(self._downloads, self._keys)))
        saved = [item.paper for item in added if item.paper is not None]
        kept_papers = await self._library.find_many(saved) if saved else {}
        found = {kept.key for kept in kept_papers.values()}
        records = {item.paper.id for item in added if item.paper is not None and item.is_record}
        of_files = {kept.key for name, kept in kept_papers.items() if name in records}
        there = await self._library.find_many([one.paper for one in self._restored]) if self._restored else {}
        back = {one.key for one in there.values()}
        came = found - self._kept - back
        self._trashed = sorted(came | back)
        if self._trashed:
            await self._library.entries.trash(self._trashed, True, is_step=False)
        self._messages.close_message(PDFS_WANTED)  # it says that they are being got
        staying = found & self._kept
        words = [
            *_taken_back_words(stopped, len(came - of_files), len(came & of_files), len(back)),
            *_staying_words(len(staying - of_files), len(staying & of_files)),
        ]
        self._words = " ".join(words) or gettext("The PDFs are not in your library any more.")

    def _get_again(self) -> None:
        restored, self._trashed, self._undone_label = self._trashed, [], ""
        cancelled = [item.key for item in _items(self._downloads, self._keys) if _is_cancelled(item)]
        self._downloads.take_up(cancelled, self._paused)
        self.add()
        begun = _unfinished(self._downloads, self._keys)
        words = [_begun_again(begun, self._paused)] if begun else []
        if restored:
            report = partial(self._messages.failed, Message("Paper not restored"))
            self._scope.start(self._restore(restored), name="restore papers with their PDFs", on_failure=report)
            words.append(ngettext("Restored {count} paper.", "Restored {count} papers.", len(restored)))
        if words:
            self._messages.undoable(" ".join(words), _undo_button(self._actions))
        _drop_when_ended(self._downloads, self._messages, begun, self._paused)

    async def _restore(self, keys: list[str]) -> None:
        await self._library.entries.trash(keys, False, is_step=False)


def _get_label(items: Sequence[DownloadItem]) -> str:
    """Return the name of the command that got *items*, as the menu Edit names it."""
    of_files = [item.is_record for item in items]
    if len(items) == 1:
        title = download_title(items[0])
        if of_files[0]:
            return gettext("get the files of “{title}”", title=title)
        return gettext("get the PDF of “{title}”", title=title)
    if all(of_files):
        return ngettext("get the files of {count} record", "get the files of {count} records", len(items))
    if any(of_files):
        return ngettext("get the PDF or files of {count} paper", "get the PDFs or files of {count} papers", len(items))
    return ngettext("get {count} PDF", "get {count} PDFs", len(items))


def _taken_back_words(stopped: Collection[DownloadItem], papers: int, records: int, back: int) -> list[str]:
    """Return sentences about what undo did with the downloads that were stopped, the papers and records that it moved
    to the trash, and the papers that it moved back there."""
    words = []
    if len(stopped) == 1 and not (papers or records or back):
        (one,) = stopped
        words.append(_stopped_one(download_title(one)))
    elif stopped:
        words.append(ngettext("Stopped {count} download.", "Stopped {count} downloads.", len(stopped)))
    if papers:
        words.append(
            ngettext(
                "Moved {count} paper that came with its PDF to the trash.",
                "Moved {count} papers that came with their PDFs to the trash.",
                papers,
            )
        )
    if records:
        words.append(
            ngettext(
                "Moved {count} record that came with its files to the trash.",
                "Moved {count} records that came with their files to the trash.",
                records,
            )
        )
    if back:
        words.append(
            ngettext("Moved {count} paper back to the trash.", "Moved {count} papers back to the trash.", back)
        )
    return words


def _staying_words(pdfs: int, records: int) -> list[str]:
    """Return sentences that say of how many papers the PDF, and of how many records the files, stay in the library,
    because it had them before."""
    words = []
    if pdfs:
        words.append(ngettext("{count} PDF stays with its paper.", "{count} PDFs stay with their papers.", pdfs))
    if records:
        words.append(
            ngettext(
                "The files of {count} record stay in your library.",
                "The files of {count} records stay in your library.",
                records,
            )
        )
    return words


def _items(downloads: Downloads, keys: Iterable[str]) -> Iterator[DownloadItem]:
    """Yield the downloads *keys* that are in the queue. They are looked up by their keys, since a step is asked whether
    it is over each time that a download gets further."""
    for key in keys:
        with contextlib.suppress(KeyError):
            yield downloads.row(key)


def _is_unfinished(item: DownloadItem) -> bool:
    return item.state is not DownloadState.DONE


def _unfinished(downloads: Downloads, keys: Iterable[str]) -> list[DownloadItem]:
    return list(filter(_is_unfinished, _items(downloads, keys)))


def _is_cancelled(item: DownloadItem) -> bool:
    return item.outcome is ItemOutcome.CANCELLED


def _stopped_one(title: str) -> str:
    return gettext("Cancelled the download of “{title}”.", title=title)


def _paused(items: Iterable[DownloadItem]) -> frozenset[str]:
    """Return the keys of those of *items* that the user has paused."""
    return frozenset(item.key for item in items if item.state is DownloadState.PAUSED)


def _begun_again(items: Collection[DownloadItem], paused: Collection[str]) -> str:
    """Return that *items* are downloaded again; those of *paused* are only paused again."""
    begun = [item for item in items if item.key not in paused]
    waiting = [item for item in items if item.key in paused]
    if not begun and len(waiting) == 1:
        return gettext("The download of “{title}” is paused again.", title=download_title(waiting[0]))
    words = []
    if len(begun) == 1:
        words.append(gettext("Downloading “{title}” again.", title=download_title(begun[0])))
    elif any(item.is_record for item in begun):
        words.append(ngettext("Began {count} download again.", "Began {count} downloads again.", len(begun)))
    elif begun:
        words.append(ngettext("Downloading {count} PDF again.", "Downloading {count} PDFs again.", len(begun)))
    if waiting:
        words.append(ngettext("{count} download is paused.", "{count} downloads are paused.", len(waiting)))
    return " ".join(words)


def _drop_when_ended(
    downloads: Downloads, messages: Messages, items: Collection[DownloadItem], paused: Collection[str]
) -> None:
    """Take the words of `_begun_again` about those of *items* that are not *paused* from the message about the last
    change once these downloads have ended: another message says how. A message without other words is closed."""
    begun = [item for item in items if item.key not in paused]
    if not begun:
        return
    keys, words = frozenset(item.key for item in begun), _begun_again(begun, ())

    def on_changed(item: DownloadItem) -> None:
        if item.key not in keys or _is_unfinished(item) or _unfinished(downloads, keys):
            return
        downloads.changed.disconnect(on_changed)
        note = messages.note("undo")
        if note is None or not note.lead.startswith(words):
            return
        if rest := note.lead.removeprefix(words).strip():
            messages.undoable(rest, *note.steps)
        else:
            messages.close_message("undo")

    downloads.changed.connect(on_changed)


def _undo_button(actions: Actions) -> Step:
    return Step(gettext("Undo"), actions["edit.undo"].trigger, icon="undo")


def cancel_downloads(downloads: Downloads, messages: Messages, actions: Actions, keys: Collection[str]) -> None:
    """Cancel those of the downloads *keys* that have not ended, and say so. Undo tries them again, or pauses them again
    if they were paused, except those that the user has tried again or removed since; if there are no others left, it
    undoes what was done before."""
    going = _unfinished(downloads, keys)
    if not going:
        return
    cancelled, count, paused = [item.key for item in going], len(going), _paused(going)
    downloads.cancel(cancelled)
    ended: set[str] = set()  # a download that runs ends a moment after it was cancelled
    begun: list[DownloadItem] = []

    def is_over() -> bool:
        items = list(_items(downloads, cancelled))
        ended.update(item.key for item in items if _is_cancelled(item))
        return not any(_is_cancelled(item) or (_is_unfinished(item) and item.key not in ended) for item in items)

    async def try_again() -> None:
        begun[:] = filter(_is_cancelled, _items(downloads, cancelled))
        downloads.take_up([item.key for item in begun], paused)
        _drop_when_ended(downloads, messages, begun, paused)

    label = ngettext("cancel {count} download", "cancel {count} downloads", count)
    done = ngettext("Cancelled {count} download.", "Cancelled {count} downloads.", count)
    if count == 1:
        title = download_title(going[0])
        label, done = gettext("cancel the download of “{title}”", title=title), _stopped_one(title)
    again = partial(cancel_downloads, downloads, messages, actions, cancelled)
    messages.add_undo_step(UndoStep(label, lambda: _begun_again(begun, paused), try_again, again, is_over=is_over))
    messages.undoable(done, _undo_button(actions))

"""Says how the downloads of a batch ended, once none of them is at work: the user may be on another page by then. Says
why a single download has saved no PDF if the details of its paper are not in sight."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import is_same_paper
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.messages import PDFS_WANTED
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.access_words import next_try_words, reason_has_next_try, reason_words
from scholar_desktop.ui.words.wording import download_title, message_title, next_try_time

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scholar_desktop.domain.library import Changes
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.paper_session import PaperSession
    from scholar_desktop.ui.context.ui_context import UiContext

SHOWN_MS = 10_000
ROOM_OF_NOTE = 64
"""Pixels at base size in which the note below the buttons of a paper says at least what happened."""
SECONDS = len("2026-11-22T13:50:00")
"""How much of a time in ISO 8601 is compared."""


@dataclass
class _Batch:
    """Downloads that were requested or retried together, by their states.

    ended: those that the user was not told about yet; retried: those that the user has retried since they had ended.
    """

    running: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    paused: set[str] = field(default_factory=set)
    ended: dict[str, DownloadItem] = field(default_factory=dict)
    retried: set[str] = field(default_factory=set)

    def put(self, item: DownloadItem) -> None:
        self.drop(item.key)
        if item.state is DownloadState.RUNNING:
            self.running.add(item.key)
        elif item.state is DownloadState.WAITING:
            self.waiting.add(item.key)
        elif item.state is DownloadState.PAUSED:
            self.paused.add(item.key)

    def drop(self, key: str) -> None:
        for keys in (self.running, self.waiting, self.paused):
            keys.discard(key)
        self.ended.pop(key, None)

    def counts(self, key: str) -> bool:
        """Return True if the download is not finished, or the user was not told yet that it is."""
        return any(key in keys for keys in (self.running, self.waiting, self.paused, self.ended))


class DownloadSummary:
    """Collects the downloads that end, and reports those of a batch when none of it runs or waits for its turn.

    What is paused, and what waits until the program is online, does not delay the report, which counts it; the report
    on the rest of the batch later counts the whole batch. Downloads that were requested one by one are one batch. Those
    that the user retries together are one batch until they have been reported, whatever batches they were requested
    with. A single download is reported only if it has saved nothing, and if the details of its paper, which say why,
    are not in sight or it was retried: then the details may say the same as before. On the page of the downloads only
    those that the user retried are reported, because it shows the numbers of the others, and nothing else tells that a
    download ended as before.
    """

    def __init__(
        self,
        services: Services,
        scope: TaskScope,
        messages: Messages,
        navigation: Navigation,
        why_no_pdf: Callable[[DownloadItem], Note | None],
    ) -> None:
        """why_no_pdf: returns the message about a single download that ended; None if none is needed."""
        self._downloads = downloads = services.downloads
        self._library = services.library
        self._scope = scope
        self._messages = messages
        self._navigation = navigation
        self._why_no_pdf = why_no_pdf
        self._reported_alone: tuple[str, Note] | None = None
        """The last single download that was reported, by its key, and the message about it."""
        self._reported_saved: tuple[Paper, ...] = ()
        """The papers that the last report on several downloads calls saved."""
        self._reported: Note | None = None
        self._since = datetime.now(UTC).isoformat()[:SECONDS]
        self._batches: dict[str | int, _Batch] = {}
        """By the name that they were requested with; those that are retried together have a number."""
        self._batch_of: dict[str, str | int] = {}
        """The batch of each download by its key, also of those that have ended."""
        self._retries = 0
        self._cancelled: set[str] = set()
        """The keys of those that ended because the user cancelled them: they were not tried."""
        for item in downloads.items():
            self._batch(item).put(item)
        downloads.changed.connect(self._on_changed)
        downloads.retried.connect(self._on_retried)
        downloads.stopped.connect(self._on_stopped)
        downloads.removed.connect(self._on_removed)
        downloads.moved.connect(self._on_moved)
        self._library.changed.connect(self._on_library_changed)
        navigation.page_changed.connect(self._on_page_changed)

    def _batch(self, item: DownloadItem) -> _Batch:
        """Return the batch of *item*; a download that is requested again may have another one than before."""
        before = self._batch_of.get(item.key)
        return self._move(item.key, before if isinstance(before, int) else item.batch)

    def _move(self, key: str, name: str | int) -> _Batch:
        before = self._batch_of.get(key)
        if before is not None and before != name:
            self._batches[before].drop(key)
        self._batch_of[key] = name
        return self._batches.setdefault(name, _Batch())

    def _on_changed(self, item: DownloadItem) -> None:
        is_new = item.key not in self._batch_of
        before = None if is_new else self._batches[self._batch_of[item.key]]
        is_counted = before is not None and before.counts(item.key)
        batch = self._batch(item)
        batch.put(item)
        if item.state is not DownloadState.DONE:
            self._close_report_of(item.key)
        is_again = before is not None and not is_counted and batch.counts(item.key) and not item.tries
        if is_again and item.key not in self._cancelled:
            batch.retried.add(item.key)
        if item.outcome is ItemOutcome.CANCELLED:
            self._cancelled.add(item.key)
        else:
            self._cancelled.discard(item.key)
        if item.state is DownloadState.DONE and (is_counted or (is_new and item.ended[:SECONDS] >= self._since)):
            # not an item of an earlier run, and not a decision on a PDF to review, which changes an ended item
            batch.ended[item.key] = item
        if item.state is not DownloadState.RUNNING:
            self._report_if_over(self._batch_of[item.key])

    def _on_retried(self, keys: tuple[str, ...]) -> None:
        if len(keys) < 2:
            return
        self._retries += 1
        for key in keys:
            batch = self._move(key, self._retries)
            batch.waiting.add(key)  # they begin one after the other
            batch.retried.add(key)

    def _on_stopped(self, keys: tuple[str, ...]) -> None:
        """If the user pauses or cancels all downloads, do not report those that have ended before: the report would be
        about other downloads than the command."""
        stopped = frozenset(keys)
        if any((batch.running | batch.waiting) - stopped for batch in self._batches.values()):
            return
        for name, batch in tuple(self._batches.items()):
            for item in tuple(batch.ended.values()):
                batch.retried.discard(item.key)
                if isinstance(name, int):
                    self._move(item.key, item.batch)
            batch.ended.clear()

    def _on_page_changed(self, page: str) -> None:
        if page == places.DOWNLOADS:
            self._messages.close_message(PDFS_WANTED)

    def _on_removed(self, key: str) -> None:
        self._cancelled.discard(key)
        name = self._batch_of.pop(key, None)
        if name is not None:
            self._batches[name].drop(key)
            self._report_if_over(name)

    def _on_moved(self, _nothing: None) -> None:
        if self._downloads.is_offline:
            for name in tuple(self._batches):
                self._report_if_over(name)

    def _report_if_over(self, name: str | int) -> None:
        batch = self._batches[name]
        if not batch.ended or batch.running or (batch.waiting and not self._downloads.is_offline):
            return
        ended = [item for item in batch.ended.values() if item.outcome is not ItemOutcome.CANCELLED]
        retried = [item for item in ended if item.key in batch.retried]
        batch.retried.difference_update(batch.ended)
        if isinstance(name, int):
            for item in tuple(batch.ended.values()):
                self._move(item.key, item.batch)
        batch.ended.clear()
        if all(item.tries for item in ended):
            return  # the queue has tried them again by itself: their rows say how it ended
        waiting, paused = (len(batch.waiting), len(batch.paused)) if name else (0, 0)
        if self._navigation.page != places.DOWNLOADS:
            if len(ended) + waiting + paused > 1:
                ended = self._with_earlier(name, ended)
                self._report(self._lead(name, ended), ended, waiting, paused)
            elif ended and not self._report_alone(ended[0]):
                self._report_retried([item for item in retried if item.outcome is not ItemOutcome.SAVED])
                self._end_message_about(ended[0])
        elif len(retried) == 1 and retried[0].has_files and retried[0].path:
            self._report_files(retried[0], Path(retried[0].path))
        else:
            self._report_retried(retried)

    def _report_retried(self, retried: list[DownloadItem]) -> None:
        if not retried:
            return
        if len(retried) == 1:
            lead = gettext("“{title}” was tried again.", title=download_title(retried[0]))
        else:
            lead = ngettext("{count} download tried again.", "{count} downloads tried again.", len(retried))
        self._report(lead, retried, 0, 0)

    def _report_files(self, item: DownloadItem, path: Path) -> None:
        """Report the files of a record, which are in the folder *path* if they are several."""
        saved = sum(file.outcome is ItemOutcome.SAVED for file in item.files)
        words = ngettext(
            "Got {count} file of “{title}”.", "Got {count} files of “{title}”.", saved, title=download_title(item)
        )
        folder = path if len(item.files) > 1 else path.parent
        self._messages.say_saved(PDFS_WANTED, Note(words, "", "ok", "tick"), folder, lasts_ms=SHOWN_MS)

    def _end_message_about(self, item: DownloadItem) -> None:
        """If the message still says that the files of a record are downloaded, say that they are saved; if some are
        missing, the details of the paper say why."""
        shown = self._messages.note(PDFS_WANTED)
        if not item.is_record or shown is None or shown.icon != "get":  # the icon of what is under way
            return
        if item.outcome is ItemOutcome.SAVED and item.path:
            self._report_files(item, Path(item.path))
        else:
            self._messages.close_message(PDFS_WANTED)

    def _report_alone(self, item: DownloadItem) -> bool:
        """Say why a single download has no PDF. False if it has one, or the details of its paper say why."""
        note = self._why_no_pdf(item)
        if note is not None:
            self._messages.say(PDFS_WANTED, note, lasts_ms=SHOWN_MS, stays=True)
            self._reported_alone = item.key, note
        return note is not None

    def _close_report_of(self, key: str) -> None:
        """Close the message about a single download, which is tried again."""
        if self._reported_alone is None or self._reported_alone[0] != key:
            return
        reported, shown = self._reported_alone[1], self._messages.note(PDFS_WANTED)
        self._reported_alone = None
        if shown is not None and (shown.lead, shown.text) == (reported.lead, reported.text):
            self._messages.close_message(PDFS_WANTED)

    def _with_earlier(self, name: str | int, ended: list[DownloadItem]) -> list[DownloadItem]:
        """Return *ended* and the other downloads of the batch that have ended in this run: before they were all paused,
        or before a restart. The status bar and the page of the downloads count them, too."""
        if not name or isinstance(name, int):
            return ended
        items = {item.key: item for item in self._downloads.finished_in_run() if item.batch == name}
        items |= {item.key: item for item in ended}
        return [item for item in items.values() if item.outcome is not ItemOutcome.CANCELLED]

    def _lead(self, name: str | int, ended: list[DownloadItem]) -> str:
        """Return how many downloads of the batch *name* have ended. If other downloads belong to the current run, say
        which ones these are: the status bar counts the whole run."""
        keys, count = {item.key for item in ended}, len(ended)
        has_others = any(item.key not in keys and item.batch != name for item in self._downloads.finished_in_run())
        under_way = (one.running or one.waiting for other, one in self._batches.items() if other != name)
        if not has_others and not any(under_way):
            return ngettext("{count} download finished.", "{count} downloads finished.", count)
        if isinstance(name, int):
            return ngettext("{count} download tried again.", "{count} downloads tried again.", count)
        if not name:
            return ngettext("{count} single download finished.", "{count} single downloads finished.", count)
        return ngettext(
            "{count} download finished ({batch}).", "{count} downloads finished ({batch}).", count, batch=name
        )

    def _report(self, lead: str, ended: list[DownloadItem], waiting: int, paused: int) -> None:
        from scholar_desktop.ui.context.page_messages import show_downloads_step  # not part of the start

        saved = sum(item.outcome is ItemOutcome.SAVED for item in ended)
        earlier = sum(item.outcome is ItemOutcome.SAVED and not _was_saved_now(item) for item in ended)
        later = [item for item in ended if item.again is not None]
        sentences = [gettext("{saved} saved, {missing} missing.", saved=saved - earlier, missing=len(ended) - saved)]
        if earlier == len(ended):
            sentences = []
        elif saved == len(ended) and not earlier:
            sentences = [gettext("All are saved.")] if saved > 1 else [gettext("It is saved.")]
        if earlier:
            sentences.append(
                ngettext("{count} was already in your library.", "{count} were already in your library.", earlier)
            )
        if len(ended) == 1 and not saved:
            sentences = [reason_words(ended[0])]
        if len(ended) == 1 and later:
            sentences.append(next_try_words(later[0]))
        elif later:
            sentences.append(_next_try_sentence(later))
        if waiting:
            sentences.append(
                ngettext("{count} waits until you are online.", "{count} wait until you are online.", waiting)
            )
        if paused:
            sentences.append(ngettext("{count} is paused.", "{count} are paused.", paused))
        show = show_downloads_step(self._navigation, *(item.key for item in ended))
        steps = () if self._navigation.page == places.DOWNLOADS else (show,)
        is_complete = saved == len(ended) and not waiting and not paused
        tone, icon = ("ok", "tick") if is_complete else ("panel", "info")
        note = Note(lead, " ".join(sentences), tone, icon, steps)
        self._messages.say(PDFS_WANTED, note, lasts_ms=SHOWN_MS, stays=True)
        self._reported = note
        self._reported_saved = tuple(
            item.paper for item in ended if item.outcome is ItemOutcome.SAVED and item.is_for_paper and item.paper
        )
        self._check_report()  # the last downloads may have ended because the user removed all papers of the batch

    def _on_library_changed(self, changes: Changes) -> None:
        if changes.papers:
            self._check_report()

    def _check_report(self) -> None:
        if self._is_report_shown() and self._reported_saved:
            self._scope.start(self._close_untrue_report(), name="check the report on downloads")

    def _is_report_shown(self) -> bool:
        shown, reported = self._messages.note(PDFS_WANTED), self._reported
        if shown is None or reported is None:
            return False
        return (shown.lead, shown.text) == (reported.lead, reported.text)

    async def _close_untrue_report(self) -> None:
        """Close the report if the library no longer has one of the papers that it calls saved."""
        papers = [paper for paper in self._reported_saved if paper.id]
        with contextlib.suppress(ScholarError):  # the library reports the error itself
            found = await self._library.find_many(papers)
            if any(paper.id not in found for paper in papers) and self._is_report_shown():
                self._messages.close_message(PDFS_WANTED)


def why_no_pdf(
    ui_context: UiContext, session: PaperSession, room: Callable[[], int], item: DownloadItem
) -> Note | None:
    """Return the message that says why *item*, which ended, has no PDF, and what can be done about it; None if it has
    one, or the details of its paper say so in sight.

    Args:
        session: has the paper of the details.
        room: returns how many pixels of the details are in sight below their buttons; 0 if they are not on the screen.
    """
    paper, shown = item.paper, session.paper
    if item.outcome is ItemOutcome.SAVED or paper is None:
        return None
    is_of_paper = shown is not None and is_same_paper(shown, paper)
    if is_of_paper and room() >= ui_context.theme.px(ROOM_OF_NOTE):
        return None
    from scholar_desktop.ui.open_access.download_steps import failure_steps, main_step  # not part of the start
    from scholar_desktop.ui.open_access.pdf_button import pdf_note

    why = pdf_note(msgspec.structs.replace(ui_context.marks.of(paper), download=item))
    if why is None:
        return None
    reason = f"{why.text} {next_try_words(item)}" if reason_has_next_try(item) else why.text  # wording: sentences
    retry = partial(ui_context.services.downloads.retry, (item.key,))
    first = None if item.quarantined else main_step(failure_steps(ui_context, item, paper, retry))
    show = Step(gettext("Details"), partial(ui_context.navigation.show_part, places.DOWNLOADS, item.key))
    title = message_title(paper.title)
    text = gettext("“{title}”: {reason}", title=title, reason=reason)
    return Note(why.lead, text, why.tone, why.icon, (show,) if first is None else (first, show))


def _next_try_sentence(items: Sequence[DownloadItem]) -> str:
    """Return the sentence that says that *items* are tried again, and why not before if hosts have asked for pauses:
    the download of a paper at such a host ends at once, as if nothing had been tried."""
    count = len(items)
    if not all(reason_has_next_try(item) for item in items):
        return ngettext("{count} will be tried again.", "{count} will be tried again.", count)
    reasons = {reason_words(item) for item in items}
    if len(reasons) == 1:
        return ngettext(
            "{reason} {count} will be tried again then.",
            "{reason} {count} will be tried again then.",
            count,
            reason=reasons.pop(),
        )
    return ngettext(
        "{count} will be tried again when the pause that its host asked for is over. Next try: {time}.",
        "{count} will be tried again when the pauses that their hosts asked for are over. Next try: {time}.",
        count,
        time=next_try_time(min(item.again for item in items if item.again is not None)),
    )


def _was_saved_now(item: DownloadItem) -> bool:
    """Return True if *item*, which is saved, got its PDF or files since it was requested last."""
    if item.is_record:
        return True
    from scholar_desktop.services.open_access.get_pdf import SAVED_OUTCOMES  # not part of the start

    return any(one.outcome in SAVED_OUTCOMES and one.at >= item.began for one in item.attempts)

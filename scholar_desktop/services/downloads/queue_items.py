"""The items of the download queue: their order and counts, and creating, retrying and cancelling an item."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome, is_retryable_outcome
from scholar_desktop.domain.download import DownloadFile, DownloadItem, DownloadState
from scholar_desktop.domain.identifiers.identifiers import ids_of, parse, recognise, shorten_quote
from scholar_desktop.domain.library import HAND, KeptPaper
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.downloads.record_jobs import unfinished_urls
from scholar_desktop.services.open_access.candidates import LANDING_PAGE, fetch_url
from scholar_desktop.services.open_access.get_pdf import SAVED_OUTCOMES, ended_item, saved_item
from scholar_desktop.services.web.part_files import remove_parts
from scholar_desktop.services.web.url_rules import normalise_url


class QueueItems:
    """The items in their order.

    counts: how many items are in each state; outcomes: how many ended items have each outcome.
    """

    def __init__(self) -> None:
        self.counts: Counter[DownloadState] = Counter()
        self.outcomes: Counter[ItemOutcome | None] = Counter()
        self._items: dict[str, DownloadItem] = {}
        # Several items may have a name, such as two downloads of one paper. The first one is found by it.
        self._keys: dict[str, tuple[str, ...]] = {}
        # All names that an item ever had, also those of an earlier paper. They are removed with it; computing them
        # again takes long for a thousand items.
        self._names: dict[str, dict[str, None]] = {}
        self._places: dict[str, int] | None = None

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def __getitem__(self, key: str) -> DownloadItem:
        return self._items[key]

    def get(self, key: str) -> DownloadItem | None:
        """Returns the item, or None if it is not in the queue."""
        return self._items.get(key)

    def all(self) -> tuple[DownloadItem, ...]:
        """Returns all items in order."""
        return tuple(self._items.values())

    def of(self, keys: Iterable[str]) -> list[DownloadItem]:
        """Returns the items of *keys* that exist, in the order of the queue."""
        wanted = set(keys)
        return [item for key, item in self._items.items() if key in wanted]

    def in_state(self, state: DownloadState) -> Iterator[DownloadItem]:
        """Returns the items in *state*, in order."""
        return (item for item in tuple(self._items.values()) if item.state is state)

    @property
    def active(self) -> int:
        """How many items have not ended."""
        return len(self._items) - self.counts[DownloadState.DONE]

    def put(self, item: DownloadItem) -> None:
        """Adds *item*, or replaces the item with the same key."""
        before = self._items.get(item.key)
        if before is not None:
            self._count(before, -1)
        else:
            self._places = None
        self._items[item.key] = item
        self._count(item, 1)
        if before is None or before.paper is not item.paper or before.is_record is not item.is_record:
            self._names.setdefault(item.key, {}).update(dict.fromkeys(_names(item)))
            self._enter(item)

    def drop(self, key: str) -> None:
        """Removes the item. Raises KeyError if it is not in the queue."""
        item = self._items.pop(key)
        self._places = None
        self._count(item, -1)
        for name in self._names.pop(key):
            if others := tuple(one for one in self._keys.pop(name) if one != key):
                self._keys[name] = others

    def find(self, paper: Paper) -> DownloadItem | None:
        """Returns the item for the PDF of *paper*, which shares an identifier with it; None without one."""
        return self._named(_names_of(paper))

    def find_text(self, text: str) -> DownloadItem | None:
        """Returns the item for the PDF of the paper that *text* names; None without one."""
        return self._named(_names_of_text(text))

    def find_record(self, name: str, *, archive: bool = False) -> DownloadItem | None:
        """Returns the item for files of the record *name*, or for its zip file if *archive* is True; without one, an
        item for the other that has ended; None without any.
        """
        named = f"record {name}"  # not translated: a key
        found = [item for item in self._items.values() if item.is_record and named in self._names[item.key]]
        ended = (item for item in found if item.state is DownloadState.DONE)
        return next((item for item in found if item.archive is archive), None) or next(ended, None)

    def place(self, key: str) -> int:
        """Returns how many items come before *key*; the number of all items if it is not in the queue."""
        if self._places is None:
            self._places = {other: number for number, other in enumerate(self._items)}
        return self._places.get(key, len(self._items))

    def move(self, keys: Sequence[str], before: str | None) -> bool:
        """Moves *keys* before the item *before*, or to the end for None, keeping the order of the queue among them.

        Returns False when nothing changes.
        """
        moved = [item.key for item in self.of(keys)]
        rest = [key for key in self._items if key not in set(moved)]
        if before is not None and before not in rest:
            return False
        place = len(rest) if before is None else rest.index(before)
        order = [*rest[:place], *moved, *rest[place:]]
        if order == list(self._items):
            return False
        self._items = {key: self._items[key] for key in order}
        self._places = None
        return True

    def keys(self) -> tuple[str, ...]:
        """Returns the keys of all items in order."""
        return tuple(self._items)

    def _enter(self, item: DownloadItem) -> None:
        for name in self._names[item.key]:
            keys = self._keys.get(name, ())
            if item.key not in keys:
                self._keys[name] = (*keys, item.key)

    def _named(self, names: Iterable[str]) -> DownloadItem | None:
        for name in names:
            if keys := self._keys.get(name):
                return self._items[keys[0]]
        return None

    def _count(self, item: DownloadItem, by: int) -> None:
        self.counts[item.state] += by
        if item.state is DownloadState.DONE:
            self.outcomes[item.outcome] += by


def _names(item: DownloadItem) -> list[str]:
    paper, names = item.paper, []
    if item.is_record:
        numbers = [paper.ids.zenodo] if paper is not None and paper.ids.zenodo else []
        names += [f"record {name}" for name in (item.asked_as, *numbers)]  # not translated: a key
    if item.is_for_paper:
        names += [*_names_of_text(item.asked_as), *(_names_of(paper) if paper is not None else ())]
    return names


def _names_of(paper: Paper) -> list[str]:
    return [paper.id, *(f"{scheme}:{value}" for scheme, value in paper.ids.items())]


def _names_of_text(text: str) -> list[str]:
    identifier = parse(text)
    if identifier is None:
        return [text]
    return [text, *(f"{scheme}:{value}" for scheme, value in ids_of(identifier).items())]


_PASSED = (ItemOutcome.TEMPORARY, ItemOutcome.DISK, ItemOutcome.CANCELLED)
_OURS = (Outcome.DISK, Outcome.CANCELLED)


def new_item(asked_as: str, paper: Paper | None, batch: str, now: str) -> DownloadItem:
    """Returns a new waiting item; now: ISO 8601, UTC."""
    return DownloadItem(
        key=uuid.uuid4().hex,
        asked_as=asked_as,
        paper=paper,
        state=DownloadState.WAITING,
        batch=batch,
        began=now,
        worked=(),
    )


def item_in_batch(item: DownloadItem, batch: str, *, is_current: bool) -> DownloadItem:
    """Returns *item* as one that was requested with *batch*, too.

    Args:
        batch: empty for a request of a single paper, which changes nothing.
        is_current: it is downloaded for *batch*; otherwise it still is, or was, downloaded for an earlier batch.
    """
    if not batch:
        return item
    names = tuple(dict.fromkeys((*item.all_batches, batch)))
    current = batch if is_current else item.batch
    return msgspec.structs.replace(item, batch=current, batches=msgspec.UNSET if names == (current,) else names)


def is_started_by_request(item: DownloadItem | None, retry: Collection[str] | None = None) -> bool:
    """Returns True if a request starts a download: there is no *item* of the paper yet, or it has ended and is retried.

    retry: as of `Downloads.enqueue`.
    """
    if item is None:
        return True
    is_retried = retry is None or item.key in retry or item.outcome is ItemOutcome.CANCELLED
    return item.state is DownloadState.DONE and is_retried


def batch_of_new(batch: str, items: Iterable[DownloadItem | None], retry: Collection[str] | None = None) -> str:
    """Returns *batch* if a request starts a download of at least one of *items*; else an empty name: a batch in which
    nothing is new would be one more to choose from, with the downloads of others."""
    return batch if any(is_started_by_request(item, retry) for item in items) else ""


def item_from_text(text: str, batch: str, now: str) -> DownloadItem:
    """Returns the item for the paper that *text* names; it has ended already if *text* names none."""
    item = new_item(text, None, batch, now)
    found = recognise(text)
    if found.identifier is not None:
        return item
    return msgspec.structs.replace(ended_item(item, ItemOutcome.NOT_FOUND, no_paper_message(text)), ended=now)


def no_paper_message(text: str) -> str:
    """Returns why *text* names no paper, in a sentence."""
    problem = recognise(text).problem
    return (
        problem.message
        if problem is not None
        else Message("“{text}” is not an identifier of a paper.", text=shorten_quote(text))
    )


def item_for_files(item: DownloadItem, paper: Paper | None, files: Sequence[str], now: str) -> DownloadItem:
    """Returns *item*, which has ended, as waiting for *files* of its record; empty for all files.

    Args:
        paper: the paper of the record, if known.
        now: ISO 8601, UTC.
    """
    return DownloadItem(
        key=item.key,
        asked_as=item.asked_as,
        paper=paper or item.paper,
        state=DownloadState.WAITING,
        batch=item.batch,
        batches=item.batches,
        began=now,
        wanted=tuple(files),
        requests=item.requests,
        worked=item.work_spans,
        instead_of_pdf=item.instead_of_pdf if item.is_record else True,
    )


def item_with_more_files(item: DownloadItem, files: Sequence[str]) -> DownloadItem:
    """Returns *item*, which has not ended, with *files* of its record in addition; empty for all files. A paused one
    waits again."""
    wanted = tuple(dict.fromkeys((*item.wanted, *files))) if item.wanted and files else ()
    state = DownloadState.WAITING if item.state is DownloadState.PAUSED else item.state
    return msgspec.structs.replace(item, wanted=wanted, state=state)


def item_for_copy(item: DownloadItem, paper: Paper, copy: Copy, now: str) -> DownloadItem:
    """Returns *item*, which has ended or is new, as waiting for this one *copy* of *paper*.

    Attempts at other copies are kept; the addresses of this copy, and of pages, are requested again.
    """
    places = {normalise_url(url) for url in (copy.pdf_url, copy.url, copy.landing_url) if url}
    others = tuple(one for one in item.attempts if normalise_url(one.url) not in places and one.source != LANDING_PAGE)
    return DownloadItem(
        key=item.key,
        asked_as=item.asked_as,
        paper=paper,
        state=DownloadState.WAITING,
        attempts=others,
        batch=item.batch,
        batches=item.batches,
        began=now,
        only=copy,
        requests=item.requests,
        worked=item.work_spans,
    )


def item_with_next_copies(item: DownloadItem, now: str) -> DownloadItem:
    """Returns *item* as waiting, to try copies that were not tried yet and those that failed temporarily."""
    kept = tuple(one for one in item.attempts if not is_retryable_outcome(one.outcome) and one.outcome not in _OURS)
    return msgspec.structs.replace(retried_item(item, now), attempts=kept)


def retried_item(item: DownloadItem, now: str) -> DownloadItem:
    """Returns *item* as waiting for a retry.

    If it ended for a temporary reason (including a full disk and cancelling), attempts with a final answer are kept and
    not repeated. Otherwise it starts again with the first candidate. A saved item keeps its attempts, which say where
    its PDF comes from if the library still has it, and a cancelled record its files, whose parts have been removed.
    """
    files = _files_again(item.files) if item.is_record and item.outcome is ItemOutcome.CANCELLED else ()
    is_saved = item.outcome is ItemOutcome.SAVED and not item.is_record and item.linked is None
    kept = tuple(
        one
        for one in item.attempts
        if is_saved
        or (
            item.outcome in _PASSED
            and not is_retryable_outcome(one.outcome)
            and one.outcome not in (*_OURS, Outcome.SAVED)
        )
    )
    return DownloadItem(
        key=item.key,
        asked_as=item.asked_as,
        paper=item.paper,
        state=DownloadState.WAITING,
        attempts=kept,
        copies=item.copies if is_saved else (),
        path=item.path if is_saved else None,
        batch=item.batch,
        batches=item.batches,
        began=now,
        wanted=item.wanted,
        beside=item.beside,
        archive=item.archive,
        files=files,
        received=sum(file.received for file in files),
        size=item.size if files else None,
        requests=item.requests,
        worked=item.work_spans,
        instead_of_pdf=item.instead_of_pdf,
    )


def _files_again(files: Iterable[DownloadFile]) -> tuple[DownloadFile, ...]:
    """Returns the files of a cancelled record as they are before it goes on: saved, or not begun."""
    return tuple(
        file
        if file.outcome is ItemOutcome.SAVED
        else msgspec.structs.replace(file, received=0, outcome=None, reason="", path=None)
        for file in files
    )


def ended_in_run(items: Iterable[DownloadItem]) -> list[str]:
    """Returns the keys of those of *items* that ended in the run to which the unfinished ones belong: after the first
    of these was requested, or of the same batch and in the second of that request, since the times have no fractions.
    Without an unfinished one there is none."""
    ended: list[DownloadItem] = []
    first, batches = "", set[str]()
    for item in items:
        if item.state is DownloadState.DONE:
            ended.append(item)
        else:
            first = min(first or item.began, item.began)
            batches.add(item.batch)
    if not first:
        return []
    return [
        one.key for one in ended if one.ended > first or (one.batch and one.batch in batches and one.ended == first)
    ]


def is_final(item: DownloadItem) -> bool:
    """Returns True if *item*, which has ended without a PDF, did so for a reason that does not pass by itself."""
    return item.outcome not in (ItemOutcome.SAVED, *_PASSED)


def has_no_own_pdf(item: DownloadItem) -> bool:
    """Returns True if *item*, which has ended, saved no PDF, also if a linked version of its paper has it."""
    return item.outcome is not ItemOutcome.SAVED or item.linked is not None


def item_with_library_pdf(item: DownloadItem, kept: KeptPaper) -> DownloadItem | None:
    """Returns *item*, which has ended without a PDF, as saved, because the library has the PDF of its paper by now: the
    user attached one or downloaded it in the browser, or it was imported. The failed attempts are kept.

    Returns None if there is no PDF, or only an older one than the user wanted.
    """
    file = next((file for file in reversed(kept.files) if file.source == HAND), None)
    wants_another = item.only is not None or item.beside
    if wants_another and (file is None or (file.retrieved or "") < item.began):
        return None
    saved = saved_item(item, kept) if not kept.trashed else None
    if saved is None:
        return None
    file = next(file for file in kept.files if file.path == saved.path)
    reason = (file.review or Message("You added this PDF.")) if file.source == HAND else saved.reason
    attempt = Attempt(
        file.source_url or "",
        file.source or "",
        Outcome.SAVED,
        bytes=file.bytes,
        sha256=file.sha256,
        reason=reason,
        at=file.retrieved or "",
    )
    failed = tuple(one for one in item.attempts if one.outcome not in (*_OURS, Outcome.SAVED))
    return msgspec.structs.replace(saved, attempts=(*failed, attempt), reason=reason, again=None)


def item_with_library_files(item: DownloadItem, kept: KeptPaper) -> DownloadItem | None:
    """Returns *item*, which has ended because its record has no PDF, as saved, if the library has all files of the
    record by now; else None."""
    if item.outcome is not ItemOutcome.NO_PDF or not item.files or kept.trashed:
        return None
    paths = {file.name: Path(file.path) for file in kept.files}
    found = [path for file in item.files if (path := paths.get(file.name)) is not None and path.is_file()]
    if len(found) < len(item.files):
        return None
    reason = Message.counted("The file is in your library.", "The {count} files are in your library.", len(found))
    path = found[0] if len(found) == 1 else found[0].parent
    return msgspec.structs.replace(item, outcome=ItemOutcome.SAVED, reason=reason, path=str(path), again=None)


def item_with_unnoted_pdf(item: DownloadItem, kept: KeptPaper, now: str) -> DownloadItem | None:
    """Returns *item*, which is paused, as saved, if it was paused after it had saved the PDF of *kept*; else None.

    now: ISO 8601, UTC.
    """
    saved = saved_item(item, kept, says_how=True) if not kept.trashed else None
    if saved is None or not any(one.outcome in SAVED_OUTCOMES and one.at >= item.began for one in saved.attempts):
        return None
    return msgspec.structs.replace(saved, ended=now)


CANCELLED = Message("You cancelled it.")


def cancelled_item(
    item: DownloadItem, now: str, begun: Collection[str] = (), *, reason: str = CANCELLED
) -> tuple[DownloadItem, set[str]]:
    """Returns *item* as cancelled, and the addresses whose part files are to be removed.

    An item that was saved and was about to be looked at again is saved as before.

    Args:
        now: ISO 8601, UTC.
        begun: addresses requested for the item since the program started, including links on pages. For an item that
            was paused in an earlier session only the addresses of its copies are known.
        reason: why, in a sentence.
    """
    attempts = item.attempts
    waited = item.state is DownloadState.WAITING and not item.received  # for its turn: nothing was requested
    copy = item.current_copy
    if copy is not None and not waited:
        stopped = Attempt(copy.url, copy.source, Outcome.CANCELLED, bytes=item.received, reason=reason)
        attempts = (*attempts, stopped)
    saved = next((one for one in item.attempts if one.outcome in SAVED_OUTCOMES), None)
    if saved is not None and item.path and item.only is None and not item.is_record:
        return msgspec.structs.replace(ended_item(item, ItemOutcome.SAVED, saved.reason), ended=now), set(begun)
    ended = ended_item(item, ItemOutcome.CANCELLED, reason)
    urls = {*begun, *(fetch_url(copy) for copy in item.copies), *unfinished_urls(item.files)}
    return msgspec.structs.replace(ended, attempts=attempts, again=None, ended=now), urls


async def remove_part_files(data_dir: Path, urls: Collection[str], pool: ThreadPoolExecutor) -> None:
    """Removes the part files of *urls*, except those that are being downloaded for another item. Raises OSError."""
    for url in urls:
        await asyncio.get_running_loop().run_in_executor(pool, partial(remove_parts, data_dir, url))

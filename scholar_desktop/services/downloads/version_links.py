"""Papers of the queue that the user linked, as versions of one work, to the papers that have their PDFs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState, LinkedVersion
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.library import Changes, KeptPaper
from scholar_desktop.domain.own_fields import VERSION, own_fields_of
from scholar_desktop.services.downloads.queue_store import QueueStore
from scholar_desktop.services.open_access.quarantine import (
    QuarantineDecisions,
    end_with_version,
    quarantined_attempt,
    rejected_attempt,
)

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore


class VersionLinks:
    """Takes PDFs out of review whose papers are linked to the papers that have them, and returns them to review when
    such a link is removed, also by an undo or a redo after a restart.

    Args:
        board: the store of the items.
        decisions: moves the files of the quarantine.
        library: has the links.
    """

    def __init__(self, board: QueueStore, decisions: QuarantineDecisions, library: LibraryStore) -> None:
        self._board = board
        self._decisions = decisions
        self._library = library
        self._known: dict[str, tuple[DownloadItem, LinkedVersion]] = {}
        """By the library's key of a paper: its item before it was linked to the version that has the file, or after it
        if this program did not see it being linked. If the link is removed, the PDF is to be reviewed again; if it is
        made again, the PDF is rejected again."""
        self._is_due = False
        self._lock = asyncio.Lock()

    def load(self, items: Iterable[DownloadItem]) -> bool:
        """Reads the links of the saved *items*. Returns True if `follow` is to be called."""
        self._known |= {one.linked.own_key: (one, one.linked) for one in items if one.linked is not None}
        self._is_due = bool(self._known) or bool(self._candidates())
        return self._is_due

    def note(self, changes: Changes) -> bool:
        """Notes *changes* of the library. Returns True if `follow` is to be called."""
        concerns = bool(changes.papers & self._known.keys()) or (bool(changes.papers) and bool(self._candidates()))
        self._is_due = self._is_due or concerns
        return concerns

    def forget(self, key: str) -> None:
        """Does not follow the link of the item *key* any more: the user has decided about its PDF."""
        self._known = {name: one for name, one in self._known.items() if one[0].key != key}

    async def link(self, item: DownloadItem, owner: KeptPaper) -> None:
        """Links the paper of *item* to *owner*, which has its quarantined file, and takes the file out of review.

        This is one change of the library. Raises the errors of `QuarantineDecisions.reject`, and the library's errors.
        """
        assert item.paper is not None
        async with self._lock:  # `follow` would find the new link, too
            kept = await self._library.find(item.paper.id)
            if kept is None:
                changes = await self._library.duplicates.link([owner.key], added=item.paper)
                own_key = next((one for one in changes.papers if one != owner.key), "")
            else:
                await self._library.duplicates.link([kept.key, owner.key])
                own_key = kept.key
            linked = _linked_version(own_key, owner)
            await self._keep(await self._decisions.reject(item, linked=linked, path=owner.pdf))
            self._known[own_key] = (item, linked)

    async def follow(self) -> None:
        """Compares the items with the links that the library has now."""
        async with self._lock:  # a file that was moved is noted before the next change of the library counts
            if not self._is_due:
                return
            self._is_due = False
            for key, (before, linked) in tuple(self._known.items()):
                await self._follow_link(key, before, linked)
            await self._find_links()

    async def _follow_link(self, key: str, before: DownloadItem, linked: LinkedVersion) -> None:
        item = self._board.rows.get(before.key)
        if item is None or item.state is not DownloadState.DONE:
            self._known.pop(key, None)
            return
        is_linked = await self._library.duplicates.is_linked(key, linked.paper.id)
        try:
            if not is_linked and item.linked is not None:
                is_known = before.linked is None  # else the link is from before the start
                back = await (self._decisions.restore(before) if is_known else self._decisions.bring_back(item))
                self._known[key] = (back, linked)
                await self._keep(back)
            elif is_linked and item.linked is None and item.quarantined and item.quarantined == before.quarantined:
                owner = await self._library.find(linked.paper.id)
                path = owner.pdf if owner is not None else None
                await self._keep(await self._decisions.reject(item, linked=linked, path=path))
        except (DiskError, UsageError):  # the file is gone, or cannot be moved: the item stays as it is
            self._known.pop(key, None)

    # Links that this program did not see being made: a redo after a restart, another program, an older version

    def _candidates(self) -> list[DownloadItem]:
        """Returns the items that have no PDF, but one to review or a rejected one, which a linked version may have."""
        return [
            one
            for one in self._board.rows.in_state(DownloadState.DONE)
            if one.outcome is not ItemOutcome.SAVED
            and one.paper is not None
            and not one.is_record
            and one.linked is None
            and (one.quarantined is not None or rejected_attempt(one) is not None)
        ]

    async def _find_links(self) -> None:
        items = self._candidates()
        found = await self._library.find_many([one.paper for one in items if one.paper is not None]) if items else {}
        for item in items:
            kept = found.get(item.paper.id) if item.paper is not None else None
            if kept is None or kept.pdf is not None or self._board.rows.get(item.key) is not item:
                continue
            owner = await self._version_with_file(kept, item)
            if owner is None:
                continue
            linked = _linked_version(kept.key, owner)
            try:
                if item.quarantined is not None:
                    ended = await self._decisions.reject(item, linked=linked, path=owner.pdf)
                else:
                    ended = end_with_version(item, linked, owner.pdf)
            except (DiskError, UsageError):  # the file is gone, or cannot be moved: the item stays as it is
                continue
            await self._keep(ended)
            self._known[kept.key] = (ended, linked)

    async def _version_with_file(self, kept: KeptPaper, item: DownloadItem) -> KeptPaper | None:
        """Returns the version that *kept* is linked to and that has the file of *item*, or None."""
        attempt = quarantined_attempt(item) if item.quarantined is not None else rejected_attempt(item)
        own = own_fields_of(kept.paper)
        if attempt is None or own is None:
            return None
        for link in own.links:
            other = await self._library.find(link.id) if link.relation == VERSION else None
            if other is None or other.trashed or other.key == kept.key:
                continue
            if attempt.sha256 in {file.sha256 for file in other.files}:
                return other
        return None

    async def _keep(self, item: DownloadItem) -> None:
        self._board.show(item)
        await self._board.write_down([item])


def _linked_version(own_key: str, owner: KeptPaper) -> LinkedVersion:
    # what services say of the other version is in the library
    return LinkedVersion(own_key, msgspec.structs.replace(owner.paper, facts=(), parts=()))

"""Warnings about the place of the library folder, each given once: it is synchronised, on a network drive, or has a
conflict copy of the database."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import msgspec

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.shared_folders import NETWORK, conflict_copies, recognise
from scholar_desktop.profile import StateFile

log = logging.getLogger(__name__)

_GIVEN = "given"


class FolderWarning(msgspec.Struct, frozen=True):
    """key: what it warns of; lead: what is the case; text: why it matters, and what to do."""

    key: str
    lead: str
    text: str


class FolderWarnings:
    """The warnings about one library folder.

    Args:
        data_dir: the library folder.
        memory: a file of the profile with the warnings that were given. It is not in the library folder, because each
            machine that uses the folder gives its own.
    """

    def __init__(self, data_dir: Path, memory: StateFile) -> None:
        self._folders = LibraryFolders(data_dir)
        self._memory = memory

    async def new(self) -> tuple[FolderWarning, ...]:
        """Returns the warnings that were not given yet, and remembers them as given."""
        return await asyncio.to_thread(self._new)

    def _new(self) -> tuple[FolderWarning, ...]:
        if not self._folders.data.is_dir():
            return ()
        warnings = self._all()
        state = self._memory.read() if warnings else {}
        known = state.get(_GIVEN)
        given = [key for key in known if isinstance(key, str)] if isinstance(known, list) else []
        new = tuple(warning for warning in warnings if warning.key not in given)
        if new:
            try:
                self._memory.write({**state, _GIVEN: [*given, *(warning.key for warning in new)]})
            except DiskError as error:
                log.info("the warnings that were given are not remembered: %s", error)
        return new

    def _all(self) -> list[FolderWarning]:
        folder = self._folders.data
        warnings = []
        shared = recognise(folder)
        if shared is not None and shared.kind == NETWORK:
            warnings.append(
                FolderWarning(
                    f"{folder} {shared.kind} {shared.name}",
                    Message("The library folder is on a network drive ({name}).", name=shared.name),
                    Message(
                        "Use the library in {folder} on one computer at a time. Searching and saving are slower "
                        "there than "
                        "on a local disk.",
                        folder=str(folder),
                    ),
                )
            )
        elif shared is not None:
            warnings.append(
                FolderWarning(
                    f"{folder} {shared.kind} {shared.name}",
                    Message("The library folder is synchronised by {name}.", name=shared.name),
                    Message(
                        "Use the library in {folder} on one computer at a time, and let {service} finish before "
                        "you open it "
                        "on another. If two computers change it at once, the changes of one are lost.",
                        folder=str(folder),
                        service=shared.name,
                    ),
                )
            )
        warnings += [
            FolderWarning(
                str(copy),
                Message("There is a conflict copy of the library database: {name}.", name=copy.name),
                Message(
                    "Another computer changed the library in {folder} at the same time. To add its papers: "
                    "scholar-desktop "
                    "library rebuild. The copy was not changed.",
                    folder=str(folder),
                ),
            )
            for copy in conflict_copies(self._folders)
        ]
        return warnings

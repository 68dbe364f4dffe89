"""The saved state of the window: places, sizes, last searches. Kept in the profile, written in a thread after
changes."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Protocol

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.services.tasks import TaskScope

log = logging.getLogger(__name__)

WRITE_AFTER_S = 0.05
"""Delay after the last change, since a splitter that is dragged changes many times a second. Code that waits until
everything is written (the tour, a test) waits this long each time."""


MOVED_FROM = "moved_from"
"""The name of the value that has the folder which the library was moved from, until the window has reported it."""

LIBRARY_FOLDER = "library_folder"
"""The name of the value that has the folder of the library that was open last."""


MOST_SELECTED = 500
"""Several selected rows or papers are selected again at the next start if they are at most this number, else the
current one alone: the file is read at each start."""


class JsonFile(Protocol):
    """A small JSON file of the profile (`profile.StateFile`)."""

    def read(self) -> dict[str, Any]: ...

    def write(self, state: dict[str, Any]) -> None: ...


class WindowState:
    """Values by name, read once at the start. A change is written to disk shortly afterwards, at the latest on
    closing."""

    def __init__(self, file: JsonFile, scope: TaskScope) -> None:
        self._file = file
        self._scope = scope
        self._values = file.read()
        self._dirty = False

    def get(self, name: str, kind: type | tuple[type, ...]) -> Any:
        """Return the value called *name*, or None if there is none of that *kind* (the file may have been edited by
        hand)."""
        value = self._values.get(name)
        return value if isinstance(value, kind) else None

    def set(self, name: str, value: Any) -> None:
        """Keep *value* (plain JSON) under *name*."""
        if self._values.get(name) == value:
            return
        self._values[name] = value
        self._dirty = True
        self._scope.start(self._write_soon(), name="window state", latest="window state")

    def write_now(self) -> None:
        """On closing: writes the changes that are not written yet."""
        if self._dirty:
            self._write(dict(self._values))

    async def _write_soon(self) -> None:
        await asyncio.sleep(WRITE_AFTER_S)
        values = dict(self._values)
        self._dirty = False
        await asyncio.to_thread(self._write, values)

    def _write(self, values: dict[str, Any]) -> None:
        try:
            self._file.write(values)
        except DiskError as error:
            # A pane position that cannot be saved is not worth a message to the user.
            log.info("the state of the window was not kept: %s", error)

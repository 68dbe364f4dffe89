"""Changes settings while the program runs: writes config.toml, applies the value at once if possible, and notifies
listeners."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop import profile
from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.private_files import new_file
from scholar_desktop.domain.text.message import Message
from scholar_desktop.settings import Settings, SettingsFile, declaration

_OWN_FOLDERS = ("data_dir", "cache_dir")
"""Folders that the program writes to."""
AT_NEXT_START = frozenset(
    {
        "data_dir",
        "cache_dir",
        "semantic_scholar_url",
        "unpaywall_url",
        "zenodo_url",
        "datasets_url",
        "semantic_scholar_rate",
        "semantic_scholar_pool",
        "host_delay",
        "host_connections",
        "downloads",
        "retry_wait",
        "service_wait",
        "max_pdf_mb",
    }
)
"""Settings that take effect at the next start, because objects were created with them; the settings page says so."""


class SettingsEditor:
    """The current settings.

    Events:
        changed: the key of a changed setting; its value is in `current`.
    """

    def __init__(self, settings: Settings, file: SettingsFile) -> None:
        self._current = settings
        self._file = file
        self.changed: Event[str] = Event("settings.changed")

    @property
    def current(self) -> Settings:
        """The current values of all settings."""
        return self._current

    @property
    def path(self) -> Path:
        """The path of config.toml, which may not exist yet."""
        return self._file.path

    async def set(self, key: str, value: Any) -> Any:
        """Validate, write and apply *value*. A folder is tested: it is created if missing, and must be writable.

        Args:
            key: the name of the setting.
            value: text as typed, or a value of its type; None or "" for the default.

        Returns:
            The value that now applies.

        Raises:
            UsageError: the value is not allowed; the message says what is.
            DiskError: config.toml or the folder cannot be written.
        """
        declaration(key)  # an unknown key is rejected before anything is changed
        if key in _OWN_FOLDERS and value:
            await asyncio.to_thread(_try_folder, str(value))
        checked = await asyncio.to_thread(self._file.set, key, value)
        if key in _OWN_FOLDERS:
            checked = checked or _default_folder(key, self._current)
        elif key == "datasets_url":
            checked = checked or self._current.semantic_scholar_url
        self._current = msgspec.structs.replace(self._current, **{key: checked})
        self.changed.emit(key)
        return checked


def _default_folder(key: str, settings: Settings) -> Path:
    places = profile.profile_folders(settings.profile, demo=settings.demo)
    return places.data if key == "data_dir" else places.cache


def _try_folder(text: str) -> None:
    folder = Path(text).expanduser().absolute()
    probe = folder / ".scholar-desktop-write-test"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        new_file(probe).close()
        probe.unlink()
    except OSError as error:
        raise DiskError(
            Message(
                "Nothing can be saved in {folder}: {reason}.",
                folder=str(folder),
                reason=error.strerror or str(error),
            ),
            hint=Message("Choose a folder that you can write to."),
            subject=str(folder),
        ) from error

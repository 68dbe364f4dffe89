"""Changes settings while the program runs: reads and writes config.toml, applies the value at once if possible, and
notifies listeners."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop import profile
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.opened_file import MOST_SETTINGS_BYTES, read_file
from scholar_desktop.domain.private_files import new_file
from scholar_desktop.domain.setting import CITATION_KEYS, EMAIL
from scholar_desktop.domain.text.email import email_problem
from scholar_desktop.domain.text.message import Message
from scholar_desktop.settings import Settings, declaration

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
        "drag_folder",
        "language",
    }
)
"""Settings that take effect at the next start, because objects were created with them; the settings page says so."""


class SettingsFile:
    """config.toml of one profile: the settings that the user has chosen, with comments and order preserved."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        return self._path

    def keys(self) -> tuple[str, ...]:
        """Return the keys of the settings in the file."""
        return tuple(str(key) for key in self._document())

    def get(self, key: str) -> Any:
        """Return the value as chosen, or None when the file has no *key* (or no valid value for it)."""
        setting = declaration(key)
        value = self._document().unwrap().get(key)
        try:
            return None if value is None else setting.check(value)
        except ValueError:
            return None

    def set(self, key: str, value: Any) -> Any:
        """Validate and store *value* (text or already of its type; None or "" restores the default); the file is
        written atomically.

        Returns:
            The value as it is now.

        Raises:
            UsageError: there is no such setting, or the value is not valid for it.
            DiskError: the file cannot be written.
        """
        setting = declaration(key)
        if isinstance(value, str):
            value = value.strip()
        document = self._document()
        if value is None or value == "":
            document.pop(key, None)
            checked = setting.default
        else:
            try:
                checked = setting.parse(value) if isinstance(value, str) else setting.check(value)
            except ValueError as error:
                raise UsageError(
                    Message("{setting}: {problem}.", setting=key, problem=error.args[0]), subject=key
                ) from None
            if isinstance(checked, Path):
                checked = checked.absolute()
            if setting.kind is EMAIL and (problem := email_problem(checked)) is not None:
                raise UsageError(problem, hint=Message("Enter your own address."), subject=key)
            if setting.kind is CITATION_KEYS:
                from scholar_desktop.formats.entries.key_templates import KeyTemplate

                KeyTemplate(checked)
            document[key] = setting.plain(checked)
        profile.write_atomically(self._path, document.as_string().encode(), is_private=True)
        return checked

    def _document(self) -> Any:
        # 30 ms: only needed when a setting is read from the file or changed
        import tomlkit
        from tomlkit.exceptions import TOMLKitError

        try:
            return tomlkit.parse(read_file(self._path, MOST_SETTINGS_BYTES).decode())
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError, TOMLKitError, RecursionError):
            # load() has saved a copy of a bad file as config.toml.bad and reported it
            return tomlkit.document()
        except OSError as error:
            raise DiskError(
                Message("Could not read {file}: {reason}.", file=str(self._path), reason=error.strerror or str(error)),
                subject=str(self._path),
            ) from error


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

    async def remove_source(self, name: str) -> None:
        """Take *name* out of the sources that are searched; if no other is left, the default ones are searched. Raises
        DiskError."""
        if name in self.current.sources:
            await self.set("sources", [source for source in self.current.sources if source != name] or None)


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

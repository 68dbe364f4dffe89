"""The folders of one profile, and the file that remembers how the window was left.

Settings (chosen), state (left as it was) and secrets (the keyring) are three stores; this is where the first two lie.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.domain.errors import DiskError

log = logging.getLogger(__name__)

APPLICATION = "scholar-desktop"
LIBRARY_FOLDER = "Scholar Library"
STATE_FILE = "state.json"


class ProfileFolders(msgspec.Struct, frozen=True):
    """Where one profile lies. Nothing is made on disk by naming it. data: the library folder as long as the person has
    chosen no other."""

    config: Path
    data: Path
    cache: Path


def profile_folders(profile: Path | None = None, *, demo: bool = False) -> ProfileFolders:
    """The folders of *profile*: DIR/config, DIR/data, DIR/cache. None means the person's own places on this system,
    or the lasting profile of the demo, which shares nothing with them."""
    if profile is None:
        # some 6 ms, and no use to a run that names its folder
        import platformdirs

        if not demo:
            return ProfileFolders(
                config=platformdirs.user_config_path(APPLICATION, appauthor=False),
                data=platformdirs.user_documents_path() / LIBRARY_FOLDER,
                cache=platformdirs.user_cache_path(APPLICATION, appauthor=False),
            )
        profile = platformdirs.user_data_path(APPLICATION, appauthor=False) / "demo"
    profile = profile.expanduser().absolute()
    return ProfileFolders(config=profile / "config", data=profile / "data", cache=profile / "cache")


def downloads_folder() -> Path:
    """Where this person's browser saves, as the system has it."""
    import platformdirs

    return platformdirs.user_downloads_path()


def write_atomically(path: Path, content: bytes) -> None:
    """Put *content* into *path* so that a reader finds the old file or the new one, never half of one.

    Raises DiskError naming the file and the reason.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise DiskError(
            f"{path.name} could not be written to {path.parent}: {error.strerror or error}.",
            hint="See whether the disk is full or the folder is read-only.",
            subject=str(path),
        ) from error


class StateFile:
    """How the window was left: places, sizes, last search. A lost or broken file costs nothing but that memory."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, Any]:
        """All that was kept; empty when there is nothing that can be read."""
        try:
            state = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.info("the state of the window is not readable and starts anew: %s", error)
            return {}
        return state if isinstance(state, dict) else {}

    def write(self, state: dict[str, Any]) -> None:
        """Keep *state* (plain JSON values). Raises DiskError."""
        write_atomically(self._path, msgspec.json.encode(state))

"""The folders of one profile, and the file with the state of the window.

Settings (chosen by the user), state (how the window was left) and secrets (in the keyring) are stored separately; this
file locates the first two.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.opened_file import MOST_STATE_BYTES, read_file
from scholar_desktop.domain.private_files import make_private_folder, replace_file
from scholar_desktop.domain.text.message import Message, encode_stored

log = logging.getLogger(__name__)

APPLICATION = "scholar-desktop"
LIBRARY_FOLDER = "Scholar Library"  # not translated: the name of a folder
STATE_FILE = "state.json"


class ProfileFolders(msgspec.Struct, frozen=True):
    """The folders of one profile. They are not created here.

    data: the library folder, unless the user has chosen another.
    """

    config: Path
    data: Path
    cache: Path


def profile_folders(profile: Path | None = None, *, demo: bool = False) -> ProfileFolders:
    """Return the folders of *profile*: DIR/config, DIR/data, DIR/cache. None means the user's standard folders on this
    system, or with *demo* the persistent profile of the demo, which shares nothing with them.
    """
    if profile is None:
        # about 6 ms, and not needed when the folder is given
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
    """Return the folder in which the user's browser saves downloads, as the system defines it."""
    import platformdirs

    return platformdirs.user_downloads_path()


def write_atomically(path: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write *content* to *path* so that a reader finds either the old or the new file, never a part of one.

    Args:
        is_private: the file is for the user alone, as are the folders that have to be created for it.

    Raises:
        DiskError: naming the file and the reason.
    """
    try:
        if is_private:
            make_private_folder(path.parent)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content, is_private=is_private)
    except OSError as error:
        raise DiskError(
            Message(
                "{file} could not be written to {folder}: {reason}.",
                file=path.name,
                folder=str(path.parent),
                reason=error.strerror or str(error),
            ),
            hint=Message("Check that the disk is not full and that you may write to the folder, or choose another."),
            subject=str(path),
        ) from error


class StateFile:
    """The state of the window when it was closed: positions, sizes, last search. A lost or damaged file loses only that
    state.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, Any]:
        """Return the stored state; empty when it cannot be read."""
        try:
            state = msgspec.json.decode(read_file(self._path, MOST_STATE_BYTES))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError, UsageError) as error:
            log.info("the state of the window is not readable and starts anew: %s", error)
            return {}
        return state if isinstance(state, dict) else {}

    def write(self, state: dict[str, Any]) -> None:
        """Store *state* (plain JSON values). Raises DiskError."""
        write_atomically(self._path, msgspec.json.encode(state, enc_hook=encode_stored), is_private=True)

"""The addresses of PDFs that the user entered for papers, in a file of the library folder. Blocking; raises OSError."""

from __future__ import annotations

import logging
import uuid
from pathlib import Path

import msgspec

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.opened_file import MOST_STATE_BYTES, read_file
from scholar_desktop.domain.private_files import make_private_folder
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.library.containment import contained
from scholar_desktop.library.folders import write_whole

log = logging.getLogger(__name__)

FILE = "own-links.json"


class UserLink(msgspec.Struct, frozen=True, rename=stored("url names added")):
    """names: all identifiers of the paper as text (`doi:10.1/x`); added: ISO 8601, UTC."""

    url: str
    names: tuple[str, ...]
    added: str = ""


class _LinkFile(msgspec.Struct, rename=stored("links")):
    links: tuple[UserLink, ...] = ()


def load(data_dir: Path) -> tuple[UserLink, ...]:
    """Returns all links, oldest first. An invalid file is renamed and treated as empty."""
    path = contained(data_dir, FILE)
    try:
        content = read_file(path, MOST_STATE_BYTES)
    except FileNotFoundError:
        return ()
    except UsageError as error:
        log.warning("%s is left as it is, and no link is read from it: %s", path, error.message)
        return ()
    try:
        return msgspec.json.decode(content, type=_LinkFile).links
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        log.warning("%s cannot be understood and is kept as %s.bad: %s", path, FILE, error)
        path.replace(path.with_name(f"{FILE}.bad"))
        return ()


def save(data_dir: Path, links: tuple[UserLink, ...]) -> None:
    """Writes all of *links* atomically."""
    make_private_folder(data_dir)
    write_whole(
        data_dir / FILE, msgspec.json.format(msgspec.json.encode(_LinkFile(links)), indent=1), uuid.uuid4().hex[:8]
    )

"""Finds the files that the entries of a file link to, and copies them for the library."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from scholar_desktop.domain.errors import DiskError, OperationCancelled
from scholar_desktop.domain.full_entry import LinkedFile
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.file_names import safe_name
from scholar_desktop.library.operations.import_ops import StagedCopy

# not translated: endings of files
_ENDINGS_WORDS = """
pdf epub djvu djv ps html htm xhtml mhtml txt md tex rtf doc docx odt pages ppt pptx odp key xls xlsx ods numbers csv
tsv json xml bib ris png jpg jpeg tif tiff gif svg webp mp3 mp4 m4a m4v ogg oga ogv wav flac mov webm avi zip gz tgz
tar 7z mobi azw3 chm ipynb r py m nb
"""
DOCUMENT_ENDINGS = frozenset(f".{word}" for word in _ENDINGS_WORDS.split())
"""The endings of files that are taken in: a file of another kind is no document of a paper, whatever a list says."""
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_BLOCK = 1_048_576


def find_linked_file(file: LinkedFile, base: Path, folders: Sequence[str]) -> tuple[Path | None, Message | None]:
    """Returns (where the file is, None), or (None, why it is not taken in).

    Args:
        base: the folder of the list.
        folders: further folders that the list states.
    """
    named = file.path.strip()
    if _ADDRESS.match(named):
        return None, Message("“{file}” is an address, not a file.", file=named)
    is_absolute = named.startswith(("/", "\\")) or _DRIVE.match(named) is not None
    parts = PureWindowsPath(named).parts if _DRIVE.match(named) or "\\" in named else PurePosixPath(named).parts
    if PurePosixPath(parts[-1] if parts else "").suffix.lower() not in DOCUMENT_ENDINGS or "\0" in named:
        return None, Message("“{file}” is not a document and was not read.", file=named)
    if ".." in parts:
        return None, Message("“{file}” leads out of the folder of the list and was not read.", file=named)
    if is_absolute:
        found = _existing(Path(named))
    else:
        outside = False
        found = None
        for folder in (*(base / Path(one) for one in folders if one), base, base / "files"):
            place = folder.joinpath(*parts)
            if _existing(place) is None:
                continue
            if not Path(os.path.realpath(place)).is_relative_to(os.path.realpath(folder)):
                outside = True
                continue
            found = place
            break
        if outside and found is None:
            return None, Message("“{file}” leads out of the folder of the list and was not read.", file=named)
        if found is None and len(parts) > 2:
            found = _existing(Path("/").joinpath(*parts))  # Mendeley leaves the first slash out
    if found is None:
        return None, Message("“{file}” was not found.", file=named)
    return found, None


def _existing(place: Path) -> Path | None:
    try:
        return place if place.is_file() else None
    except (OSError, ValueError):  # a name that no file can have
        return None


def stage_copy(
    place: Path, folder: Path, number: int, name: str = "", stop: threading.Event | None = None
) -> StagedCopy:
    """Copies a file into *folder*, and returns its description. Raises DiskError, and OperationCancelled when *stop* is
    set meanwhile."""
    target = folder / str(number)
    try:
        digest, size = hashlib.sha256(), 0
        with place.open("rb") as source, target.open("wb") as copy:
            while block := source.read(_BLOCK):
                if stop is not None and stop.is_set():
                    raise OperationCancelled(Message("The import was cancelled."), subject=str(place))
                digest.update(block)
                size += len(block)
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
    except OSError as error:
        raise DiskError(
            Message("Could not copy {file}: {reason}.", file=str(place), reason=error.strerror or str(error)),
            hint=Message("Nothing was imported. Free up disk space, or leave the files out."),
            subject=str(place),
        ) from error
    return StagedCopy(target, safe_name(name or place.name), digest.hexdigest(), size)


def remove_staged(folder: Path) -> None:
    """Deletes a folder with copies, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)

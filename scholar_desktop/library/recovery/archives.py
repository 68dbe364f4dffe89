"""The whole library as one file, which another machine opens as it was; and a verified copy in another folder."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import msgspec

from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library import sidecars
from scholar_desktop.library.containment import is_regular_file
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.folders import SIDECAR, sync_file, sync_folder

_DATABASE, _PAPERS, _HEAD = "library.sqlite", "papers", "archive.json"
_KIND = "scholar-desktop library"  # not translated: a part of files
_BLOCK = 1_048_576
_MOST_FILES = 5_000_000


GoOn = Callable[[int, int], None]
"""Called between files with the bytes that are done, and all. It ends the work by an error."""


def _no_one(done: int, total: int) -> None:
    """Nobody follows the work."""


class ArchiveCounts(msgspec.Struct, frozen=True):
    """What an archive has. files: those of papers, without the sidecars; bytes: its size."""

    papers: int
    files: int
    bytes: int = 0


def write_archive(writer: WriteSession, target: Path, go_on: GoOn = _no_one) -> ArchiveCounts:
    """Writes the library to the file *target*: as a whole or not at all.

    Raises:
        UsageError: the file exists, or lies in the library; DiskError: it cannot be written.
    """
    target = target.absolute()
    if target.exists():
        raise UsageError(
            Message("{file} already exists.", file=str(target)),
            hint=Message("Choose a new file name."),
            subject=str(target),
        )
    if target.is_relative_to(writer.folders.data):
        raise UsageError(
            Message("{file} is inside the library to be archived.", file=str(target)),
            hint=Message("Choose a place outside the library."),
            subject=str(target),
        )
    sidecars.write_all(writer)
    passing = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with (
            _snapshot(writer) as database,
            zipfile.ZipFile(passing, "w", zipfile.ZIP_STORED, allowZip64=True) as archive,
        ):
            papers, files = _count(database), 0
            total = database.stat().st_size + _bytes_in(writer.folders.papers)
            _check_room(target.parent, total)
            done = 0
            head = {"kind": _KIND, "version": 1, "papers": papers, "made": writer.now()}
            archive.writestr(_HEAD, json.dumps(head), zipfile.ZIP_DEFLATED)
            archive.write(database, _DATABASE, zipfile.ZIP_DEFLATED)
            for path in _files_of(writer.folders.papers):
                name = path.relative_to(writer.folders.data).as_posix()
                is_sidecar = path.name == SIDECAR
                archive.write(path, name, zipfile.ZIP_DEFLATED if is_sidecar else zipfile.ZIP_STORED)
                files += not is_sidecar
                done += path.stat().st_size
                go_on(done, total)
        sync_file(passing)
        os.replace(passing, target)
        sync_folder(target.parent)
    except OSError as error:
        raise _not_written(target, error) from error
    finally:
        passing.unlink(missing_ok=True)
    return ArchiveCounts(papers, files, target.stat().st_size)


def read_archive(file: Path, folder: Path, go_on: GoOn = _no_one) -> ArchiveCounts:
    """Unpacks an archive into *folder*: as a whole or not at all.

    Raises:
        UsageError: the folder holds a library, or the file is no archive of one; DiskError: it cannot be read or
            written.
    """
    folder = folder.absolute()
    if (folder / _DATABASE).exists() or (folder / _PAPERS).exists():
        raise UsageError(
            Message("{folder} already contains a library.", folder=str(folder)),
            hint=Message("Choose another folder."),
            subject=str(folder),
        )
    passing = folder / f".unarchive-{uuid.uuid4().hex[:8]}"
    try:
        with zipfile.ZipFile(file) as archive:
            members = _checked(archive, file)
            folder.mkdir(parents=True, exist_ok=True)
            needed, done = sum(one.file_size for one in members), 0
            _check_room(folder, needed)
            passing.mkdir()
            for one in members:
                _unpack(archive, one, passing)
                done += one.file_size
                go_on(done, needed)
        papers = _count(passing / _DATABASE)
        files = sum(1 for path in _files_of(passing / _PAPERS) if path.name != SIDECAR)
        (passing / _PAPERS).mkdir(exist_ok=True)
        os.rename(passing / _PAPERS, folder / _PAPERS)
        os.rename(passing / _DATABASE, folder / _DATABASE)  # last: with it the folder is a library
    except (zipfile.BadZipFile, zipfile.LargeZipFile, sqlite3.DatabaseError, EOFError, NotImplementedError) as error:
        raise _no_archive(file) from error
    except OSError as error:
        raise DiskError(
            Message("Could not unpack {file}: {reason}.", file=str(file), reason=error.strerror or str(error)),
            hint=Message("Check the file, the folder and its free space."),
            subject=str(file),
        ) from error
    finally:
        shutil.rmtree(passing, ignore_errors=True)
    return ArchiveCounts(papers, files, file.stat().st_size)


def copy_library(writer: WriteSession, folder: Path, go_on: GoOn = _no_one) -> ArchiveCounts:
    """Copies the whole folder of the library to *folder*, and compares every file with its copy.

    Raises:
        UsageError: the folder is not empty, or one lies in the other; DiskError: a file cannot be copied, or a copy
            differs from its file.
    """
    data, folder = writer.folders.data, folder.absolute()
    if folder.is_relative_to(data) or data.is_relative_to(folder):
        raise UsageError(
            Message("{folder} and the library overlap: one is inside the other.", folder=str(folder)),
            hint=Message("Choose a folder outside the library."),
            subject=str(folder),
        )
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(
            Message("{folder} is not empty.", folder=str(folder)),
            hint=Message("Choose a new or empty folder."),
            subject=str(folder),
        )
    sidecars.write_all(writer)
    passing = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}.part")
    files = 0
    try:
        passing.mkdir(parents=True)
        total, done = _bytes_in(data), 0
        _check_room(passing, total)
        with _snapshot(writer) as database:
            papers = _count(database)
            _copy(database, passing / _DATABASE)
            for path in _files_of(data):
                name = path.relative_to(data)
                is_own = name.parts[0] == writer.folders.work.name or name.name.startswith(f"{_DATABASE}-")
                if is_own or (len(name.parts) == 1 and name.name == _DATABASE):
                    continue
                _copy(path, passing / name)
                files += name.parts[0] == _PAPERS and name.name != SIDECAR
                done += path.stat().st_size
                go_on(done, total)
        if folder.exists():
            folder.rmdir()
        os.rename(passing, folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise _not_written(folder, error) from error
    finally:
        shutil.rmtree(passing, ignore_errors=True)
    return ArchiveCounts(papers, files)


@contextlib.contextmanager
def _snapshot(writer: WriteSession) -> Iterator[Path]:
    """A copy of the database, while nobody writes to the library."""
    place = writer.folders.inside(writer.folders.work / f"archive-{uuid.uuid4().hex[:12]}.sqlite")
    try:
        with writer.transaction():
            address = f"{writer.folders.database.as_uri()}?mode=ro"
            with contextlib.closing(sqlite3.connect(address, uri=True)) as reader:
                reader.execute("VACUUM INTO ?", (str(place),))
            yield place
    finally:
        place.unlink(missing_ok=True)


def _count(database: Path) -> int:
    with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        (papers,) = connection.execute("SELECT count(*) FROM papers").fetchone()
    return int(papers)


def _files_of(folder: Path) -> Iterator[Path]:
    """Yields the files in *folder*, without links, which may lead out of it."""
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not Path(above, name).is_symlink())
        for name in sorted(names):
            if is_regular_file(path := Path(above, name)):
                yield path


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in _files_of(folder))


def _check_room(folder: Path, needed: int) -> None:
    if needed > shutil.disk_usage(folder).free:
        raise DiskError(
            Message("There is not enough space in {folder}.", folder=str(folder)),
            hint=Message("Free up space, or choose a folder on another disk."),
            subject=str(folder),
        )


def _not_written(target: Path, error: OSError) -> DiskError:
    return DiskError(
        Message("Could not write {file}: {reason}.", file=str(target), reason=error.strerror or str(error)),
        hint=Message("Nothing was changed. Check the folder and its free space."),
        subject=str(target),
    )


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    sync_file(target)
    if _checksum(source) != _checksum(target):
        raise DiskError(
            Message("The copy of {file} differs from it.", file=str(source)),
            hint=Message("Nothing was changed. Check the disk, and try again."),
            subject=str(source),
        )


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _no_archive(file: Path) -> UsageError:
    return UsageError(
        Message("{file} is not a complete archive of a library.", file=str(file)),
        hint=Message("Choose a file written by “library archive”."),
        subject=str(file),
    )


def _checked(archive: zipfile.ZipFile, file: Path) -> list[zipfile.ZipInfo]:
    """Returns the members to unpack. Raises UsageError if one leads out of the folder, or there is no database."""
    members = archive.infolist()
    if len(members) > _MOST_FILES or not {_HEAD, _DATABASE} <= {one.filename for one in members}:
        raise _no_archive(file)
    found: dict[str, zipfile.ZipInfo] = {}
    for one in members:
        parts = PurePosixPath(one.filename).parts
        is_link = (one.external_attr >> 16) & 0o170000 == 0o120000
        inside = one.filename == _DATABASE or (len(parts) > 2 and parts[0] == _PAPERS)
        is_plain = not any(part in ("..", ".") or "\\" in part or ":" in part or "\0" in part for part in parts)
        if one.filename == _HEAD or one.is_dir():
            continue
        if is_link or not inside or not is_plain or one.filename.startswith("/"):
            raise UsageError(
                Message("The archive has a file that leads out of the library: {name}.", name=one.filename[:200]),
                hint=Message("The archive was not written by Scholar Desktop and was not unpacked."),
                subject=str(file),
            )
        found[one.filename] = one
    return list(found.values())


def _unpack(archive: zipfile.ZipFile, one: zipfile.ZipInfo, folder: Path) -> None:
    """Unpacks a member: not more than it says it has."""
    target = folder.joinpath(*PurePosixPath(one.filename).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    left = one.file_size
    with archive.open(one) as source, target.open("wb") as copy:
        while block := source.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise zipfile.BadZipFile(one.filename)
            copy.write(block)
    if left:
        raise zipfile.BadZipFile(one.filename)

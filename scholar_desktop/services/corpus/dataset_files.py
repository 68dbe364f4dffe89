"""The files of one dataset: the folder into which they are downloaded, and the signed links to them.

A complete file has its own name. Until then it is `<name>.part`, next to a file with its HTTP validators.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from scholar_desktop.domain.corpus.dataset import Dataset, without_query
from scholar_desktop.domain.errors import BadAnswer, DiskError, ScholarError
from scholar_desktop.domain.file_locks import lock_file, unlock_file
from scholar_desktop.domain.source import DATASETS
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.file_names import safe_name
from scholar_desktop.net.part_file import find_resume, notes_path
from scholar_desktop.services.web.part_files import PART

_CLAIM = ".corpus-download.lock"


class DatasetFolder:
    """The folder of a download. Its methods block, and raise OSError unless stated otherwise."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._claim: int | None = None

    def target(self, name: str) -> Path:
        """Returns the path of the complete file."""
        return self.path / name

    def part(self, name: str) -> Path:
        """Returns the path of the part file."""
        return self.path / f"{name}{PART}"

    def received(self, name: str, size: int | None) -> tuple[int, bool]:
        """Returns (bytes of the file that are here and usable, whether the file is complete).

        size: the size of the file; None when the host does not state it. With None, a file with its own name counts as
        complete; otherwise only if its length is *size*.
        """
        try:
            there = self.target(name).stat().st_size
        except FileNotFoundError:
            return self._of_part(name, size), False
        return (there, True) if size is None or there == size else (self._of_part(name, size), False)

    def _of_part(self, name: str, size: int | None) -> int:
        part = self.part(name)
        try:
            there = part.stat().st_size
        except FileNotFoundError:
            return 0
        goes_on = find_resume(part) is not None and (size is None or there <= size)
        return there if goes_on or (size is not None and there == size) else 0

    def left_over(self, names: frozenset[str]) -> int:
        """Returns how many part files in the folder are not of *names*."""
        if not self.path.is_dir():
            return 0
        return sum(file.name.removesuffix(PART) not in names for file in self.path.glob(f"*{PART}"))

    def free(self) -> int:
        """Returns the free bytes on the disk of the folder, which need not exist yet."""
        place = self.path
        while not place.exists() and place != place.parent:
            place = place.parent
        return shutil.disk_usage(place).free

    def claim(self) -> None:
        """Creates the folder, and locks it against other downloads until `release`. Raises DiskError."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._claim = lock_file(self.path / _CLAIM)
        except OSError as error:
            raise DiskError(
                Message(
                    "The folder {path} cannot be used: {reason}.",
                    path=str(self.path),
                    reason=error.strerror or str(error),
                ),
                hint=Message("Choose another folder."),
            ) from error
        if self._claim is None:
            raise DiskError(
                Message("Another download is using {path}.", path=str(self.path)),
                hint=Message("Wait until it has finished, or choose another folder."),
            )

    def release(self) -> None:
        """Unlocks the folder."""
        if self._claim is not None:
            unlock_file(self.path / _CLAIM, self._claim)
            self._claim = None

    def is_complete(self, name: str, size: int | None) -> bool:
        """Returns True if the part file is complete already: the program may have ended just before renaming it."""
        part = self.part(name)
        return size is not None and part.is_file() and part.stat().st_size == size

    def keep(self, name: str) -> tuple[Path, Path | None]:
        """Renames the complete part file to its own name, after flushing it to the disk.

        Returns:
            The path of the file, and the path to which a file with its name was renamed. Such a file may belong to
            another dataset or release; None if there was none.
        """
        part, target = self.part(name), self.target(name)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        earlier = None
        if target.exists():
            earlier = next(path for path in self._other_names(name) if not path.exists())
            os.replace(target, earlier)
        os.replace(part, target)
        notes_path(part).unlink(missing_ok=True)
        return target, earlier

    def _other_names(self, name: str) -> Iterator[Path]:
        return (self.path / f"{name}.earlier-{number}" for number in itertools.count(1))


_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


class SignedLink(msgspec.Struct, frozen=True):
    """A link to a file.

    url: with its signature; generation: the number of the request for links that returned it, from 1.
    """

    url: str
    generation: int

    @property
    def address(self) -> str:
        """The link without its signature."""
        return without_query(self.url)


class SignedLinks:
    """The links of one dataset, by the local names of its files.

    Args:
        ask: requests the dataset with new links.
    """

    def __init__(self, ask: Callable[[], Awaitable[Dataset]]) -> None:
        self._ask = ask
        self._lock = asyncio.Lock()
        self._links: dict[str, SignedLink] = {}
        self._generation = 0
        self._failed: ScholarError | None = None

    async def load(self) -> Dataset:
        """Requests the first links. Raises SourceErrors."""
        dataset = await self._ask()
        self._take(dataset)
        return dataset

    def names(self) -> tuple[str, ...]:
        """Returns the local names of the files in the order of the service."""
        return tuple(self._links)

    def current(self, name: str) -> SignedLink | None:
        """Returns the newest link to the file; None when the service does not list it any more."""
        return self._links.get(name)

    async def renewed(self, name: str, after: SignedLink) -> SignedLink | None:
        """Returns a link to the file that is newer than *after*, which the host has refused.

        If several files need new links at the same time, only one request is made for all. If it fails, its SourceError
        is raised here and by all later calls, which make no more requests.
        """
        async with self._lock:
            if self._failed is not None:
                raise self._failed
            if self._generation == after.generation:
                try:
                    self._take(await self._ask())
                except ScholarError as error:
                    self._failed = error
                    raise
        return self._links.get(name)

    def _take(self, dataset: Dataset) -> None:
        links: dict[str, SignedLink] = {}
        for url in dataset.files:
            name = local_name(url)
            if name in links:
                raise BadAnswer(
                    Message("{name} lists two files named {file}.", name=dataset.name, file=name), subject=DATASETS
                )
            links[name] = SignedLink(url, self._generation + 1)
        self._generation += 1
        self._links = links


def local_name(url: str) -> str:
    """Returns the local name of the file of a link: the last part of its path, made safe for the disk if necessary."""
    last = unquote(urlsplit(url).path).rpartition("/")[2]
    return last if _PLAIN.fullmatch(last) and last == safe_name(last) else safe_name(last)

"""The links to a dataset's files: signed, soon expired, and asked for anew once for all who need them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from urllib.parse import unquote, urlsplit

import msgspec

from scholar_desktop.domain.corpus.dataset import Dataset, without_query
from scholar_desktop.domain.errors import BadAnswer, ScholarError
from scholar_desktop.domain.source import DATASETS
from scholar_desktop.formats.file_names import safe_name

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


class SignedLink(msgspec.Struct, frozen=True):
    """url: with its signature; generation: how often links had been asked for when it was given."""

    url: str
    generation: int

    @property
    def address(self) -> str:
        """Without the signature."""
        return without_query(self.url)


class SignedLinks:
    """The links of one dataset, by the names of its files on this disk.

    Args:
        ask: gets the dataset with fresh links.
    """

    def __init__(self, ask: Callable[[], Awaitable[Dataset]]) -> None:
        self._ask = ask
        self._lock = asyncio.Lock()
        self._links: dict[str, SignedLink] = {}
        self._generation = 0
        self._failed: ScholarError | None = None

    async def load(self) -> Dataset:
        """Ask for the first links. Raises SourceErrors."""
        dataset = await self._ask()
        self._take(dataset)
        return dataset

    def names(self) -> tuple[str, ...]:
        """The files in the service's order."""
        return tuple(self._links)

    def current(self, name: str) -> SignedLink | None:
        """The newest link to the file, None when the service lists it no more."""
        return self._links.get(name)

    async def renewed(self, name: str, after: SignedLink) -> SignedLink | None:
        """A link to the file that is newer than *after*, which is refused. Whoever comes second gets what the first
        was given. Raises the SourceError that ended the first try to get new ones, and then asks no more."""
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
                raise BadAnswer(f"{dataset.name} lists two files of the name {name}.", subject=DATASETS)
            links[name] = SignedLink(url, self._generation + 1)
        self._generation += 1
        self._links = links


def local_name(url: str) -> str:
    """What the file of a link is called on this disk: the last part of its path, made safe where it is not."""
    last = unquote(urlsplit(url).path).rpartition("/")[2]
    return last if _PLAIN.fullmatch(last) and last == safe_name(last) else safe_name(last)

"""Generated releases of the bulk datasets, with the truth that was computed from the generator's own data."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.store import CorpusStore
from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes, release_name


@dataclass(frozen=True, eq=False)
class Releases:
    """Releases in a folder. truth: by the name of the release."""

    folder: Path
    truth: dict[str, Any]

    def release(self, number: int) -> Path:
        return self.folder / release_name(number)


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """Three releases of 1,500 papers and 12,000 citations."""
    folder = tmp_path_factory.mktemp("releases")
    GeneratedReleases(Sizes(1500, 12_000, releases=3, seed=11, vectors=40)).write(folder)
    return Releases(folder, json.loads((folder / "truth.json").read_bytes())["releases"])


@pytest.fixture(scope="session")
def whole_store(releases: Releases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of everything in the oldest release."""
    path = tmp_path_factory.mktemp("corpus") / "corpus-0001.sqlite"
    Builder([releases.release(0)]).build(path, {"release.papers": release_name(0)})
    return path


OpenStore = Callable[[Path], CorpusStore]


def read(path: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows of a store, read without the program."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def open_store() -> Iterator[OpenStore]:
    """Opens stores that are closed after the test: Python 3.13 warns of a database that is not."""
    opened: list[CorpusStore] = []

    def open_one(path: Path) -> CorpusStore:
        opened.append(CorpusStore(path))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(whole_store: Path, open_store: OpenStore) -> CorpusStore:
    return open_store(whole_store)

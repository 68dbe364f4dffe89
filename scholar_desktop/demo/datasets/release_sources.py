"""Where the demo's Datasets API has its releases from: rows made from the demo's corpus, or a folder of generated ones.

The folder is one that `python -m scholar_desktop.demo.datasets` has written. It is read at each request, so a file that
is changed, cut or removed there is served so.
"""

from __future__ import annotations

import gzip
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import msgspec

from scholar_desktop.demo.datasets.dataset_rows import DatasetRows
from scholar_desktop.demo.transfers import strong_etag

HOST = "ai2-s2ag.s3.amazonaws.com"
RELEASES = (
    "2026-06-02", "2026-06-09", "2026-06-16", "2026-06-30", "2026-07-07", "2026-07-14", "2026-07-21", "2026-07-28",
    "2026-08-04", "2026-08-11", "2026-08-18",
)  # fmt: skip
"""The releases, oldest first, about a week apart."""
DATASETS = {
    "abstracts": ("Paper abstract text, where available.", 2),
    "authors": ("The core attributes of an author (name, affiliation, paper count, etc.).", 2),
    "citations": ("Instances where the bibliography of one paper mentions another paper.", 3),
    "embeddings-specter_v1": ("A dense vector embedding representing the contents of the paper.", 1),
    "embeddings-specter_v2": ("A dense vector embedding, generated with SPECTER2.", 1),
    "paper-ids": ("Mapping from sha-based ID to paper corpus ID.", 2),
    "papers": ("The core attributes of a paper (title, authors, date, etc.).", 3),
    "publication-venues": ("Details about the venues in which papers are published.", 1),
    "s2orc": ("Full-body paper text parsed from open-access PDFs.", 1),
    "s2orc_v2": ("Full-body paper text parsed from open-access PDFs, with sentences.", 1),
    "tldrs": ("A short natural-language summary of the contents of a paper.", 1),
}
"""By name: the description of the dataset, and the number of its files in the rows made from the corpus."""
STAGING, UPDATES, DELETES = "staging", "updates", "deletes"
"""The first part of the path of a file: of a release, or of a diff."""
TRUTH = "truth.json"


class ReleaseSource(Protocol):
    """The releases that the API serves."""

    def releases(self) -> tuple[str, ...]:
        """Returns the days of the releases, oldest first."""

    def datasets(self, release: str) -> tuple[str, ...]:
        """Returns the names of the datasets of *release*."""

    def amount(self, release: str, dataset: str) -> str:
        """Returns the sentence about the number of rows and files."""

    def files(self, place: str, dataset: str, kind: str) -> list[str]:
        """Returns the names of the files. place: a release, or `FROM-to-TO`; kind: STAGING, UPDATES or DELETES."""

    def has_step(self, start: str, end: str) -> bool:
        """Returns whether there is a diff between two releases that follow each other."""

    def content(self, kind: str, place: str, dataset: str, file: str) -> tuple[bytes, str] | None:
        """Returns the file and its ETag; None if there is no such file."""


class InventedReleases:
    """Releases made from the rows of the demo's corpus."""

    def __init__(self, rows: DatasetRows) -> None:
        self._rows = rows

    def releases(self) -> tuple[str, ...]:
        return RELEASES

    def datasets(self, release: str) -> tuple[str, ...]:
        return tuple(DATASETS)

    def amount(self, release: str, dataset: str) -> str:
        return f"{len(self._rows.lines(dataset, age_of(release)))} records in {DATASETS[dataset][1]} small files."

    def files(self, place: str, dataset: str, kind: str) -> list[str]:
        if kind == STAGING:
            return [_file_name(place, dataset, number) for number in range(DATASETS[dataset][1])]
        start, _, end = place.partition("-to-")
        lines = self._rows.changes(dataset, age_of(start))[kind == DELETES]
        return [f"{end.replace('-', '')}_1.gz"] if lines else []

    def has_step(self, start: str, end: str) -> bool:
        return True

    def content(self, kind: str, place: str, dataset: str, file: str) -> tuple[bytes, str] | None:
        if kind == STAGING:
            number = self.files(place, dataset, kind).index(file)
            lines = [line for _, line in self._rows.lines(dataset, age_of(place))][number :: DATASETS[dataset][1]]
        else:
            lines = self._rows.changes(dataset, age_of(place.partition("-to-")[0]))[kind == DELETES]
        data = gzip.compress(b"".join(line + b"\n" for line in lines), mtime=0)
        return data, strong_etag(data)


class ReleaseFolder:
    """Releases in the folder *path*."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def releases(self) -> tuple[str, ...]:
        return tuple(sorted(each.name for each in self._path.iterdir() if each.is_dir() and "-to-" not in each.name))

    def datasets(self, release: str) -> tuple[str, ...]:
        return tuple(sorted(each.name for each in (self._path / release).iterdir() if each.is_dir()))

    def amount(self, release: str, dataset: str) -> str:
        sizes = [file.stat().st_size for file in self._folder(release, dataset, STAGING).iterdir()]
        truth = _truth(self._path / TRUTH, (self._path / TRUTH).stat().st_mtime_ns)
        rows = truth.get(release, {}).get("rows", {}).get(dataset, 0)
        return f"{rows} records in {len(sizes)} {sum(sizes) / 1000 / max(1, len(sizes)):.1f}KB files."

    def files(self, place: str, dataset: str, kind: str) -> list[str]:
        folder = self._folder(place, dataset, kind)
        return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []

    def has_step(self, start: str, end: str) -> bool:
        return (self._path / f"{start}-to-{end}").is_dir()

    def content(self, kind: str, place: str, dataset: str, file: str) -> tuple[bytes, str] | None:
        path = self._folder(place, dataset, kind) / file
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        return data, strong_etag(data)

    def _folder(self, place: str, dataset: str, kind: str) -> Path:
        folder = self._path / place / dataset
        return folder if kind == STAGING else folder / {UPDATES: "update", DELETES: "delete"}[kind]


def age_of(release: str) -> int:
    """Returns the number of newer releases of the demo's corpus."""
    return len(RELEASES) - 1 - RELEASES.index(release)


def _file_name(release: str, dataset: str, number: int) -> str:
    """Returns a name in the form that query engines give to files: `<date>_<time>_<number>_<id>_<uuid>.gz`."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"https://{HOST}/{release}/{dataset}/{number}")
    return f"{release.replace('-', '')}_063912_{number:05}_demo_{name}.gz"


@lru_cache(maxsize=4)
def _truth(path: Path, _changed: int) -> dict[str, Any]:
    """Returns what the generator wrote about its releases, by release. _changed: when the file was changed."""
    found: dict[str, Any] = msgspec.json.decode(path.read_bytes())["releases"]
    return found

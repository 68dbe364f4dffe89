"""Semantic Scholar's bulk data: releases, the datasets of each release, and the diffs between releases."""

from __future__ import annotations

import re

import msgspec

LATEST = "latest"
"""The name of the newest release in requests."""


class Dataset(msgspec.Struct, frozen=True):
    """One dataset of a release.

    description: its content and number of files, as the service describes them (the numbers are not exact); readme: its
    documentation, licence and requested attribution; files: signed links to its parts, which expire after hours; empty
    if they were not requested.
    """

    name: str
    description: str = ""
    readme: str = ""
    files: tuple[str, ...] = ()


class Release(msgspec.Struct, frozen=True):
    """The whole corpus at one date.

    id: the date, YYYY-MM-DD; readme: the terms that apply to all datasets; skipped: number of datasets that could not
    be understood.
    """

    id: str
    readme: str = ""
    datasets: tuple[Dataset, ...] = ()
    skipped: int = 0


class Diff(msgspec.Struct, frozen=True):
    """The difference between two consecutive releases.

    Rows in *update_files* replace the rows with the same key, or are new; after that, rows with the keys in
    *delete_files* are removed. The links are as in `Dataset`; either list may be empty.
    """

    from_release: str
    to_release: str
    update_files: tuple[str, ...] = ()
    delete_files: tuple[str, ...] = ()


class Diffs(msgspec.Struct, frozen=True):
    """All diffs that bring *dataset* from *start_release* to *end_release*, to be applied in order."""

    dataset: str
    start_release: str
    end_release: str
    diffs: tuple[Diff, ...] = ()


def described_rows(dataset: Dataset) -> tuple[int, int, int] | None:
    """Returns (rows, files, bytes of all files) of a dataset by its description; None if that does not say it."""
    found = _AMOUNT.search(dataset.description)
    if found is None:
        return None
    rows, row_unit, files, size, size_unit = found.groups()
    return (
        round(float(rows) * _UNITS[row_unit or ""]),
        int(files),
        round(int(files) * float(size) * _UNITS[size_unit or ""]),
    )


def described_bytes(dataset: Dataset) -> int | None:
    """Returns the size of all files of a dataset by its description; None if that does not say it."""
    found = described_rows(dataset)
    return found[2] if found is not None else None


_AMOUNT = re.compile(r"(?<![\d.])([\d.]+)([KMB])? records in (\d+) ([\d.]+)([KMGT])?B files")
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12}


def without_query(link: str) -> str:
    """Returns a signed link without its signature, safe to log, show and store."""
    return link.partition("?")[0]


def licence_text(dataset: Dataset, release: Release) -> str:
    """Returns the terms for a download of *dataset*.

    They are the dataset's own documentation with its licence, else the documentation of the release.
    """
    named = next((one.readme for one in release.datasets if one.name == dataset.name), "")
    return dataset.readme or named or release.readme

"""Semantic Scholar's bulk data: releases, the datasets of each, and the diffs that lead from one to the next."""

from __future__ import annotations

import msgspec

LATEST = "latest"
"""The name that stands for the newest release."""


class Dataset(msgspec.Struct, frozen=True):
    """One dataset of a release.

    description: what it holds and in how many files, in the service's words (the numbers are not exact); readme: its
    documentation, licence and wished attribution; files: signed links to its parts, which expire after hours; empty
    where they were not asked for.
    """

    name: str
    description: str = ""
    readme: str = ""
    files: tuple[str, ...] = ()


class Release(msgspec.Struct, frozen=True):
    """The whole corpus at one time. id: its day, YYYY-MM-DD; readme: the terms that all datasets share; skipped: how
    many of its datasets could not be understood."""

    id: str
    readme: str = ""
    datasets: tuple[Dataset, ...] = ()
    skipped: int = 0


class Diff(msgspec.Struct, frozen=True):
    """One step between two releases that follow each other. Rows in *update_files* replace those with the same key or
    are new; then rows with the keys in *delete_files* go. Links as in `Dataset`; either may be empty."""

    from_release: str
    to_release: str
    update_files: tuple[str, ...] = ()
    delete_files: tuple[str, ...] = ()


class Diffs(msgspec.Struct, frozen=True):
    """All steps that bring *dataset* from *start_release* to *end_release*, to be applied in order."""

    dataset: str
    start_release: str
    end_release: str
    diffs: tuple[Diff, ...] = ()


def without_query(link: str) -> str:
    """A signed link without its signature: what may be logged, shown and written down."""
    return link.partition("?")[0]


def licence_text(dataset: Dataset, release: Release) -> str:
    """What whoever downloads *dataset* agrees to: its own documentation with its licence, else that of the release."""
    named = next((one.readme for one in release.datasets if one.name == dataset.name), "")
    return dataset.readme or named or release.readme

"""Parses the answers of Semantic Scholar's Datasets API: releases, datasets with their links, diffs."""

from __future__ import annotations

from typing import Any

from scholar_desktop.domain.corpus.dataset import Dataset, Diff, Diffs, Release
from scholar_desktop.domain.errors import BadAnswer
from scholar_desktop.domain.source import DATASETS
from scholar_desktop.domain.text.message import Message
from scholar_desktop.sources.json_values import address_of, code_of, dict_of


def parse_releases(body: Any) -> tuple[str, ...]:
    """Return the dates of all releases, oldest first. Raises BadAnswer."""
    if not isinstance(body, list):
        raise _bad(Message("a list of releases"))
    return tuple(day for item in body if (day := code_of(item)) is not None)


def parse_release(body: Any) -> Release:
    """Return one release with its datasets, without their files. Raises BadAnswer."""
    sent = dict_of(body)
    day = code_of(sent.get("release_id"))
    listed = sent.get("datasets")
    if day is None or not isinstance(listed, list):
        raise _bad(Message("a release with its datasets"))
    datasets = tuple(dataset for item in listed if (dataset := _dataset(dict_of(item))) is not None)
    return Release(day, _text(sent.get("README")), datasets, skipped=len(listed) - len(datasets))


def parse_dataset(body: Any) -> Dataset:
    """Return one dataset with the links to its files.

    Raises:
        BadAnswer: also if a single link is not valid; if it were skipped, a file would be missing without notice.
    """
    sent = dict_of(body)
    dataset = _dataset(sent)
    if dataset is None:
        raise _bad(Message("a dataset with its files"))
    return Dataset(dataset.name, dataset.description, dataset.readme, _links(sent.get("files")))


def parse_diffs(body: Any) -> Diffs:
    """Return the diffs from one release to another.

    Raises:
        BadAnswer: also if a single diff or link is not valid, since diffs must be applied in order and without a gap.
    """
    sent = dict_of(body)
    names = [code_of(sent.get(key)) for key in ("dataset", "start_release", "end_release")]
    listed = sent.get("diffs")
    if None in names or not isinstance(listed, list):
        raise _bad(Message("the changes between two releases"))
    dataset, start, end = (name or "" for name in names)
    return Diffs(dataset, start, end, tuple(_diff(dict_of(item)) for item in listed))


def _diff(sent: dict[str, Any]) -> Diff:
    first, last = code_of(sent.get("from_release")), code_of(sent.get("to_release"))
    if first is None or last is None:
        raise _bad(Message("a change between two releases"))
    return Diff(first, last, _links(sent.get("update_files") or []), _links(sent.get("delete_files") or []))


def _dataset(sent: dict[str, Any]) -> Dataset | None:
    name = code_of(sent.get("name"))
    if name is None:
        return None
    return Dataset(name, _text(sent.get("description")), _text(sent.get("README")))


def _links(value: Any) -> tuple[str, ...]:
    """Return every link of a list."""
    if not isinstance(value, list):
        raise _bad(Message("a list of files"))
    links = [address_of(item) for item in value]
    if None in links:
        raise _bad(Message("the address of a file"))
    return tuple(link for link in links if link is not None)


def _text(value: Any) -> str:
    """Return a text of several lines unchanged; empty for anything else."""
    return value.strip() if isinstance(value, str) else ""


def _bad(expected: str) -> BadAnswer:
    return BadAnswer(
        Message(
            "The answer from Semantic Scholar Datasets cannot be understood (expected {expected}).", expected=expected
        ),
        subject=DATASETS,
    )

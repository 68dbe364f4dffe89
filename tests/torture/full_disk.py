"""A full disk without a disk of its own: no file of this process can grow beyond a limit."""

from __future__ import annotations

import contextlib
import random
import resource
from collections.abc import Iterator
from dataclasses import dataclass

_LIMITS = (0, 500, 1_500, 5_000, 20_000, 80_000, 200_000, 600_000)
_LATE_LIMIT = 1_500
"""Cuts a sidecar in two."""


@dataclass(frozen=True)
class Limit:
    """size: in bytes; late: the disk is full only when the operation has been committed, and its sidecars are due."""

    size: int
    late: bool = False


def choose_limit(chance: random.Random) -> Limit:
    """A limit that cuts the log of the database, the database itself, or a sidecar in two."""
    if chance.random() < 0.4:
        return Limit(chance.randint(0, _LATE_LIMIT), late=True)
    return Limit(chance.randint(0, chance.choice(_LIMITS)))


class FullDisk:
    """The limit of this process. `at` is called with the steps of the library's work."""

    def __init__(self) -> None:
        self._limit: Limit | None = None

    @contextlib.contextmanager
    def during(self, limit: Limit | None) -> Iterator[None]:
        """Within *limit*, writes fail as on a full disk; None for no limit."""
        self._limit = limit
        if limit is not None and not limit.late:
            _set(limit.size)
        try:
            yield
        finally:
            self._limit = None
            _set(resource.getrlimit(resource.RLIMIT_FSIZE)[1])

    def at(self, step: str) -> None:
        if self._limit is not None and self._limit.late and step == "committed":
            _set(self._limit.size)


def _set(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

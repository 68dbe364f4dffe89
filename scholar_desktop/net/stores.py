"""The two stores for answers: what was answered to a question, and what a service said about one id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec


class KnownRecord(msgspec.Struct, frozen=True):
    """What one service said about one thing.

    ids: every id that leads to it, the one it is kept under first; body: as sent; fields: name of each field asked ->
    when it was last answered (ISO 8601, UTC); retrieved: the newest of these.
    """

    service: str
    ids: tuple[str, ...]
    body: dict[str, Any]
    fields: dict[str, str]
    retrieved: str


class Said(msgspec.Struct, frozen=True):
    """One thing to remember: *ids* (the service's own primary id first) and the body as sent."""

    ids: tuple[str, ...]
    body: dict[str, Any]


class AnswerStore:
    """Keeps answers by question."""

    def __init__(self, path: Path | None) -> None:
        raise NotImplementedError


class RecordStore:
    """Keeps the last good word of each service about each id."""

    def __init__(self, path: Path | None) -> None:
        raise NotImplementedError

    async def put_many(self, service: str, said: Iterable[Said], *, fields: Sequence[str], retrieved: str) -> None:
        """Remember *said*, asked for with *fields* (top-level or dotted names; `*` stands for the whole)."""
        raise NotImplementedError

    async def get(
        self, service: str, ids: Sequence[str], *, fields: Sequence[str] = (), newer_than: str | None = None
    ) -> dict[str, KnownRecord]:
        """By id: those that hold all of *fields*, each answered at *newer_than* or later. Others are left out."""
        raise NotImplementedError

    async def aclose(self) -> None:
        raise NotImplementedError

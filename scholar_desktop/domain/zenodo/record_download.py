"""What getting the files of a Zenodo record comes to, before anything is fetched."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.zenodo.record import Record, RecordFile


class RecordPlan(msgspec.Struct, frozen=True):
    """record: None when it was not found or could not be asked for; files: those that were asked for, as the record
    lists them; kept: names of those that the library has already; to_fetch: bytes that are to come, as far as the
    record says; unsized: how many files it gives no size for; free: bytes that are free where the library lies."""

    record: Record | None = None
    files: tuple[RecordFile, ...] = ()
    kept: frozenset[str] = frozenset()
    to_fetch: int = 0
    unsized: int = 0
    free: int | None = None

"""The order of the versions of one work. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable

from scholar_desktop.domain.zenodo.record import Record
from scholar_desktop.sources.json_values import count_of, dict_of, dicts_of, text_of


def newest_first(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return *records*, each once, the newest version first: by Zenodo's version index, else by
    the date of creation.
    """
    once = {record.id: record for record in records}
    return tuple(sorted(once.values(), key=_age, reverse=True))


def _age(record: Record) -> tuple[int, str, int]:
    index = index_of(record)
    return (-1 if index is None else index, text_of(record.all.get("created")) or "", int(record.id))


def index_of(record: Record) -> int | None:
    """Return the index of the version, counted from 0; None when the record has none. In the native format it is
    counted from 1.
    """
    native = count_of(dict_of(record.all.get("versions")).get("index"))
    if native is not None:
        return max(0, native - 1)
    relations = dict_of(dict_of(record.all.get("metadata")).get("relations"))
    return next((count_of(each.get("index")) for each in dicts_of(relations.get("version"))), None)

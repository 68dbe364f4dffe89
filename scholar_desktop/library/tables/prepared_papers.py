"""What an import can say of an entry without the library: its rows, and what it is compared by.

It needs no database, so that the processes that read a large file do it, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.merging.identifier_keys import identifier_keys
from scholar_desktop.domain.own_fields import (
    BY_IMPORT,
    ID_FIELDS,
    ITEM_TYPE,
    WITH_OTHERS,
    Contributor,
    Origin,
    OwnFields,
    Value,
)
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.markup import without_inline_tags
from scholar_desktop.domain.text.text_folding import fold_file_name
from scholar_desktop.formats.cite_keys import allowed_key
from scholar_desktop.formats.file_names import folder_name
from scholar_desktop.library.tables.search_words import SearchColumns, search_words

TitleKey = tuple[str, str, int | None]
"""A title, folded, the names of the authors, and the year: what works must share that have no identifier."""

PackedEntry = FullEntry | msgspec.Raw
"""An entry; packed in MessagePack if another process has read it."""


class PreparedPaper(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An entry as an import compares and writes it.

    wanted_key: its citation key as the library writes it, or empty; keys: all of its citation keys; names: its
    identifiers; id: as `Paper.id`, empty without an identifier; folder: the folder that its paper gets, if no other has
    it, and its name folded; own: its fields as JSON, in the parts of `encoded_own`.
    """

    wanted_key: str
    keys: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    id: str
    title_key: TitleKey
    columns: SearchColumns
    words: str
    folder: tuple[str, str]
    own: tuple[str, str, str]
    tags: tuple[str, ...]
    collections: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def title(self) -> str:
        """The title."""
        return self.columns[0]


class PreparedEntry(NamedTuple):
    """An entry, packed if another process has read it, with what is prepared of it."""

    paper: PreparedPaper
    packed: PackedEntry

    @property
    def entry(self) -> FullEntry:
        """The whole entry."""
        return unpacked(self.packed)


def unpacked(packed: PackedEntry) -> FullEntry:
    """Returns an entry that may be packed."""
    return packed if isinstance(packed, FullEntry) else _decoder.decode(packed)


def prepare(entry: FullEntry) -> PreparedPaper:
    """Returns what is known of an entry alone."""
    fields, people = entry.fields, entry.people
    written, extra = _written(entry), extra_of(entry, people)
    is_empty = not (written or extra)
    authors = [Author(one.shown) for one in people if one.role == "author"]
    title, venue = entry.text("title"), entry.text("container-title") or None
    year = year_of(fields.get("issued"))
    ids = ids_of(fields)
    # as `paper_of_own_fields` shows it, without what is not asked here
    shown = Paper(title, ids=ids, authors=tuple(authors), year=year)
    names = "; ".join([one.name for one in authors])
    columns = (title, names, year, venue)
    wanted_key = allowed_key(entry.key)
    folder = folder_name(shown)
    own_names = () if ids is NO_IDS else tuple(dict.fromkeys(identifier_keys(ids)))
    return PreparedPaper(
        wanted_key=wanted_key,
        keys=tuple(filter(None, (wanted_key, *map(allowed_key, entry.other_keys)))),
        names=own_names,
        id="" if ids is NO_IDS else shown.id,
        title_key=(folded_title(title), names, year),
        columns=columns,
        words="" if is_empty else search_words(columns, fields, people),
        folder=(folder, fold_file_name(folder)),
        own=_encode_parts(entry, written, extra),
        tags=entry.tags,
        collections=entry.collections,
        notes=entry.notes,
    )


def own_of(entry: FullEntry, form: str, origin: Origin) -> OwnFields:
    """Returns the fields of a paper that an import adds. origin: of each of them."""
    extra = extra_of(entry, entry.people)
    return OwnFields(
        item_type=entry.item_type,
        fields=entry.fields,
        people=entry.people,
        origin=dict.fromkeys(_written(entry), origin),
        extra={form: extra} if extra else {},
    )


def _written(entry: FullEntry) -> tuple[str, ...]:
    """Returns what of *entry* has an origin."""
    names = dict.fromkeys(entry.fields)
    for one in entry.people:
        names[one.role] = None
    if entry.item_type is not None:
        names[ITEM_TYPE] = None
    return tuple(names)


def extra_of(entry: FullEntry, people: tuple[Contributor, ...]) -> dict[str, Any]:
    """Returns what has no other place of *entry*, of which the library has *people*."""
    if not entry.with_others:
        return entry.extra
    kept = {role: tuple(one for one in people if one.role == role) for role in entry.with_others}
    counts = {role: len(ours) for role, ours in kept.items() if ours == entry.of_role(role)}
    return entry.extra | {WITH_OTHERS: counts} if counts else entry.extra


def ids_of(fields: Mapping[str, Value]) -> Ids:
    """Returns the identifiers of an entry; NO_IDS itself if it has none."""
    if ID_FIELDS.keys().isdisjoint(fields):
        return NO_IDS
    found = {
        scheme: value for name, scheme in ID_FIELDS.items() if isinstance(value := fields.get(name), str) and value
    }
    return Ids(**found)


def folded_title(title: str) -> str:
    """Returns a title as titles are compared: without the tags of italics and the like, which not each format has."""
    return fold_file_name(" ".join(without_inline_tags(title).split()))


def year_of(value: Value) -> int | None:
    """Returns the year of a date of an entry."""
    text = value.get("from") if isinstance(value, dict) else None
    return int(text[:4]) if isinstance(text, str) and text[:4].isdecimal() else None


class _OwnBefore(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, rename=stored("item_type fields people")):
    """The fields of `OwnFields` before its origin."""

    item_type: str | None = None
    fields: dict[str, Value] = {}
    people: tuple[Contributor, ...] = ()


def _encode_parts(entry: FullEntry, written: tuple[str, ...], extra: dict[str, Any]) -> tuple[str, str, str]:
    """Returns the stored form of the fields of *entry* up to the time of their origin, that after it, and that of
    *extra*; each is empty if there is nothing."""
    before = after = ""
    if written:
        fields = _encoder.encode(_OwnBefore(entry.item_type, entry.fields, entry.people))[:-1].decode()
        before = f'{fields},"written":[{{"by":"{BY_IMPORT}","at":"'
        after = f'","fields":{_encoder.encode(written).decode()}}}]'
    return before, after, _encoder.encode(extra).decode() if extra else ""


def encoded_own(paper: PreparedPaper, form: str, at: str) -> str:
    """Returns the stored form of the fields of *paper*, as `encode_own` writes it; empty if it has none.

    Args:
        form: the name of the format of its file.
        at: when they were written.
    """
    before, after, extra = paper.own
    if not extra:
        return f"{before}{at}{after}}}" if before else ""
    if not before:
        return f'{{"extra":{{"{form}":{extra}}}}}'
    return f'{before}{at}{after},"extra":{{"{form}":{extra}}}}}'


NO_IDS = Ids()
_decoder = msgspec.msgpack.Decoder(FullEntry)
_encoder = msgspec.json.Encoder()

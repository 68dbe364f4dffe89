"""Reads and writes sidecars: paper.json in the folder of each paper, from which the database can be rebuilt."""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.domain.library import NOT_MARKED, READING_STATES, TO_READ, KeptFile, KeptPaper, is_colour
from scholar_desktop.domain.own_fields import NOTHING, OwnFields, own_fields_of
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import encode_english, stored_text
from scholar_desktop.formats.cite_keys import allowed_key
from scholar_desktop.formats.entry_json import entry_to_json
from scholar_desktop.formats.paper_json import facts_to_json, paper_from_json, paper_to_json
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.folders import SIDECAR, LibraryFolders, write_many
from scholar_desktop.library.paper_identity import IdentifierName
from scholar_desktop.library.tables import paper_rows

MOST_BYTES = 50_000_000
MOST_LEVELS = 100
"""A larger or deeper sidecar was not written by this program, and is not read."""
SIDECARS_PER_BATCH = 25
"""Number of sidecars that are written in one transaction."""


class FileEntry(
    msgspec.Struct,
    frozen=True,
    rename=stored("name sha256 bytes version license source_url retrieved source review checked_with"),
):
    """A file as listed in a sidecar. All fields but the name may be missing if the user edited the sidecar.

    review: in its stored form, so that it can be translated; it and checked_with are only written if there is one.
    """

    name: str
    sha256: str = ""
    bytes: int = -1
    version: str | None = None
    license: str | None = None
    source_url: str | None = None
    retrieved: str | None = None
    source: str | None = None
    review: str | msgspec.UnsetType | None = msgspec.UNSET
    checked_with: str | msgspec.UnsetType | None = msgspec.UNSET


class Sidecar(msgspec.Struct, frozen=True):
    """The contents of a paper.json.

    paper: as the services state it; own: what a person or an import wrote; names: every identifier that the paper ever
    had; key, added, cite_key: empty if missing.
    """

    paper: Paper
    files: tuple[FileEntry, ...]
    collections: tuple[str, ...]
    tags: tuple[str, ...]
    notes: tuple[str, ...]
    key: str
    added: str
    starred: bool
    names: tuple[IdentifierName, ...]
    cite_key: str = ""
    reading: str = NOT_MARKED
    tag_colours: tuple[tuple[str, str], ...] = ()
    own: OwnFields = NOTHING
    trashed: str = ""


def write_due(writer: WriteSession) -> bool:
    """Writes a batch of the sidecars that are older than their papers. Returns True if more are due.

    Raises:
        OSError: a sidecar cannot be written; it remains due.
    """
    with writer.transaction() as connection:
        due = [
            row[0]
            for row in connection.execute(
                "SELECT id FROM papers WHERE sidecar_due = 1 LIMIT ?", (SIDECARS_PER_BATCH + 1,)
            )
        ]
        written: list[tuple[Path, bytes]] = []
        for paper_id, kept in zip(
            due[:SIDECARS_PER_BATCH], paper_rows.load(connection, writer.folders, due[:SIDECARS_PER_BATCH]), strict=True
        ):
            path = writer.folders.of(paper_rows.writable_folder(writer, paper_id)) / SIDECAR
            path.parent.mkdir(parents=True, exist_ok=True)
            stated = paper_rows.paper_of(connection, paper_id)
            written.append((path, text_of(kept, _names(connection, paper_id), stated)))
        write_many(written, uuid.uuid4().hex[:8])
        connection.executemany(
            "UPDATE papers SET sidecar_due = 0 WHERE id = ?", [(paper_id,) for paper_id in due[:SIDECARS_PER_BATCH]]
        )
        writer.at("sidecars")
    return len(due) > SIDECARS_PER_BATCH


def write_all(writer: WriteSession, limit_s: float | None = None) -> bool:
    """Writes all due sidecars, or as many as possible within *limit_s* seconds. Returns True if more are due."""
    start = time.monotonic()
    while is_due(writer.connection):
        if not write_due(writer):
            return False
        if limit_s is not None and time.monotonic() - start > limit_s:
            return True
    return False


def is_due(connection: sqlite3.Connection) -> bool:
    """Returns True if any sidecar is older than its paper."""
    return connection.execute("SELECT 1 FROM papers WHERE sidecar_due = 1 LIMIT 1").fetchone() is not None


def text_of(kept: KeptPaper, names: list[IdentifierName], stated: Paper) -> bytes:
    """Returns the text of a sidecar.

    It has the documented JSON of a paper, its entry, files, collections, tags and notes, and what `read` needs in
    addition: the fields that a person or an import wrote, and what the services state in their place.
    """
    own = own_fields_of(kept.paper) or NOTHING
    entry = {
        **paper_to_json(kept.paper, in_library=True, pdf=kept.pdf),
        "files": [_entry(file) for file in kept.files],
        "collections": list(kept.collections),
        "tags": list(kept.tags),
        "notes": list(kept.notes),
        "entry": entry_to_json(kept),
        "all": facts_to_json(kept.paper.facts),
        "library": {
            "key": kept.key,
            "added": kept.added,
            "starred": kept.starred,
            "to_read": kept.to_read,
            "reading": kept.reading,
            "cite_key": kept.cite_key,
            "ids": [f"{scheme}:{value}" for scheme, value in names],
            "trashed": kept.trashed,
            "own": None if own.is_empty else own,
            "stated": _stated(stated, kept.paper),
        },
    }
    return msgspec.json.format(msgspec.json.encode(entry, enc_hook=encode_english), indent=1) + b"\n"


def _stated(stated: Paper, shown: Paper) -> dict[str, Any]:
    """Returns what the services state where *shown* has something else."""
    before, after = (paper_to_json(paper, in_library=True, pdf=None) for paper in (stated, shown))
    names = Paper.__struct_encode_fields__
    return {name: value for name, value in before.items() if name in names and value != after[name]}


def _entry(file: KeptFile) -> FileEntry:
    return FileEntry(
        name=file.name,
        sha256=file.sha256,
        bytes=file.bytes,
        version=file.version,
        license=file.license,
        source_url=file.source_url,
        retrieved=file.retrieved,
        source=file.source,
        review=msgspec.UNSET if file.review is None else stored_text(file.review),
        checked_with=file.checked_with or msgspec.UNSET,
    )


def read(folders: LibraryFolders, folder: str) -> Sidecar:
    """Reads the sidecar of *folder*. Raises OSError, or ValueError if it is invalid."""
    with folders.sidecar(folder).open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES // 1_000_000} MB")
    try:
        data = msgspec.json.decode(content)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(data, dict):
        raise ValueError("it is no JSON object")
    _refuse_depth(data)
    own = _dict(data.get("library"))
    return Sidecar(
        paper=paper_from_json({**data, **_dict(own.get("stated"))}),
        files=tuple(msgspec.convert(entry, FileEntry) for entry in _list(data.get("files"))),
        collections=_texts(data.get("collections")),
        tags=_texts(data.get("tags")),
        notes=_texts(data.get("notes")),
        key=str(own.get("key") or ""),
        added=str(own.get("added") or ""),
        starred=own.get("starred") is True,
        names=tuple((scheme, value) for scheme, _, value in (text.partition(":") for text in _texts(own.get("ids")))),
        reading=_reading(own),
        tag_colours=tuple(_tag_colours(_dict(data.get("entry")))),
        cite_key=allowed_key(str(own.get("cite_key") or "")),
        own=NOTHING if own.get("own") is None else msgspec.convert(own["own"], OwnFields),
        trashed=str(own.get("trashed") or ""),
    )


def _reading(own: dict[str, Any]) -> str:
    """Returns the reading state; an earlier version wrote only whether the paper is to be read."""
    state = own.get("reading")
    if state in READING_STATES:
        return str(state)
    return TO_READ if own.get("to_read") is True else NOT_MARKED


def _tag_colours(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for tag in map(_dict, _list(entry.get("tags"))):
        name, colour = tag.get("name"), tag.get("colour")
        if isinstance(name, str) and isinstance(colour, str) and is_colour(colour):
            yield name, colour


def _refuse_depth(data: Any) -> None:
    """Raises ValueError if *data* is nested so deeply that it could be read here, and not everywhere in the program."""
    level = [data]
    for _ in range(MOST_LEVELS):
        level = [
            value
            for one in level
            for value in (one.values() if isinstance(one, dict) else one)
            if isinstance(value, dict | list)
        ]
        if not level:
            return
    raise ValueError("it is nested too deeply")


def _names(connection: sqlite3.Connection, paper_id: int) -> list[IdentifierName]:
    return list(connection.execute("SELECT scheme, value FROM ids WHERE paper_id = ? ORDER BY 1, 2", (paper_id,)))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in _list(value) if isinstance(item, str))

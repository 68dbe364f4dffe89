"""Reads the data folder of Zotero, also while Zotero runs: a copy of its database is opened, never the database."""

# not translated in this file: names of Zotero

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.domain.errors import DiskError, LibraryDamaged, LibraryNewer, OperationCancelled
from scholar_desktop.domain.full_entry import (
    FileEntries,
    FullEntry,
    LinkedFile,
    SkippedPart,
    renamed_groups,
    with_entry_faults,
    without_slash,
)
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.entries.zotero_items import ZoteroCreator, ZoteroItem, entry_of_item

DATABASE = "zotero.sqlite"
NEWEST_COMPATIBILITY = 9
"""The newest compatibility of a database whose tables are known: Zotero 10. A newer database is read by the
same names of tables and columns, most of which Zotero keeps, and the report states that it is newer."""
_BESIDE = ("", "-wal", "-journal")
_TRIES, _PAUSE_S = 30, 0.3
"""Zotero writes many times a second while it synchronises, and rests in between."""
_PIECE = 4_194_304
"""Bytes that are copied between two looks at whether the copy is still wanted."""
_STEPS = 10_000
"""Steps of SQLite between two of these looks."""
_WAL_HEAD = 32
"""Bytes of the head of a -wal file: its numbers change when the file begins again."""
_OLDEST_USERDATA = 79
"""Zotero 4 and older have other tables."""
_IMPORTED_FILE, _IMPORTED_URL, _LINKED_FILE, _LINKED_URL, _EMBEDDED = range(5)
_ANNOTATIONS = {1: "highlight", 2: "note", 3: "image", 4: "ink", 5: "underline", 6: "text"}
_UNEXPECTED = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)
"""What a value raises that Zotero does not write, such as bytes for a name: SQLite stores any type in a column."""
_PREFERENCE = re.compile(r'^user_pref\("extensions\.zotero\.(\w+)", (.*)\);', re.MULTILINE)


def is_zotero_folder(folder: Path) -> bool:
    """Returns True if *folder* is a data folder of Zotero."""
    return (folder / DATABASE).is_file()


def read_zotero_folder(folder: Path, stop: threading.Event | None = None) -> FileEntries:
    """Returns every item of a data folder, without those in the trash.

    Args:
        stop: set by another thread when the items are no longer wanted.

    Raises:
        DiskError: the database cannot be copied; LibraryDamaged: it cannot be read; LibraryNewer: it is of a newer
            version without the tables or columns that are read; OperationCancelled: *stop* was set.
    """
    stop = stop or threading.Event()
    with tempfile.TemporaryDirectory(prefix="zotero-") as place:
        copy = _copy(folder, Path(place), stop)
        try:
            with closing(sqlite3.connect(copy)) as connection:  # replays the journal of the copy
                connection.set_progress_handler(stop.is_set, _STEPS)
                if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                    raise _damaged(folder)
                connection.execute("PRAGMA query_only = ON")
                database = _Database(connection, folder, stop)
                try:
                    return database.read()
                except (sqlite3.OperationalError, *_UNEXPECTED) as error:
                    _check_wanted(folder, stop)
                    if database.is_newer:
                        raise _newer(folder) from error
                    if isinstance(error, sqlite3.Error):
                        raise
                    raise _damaged(folder) from error
        except sqlite3.DatabaseError as error:
            _check_wanted(folder, stop)
            raise _damaged(folder, str(error)) from error


def _damaged(folder: Path, why: str = "") -> LibraryDamaged:
    message = (
        Message("Zotero's database in {folder} cannot be read: {reason}.", folder=str(folder), reason=why)
        if why
        else Message("Zotero's database in {folder} is damaged.", folder=str(folder))
    )
    hint = Message("Close Zotero and try again, or export a collection from Zotero as Zotero RDF and import that.")
    if day := _day_of_backup(folder):
        hint = Message(
            "Close Zotero and try again. If it fails again, copy Zotero's backup of {day} (zotero.sqlite.bak) and the "
            "folder “storage” to another folder, rename the copy to zotero.sqlite, and import that folder.",
            day=day,
        )
    return LibraryDamaged(message, hint=hint, subject=str(folder))


def _newer(folder: Path) -> LibraryNewer:
    return LibraryNewer(
        Message(
            "The database in {folder} is from a newer version of Zotero, which this program cannot read yet.",
            folder=str(folder),
        ),
        hint=Message(
            "In Zotero, choose File > Export Library, the format Zotero RDF and “Export Files”, and import the "
            "folder that Zotero writes."
        ),
        subject=str(folder),
    )


def _day_of_backup(folder: Path) -> str:
    """Returns the day of the backup that Zotero keeps beside its database; empty if there is none."""
    try:
        changed = (folder / f"{DATABASE}.bak").stat().st_mtime
        return datetime.fromtimestamp(changed, UTC).date().isoformat()
    except (OSError, ValueError, OverflowError):  # it is missing, or its time is not one of the calendar
        return ""


def _check_wanted(folder: Path, stop: threading.Event) -> None:
    """Raises OperationCancelled if *stop* is set."""
    if stop.is_set():
        raise OperationCancelled(Message("The import was cancelled."), subject=str(folder))


def _copy(folder: Path, place: Path, stop: threading.Event) -> Path:
    """Copies the database with its journals; again if Zotero wrote meanwhile. Raises DiskError, OperationCancelled."""
    try:
        for number in range(_TRIES):
            if number:
                stop.wait(_PAUSE_S)
            before = _state(folder)
            for beside in _BESIDE:
                target = place / f"{DATABASE}{beside}"
                target.unlink(missing_ok=True)
                if (folder / f"{DATABASE}{beside}").is_file():
                    _copy_file(folder / f"{DATABASE}{beside}", target, stop)
            if _state(folder) == before:
                return place / DATABASE
    except OSError as error:
        raise DiskError(
            Message(
                "Zotero's database in {folder} cannot be copied: {reason}.",
                folder=str(folder),
                reason=error.strerror or str(error),
            ),
            hint=Message("Close Zotero, and check that you may read the folder."),
            subject=str(folder),
        ) from error
    raise DiskError(
        Message("Zotero's database in {folder} changed while it was copied.", folder=str(folder)),
        hint=Message("Close Zotero and try again."),
        subject=str(folder),
    )


def _copy_file(source: Path, target: Path, stop: threading.Event) -> None:
    """Copies a file piece by piece. Raises OSError, OperationCancelled."""
    with source.open("rb") as read, target.open("wb") as written:
        while piece := read.read(_PIECE):
            _check_wanted(source.parent, stop)
            written.write(piece)


def _state(folder: Path) -> list[tuple[int, int] | bytes | None]:
    """Returns what is the same as long as a copy of the files is whole.

    A -wal file may grow: what follows the last complete transaction in it is left out when the copy is opened.
    """
    found: list[tuple[int, int] | bytes | None] = []
    for beside in _BESIDE:
        try:
            if beside == "-wal":
                with (folder / f"{DATABASE}{beside}").open("rb") as file:
                    found.append(file.read(_WAL_HEAD))
                continue
            status = os.stat(folder / f"{DATABASE}{beside}")
        except FileNotFoundError:
            found.append(None)
        else:
            found.append((status.st_size, status.st_mtime_ns))
    return found


class _Database:
    """An open copy of a database. is_newer: it is from a newer version of Zotero than those that are known."""

    def __init__(self, connection: sqlite3.Connection, folder: Path, stop: threading.Event) -> None:
        self._connection = connection
        self._stop = stop
        self._folder = folder
        self._problems: list[SkippedPart] = []
        self._collection_names: list[str] = []
        self._base = _linked_base(folder)
        self.is_newer = False

    def read(self) -> FileEntries:
        self._check_version()
        rows = self._rows
        fields: defaultdict[int, dict[str, str]] = defaultdict(dict)
        for item, name, value in rows(
            "SELECT itemData.itemID, fields.fieldName, itemDataValues.value FROM itemData "
            "JOIN fields USING (fieldID) JOIN itemDataValues USING (valueID)"
        ):
            fields[item][name] = str(value)
        creators: defaultdict[int, list[ZoteroCreator]] = defaultdict(list)
        for item, role, last, first, mode in rows(
            "SELECT itemID, creatorType, lastName, firstName, fieldMode FROM itemCreators "
            "JOIN creators USING (creatorID) JOIN creatorTypes USING (creatorTypeID) ORDER BY itemID, orderIndex"
        ):
            creators[item].append(ZoteroCreator(role, last or "", first or "", mode == 1))
        tags = self._lists("SELECT itemID, name FROM itemTags JOIN tags USING (tagID) ORDER BY itemID, type, name")
        notes = self._lists(
            "SELECT ifnull(parentItemID, itemID), note FROM itemNotes WHERE note IS NOT NULL "
            "AND itemID NOT IN (SELECT itemID FROM deletedItems) ORDER BY itemID"
        )
        for note, parent in self._rows(
            "SELECT itemID, parentItemID FROM itemNotes WHERE parentItemID IS NOT NULL "
            "AND itemID NOT IN (SELECT itemID FROM deletedItems) ORDER BY itemID"
        ):
            tags[parent] += tags.get(note, ())
        relations: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
        if self._has_table("itemRelations"):
            for item, predicate, target in rows(
                "SELECT itemID, predicate, object FROM itemRelations JOIN relationPredicates USING (predicateID)"
            ):
                relations[item].append((predicate, target))
        collections = self._collections()
        files, links, annotations = self._files(fields)
        for attachment, parent in self._rows(
            "SELECT itemID, parentItemID FROM itemAttachments WHERE parentItemID IS NOT NULL ORDER BY itemID"
        ):
            notes[parent] += notes.get(attachment, ())
        keys = self._better_bibtex_keys()
        entries: list[FullEntry] = []
        turns = Yielder()
        trashed = "SELECT itemID FROM deletedItems"
        for item, kind, key, parent, added in rows(
            "SELECT items.itemID, typeName, items.key, ifnull(itemAttachments.parentItemID, itemNotes.parentItemID), "  # noqa: S608
            "items.dateAdded FROM items JOIN itemTypes USING (itemTypeID) "
            "LEFT JOIN itemAttachments USING (itemID) LEFT JOIN itemNotes ON itemNotes.itemID = items.itemID "
            f"WHERE items.libraryID IN ({self._own_libraries()}) AND items.itemID NOT IN ({trashed}) "
            "ORDER BY items.itemID"
        ):
            turns.yield_to_ui()
            _check_wanted(self._folder, self._stop)
            if kind == "annotation" or parent is not None:
                continue
            more: dict[str, Any] = {"key": key, "dateAdded": added}
            if annotations[item]:
                more["annotations"] = annotations[item]
            values = fields[item]
            if kind == "note":
                plain = " ".join(re.sub(r"<[^>]*>", " ", "".join(notes[item])).split())
                values = {"title": plain[:80], **values}
            elif kind == "attachment" and not values.get("title"):
                values = {"title": files[item][0].path.rpartition("/")[2] if files[item] else key, **values}
            citation_key = keys.get(key, "") if not values.get("citationKey") else ""
            entry = entry_of_item(
                ZoteroItem(
                    kind,
                    values,
                    creators[item],
                    tags[item],
                    collections[item],
                    notes[item],
                    files[item],
                    relations[item],
                    links[item],
                    more=more,
                )
            )
            if citation_key and not entry.key:
                entry = msgspec.structs.replace(entry, key=citation_key)
            entries.append(entry)
        folders = (str(self._base),) if self._base is not None else ()
        renamed = renamed_groups(self._collection_names)
        problems, colours = tuple(self._problems), self._tag_colours()
        content = FileEntries("zotero", tuple(entries), (), folders, problems, colours, renamed)
        return with_entry_faults(content)

    def _check_version(self) -> None:
        if not self._has_table("version"):
            raise _damaged(self._folder)
        versions = {name: int(number) for name, number in self._rows("SELECT schema, version FROM version")}
        if versions.get("userdata", 0) and versions["userdata"] <= _OLDEST_USERDATA:
            raise LibraryDamaged(
                Message("The database in {folder} is from Zotero 4 or older.", folder=str(self._folder)),
                hint=Message("Open it once with a newer Zotero, which converts it."),
                subject=str(self._folder),
            )
        self.is_newer = versions.get("compatibility", 0) > NEWEST_COMPATIBILITY
        if self.is_newer:
            reason = Message(
                "This database is from a newer version of Zotero. Data that only the newer version stores is not "
                "imported: check that the entries are complete."
            )
            self._problems.append(SkippedPart(0, DATABASE, reason))
        elif not self._has_table("itemData"):
            raise _damaged(self._folder)

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        return iter(self._connection.execute(query).fetchall())

    def _lists(self, query: str) -> defaultdict[int, list[str]]:
        found: defaultdict[int, list[str]] = defaultdict(list)
        for item, text in self._rows(query):
            found[item].append(str(text))
        return found

    def _has_table(self, name: str) -> bool:
        return self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone() is not None

    def _columns(self, table: str) -> frozenset[str]:
        return frozenset(row[1] for row in self._rows(f"PRAGMA table_info({table})"))

    def _own_libraries(self) -> str:
        """Returns the query for the libraries to read: the user's own and those of groups, without feeds."""
        if not self._has_table("libraries"):
            return "SELECT DISTINCT libraryID FROM items"
        return "SELECT libraryID FROM libraries WHERE type IN ('user', 'group')"

    def _tag_colours(self) -> tuple[tuple[str, str], ...]:
        """Returns the coloured tags of the user's own library, in the order of their keys."""
        if not self._has_table("syncedSettings"):
            return ()
        own: set[int] | None = None
        if self._has_table("libraries"):
            own = {key for (key,) in self._rows("SELECT libraryID FROM libraries WHERE type = 'user'")}
        found: list[tuple[str, str]] = []
        for library, value in self._rows("SELECT libraryID, value FROM syncedSettings WHERE setting = 'tagColors'"):
            if own is not None and library not in own:
                continue
            try:
                sent = msgspec.json.decode(value)
            except (msgspec.DecodeError, TypeError):
                continue
            for one in sent if isinstance(sent, list) else ():
                if isinstance(one, dict) and isinstance(one.get("name"), str) and isinstance(one.get("color"), str):
                    found.append((one["name"], one["color"]))
        return tuple(found)

    def _collections(self) -> defaultdict[int, list[str]]:
        gone: set[int] = set()
        if self._has_table("deletedCollections"):
            gone = {key for (key,) in self._rows("SELECT collectionID FROM deletedCollections")}
        every = self._rows("SELECT collectionID, collectionName, parentCollectionID FROM collections")
        kept = {key: (name, parent) for key, name, parent in every if key not in gone}
        named = {key: (without_slash(name), parent) for key, (name, parent) in kept.items()}
        self._collection_names = [name for name, _parent in kept.values()]
        groups = {}
        if self._has_table("groups"):
            groups = dict(
                self._rows(
                    "SELECT collections.collectionID, groups.name FROM collections JOIN groups USING (libraryID)"
                )
            )
        paths: dict[int, str] = {}
        for key in named:
            parts, above, seen = list[str](), key, set[int]()
            while above in named and above not in seen:
                seen.add(above)
                parts.insert(0, named[above][0])
                above = named[above][1]
            if key in groups:
                parts.insert(0, without_slash(str(groups[key])))
            paths[key] = "/".join(parts)
        found: defaultdict[int, list[str]] = defaultdict(list)
        for item, key in self._rows("SELECT itemID, collectionID FROM collectionItems ORDER BY itemID, orderIndex"):
            if key in paths:
                found[item].append(paths[key])
        return found

    def _files(
        self, fields: defaultdict[int, dict[str, str]]
    ) -> tuple[
        defaultdict[int, list[LinkedFile]],
        defaultdict[int, list[tuple[str, str]]],
        defaultdict[int, list[dict[str, Any]]],
    ]:
        """Returns the files of each item, its links, and the annotations that Zotero keeps in its database."""
        files: defaultdict[int, list[LinkedFile]] = defaultdict(list)
        links: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
        owners: dict[int, int] = {}
        for item, parent, mode, kind, path, key in self._rows(
            "SELECT itemAttachments.itemID, parentItemID, linkMode, contentType, path, items.key FROM itemAttachments "
            "JOIN items USING (itemID) WHERE itemAttachments.itemID NOT IN (SELECT itemID FROM deletedItems) "
            "ORDER BY itemAttachments.itemID"
        ):
            owner = owners[item] = item if parent is None else parent
            if mode == _LINKED_URL and parent is not None and (address := fields[item].get("url")):
                links[owner].append((fields[item].get("title", ""), address))
            if mode in (_LINKED_URL, _EMBEDDED) or not path:
                continue
            name = str(path)
            if mode in (_IMPORTED_FILE, _IMPORTED_URL):
                bare = re.split(r"[/\\]", name.removeprefix("storage:"))[-1]
                if bare in ("", ".", ".."):
                    continue
                place = f"storage/{key}/{bare}"
            elif name.startswith("attachments:"):
                place = name.removeprefix("attachments:")
            elif name.startswith("AAAA"):
                self._problems.append(
                    SkippedPart(0, key, Message("“{file}” is an alias from an old Mac and cannot be read.", file=key))
                )
                continue
            else:
                place = name
            files[owner].append(LinkedFile(place, fields[item].get("title", ""), kind or ""))
        annotations: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
        if self._has_table("itemAnnotations"):
            is_external = "isExternal" if "isExternal" in self._columns("itemAnnotations") else "0"
            for parent, type_, text, comment, colour, page, position in self._rows(
                "SELECT parentItemID, type, text, comment, color, pageLabel, position FROM itemAnnotations "  # noqa: S608
                f"WHERE NOT {is_external} AND itemID NOT IN (SELECT itemID FROM deletedItems) ORDER BY sortIndex"
            ):
                if parent in owners:
                    annotations[owners[parent]].append(
                        {
                            "kind": _ANNOTATIONS.get(type_, str(type_)),
                            "text": text or "",
                            "note": comment or "",
                            "colour": colour or "",
                            "page": page or "",
                            "position": position or "",
                        }
                    )
        return files, links, annotations

    def _better_bibtex_keys(self) -> dict[str, str]:
        """Returns the citation keys that Better BibTeX keeps, by the key of the item."""
        database = self._folder / "better-bibtex.sqlite"
        if not database.is_file():
            return {}
        with tempfile.TemporaryDirectory(prefix="zotero-") as place:
            copy = Path(place) / "keys.sqlite"
            try:
                _copy_file(database, copy, self._stop)
                with closing(sqlite3.connect(copy)) as connection:
                    found = connection.execute("SELECT itemKey, citationKey FROM citationkey")
                    return {str(item): key for item, key in found if isinstance(key, str)}
            except (OSError, sqlite3.DatabaseError):
                return {}


def _linked_base(folder: Path) -> Path | None:
    """Returns the base folder of linked files, which only the preferences name."""
    for profiles in (
        Path.home() / ".zotero" / "zotero",
        Path.home() / "Library" / "Application Support" / "Zotero" / "Profiles",
        Path(os.environ.get("APPDATA", "/nonexistent")) / "Zotero" / "Zotero" / "Profiles",
    ):
        for preferences in profiles.glob("*/prefs.js") if profiles.is_dir() else ():
            try:
                found = dict(_PREFERENCE.findall(preferences.read_text("utf-8", "replace")))
            except OSError:
                continue
            data = found.get("dataDir", "").strip('"').replace("\\\\", "\\")
            uses = found.get("useDataDir") == "true"
            is_it = Path(data) == folder if uses and data else folder == Path.home() / "Zotero"
            base = found.get("baseAttachmentPath", "").strip('"').replace("\\\\", "\\")
            if is_it and base:
                return Path(base)
    return None

"""Zotero's data folder is read, also while Zotero has its database locked, and nothing in it is written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from scholar_desktop.domain.errors import DiskError, LibraryDamaged, LibraryNewer, OperationCancelled
from scholar_desktop.domain.full_entry import LinkedFile
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.formats.entries.zotero_rdf_reading import read_zotero_rdf
from scholar_desktop.formats.entries.zotero_rdf_writing import write_zotero_rdf
from scholar_desktop.interop import zotero_database
from scholar_desktop.interop.zotero_database import read_zotero_folder
from tests.support.made_entries import ZOTERO_TABLES

CONTENT = """
INSERT INTO version VALUES ('userdata', 125), ('compatibility', 7);
INSERT INTO libraries VALUES (1, 'user'), (2, 'group'), (3, 'feed');
INSERT INTO groups VALUES (77, 2, 'Lab');
INSERT INTO itemTypes VALUES (1, 'attachment'), (2, 'book'), (3, 'note'), (4, 'annotation'), (5, 'film');
INSERT INTO fields VALUES (1, 'title'), (2, 'date'), (3, 'volume'), (4, 'extra'), (5, 'distributor'), (6, 'url');
INSERT INTO creatorTypes VALUES (1, 'author'), (2, 'castMember');
INSERT INTO items VALUES (1, 2, '2020-01-01 00:00:00', 1, 'AAAA1111'), (2, 1, '', 1, 'BBBB2222'),
    (3, 3, '', 1, 'CCCC3333'), (4, 4, '', 1, 'DDDD4444'), (5, 2, '', 1, 'EEEE5555'), (6, 5, '', 2, 'FFFF6666'),
    (7, 2, '', 3, 'GGGG7777'), (8, 1, '', 1, 'HHHH8888');
INSERT INTO itemDataValues VALUES (1, 'On Growth'), (2, '2005-03-00 March 2005'), (3, 7),
    (4, 'Citation Key: growth' || char(10) || 'Original Date: 1917'), (5, 'A film'), (6, 'Dist'), (7, 'In the trash'),
    (8, 'In a feed');
INSERT INTO itemData VALUES (1, 1, 1), (1, 2, 2), (1, 3, 3), (1, 4, 4), (6, 1, 5), (6, 5, 6), (5, 1, 7), (7, 1, 8);
INSERT INTO creators VALUES (1, 'D’Arcy', 'Thompson', 0), (2, '', 'The Group', 1);
INSERT INTO itemCreators VALUES (1, 1, 1, 0), (1, 2, 1, 1), (6, 1, 2, 0);
INSERT INTO collections VALUES (1, 'Thesis', NULL, 1), (2, 'Heads', 1, 1),
    (3, 'Films/TV', NULL, 2), (4, 'Gone', NULL, 1);
INSERT INTO deletedCollections VALUES (4);
INSERT INTO collectionItems VALUES (2, 1, 0), (3, 6, 0), (4, 1, 0);
INSERT INTO tags VALUES (1, 'hand'), (2, 'automatic');
INSERT INTO itemTags VALUES (1, 2, 1), (1, 1, 0);
INSERT INTO itemNotes VALUES (3, 1, '<div class="zotero-note znv1"><p>A note</p></div>');
INSERT INTO itemAttachments VALUES (2, 1, 0, 'application/pdf', 'storage:a b.pdf'), (8, 1, 3, '', NULL);
INSERT INTO itemAnnotations VALUES (4, 2, 1, 'cut', 'why', '#ffd400', '3', '1', '{"pageIndex":2}', 0);
INSERT INTO deletedItems VALUES (5);
INSERT INTO relationPredicates VALUES (1, 'dc:relation');
CREATE TABLE syncedSettings (setting TEXT, libraryID INT, value, version INT, synced INT);
INSERT INTO syncedSettings VALUES ('tagColors', 1, '[{"name":"unused","color":"#111111"},
    {"name":"hand","color":"#FF6666"},{"name":7},"x"]', 1, 1),
    ('tagColors', 2, '[{"name":"Lab","color":"#222222"}]', 1, 1);
INSERT INTO itemRelations VALUES (1, 1, 'http://zotero.org/users/1/items/X');
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with what is described in docs of the tables."""
    place = tmp_path / "Zotero"
    (place / "storage" / "BBBB2222").mkdir(parents=True)
    (place / "storage" / "BBBB2222" / "a b.pdf").write_bytes(b"%PDF-1.4")
    connection = sqlite3.connect(place / "zotero.sqlite")
    connection.executescript(ZOTERO_TABLES + CONTENT)
    connection.close()
    return place


def test_every_item_with_what_belongs_to_it(folder: Path):
    found = read_zotero_folder(folder)
    assert [entry.fields["title"] for entry in found.entries] == ["On Growth", "A film"]
    book, film = found.entries
    assert (book.key, book.item_type) == ("growth", "book")
    assert book.fields["issued"] == {"from": "2005-03", "to": None}
    assert (book.fields["volume"], book.fields["original-date"]) == ("7", {"from": "1917", "to": None})
    assert book.people == (Contributor("author", "Thompson", "D’Arcy"), Contributor("author", literal="The Group"))
    assert (book.tags, book.collections, book.notes) == (("hand", "automatic"), ("Thesis/Heads",), ("A note",))
    assert book.files == (LinkedFile("storage/BBBB2222/a b.pdf", "", "application/pdf"),)
    assert book.extra["relations"] == [["dc:relation", "http://zotero.org/users/1/items/X"]]
    assert book.extra["annotations"][0]["text"] == "cut"
    assert (film.item_type, film.fields["publisher"], film.collections) == ("motion_picture", "Dist", ("Lab/Films-TV",))
    assert found.renamed == (("Films/TV", "Films-TV"),)
    assert [person.role for person in film.people] == ["performer"]


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_locked_database_is_read_with_what_is_not_in_it_yet(folder: Path, journal: str):
    writer = sqlite3.connect(folder / "zotero.sqlite", isolation_level=None)
    writer.execute("PRAGMA locking_mode = EXCLUSIVE")
    writer.execute(f"PRAGMA journal_mode = {journal}")
    writer.execute("UPDATE itemDataValues SET value = 'Newer title' WHERE valueID = 1")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    titles = [entry.fields["title"] for entry in read_zotero_folder(folder).entries]
    assert titles == ["Newer title", "A film"]
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    writer.close()


def test_a_change_that_was_not_finished_is_not_read(folder: Path, tmp_path: Path):
    writer = sqlite3.connect(folder / "zotero.sqlite", isolation_level=None)
    writer.execute("PRAGMA cache_size = 0")
    writer.execute("PRAGMA cache_spill = 1")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE itemDataValues SET value = 'Half' WHERE valueID = 1")
    writer.execute(
        "CREATE TABLE filler AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 5000) "
        "SELECT x, hex(randomblob(200)) FROM n"
    )
    shutil.copytree(folder, tmp_path / "torn")
    writer.execute("ROLLBACK")
    writer.close()
    assert read_zotero_folder(tmp_path / "torn").entries[0].fields["title"] == "On Growth"


def test_a_database_of_a_newer_zotero_is_read_by_its_names_and_named_in_the_report(folder: Path):
    known = read_zotero_folder(folder)
    with closing(sqlite3.connect(folder / "zotero.sqlite")) as connection:
        connection.execute("UPDATE version SET version = 10 WHERE schema = 'compatibility'")
        connection.execute("ALTER TABLE items ADD COLUMN archived INT")
        connection.commit()
        newer = read_zotero_folder(folder)
        assert newer.entries == known.entries
        assert "newer version of Zotero" in newer.problems[0].reason
        assert newer.problems[1:] == known.problems
        connection.execute("ALTER TABLE itemData RENAME TO itemValues")
        connection.commit()
        with pytest.raises(LibraryNewer, match="newer version of Zotero"):
            read_zotero_folder(folder)
        connection.execute("UPDATE version SET version = 9 WHERE schema = 'compatibility'")
        connection.commit()
        with pytest.raises(LibraryDamaged):
            read_zotero_folder(folder)


def test_a_database_that_cannot_be_read_is_named(folder: Path):
    connection = sqlite3.connect(folder / "zotero.sqlite")
    connection.execute("UPDATE version SET version = 78 WHERE schema = 'userdata'")
    connection.commit()
    connection.close()
    with pytest.raises(LibraryDamaged, match="Zotero 4"):
        read_zotero_folder(folder)
    (folder / "zotero.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(LibraryDamaged, match="cannot be read") as without:
        read_zotero_folder(folder)
    assert "backup" not in without.value.hint
    backup = folder / "zotero.sqlite.bak"
    backup.write_bytes(b"x")
    os.utime(backup, (1_600_000_000, 1_600_000_000))
    with pytest.raises(LibraryDamaged, match="cannot be read") as beside:
        read_zotero_folder(folder)
    assert "Zotero's backup of 2020-09-13 (zotero.sqlite.bak)" in beside.value.hint


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE version SET version = 'x' WHERE schema = 'userdata'",
        "UPDATE version SET version = 9e999",
        "UPDATE fields SET fieldName = NULL",
        "UPDATE creators SET lastName = x'ff00'",
        "UPDATE collections SET collectionName = NULL",
        "UPDATE collections SET collectionName = x'ff00'",
        "UPDATE tags SET name = CAST(x'fffe' AS TEXT)",
    ],
)
def test_a_value_that_zotero_does_not_write_is_reported_as_damage(folder: Path, change: str):
    with closing(sqlite3.connect(folder / "zotero.sqlite")) as connection, connection:
        connection.execute(change)
    with pytest.raises(LibraryDamaged):
        read_zotero_folder(folder)


def test_a_citation_key_that_is_no_text_is_left_out(folder: Path):
    with closing(sqlite3.connect(folder / "better-bibtex.sqlite")) as connection, connection:
        connection.executescript(
            "CREATE TABLE citationkey (itemKey, citationKey); INSERT INTO citationkey VALUES ('FFFF6666', 7)"
        )
    assert read_zotero_folder(folder).entries[1].key == ""


def test_links_are_kept_and_the_address_of_the_item_stays(folder: Path):
    connection = sqlite3.connect(folder / "zotero.sqlite")
    connection.executescript(
        "INSERT INTO itemDataValues VALUES (20, 'https://link.example/'), (21, 'A link'), (22, 'https://item.example/');"
        "INSERT INTO itemData VALUES (8, 6, 20), (8, 1, 21), (1, 6, 22);"
    )
    connection.close()
    first = read_zotero_folder(folder).entries[0]
    assert first.fields["URL"] == "https://item.example/"
    assert first.extra["links"] == [["A link", "https://link.example/"]]
    [again] = read_zotero_rdf(write_zotero_rdf([first])).entries
    assert (again.fields["URL"], again.extra["links"]) == (first.fields["URL"], first.extra["links"])


def test_notes_in_the_trash_are_left_out_and_those_of_files_belong_to_the_item(folder: Path):
    connection = sqlite3.connect(folder / "zotero.sqlite")
    connection.executescript(
        "INSERT INTO items VALUES (30, 3, '', 1, 'TTTT1111');"
        "INSERT INTO itemNotes VALUES (30, 1, '<p>In the trash</p>'), (2, NULL, '<p>About the file</p>');"
        "INSERT INTO tags VALUES (30, 'of the note'); INSERT INTO itemTags VALUES (3, 30, 0);"
        "INSERT INTO deletedItems VALUES (30);"
    )
    connection.close()
    first = read_zotero_folder(folder).entries[0]
    assert first.notes == ("A note", "About the file")
    assert "of the note" in first.tags


def test_particles_are_read_from_either_part_of_a_name(folder: Path):
    connection = sqlite3.connect(folder / "zotero.sqlite")
    connection.executescript(
        "INSERT INTO creators VALUES (10, 'Jan', 'van der Berg', 0), (11, 'Ludwig van', 'Beethoven', 0),"
        "(12, 'Ann', '\"van Dam\"', 0), (13, 'De', 'La Cruz', 0);"
        "DELETE FROM itemCreators;"
        "INSERT INTO itemCreators VALUES (1, 10, 1, 0), (1, 11, 1, 1), (1, 12, 1, 2), (1, 13, 1, 3);"
    )
    connection.close()
    first = read_zotero_folder(folder).entries[0]
    assert [(one.given, one.particle, one.family) for one in first.people] == [
        ("Jan", "van der", "Berg"),
        ("Ludwig", "van", "Beethoven"),
        ("Ann", "", "van Dam"),
        ("De", "", "La Cruz"),
    ]
    written = write_zotero_rdf([first])
    assert "<foaf:surname>van der Berg</foaf:surname>" in written
    assert read_zotero_rdf(written).entries[0].people == first.people


@pytest.mark.parametrize("tries", [zotero_database._TRIES - 1, zotero_database._TRIES])
def test_while_zotero_writes_the_copy_is_made_again(folder: Path, monkeypatch: pytest.MonkeyPatch, tries: int):
    """Zotero changes its database during the first copies, as while it synchronises."""
    pauses: list[float | None] = []
    stop = threading.Event()
    monkeypatch.setattr(stop, "wait", pauses.append)
    copy = zotero_database._copy_file

    def copy_and_change(source: Path, target: Path, stop: threading.Event) -> None:
        copy(source, target, stop)
        if len(pauses) < tries:
            os.utime(source, ns=(0, len(pauses) + 1))

    monkeypatch.setattr(zotero_database, "_copy_file", copy_and_change)
    if tries < zotero_database._TRIES:
        assert len(read_zotero_folder(folder, stop).entries) == 2
        assert len(pauses) == tries
    else:
        with pytest.raises(DiskError, match="changed while it was copied"):
            read_zotero_folder(folder, stop)


def test_a_journal_that_grows_while_it_is_copied_is_read_up_to_there(folder: Path, monkeypatch: pytest.MonkeyPatch):
    zotero = sqlite3.connect(folder / "zotero.sqlite", isolation_level=None)
    zotero.execute("PRAGMA locking_mode = EXCLUSIVE")
    zotero.execute("PRAGMA journal_mode = WAL")
    zotero.execute("UPDATE tags SET name = 'before' WHERE tagID = 1")
    copy = zotero_database._copy_file
    stop = threading.Event()

    def copy_and_write(source: Path, target: Path, stop: threading.Event) -> None:
        copy(source, target, stop)
        zotero.execute("UPDATE tags SET name = name || '+' WHERE tagID = 1")

    monkeypatch.setattr(stop, "wait", lambda _seconds: pytest.fail("the copy was made again"))
    monkeypatch.setattr(zotero_database, "_copy_file", copy_and_write)
    [names] = [one.tags for one in read_zotero_folder(folder, stop).entries if one.tags]
    assert "before+" in names, "the database was copied before its journal, and that is as it was after one change"
    zotero.close()


class StopsAfter(threading.Event):
    """Is set once it was looked at *looks* times, as by a user who cancels meanwhile."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.left = looks

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


def test_a_copy_that_is_not_wanted_any_more_ends_after_a_piece(folder: Path, monkeypatch: pytest.MonkeyPatch):
    (folder.parent / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder.parent / "tmp"))
    monkeypatch.setattr(zotero_database, "_PIECE", 1000)
    monkeypatch.setattr(zotero_database, "_STEPS", 1)
    pieces = (folder / "zotero.sqlite").stat().st_size // 1000
    assert pieces > 20
    for looks in (0, 3, pieces + 2, pieces + 10):
        stop = StopsAfter(looks)
        with monkeypatch.context() as patched:
            if looks < pieces:
                patched.setattr(zotero_database.sqlite3, "connect", lambda _path: pytest.fail("all of it was copied"))
            with pytest.raises(OperationCancelled):
                read_zotero_folder(folder, stop)
        assert stop.left >= -3, "it goes on"
    assert list((folder.parent / "tmp").iterdir()) == [], "the copy is deleted"


def test_the_colours_of_the_users_own_tags_are_read(folder: Path):
    assert read_zotero_folder(folder).tag_colours == (("unused", "#111111"), ("hand", "#FF6666"))
    connection = sqlite3.connect(folder / "zotero.sqlite")
    connection.execute("UPDATE syncedSettings SET value = '{broken'")
    connection.commit()
    connection.close()
    assert read_zotero_folder(folder).tag_colours == ()

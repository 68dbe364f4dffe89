"""Made .bib files and a made data folder of Zotero, of any size. Nobody wrote the works in them."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

_TEXT = """
adaptive analysis annealing balance boundary branching cascade cellular channel circuit climate clustering coupling
decay density diffusion drift dynamics elastic energy entropy estimation evolution field flow fluid forest gradient
graph growth harmonic inference interaction kinetic lattice learning limit linear magnetic matrix measure membrane
mixing model motion network neural noise optimal oscillation pattern phase plasma polymer population process protein
quantum random regime relaxation resonance response sampling scaling sediment sensor signal soil spectral stability
stochastic structure surface symmetry thermal tissue topology transfer transport turbulence variance vortex wave
"""
_NAMES = """
Abbott Baker Castellano Dahl Eriksen Fischer Garcia Hansen Ivanov Jensen Keller Larsen Meyer Novak Olsen Petrov Quinn
Rossi Schmidt Tanaka Ueda Vogel Weber Xu Yamada Zimmer M{\\"u}ller {Berg-Dahl} Garc{\\'i}a O'Neill S{\\o}rensen
"""
_GIVEN_TEXT = "Ada B. Carla D. E. Emil F. Grace Hugo I. Jonas K. Lena Maria N. Otto Paula R. Sofia Tom U. Vera W."
_WORDS, _FAMILIES, _GIVEN = _TEXT.split(), _NAMES.split(), _GIVEN_TEXT.split()
_JOURNALS = (
    "Journal of Made Results",
    "Annals of Tables \\& Figures",
    "Proceedings of the Society of Examples",
    "Letters on Nothing in Particular",
    "Review of {ABC} Methods",
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bib_text(size: int, seed: int = 1) -> str:
    """Entries as programs write them: most are articles with eleven or twelve fields, with some LaTeX in a third."""
    return "\n".join(_bib_entries(size, random.Random(seed)))


def _bib_entries(size: int, rng: random.Random) -> Iterator[str]:
    for number in range(size):
        family = rng.choice(_FAMILIES)
        people = [family, *rng.choices(_FAMILIES, k=rng.randrange(4))]
        year = rng.randrange(1960, 2026)
        words = rng.choices(_WORDS, k=rng.randrange(6, 12))
        title = " ".join(words).capitalize()
        if number % 5 == 0:
            title = f"{{{words[0].upper()}}}: {title}"
        is_article = number % 4 != 0
        first = rng.randrange(1, 900)
        fields = {
            "title": title,
            "author": " and ".join(f"{name}, {rng.choice(_GIVEN)}" for name in people),
            "journal" if is_article else "booktitle": rng.choice(_JOURNALS),
            "year": str(year),
            "volume": str(rng.randrange(1, 90)),
            "number": str(rng.randrange(1, 12)),
            "pages": f"{first}--{first + rng.randrange(2, 30)}",
            "doi": f"10.5555/made.{number}",
            "url": f"https://doi.org/10.5555/made.{number}",
            "publisher": "Made Press",
            "issn": "1234-5678",
            "keywords": ", ".join(rng.sample(_WORDS, 3)),
        }
        if number % 3 == 0:
            del fields["doi"], fields["url"]
        lines = [f"  {name:<9} = {{{value}}}" for name, value in fields.items()]
        lines.append(f"  month     = {rng.choice(_MONTHS)}")
        kind = "article" if is_article else "inproceedings"
        key = "".join(letter for letter in family.lower() if letter.isalpha()) + f"{year}{words[0]}{number}"
        yield f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


ZOTERO_TABLES = """
CREATE TABLE version (schema TEXT PRIMARY KEY, version INT);
CREATE TABLE libraries (libraryID INTEGER PRIMARY KEY, type TEXT);
CREATE TABLE groups (groupID INTEGER PRIMARY KEY, libraryID INT, name TEXT);
CREATE TABLE itemTypes (itemTypeID INTEGER PRIMARY KEY, typeName TEXT);
CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT);
CREATE TABLE creatorTypes (creatorTypeID INTEGER PRIMARY KEY, creatorType TEXT);
CREATE TABLE items (itemID INTEGER PRIMARY KEY, itemTypeID INT, dateAdded TEXT, libraryID INT, key TEXT);
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value);
CREATE TABLE itemData (itemID INT, fieldID INT, valueID INT);
CREATE TABLE creators (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT);
CREATE TABLE itemCreators (itemID INT, creatorID INT, creatorTypeID INT, orderIndex INT);
CREATE TABLE collections (collectionID INTEGER PRIMARY KEY, collectionName TEXT, parentCollectionID INT, libraryID INT);
CREATE TABLE collectionItems (collectionID INT, itemID INT, orderIndex INT);
CREATE TABLE tags (tagID INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE itemTags (itemID INT, tagID INT, type INT);
CREATE TABLE itemNotes (itemID INTEGER PRIMARY KEY, parentItemID INT, note TEXT);
CREATE TABLE itemAttachments (itemID INTEGER PRIMARY KEY, parentItemID INT, linkMode INT, contentType TEXT, path TEXT);
CREATE TABLE itemAnnotations (itemID INTEGER PRIMARY KEY, parentItemID INT, type INT, text TEXT, comment TEXT,
    color TEXT, pageLabel TEXT, sortIndex TEXT, position TEXT, isExternal INT);
CREATE TABLE deletedItems (itemID INTEGER PRIMARY KEY);
CREATE TABLE deletedCollections (collectionID INTEGER PRIMARY KEY);
CREATE TABLE relationPredicates (predicateID INTEGER PRIMARY KEY, predicate TEXT);
CREATE TABLE itemRelations (itemID INT, predicateID INT, object TEXT);
"""
"""The tables of Zotero that are read."""
_CONTENT = """
INSERT INTO version VALUES ('userdata', 125), ('compatibility', 7);
INSERT INTO libraries VALUES (1, 'user');
INSERT INTO itemTypes VALUES (1, 'attachment'), (2, 'journalArticle'), (3, 'note');
INSERT INTO fields VALUES (1, 'title'), (2, 'date'), (3, 'volume'), (4, 'publicationTitle'), (5, 'DOI'), (6, 'pages');
INSERT INTO creatorTypes VALUES (1, 'author');
"""


def zotero_folder(folder: Path, size: int, seed: int = 1) -> Path:
    """A data folder of Zotero with *size* articles, in collections, with tags. Its tables are those that are read."""
    rng = random.Random(seed)
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "zotero.sqlite")) as connection, connection:
        connection.executescript(ZOTERO_TABLES + _CONTENT)
        connection.executemany("INSERT INTO tags VALUES (?, ?)", enumerate(_WORDS, 1))
        connection.executemany(
            "INSERT INTO creators VALUES (?, ?, ?, 0)",
            [(at, rng.choice(_GIVEN), name) for at, name in enumerate(_FAMILIES[:26] * 40, 1)],
        )
        connection.executemany(
            "INSERT INTO collections VALUES (?, ?, NULL, 1)", [(at, f"Collection {at}") for at in range(1, 21)]
        )
        for item in range(1, size + 1):
            connection.execute("INSERT INTO items VALUES (?, 2, '2020-01-01 00:00:00', 1, ?)", (item, f"K{item:07}"))
            values = (
                " ".join(rng.choices(_WORDS, k=9)).capitalize(),
                f"{rng.randrange(1960, 2026)}-00-00 in print",
                str(rng.randrange(90)),
                rng.choice(_JOURNALS[:1]),
                f"10.5555/item.{item}",
                f"{item}-{item + 9}",
            )
            for field, value in enumerate(values, 1):
                row = connection.execute("INSERT INTO itemDataValues (value) VALUES (?)", (value,)).lastrowid
                connection.execute("INSERT INTO itemData VALUES (?, ?, ?)", (item, field, row))
            for order in range(rng.randrange(1, 5)):
                connection.execute(
                    "INSERT INTO itemCreators VALUES (?, ?, 1, ?)", (item, rng.randrange(1, 1000), order)
                )
            connection.execute("INSERT INTO itemTags VALUES (?, ?, 0)", (item, rng.randrange(1, len(_WORDS))))
            connection.execute("INSERT INTO collectionItems VALUES (?, ?, 0)", (rng.randrange(1, 21), item))
    return folder

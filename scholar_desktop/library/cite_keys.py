"""Citation keys of the papers in the library.

A key is assigned when the paper is added. It changes only if the user changes it, or imports a file that has another
key for a paper whose key was made here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.formats.cite_keys import base_key, make_unique

LONGEST_SUFFIX = 2


def assign_key(connection: sqlite3.Connection, paper_id: int, paper: Paper, wanted: str = "") -> None:
    """Assigns a citation key to the paper in row *paper_id*, if it has none.

    Args:
        wanted: the key that the paper had before; empty to make one from *paper*.
    """
    if connection.execute("SELECT 1 FROM cite_keys WHERE paper_id = ?", (paper_id,)).fetchone() is None:
        key = make_unique(wanted or base_key(paper), lambda text: is_key_taken(connection, text, paper_id))
        connection.execute("INSERT INTO cite_keys (paper_id, cite_key) VALUES (?, ?)", (paper_id, key))


def made_bases(papers: Iterable[Paper], make_key: Callable[[Paper], str]) -> list[str]:
    """Returns the keys that the library makes of a paper, before a letter makes them unique.

    Args:
        papers: the paper as the services state it, and as it is shown.
        make_key: makes a key by the template of the settings; the library may have made it without that template.
    """
    return list(dict.fromkeys(make(paper) for paper in papers for make in (make_key, base_key)))


def was_made(connection: sqlite3.Connection, paper_id: int, key: str, bases: Iterable[str]) -> bool:
    """Returns True if *key* is one that the library makes: one of *bases*, or one with the letter that tells it from
    the key of another paper."""
    for base in bases:
        if key == base:
            return True
        letters = key.removeprefix(base)
        if letters != key and len(letters) <= LONGEST_SUFFIX and letters.isalpha():
            return is_key_taken(connection, base, paper_id)
    return False


def set_key(connection: sqlite3.Connection, paper_id: int, key: str) -> None:
    """Replaces the citation key of a paper. Nothing checks that it is free."""
    connection.execute("UPDATE cite_keys SET cite_key = ? WHERE paper_id = ?", (key, paper_id))


def replace_key(connection: sqlite3.Connection, paper_id: int, before: str, key: str) -> None:
    """Replaces the citation key *before* of a paper, which goes on naming it. Nothing checks that *key* is free."""
    names = [("key", name, paper_id) for name in (before, key)]
    connection.executemany("INSERT OR IGNORE INTO ids (scheme, value, paper_id) VALUES (?, ?, ?)", names)
    set_key(connection, paper_id, key)


def find(connection: sqlite3.Connection, key: str) -> int | None:
    """Returns the row of the paper with the citation key *key*; None if there is none."""
    row = connection.execute("SELECT paper_id FROM cite_keys WHERE cite_key = ?", (key,)).fetchone()
    return None if row is None else int(row[0])


def find_many(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """Returns the row of the paper for each of *keys* that is a citation key of the library. Runs a single query."""
    asked = msgspec.json.encode(list(keys)).decode()
    rows = connection.execute(
        """
        SELECT cite_keys.cite_key, cite_keys.paper_id
        FROM json_each(?) AS asked CROSS JOIN cite_keys ON cite_keys.cite_key = asked.value
        """,
        (asked,),
    )
    return dict(rows.fetchall())


def is_key_taken(connection: sqlite3.Connection, key: str, paper_id: int | None = None) -> bool:
    """Returns True if a paper of the library has or had the citation key *key*, or an imported entry that was merged
    into it. paper_id: a paper that does not count."""
    found = connection.execute(
        """
        SELECT 1 FROM cite_keys WHERE cite_key = :key AND paper_id IS NOT :paper_id
        UNION ALL SELECT 1 FROM ids WHERE scheme = 'key' AND value = :key AND paper_id IS NOT :paper_id
        """,
        {"key": key, "paper_id": paper_id},
    )
    return found.fetchone() is not None


def taken_keys(connection: sqlite3.Connection, bases: Sequence[str]) -> frozenset[str]:
    """Returns the citation keys of the library that equal one of *bases*, or one of them followed by letters."""
    asked = msgspec.json.encode(list(dict.fromkeys(bases))).decode()
    rows = connection.execute(
        """
        SELECT cite_keys.cite_key
        FROM json_each(?) AS asked CROSS JOIN cite_keys
            ON cite_keys.cite_key >= asked.value AND cite_keys.cite_key < asked.value || '{'
        """,
        (asked,),
    )
    return frozenset(key for (key,) in rows)

"""The text of the PDFs, page by page, for the search.

A text belongs to the checksum of a file. It therefore stays valid when the file moves, is in the trash, or is restored
by undo.
"""

from __future__ import annotations

import re
import sqlite3

from scholar_desktop.domain.library import ReadText, TextCounts, UnreadFile
from scholar_desktop.domain.text.message import restored, stored_text
from scholar_desktop.domain.text.unicode_forms import normalize
from scholar_desktop.domain.text.word_search import WITHOUT_SPACES, separate_characters
from scholar_desktop.library.database.many_rows import MOST_INDEXED_VALUES, insert_rows
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.folders import LibraryFolders

PAGE_BITS = 12
MOST_PAGES = (1 << PAGE_BITS) - 1
PAGE_LETTERS = 20_000
FILE_LETTERS = 3_000_000
"""Maximum number of characters of one file; the text of later pages is not stored. The index adds two fifths to it."""

_JOINED = re.compile(f"(?<={WITHOUT_SPACES.pattern}) (?={WITHOUT_SPACES.pattern})")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufeff\uffff]")
_LINE_END_HYPHEN = re.compile(r"([^\s\ufffe\x02\u00ad]{0,40})[\ufffe\x02\u00ad]\s*")
"""PDFium writes U+FFFE for a hyphen at the end of a line, and joins the two halves of the word."""


def prepare_text(text: str) -> str:
    """Prepares the text of a page for the index.

    Words cut by a line break are joined, ligatures become letters, and white space becomes one space. Between all Han
    and Kana characters, whose words have no spaces between them, a space is inserted; otherwise FTS5 would treat a
    sentence as one word.
    """
    text = _LINE_END_HYPHEN.sub(lambda cut: cut[1] + ("-" if "-" in cut[1] else ""), text)
    text = _NO_TEXT.sub(" ", normalize("NFKC", text))
    return " ".join(separate_characters(text).split())[:PAGE_LETTERS]


def readable_text(text: str) -> str:
    """Removes the spaces that `prepare_text` inserted between Han and Kana characters."""
    return text if text.isascii() else _JOINED.sub("", text)


def save_text(writer: WriteSession, sha256: str, read: ReadText) -> bool:
    """Stores the text of a file. Returns False if it is already stored, or the file is no longer in the library."""
    room, kept = FILE_LETTERS, list[tuple[int, str]]()
    for number, text in enumerate(read.texts[:MOST_PAGES], start=1):
        if text and room > 0:
            kept.append((number, text[:room]))
            room -= len(text)
    with writer.transaction() as connection:
        if connection.execute("SELECT 1 FROM files WHERE sha256 = ?", (sha256,)).fetchone() is None:
            return False
        made = connection.execute(
            """
            INSERT OR IGNORE INTO file_texts (sha256, pages, kept_pages, letters, is_sound, done, problem)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            (
                sha256,
                read.pages,
                len(kept),
                sum(len(text) for _, text in kept),
                int(read.is_sound),
                writer.now(),
                None if read.problem is None else stored_text(read.problem),
            ),
        )
        if not made.rowcount:
            return False
        assert made.lastrowid is not None
        first = made.lastrowid << PAGE_BITS
        pages = [(first | number, text) for number, text in kept]
        insert_rows(connection, "page_texts", ("id", "text"), pages, at_once=MOST_INDEXED_VALUES)
        writer.at("text")
    return True


def unread(connection: sqlite3.Connection, folders: LibraryFolders, *, after: int, limit: int) -> list[UnreadFile]:
    """Returns PDFs whose text has not been read, in the order of their rows, starting after row *after*.

    Files that are missing on the disk are included, files outside the library folder are not.
    """
    found = connection.execute(
        """
        SELECT files.id, files.sha256, files.name, papers.folder, papers.key
        FROM files JOIN papers ON papers.id = files.paper_id
        WHERE files.id > ? AND files.name LIKE '%.pdf'
            AND NOT EXISTS (SELECT 1 FROM file_texts WHERE file_texts.sha256 = files.sha256)
        ORDER BY files.id LIMIT ?
        """,
        (after, limit),
    )
    return [
        UnreadFile(row, key, str(folders.file(folder, name)), sha256)
        for row, sha256, name, folder, key in found
        if not folders.is_outside(folder, name)
    ]


def read_state(connection: sqlite3.Connection, sha256: str) -> ReadText | None:
    """Returns what was read of a file, without its text; None if it has not been read."""
    row = connection.execute("SELECT pages, is_sound, problem FROM file_texts WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        return None
    return ReadText(pages=row[0], is_sound=bool(row[1]), problem=None if row[2] is None else restored(row[2]))


def counts(connection: sqlite3.Connection) -> TextCounts:
    """Returns how many PDFs of papers outside the trash have text, how many PDFs have not been read, and how many of
    papers outside the trash have no text."""
    row = connection.execute(
        """
        SELECT
            count(file_texts.kept_pages > 0 AND files.paper_id NOT IN (SELECT paper_id FROM trashed) OR NULL),
            count(*) - count(file_texts.id),
            count(file_texts.kept_pages = 0 AND files.paper_id NOT IN (SELECT paper_id FROM trashed) OR NULL)
        FROM files LEFT JOIN file_texts ON file_texts.sha256 = files.sha256
        WHERE files.name LIKE '%.pdf'
        """
    ).fetchone()
    return TextCounts(*row)


def delete_unneeded(writer: WriteSession) -> None:
    """Deletes the text of files that are neither in the library nor restorable by undo or redo."""
    lost = writer.connection.execute(
        "SELECT id, sha256 FROM file_texts WHERE sha256 NOT IN (SELECT sha256 FROM files)"
    ).fetchall()
    for text_id, sha256 in lost:
        with writer.transaction() as connection:  # one transaction per file: removing a book from the index takes long
            connection.execute(
                """
                DELETE FROM file_texts
                WHERE id = :row AND sha256 NOT IN (SELECT sha256 FROM files)
                    AND NOT EXISTS (
                        SELECT 1 FROM undo
                        WHERE (undone IS NULL AND instr(inverse, :sha256)) OR instr(ifnull(redo, ''), :sha256)
                    )
                """,
                {"row": text_id, "sha256": sha256},
            )

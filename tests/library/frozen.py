"""Libraries as a version of the program left them, kept so that every later version is tried on them.

`python -m tests.library.frozen` writes one with the program as it is now, to tests/library/version_<n>; that is done
once for each format of the library, by the last program that writes it, and the folder is never written again.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scholar_desktop.domain.attempt import Attempt, Outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.field_input import read_fields
from scholar_desktop.domain.library import KeptPaper, LibraryView, ReadText
from scholar_desktop.formats.entry_json import entry_to_json
from scholar_desktop.library.database.migrations import MIGRATIONS
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.library.tables.page_texts import prepare_text
from tests.support.libraries import a_paper, found, keep, keep_pdf, opened, settled

HERE = Path(__file__).parent

SEEN = "seen.json"
"""What the program that wrote it showed of it."""
WORDS = ("longformer", "vaswani", "krill", "sliding windows")
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


async def seen_of(store: LibraryStore) -> dict[str, Any]:
    """All that a person sees of the library, as JSON."""
    page = await store.page(LibraryView.ALL)
    return {
        "papers": [
            {
                "key": kept.key,
                "id": kept.paper.id,
                "title": kept.paper.title,
                "ids": {name: getattr(kept.paper.ids, name) for name in ("doi", "arxiv")},
                "added": kept.added,
                "starred": kept.starred,
                "cite_key": kept.cite_key,
                "collections": sorted(kept.collections),
                "tags": sorted(kept.tags),
                "notes": list(kept.notes),
                "files": [[file.name, file.sha256, file.license, file.version] for file in kept.files],
            }
            for kept in page.papers
        ],
        "found": {
            word: [kept.paper.title for kept in (await store.page(LibraryView.ALL, word)).papers] for word in WORDS
        },
        "downloads": [[item.key, str(item.state), item.received] for item in await store.downloads()],
        "attempts": [one.url for one in await store.attempts("q2")],
        "undo": await store.undo_label(),
        "entries": {kept.key: json.loads(json.dumps(_entry(kept))) for kept in page.papers},
        "trash": [kept.paper.title for kept in (await store.page(LibraryView.TRASH)).papers],
        "to_read": (await store.counts()).to_read,
    }


def _entry(kept: KeptPaper) -> dict[str, Any]:
    """The entry of a paper, with the names of its files instead of their places."""
    whole = entry_to_json(kept)
    return whole | {"files": [file["name"] for file in whole["files"]]}


async def write(data: Path) -> None:
    """Make a library with something in every table."""
    staging = Path(tempfile.mkdtemp())
    async with opened(data, now=lambda: NOW) as store:
        long, attention = a_paper("Longformer: The Long-Document Transformer", year=2020, arxiv="2004.05150"), a_paper()
        keys = await keep(store, long, attention, a_paper("A paper without a PDF"), a_paper("Removed paper"))
        for title, paper in (("long", long), ("attention", attention)):
            sha256 = await keep_pdf(store, paper, staging, title.encode(), license="cc-by", version="publishedVersion")
            if title == "long":
                await store.keep_text(sha256, ReadText(2, tuple(map(prepare_text, ("sliding windows", "krill")))))
        await keep_pdf(store, keys[3], staging, b"removed")
        # two that turn out to be one
        await keep(store, a_paper("Two in one", doi="10.5555/one"), a_paper("Two in one", arxiv="2001.00001"))
        await keep(store, a_paper("Two in one", doi="10.5555/one", arxiv="2001.00001"))
        await store.star([keys[1]], True)
        await store.to_read([attention], True)
        await store.entries.edit(
            keys[2], read_fields(["title=A paper by hand", "author=van der Maaten, Laurens", "issued="])
        )
        await store.entries.add(
            read_fields(["item_type=book", "title=On Growth", "editor=Bonner, John", "publisher=Dover", "shelf=A 17"])
        )
        (gone,) = await keep(store, a_paper("Thrown away"))
        await store.entries.trash([gone], True)
        tried = Attempt("https://example.org/a.pdf", "unpaywall", Outcome.TIMEOUT, reason="It was too slow.")
        await store.save_download(DownloadItem("q1", "doi:10.5555/q1", None, DownloadState.WAITING, received=7))
        await store.save_download(
            DownloadItem("q2", "doi:10.5555/q2", None, DownloadState.DONE, attempts=(tried,)), run="r"
        )
        await settled(store)
    _words_of_a_person(data, keys[0])
    async with opened(data, now=lambda: NOW) as store:
        await store.remove([(await found(store, a_paper("Removed paper"))).key])
        await settled(store)
        seen = await seen_of(store)
    shutil.rmtree(data / "backups", ignore_errors=True)
    shutil.rmtree(staging)
    (data / SEEN).write_text(json.dumps(seen, indent=1, ensure_ascii=False) + "\n", "utf-8")
    shutil.rmtree(data / ".library", ignore_errors=True)
    with closing(sqlite3.connect(data / "library.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")


def _words_of_a_person(data: Path, key: str) -> None:
    """Collections, tags and notes, straight into the tables where there is no operation for them yet."""
    with closing(sqlite3.connect(data / "library.sqlite")) as connection, connection:
        (paper,) = connection.execute("SELECT id FROM papers WHERE key = ?", (key,)).fetchone()
        connection.execute(
            "INSERT INTO collections (id, parent_id, name) VALUES (1, NULL, 'Thesis'), (2, 1, 'Methods')"
        )
        connection.execute("INSERT INTO paper_collections VALUES (2, ?)", (paper,))
        connection.execute("INSERT INTO tags (id, name) VALUES (1, 'to read')")
        connection.execute("INSERT INTO paper_tags VALUES (1, ?)", (paper,))
        connection.execute(
            "INSERT INTO notes (paper_id, text, written) VALUES (?, 'Windows!', ?)", (paper, NOW.isoformat())
        )
        connection.execute("UPDATE papers SET sidecar_due = 1 WHERE id = ?", (paper,))


if __name__ == "__main__":
    target = HERE / f"version_{len(MIGRATIONS)}"
    if target.exists():
        sys.exit(f"{target} is there, and stays as it is")
    asyncio.run(write(target))

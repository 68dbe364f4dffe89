"""A library of any size for the benchmarks, made as rows: a hundred thousand papers in some twenty seconds.

python -m tests.bench.big_library DIR COUNT
"""

from __future__ import annotations

import random
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scholar_desktop.domain.library import ReadText
from scholar_desktop.domain.paper import Author, Counts, Ids, Paper
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.open_library import open_for_writing
from scholar_desktop.library.tables import page_texts, paper_facts, paper_rows

SYLLABLES = (
    "ba",
    "co",
    "dri",
    "fe",
    "gra",
    "hu",
    "ki",
    "lo",
    "mo",
    "ne",
    "pro",
    "qua",
    "ri",
    "sto",
    "tu",
    "ve",
    "xi",
    "za",
)
COMMON = ("learning", "model", "analysis", "network", "data", "system", "method", "attention", "graph", "study")
"""Words of many titles, as in life; the others are rarer and rarer."""
PAGES, PAGE_WORDS = 4, 250
"""Of each PDF."""
START = datetime(2020, 1, 1, tzinfo=UTC)


def words(count: int = 20_000) -> list[str]:
    """Made-up words of two to four syllables, the commonest first."""
    dice = random.Random(7)
    made = {"".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(count * 2)}
    rare = sorted(made)
    dice.shuffle(rare)
    return [*COMMON, *rare[: count - len(COMMON)]]


def papers(count: int) -> list[Paper]:
    """*count* papers with titles of five to ten words, one to five authors and an abstract's worth of other facts."""
    dice, vocabulary = random.Random(1), words()
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    names = [
        f"{first.title()} {last.title()}"
        for first, last in zip(vocabulary[100:4100], vocabulary[5000:9000], strict=True)
    ]
    drawn = iter(dice.choices(vocabulary, weights, k=count * 34))
    made = []
    for number in range(count):
        title = " ".join(next(drawn) for _ in range(dice.randint(5, 10))).capitalize()
        made.append(
            Paper(
                title=title,
                ids=Ids(s2=f"{number:040x}", doi=f"10.5555/bench.{number}"),
                authors=tuple(Author(dice.choice(names)) for _ in range(dice.randint(1, 5))),
                year=dice.randint(1980, 2026),
                venue=f"Journal of {dice.choice(vocabulary[:300]).title()}",
                abstract=" ".join(next(drawn) for _ in range(24)) * 4,
                counts=Counts(citations=dice.randint(0, 5000)),
                sources=("s2",),
                retrieved="2026-11-20T08:00:00Z",
            )
        )
    return made


def fill(data: Path, count: int, pdfs: int = 0, *, is_indexed: bool = False) -> None:
    """Keep *count* papers in the library at *data*, and texts of PDFs for the first *pdfs* of them. The other papers
    have no folders: those come with their first change. is_indexed: also compute the index of fields, which the
    program does at the first sorted list."""
    folders = LibraryFolders(data)
    writer = open_for_writing(folders, busy_s=5, now=lambda: datetime.now(UTC), at=lambda step: None)
    try:
        writer.connection.execute("PRAGMA synchronous = OFF")
        with writer.transaction() as connection:
            for number, paper in enumerate(papers(count)):
                added = (START + timedelta(minutes=30 * number)).isoformat(timespec="seconds").replace("+00:00", "Z")
                # a folder of its own for each, for to look on the disk whether the name is free is not what is measured
                paper_rows.insert(
                    connection, folders, paper, added=added, folder=f"Bench {number}", cite_key=f"bench{number}"
                )
            connection.execute("UPDATE papers SET sidecar_due = 0")
        _add_pdfs(writer, pdfs)
        while is_indexed and paper_facts.fill_due(writer):
            pass
    finally:
        writer.close()


def add_twins(data: Path, size: int, twins: int) -> None:
    """Give *twins* of *size* papers the title, the authors and the year of the one before."""
    with closing(sqlite3.connect(data / "library.sqlite")) as connection, connection:
        for number in range(twins):
            row = (number + 1) * (size // twins)
            title, authors, year, paper = connection.execute(
                "SELECT title, authors, year, paper FROM papers WHERE id = ?", (row - 1,)
            ).fetchone()
            connection.execute(
                """
                UPDATE papers SET title = ?, authors = ?, year = ?,
                    paper = json_remove(json_set(?, '$.ids', json('{}')), '$.facts')
                WHERE id = ?
                """,
                (title, authors, year, paper, row),
            )


def _add_pdfs(writer: WriteSession, count: int) -> None:
    """Add a file with the text of PAGES pages to each of the first *count* papers."""
    dice, vocabulary = random.Random(3), words()
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    with writer.transaction() as connection:
        for number in range(count):
            folder = writer.folders.of(f"Bench {number}")
            folder.mkdir(parents=True)
            (folder / "paper.pdf").write_bytes(b"%PDF-1.4")
            connection.execute(
                "INSERT INTO files (paper_id, name, sha256, bytes) VALUES (?, 'paper.pdf', ?, 8)",
                (number + 1, f"{number:064x}"),
            )
    for number in range(count):
        drawn = dice.choices(vocabulary, weights, k=PAGES * PAGE_WORDS)
        texts = tuple(" ".join(drawn[start : start + PAGE_WORDS]) for start in range(0, len(drawn), PAGE_WORDS))
        page_texts.save_text(writer, f"{number:064x}", ReadText(pages=PAGES, texts=texts))


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]))

"""A diff that changes only the counts of papers leaves their rows; what is read is the line that was sent last."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.corpus import schema
from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.diff import DiffWriter
from scholar_desktop.corpus.paper_counts import changed_counts, paper_lines, with_counts
from scholar_desktop.corpus.stored_answers import StoreDamaged
from scholar_desktop.corpus.verify import differences
from scholar_desktop.domain.corpus.rule import CorpusRule
from tests.corpus.conftest import OpenStore, read

LINE = b'{"corpusid":7,"title":"A","referencecount":3,"citationcount":12,"influentialcitationcount":0,"journal":null}'


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        (LINE, (3, 12, 0)),
        (LINE.replace(b":12,", b":99999,").replace(b":3,", b":0,"), (0, 99999, 0)),
        (LINE.replace(b"null", b"{}"), None),
        (LINE.replace(b'"A"', b'"B"'), None),
        (LINE.replace(b":12,", b": 12,"), None),
        (LINE.replace(b":12,", b":null,"), None),
        (LINE.replace(b":12,", b":012,"), None),
        (LINE.replace(b":12,", b":-1,"), None),
        (LINE.replace(b":0,", b":0.5,"), None),
        (LINE.replace(b":12,", b":1234567890123456,"), None),
        (LINE.replace(b'"citationcount"', b'"citations"'), None),
    ],
)
def test_only_counts_are_told_apart_from_the_rest_of_a_line(line: bytes, counts: tuple[int, ...] | None) -> None:
    assert changed_counts(LINE, line) == counts
    if counts is not None:
        assert with_counts(LINE, counts) == line


def test_the_names_of_the_counts_in_a_title_are_no_counts() -> None:
    title = json.dumps('"referencecount":1,"citationcount":2,"influentialcitationcount":3}').encode()
    line = LINE.replace(b'"A"', title)
    assert changed_counts(line, line) == (3, 12, 0)
    assert with_counts(line, (4, 5, 6)) == line.replace(b":3,", b":4,", 1).replace(b":12,", b":5,").replace(
        b":0,", b":6,"
    )


def paper(key: int, citations: int | None, **more: Any) -> dict[str, Any]:
    sha = f"{key:040x}"
    row = {
        "corpusid": key,
        "externalids": {"DOI": f"10.5555/{key}"},
        "url": f"https://www.semanticscholar.org/paper/{sha}",
        "title": f"Paper {key}",
        "authors": [{"authorId": "5", "name": "Ada"}],
        "year": 2000 + key,
        "referencecount": key,
        "citationcount": citations,
        "influentialcitationcount": 0,
        "venue": "",
    }
    return {**row, **more}


def citation(number: int, citing: int, cited: int | None, *sentences: str) -> dict[str, Any]:
    return {
        "citationid": number,
        "citingcorpusid": citing,
        "citedcorpusid": cited,
        "isinfluential": bool(sentences),
        "contexts": list(sentences) or None,
        "intents": [["result"] for _ in sentences] or None,
    }


def write(folder: Path, dataset: str, rows: Sequence[dict[str, Any]]) -> None:
    (folder / dataset).mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows)
    (folder / dataset / "part.jsonl").write_text(text, "utf-8")


def build(folder: Path, papers: Sequence[dict[str, Any]], citations: Sequence[dict[str, Any]] = ()) -> Path:
    write(folder / "lines", "papers", papers)
    write(folder / "lines", "citations", citations)
    path = folder / "corpus-0001.sqlite"
    Builder([folder / "lines"]).build(path, {f"release.{name}": "0" for name in ("papers", "citations")})
    return path


def apply(path: Path, dataset: str, update: Sequence[dict[str, Any]], delete: Sequence[dict[str, Any]] = ()) -> None:
    """Apply a step of one dataset from release 0 to release 0."""
    step = path.parent / "step"
    write(step / dataset, "update", update)
    write(step / dataset, "delete", delete)
    writer = DiffWriter(path, CorpusRule())
    try:
        writer.apply(step, "0", "0", [dataset])
    finally:
        writer.close()
    check_numbers(path)


def check_numbers(path: Path) -> None:
    about = dict(read(path, "SELECT key, value FROM about"))
    for name, table in schema.COUNTED.items():
        assert read(path, f"SELECT count(*) FROM {table}") == [(int(about[name]),)], name


def test_a_diff_of_counts_leaves_the_rows_as_they_are(open_store: OpenStore, tmp_path: Path) -> None:
    old = [paper(1, 4), paper(2, 9), paper(3, 1)]
    path = build(tmp_path / "old", old)
    stored = read(path, "SELECT * FROM paper")
    new = [paper(1, 40), old[1], paper(3, 2, referencecount=8, influentialcitationcount=1)]
    apply(path, "papers", [new[0], new[2]])
    assert read(path, "SELECT * FROM paper") == stored
    assert read(path, "SELECT * FROM counts") == [(1, 1, 40, 0), (3, 8, 2, 1)]
    store = open_store(path)
    assert [store.papers([key])[key].row for key in (1, 2, 3)] == new
    assert store.facts([1, 2, 3]) == {1: (2001, 40), 2: (2002, 9), 3: (2003, 2)}
    fresh = build(tmp_path / "new", new)
    assert differences(path, fresh) == []
    assert [(each.table, each.keys) for each in differences(path, build(tmp_path / "other", [*new[:2], old[2]]))] == [
        ("paper", ("3",))
    ]
    with sqlite3.connect(path) as connection:
        lines = dict(paper_lines(connection))
    connection.close()
    sent = (tmp_path / "new" / "lines" / "papers" / "part.jsonl").read_bytes().splitlines()
    assert list(lines.values()) == sent


def test_counts_go_when_the_row_is_replaced_or_deleted(open_store: OpenStore, tmp_path: Path) -> None:
    path = build(tmp_path, [paper(1, 4), paper(2, 9), paper(3, 3)])
    apply(path, "papers", [paper(1, 5), paper(2, 10), paper(3, 4)])
    apply(path, "papers", [paper(1, 6, title="Another"), paper(3, None)], [{"corpusid": 2}])
    assert read(path, "SELECT * FROM counts") == []
    store = open_store(path)
    assert [each.row for each in store.papers([1, 2, 3]).values()] == [paper(1, 6, title="Another"), paper(3, None)]
    assert store.search('"another"').ids == (1,)
    apply(path, "papers", [paper(2, 8), paper(1, 7, title="Another")])
    assert {key: each.row for key, each in store.papers([1, 2]).items()} == {
        1: paper(1, 7, title="Another"),
        2: paper(2, 8),
    }


def test_of_two_lines_of_a_paper_in_a_diff_the_last_one_counts(open_store: OpenStore, tmp_path: Path) -> None:
    path = build(tmp_path, [paper(1, 4)])
    apply(path, "papers", [paper(1, 5, title="Another"), paper(1, 6)])
    assert open_store(path).papers([1])[1].row == paper(1, 6)
    assert open_store(path).search('"another"').ids == ()


def test_counts_of_a_row_without_any_are_named_as_damaged(open_store: OpenStore, tmp_path: Path) -> None:
    path = build(tmp_path, [paper(1, None)])
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO counts VALUES(1, 2, 3, 4)")
    connection.close()
    with pytest.raises(StoreDamaged):
        open_store(path).papers([1], strict=True)


def test_a_damaged_row_costs_a_citation_list_one_paper_and_not_the_list(
    open_store: OpenStore, tmp_path: Path, expect_log: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    edges = [citation(10 + key, key, 1, f"Sentence {key}.") for key in (2, 3, 4)]
    path = build(tmp_path, [paper(key, 0) for key in (1, 2, 3, 4)], edges)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE paper SET row = x'00' WHERE id = 3")
    connection.close()
    expect_log("row 3 of paper in the offline corpus cannot be read and is left out")
    store = open_store(path)
    found = {edge.other: (edge.paper is not None, bool(edge.contexts)) for edge in store.edges(1, cited_by=True)}
    assert found == {2: (True, True), 3: (False, True), 4: (True, True)}
    assert [one.getMessage().partition(":")[0] for one in caplog.records if one.levelname == "WARNING"] == [
        "row 3 of paper in the offline corpus cannot be read and is left out"
    ]
    assert (store.take_damaged(), store.take_damaged()) == (1, 0)
    with pytest.raises(StoreDamaged):
        store.papers([3], strict=True)
    assert store.papers([2], with_texts=False)[2].row == paper(2, 0)


def test_damaged_sentences_cost_a_citation_list_these_sentences_and_not_the_list(
    open_store: OpenStore, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    edges = [citation(10 + key, key, 1, f"Sentence {key}.") for key in (2, 3, 4)]
    edges += [citation(20 + key, 1, None, f"To nobody {key}.") for key in (1, 2, 3)]
    path = build(tmp_path, [paper(key, 0) for key in (1, 2, 3, 4)], edges)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE edge SET ctx = x'0001' WHERE citing IN (3, 4) OR cid = 22")
    connection.close()
    for number in (13, 14, 22):
        expect_log(f"row {number} of edge in the offline corpus cannot be read and is left out")
    store = open_store(path)
    found = {edge.other: (edge.paper is not None, bool(edge.contexts)) for edge in store.edges(1, cited_by=True)}
    assert found == {2: (True, True), 3: (True, False), 4: (True, False)}
    assert store.take_damaged() == 2
    nameless = [bool(edge.contexts) for first in range(3) for edge in store.unidentified(1, first, 1)]
    assert sorted(nameless) == [False, True, True]
    assert store.take_damaged() == 1


def test_citations_keep_or_change_their_ends(tmp_path: Path) -> None:
    papers = [paper(key, 0) for key in (1, 2, 3, 4)]
    old = [citation(11, 1, 2, "Old."), citation(12, 1, 3), citation(13, 2, 3, "Stays."), citation(14, 3, None)]
    path = build(tmp_path / "old", papers, old)
    with sqlite3.connect(path) as connection:  # one id with two pairs of ends, and a citation that was looked up
        connection.execute("INSERT INTO edge VALUES(4, 4, 12, 0, NULL)")
        connection.execute("INSERT INTO edge VALUES(4, 2, -1, 0, NULL)")
        connection.execute("UPDATE about SET value = value + 2 WHERE key = 'edges'")
    connection.close()
    new = [
        citation(11, 1, 2, "New.", "Twice."),
        citation(12, 1, 3, "Now with a sentence."),
        old[2],
        citation(14, 3, 4),
        citation(15, 2, 4),
    ]
    apply(path, "citations", [new[4], new[3], new[1], new[0]])
    assert differences(path, build(tmp_path / "new", papers, new)) == []
    assert len(read(path, "SELECT * FROM edge")) == len(new)
    apply(path, "citations", [], [{"citationid": 11}, {"citationid": 99}])
    assert differences(path, build(tmp_path / "fewer", papers, new[1:])) == []

"""Lines pass a rule exactly when their rows satisfy it; damaged lines are set aside, and too many end the file."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.corpus.corpus_folder import mark_path, read_mark
from scholar_desktop.corpus.full_texts import FullTextTest
from scholar_desktop.corpus.line_filter import (
    CitationTest,
    IdSet,
    KeptPapers,
    OfPapersTest,
    PaperTest,
    TooManyBadLines,
    filter_file,
    lines_of,
    open_lines,
)
from scholar_desktop.domain.corpus.rule import CorpusRule
from tests.corpus.conftest import Releases
from tests.corpus.test_store import rows


def kept_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def filtered(releases: Releases, dataset: str, test: Any, to: Path) -> tuple[list[dict[str, Any]], int]:
    """(kept rows, lines read) of all files of *dataset*."""
    found: list[dict[str, Any]] = []
    read = 0
    for file in sorted((releases.release(0) / dataset).glob("*.gz")):
        with open_lines(file) as lines:
            mark = filter_file(lines, test, to / file.name, "rule", aside=to / "aside" / file.name)
        assert read_mark(to / file.name) == mark
        kept = kept_rows(to / file.name)
        assert len(kept) == mark.kept
        found += kept
        read += mark.read
    return found, read


RULES = {
    "field": (CorpusRule(fields=("Physics",)), lambda row: "Physics" in fields_of(row)),
    "fields": (CorpusRule(fields=("Physics", "Law")), lambda row: bool(fields_of(row) & {"Physics", "Law"})),
    "years": (CorpusRule(first_year=2010, last_year=2020), lambda row: row["year"] and 2010 <= row["year"] <= 2020),
    "citations": (CorpusRule(min_citations=9), lambda row: row["citationcount"] >= 9),
    "everything": (CorpusRule(), lambda row: True),
    "ids": (
        CorpusRule(ids=("1000010", "doi:10.5555/gen.3", "pmid:30000005")),
        lambda row: row["corpusid"] in (1000010, 1000003 + 7 * 3, 1000003 + 7 * 5),
    ),
}


def fields_of(row: dict[str, Any]) -> set[str]:
    return {each["category"] for each in row["s2fieldsofstudy"] or ()}


@pytest.mark.parametrize("name", RULES)
def test_papers_pass_exactly_when_the_rule_holds(releases: Releases, tmp_path: Path, name: str) -> None:
    rule, holds = RULES[name]
    sent = rows(releases, "papers")
    kept, read = filtered(releases, "papers", PaperTest(rule), tmp_path)
    wanted = [row for row in sent if holds(row)]
    assert wanted
    assert read == len(sent)
    assert sorted(map(json.dumps, kept)) == sorted(map(json.dumps, wanted))


@pytest.mark.parametrize("edges", ["both", "one"])
def test_citations_are_kept_by_their_ends(releases: Releases, tmp_path: Path, edges: str) -> None:
    mine = {row["corpusid"] for row in rows(releases, "papers") if "Physics" in fields_of(row)}
    kept, _ = filtered(releases, "citations", CitationTest(IdSet(mine), edges), tmp_path)
    every = all if edges == "both" else any
    wanted = [
        r for r in rows(releases, "citations") if every((r["citingcorpusid"] in mine, r["citedcorpusid"] in mine))
    ]
    assert wanted
    assert sorted(map(json.dumps, kept)) == sorted(map(json.dumps, wanted))


def test_rows_about_papers_are_kept_by_their_paper(releases: Releases, tmp_path: Path) -> None:
    mine = {row["corpusid"] for row in rows(releases, "papers")[::3]}
    kept, _ = filtered(releases, "abstracts", OfPapersTest(IdSet(mine)), tmp_path)
    assert sorted(row["corpusid"] for row in kept) == sorted(
        row["corpusid"] for row in rows(releases, "abstracts") if row["corpusid"] in mine
    )


@given(st.sets(st.integers(0, 5000)), st.lists(st.integers(-1, 6000), max_size=50))
def test_an_id_set_has_what_was_put_into_it(put: set[int], asked: list[int]) -> None:
    import numpy as np

    ids = IdSet(put)
    assert ids.contains(np.array(asked, np.int64)).tolist() == [each in put for each in asked]
    assert [each in ids for each in asked] == [each in put for each in asked]


def run(data: bytes, test: Any, tmp_path: Path) -> Any:
    return filter_file(io.BytesIO(data), test, tmp_path / "out.gz", "rule", aside=tmp_path / "aside" / "out")


def line(number: int) -> bytes:
    return json.dumps({"corpusid": number, "citationcount": number}).encode()


def test_a_bad_line_is_set_aside_and_counted(tmp_path: Path) -> None:
    data = b"\n".join([*(line(n) for n in range(500)), b'{"corpusid": "x', *(line(n) for n in range(500, 900))])
    mark = run(data, PaperTest(CorpusRule(min_citations=100)), tmp_path)
    assert (mark.read, mark.kept, mark.bad) == (901, 800, 1)
    assert (tmp_path / "aside" / "out").read_bytes() == b'{"corpusid": "x\n'


@pytest.mark.parametrize(
    "test", [PaperTest(CorpusRule()), PaperTest(CorpusRule(fields=("Law",))), CitationTest(IdSet(), "one")]
)
def test_lines_of_another_form_end_the_file(tmp_path: Path, test: Any) -> None:
    data = b"\n".join(b"<html>no row</html>" for _ in range(50))
    with pytest.raises(TooManyBadLines):
        run(data, test, tmp_path)
    assert not (tmp_path / "out.gz").exists()
    assert not mark_path(tmp_path / "out.gz").exists()


@pytest.mark.parametrize("damaged", [-5, 2**40, 2**62, 2**70])
@pytest.mark.parametrize("dataset", ["papers", "s2orc"])
def test_a_number_that_cannot_be_the_id_of_a_paper_is_a_bad_line(tmp_path: Path, dataset: str, damaged: int) -> None:
    """It would take all memory: a filter has a bit for each id up to the largest one."""
    lines = [json.dumps({"corpusid": key, "content": {"text": "A"}}).encode() for key in (1, 2, damaged, 3)]
    test = PaperTest(CorpusRule()) if dataset == "papers" else FullTextTest(None, ())
    target, aside = tmp_path / "kept.gz", tmp_path / "bad"
    mark = filter_file(io.BytesIO(b"\n".join(lines)), test, target, "rule", aside=aside)
    assert (mark.read, mark.kept, mark.bad) == (4, 3, 1)
    assert aside.read_bytes() == lines[2] + b"\n"
    papers = KeptPapers()
    papers.add_lines(lines)
    assert papers.numbers().tolist() == [1, 2, 3]
    assert papers.ids().contains(np.array([1, 2, 3, 4])).tolist() == [True, True, True, False]


def test_a_cut_file_is_not_complete(releases: Releases, tmp_path: Path) -> None:
    whole = next((releases.release(0) / "papers").glob("*.gz")).read_bytes()
    (tmp_path / "cut.gz").write_bytes(whole[:-300])
    with open_lines(tmp_path / "cut.gz") as cut, pytest.raises(EOFError):
        filter_file(cut, PaperTest(CorpusRule()), tmp_path / "out.gz", "rule", aside=tmp_path / "aside")
    assert read_mark(tmp_path / "out.gz") is None
    assert sorted(file.name for file in tmp_path.iterdir()) == ["cut.gz"]


def test_lines_are_those_of_the_stream_wherever_it_is_cut() -> None:
    data = b"a\n\nbb\nccc"
    assert [each for chunk in lines_of(io.BytesIO(data)) for each in chunk] == [b"a", b"bb", b"ccc"]

"""Rows with unknown keys, nulls and missing keys are filtered, stored, found and changed like all others."""

from __future__ import annotations

import contextlib
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.corpus.diff import DiffWriter
from scholar_desktop.corpus.store import SORTS, match_of
from scholar_desktop.corpus.stored_answers import SearchFilter
from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.services.corpus.corpus_rows import author_of, citation_of, paper_of
from scholar_desktop.services.corpus.offline_corpus import OfflineCorpus
from tests.corpus.conftest import OpenStore

FROM, TO = "2026-06-02", "2026-06-09"
WHOLE: dict[str, dict[str, Any]] = {
    "papers": {
        "corpusid": 0, "url": f"https://www.semanticscholar.org/paper/{'a' * 40}", "title": "Sparse rows",
        "authors": [{"name": "A. Writer", "authorId": "7"}], "venue": "Venue", "journal": {"name": "Journal"},
        "publicationvenueid": "v", "year": 2020, "publicationdate": "2020-01-02", "publicationtypes": ["Review"],
        "referencecount": 1, "citationcount": 2, "influentialcitationcount": 0, "isopenaccess": True,
        "s2fieldsofstudy": [{"category": "Law", "source": "external"}], "externalids": {"DOI": "10.5/x", "MAG": None},
    },
    "abstracts": {"corpusid": 0, "abstract": "Of nulls.", "openaccessinfo": {"url": None, "license": None}},
    "tldrs": {"corpusid": 0, "text": "Short.", "model": "m"},
    "authors": {"authorid": "7", "name": "A. Writer", "aliases": ["B"], "papercount": 1, "hindex": 1, "homepage": None},
    "citations": {
        "citationid": 0, "citingcorpusid": 1, "citedcorpusid": 2, "isinfluential": True,
        "contexts": ["As said in 2."], "intents": [["background"]],
    },
}  # fmt: skip
KEYS = {"corpusid", "authorid", "citationid", "citingcorpusid", "citedcorpusid"}


def rows() -> dict[str, list[dict[str, Any]]]:
    """By dataset: one whole row, one with unknown keys, and two for each other key: it is null, and it is missing."""
    made: dict[str, list[dict[str, Any]]] = {}
    for dataset, whole in WHOLE.items():
        forms: list[dict[str, Any]] = [whole, {**whole, "new_key": {"of": ["the", None]}}]
        for key in whole.keys() - KEYS:
            forms += [{**whole, key: None}, {name: value for name, value in whole.items() if name != key}]
        made[dataset] = [dict(each) for each in forms]
    count = len(made["papers"])
    for dataset, key in (("papers", "corpusid"), ("abstracts", "corpusid"), ("tldrs", "corpusid")):
        for number, row in enumerate(made[dataset], 1):
            row[key] = number
    for number, row in enumerate(made["authors"], 7):
        row["authorid"] = str(number)
    for number, row in enumerate(made["citations"], 1):
        row |= {"citationid": number, "citingcorpusid": number % count + 1, "citedcorpusid": (number + 1) % count + 1}
    return made


async def test_rows_with_unknown_keys_nulls_and_without_keys_are_kept_and_found(
    tmp_path: Path, open_store: OpenStore
) -> None:
    made = rows()
    for dataset, lines in made.items():
        file = tmp_path / "release" / dataset / "part-0.gz"
        file.parent.mkdir(parents=True)
        file.write_bytes(gzip.compress(b"".join(json.dumps(row).encode() + b"\n" for row in lines)))
    corpus = OfflineCorpus(lambda: tmp_path)
    for dataset, lines in made.items():
        found = await corpus.filter([tmp_path / "release"], dataset, CorpusRule(), to=tmp_path / "kept")
        assert (found.read, found.kept, found.bad) == (len(lines), len(lines), 0), dataset
    facts, _ = await corpus.build([tmp_path / "kept"], None, lambda _step, _rows: None)
    assert (facts.papers, facts.edges) == (len(made["papers"]), len(made["citations"]))
    store = open_store(Path(facts.path))
    stored = store.papers(range(1, facts.papers + 1))
    assert [each.row for each in stored.values()] == made["papers"]
    for paper in stored.values():
        assert paper_of(paper, FROM).title == (paper.row.get("title") or "")
    assert all(author_of(row, FROM) for row in made["authors"] if row.get("name"))
    titled = {row["corpusid"] for row in made["papers"] if row.get("title")}
    assert set(store.search(match_of("sparse rows")).ids) == titled
    for sort in SORTS:
        assert set(store.search("", sort=sort).ids) == set(stored), "papers without a year or a count come, too"
    in_2020 = {row["corpusid"] for row in made["papers"] if row.get("year") == 2020}
    assert set(store.search("", SearchFilter(first_year=2000)).ids) == in_2020
    for row in made["citations"]:
        [edge] = store.edges(row["citingcorpusid"], cited_by=False)
        assert edge.influential == bool(row.get("isinfluential"))
        assert [text for text, _ in edge.contexts] == (row.get("contexts") or [])
        assert citation_of(edge, FROM).influential == edge.influential


@pytest.mark.parametrize("dataset", ["papers", "abstracts", "tldrs", "authors", "citations"])
async def test_such_rows_in_a_diff_are_applied(tmp_path: Path, dataset: str, open_store: OpenStore) -> None:
    made = rows()
    for name, lines in made.items():
        for folder in ("base", *((f"step/{dataset}",) if name == dataset else ())):
            file = tmp_path / folder / ("update" if folder != "base" else name) / "part-0.gz"
            file.parent.mkdir(parents=True)
            sent = [*reversed(lines)] if folder != "base" else lines[:1]
            file.write_bytes(gzip.compress(b"".join(json.dumps(row).encode() + b"\n" for row in sent)))
    lines = tmp_path / "all"
    lines.mkdir()
    for name in made:
        (lines / name).symlink_to(tmp_path / "base" / name)
    corpus = OfflineCorpus(lambda: tmp_path)
    facts, _ = await corpus.build([lines], None, lambda _step, _rows: None)
    path = Path(facts.path)
    with contextlib.closing(DiffWriter(path, CorpusRule())) as writer:
        writer._connection.executemany(
            "INSERT OR REPLACE INTO about VALUES(?, ?)", [(f"release.{name}", FROM) for name in made]
        )
        changes = writer.apply(tmp_path / "step", FROM, TO, made)
    wanted = len(made[dataset])
    papers = wanted if dataset == "papers" else 1
    assert changes.datasets[dataset].upserted == (wanted if dataset in ("papers", "authors", "citations") else papers)
    store = open_store(path)
    assert len(store.search("").ids) == papers
    if dataset == "papers":
        assert [each.row for each in store.papers(range(1, wanted + 1)).values()] == made["papers"]

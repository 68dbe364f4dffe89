"""The citation graph of the corpus in files of other programs: read back, it is that of the data."""

from __future__ import annotations

import csv
import sys
import threading
from pathlib import Path

import pytest
from defusedxml.ElementTree import parse

from scholar_desktop.corpus.store import CorpusStore
from scholar_desktop.corpus.stored_answers import SearchFilter
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.services.corpus.graph_export import (
    CSV,
    GRAPHML,
    PARQUET,
    ExportCancelled,
    GraphSelection,
    export_graph,
)
from tests.corpus.conftest import Releases
from tests.corpus.test_store import rows

SPACES = {"g": "http://graphml.graphdrawing.org/xmlns"}


def expected_edges(releases: Releases, papers: set[int]) -> dict[tuple[int, int], bool]:
    """The citations between *papers*, each with whether it is influential."""
    found: dict[tuple[int, int], bool] = {}
    for row in rows(releases, "citations"):
        pair = row["citingcorpusid"], row["citedcorpusid"]
        if set(pair) <= papers:
            found[pair] = found.get(pair, False) or row["isinfluential"]
    return found


def read_graphml(file: Path) -> tuple[dict[int, dict[str, str]], dict[tuple[int, int], dict[str, str]]]:
    root = parse(file).getroot()
    nodes = {int(n.get("id")): {d.get("key"): d.text for d in n} for n in root.iterfind(".//g:node", SPACES)}
    edges = {
        (int(e.get("source")), int(e.get("target"))): {d.get("key"): d.text for d in e}
        for e in root.iterfind(".//g:edge", SPACES)
    }
    return nodes, edges


def test_the_whole_graph_as_graphml_is_that_of_the_data(store: CorpusStore, releases: Releases, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    file = tmp_path / "new" / "graph.graphml"
    done = export_graph(store, file, GRAPHML, GraphSelection(), lambda *step: steps.append(step))
    nodes, edges = read_graphml(file)
    papers = {row["corpusid"]: row for row in rows(releases, "papers")}
    assert nodes.keys() == papers.keys()
    assert {pair: facts["influential"] == "true" for pair, facts in edges.items()} == expected_edges(
        releases, set(papers)
    )
    assert (done.papers, done.edges, done.files) == (len(papers), len(edges), (str(file),))
    for key, row in list(papers.items())[::100]:
        assert nodes[key]["title"] == row["title"]
        assert nodes[key].get("year") == (str(row["year"]) if row["year"] else None)
        assert nodes[key]["authors"] == "; ".join(each["name"] for each in row["authors"])
        assert nodes[key].get("doi", "") == (row["externalids"]["DOI"] or "").lower()
    assert any(facts.get("intents") for facts in edges.values())
    abstract = rows(releases, "abstracts")[0]["abstract"]
    assert abstract not in file.read_text("utf-8")
    assert steps[-1] == ("citations", len(papers), len(papers))
    assert ("papers", len(papers), len(papers)) in steps
    assert [path.name for path in file.parent.iterdir()] == ["graph.graphml"]


def test_a_selection_is_written_as_csv(store: CorpusStore, releases: Releases, tmp_path: Path) -> None:
    limits = SearchFilter(first_year=2015, min_citations=3)
    done = export_graph(store, tmp_path, CSV, GraphSelection(limits=limits))
    wanted = {
        row["corpusid"]
        for row in rows(releases, "papers")
        if row["year"] and row["year"] >= 2015 and row["citationcount"] >= 3
    }
    with (tmp_path / "nodes.csv").open(encoding="utf-8") as file:
        nodes = list(csv.DictReader(file))
    with (tmp_path / "edges.csv").open(encoding="utf-8") as file:
        edges = list(csv.DictReader(file))
    assert {int(row["id"]) for row in nodes} == wanted
    assert {(int(row["source"]), int(row["target"])) for row in edges} == expected_edges(releases, wanted).keys()
    assert done.edges == len(edges) > 0
    few = frozenset(sorted(wanted)[:40]) | {5}
    done = export_graph(store, tmp_path / "few", CSV, GraphSelection(limits=limits, ids=few))
    assert done.papers == 40
    assert export_graph(store, tmp_path / "few", CSV, GraphSelection(ids=few)).papers == 40
    title = next(row["title"] for row in rows(releases, "papers") if row["corpusid"] in wanted)
    with_words = export_graph(store, tmp_path / "few", CSV, GraphSelection(words=title))
    assert with_words.papers >= 1


def test_what_was_there_stays_when_an_export_is_cancelled_or_selects_nothing(
    store: CorpusStore, tmp_path: Path
) -> None:
    file = tmp_path / "graph.graphml"
    file.write_text("before", "utf-8")
    stop = threading.Event()
    with pytest.raises(ExportCancelled):
        export_graph(store, file, GRAPHML, GraphSelection(), lambda *_step: stop.set(), stop)
    with pytest.raises(UsageError, match="No paper"):
        export_graph(store, file, GRAPHML, GraphSelection(ids=frozenset({1})))
    assert [(each.name, each.read_text("utf-8")) for each in tmp_path.iterdir()] == [("graph.graphml", "before")]


def test_parquet_without_pyarrow_says_what_to_install(
    store: CorpusStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match="pyarrow") as refused:
        export_graph(store, tmp_path, PARQUET, GraphSelection())
    assert "pip install pyarrow" in str(refused.value.hint)
    assert list(tmp_path.iterdir()) == []

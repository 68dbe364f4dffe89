"""compare: the references and citing papers that papers share, against the demo services."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

TRANSLATION = "CorpusId:9447219"
MULTITASK = "CorpusId:16386838"


def ids(edges: list[dict[str, dict[str, str]]]) -> set[str]:
    return {edge["paper"]["id"] for edge in edges if edge["paper"]}


def test_two_papers_are_compared_by_their_lists(run: Run, demo: Demo, tmp_path: Path):
    out = tmp_path / "shared.csv"
    ran = run("compare", TRANSLATION, MULTITASK, "--csv", str(out), "--json")
    assert ran.code == 0
    assert [f"CorpusId:{paper['ids']['corpus']}" for paper in ran.data["papers"]] == [TRANSLATION, MULTITASK]
    asked = [request["path"].rpartition("/")[2] for request in demo.stats()["requests"]]
    assert (asked.count("references"), asked.count("citations")) == (2, 2)
    before = demo.stats()["counts"]
    for kind, key in (("references", "references"), ("citations", "citing")):
        lists = [ids(run(kind, one, "--json").data["edges"]) for one in (TRANSLATION, MULTITASK)]
        assert {one["paper"]["id"] for one in ran.data[key]} == lists[0] & lists[1], kind
        assert all(one["count"] == 2 for one in ran.data[key])
    assert ran.data["references"]
    assert ran.data["citing"]
    assert demo.stats()["counts"] == before, "the lists are stored"
    [pair] = ran.data["pairs"]
    assert pair["ids"] == [paper["id"] for paper in ran.data["papers"]]
    assert (pair["references"], pair["citing"]) == (len(ran.data["references"]), len(ran.data["citing"]))
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == [
        one["paper"]["id"] for key in ("references", "citing") for one in ran.data[key]
    ]
    shown = run("compare", TRANSLATION, MULTITASK)
    assert rows[0]["title"][:20] in shown.out
    assert run("compare", TRANSLATION, MULTITASK, "--json").data == ran.data


def test_one_paper_is_not_compared(run: Run, demo: Demo):
    for words in ((TRANSLATION,), (TRANSLATION, "arXiv:1708.00107")):
        ran = run("compare", *words, "--json")
        assert (ran.code, ran.error_code, ran.data) == (2, "usage", None)
        assert ran.answer["errors"][0]["message"].startswith("compare: ")


def test_a_paper_of_the_library_that_semantic_scholar_does_not_know_is_named(run: Run, tmp_path: Path):
    entry = tmp_path / "own.json"
    entry.write_text('[{"id": "own", "type": "book", "title": "Kelp of the Skerries", "DOI": "10.5555/kelp.1"}]')
    assert run("import", str(entry), "--json").code == 0
    ran = run("compare", TRANSLATION, "10.5555/kelp.1", MULTITASK, "--json")
    assert ran.code == 4
    assert [error["code"] for error in ran.answer["errors"]] == ["not_found"]
    assert "10.5555/kelp.1" in ran.answer["errors"][0]["message"]
    assert ran.data["references"], "the other two are compared"
    assert ran.data["citing"]

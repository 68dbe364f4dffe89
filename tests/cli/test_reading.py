"""search, show, citations, references."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from scholar_desktop.cli import text
from scholar_desktop.domain.paper import Paper
from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

LONG_COVID = "10.1038/s41579-022-00846-2"
ATTENTION = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"
WITHHELD = "10.1016/j.cbi.2005.12.009"
PAPER = {
    *("id", "title", "authors", "year", "date", "venue", "type", "abstract", "tldr", "fields", "ids", "counts", "oa"),
    *("sources", "in_library", "pdf", "retrieved", "entry"),
}


def test_a_search_gives_merged_papers_and_says_what_each_source_did(run: Run, demo: Demo):
    ran = run("search", "attention", "--json")
    assert ran.code == 0
    assert set(ran.data) == {"query", "total", "merged", "papers"}
    assert ran.data["query"] == "attention"
    assert set(ran.data["total"]) == {"s2", "unpaywall", "zenodo"}
    assert ran.data["merged"] == len(ran.data["papers"])
    assert all(set(paper) == PAPER for paper in ran.data["papers"])
    assert [(source["name"], source["requests"]) for source in ran.answer["sources"]] == [
        ("s2", 1),
        ("unpaywall", 1),
        ("zenodo", 1),
    ]
    assert ran.source("s2")["loaded"] > 0
    assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1, "zenodo": 1}


def test_a_search_is_0_with_results_though_a_source_failed(run: Run, demo: Demo):
    demo.config(faults={"zenodo": 500})
    ran = run("search", "attention", "--json")
    assert ran.code == 0
    assert ran.source("zenodo")["state"] == "failed"
    assert ran.error_code == "unreachable"


def test_a_search_is_3_when_all_answered_and_found_nothing(run: Run):
    ran = run("search", "zxqv", "wjkq", "--json")
    assert (ran.code, ran.error_code) == (3, "not_found")
    assert ran.data["papers"] == []


def test_a_search_is_5_when_nothing_was_found_and_a_source_failed(run: Run, demo: Demo):
    demo.config(faults={"s2": 500})
    assert run("search", "zxqv", "wjkq", "--json").code == 5


def test_a_search_takes_options_among_its_words(run: Run, demo: Demo):
    ran = run("search", "attention", "--year", "2017-2019", "neural", "--source", "s2", "--limit", "5", "--json")
    assert ran.data["query"] == "attention neural"
    assert all(2017 <= paper["year"] <= 2019 for paper in ran.data["papers"])
    assert demo.stats()["counts"] == {"s2": 1}


def test_sorting_by_citations(run: Run):
    papers = run("search", "learning", "--source", "s2", "--sort", "citations", "--json").data["papers"]
    counts = [paper["counts"]["citations"] for paper in papers]
    assert counts == sorted(counts, reverse=True)


def test_a_search_without_json_is_a_table_for_people(run: Run):
    ran = run("search", "attention is all you need")
    assert "Attention is All you Need" in ran.out
    assert f"s2:{ATTENTION}" in ran.out
    assert max(len(line) for line in ran.out.splitlines()) <= 100
    assert "\x1b" not in ran.out
    assert "after merging" in ran.err


@pytest.mark.parametrize(
    "text",
    [
        "1706.03762",
        "arXiv:1706.03762v7",
        "https://arxiv.org/abs/1706.03762",
        "CorpusId:13756489",
        ATTENTION,
        f"s2:{ATTENTION}",
        f"https://www.semanticscholar.org/paper/Attention-is-All-you-Need-Vaswani-Shazeer/{ATTENTION}",
        "MAG:2950858113",
    ],
)
def test_every_kind_of_identifier_shows_the_paper(run: Run, text: str):
    ran = run("show", text, "--json")
    assert ran.code == 0
    assert ran.data["id"] == f"s2:{ATTENTION}"


def test_show_has_all_that_each_service_sent(run: Run, demo: Demo):
    ran = run("show", LONG_COVID, "--json")
    assert set(ran.data) == PAPER | {"all"}
    assert ran.data["entry"] is None
    assert set(ran.data["all"]) == {"s2", "unpaywall"}
    assert ran.data["all"]["s2"]["fields"]["paperId"]
    assert ran.data["all"]["unpaywall"]["fields"]["doi"] == LONG_COVID
    assert ran.data["all"]["s2"]["retrieved"].endswith("Z")
    assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1}
    again = run("show", LONG_COVID, "--json")
    assert again.data == ran.data
    assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1}
    assert [(source["requests"], source["cached"] > 0) for source in again.answer["sources"]] == [(0, True), (0, True)]
    run("show", LONG_COVID, "--refresh", "--json")
    assert demo.stats()["counts"] == {"s2": 2, "unpaywall": 2}


def test_show_with_chosen_fields(run: Run, demo: Demo):
    ran = run("show", LONG_COVID, "--fields", "title, citationCount", "--json")
    assert set(ran.data["all"]) == {"s2"}
    assert ran.data["counts"]["citations"] is not None
    assert demo.stats()["counts"] == {"s2": 1}
    bad = run("show", LONG_COVID, "--fields", "nonsense", "--json")
    assert (bad.code, bad.error_code) == (5, "bad_request")


def test_show_of_an_unknown_paper_is_3(run: Run):
    ran = run("show", "10.5555/there-is-no-such-paper", "--json")
    assert (ran.code, ran.error_code, ran.data) == (3, "not_found", None)
    assert ran.answer["errors"][0]["hint"]


def test_show_without_an_email_says_that_unpaywall_was_not_asked(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SCHOLAR_DESKTOP_EMAIL")
    ran = run("show", LONG_COVID, "--json")
    assert ran.code == 0
    assert (ran.source("unpaywall")["state"], ran.source("unpaywall")["error"]["code"]) == ("skipped", "no_email")


def test_citations_have_the_contracts_keys_and_say_how_much_is_loaded(run: Run, demo: Demo):
    ran = run("citations", ATTENTION, "--limit", "7", "--json")
    assert ran.code == 0
    assert set(ran.data) == {"total", "loaded", "complete", "withheld", "edges"}
    assert (ran.data["loaded"], ran.data["complete"], ran.data["withheld"]) == (7, False, False)
    assert ran.data["total"] == 170_735
    edge = ran.data["edges"][0]
    assert set(edge) == {"paper", "text", "contexts", "intents", "influential", "self_citation"}
    assert set(edge["paper"]) == PAPER
    assert demo.stats()["counts"] == {"s2": 2}, "the paper's own count, and one page"


def test_all_citations_to_the_last_page(run: Run):
    ran = run("citations", LONG_COVID, "--all", "--json")
    assert ran.data["complete"]
    assert ran.data["loaded"] == len(ran.data["edges"]) > 1000


def test_local_filters_leave_the_loaded_count_alone(run: Run):
    whole = run("citations", LONG_COVID, "--limit", "200", "--json").data
    some = run("citations", LONG_COVID, "--limit", "200", "--influential", "--json").data
    method = run("citations", LONG_COVID, "--limit", "200", "--intent", "method", "--json").data
    assert whole["loaded"] == some["loaded"] == method["loaded"] == 200
    assert 0 < len(some["edges"]) < 200
    assert all(edge["influential"] for edge in some["edges"])
    assert all("methodology" in edge["intents"] for edge in method["edges"])


def test_references_and_withheld_references(run: Run):
    found = run("references", ATTENTION, "--json")
    assert found.data["complete"]
    assert found.data["edges"]
    withheld = run("references", WITHHELD, "--json")
    assert withheld.code == 0
    assert withheld.data["withheld"]
    assert "withholds" in run("references", WITHHELD).err


def test_citations_of_an_unknown_paper_are_3(run: Run):
    ran = run("citations", "10.5555/there-is-no-such-paper", "--json")
    assert (ran.code, ran.error_code) == (3, "not_found")


def test_what_was_loaded_before_a_failure_is_given_with_exit_5(run: Run, demo: Demo):
    demo.config(faults={"s2": {"status": 500, "times": 1}})
    run("show", ATTENTION, "--json")
    # the paper and the first page are known; the second fails
    run("citations", ATTENTION, "--limit", "1000", "--json")
    demo.config(faults={"s2": 500})
    ran = run("citations", ATTENTION, "--limit", "2000", "--json")
    assert (ran.code, ran.error_code) == (5, "unreachable")
    assert (ran.data["loaded"], ran.data["complete"]) == (1000, False)


@pytest.mark.parametrize("command", ["citations", "references"])
def test_rows_from_an_offset_on_are_requested_from_there(run: Run, demo: Demo, command: str):
    part = run(command, LONG_COVID, "--offset", "3", "--limit", "4", "--json").data
    paged = [request["query"] for request in demo.stats()["requests"] if request["path"].endswith(f"/{command}")]
    assert len(paged) == 1
    assert "offset=3" in paged[0]
    assert "limit=4" in paged[0]
    assert (part["loaded"], part["complete"]) == (4, False)
    whole = run(command, LONG_COVID, "--all", "--json").data
    assert part["total"] == whole["total"]
    ids = [edge["paper"] and edge["paper"]["id"] for edge in whole["edges"]]
    assert [edge["paper"] and edge["paper"]["id"] for edge in part["edges"]] == ids[3:7]
    before = demo.stats()["counts"]
    rest = run(command, LONG_COVID, "--offset", str(len(ids) - 2), "--json").data
    assert [edge["paper"] and edge["paper"]["id"] for edge in rest["edges"]] == ids[-2:]
    assert (rest["loaded"], rest["complete"]) == (2, True), "complete is about the rest"
    again = run(command, LONG_COVID, "--offset", "3", "--limit", "4", "--json").data
    assert [edge["paper"] and edge["paper"]["id"] for edge in again["edges"]] == ids[3:7]
    assert (again["loaded"], again["complete"]) == (4, False)
    assert demo.stats()["counts"] == before, "the whole list is stored"
    end = run(command, LONG_COVID, "--offset", str(len(ids) - 2), "--limit", "5", "--refresh", "--json").data
    assert [edge["paper"] and edge["paper"]["id"] for edge in end["edges"]] == ids[-2:]
    assert (end["loaded"], end["complete"]) == (2, True)


def test_an_offset_beyond_paging_is_a_usage_error(run: Run, demo: Demo):
    ran = run("citations", ATTENTION, "--offset", "9999", "--json")
    assert (ran.code, ran.error_code) == (2, "usage")
    assert "--all" in ran.answer["errors"][0]["hint"]
    assert not [request for request in demo.stats()["requests"] if request["path"].endswith("/citations")]


@pytest.mark.parametrize("command", ["citations", "references"])
def test_citations_as_csv_have_intents_and_sentences(run: Run, tmp_path: Path, command: str):
    out = tmp_path / "Käse.csv"
    ran = run(command, LONG_COVID, "--limit", "200", "--csv", str(out), "--json")
    assert ran.code == 0
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    edges = ran.data["edges"]
    assert [row["id"] for row in rows] == [edge["paper"]["id"] if edge["paper"] else "" for edge in edges]
    assert [row["intents"] for row in rows] == ["; ".join(edge["intents"]) for edge in edges]
    assert [row["influential"] for row in rows] == [str(edge["influential"]) for edge in edges]
    counts = [len(row["sentences"].split("\n")) if row["sentences"] else 0 for row in rows]
    assert counts == [len(edge["contexts"]) for edge in edges]
    assert any(counts)
    assert [path.name for path in tmp_path.iterdir() if path.suffix in (".csv", ".part", ".tmp")] == ["Käse.csv"]
    failed = run(command, LONG_COVID, "--csv", str(tmp_path), "--json")
    assert (failed.code, failed.error_code) == (7, "disk")
    assert failed.data["edges"], "the rows on standard output are complete all the same"


def test_a_bare_number_is_searched_as_a_word_and_the_identifiers_that_it_may_be_are_named(run: Run):
    said = run("search", "27295650").err
    assert "PMID 27295650, CorpusId 27295650" in said
    assert "It may be" not in run("search", "PMID 27295650").err


def test_a_printed_title_has_no_markup():
    title = "The <i>Drosophila</i> gene in H<sub>2</sub>O for a<b and <DOI>"
    assert text.paper_lines(Paper(title=title)).startswith("The Drosophila gene in H2O for a<b and <DOI>\n")
    assert text.table([(title, "A")], wide=100) == "The Drosophila gene in H2O for a<b and <DOI>  A\n"

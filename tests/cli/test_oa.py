"""oa: what Unpaywall knows, of one DOI or many."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

OPEN = "10.1038/s41579-022-00846-2"
UNKNOWN = "10.5555/there-is-no-such-paper"


def closed_doi(run: Run) -> str:
    found = run("oa", "--query", "the", "--is-oa", "false", "--json").data["items"]
    return str(found[0]["answer"]["doi"])


def test_one_open_doi(run: Run, demo: Demo):
    ran = run("oa", OPEN, "--json")
    assert ran.code == 0
    item = ran.data["items"][0]
    assert set(item) == {"id", "outcome", "answer", "retrieved", "cached", "error"}
    assert (item["id"], item["outcome"], item["cached"], item["error"]) == (OPEN, "found", False, None)
    assert item["answer"]["doi"] == OPEN
    assert demo.stats()["counts"] == {"unpaywall": 1}
    assert run("oa", OPEN, "--json").data["items"][0]["cached"] is True
    assert demo.stats()["counts"] == {"unpaywall": 1}


def test_a_closed_doi_is_a_good_answer(run: Run):
    doi = closed_doi(run)
    ran = run("oa", doi, "--json")
    assert (ran.code, ran.data["items"][0]["outcome"]) == (0, "found")
    assert ran.data["items"][0]["answer"]["is_oa"] is False


def test_an_unknown_doi_is_3_alone_and_4_among_others(run: Run):
    alone = run("oa", UNKNOWN, "--json")
    assert (alone.code, alone.data["items"][0]["outcome"]) == (3, "not_found")
    among = run("oa", OPEN, UNKNOWN, "--json")
    assert among.code == 4
    assert [item["outcome"] for item in among.data["items"]] == ["found", "not_found"]


def test_a_stored_unknown_doi_is_called_cached(run: Run, demo: Demo):
    first = run("oa", UNKNOWN, "--json").data["items"][0]
    assert (first["outcome"], first["cached"], first["retrieved"]) == ("not_found", False, None)
    again = run("oa", UNKNOWN, "--json")
    assert (again.data["items"][0]["cached"], again.source("unpaywall")["cached"]) == (True, 1)
    assert again.data["items"][0]["retrieved"], "the day on which the service said so"
    assert run("oa", UNKNOWN, "--refresh", "--json").data["items"][0]["cached"] is False
    assert demo.stats()["counts"] == {"unpaywall": 2}


def test_the_source_is_partial_when_some_dois_failed(run: Run, demo: Demo):
    whole = run("oa", OPEN, UNKNOWN, "--json").answer["sources"][0]
    assert (whole["state"], whole["total"], whole["loaded"]) == ("ok", 2, 1)
    demo.config(faults={"/v2/10.5555/number-3": 500})
    some = run("oa", OPEN, "10.5555/number-3", "--errors", "skip", "--json").answer["sources"][0]
    assert (some["state"], some["loaded"], some["error"]["code"]) == ("partial", 1, "unreachable")


def test_many_are_given_in_their_order_and_asked_once_each(run: Run, demo: Demo, tmp_path: Path):
    file = tmp_path / "dois.txt"
    file.write_text(f"# mine\n{UNKNOWN}\n\nhttps://doi.org/{OPEN}\n{UNKNOWN}\n", encoding="utf-8")
    ran = run("oa", OPEN, "--file", str(file), "--json")
    assert [item["id"] for item in ran.data["items"]] == [OPEN, UNKNOWN, f"https://doi.org/{OPEN}", UNKNOWN]
    assert demo.stats()["counts"]["unpaywall"] <= 3


def test_dois_come_from_standard_input_too(run: Run):
    assert run("oa", "--file", "-", "--json", stdin=f"{OPEN}\n").data["items"][0]["outcome"] == "found"


def test_without_an_email_it_is_2_no_email_and_nothing_is_asked(run: Run, demo: Demo, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SCHOLAR_DESKTOP_EMAIL")
    for argv in (("oa", OPEN), ("oa", "--query", "covid")):
        ran = run(*argv, "--json")
        assert (ran.code, ran.error_code, ran.data) == (2, "no_email", None)
        assert ran.answer["errors"][0]["hint"]
    assert demo.stats()["counts"] == {}


def test_when_the_service_fails_it_stops_or_goes_on_as_told(run: Run, demo: Demo):
    dois = [f"10.5555/number-{number}" for number in range(40)]
    demo.config(faults={"unpaywall": 500})
    stopped = run("oa", *dois, "--json")
    assert stopped.code == 4
    assert len(stopped.data["items"]) < 40
    demo.reset()
    demo.config(faults={"/v2/10.5555/number-3": 500})
    skipped = run("oa", *dois, "--errors", "skip", "--json")
    assert len(skipped.data["items"]) == 40
    outcomes = [item["outcome"] for item in skipped.data["items"]]
    assert outcomes[3] == "failed"
    assert skipped.data["items"][3]["error"]["code"] == "unreachable"
    assert outcomes[0] == "not_found"


def test_a_single_failure_is_5(run: Run, demo: Demo):
    demo.config(faults={"unpaywall": 500})
    assert run("oa", OPEN, "--json").code == 5


def test_eight_at_once_and_no_more(run: Run, demo: Demo):
    demo.config(latency=0.05)
    run("oa", *(f"10.5555/number-{number}" for number in range(24)), "--errors", "skip", "--json")
    assert demo.stats()["peak"] == 8


def test_a_text_that_is_no_doi_is_told_what_it_is(run: Run):
    ran = run("oa", "PMID:123456", OPEN, "--json")
    assert ran.code == 4
    assert [item["outcome"] for item in ran.data["items"]] == ["failed", "found"]
    assert ran.data["items"][0]["error"]["code"] == "usage"


def test_refresh_asks_again_and_no_cache_keeps_nothing(run: Run, demo: Demo):
    for _ in range(2):
        run("oa", OPEN, "--no-cache", "--json")
    assert demo.stats()["counts"] == {"unpaywall": 2}
    run("oa", OPEN, "--json")
    assert demo.stats()["counts"] == {"unpaywall": 3}, "the two before left nothing"
    run("oa", OPEN, "--json")
    assert demo.stats()["counts"] == {"unpaywall": 3}
    assert run("oa", OPEN, "--refresh", "--json").data["items"][0]["cached"] is False
    assert demo.stats()["counts"] == {"unpaywall": 4}


def test_extended_has_a_row_for_each_location(run: Run):
    ran = run("oa", OPEN, "--format", "extended", "--json")
    answer = ran.data["items"][0]["answer"]
    assert len(ran.data["rows"]) == len(answer["oa_locations"]) > 0
    assert {row["doi"] for row in ran.data["rows"]} == {OPEN}
    assert [row["oa_location.url"] for row in ran.data["rows"]] == [place["url"] for place in answer["oa_locations"]]


def test_the_extended_table_has_the_earliest_location(run: Run):
    ran = run("oa", OPEN, "--format", "extended", "--csv", "--json")
    first = ran.data["items"][0]["answer"]["first_oa_location"]
    rows = list(csv.DictReader(io.StringIO(ran.data["csv"])))
    assert [row["first_oa_location.url"] for row in rows] == [first["url"]] * len(ran.data["rows"])
    assert ran.data["rows"][0]["first_oa_location.host_type"] == first["host_type"]


def test_links_are_the_addresses_alone(run: Run, demo: Demo):
    closed = closed_doi(run)
    ran = run("oa", OPEN, closed, UNKNOWN, "--links", "--json")
    assert ran.code == 4
    answer = run("oa", OPEN, "--json").data["items"][0]["answer"]
    places = [answer["best_oa_location"], *answer["oa_locations"]]
    addresses = [place[key] for place in places for key in ("url", "url_for_pdf", "url_for_landing_page")]
    found, without, unknown = ran.data["items"]
    assert found == {
        "id": OPEN,
        "doc": answer["best_oa_location"]["url"],
        "pdf": answer["best_oa_location"]["url_for_pdf"],
        "all": list(dict.fromkeys(address for address in addresses if address)),
    }
    assert without == {"id": closed, "doc": None, "pdf": None, "all": []}
    assert unknown == {"id": UNKNOWN, "doc": None, "pdf": None, "all": []}
    assert found["pdf"] in run("oa", OPEN, "--links").out
    [row] = csv.DictReader(io.StringIO(run("oa", OPEN, "--links", "--csv").out))
    assert row == {**found, "all": " ".join(found["all"])}
    query = run("oa", "--query", "covid", "--is-oa", "true", "--links", "--json")
    assert set(query.data) == {"items", "page", "more"}
    assert all(set(item) == {"id", "doc", "pdf", "all"} and item["doc"] for item in query.data["items"])
    assert run("oa", OPEN, "--links", "--format", "extended", "--json").error_code == "usage"


def test_csv_is_the_text_itself_without_json(run: Run):
    ran = run("oa", OPEN, "--format", "extended", "--csv")
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert rows
    assert rows[0]["doi"] == OPEN
    assert run("oa", OPEN, "--format", "extended", "--csv", "--json").data["csv"] == ran.out


def test_a_query_gives_its_first_page(run: Run, demo: Demo):
    ran = run("oa", "--query", "covid", "--json")
    assert ran.code == 0
    assert set(ran.data) == {"items", "page", "more"}
    assert set(ran.data["items"][0]) == {"answer", "score", "snippet", "snippet_text", "snippet_marks"}
    assert ran.data["page"] == 1
    only = run("oa", "--query", "covid", "--is-oa", "true", "--json")
    assert {item["answer"]["is_oa"] for item in only.data["items"]} == {True}
    assert demo.stats()["counts"] == {"unpaywall": 2}
    assert run("oa", "--query", "zxqvwjkq", "--json").code == 3


def test_a_query_has_pages_of_fifty(run: Run, demo: Demo):
    first = run("oa", "--query", "the", "--json")
    assert (len(first.data["items"]), first.data["page"], first.data["more"]) == (50, 1, True)
    second = run("oa", "--query", "the", "--page", "2", "--json")
    assert (second.data["page"], second.code) == (2, 0)
    seen = {item["answer"]["doi"] for item in first.data["items"]}
    assert seen.isdisjoint(item["answer"]["doi"] for item in second.data["items"])
    past = run("oa", "--query", "the", "--page", "900", "--json")
    assert (past.code, past.data, past.error_code) == (3, {"items": [], "page": 900, "more": False}, "not_found")
    assert "--page 2" in run("oa", "--query", "the").err
    assert {request["status"] for request in demo.stats()["requests"]} == {200}


def test_phrases_alternatives_and_words_to_leave_out(run: Run):
    def titles(query: str) -> list[str]:
        ran = run("oa", "--query", query, "--json")
        return [item["answer"]["title"].lower() for item in ran.data["items"]]

    everything, phrase = titles("language models"), titles('"language models"')
    assert phrase
    assert set(phrase) <= set(everything)
    assert all("language model" in title for title in phrase)
    assert titles("models language") == everything
    assert titles('"models language"') == []
    without = titles("models -language")
    assert without
    assert not any("language" in title.split() for title in without)
    assert titles("-language models") == without, "what the service would strip at the start is put behind"
    assert set(titles("covid OR chemistry")) == set(titles("covid")) | set(titles("chemistry"))


def test_the_snippet_comes_marked_and_plain(run: Run):
    item = run("oa", "--query", "covid", "--json").data["items"][0]
    start, end = item["snippet_marks"][0]
    assert item["snippet_text"][start:end].lower().startswith("covid")
    assert item["snippet"].replace("<b>", "").replace("</b>", "") == item["snippet_text"]


def test_open_closed_and_both(run: Run):
    def found(*more: str) -> int:
        return len(run("oa", "--query", "covid", *more, "--json").data["items"])

    assert found("--is-oa", "null") == found() == found("--is-oa", "true") + found("--is-oa", "false")
    assert run("oa", "--query", "covid", "--is-oa", "perhaps", "--json").code == 2


def test_a_page_belongs_to_a_query_and_a_query_has_words(run: Run, demo: Demo):
    assert run("oa", OPEN, "--page", "2", "--json").error_code == "usage"
    assert run("oa", "--query", "-covid", "--json").error_code == "usage"
    assert demo.stats()["counts"] == {}


def test_the_service_says_which_version_it_is(run: Run):
    ran = run("oa", "--about", "--json")
    assert (ran.code, ran.data["version"]) == (0, "2.0.1")


def test_for_people_each_doi_is_a_line(run: Run):
    ran = run("oa", OPEN, UNKNOWN)
    lines = ran.out.splitlines()
    assert lines[0].startswith(OPEN)
    assert "not found" in lines[1]

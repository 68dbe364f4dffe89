"""zenodo: search, records, versions, counts, files and communities, against the demo services."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

RECORD = {
    *("id", "concept_id", "doi", "concept_doi", "title", "version", "date", "type", "subtype", "access", "license"),
    *("creators", "description", "keywords", "communities", "related", "files", "stats", "all"),
}
COMMUNITY = {
    *("id", "slug", "title", "description", "visibility", "member_policy", "record_policy", "curation_policy", "page"),
    "all",
}
ROW = {"doi", "url", "date", "lang", "title", "source", "authors", "abstract", "keywords", "download_link"}
STATS = {"views", "downloads", "unique_views", "unique_downloads"}
FILES = "14839856"
RESTRICTED = "13850346"
VERSIONS = ["7089818", "7089279", "7089246"]


# -- search


def test_a_search_gives_records_and_facets(run: Run, demo: Demo):
    ran = run("zenodo", "search", "attention", "--json")
    assert ran.code == 0
    assert ran.answer["command"] == "zenodo search"
    data = ran.data
    assert set(data) == {"query", "total", "loaded", "dropped", "facets", "records"}
    assert (data["query"], data["total"], data["loaded"], data["dropped"]) == ("attention", 7, 7, [])
    assert all(set(record) == RECORD for record in data["records"])
    assert all(set(record["stats"]) == {"this", "all"} for record in data["records"])
    assert set(data["records"][0]["stats"]["this"]) == STATS
    kinds = data["facets"]["resource_type"]
    assert set(kinds[0]) == {"key", "label", "count", "inner"}
    assert {one["key"]: one["count"] for one in data["facets"]["access_status"]} == {"open": 6, "restricted": 1}
    assert any(inner["key"] == "publication-preprint" for kind in kinds for inner in kind["inner"])
    source = ran.source("zenodo")
    assert (source["state"], source["requests"], source["total"], source["loaded"]) == ("ok", 1, 7, 7)
    assert demo.stats()["counts"] == {"zenodo": 1}


def test_every_filter_narrows(run: Run):
    def found(*options: str) -> list[dict[str, object]]:
        ran = run("zenodo", "search", *options, "--json")
        assert ran.code == 0, options
        assert ran.data["dropped"] == [], options
        return list(ran.data["records"])

    assert {one["type"] for one in found("--type", "software")} == {"software"}
    assert {one["subtype"] for one in found("--type", "publication", "--subtype", "preprint")} == {"preprint"}
    assert {one["access"] for one in found("--access", "restricted")} == {"restricted"}
    assert all("ipbes" in one["communities"] for one in found("--community", "ipbes"))  # type: ignore[operator]
    assert all(any(file["type"] == "csv" for file in one["files"]) for one in found("--file-type", "csv"))  # type: ignore[attr-defined]
    assert found("--language", "deu")
    assert all("attention" in one["keywords"] for one in found("--subject", "attention"))  # type: ignore[operator]
    dated = [str(one["date"]) for one in found("--date", "2017:2019-12")]
    assert dated
    assert all("2017" <= date[:4] <= "2019" for date in dated)
    dates = [str(one["date"]) for one in found("unimpeded", "--sort", "publication-asc")]
    assert dates == sorted(dates)
    assert len(found("conceptrecid:7089245", "--all-versions")) == 3
    assert len(found("conceptrecid:7089245")) == 1
    assert found('creators.name:"Ong, Dily"')
    assert len(found("recid:14839856 OR recid:7089246", "--as-written", "--all-versions")) == 2


def test_more_rows_than_a_page_are_several_pages_and_never_a_400(run: Run, demo: Demo):
    ran = run("zenodo", "search", "--type", "dataset", "--size", "60", "--json")
    assert (ran.code, ran.data["loaded"], ran.data["total"]) == (0, 43, 43)
    assert demo.stats()["counts"] == {"zenodo": 2}
    assert demo.stats()["statuses"] == {"200": 2}
    second = run("zenodo", "search", "--type", "dataset", "--size", "10", "--page", "2", "--json")
    assert [one["id"] for one in second.data["records"]] == [one["id"] for one in ran.data["records"]][10:20]
    beyond = run("zenodo", "search", "--type", "dataset", "--page", "3", "--json")
    assert (beyond.code, beyond.data["records"], beyond.error_code) == (3, [], "not_found")
    assert run("zenodo", "search", "x", "--page", "401", "--json").error_code == "usage"
    assert demo.stats()["statuses"] == {"200": 4}


def test_a_filter_that_zenodo_drops_is_told(run: Run):
    ran = run("zenodo", "search", "attention", "--community", "no-such-community", "--json")
    assert (ran.code, ran.data["dropped"]) == (0, ["communities"])
    assert "ignored these filters: communities" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--sort", "newest"],
        ["x", "--subtype", "article"],
        ["x", "--access", "secret"],
        ["x", "--sort", "fame"],
        ["x", "--date", "soon"],
        ["x", "--date", ":"],
        ['title:"open'],
        ["x", "--size", "0"],
    ],
)
def test_what_cannot_be_asked_is_2_and_not_asked(run: Run, demo: Demo, words: list[str]):
    ran = run("zenodo", "search", *words, "--json")
    assert (ran.code, ran.error_code, ran.data) == (2, "usage", None)
    assert demo.stats()["counts"] == {}


def test_closed_records_are_searched_by_the_query_language(run: Run, demo: Demo):
    ran = run("zenodo", "search", "attention", "--access", "closed", "--json")
    assert (ran.code, ran.data["total"], ran.data["dropped"]) == (3, 0, []), "no record of the demo is closed"
    alone = run("zenodo", "search", "--access", "closed", "--json")
    assert (alone.code, alone.data["total"], alone.data["dropped"]) == (3, 0, [])
    sent = [parse_qs(request["query"]) for request in demo.stats()["requests"]]
    assert [query["q"] for query in sent] == [["(attention) AND access_right:closed"], ["access_right:closed"]]
    assert not any("access_status" in query for query in sent), "Zenodo has no such value of the parameter"
    assert run("zenodo", "search", "access_right:restricted", "--as-written", "--json").data["total"] > 0


def test_nothing_found_is_3_and_a_failing_service_5(run: Run, demo: Demo):
    ran = run("zenodo", "search", "zxqvwjkq", "--json")
    assert (ran.code, ran.data["total"], ran.data["records"]) == (3, 0, [])
    assert set(ran.data["facets"]) == {"access_status", "resource_type", "subject", "file_type"}
    demo.config(fail={"zenodo": 500})
    failed = run("zenodo", "search", "attention", "--refresh", "--json")
    assert (failed.code, failed.data, failed.error_code) == (5, None, "unreachable")
    assert failed.source("zenodo")["state"] == "failed"


def test_the_flat_table_as_json_and_as_csv(run: Run):
    ran = run("zenodo", "search", "attention", "--flat", "--json")
    assert ran.code == 0
    assert all(set(row) == ROW for row in ran.data["rows"])
    row = next(row for row in ran.data["rows"] if row["title"] == "Attention is All you Need")
    assert row["authors"][0] == "Vaswani, Ashish"
    assert row["url"] == "https://zenodo.org/records/90000011"
    assert row["download_link"].endswith("/files/attention-is-all-you-need.pdf/content")
    assert "<p>" not in row["abstract"]
    table = run("zenodo", "search", "attention", "--csv")
    read = list(csv.DictReader(io.StringIO(table.out)))
    assert [one["doi"] for one in read] == [one["doi"] for one in ran.data["rows"]]
    assert read[0]["authors"] == "; ".join(ran.data["rows"][0]["authors"])
    assert run("zenodo", "search", "attention", "--csv", "--json").data["csv"] == table.out
    empty = run("zenodo", "search", "zxqvwjkq", "--csv")
    assert (empty.code, empty.out.strip()) == (3, ",".join(read[0]))


# -- one record


def test_a_record_in_both_forms(run: Run):
    ran = run("zenodo", "record", VERSIONS[1], "--json")
    assert (ran.code, set(ran.data), ran.data["version"]) == (0, RECORD, "1.3")
    assert ran.data["all"]["conceptrecid"] == "7089245"
    native = run("zenodo", "record", VERSIONS[1], "--native", "--json").data
    assert native["all"]["parent"]["id"] == "7089245"
    for key in RECORD - {"all", "related", "files"}:
        assert native[key] == ran.data[key], key


def test_versions_and_the_latest_from_any_id(run: Run):
    for name in ("7089245", "7089246", "10.5281/zenodo.7089245", "https://zenodo.org/records/7089279"):
        ran = run("zenodo", "versions", name, "--json")
        assert [one["id"] for one in ran.data["versions"]] == VERSIONS
        assert run("zenodo", "latest", name, "--json").data["id"] == VERSIONS[0]


def test_counts_of_this_and_of_all_versions(run: Run):
    data = run("zenodo", "stats", VERSIONS[2], "--json").data
    assert set(data) == {"this", "all"}
    assert set(data["this"]) == set(data["all"]) == STATS
    assert all(data["this"][name] <= data["all"][name] for name in STATS)
    assert "this version" in run("zenodo", "stats", VERSIONS[2]).out


def test_files_with_sizes_checksums_and_addresses(run: Run):
    files = run("zenodo", "files", FILES, "--json").data["files"]
    assert len(files) == 5
    assert all(set(file) == {"name", "size", "checksum", "type", "url", "media_type"} for file in files)
    assert {file["name"].rpartition(".")[2]: file["media_type"] for file in files} == {
        "csv": "text/plain",
        "yaml": "text/plain",
        "prior_info": "application/octet-stream",
    }
    assert "text/plain" in run("zenodo", "files", FILES).out
    assert all(file["url"].endswith("/content") and file["checksum"].startswith("md5:") for file in files)
    one = run("zenodo", "files", FILES, files[0]["name"], "--json")
    assert one.data["files"] == files[:1]
    assert run("zenodo", "files", FILES, "none.csv", "--json").code == 3
    closed = run("zenodo", "files", RESTRICTED, "--json")
    assert (closed.code, closed.error_code) == (5, "refused")


def test_the_statistics_of_many_records_in_their_order(run: Run, demo: Demo):
    alone = run("zenodo", "stats", VERSIONS[2], "--json").data
    demo.reset()
    ran = run("zenodo", "stats", FILES, VERSIONS[2], FILES, "--json")
    assert (ran.code, set(ran.data)) == (0, {"items"})
    assert [item["id"] for item in ran.data["items"]] == [FILES, VERSIONS[2], FILES]
    assert ran.data["items"][1] == {"id": VERSIONS[2], **alone}
    assert ran.data["items"][0] == ran.data["items"][2]
    assert demo.stats()["counts"] == {"zenodo": 1}, "each record is requested once, and one was known"
    some = run("zenodo", "stats", "90000900", "nonsense", FILES, "--json")
    assert (some.code, [error["code"] for error in some.answer["errors"]]) == (4, ["not_found", "usage"])
    assert [error["subject"] for error in some.answer["errors"]] == ["90000900", "nonsense"]
    assert some.data["items"][0] == {"id": "90000900", "this": None, "all": None}
    assert set(some.data["items"][2]["this"]) == STATS
    assert FILES in run("zenodo", "stats", FILES, VERSIONS[2]).out


@pytest.mark.parametrize("verb", ["record", "latest", "versions", "stats", "files"])
def test_what_is_not_there_and_what_names_no_record(run: Run, demo: Demo, verb: str):
    for name in ("999", "90000900", "10.5281/zenodo.999"):
        ran = run("zenodo", verb, name, "--json")
        assert (ran.code, ran.error_code, ran.data) == (3, "not_found", None), name
    demo.reset()
    ran = run("zenodo", verb, "nonsense", "--json")
    assert (ran.code, ran.error_code) == (2, "usage")
    assert demo.stats()["counts"] == {}


def test_a_second_look_costs_no_request_unless_it_is_refreshed(run: Run, demo: Demo):
    for _ in range(2):
        run("zenodo", "record", FILES, "--json")
    assert demo.stats()["counts"] == {"zenodo": 1}
    assert run("zenodo", "record", FILES, "--json").source("zenodo")["cached"] == 1
    run("zenodo", "record", FILES, "--refresh", "--json")
    assert demo.stats()["counts"] == {"zenodo": 2}


# -- communities


def test_communities_and_one_of_them(run: Run):
    ran = run("zenodo", "communities", "--size", "60", "--json")
    assert ran.code == 0
    assert ran.data["total"] == len(ran.data["communities"]) > 25
    assert all(set(one) == COMMUNITY for one in ran.data["communities"])
    assert set(ran.data["facets"]) == {"type", "funder", "organization"}
    some = run("zenodo", "communities", "glacier", "--type", "event", "--json").data
    assert [one["slug"] for one in some["communities"]] == ["glacier-workshop"]
    one = run("zenodo", "community", "glacier-workshop", "--json").data
    assert set(one) == COMMUNITY | {"total", "loaded", "dropped", "facets", "records"}
    assert one["records"] is None
    assert run("zenodo", "community", one["id"], "--json").data == one
    assert run("zenodo", "communities", "zxqvwjkq", "--json").code == 3
    assert run("zenodo", "community", "no-such-community", "--json").code == 3
    assert run("zenodo", "community", "demo-inner-circle", "--json").error_code == "refused"


def test_a_search_within_a_community(run: Run):
    data = run("zenodo", "community", "ipbes", "nexus", "--access", "restricted", "--json").data
    assert data["slug"] == "ipbes"
    assert data["records"]
    assert data["total"] == data["loaded"] == len(data["records"])
    assert all(set(record) == RECORD and "ipbes" in record["communities"] for record in data["records"])
    every = run("zenodo", "community", "ipbes", "--records", "--json").data
    assert every["total"] > data["total"]
    assert run("zenodo", "community", "ipbes", "zxqvwjkq", "--json").code == 3
    held = run("zenodo", "communities", "--record", RESTRICTED, "--json").data
    assert [one["slug"] for one in held["communities"]] == ["ipbes"]
    assert run("zenodo", "communities", "x", "--record", RESTRICTED, "--json").code == 2


# -- get


def test_get_keeps_the_files_of_a_record(run: Run, demo: Demo, tmp_path: Path):
    ran = run("zenodo", "get", FILES, "--json")
    assert ran.code == 0
    assert set(ran.data) == {"items", "report"}
    assert ran.data["report"]["saved"] == 5
    for item in ran.data["items"]:
        assert set(item) == {"id", "name", "outcome", "path", "paper", "attempts", "files"}
        assert (item["id"], item["outcome"]) == (FILES, "saved")
        assert Path(item["path"]).is_file()
        assert item["paper"]["in_library"] is True
        (attempt,) = item["attempts"]
        assert (attempt["source"], attempt["outcome"]) == ("zenodo", "saved")
    told = ran.err.index("5 files to download: 146.2 kB")
    assert told < ran.err.index("saved."), "sizes are said before anything is fetched"
    assert "Licence: cc-zero" in ran.err
    assert [source["name"] for source in ran.answer["sources"]] == ["zenodo", "files"]
    counts = demo.stats()["counts"]
    again = run("zenodo", "get", FILES, "*.yaml", "--to", str(tmp_path / "out"), "--json")
    assert demo.stats()["counts"] == counts, "what is kept costs no request"
    assert [item["attempts"] for item in again.data["items"]] == [[], []]
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".yaml", ".yaml"]
    kept = run("library", "show", f"zenodo:{FILES}", "--json").data
    assert len(kept["files"]) == 5
    assert {file["license"] for file in kept["files"]} == {"cc-zero"}
    assert run("library", "verify", "--json").code == 0


def test_the_errors_of_a_record_name_the_files(run: Run, demo: Demo):
    name = run("zenodo", "files", FILES, "--json").data["files"][0]["name"]
    demo.config(faults={f"/api/records/{FILES}/files/{name}/content": 404})
    ran = run("zenodo", "get", FILES, "--json")
    assert ran.code == 4
    (error,) = ran.answer["errors"]
    assert (error["code"], error["subject"]) == ("not_found", FILES)
    assert error["message"].startswith(f"{name}: ")


def test_get_says_why_it_brings_nothing(run: Run, demo: Demo):
    closed = run("zenodo", "get", RESTRICTED, "--json")
    assert (closed.code, closed.data["items"][0]["outcome"]) == (6, "closed")
    assert closed.data["items"][0]["name"] is None
    unknown = run("zenodo", "get", "999", "--json")
    assert (unknown.code, unknown.data["items"][0]["outcome"], unknown.data["items"][0]["paper"]) == (
        3,
        "not_found",
        None,
    )
    missing = run("zenodo", "get", FILES, "none.csv", "--json")
    assert (missing.code, missing.data["items"][0]["outcome"]) == (3, "not_found")
    some = run("zenodo", "get", FILES, "none.csv", "*.prior_info", "--json")
    assert (some.code, [item["outcome"] for item in some.data["items"]]) == (4, ["saved", "not_found"])
    assert run("zenodo", "get", "nonsense", "--json").code == 2
    assert run("zenodo", "get", FILES, "x", "--archive", "--json").code == 2
    demo.config(fail={"/api/records/7089246": 500})
    down = run("zenodo", "get", "7089246", "--json")
    assert (down.code, down.data["items"][0]["outcome"], down.error_code) == (5, "temporary", "unreachable")


def test_a_file_that_is_cut_once_comes_whole(run: Run, demo: Demo):
    demo.config(faults={f"/api/records/{FILES}/files": {"kind": "cut", "times": 1}})
    ran = run("zenodo", "get", FILES, "ns_lcdm_bao.sdss_dr16.csv", "--json")
    assert (ran.code, ran.data["items"][0]["outcome"]) == (0, "saved")
    ranges = [request["range"] for request in demo.stats()["requests"] if "/files/" in request["path"]]
    assert ranges[0] is None
    assert ranges[1].startswith("bytes=")


def test_for_people_everything_is_readable(run: Run):
    assert "Attention is All you Need" in run("zenodo", "search", "attention").out
    assert "cc-by-4.0" in run("zenodo", "record", "90000011").out
    assert "glacier-workshop" in run("zenodo", "communities", "glacier").out
    assert "Curation" in run("zenodo", "community", "ipbes").out
    assert "kB" in run("zenodo", "files", FILES).out
    help_text = run("zenodo", "search", "--help").out
    for option in ("--type", "--subtype", "--access", "--community", "--file-type", "--language", "--sort", "--size"):
        assert option in help_text


def test_help_and_mistyped_verbs(run: Run):
    ran = run("zenodo", "--json")
    assert (ran.code, ran.error_code) == (2, "usage")
    assert "zenodo get" in json.dumps(ran.answer["errors"])
    assert run("zenodo", "fetch", "1", "--json").code == 2


def test_get_writes_its_report_as_csv(run: Run, tmp_path: Path):
    out = tmp_path / "files.csv"
    ran = run("zenodo", "get", FILES, "*.yaml", "none.csv", "--csv", str(out), "--json")
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["id"], row["name"], row["outcome"], row["path"]) for row in rows] == [
        (item["id"], item["name"], item["outcome"], item["path"] or "") for item in ran.data["items"]
    ]
    assert [row["outcome"] for row in rows] == ["saved", "saved", "not_found"]
    assert all(row["sha256"] for row in rows[:2])


def test_a_file_that_was_refused_is_not_requested_again_unless_one_says_so(run: Run, demo: Demo):
    files = f"/api/records/{FILES}/files"

    def get(*more: str) -> tuple[str, int, int]:
        """The outcome, the number of attempts, and the requests for the file until now."""
        (item,) = run("zenodo", "get", FILES, "ns_lcdm_bao.sdss_dr16.csv", *more, "--json").data["items"]
        asked = sum(count for path, count in demo.stats()["paths"].items() if path.startswith(files))
        return item["outcome"], len(item["attempts"]), asked

    demo.config(fail={files: 404})
    assert get() == ("unavailable", 1, 1)
    assert get() == ("unavailable", 1, 1)
    demo.config(fail={files: 503})
    outcome, attempts, asked = get("--retry", "all")
    assert (outcome, attempts) == ("temporary", 1)
    assert asked > 1
    assert get("--retry", "none") == ("temporary", 1, asked)
    demo.config(fail={})
    assert get() == ("saved", 1, asked + 1)


def test_files_of_two_records_with_one_name_do_not_overwrite_each_other(run: Run, tmp_path: Path):
    to = tmp_path / "out"
    paths = []
    for record in ("90000101", "90000102"):
        (item,) = run("zenodo", "get", record, "source.zip", "--to", str(to), "--json").data["items"]
        assert (item["name"], item["outcome"]) == ("source.zip", "saved")
        paths.append(Path(item["path"]))
    assert len(set(paths)) == 2
    assert paths[0].read_bytes() != paths[1].read_bytes()

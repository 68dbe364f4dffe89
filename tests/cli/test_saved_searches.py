"""searches, ledger: saved searches and the search ledger by command, against the demo services."""

from __future__ import annotations

import asyncio
import csv
import io
from pathlib import Path

from scholar_desktop import app, settings
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo


def save(*searches: tuple[str, Query]) -> None:
    """Save searches as the window does."""

    async def work() -> None:
        backend = app.build_services(settings.load(()))
        try:
            for name, query in searches:
                await backend.services.saved_searches.save(query, name=name, sources=["s2"])
        finally:
            await backend.aclose()

    asyncio.run(work())


def test_saved_searches_are_listed_run_and_deleted(run: Run, demo: Demo):
    assert run("searches", "list", "--json").data == {"searches": []}
    save(("Turing", Query(words="turing")), ("heads", Query(words="attention", filters=Filters(year_from=2017))))
    listed = run("searches", "list", "--json")
    assert [(one["name"], one["words"], one["sources"]) for one in listed.data["searches"]] == [
        ("heads", "attention", ["s2"]),
        ("Turing", "turing", ["s2"]),
    ]
    assert listed.data["searches"][0]["filters"] == {"year_from": 2017}
    assert demo.stats()["counts"] == {}
    ran = run("searches", "run", "heads", "--json")
    assert ran.code == 0
    assert set(ran.data) == {"searches", "query", "total", "merged", "papers", "new"}
    assert ran.data["searches"] == listed.data["searches"][:1]
    assert (ran.data["query"], ran.data["new"]) == ("attention", [])
    assert ran.data["papers"]
    assert all(paper["year"] >= 2017 for paper in ran.data["papers"])
    requests = demo.stats()["counts"]["s2"]
    again = run("searches", "run", "HEADS", "--json").data
    assert [paper["id"] for paper in again["papers"]] == [paper["id"] for paper in ran.data["papers"]]
    assert demo.stats()["counts"]["s2"] > requests, "stored answers have nothing new"
    left = run("searches", "delete", "heads", "--json")
    assert (left.code, [one["name"] for one in left.data["searches"]]) == (0, ["Turing"])
    assert "Turing" in run("searches", "list").out
    gone = run("searches", "run", "heads", "--json")
    assert (gone.code, gone.error_code, gone.data) == (3, "not_found", None)
    assert run("library", "undo", "--json").code == 0
    assert len(run("searches", "list", "--json").data["searches"]) == 2


def test_of_two_searches_with_one_name_the_key_is_needed(run: Run):
    save(("mosses", Query(words="turing")), ("mosses", Query(words="attention")))
    first = run("searches", "list", "--json").data["searches"][0]
    ran = run("searches", "delete", "mosses", "--json")
    assert (ran.code, ran.error_code) == (2, "usage")
    assert first["key"] in ran.answer["errors"][0]["hint"]
    left = run("searches", "delete", first["key"], "--json").data["searches"]
    assert [one["key"] for one in left] != [first["key"]]
    assert len(left) == 1


def test_the_ledger_has_every_run_and_its_counts(run: Run, demo: Demo, tmp_path: Path):
    assert run("ledger", "--json").data == {"runs": [], "prisma": None}
    save(("heads", Query(words="attention")))
    searched = run("search", "turing", "--source", "s2", "--json").data
    run("searches", "run", "heads", "--json")
    before = demo.stats()["counts"]
    out = tmp_path / "ledger.csv"
    ran = run("ledger", "--csv", str(out), "--json")
    assert (ran.code, set(ran.data)) == (0, {"runs", "prisma"})
    assert [(one["words"], one["how"], one["saved"]) for one in ran.data["runs"]] == [
        ("attention", "saved", "heads"),
        ("turing", "command", None),
    ]
    assert ran.data["runs"][1]["shown"] == len(searched["papers"])
    assert ran.data["runs"][1]["sources"][0]["name"] == "s2"
    assert "| Records to screen |" in ran.data["prisma"]
    assert run("ledger").out == ran.data["prisma"]
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["words"] for row in rows] == ["attention", "turing"]
    assert demo.stats()["counts"] == before

"""`show --json`: under `all` everything that each service sent, with its date."""

from __future__ import annotations

from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

LONG_COVID = "10.1038/s41579-022-00846-2"
RECORD = "zenodo:90000011"


def test_all_that_unpaywall_sent_is_there(run: Run, demo: Demo):
    said = run("show", LONG_COVID, "--json").data["all"]["unpaywall"]
    assert said["fields"] == demo.get(f"/v2/{LONG_COVID}?email=me@uni-testing.edu")
    assert said["retrieved"].endswith("Z")
    assert {"genre", "is_paratext", "journal_issn_l", "journal_is_in_doaj", "publisher", "z_authors"} <= set(
        said["fields"]
    )


def test_semantic_scholar_gives_venue_journal_fields_summary_and_embedding(run: Run):
    said = run("show", LONG_COVID, "--json").data["all"]["s2"]
    wanted = (
        *("publicationVenue", "fieldsOfStudy", "s2FieldsOfStudy", "journal", "publicationTypes", "tldr", "embedding"),
        *("externalIds", "openAccessPdf", "influentialCitationCount", "publicationDate", "abstract"),
    )
    assert set(wanted) <= set(said["fields"])
    assert len(said["fields"]["embedding"]["vector"]) == 768


def test_a_record_is_there_as_zenodo_sent_it(run: Run, demo: Demo):
    said = run("show", RECORD, "--json").data["all"]["zenodo"]
    record = demo.get("/api/records/90000011")
    assert said["fields"] == record
    assert {"license", "communities", "related_identifiers"} <= set(said["fields"]["metadata"])


def test_the_second_time_nothing_is_asked_and_all_is_there_still(run: Run, demo: Demo):
    first = run("show", LONG_COVID, "--json").data["all"]
    demo.reset()
    assert run("show", LONG_COVID, "--json").data["all"] == first
    assert demo.stats()["counts"] == {}

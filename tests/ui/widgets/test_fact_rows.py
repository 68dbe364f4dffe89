"""What the services sent, as rows: nothing is lost, known fields are in words, unknown ones as sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from scholar_desktop.domain.paper import Facts
from scholar_desktop.translation import set_language
from scholar_desktop.ui.widgets.fact_rows import FactKind, FactRow, fact_rows_of
from scholar_desktop.ui.words.field_words import FIELDS, field_label
from tests.support import recorded_exchanges as recordings

WHEN = "2026-11-20T08:00:00Z"


def rows(source: str, fields: dict[str, Any], *opened: str) -> dict[str, str]:
    """Values by name; of several with one name the first."""
    found: dict[str, str] = {}
    for row in fact_rows_of(Facts(source, WHEN, fields), frozenset(opened)):
        found.setdefault(row.name, row.value)
    return found


@pytest.fixture
def german() -> Iterator[None]:
    set_language("de")
    yield
    set_language("en")


def test_several_issns_have_a_space_after_each_comma() -> None:
    assert rows("unpaywall", {"journal_issns": "0193-4511,0036-8075"})["ISSNs"] == "0193-4511, 0036-8075"


def test_values_of_the_program_are_translated(german: None) -> None:
    shown = rows(
        "unpaywall", {"is_oa": True, "is_paratext": False, "oa_locations": [{"url": "a"}, {"url": "b", "x": 1}]}
    )
    assert "1 von 2" in shown
    assert {"ja", "nein"} <= set(shown.values())
    # values of closed sets, too, and others as sent
    place = {"host_type": "repository", "evidence": "oa repository (via pmcid lookup)", "version": "publishedVersion"}
    sent = {"genre": "journal-article", "oa_status": "gold", "z_authors": [{"name": "Ada", "author_position": "first"}]}
    shown = rows("unpaywall", {**sent, "publisher": "other", "oa_locations": [place]})
    assert {
        "Zeitschriftenartikel",
        "OA Gold",
        "Repositorium",
        "Repositorium (über die PMCID gefunden)",
        "other",
    } <= set(shown.values())
    assert shown["Autoren"] == "Ada, erste Stelle"


def all_opened(facts: Facts) -> tuple[FactRow, ...]:
    """With everything opened that can be."""
    opened: frozenset[str] = frozenset()
    while True:
        found = fact_rows_of(facts, opened)
        more = opened | {row.target for row in found if row.kind is FactKind.MORE}
        if more == opened:
            return found
        opened = more


def keys_of(value: Any, path: str = "") -> set[str]:
    """The path of every key in *value*."""
    found: set[str] = set()
    if isinstance(value, dict):
        for key, inner in value.items():
            own = f"{path}.{key}" if path else key
            found |= {own} | keys_of(inner, own)
    elif isinstance(value, list):
        for inner in value:
            found |= keys_of(inner, path)
    return found


@pytest.mark.parametrize(
    ("source", "endpoint"), [("s2", "s2.paper"), ("unpaywall", "unpaywall.doi"), ("zenodo", "zenodo.record")]
)
def test_every_key_that_was_ever_recorded_is_named(recorded, source, endpoint):
    exchanges = recordings.good(recordings.load(recorded), endpoint)
    assert exchanges
    for exchange in exchanges:
        shown = all_opened(Facts(source, WHEN, exchange.body))
        text = "\n".join(f"{row.name}\n{row.value}" for row in shown).lower()
        for path in keys_of(exchange.body):
            top, last = path.partition(".")[0], path.rpartition(".")[2]
            # said in other words: people, places named by their number, the vector, the way to the metadata
            folded = top in ("z_authors", "authors", "best_oa_location", "first_oa_location", "embedding", "metadata")
            people = ".creators." in f".{path}." or ".contributors." in f".{path}."
            if not folded and not people and path.count(".") < 2:
                words = field_label(source, path).words.lower()
                parent = field_label(source, path.rpartition(".")[0]).words.lower()
                assert words in text or last.lower() in text or parent in text, f"{exchange.name}: {path}"
            elif path == top:
                assert field_label(source, path).words.lower() in text or top == "metadata", f"{exchange.name}: {path}"


def test_the_table_calls_each_field_by_words_of_its_own():
    for table in FIELDS.values():
        assert all(field.words and "_" not in field.words for field in table.values())


def test_a_key_that_nobody_knows_is_shown_as_sent():
    shown = rows("s2", {"title": "T", "brandNewField": {"innerKey": 3, "otherKey": True}})
    assert "brandNewField" in shown
    assert shown["innerKey"] == "3"
    assert shown["otherKey"] == "yes"


def test_semantic_scholar_says_venue_journal_and_both_kinds_of_field():
    shown = fact_rows_of(
        Facts(
            "s2",
            WHEN,
            {
                "publicationVenue": {
                    "name": "Nature",
                    "issn": "0028-0836",
                    "alternate_names": ["Nat", "Nature (London)"],
                },
                "journal": {"name": "Nature", "volume": "521", "pages": "\n 436-444 \n"},
                "fieldsOfStudy": ["Computer Science"],
                "s2FieldsOfStudy": [
                    {"category": "Computer Science", "source": "external"},
                    {"category": "Medicine", "source": "s2-fos-model"},
                ],
                "citationCount": 1204567,
                "publicationTypes": ["JournalArticle", "Review"],
                "tldr": {"model": "tldr@v2.0.0", "text": "Deep learning works."},
                "embedding": {"model": "specter_v1", "vector": [0.5] * 768},
                "openAccessPdf": None,
            },
        )
    )
    values = [row.value for row in shown]
    by_name = {row.name: row.value for row in shown}
    assert by_name["ISSN"] == "0028-0836"
    assert by_name["Volume"] == "521"
    assert by_name["Pages"] == "436-444"
    assert by_name["Embedding"] == "768 numbers, specter_v1"
    assert by_name["Citations"] == "1,204,567"
    assert "Computer Science, by the publisher or another source" in values
    assert "Medicine, by Semantic Scholar's model" in values
    assert by_name["Summary"] == "Deep learning works."
    assert by_name["Not given"] == "Open-access PDF"


def test_unpaywall_names_the_corresponding_author_and_places_once():
    place = {"url": "https://a.org/x", "host_type": "publisher", "version": "publishedVersion", "license": "cc-by"}
    shown = fact_rows_of(
        Facts(
            "unpaywall",
            WHEN,
            {
                "genre": "journal-article",
                "is_paratext": False,
                "journal_issn_l": "1476-4687",
                "journal_is_in_doaj": True,
                "updated": "2025-05-22T18:42:22Z",
                "best_oa_location": place,
                "oa_locations": [place],
                "z_authors": [
                    {
                        "author_position": "first",
                        "raw_author_name": "Ada Lovelace",
                        "is_corresponding": True,
                        "raw_affiliation_strings": ["University of London"],
                    },
                    {"author_position": "last", "raw_author_name": "Charles Babbage", "is_corresponding": False},
                ],
            },
        )
    )
    values = [row.value for row in shown]
    by_name = {row.name: row.value for row in shown}
    assert by_name["ISSN-L"] == "1476-4687"
    assert by_name["Journal in DOAJ"] == "yes"
    assert by_name["Paratext"] == "no"
    assert by_name["Updated"].startswith("22 May 2025")
    assert by_name["Best copy"] == "copy 1 of 1"
    assert "Ada Lovelace, first, corresponding author" in values
    assert "Affiliations: University of London" in values
    assert "Charles Babbage, last" in values


def test_zenodo_says_licence_funding_relations_communities_and_notes_without_markup():
    shown = fact_rows_of(
        Facts(
            "zenodo",
            WHEN,
            {
                "id": 17,
                "metadata": {
                    "license": {"id": "cc-by-4.0"},
                    "communities": [{"id": "dryad"}],
                    "notes": "<p>Read <b>this</b> first.</p><script>no()</script>",
                    "grants": [{"code": "101", "funder": {"name": "European Commission"}}],
                    "related_identifiers": [
                        {"identifier": "10.1/x", "relation": "isSupplementTo", "scheme": "doi"},
                        {"identifier": "10.1/y", "relation": "cites", "scheme": "doi"},
                    ],
                },
            },
        )
    )
    by_name = {row.name: row.value for row in shown}
    assert by_name["Licence"] == "CC BY 4.0"
    assert by_name["Communities"] == "dryad"
    assert by_name["Notes"] == "Read this first."
    assert by_name["Funder"] == "European Commission"
    assert [row.value for row in shown if row.name == "Identifier"] == ["10.1/x", "10.1/y"]


def test_long_lists_and_texts_show_their_beginning_and_open():
    fields = {"files": [{"key": f"{number}.csv", "size": 10, "type": "csv"} for number in range(30)]}
    closed = fact_rows_of(Facts("zenodo", WHEN, fields))
    more = next(row for row in closed if row.kind is FactKind.MORE)
    assert more.value == "Show 27 more"
    opened = fact_rows_of(Facts("zenodo", WHEN, fields), frozenset({more.target}))
    assert sum(row.value.endswith(".csv") for row in opened) == 30
    text = rows("s2", {"abstract": "word " * 400})["Abstract"]
    assert len(text) < 700
    assert rows("s2", {"abstract": "word " * 400}, "abstract")["Abstract"] == ("word " * 400).strip()


@pytest.mark.parametrize("plain_is_all", [True, False])
def test_the_greater_statistics_are_called_those_of_all_versions(plain_is_all: bool):
    this, every = (
        {"views": 137, "downloads": 10, "unique_views": 90},
        {"views": 415, "downloads": 27, "unique_views": 90},
    )
    first, second = (every, this) if plain_is_all else (this, every)
    stats = first | {f"version_{name}": value for name, value in second.items()}
    shown = rows("zenodo", {"stats": stats}, "stats")
    assert (shown["Views"], shown["Views, all versions"]) == ("137", "415")
    assert (shown["Downloads"], shown["Downloads, all versions"]) == ("10", "27")

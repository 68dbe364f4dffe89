"""Fields as a person types them, and their names in CSL and Zotero."""

from __future__ import annotations

import msgspec
import pytest

from scholar_desktop.domain import csl_variables
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.field_input import read_fields
from scholar_desktop.domain.own_fields import (
    BY_IMPORT,
    BY_PERSON,
    NOTHING,
    Contributor,
    OwnFields,
    forget_fields,
    has_more_authors,
    merge_own,
    with_own_fields,
    write_fields,
)
from scholar_desktop.domain.paper import Author, Paper


@pytest.mark.parametrize(
    ("word", "name", "value"),
    [
        ("publicationTitle=Nature", "container-title", "Nature"),
        ("doi=https://doi.org/10.5555/ABC", "DOI", "10.5555/abc"),
        ("url=https://example.org/a=b", "URL", "https://example.org/a=b"),
        ("date=2019", "issued", {"from": "2019", "to": None}),
        ("issued=2019-03/2019-05-01", "issued", {"from": "2019-03", "to": "2019-05-01"}),
        ("accessDate=2020-02-29", "accessed", {"from": "2020-02-29", "to": None}),
        ("type=PhD thesis", "genre", "PhD thesis"),
        ("item_type=journalArticle", "item_type", "article-journal"),
        ("arXiv=arXiv:2004.05150v2", "arxiv", "2004.05150"),
        ("Lesesaal=3", "Lesesaal", "3"),
        ("volume=", "volume", None),
        ("editor=", "editor", None),
    ],
)
def test_a_field_is_read_under_the_name_of_csl(word: str, name: str, value: object):
    assert read_fields([word]) == {name: value}


@pytest.mark.parametrize(
    "word",
    ["title", "=a", "DOI=hello", "issued=2019-02-30", "issued=2019-13", "issued=2020/2019", "item_type=poem", "PMID=x"],
)
def test_what_a_field_does_not_take_is_refused(word: str):
    with pytest.raises(UsageError):
        read_fields([word])


def test_the_tables_lead_to_names_of_csl():
    assert set(csl_variables.TYPE_OF_ZOTERO.values()) <= csl_variables.CSL_TYPES
    assert set(csl_variables.FIELD_OF_ZOTERO.values()) <= csl_variables.TEXTS | csl_variables.DATES
    assert set(csl_variables.ROLE_OF_ZOTERO.values()) <= csl_variables.ROLES
    assert len(csl_variables.CSL_TYPES) == 45
    assert set(csl_variables.PAPER_TYPE_OF_CSL) <= csl_variables.CSL_TYPES


def test_a_field_knows_who_wrote_it_and_when():
    own = write_fields(NOTHING, {"volume": "1", "issue": "2"}, BY_IMPORT, "2026-01-01T00:00:00Z")
    own = write_fields(
        own, {"volume": None, **read_fields(["author=Lee, Mo; Ford, Al"])}, BY_PERSON, "2026-01-02T00:00:00Z"
    )
    assert own.fields == {"issue": "2"}
    assert {name: (one.by, one.at[:10]) for name, one in own.origin.items()} == {
        "volume": ("person", "2026-01-02"),
        "issue": ("import", "2026-01-01"),
        "author": ("person", "2026-01-02"),
    }
    assert own.written == "2026-01-02T00:00:00Z"
    assert [one.family for one in own.people] == ["Lee", "Ford"]
    assert forget_fields(own, frozenset(("author", "volume", "issue"))) == NOTHING


def test_of_two_entries_the_first_wins_where_both_say_something():
    first = write_fields(NOTHING, {"volume": None, "note": "a"}, BY_PERSON, "2026")
    other = write_fields(NOTHING, {"volume": "2", "issue": "3"}, BY_PERSON, "2025")
    assert merge_own(first, other).fields == {"note": "a", "issue": "3"}


def test_the_same_values_again_keep_their_time_and_other_ones_do_not():
    first = write_fields(NOTHING, {"title": "Tides"}, BY_PERSON, "2026-01-01")
    assert write_fields(first, {"title": "Tides"}, BY_PERSON, "2026-01-02") is first
    assert write_fields(first, {"title": "Waves"}, BY_PERSON, "2026-01-02").origin["title"].at == "2026-01-02"
    assert write_fields(first, {"title": "Tides"}, BY_IMPORT, "2026-01-02").origin["title"].by == BY_IMPORT


def entry_by(text: str, *people: Contributor) -> OwnFields:
    own = write_fields(NOTHING, {"title": "T", "author": people}, BY_IMPORT, "2024-01-01T00:00:00Z")
    return msgspec.structs.replace(own, extra={"bibtex": {"raw": {"author": [["author", text]]}}})


PETERS, NEUMANN = Contributor("author", "Peters", "Matthew E."), Contributor("author", "Neumann", "Mark")
ALL = tuple(Author(name) for name in ("Matthew Peters", "Mark Neumann", "Mohit Iyyer"))


@pytest.mark.parametrize(
    ("own", "stated", "names", "more"),
    [
        (entry_by("Peters, Matthew E. and others", PETERS), (), ["Matthew E. Peters"], True),
        (entry_by("Peters, Matthew E. and {others}", PETERS), ALL, [author.name for author in ALL], False),
        (entry_by("Peters, Matthew E. and others", PETERS), ALL[1:], ["Matthew E. Peters"], True),
        (entry_by("Peters, Matthew E.", PETERS), ALL, ["Matthew E. Peters"], False),
        (entry_by("Peters, Matthew E. and others", PETERS, NEUMANN), ALL, ["Matthew E. Peters", "Mark Neumann"], False),
    ],
    ids=["alone", "filled", "other people", "not cut", "edited since"],
)
def test_and_others_stands_for_the_authors_that_a_service_names(own, stated, names, more):
    shown = with_own_fields(Paper("T", authors=stated), own)
    assert [author.name for author in shown.authors] == names
    assert has_more_authors(shown) is more

"""An item of CSL-JSON goes out as it came, as long as nobody has changed it."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.formats.entries.csl_reading import read_csl_entries
from scholar_desktop.formats.entries.csl_writing import write_csl_entries
from scholar_desktop.formats.entries.csv_reading import read_csv_entries
from scholar_desktop.formats.entries.csv_writing import write_csv_entries


def entry_of(item: dict[str, Any]) -> FullEntry:
    (entry,) = read_csl_entries(json.dumps([item])).entries
    return entry


def written(entry: FullEntry) -> dict[str, Any]:
    (item,) = json.loads(write_csl_entries([entry]))
    return item


@pytest.mark.parametrize(
    "more",
    [
        {"author": [{"family": "Beauvoir", "given": "Simone", "dropping-particle": "de"}]},
        {"author": [{"family": "King", "given": "M", "suffix": "Jr.", "comma-suffix": True}, {"literal": "others"}]},
        {"author": [{"family": "王", "given": "小明", "static-ordering": True}]},
        {"author": [{"given": "Madonna"}]},
        {"issued": {"date-parts": [[-43, 3, 15]]}},
        {"issued": {"date-parts": [[1900]], "circa": "about"}},
        {"issued": {"raw": "May 2001"}},
        {"issued": {"date-parts": [["20th century"]]}},
        {"issued": {"date-parts": [[2000]], "season": "Spring"}},
        {"keyword": ["a, b", "c"]},
        {"unknown": "text", "another": {"x": [1]}, "flag": True},
        {"type": "new-type"},
        {"citation-key": "a"},
    ],
)
def test_an_item_comes_back_equal(more: dict[str, Any]):
    item = {"id": "a", "type": "book", "title": "T"} | more
    assert written(entry_of(item)) == item


def test_the_id_of_zotero_gives_way_to_the_citation_key():
    item = written(entry_of({"id": "http://zotero.org/users/1/items/A", "citation-key": "k", "title": "T"}))
    assert (item["id"], item["citation-key"]) == ("k", "k")


def test_a_year_before_christ_is_a_text():
    assert entry_of({"id": "a", "issued": {"date-parts": [[-43, 3]]}}).fields["issued"]["literal"] == "-0043-03"


def test_what_was_changed_is_written_again():
    sent = {"author": [{"family": "B", "dropping-particle": "de"}], "issued": {"raw": "May 2001"}, "keyword": ["a"]}
    entry = entry_of({"id": "a", "type": "book"} | sent)
    changed = msgspec.structs.replace(
        entry,
        people=(Contributor("author", "C"),),
        fields={"issued": {"from": "2002", "to": None}},
        tags=("b",),
    )
    item = written(changed)
    assert item["author"] == [{"family": "C"}]
    assert item["issued"] == {"date-parts": [[2002]]}
    assert item["keyword"] == "b"


def test_two_columns_of_a_table_that_are_one_variable_do_not_mix():
    entry = FullEntry(key="a", item_type="book", fields={"title": "T", "publisher": "P", "label": "L", "place": "Q"})
    assert read_csv_entries(write_csv_entries([entry])).entries[0].fields == entry.fields

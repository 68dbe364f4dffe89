"""Names that scripts, stored state and tests hold on to: some may be added, none may go (`fixed_names.json`)."""

from __future__ import annotations

import ast
import inspect
import json

import pytest

from scholar_desktop.corpus import filter_messages, full_texts, row_columns
from scholar_desktop.domain import bibliographic_entry, full_entry
from scholar_desktop.domain.corpus import dataset_rows
from scholar_desktop.domain.paper import Ids
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.stored_field_names import as_stored, stored
from scholar_desktop.formats.entries import bibtex_blocks, bibtex_reading
from scholar_desktop.library.tables import prepared_papers
from tests.house import fixed_names

FIXED = json.loads(fixed_names.LIST.read_text("utf-8"))


def test_the_list_has_every_kind():
    assert set(FIXED) == set(fixed_names.COLLECTORS)
    assert [kind for kind, names in FIXED.items() if not names] == []


@pytest.mark.parametrize("kind", FIXED)
def test_no_name_is_gone(kind):
    assert fixed_names.missing(kind, FIXED[kind], fixed_names.collect(kind)) == []


def test_a_name_that_is_gone_is_seen():
    assert fixed_names.missing("actions", ["view.search", "view.gone"], ["view.search", "view.new"]) == ["view.gone"]
    rows, more = "runs(id words)", "runs(id started words)"
    assert fixed_names.missing("tables", [rows], [more]) == []
    assert fixed_names.missing("tables", [more], [rows]) == [more]
    assert fixed_names.missing("tables", [rows], ["lists(id words)"]) == [rows]


ROWS = {dataset_rows.__name__, row_columns.__name__, full_texts.__name__}
"""Modules of the lines as Semantic Scholar writes them."""
MESSAGES = {
    module.__name__
    for module in (filter_messages, bibliographic_entry, full_entry, bibtex_blocks, bibtex_reading, prepared_papers)
}
"""Modules of what two processes of the program send to each other."""
KNOWN = {kind for document in fixed_names.DOCUMENTS.values() for kind in fixed_names.structs_of(document)}


@pytest.mark.parametrize("kind", sorted(KNOWN, key=lambda kind: kind.__qualname__), ids=lambda kind: kind.__qualname__)
def test_a_struct_that_is_stored_names_what_it_stores(kind):
    (declared,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(declared, ast.ClassDef)
    renames = [word.value for word in declared.keywords if word.arg == "rename"]
    assert [ast.unparse(one.func) for one in renames if isinstance(one, ast.Call)] == ["stored"]


def test_every_struct_that_is_decoded_from_what_the_program_stored_is_known():
    unknown = {
        f"{place}: {kind.__name__}"
        for place, decoded in fixed_names.decoded_types()
        for kind in fixed_names.structs_of(decoded)
        if kind not in KNOWN and kind.__module__ not in ROWS | MESSAGES
    }
    assert unknown == set()


@pytest.mark.parametrize("kind", [Ids, Filters])
def test_attributes_that_are_looked_up_by_their_stored_names_are_called_so(kind):
    """Schemes and filters name them in texts: `getattr(paper.ids, scheme)`."""
    assert kind.__struct_fields__ == kind.__struct_encode_fields__


def test_a_stored_name_outlives_its_attribute_and_an_attribute_without_one_is_refused():
    import msgspec

    class Renamed(msgspec.Struct, rename=stored("detach", added="withdraw")):
        added: list[str] = []
        detach: list[int] = []

    value = msgspec.json.decode(b'{"withdraw": ["a"], "detach": [1]}', type=Renamed)
    assert (value.added, value.detach) == (["a"], [1])
    assert as_stored(value) == {"withdraw": ["a"], "detach": [1]}
    with pytest.raises(TypeError, match="'other' has no stored name"):
        msgspec.defstruct("Refused", [("other", int)], rename=stored("detach"))

"""What is prepared of an entry without the library is what the library would store and show."""

from __future__ import annotations

import msgspec
import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.own_fields import BY_IMPORT, Contributor, Origin, paper_of_own_fields
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.text_folding import fold_file_name
from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from scholar_desktop.formats.file_names import folder_name
from scholar_desktop.library.paper_identity import identifier_names
from scholar_desktop.library.tables import paper_rows
from scholar_desktop.library.tables.prepared_papers import encoded_own, own_of, prepare
from scholar_desktop.library.tables.search_words import search_columns, search_words
from scholar_desktop.library.tables.stored_own_fields import decode_own, encode_own
from tests.support.made_entries import bib_text

ODD = r"""
@book{a b, title={The "origin":{} of {\'E}clairs}, author={{World Health Organization} and others}, editor={Ed, E.}}
@misc{, title={}, year={c. 1999}}
@article{twice, title={T}, title={U}, date={2010-03/2011}, pmid={12}, eprint={2001.00001}, eprinttype={arxiv}, zzz={z}}
@online{on, title={O}, doi={10.48550/arXiv.2001.00002}, ids={one, two three}, keywords={a; b}, annote={N}}
"""
ENTRIES = [
    *read_bibtex_entries(ODD).entries,
    *read_bibtex_entries(bib_text(40)).entries,
    FullEntry(),
    FullEntry("only", extra={"raw": {"x": "y"}}),
    FullEntry(
        "k", None, {"title": {"from": "2001"}, "issued": "words", "origin": {}}, (Contributor("author", literal="L"),)
    ),
]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key or "without a key")
def test_a_prepared_entry_is_what_the_library_would_store(entry: FullEntry):
    origin = Origin(BY_IMPORT, "2026-11-22T12:00:00Z")
    own, paper = own_of(entry, "bibtex", origin), prepare(entry)
    shown = paper_of_own_fields(own)
    stored = encoded_own(paper, "bibtex", origin.at)
    assert stored == ("" if own.is_empty else encode_own(own))
    assert decode_own(stored or "{}") == own
    assert paper.columns == search_columns(shown)
    assert paper.words == ("" if own.is_empty else search_words(paper.columns, own.fields, own.people))
    folder = folder_name(shown)
    assert (paper.id, paper.folder) == (shown.id, (folder, fold_file_name(folder)))
    assert list(paper.names) == identifier_names(shown.ids)


def test_what_a_paper_does_not_have_is_not_stored():
    (entry,) = read_bibtex_entries("@book{k, author = {Doe, Ada}}").entries
    stored = encoded_own(prepare(entry), "bibtex", "2026")
    person = '{"role":"author","family":"Doe","given":"Ada"}'
    written = '{"by":"import","at":"2026","fields":["author","item_type"]}'
    assert stored == f'{{"item_type":"book","people":[{person}],"written":[{written}]}}'
    assert msgspec.json.decode(paper_rows.NOTHING_STATED, type=Paper) == Paper("")

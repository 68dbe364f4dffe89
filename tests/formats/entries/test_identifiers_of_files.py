"""What a file has in the field of an identifier is one, or makes no two papers one."""

from __future__ import annotations

import json

import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.paper import Ids
from scholar_desktop.formats.bibtex_reading import read_bibtex
from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from scholar_desktop.formats.entries.bibtex_writing import write_bibtex_entries
from scholar_desktop.formats.entries.csl_reading import read_csl_entries
from scholar_desktop.formats.entries.csl_writing import write_csl_entries
from scholar_desktop.formats.entries.csv_reading import read_csv_entries
from scholar_desktop.formats.entries.endnote_reading import read_endnote_entries
from scholar_desktop.formats.entries.ris_reading import read_ris_entries
from scholar_desktop.formats.entries.zotero_items import ZoteroItem, entry_of_item
from scholar_desktop.formats.ris import read_ris

_NONE = {"DOI": "n/a", "PMID": "none", "PMCID": "-"}


def read(form: str) -> FullEntry:
    if form == "bibtex":
        return read_bibtex_entries("@article{a, title={A}, doi={n/a}, pmid={none}, pmcid={-}}").entries[0]
    if form == "csl":
        return read_csl_entries(json.dumps([{"id": "a", "title": "A"} | _NONE])).entries[0]
    return entry_of_item(ZoteroItem("journalArticle", {"title": "A"} | _NONE))


@pytest.mark.parametrize("form", ["bibtex", "csl", "zotero"])
def test_a_text_that_is_no_identifier_is_kept_under_another_name(form: str):
    assert read(form).fields == {"title": "A", "doi": "n/a", "pmid": "none", "pmcid": "-"}


def test_identifiers_are_read_in_their_forms():
    text = "@article{a, title={A}, doi={https://doi.org/10.1000/X}, pmid={PMID: 12345}, pmcid={1234567}}"
    fields = read_bibtex_entries(text).entries[0].fields
    assert (fields["DOI"], fields["PMID"], fields["PMCID"]) == ("10.1000/x", "12345", "PMC1234567")


@pytest.mark.parametrize(
    ("date", "item"),
    [
        ("-0876", {"date-parts": [[-876]]}),
        ("-0044-03-15", {"date-parts": [[-44, 3, 15]]}),
        ("1723%", {"date-parts": [[1723]], "circa": True}),
        ("1723?", {"date-parts": [[1723]], "circa": True}),
    ],
)
def test_old_and_uncertain_dates_of_biblatex_in_csl(date: str, item: dict[str, object]):
    entries = read_bibtex_entries(f"@book{{a, title={{A}}, date={{{date}}}}}").entries
    text = write_csl_entries(entries)
    assert json.loads(text)[0]["issued"] == item
    assert read_csl_entries(text).entries[0].fields == entries[0].fields


def test_extended_names_are_written_for_biber_only():
    text = "@book{a, title={A}, author={given=Simon, family=Beumont, prefix=de, suffix=Jr}}"
    entries = read_bibtex_entries(text).entries
    assert "given=Simon" in write_bibtex_entries(entries, biblatex=True)
    assert "{de Beumont, Jr, Simon}" in write_bibtex_entries(entries, biblatex=False)


@pytest.mark.parametrize(
    ("text", "arxiv"),
    [
        ("arXiv:1706.03762", "1706.03762"),
        ("arXiv: 1706.03762v5 [cs.CL]", "1706.03762"),
        ("arXiv preprint arXiv:1706.03762, 2017.", "1706.03762"),
        ("Available at https://arxiv.org/abs/1706.03762v2", "1706.03762"),
        ("https://arxiv.org/pdf/1706.03762.pdf", "1706.03762"),
        ("http://arxiv.org/abs/math/0309136", "math/0309136"),
        ("_eprint: 1706.03762", "1706.03762"),
        ("10.48550/arXiv.1706.03762", "1706.03762"),
        ("Erratum of arXiv:1706.03762", None),
        ("arXiv:1706.03762 and arXiv:1810.04805", None),
        ("In press", None),
        ("arXiv", None),
        ("https://example.org/arxiv/1706.03762", None),
    ],
)
def test_an_arxiv_id_in_a_note_or_an_address(text: str, arxiv: str | None):
    for field in ("note", "howpublished", "url"):
        if field == "url" and not text.startswith("http"):
            continue
        source = f"@misc{{a, title={{A}}, {field}={{{text}}}}}"
        (entry,) = read_bibtex_entries(source).entries
        assert (entry.fields.get("arxiv"), field) == (arxiv, field)
        kept = [value for name, value in entry.fields.items() if name not in ("arxiv", "title")]
        assert kept == [text], field
        assert Ids(arxiv=read_bibtex(source).entries[0].biblio.arxiv).arxiv == arxiv
    for tag in ("N1", "M1", "UR"):
        if tag == "UR" and not text.startswith("http"):
            continue
        source = f"TY  - JOUR\nTI  - A\n{tag}  - {text}\nER  - \n"
        (entry,) = read_ris_entries(source).entries
        assert entry.fields.get("arxiv") == arxiv
        kept = [value for name, value in entry.fields.items() if name not in ("arxiv", "title")]
        is_ours = tag == "N1" and text == "arXiv:1706.03762"  # as our own files have it
        assert [*kept, *entry.notes] == ([] if is_ours else [text]), tag
        assert Ids(arxiv=read_ris(source).entries[0].biblio.arxiv).arxiv == arxiv


@pytest.mark.parametrize(
    "stated",
    [
        {"container-title": "arXiv preprint arXiv:1706.03762"},
        {"URL": "https://arxiv.org/abs/1706.03762v5"},
        {"note": "arXiv:1706.03762 [cs.CL]"},
    ],
)
def test_an_arxiv_id_in_other_fields_of_csl_and_tables(stated: dict[str, str]):
    csl = read_csl_entries(json.dumps([{"id": "a", "title": "A"} | stated])).entries[0]
    heads, cells = zip(*stated.items(), strict=True)
    table = read_csv_entries(f"title,{heads[0]}\nA,{cells[0]}\n").entries[0]
    for entry in (csl, table):
        assert entry.fields == {"title": "A", "arxiv": "1706.03762"} | stated
    assert read_csl_entries(write_csl_entries([csl])).entries[0].fields == csl.fields
    fields = {"title": "A", "publicationTitle": "arXiv preprint arXiv:1706.03762"}
    assert entry_of_item(ZoteroItem("journalArticle", fields)).fields["arxiv"] == "1706.03762"


@pytest.mark.parametrize("address", ["https://doi.org/10.1000/ABC", "http://dx.doi.org/10.1000/abc", "doi:10.1000/ABC"])
def test_a_doi_that_is_only_in_the_address(address: str):
    bibtex = read_bibtex_entries(f"@article{{a, title={{A}}, url={{{address}}}}}").entries[0]
    csl = read_csl_entries(json.dumps([{"id": "a", "title": "A", "URL": address}])).entries[0]
    urls = f"<urls><web-urls><url>{address}</url></web-urls></urls>"
    xml = f"<xml><records><record><titles><title>A</title></titles>{urls}</record></records></xml>"
    endnote = read_endnote_entries(xml).entries[0]
    zotero = entry_of_item(ZoteroItem("journalArticle", {"title": "A", "url": address}))
    table = read_csv_entries(f"title,url\nA,{address}\n").entries[0]
    for entry in (bibtex, csl, endnote, zotero, table):
        assert (entry.fields["DOI"], entry.fields["URL"]) == ("10.1000/abc", address)
    both = f"@article{{a, title={{A}}, url={{{address}}}, doi={{10.1000/own}}}}"
    assert read_bibtex_entries(both).entries[0].fields["DOI"] == "10.1000/own"


def test_an_arxiv_id_of_its_own_field_is_kept_beside_another_in_a_note():
    own = "@misc{a, title={A}, eprint={1804.00001}, archiveprefix={arXiv}, note={arXiv:1706.03762}}"
    assert read_bibtex_entries(own).entries[0].fields["arxiv"] == "1804.00001"
    ris = "TY  - JOUR\nTI  - A\nN1  - arXiv:1804.00001\nUR  - https://arxiv.org/abs/1706.03762\nER  - \n"
    assert read_ris_entries(ris).entries[0].fields["arxiv"] == "1804.00001"


def test_an_arxiv_id_in_the_journal_of_a_ris_file_is_known_to_lookups():
    ris = "TY  - JOUR\nTI  - A\nJO  - arXiv preprint arXiv:1706.03762\nER  - \n"
    assert read_ris(ris).entries[0].biblio.arxiv == "1706.03762"

"""What programs and publishers write into .bib files is read as they mean it, and written back as it was."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.paper import Ids
from scholar_desktop.formats.bibtex_reading import read_bibtex
from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from scholar_desktop.formats.entries.bibtex_writing import write_bibtex_entries
from scholar_desktop.formats.entries.endnote_reading import read_endnote_entries
from scholar_desktop.formats.entries.ris_reading import read_ris_entries
from scholar_desktop.formats.entries.ris_writing import write_ris_entries
from scholar_desktop.formats.ris import read_ris
from tests.formats.entries.test_bibtex_reading import one


def written(text: str, *, biblatex: bool = False) -> str:
    return write_bibtex_entries(read_bibtex_entries(text).entries, biblatex=biblatex)


@pytest.mark.parametrize(
    "key",
    [
        "10.1016/S0140-6736(20)30183-5",
        "o'neil2000",
    ],
)
def test_keys_that_publishers_make_of_dois_are_read_and_written(key: str):
    text = f"@article{{{key},\n title={{A}}, year=2000}}"
    assert one(text).key == key
    assert f"@article{{{key}," in written(text)


def test_signs_that_pandoc_refuses_are_left_out_of_keys_and_come_back():
    key = "https://doi.org/10.1002/(SICI)1097-0258(19970228)16:4<385::AID-SIM380>3.0.CO;2-3"
    text = written(f"@article{{{key}, title={{A}}, year=2000}}")
    assert f"@article{{{key.replace('<', '').replace('>', '')}," in text
    assert one(text).key == key


def test_biber_gets_no_parentheses_in_keys_and_they_come_back():
    text = written("@article{a(1)b, title={A}, year=2000}", biblatex=True)
    assert "@article{a1b," in text
    assert one(text).key == "a(1)b"


@pytest.mark.parametrize("biblatex", [False, True])
@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ("eprint={2027/mdp_1}, eprinttype={hdl}", "eprint        = {2027/mdp_1},\n  eprinttype    = {hdl}\n"),
        ("eprint={2020/123}, archiveprefix={IACR}", "eprint        = {2020/123},\n  archiveprefix = {IACR}\n"),
        ("eprint={abc}", "eprint        = {abc}\n"),
    ],
)
def test_an_eprint_that_is_not_of_arxiv_is_written_back(fields: str, lines: str, biblatex: bool):
    text = written(f"@article{{a, title={{A}}, year=2000, {fields}}}", biblatex=biblatex)
    assert text.endswith(f"  {lines}}}\n")
    assert one(text).fields == one(f"@article{{a, title={{A}}, year=2000, {fields}}}").fields


def test_a_crossref_to_an_entry_that_is_not_in_the_file_is_written_back():
    text = "@inproceedings{a, title={A}, year=2000, crossref={conf/nips/2000}}"
    assert one(text).fields["crossref"] == "conf/nips/2000"
    assert "  crossref      = {conf/nips/2000}\n" in written(text)
    inherited = written(f"{text} @proceedings{{conf/nips/2000, title={{Proceedings}}}}")
    assert ("crossref" in inherited, "booktitle" in inherited) == (False, True)


def test_an_empty_value_is_an_empty_field():
    entry = one("@article{a, year = , title = {A}, volume =\n}")
    assert entry.fields == {"title": "A"}


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("http://foo.org/a{\\_}b{\\%}20c{\\#}d{\\~{}}e", "http://foo.org/a_b%20c#d~e"),
        ("http://first.org/a\\_b http://second.org/", "http://first.org/a_b"),
        ("http://first.org; https://second.org/", "http://first.org"),
        ("\\url{https://a.example/x_y}", "https://a.example/x_y"),
        ("http://a.example/$\\sim$me", "http://a.example/~me"),
        ("http://a.example/long\n   part", "http://a.example/longpart"),
    ],
)
def test_addresses_of_mendeley_and_others(raw: str, url: str):
    text = f"@article{{a, title={{A}}, url={{{raw}}}}}"
    assert one(text).fields["URL"] == url
    assert one(written(text)).fields["URL"] == url


def test_the_second_address_of_a_field_is_written_back():
    raw = "http://first.org http://second.org"
    assert f"url           = {{{raw}}}" in written(f"@article{{a, title={{A}}, url={{{raw}}}}}")


def test_a_doi_of_mendeley():
    entry = one(
        "@article{a, title={A}, doi={10.1002/(SICI)1097(1997)16:4{\\textless}385::AID{\\_}S{\\textgreater}3.0}}"
    )
    assert entry.fields["DOI"] == "10.1002/(sici)1097(1997)16:4<385::aid_s>3.0"


def test_the_address_of_a_web_page_in_howpublished():
    text = "@misc{a, title={A}, howpublished={\\url{https://a.example/x_y~z%20}}, note={See \\url{http://b.example/~c\\_d}.}}"
    entry = one(text)
    assert entry.fields == {"title": "A", "URL": "https://a.example/x_y~z%20", "note": "See http://b.example/~c_d."}
    assert "howpublished  = {\\url{https://a.example/x_y~z%20}}" in written(text)
    assert "howpublished" in one("@misc{a, title={A}, howpublished={Self-published}}").fields


def test_fields_keep_their_names_though_zotero_has_fields_of_that_name():
    text = (
        "@inproceedings{a, title={A}, publisher={P}, organization={IEEE}, label={L}, subject={S}, code={C}, format={F},"
        " history={H}, session={Se}, committee={Co}}"
    )
    names = ("organization", "label", "subject", "code", "format", "history", "session", "committee")
    assert [one(text).fields[name] for name in names] == ["IEEE", "L", "S", "C", "F", "H", "Se", "Co"]
    assert "organization  = {IEEE}" in written(text)


@pytest.mark.parametrize("eprint", ["1706.03762v5", "arXiv:1706.03762 [cs.CL]", "arXiv:1706.03762"])
def test_a_preprint_with_its_version_or_class_is_one_at_arxiv(eprint: str):
    text = f"@article{{a, title={{A}}, eprint={{{eprint}}}, archivePrefix={{arXiv}}, primaryClass={{cs.CL}}}}"
    assert one(text).fields["arxiv"] == "1706.03762"
    assert f"eprint        = {{{eprint}}}" in written(text)
    assert one(written(text)).fields == one(text).fields


@pytest.mark.parametrize(
    ("fields", "arxiv"),
    [
        ("journal={arXiv preprint arXiv:1706.03762}", "1706.03762"),
        ("journal={arXiv preprint arXiv:2004.05150v2}", "2004.05150"),
        ("journal={arXiv preprint hep-th/9711200}", "hep-th/9711200"),
        ("journal={ArXiv e-prints abs/1706.03762}", "1706.03762"),
        ("journal={{arXiv}: 1706.03762 [cs.CL]}", "1706.03762"),
        ("journal={CoRR, abs/1706.03762}", "1706.03762"),
        ("journal={CoRR},\n  volume={abs/1706.03762}", "1706.03762"),
        ("journal={CoRR},\n  volume={cs.LO/0301001}", "cs/0301001"),
        ("journal={arXiv e-prints},\n  eid={arXiv:1706.03762}", "1706.03762"),
        ("booktitle={Preprint, arXiv:1706.03762}", "1706.03762"),
        ("journal={arXiv: Learning}", None),
        ("journal={CoRR},\n  volume={17}", None),
        ("journal={Journal of Things that arXiv 1706.03762 has}", None),
    ],
)
def test_the_journal_of_google_scholar_and_dblp_states_the_arxiv_id(fields: str, arxiv: str | None):
    text = f"@article{{a, title={{A}}, {fields}, year={{2017}}}}"
    entry = one(text)
    assert entry.fields.get("arxiv") == arxiv
    back = written(text)
    assert "  eprint" not in back
    assert "scholar-desktop" not in back
    assert (one(back).fields, one(back).item_type) == (entry.fields, entry.item_type)
    looked_up = read_bibtex(text).entries[0].biblio
    assert (Ids(arxiv=looked_up.arxiv).arxiv, looked_up.container) == (arxiv, entry.fields["container-title"])


def test_an_arxiv_id_beside_such_a_journal_is_written_back():
    sent = "journal={arXiv preprint arXiv:1706.03762}, eprint={1706.03762}, archiveprefix={arXiv}"
    text = written(f"@article{{a, title={{A}}, {sent}}}")
    assert ("= {1706.03762}" in text, "archiveprefix" in text) == (True, True)


def test_ris_and_endnote_state_the_arxiv_id_as_the_journal():
    record = "TY  - JOUR\nTI  - A\nJO  - arXiv preprint arXiv:1706.03762\nER  - \n"
    entry = read_ris_entries(record).entries[0]
    back = write_ris_entries([entry])
    assert entry.fields["arxiv"] == read_ris(record).entries[0].biblio.arxiv == "1706.03762"
    assert ("N1  -" in back, "U5  -" in back) == (False, False)
    assert read_ris_entries(back).entries[0].fields == entry.fields
    titles = "<title>A</title><secondary-title>arXiv preprint arXiv:1706.03762</secondary-title>"
    kind = '<ref-type name="Journal Article">17</ref-type>'
    xml = f"<xml><records><record>{kind}<titles>{titles}</titles></record></records></xml>"
    assert read_endnote_entries(xml).entries[0].fields == entry.fields


def test_files_of_mendeley_and_papers():
    entry = one('@article{a, title={A}, file={:home/me/M{\\"{u}}ller - A{\\_}b {\\&} c.pdf:pdf}}')
    assert [one.path for one in entry.files] == ["home/me/Müller - A_b & c.pdf"]
    entry = one("@article{a, title={A}, file={{Article.pdf:/Users/me/a.pdf:application/pdf}}}")
    assert [(one.path, one.title, one.type) for one in entry.files] == [
        ("/Users/me/a.pdf", "Article.pdf", "application/pdf")
    ]


def test_a_file_on_the_web_is_the_address():
    entry = one("@article{a, title={A}, file={:https\\://arxiv.org/pdf/1706.03762:PDF;:a.pdf:PDF}}")
    assert entry.fields["URL"] == "https://arxiv.org/pdf/1706.03762"
    assert [one.path for one in entry.files] == ["a.pdf"]


def test_comments_of_jabref_keep_their_names():
    text = "@article{a, title={A}, comment={Mine}, comment-jane={Hers}}"
    assert one(text).notes == ("Mine", "Hers")
    assert "comment       = {Mine}" in written(text)
    assert "comment-jane  = {Hers}" in written(text)

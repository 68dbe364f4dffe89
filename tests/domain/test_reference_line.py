"""A plain line of a reference list is read for its identifier, title, first author and year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.agreement import candidate, judged_by_title
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.reading_list import Standing
from scholar_desktop.domain.reference_line import read_line

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
    (ATTENTION, ATTENTION, "", None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "title", "author", "year"), LINES, ids=[line[:30] for line, *_ in LINES])
def test_the_usual_styles_are_read(line: str, title: str, author: str, year: int | None) -> None:
    wanted, problem = read_line(line)
    assert problem is None
    assert (wanted.title, wanted.first_author, wanted.year) == (title, author, year)
    assert wanted.identifier is None
    assert not wanted.is_loose


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
    assert read_line(line)[0].identifier == identifier


def test_the_version_of_a_preprint_is_left_out_and_told() -> None:
    assert read_line("arXiv:1607.06450v1")[0].note == "version 1"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Smith J (2021) Personal communication", "no published paper"),
        ("10.1038/", "not whole"),
        ("https://example.com/foo", "does not say which paper"),
        ("hello", "No title and no identifier"),
        ("!!!", "No title and no identifier"),
    ],
)
def test_a_line_that_asks_for_nothing_says_why(line: str, says: str) -> None:
    wanted, problem = read_line(line)
    assert wanted.is_nothing
    assert problem is not None
    assert says in problem.message
    assert problem.hint


def test_a_line_without_a_title_is_words_to_search_for() -> None:
    wanted, _ = read_line("Kingma & Ba, Adam, 2014")
    assert (wanted.is_loose, wanted.first_author, wanted.year) == (True, "Kingma", 2014)


@given(st.text(max_size=300))
def test_no_line_breaks_the_reader(text: str) -> None:
    wanted, problem = read_line(text)
    assert wanted.is_nothing == (problem is not None)


def paper(title: str, author: str = "A. Vaswani", year: int = 2017) -> Paper:
    return Paper(title, authors=(Author(author),), year=year, venue="Neural Information Processing Systems")


@pytest.mark.parametrize(
    ("line", "found", "standing"),
    [
        (LINES[0][0], paper(ATTENTION), Standing.SURE),
        (LINES[0][0], paper("Attention Is All You Need.", year=2018), Standing.SURE),
        (LINES[0][0], paper(ATTENTION, "B. Other"), Standing.CHECK),
        (LINES[0][0], paper("Attention is not all you need: pure attention loses rank"), Standing.CHECK),
        (LINES[0][0], paper("A survey of the mosses of Norway", "C. Moss", 1980), Standing.NONE),
        ("Deep learning", paper("Deep Learning"), Standing.CHECK),
        (ATTENTION + " for machine translation of long documents", paper(ATTENTION), Standing.CHECK),
        ("He K. et al. Deep residual learning for image recognition, 2015",
         paper("Deep Residual Learning for Image Recognition", "Kaiming He", 2016), Standing.SURE),
    ],
)  # fmt: skip
def test_what_was_found_is_checked_against_the_line(line: str, found: Paper, standing: Standing) -> None:
    wanted, _ = read_line(line)
    assert judged_by_title(wanted, candidate(wanted, line, found))[0] is standing

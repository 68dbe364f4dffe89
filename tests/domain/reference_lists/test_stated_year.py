"""The year of a plain reference, beside other numbers that look like one."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.reference_lists.reference_line import parse_reference
from scholar_desktop.formats.manuscripts.reference_entries import place_of_line

QUOTED = "[1] A. Lind and B. Holm, “The growth of moss on the northern side,” "
TITLE = "The growth of moss on the northern side"
SPLIT = "Deep Growth: an overview of moss"


@pytest.mark.parametrize(
    "line",
    [
        f"{QUOTED}J. Moss, vol. 1730, 2007.",
        f"{QUOTED}J. Moss, vol. 2015, 2007.",
        f"{QUOTED}J. Moss, vol. 118, p. 1763, 2007.",
        f"{QUOTED}J. Moss, vol. 118, no. 1763, Oct. 2007.",
        f"{QUOTED}J. Moss, vol. 118, Art. no. 1763, 2007.",
        f"{QUOTED}J. Moss, vol. 118, article 1763, 2007.",
        f"[1] A. Lind, {TITLE}, Clin. Moss. 1763 (2007) 21–28.",
        f"Lind A. {TITLE}. J Moss. 2007;1763:21-28.",
        f"1. Lind A. {TITLE}. J Moss. 2007 Sep 25;60(10):27-31. Epub 2006 Dec 1.",
        f"Lind, Ada. “{TITLE}.” J. Moss, vol. 23, 2007, pp. 645–666. Accessed 3 Jan. 2024.",
        f"Lind, Ada. “{TITLE}.” J. Moss, vol. 23, 2007. Accessed Sept. 2024.",
        f"Lind A. {TITLE}. J Moss. 2007;1763(2):21-28.",
        f"Lind A. {TITLE}. J Moss. 2007;1763:e12.",
        f"Lind, A. (2007). {TITLE}. Journal of Moss, 1763, 21–28.",
        f"Lind, Ada. “{TITLE}.” Journal of Moss 1763 (2007): 21–28.",
        f"Ada Lind, “{TITLE}”, in: Journal of Moss 1763 (2007), S. 1801.",
        f"Lind P. 2007. {TITLE}. J Moss 1763:21-28.",
        f"Lind S. 2007. {TITLE}. J Moss 1763:21-28.",
    ],
)
def test_a_volume_a_page_or_a_number_of_an_article_is_not_the_year(line: str) -> None:
    wanted, problem = parse_reference(line)
    assert problem is None
    assert wanted.year == 2007


@pytest.mark.parametrize(
    ("line", "title", "author"),
    [
        (f"Lind A. {SPLIT}. J Moss. 2007;118:21-28.", SPLIT, "Lind"),
        ("Lind A. Updating P300: a theory of P3a. J Moss. 2007;118:21-28.", "Updating P300: a theory of P3a", "Lind"),
        (f"[1] A. Lind, {SPLIT}, Clin. Moss. 1763 (2007) 21–28.", SPLIT, "Lind"),
    ],
)  # fmt: skip
def test_the_words_before_the_colon_of_a_title_are_no_names(line: str, title: str, author: str) -> None:
    """They look like the names of a German reference: 'Ada Lind, Bo Holm: On moss. Berlin 2007'."""
    wanted, _ = parse_reference(line)
    assert (wanted.title, wanted.first_author, wanted.year) == (title, author, 2007)


@pytest.mark.parametrize(
    ("rest", "place"),
    [
        ("Journal of Physics: Conference Series, vol. 1730, 2007.",
         {"container-title": "Journal of Physics: Conference Series", "volume": "1730"}),
        ("J. Phys.: Conf. Ser., vol. 1730, p. 12035, 2007.",
         {"container-title": "J. Phys.: Conf. Ser.", "volume": "1730", "page": "12035"}),
        ("Clin. Neurophysiol., vol. 118, p. 1763, 2007.",
         {"container-title": "Clin. Neurophysiol.", "volume": "118", "page": "1763"}),
        ("Clin. Neurophysiol., vol. 118, Art. no. 1763, 2007.",
         {"container-title": "Clin. Neurophysiol.", "volume": "118", "page": "1763"}),
        ("Computer, vol. 43, 2007.", {"container-title": "Computer", "volume": "43"}),
        ("Computer, 43, 2007.", {}),
    ],
)  # fmt: skip
def test_the_place_is_whole(rest: str, place: dict[str, str]) -> None:
    assert place_of_line(f"{QUOTED}{rest}") == place

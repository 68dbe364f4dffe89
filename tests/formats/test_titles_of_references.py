"""A title with quotation marks, and a journal with a colon or a comma, as a plain reference writes them."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.reference_lists.reference_line import parse_reference
from scholar_desktop.formats.manuscripts.reference_entries import title_of_line, venue_of_line


@pytest.mark.parametrize(
    ("line", "title", "written"),
    [
        ("Lind, A. (2020). A ‘fast’er way to grow moss. Moss, 2, 5–6.",
         "A `fast'er way to grow moss", "A ‘fast’er way to grow moss"),
        ("[1] A. Lind, “Rethinking ‘Formal Moss’,” Moss, vol. 43, 2010.",
         "Rethinking 'Formal Moss'", "Rethinking ‘Formal Moss’"),
        ('Lind, A. (2010). Rethinking "formal moss". Moss, 43.',
         "Rethinking `Formal Moss'", 'Rethinking "formal moss"'),
        ("[2] A. Lind, “‘Moss’ on the north,” Moss, 2010.", "'Moss' on the North", "‘Moss’ on the north"),
        ("[2] A. Lind, “The moss’s end,” Moss, 2010.", "The Moss's End", "The moss’s end"),
        ("[2] A. Lind, ‘The students’ view of moss’, Moss, 2010.",
         "The Students' View of Moss", "The students’ view of moss"),
        ("Lind A “The moss of the north” Moss 2010.", "Moss of the north", "The moss of the north"),
        ("Lind A “Moss of the north” Moss 2010.", "Moss of the north", "Moss of the north"),
    ],
)  # fmt: skip
def test_quotation_marks_of_a_title_stay_whole(line: str, title: str, written: str) -> None:
    assert title_of_line(line, title) == written


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('Lind, A. (2010). Really rethinking "formal moss". Moss, 43.', 'Really rethinking "formal moss"'),
        ('Marc, Y., et al. (2007). Dissecting biological "dark moss" with cells. PNAS, 104, 9–14.',
         'Dissecting biological "dark moss" with cells'),
        ('Lind A, Holm B. Dissecting biological "dark moss" with cells. Nature. 2010;3:4-5.',
         'Dissecting biological "dark moss" with cells'),
        ("Lind, A. (2010). What “publish or perish” means: A study of “moss slicing”. Nature, 3, 4.",
         "What “publish or perish” means: A study of “moss slicing”"),
        ("Lind, A. (2010). On moss. In B. Holm (Ed.), “The big book of moss” (pp. 1–4). Moss Press.", "On moss"),
        ('Smith J "The title of the work" Nature 2010;3:4-5.', "The title of the work"),
        ("Smith, Jane and Jon Doe “The title of the work,” Nature 3 (2010): 4.", "The title of the work"),
        ('Jane Smith (2010) "The title of the work", Nature, 3.', "The title of the work"),
        ('Jane Smith, 2010, "The title of the work", Nature, 3.', "The title of the work"),
        ("Lind, A. (2010, May). “Dissecting moss with cells”. Nature, 3.", "Dissecting moss with cells"),
    ],
)  # fmt: skip
def test_words_in_quotation_marks_inside_a_title_are_not_the_title(line: str, title: str) -> None:
    assert parse_reference(line)[0].title == title


@pytest.mark.parametrize(
    ("rest", "names", "venue"),
    [
        ("Facta Universitatis, Series: Economics, 2024.",
         ["Facta Universitatis, Series: Economics"], "Facta Universitatis, Series: Economics"),
        ("Facta Universitatis, 2024.", ["Facta Universitatis, Series: Economics"], "Facta Universitatis"),
        ("Physica A: Statistical Mechanics, 2024.", [], "Physica A: Statistical Mechanics"),
        ("Moss Letters: see the supplement, 2024.", [], "Moss Letters"),
    ],
)  # fmt: skip
def test_the_name_of_a_journal_is_whole(rest: str, names: list[str], venue: str) -> None:
    title = "The growth of moss on the northern side"
    assert venue_of_line(f"[1] A. Lind, “{title},” {rest}", title, names) == venue

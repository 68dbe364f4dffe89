"""A title with quotation marks, and a journal with a colon or a comma, as a plain reference writes them."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.reference_lists.reference_line import parse_reference
from scholar_desktop.formats.manuscripts.reference_entries import place_of_line, title_of_line, venue_of_line


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


MOSS = "The growth of moss on the northern side"


@pytest.mark.parametrize(
    ("line", "title", "author", "place"),
    [
        # Elsevier
        (f"[1] A. Lind, {MOSS}, Commun. ACM 60 (2017) 27–31.", MOSS, "Lind", "Commun. ACM|60||27-31"),
        (f"[1] A. Lind, {MOSS}, Commun. ACM 60 (10) (2017) 27–31.", MOSS, "Lind", "Commun. ACM|60|10|27-31"),
        (f"[1] A. Lind, {MOSS}, J. R. Soc. Interface 17 (2019) 20190621.",
         MOSS, "Lind", "J. R. Soc. Interface|17||20190621"),
        (f"[1] A.L. Lind, V. Holm, {MOSS}, Moss 60 (2017) 104567, https://doi.org/10.1145/3132724.",
         MOSS, "Lind", "Moss|60||104567"),
        ("[1] A. Lind, C.-H. Lee, M. van der Ito Jr., Moss: A study of forms, Moss 12 (3–4) (2001) 1–9.",
         "Moss: A study of forms", "Lind", "Moss|12|3–4|1-9"),
        # Harvard
        (f"Lind, A. (2017) ‘{MOSS}’, Commun. ACM, 63(10), pp. 27–31.", MOSS, "Lind", "Commun. ACM|63|10|27-31"),
        (f"Lind, A. (2017) '{MOSS}', Commun. ACM, 63(10), pp. 27–31.", MOSS, "Lind", "Commun. ACM|63|10|27-31"),
        ("Lind, A. (2021) ‘The students’ view of moss’, Moss, 3, pp. 4–5.",
         "The students’ view of moss", "Lind", "Moss|3||4-5"),
        ("Lind, A. (2021) ‘Is a ‘fast’er moss real?’ Moss, 3, pp. 4–5.",
         "Is a ‘fast’er moss real?", "Lind", "Moss|3||4-5"),
        # German
        (f"Lind, A.: {MOSS}. In: Moss 60 (2017), S. 45–49.", MOSS, "Lind", "Moss|60||45-49"),
        (f"Lind, A.: {MOSS}. In: Moss, Bd. 63 (2017), S. 27 ff.", MOSS, "Lind", "Moss|63||27"),
        (f"Lind, A.: {MOSS}. In: Moss, Jg. 63, Nr. 10, 2017, S. 27–31.", MOSS, "Lind", "Moss|63|10|27-31"),
        (f"Lind, A.: {MOSS}. In: Moss 60 (2017), H. 10, S. 45–49.", MOSS, "Lind", "Moss|60|10|45-49"),
    ],
)  # fmt: skip
def test_the_title_and_the_place_of_other_styles(line: str, title: str, author: str, place: str) -> None:
    wanted = parse_reference(line)[0]
    assert (wanted.title, wanted.first_author) == (title, author)
    found = place_of_line(line, title)
    assert "|".join(found.get(name, "") for name in ("container-title", "volume", "issue", "page")) == place


@pytest.mark.parametrize(
    ("line", "title", "written"),
    [
        ("Lind, A. (2007). On “Recent progress in moss.” Moss Letters, 3, 4–5.",
         "On 'Recent progress in moss'", "On “Recent progress in moss”"),
        ("[1] A. Lind, “Rethinking ‘Formal Moss.’” Moss, 2010.",
         "Rethinking 'Formal Moss'", "Rethinking ‘Formal Moss’"),
        ("Lind, A. (1977). Moss and its growth: I. Detection and search. Moss, 84(1), 1–66.",
         "Moss and Its Growth: 1. Detection and Search", "Moss and its growth: I. Detection and search"),
    ],
)  # fmt: skip
def test_a_title_ends_with_its_quotation_mark_and_goes_on_after_a_number(line: str, title: str, written: str) -> None:
    assert title_of_line(line, title) == written
    assert parse_reference(line)[0].title.replace(".”", "”").replace(".’", "’") == written

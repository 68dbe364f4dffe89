"""A title with '?' or '!' is read as a whole, and one that ends with it stays apart from the name of its journal."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.reference_lists.reference_line import other_title, parse_reference

TITLE, WHOLE = "Is attention all you need?", "Is attention all you need? A study of mosses"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Lind, A. (2020). {}. Nature, 5(2), 3-9.", WHOLE),
        ("Lind A, Holm B. {}. Nature. 2020;5:3-9.", WHOLE),
        ("Lind, A., Holm, B.: {}. In: ECCV (2020)", WHOLE),
        ("Ada Lind and Bo Holm. 2020. {}. In Proceedings of ACL.", WHOLE),
        ("Lind, A. (2020). {}. Unpublished manuscript.", WHOLE),
        ("Lind et al. {}. BMJ 2020", WHOLE),
        ("{}", WHOLE),
        ("Lind, A. (2020). {}. Memory, 3.", "Who said what? Where? And why"),
        ("Lind, A. (2020). {} Nature, 5(2), 3-9.", TITLE),
        ("Lind, A. (2020). {} Journal of Mosses, 5(2), 3-9.", TITLE),
        ("Lind, A. (2020). {} Trends in Cognitive Sciences, 3(1), 5-9.", TITLE),
        ("Lind, A. (2020). {} Psychology and Aging. Advance online publication.", TITLE),
        ("Lind, A. (2020). {} In Proceedings of ACL (pp. 3-9).", TITLE),
        ("Lind, A. (2020). {} Cambridge: MIT Press.", TITLE),
        ("Lind, A. (2020). {} arXiv preprint arXiv:2001.00001.", TITLE),
        ("Lind, A. (2020). {} Doctoral dissertation, University of Oslo.", TITLE),
        ("Lind, A. (2020). {} Retrieved from https://example.org", TITLE),
        ("Lind A, Holm B. {} Trends in ecology. 2020;5:3-9.", TITLE),
        ("Lind A, Holm B. {} PLoS One. 2020;5:3-9.", TITLE),
        ("Lind A, Holm B. {} Psychol. Sci. 5, 3-9, 2020.", TITLE),
    ],
)
def test_the_whole_title_is_read(line: str, title: str) -> None:
    read = parse_reference(line.format(title))[0]
    assert (read.title, read.is_loose) == (title, False)


@pytest.mark.parametrize(
    ("line", "title", "other"),
    [
        (f"Lind, A. (2020). {WHOLE}. Nature, 5.", WHOLE, TITLE),
        (f"Lind, A. (2020). {TITLE} Mosses Revisited. Nature, 5.", TITLE, f"{TITLE} Mosses Revisited"),
        (f"Lind, A. (2020). {TITLE} Nature, 5(2), 3-9.", TITLE, ""),
        (f"Lind, A. (2020). {TITLE} Journal of Mosses.", TITLE, ""),
        (f"Lind, A. (2020). {TITLE}", TITLE, ""),
        ("Lind, A. (2020). On mosses. Nature, 5.", "On mosses", ""),
    ],
)
def test_what_else_the_title_may_be(line: str, title: str, other: str) -> None:
    assert parse_reference(line)[0].title == title
    assert other_title(line, title) == other

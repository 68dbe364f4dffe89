"""Where the characters of a page are: lines, positions at a point, words."""

from __future__ import annotations

from array import array

from scholar_desktop.domain.page_picture import PageLink, PageText
from scholar_desktop.ui.papers.pdf.text_layout import TextLayout


def lay_out(*lines: str, upright: bool = False, links: tuple[PageLink, ...] = ()) -> TextLayout:
    """Lines of text 20 points apart; each character is 10 points wide and high, a space has no height."""
    text, boxes = "\r\n".join(lines), array("f")
    row = column = 0
    for character in text:
        if character in "\r\n":
            row, column = row + (character == "\n"), 0
            boxes.extend((0, 0, 0, 0))
            continue
        left, top, size = 10.0 * column, 20.0 * row, 0.0 if character == " " else 10.0
        across = (left, top + 10 - size, left + 10, top + 10.0)
        boxes.extend((100 - across[3], across[0], 100 - across[1], across[2]) if upright else across)
        column += 1
    return TextLayout(PageText(text, boxes, links))


def test_a_part_of_the_text_covers_one_rectangle_in_each_line() -> None:
    layout = lay_out("whales eat", "krill")
    assert layout.boxes(0, 10) == [(0, 0, 100, 10)]
    assert layout.boxes(7, 15) == [(70, 0, 100, 10), (0, 20, 30, 30)]
    assert layout.boxes(3, 3) == []
    assert lay_out("whales eat", upright=True).boxes(0, 10) == [(90, 0, 100, 100)]


def test_the_position_at_a_point_is_before_or_after_the_nearest_character() -> None:
    layout = lay_out("whales eat", "krill")
    assert [layout.caret_at(x, 5) for x in (-50, 2, 8, 24, 26, 500)] == [0, 0, 1, 2, 3, 10]
    assert layout.caret_at(0, 500) == 12
    assert layout.caret_at(60, 500) == 17
    upright = lay_out("whales", upright=True)
    assert [upright.caret_at(95, y) for y in (-50, 2, 8, 500)] == [0, 0, 1, 6]
    assert TextLayout(PageText()).caret_at(5, 5) is None


def test_a_word_is_found_near_its_letters_only() -> None:
    layout = lay_out("whales eat", "krill")
    assert layout.word_at(15, 5) == (0, 6)
    assert layout.word_at(103, 5) == (7, 10)
    assert layout.word_at(25, 32) == (12, 17)
    assert layout.word_at(130, 5) is None


def test_the_link_on_top_is_found() -> None:
    below, above = PageLink((0, 0, 50, 50), page=1), PageLink((20, 0, 30, 10), url="https://example.org")
    layout = lay_out("x", links=(below, above))
    assert layout.link_at(25, 5) is above
    assert layout.link_at(45, 5) is below
    assert layout.link_at(60, 5) is None

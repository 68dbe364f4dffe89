"""The rows of the library as cards."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QRect

from scholar_desktop.domain.library import KeptFile, KeptPaper, PageHit
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.text.word_search import parse_terms
from scholar_desktop.ui.library.library_delegate import GAP, SIDE, YEAR, layout_library_row, row_height
from scholar_desktop.ui.library.library_list_model import library_row
from scholar_desktop.ui.library.table_columns import pdf_icon
from scholar_desktop.ui.rows.row_layout import CutText, Piece, find
from scholar_desktop.ui.theme.theme import Theme

TITLE = "On the growth of mosses in the gardens of the north, with remarks on their seasons"


def test_a_title_has_the_whole_line_up_to_the_year(qapp: Any) -> None:
    theme = Theme(qapp, "light")
    paper = Paper(TITLE, Ids(doi="10.1/x"), authors=(Author("Ada Holm"),), year=1990, venue="Journal of Moss")
    width, height = theme.px(760), row_height(theme.type)
    layout = layout_library_row(library_row(KeptPaper("k", paper), None), width, height, theme)
    title, byline = find(layout, "title"), find(layout, "byline")
    assert title is not None
    assert byline is not None
    assert title.rect.right() + 1 >= width - theme.px(SIDE + YEAR + GAP)
    assert title.text == TITLE
    assert byline.text == "A. Holm — Journal of Moss"
    assert find(layout, "authors") is None
    hit = PageHit("k", "x.pdf", 3, "mosses grow", ((0, 6),), alone=True)
    found = layout_library_row(library_row(KeptPaper("k", paper), hit), width, height, theme)
    assert find(found, "authors") is not None, "the hit takes the place of the venue"
    assert find(found, "title") == title


@pytest.mark.parametrize(
    ("names", "shown", "is_cut"),
    [
        (("Ada Holm", "Bo Lind"), "Holm & Lind — ", False),
        (("Consortium for the study of all the mosses of the northern gardens",), "Consortium for ", True),
    ],
)
def test_the_authors_are_in_the_second_line_whatever_a_paper_was_found_by(
    qapp: Any, names: tuple[str, ...], shown: str, is_cut: bool
) -> None:
    theme = Theme(qapp, "light")
    paper = Paper(TITLE, Ids(doi="10.1/x"), authors=tuple(map(Author, names)), year=1990, venue="Journal of Moss")
    hit = PageHit("k", "x.pdf", 3, f"{'so it is said that ' * 9}mosses grow", ((171, 177),), alone=True)
    kept, labelled = KeptPaper("k", paper), KeptPaper("k", paper, tags=("method",), collections=("Thesis",))
    height = row_height(theme.type)
    for width in (theme.px(760), theme.px(560)):
        byline = find(layout_library_row(library_row(kept), width, height, theme), "byline")
        for one in (kept, labelled):
            layout = layout_library_row(library_row(one, hit), width, height, theme)
            authors, first, mark = (find(layout, name) for name in ("authors", "run.0", "run.ground.1"))
            assert byline is not None
            assert authors is not None
            assert first is not None
            assert mark is not None
            assert (authors.rect.topLeft(), authors.size) == (byline.rect.topLeft(), byline.size)
            assert authors.text.startswith(shown)
            assert isinstance(authors.text, CutText) is is_cut
            assert first.text.startswith("p. 3: … ")
            assert authors.rect.right() - 3 <= first.rect.left() < mark.rect.left()
            labels = [piece.rect.left() for piece in layout if piece.name.startswith(("tag", "collections"))]
            assert bool(labels) is (one is labelled)
            assert mark.rect.right() < min(labels, default=width)
    narrow = layout_library_row(library_row(kept, hit), theme.px(400), height, theme)
    first = find(narrow, "run.0")
    assert find(narrow, "authors") is None
    assert first is not None
    assert first.rect.left() == byline.rect.left()


@pytest.mark.parametrize("name", ["X", "Zebra", "Thesis", "Memory", "Machine Learning"])
def test_a_collection_is_named_in_a_row_however_short_its_name_is(qapp: Any, name: str) -> None:
    theme = Theme(qapp, "light")
    kept = KeptPaper("k", Paper(TITLE, Ids(doi="10.1/x"), authors=(Author("Ada Holm"),)), collections=(name,))
    width, height = theme.px(760), row_height(theme.type)
    named = find(layout_library_row(library_row(kept), width, height, theme), "collections")
    assert named is not None
    assert named.text == name
    assert named.rect.left() > 0
    assert named.rect.right() < width


def test_the_collections_of_a_paper_are_named_in_its_row_but_not_that_of_the_list(qapp: Any) -> None:
    theme = Theme(qapp, "light")
    paper = Paper(TITLE, Ids(doi="10.1/x"), authors=(Author("Ada Holm"),), year=1990, venue="Journal of Moss")
    kept = KeptPaper("k", paper, collections=("Thesis/Chapter 2", "Mosses"), tags=("method",))
    width, height = theme.px(760), row_height(theme.type)
    row = library_row(kept)
    layout = layout_library_row(row, width, height, theme)
    named, tag, byline = (find(layout, name) for name in ("collections", "tag.0.ground", "byline"))
    assert named is not None
    assert tag is not None
    assert byline is not None
    assert named.text == "Thesis / Chapter 2, Mosses"
    assert named.colour == "muted"
    assert "collections: Thesis / Chapter 2, Mosses" in row.spoken
    assert byline.rect.right() < named.rect.left() < named.rect.right() < tag.rect.left()
    assert row.collections != (listed := library_row(kept, listed_in="Mosses")).collections
    assert listed.collections == "Thesis / Chapter 2"
    assert library_row(KeptPaper("k", paper, collections=("Mosses",)), listed_in="Mosses").collections == ""
    narrow = layout_library_row(row, theme.px(300), height, theme)
    assert all(piece.rect.right() < theme.px(300) and piece.rect.left() >= 0 for piece in narrow)
    byline = find(narrow, "byline")
    assert byline is not None
    assert byline.rect.width() > theme.px(40)


@pytest.mark.parametrize(
    ("files", "icon", "words"),
    [
        (("paper.pdf", "data.csv"), "file-text", "with PDF"),
        (("data.csv",), "folder", "with files, without PDF"),
        ((), "without-pdf", "without PDF"),
    ],
)
def test_a_row_says_whether_it_has_a_pdf_or_other_files(
    qapp: Any, files: tuple[str, ...], icon: str, words: str
) -> None:
    theme = Theme(qapp, "light")
    kept = KeptPaper("k", Paper(TITLE), files=tuple(KeptFile(name, f"/tmp/{name}", "", 1) for name in files))
    row = library_row(kept)
    piece = find(layout_library_row(row, theme.px(760), row_height(theme.type), theme), "pdf")
    assert piece is not None
    assert piece.text == icon
    assert words in row.spoken.split(", ", 1)[1]
    assert pdf_icon(kept) == icon.replace("without-pdf", ""), "the same in the table"


def test_the_words_of_a_search_are_marked_in_the_title(qapp: Any) -> None:
    theme = Theme(qapp, "light")
    width, height = theme.px(760), row_height(theme.type)

    def marked(title: str, words: str, room: int = width) -> tuple[str, list[str]]:
        """The title as it is shown, and what is marked in it."""
        row = library_row(KeptPaper("k", Paper(title, Ids(doi="10.1/x"))), terms=parse_terms(words))
        layout = layout_library_row(row, room, height, theme)
        grounds = [piece for piece in layout if piece.name.startswith("run.ground.title.")]
        runs = [piece for piece in layout if piece.kind == "text" and piece.name in ("title", *_names("run.title."))]
        assert all(later.rect.left() >= one.rect.left() for one, later in pairwise(runs))
        over = [one for one in runs if any(ground.contains(one.rect.center()) for ground in _rects(grounds))]
        assert len(over) == len(grounds)
        return "".join(one.text for one in runs), [one.text for one in over]

    assert marked(TITLE, "moss") == (TITLE, ["mosses"])
    assert marked(TITLE, "NORTH garden mos") == (TITLE, ["mosses", "gardens", "north"])
    assert marked("Moose über Möose", "moose") == ("Moose über Möose", ["Moose", "Möose"])
    assert marked(TITLE, "the growth") == (TITLE, ["the growth", "the", "the"]), "words side by side are one mark"
    assert marked(TITLE, "whales") == (TITLE, [])
    assert marked("שלום mosses עולם", "mosses") == ("שלום mosses עולם", [])
    cut, found = marked(TITLE, "growth seasons", theme.px(400))
    assert cut.endswith("…")
    assert found == ["growth"]


def _names(start: str) -> list[str]:
    return [f"{start}{number}" for number in range(20)]


def _rects(pieces: list[Piece]) -> list[QRect]:
    return [piece.rect for piece in pieces]

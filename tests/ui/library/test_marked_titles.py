"""The words of the search box of the library are marked in the titles that they were found in."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.ui.library.library_delegate import layout_library_row, row_height
from scholar_desktop.ui.library.library_list_model import LibraryRow
from scholar_desktop.ui.rows.roles import PaperRole
from scholar_desktop.ui.rows.row_layout import cut_texts
from scholar_desktop.ui.theme.theme import Theme
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on


def marked(driver: Driver) -> dict[str, list[str]]:
    """What is marked in the titles of the rows."""
    model = driver.view("libraryView").model()
    rows = [model.index(row, 0).data(PaperRole.ROW) for row in range(model.rowCount())]
    return {row.title: [row.title[start:end] for start, end in row.marks] for row in rows}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("krill", {"Krill and whales": ["Krill"], "On krill": ["krill"]}),
        ("krill -whales", {"On krill": ["krill"]}),
        ("title:krill year:2017", {"Krill and whales": ["Krill"], "On krill": ["krill"]}),
        ("author:Vaswani", {"Krill and whales": [], "On krill": [], "Seals": []}),
    ],
)
async def test_the_words_that_a_title_was_found_by_are_marked(
    demo: Any, tmp_path: Any, words: str, found: dict[str, list[str]]
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([a_paper(one) for one in ("Krill and whales", "On krill", "Seals")])
        driver.trigger("view.library")
        await driver.idle()
        assert not any(marked(driver).values())
        driver.type(words, "libraryEdit")
        await driver.until(lambda: marked(driver) == found)
        driver.type("", "libraryEdit")
        await driver.until(lambda: len(marked(driver)) == 3 and not any(marked(driver).values()))


@pytest.mark.parametrize("mark", ["home recordings", "during", "words"])
def test_a_title_that_is_cut_ends_in_an_ellipsis_also_before_a_found_word(qapp: QApplication, mark: str) -> None:
    theme, title = Theme(qapp), "Small words, large effects: memory during sleep in home recordings of sleepers"
    start = title.index(mark)
    marks = ((start, start + len(mark)),)
    row = LibraryRow(
        KeptPaper("k", a_paper(title)), title, "A. Author", "A. Author", "", "2020", "", title, marks=marks
    )
    for width in range(200, 900, 3):
        layout = layout_library_row(row, width, row_height(theme.type), theme)
        texts = [piece.text for piece in layout if piece.name.startswith("run.title.") and piece.kind == "text"]
        assert "".join(texts) == title or texts[-1].endswith("…"), width
        if "".join(texts) != title:
            assert cut_texts(layout) == [title], "the tooltip of the row has it"

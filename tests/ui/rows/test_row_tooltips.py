"""The tooltips of rows of papers: what the row cuts, in lines that fit beside it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.paper import Ids, OpenAccess, Paper
from scholar_desktop.ui.citations.citation_delegate import CitationDelegate
from scholar_desktop.ui.citations.citation_row import citation_row
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.rows.paper_row import paper_row
from scholar_desktop.ui.rows.row_layout import find, mirrored
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.words.literal_text import TOOLTIP_LINE
from tests.pictures.painted import tooltip_at
from tests.support.keyboard import Keyboard
from tests.support.pseudo_language import pseudo_language
from tests.support.window_driver import Driver, window_on


def tips(driver: Driver, name: str) -> list[list[str]]:
    """The lines of the tooltip of each row."""
    view = driver.view(name)
    rects = [view.visualRect(view.model().index(row, 0)) for row in range(view.model().rowCount())]
    return [tooltip_at(view.viewport(), rect.center()).splitlines() for rect in rects]


async def test_the_whole_summary_or_sentence_is_in_lines_that_fit_beside_the_row(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1280, 900)) as driver:
        await driver.search("working memory")
        results = driver.view().model()
        summaries = [results.row(row).summary for row in range(results.rowCount())]
        assert max(map(len, summaries)) > TOOLTIP_LINE
        shown = tips(driver, "resultsView")
        for summary, lines in zip(summaries, shown, strict=True):
            assert summary in " ".join(lines)
        driver.click_row(0)
        driver.trigger("paper.open")
        await driver.idle()
        cited_by = tips(driver, "citedByView")
        assert any("“" in line for lines in cited_by for line in lines)
        papers = [results.paper_at(row) for row in range(5)]
        await driver.program.services.library.add(papers)
        driver.trigger("view.library")
        await driver.idle()
        kept = tips(driver, "libraryView")
        assert len(kept) == 5
        for lines in (*shown, *cited_by, *kept):
            assert lines
            assert max(map(len, lines)) <= TOOLTIP_LINE


def access_tip(driver: Driver, name: str, row: int, piece: str, *, right_to_left: bool = False) -> str:
    """The tooltip of a row with the pointer on the word or the dot of its open access."""
    view = driver.view(name)
    rect = view.visualRect(view.model().index(row, 0))
    layout = view.itemDelegate().layout_of(view.model().row(row), rect.width(), rect.height())
    found = find(mirrored(layout, rect.width()) if right_to_left else layout, piece)
    return tooltip_at(view.viewport(), rect.topLeft() + found.rect.center())


MEANINGS = {
    "Gold OA": "Gold open access: published in an open-access journal.",
    "Green OA": "Green open access: a copy in a repository is free to read.",
    "Closed": "Closed: no service knows a copy that is free to read.",
    "Access unknown": "Access unknown: no service says whether the paper is free to read.",
}


@pytest.mark.parametrize("right_to_left", [False, True])
async def test_the_word_of_the_open_access_is_explained_under_the_pointer(demo, tmp_path, qapp, right_to_left):
    if right_to_left:
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        async with window_on(demo, tmp_path, size=(1280, 900)) as driver:
            await driver.search("working memory")
            rows = driver.view().model()
            words = [rows.row(row).access[0] for row in range(7)]
            assert {"Gold OA", "Closed"} <= set(words) <= set(MEANINGS)
            for row, word in enumerate(words):
                for piece in ("access", "access_dot"):
                    shown = access_tip(driver, "resultsView", row, piece, right_to_left=right_to_left)
                    assert shown == MEANINGS[word]
            view = driver.view()
            title = view.visualRect(view.model().index(0, 0)).topLeft() + QPoint(view.width() // 2, 12)
            assert rows.row(0).title in " ".join(tooltip_at(view.viewport(), title).split())
            driver.click_row(0)
            driver.trigger("paper.open")
            await driver.idle()
            driver.window.resize(1600, 900)
            await driver.idle()
            model = driver.view("citedByView").model()
            (row, *_) = (row for row in range(model.rowCount()) if model.row(row).access[0] == "Closed")
            shown = access_tip(driver, "citedByView", row, "access", right_to_left=right_to_left)
            assert shown == MEANINGS["Closed"]
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize(("tab", "name"), [(1, "citedByView"), (2, "referencesView"), (3, "similarView")])
async def test_each_list_says_that_the_access_is_unknown(demo, tmp_path, tab, name):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await Keyboard(driver).press(f"Ctrl+Alt+{tab}")
        await driver.idle()
        view = driver.view(name)
        model = view.model()
        rows = (row for row in range(model.rowCount()) if model.row(row).access is not None)
        (row, *_) = (row for row in rows if model.row(row).access[0] == "Access unknown")
        view.scrollTo(model.index(row, 0))
        rect = view.visualRect(model.index(row, 0))
        layout = view.itemDelegate().layout_of(model.row(row), rect.width(), rect.height())
        assert find(layout, "access").text == "Access unknown"
        assert access_tip(driver, name, row, "access") == MEANINGS["Access unknown"]
        assert "Access unknown" in model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize("status", ["gold", "hybrid", "bronze", "green", "diamond", "closed", "", None])
def test_each_kind_of_open_access_has_a_sentence_that_begins_with_its_word(qapp, status):
    paper = Paper("On ferns", Ids(doi="10.5555/1"), oa=OpenAccess(None if status is None else status == "", status))
    row, cited = paper_row(paper, PaperStatus()), citation_row(Citation(paper), None, PaperStatus())
    assert row.access_meaning == cited.access_meaning
    assert row.access_meaning.startswith(row.access[0].replace(" OA", " open access") + ":")


async def test_the_state_of_the_pdf_is_explained_under_the_pointer_and_a_click_changes_it(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1280, 900)) as driver:
        await driver.search("working memory")
        model = driver.view().model()
        row = next(row for row in range(7) if (state := model.row(row).state) and state.words == "PDF")
        assert access_tip(driver, "resultsView", row, "state") == "Get PDF"
        await driver.program.services.library.add([model.paper_at(row)])
        await driver.until(lambda: model.row(row).state.is_kept)
        for piece in ("state", "state_icon", "state_kept"):
            shown = access_tip(driver, "resultsView", row, piece)
            assert shown == "In your library, without its PDF. Click to get it."
        view = driver.view()
        rect = view.visualRect(model.index(row, 0))
        layout = view.itemDelegate().layout_of(model.row(row), rect.width(), rect.height())
        where = rect.topLeft() + find(layout, "state").rect.center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        await driver.until(lambda: model.row(row).state.words == "PDF saved")
        shown = access_tip(driver, "resultsView", row, "state")
        assert shown == "In your library, with its PDF. Click to open it."
        opened = []
        driver.window.ui_context.actions["paper.open_pdf"].triggered.connect(lambda: opened.append(row))
        layout = view.itemDelegate().layout_of(model.row(row), rect.width(), rect.height())
        where = rect.topLeft() + find(layout, "state").rect.center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        assert opened == [row]


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_the_star_of_a_citing_paper_has_a_tooltip(demo, tmp_path, size):
    async with window_on(demo, tmp_path, size=size, citations=None, demo=True) as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.cited_by")
        await driver.idle()
        model = driver.view("citedByView").model()
        row = next(row for row in range(model.rowCount()) if model.row(row).influential)
        driver.view("citedByView").choose(row)
        await driver.idle()
        assert access_tip(driver, "citedByView", row, "influential_icon").startswith("Influential citation")
        assert "influential" in model.row(row).spoken


@pytest.mark.parametrize("status", ["gold", "hybrid", "bronze", "green", "diamond", "closed"])
def test_the_column_of_the_open_access_has_room_for_each_of_its_words(qapp, status):
    """In a language with longer words, too."""
    with pseudo_language():
        theme = Theme(qapp, "light")
        access = OpenAccess(None if status is None else status != "closed", status)
        paper = Paper("On ferns", Ids(doi="10.5555/1"), oa=access)
        row = citation_row(Citation(paper), None, PaperStatus())
        shown = find(CitationDelegate(theme).layout_of(row, 1200, 60), "access").text
        assert shown == row.access[0]

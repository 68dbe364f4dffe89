"""The head of the detail pane for a selection: how many papers, what they have, and which one is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from scholar_desktop.domain.library import LibraryView
from tests.support.libraries import a_paper, keep_pdf
from tests.support.window_driver import Driver, shown_tooltip, window_on

SHIFT = Qt.KeyboardModifier.ShiftModifier


async def test_the_pane_says_how_many_are_selected_and_which_one_it_shows(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        head = driver.widget("selectedPapers")
        driver.click_row(0)
        await driver.idle()
        assert not head.isVisible(), "one paper needs no words about a selection"
        assert driver.widget("getPdfButton").content.keys != ""
        for _ in range(2):
            driver.press(Qt.Key.Key_Down, "resultsView", SHIFT)
        await driver.idle()
        papers = driver.window.context.now.papers
        years = sorted(paper.year for paper in papers)
        shown = papers[2].title.rstrip()
        assert head.isVisible()
        assert head.accessibleName() == (
            f"3 papers selected. None in your library · {years[0]}–{years[-1]}. Shown below: “{shown}”"
        )
        assert head.accessibleDescription() == "The buttons below apply to this paper alone, unless they say “all”."
        assert driver.widget("getPdfButton").content.keys == "", "Ctrl+D gets the PDFs of all three"
        await keep_pdf(driver.program.backend.store, papers[1], tmp_path)
        await driver.program.services.library.add([papers[0]])
        await driver.idle()
        assert f". 2 in your library · 1 with PDF · {years[0]}–{years[-1]}. " in head.accessibleName()
        driver.press(Qt.Key.Key_Down, "resultsView")
        await driver.idle()
        assert not head.isVisible()
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        driver.press(Qt.Key.Key_Down, "libraryView", SHIFT)
        await driver.idle()
        assert head.accessibleName().startswith("2 papers selected. 1 with PDF · ")


async def test_the_button_of_the_pdf_says_that_it_is_for_one_paper_of_several(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        assert driver.widget("getPdfButton").content.text == "Get PDF"
        driver.press(Qt.Key.Key_Down, "resultsView", SHIFT)
        await driver.idle()
        assert driver.widget("getPdfButton").content.text == "Get this PDF"
        bar = driver.widget("resultsView.selectionBar").findChild(QPushButton, "selection.paper.get_pdf")
        assert bar.accessibleName() == "Get PDFs"
        shown = driver.window.context.now.papers[1]
        driver.click("getPdfButton")
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        await driver.idle()
        assert [one.paper.id for one in driver.program.services.downloads.items()] == [shown.id]


async def test_the_buttons_of_a_paper_are_not_of_the_citing_rows_selected_below_it(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()
        view = driver.view("citedByView")
        await driver.until(lambda: view.model().rowCount() > 3)
        driver.click_row(0, "citedByView")
        driver.press(Qt.Key.Key_Down, "citedByView", SHIFT)
        await driver.idle()
        assert driver.window.context.now.selected == 2
        assert driver.widget("sendButton").text() == "Send to…"


async def test_the_buttons_of_the_paper_apply_to_it_alone_or_say_all(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        await select_all_kept(driver, tmp_path)
        shown = driver.window.search_page.shown_paper.title
        assert driver.widget("sendButton").text() == "Send all 3…"
        driver.click("starButton")
        await driver.idle()
        starred = [kept.paper.title for kept in (await library.page(LibraryView.STARRED)).papers]
        assert starred == [shown]
        assert len(driver.chosen("libraryView")) == 3, "they stay selected"
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.idle()
        driver.trigger("view.library_trash")
        await driver.idle()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert driver.widget("keepButton").text() == "Restore all 3"
        driver.click("keepButton")
        await driver.idle()
        assert driver.titles("libraryView") == []


async def select_all_kept(driver: Driver, folder: Path) -> None:
    """Select three papers of the library that have a PDF each."""
    for title in ("Whales", "Seals", "Krill"):
        await keep_pdf(driver.program.backend.store, a_paper(title), folder, title.encode())
    driver.trigger("view.library")
    await driver.idle()
    driver.click_row(0, "libraryView")
    for _ in range(2):
        driver.press(Qt.Key.Key_Down, "libraryView", SHIFT)
    await driver.idle()


@pytest.mark.parametrize("kind", ["library.cards", "library.table"])
async def test_a_change_of_the_selected_papers_is_counted_for_all_of_them(demo, tmp_path, kind):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger(kind)
        await select_all_kept(driver, tmp_path)
        head = driver.widget("selectedPapers")
        get = driver.window.registry["paper.get_pdf"]
        assert head.accessibleName().startswith("3 papers selected. 3 with PDF")
        assert not get.isEnabled()
        await driver.program.services.collections.put_in(driver.window.context.now.papers, "Thesis")
        await driver.idle()
        assert head.accessibleName().startswith("3 papers selected. 3 with PDF")
        assert not get.isEnabled()
        driver.press(Qt.Key.Key_Z, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert head.accessibleName().startswith("3 papers selected. 3 with PDF")
        assert not get.isEnabled()


async def test_the_papers_stay_selected_when_the_list_becomes_a_table_and_cards_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for title in ("Walruses", "Otters"):
            await driver.program.services.library.add([a_paper(title)])
        await select_all_kept(driver, tmp_path)
        chosen = driver.chosen("libraryView")
        assert len(chosen) == 3
        for kind in ("library.table", "library.cards"):
            driver.trigger(kind)
            await driver.idle()
            assert driver.chosen("libraryView") == chosen, kind
            assert driver.widget("selectedPapers").accessibleName().startswith("3 papers selected. 3 with PDF")


async def test_in_a_low_pane_no_line_of_the_head_is_cut(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.press(Qt.Key.Key_Down, "resultsView", SHIFT)
        await driver.idle()
        head, splitter = driver.widget("selectedPapers"), driver.widget("downSplitter")
        lines = head.findChildren(QLabel)
        assert all(line.isVisible() for line in lines)
        for height in (140, 240, 300, 500):
            splitter.setSizes([height, sum(splitter.sizes()) - height])
            await driver.idle()
            shown = [line for line in lines if line.isVisible()]
            assert lines[0] in shown
            for line in shown:
                assert line.height() >= line.heightForWidth(line.width()), (height, line.text())
            left_out = [line.text() for line in lines if not line.isVisible() and line.text()]
            assert sorted(filter(None, shown_tooltip(head).split("\n"))) == sorted(left_out)
            assert bool(left_out) is (height == 140)


async def test_a_paper_whose_saved_details_name_more_identifiers_is_one_of_the_selected(
    demo: Any, tmp_path: Any
) -> None:
    title = "Neural mechanisms of selective visual attention"
    async with window_on(demo, tmp_path) as driver:
        await driver.search(f"{title}.")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        found = driver.window.search_page.shown_paper
        library = driver.program.services.library
        await library.add([a_paper("Whales"), a_paper(title, doi=found.ids.doi)])
        driver.trigger("view.library")
        await driver.idle()
        rows = driver.titles("libraryView")
        driver.click_row(rows.index("Whales"), "libraryView")
        await driver.idle()
        driver.press(Qt.Key.Key_Down if rows[0] == "Whales" else Qt.Key.Key_Up, "libraryView", SHIFT)
        await driver.idle()
        assert driver.window.search_page.shown_paper.ids.s2 == found.ids.s2
        assert found.ids.s2 not in [kept.paper.ids.s2 for kept in (await library.page()).papers], "only the details do"
        head = driver.widget("selectedPapers")
        assert head.isVisible()
        assert head.accessibleName().startswith("2 papers selected. ")
        assert driver.widget("sendButton").text() == "Send all 2…"
        driver.click("sendButton")
        await driver.until(lambda: driver.widget("sendPanel").isVisible())
        await driver.idle()
        assert driver.widget("sendList").count() == 2


async def test_the_pane_counts_the_closed_papers_as_their_rows_name_them(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        driver.press(Qt.Key.Key_A, "resultsView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        model = driver.view().model()
        words = [str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]
        closed = sum("Closed" in said for said in words)
        assert 1 < closed < len(words)
        assert f"{closed} closed · " in driver.widget("selectedPapers").accessibleName()

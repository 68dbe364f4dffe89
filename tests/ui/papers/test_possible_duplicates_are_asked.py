"""Commands that add papers on their way ask before they add one that is possibly in the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.field_input import read_fields
from scholar_desktop.ui.rows.dragging import attach_papers
from scholar_desktop.ui.widgets.button import Button
from tests.support import manuscripts
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.exchange.test_manuscript_page import choose
from tests.ui.library.test_collections import drop
from tests.ui.papers.test_possibly_known import _import_as_entry
from tests.ui.reference_lists.test_review_page import press_in_row

LIST = "arXiv:1706.03762\n10.18653/v1/N18-1202\n"
QUESTION = "possibly known"


def question(driver: Driver) -> Any:
    return driver.window.messages.note(QUESTION)


async def ask(driver: Driver) -> Any:
    await driver.until(lambda: question(driver) is not None)
    return question(driver)


async def test_to_get_a_pdf_asks_once_for_the_whole_selection(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        await _import_as_entry(driver, papers[0])
        await driver.idle()
        downloads, keyboard = driver.program.services.downloads, Keyboard(driver)
        driver.click_row(0)
        await driver.idle()
        await keyboard.press("Ctrl+D")
        note = await ask(driver)
        assert (note.lead, [step.title for step in note.steps]) == (
            "No download was started.",
            ["Show the paper", "Get it anyway"],
        )
        assert driver.window.messages.closes_itself(QUESTION), "nothing was changed, and the key asks again"
        assert note.text.startswith(f"It is possibly in your library: {papers[0].title}")
        assert not downloads.items()
        view = driver.view()
        view.selectionModel().select(view.model().index(1, 0), QItemSelectionModel.SelectionFlag.Select)
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: "1 of 2 papers" in question(driver).text)
        other = question(driver).steps[0]
        assert [step.title for step in question(driver).steps] == ["Get only the other", "Get all anyway"]
        assert question(driver).text == f"1 of 2 papers is possibly in your library: “{papers[0].title}”."
        other.run()
        await driver.idle()
        assert question(driver) is None
        assert [item.paper.id for item in downloads.items()] == [papers[1].id]
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.get_pdf")
        (await ask(driver)).steps[1].run()
        await driver.until(lambda: len(downloads.items()) == 2)
        driver.click_row(2)
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: len(downloads.items()) == 3)
        assert question(driver) is None


async def test_a_matched_paper_that_the_library_has_as_an_entry_without_identifiers_is_not_added_again(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        paper = next(one for one in driver.window.search_page.search.result.papers if one.ids.arxiv == "1706.03762")
        await _import_as_entry(driver, paper)
        await driver.idle()
        QApplication.clipboard().setText(LIST)
        driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: driver.state("reviewTable") == "full")
        await driver.until(lambda: driver.widget("reviewAddButton").text() == "Add 1 matched")


def answer(driver: Driver, words: str) -> None:
    """Click the button *words* of the question."""
    found = [one for one in driver.window.messages.findChildren(Button) if one.isVisible()]
    QTest.mouseClick(next(one for one in found if one.content.text == words), Qt.MouseButton.LeftButton)


NO_PEOPLE = ["title=Attention Is All You Need", "issued=2017", "item_type=paper-conference"]
OTHER_DOI = [
    *("title=Deep Contextualized Word Representations", "author=Peters, Matthew E.; Neumann, Mark", "issued=2018"),
    *("DOI=10.5555/another", "item_type=paper-conference"),
]


async def paste_beside(driver: Driver, fields: list[str], row: int) -> Any:
    """Paste the list beside a library with one entry of *fields*, which the paper in *row* possibly is; return the
    model of the table."""
    await driver.program.services.library.entries.add(read_fields(fields))
    await driver.idle()
    QApplication.clipboard().setText(LIST)
    driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
    await driver.until(lambda: driver.state("reviewTable") == "full")
    model = driver.view("reviewTable").model()
    await driver.until(lambda: model.row(row).why.startswith("possibly in your library"))
    assert "possibly in your library" in model.row(row).spoken
    assert "possibly in your library" not in model.row(1 - row).why
    await driver.until(lambda: driver.widget("reviewAddButton").text() == "Add 2 matched")
    return model


@pytest.mark.parametrize("button", ["reviewAddButton", "reviewGetButton"])
@pytest.mark.parametrize(("fields", "row"), [(NO_PEOPLE, 0), (OTHER_DOI, 1)], ids=["no people", "another DOI"])
async def test_the_matched_papers_of_a_list_are_asked_about(
    demo: Any, tmp_path: Path, fields: list[str], row: int, button: str
) -> None:
    """A search would not merge an entry without people, or with another DOI, with the paper; so it is no version of it,
    and only the user can tell."""
    async with window_on(demo, tmp_path) as driver:
        model, library = await paste_beside(driver, fields, row), driver.program.services.library
        driver.click(button)
        note = await ask(driver)
        assert note.lead == "Papers not added."
        assert note.text.startswith("1 of 2 papers is possibly in your library: “")
        assert [one.title for one in note.steps] == ["Add the other paper", "Add all anyway"]
        assert driver.window.messages.close_last()
        await driver.idle()
        assert question(driver) is None
        assert (await library.counts()).papers == 1
        driver.click(button)
        await ask(driver)
        answer(driver, "Add the other paper")
        await driver.until(lambda: "in library" in model.row(1 - row).spoken)
        assert (question(driver), (await library.counts()).papers) == (None, 2)
        assert "in library" not in model.row(row).spoken
        await driver.until(lambda: driver.widget("reviewAddButton").text() == "Add 1 matched")
        driver.click("reviewAddButton")
        await ask(driver)
        answer(driver, "Add anyway")
        await driver.until(lambda: "in library" in model.row(row).spoken)
        assert (await library.counts()).papers == 3
        assert "possibly in your library" not in model.row(row).why


async def test_all_matched_papers_of_a_list_are_added_if_the_user_says_so(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        model = await paste_beside(driver, NO_PEOPLE, 0)
        driver.click("reviewAddButton")
        await ask(driver)
        answer(driver, "Add all anyway")
        await driver.until(lambda: all("in library" in model.row(row).spoken for row in (0, 1)))
        assert (await driver.program.services.library.counts()).papers == 3
        assert question(driver) is None


async def test_the_paper_that_a_line_of_a_list_possibly_is_can_be_shown(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste_beside(driver, NO_PEOPLE, 0)
        library = driver.program.services.library
        press_in_row(driver, 0, "add")
        note = await ask(driver)
        assert note.text == "It is possibly in your library: Attention Is All You Need · 2017"
        answer(driver, "Show the paper")
        [kept] = (await library.page()).papers
        await driver.until(lambda: driver.window.context.now.paper == kept.paper)
        assert question(driver) is None
        await Keyboard(driver).press("Alt+Left")
        await driver.until(lambda: driver.window.navigation.page == "review")
        assert (await library.counts()).papers == 1


async def test_a_paper_dropped_on_a_collection_is_asked_about(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        await _import_as_entry(driver, papers[0])
        await driver.program.services.collections.make("Thesis")
        await driver.idle()
        data = QMimeData()
        attach_papers(data, papers[:2])
        assert drop(driver, data, "Thesis")
        note = await ask(driver)
        assert not await driver.program.services.library.find_many(papers[:2])
        note.steps[0].run()
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        assert list(await driver.program.services.library.find_many(papers[:2])) == [papers[1].id]


async def test_a_reference_that_the_library_has_as_an_entry_is_not_added_again(demo: Any, tmp_path: Path) -> None:
    found = [one for one in manuscripts.forty() if one.verdict == "ok"][:3]
    file = tmp_path / "short.bib"
    file.write_text(manuscripts.bib(found), "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        first = driver.widget("manuscriptPage").run.papers()[0]
        await _import_as_entry(driver, first)
        await driver.idle()
        driver.click("manuscriptCollectButton")
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        library = driver.program.services.library
        assert question(driver) is None, "the page follows the library, and has found the entry there"
        assert len(await library.collection("References of short")) == (await library.counts()).papers == 3
        assert not await library.find_many([first])

"""The fold of all data: opened by click and key, remembered, selected from, copied; and the warning about paratext."""

from __future__ import annotations

import json

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from scholar_desktop.domain.paper import Facts, Ids, Paper
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.ui.widgets.fact_rows import FactKind
from scholar_desktop.ui.widgets.label import Prose
from tests.support.window_driver import Driver, recorded, window_on

NOW = current_timestamp()


async def opened(driver: Driver, row: int = 0) -> None:
    await driver.search("attention")
    driver.view().choose(row)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()


def kept_paper() -> Paper:
    unpaywall = {"is_oa": False, "is_paratext": True, "genre": "journal-issue", "oa_locations": []}
    zenodo = {
        "id": 7,
        "metadata": {"notes": "Bring boots."},
        "files": [{"key": f"{n}.csv", "size": 5} for n in range(9)],
    }
    return Paper(
        title="Contents of volume 7",
        ids=Ids(doi="10.1000/contents.7", zenodo="7"),
        sources=("unpaywall", "zenodo"),
        retrieved=NOW,
        facts=(Facts("unpaywall", NOW, unpaywall), Facts("zenodo", NOW, zenodo)),
    )


async def test_the_fold_is_closed_at_first_and_opens_by_click_and_by_enter(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        assert driver.window.findChild(object, "allDataView") is None
        driver.click("allDataButton")
        assert driver.widget("allDataView").isVisible()
        driver.press(Qt.Key.Key_Return, "allDataButton")
        assert not driver.widget("allDataView").isVisible()
        driver.press(Qt.Key.Key_Space, "allDataButton")
        assert driver.widget("allDataView").isVisible()
        assert driver.widget("allDataButton").accessibleName() == "All data, open"


async def test_what_each_service_gave_stands_under_its_name_and_date(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, 1)
        driver.click("allDataButton")
        text = driver.widget("allDataText.s2").toPlainText()
        sent = next(facts for facts in driver.window.context.now.paper.facts if facts.source == "s2")
        for words in (
            "Influential citations",
            "Fields of study by source",
            "Publication types",
            sent.fields["paperId"],
        ):
            assert words in text
        assert "ISSN-L" in driver.widget("allDataText.unpaywall").toPlainText()


async def test_it_stays_open_for_the_next_paper_and_the_next_start(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        driver.click("allDataButton")
        driver.press(Qt.Key.Key_J, "resultsView")
        await driver.idle()
        title = driver.titles()[1]
        await driver.until(lambda: title in driver.widget("allDataText.s2").toPlainText())
        assert driver.widget("allDataView").isVisible()
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        await driver.until(lambda: driver.widget("allDataView").isVisible())


async def test_values_are_selected_and_all_of_it_is_copied_as_json(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        driver.click("allDataButton")
        text = driver.widget("allDataText.s2")
        cursor = text.document().find("Influential citations")
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        text.setTextCursor(cursor)
        driver.press(Qt.Key.Key_C, "allDataText.s2", Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text().startswith("Influential citations\t")
        driver.click("copyAllDataButton")
        copied = json.loads(QGuiApplication.clipboard().text())
        paper = driver.window.context.now.paper
        assert {name: said["fields"] for name, said in copied.items()} == {
            facts.source: facts.fields for facts in paper.facts
        }
        assert all(said["retrieved"].endswith("Z") for said in copied.values())


async def test_a_long_list_opens_where_it_stands(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([kept_paper()])
        driver.trigger("view.library")
        await driver.idle()
        driver.view("libraryView").choose(0)
        driver.press(Qt.Key.Key_Return, "libraryView")
        await driver.idle()
        driver.click("allDataButton")
        text = driver.widget("allDataText.zenodo")
        assert "Bring boots." in text.toPlainText()
        place = next(number for number, row in enumerate(text.rows) if row.kind is FactKind.MORE)
        found = text.document().find(text.rows[place].value)
        QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=text.cursorRect(found).center() - QPoint(6, 0))
        assert "8.csv" in text.toPlainText()
        assert text.textCursor().selectedText() == "Show fewer"
        assert text.height() >= text.document().size().height()


async def test_what_is_no_paper_is_told_above_everything_else(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([kept_paper()])
        await opened(driver)
        assert not driver.widget("paratextNote").isVisible()
        driver.trigger("view.library")
        await driver.idle()
        driver.view("libraryView").choose(0)
        await driver.idle()
        note = driver.widget("paratextNote")
        assert note.isVisible()
        assert note.accessibleName().startswith("This may not be a paper.")


async def test_the_embedding_costs_one_request_that_somebody_asks_for(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        driver.click("allDataButton")
        assert "Embedding" not in driver.widget("allDataText.s2").toPlainText()
        before = demo.stats()["counts"]
        driver.click("askEmbeddingButton")
        await driver.idle()
        after = demo.stats()["counts"]
        assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {"s2": 1}
        assert "768 numbers, specter_v1" in driver.widget("allDataText.s2").toPlainText()
        assert not driver.widget("askEmbeddingButton").isVisible()


async def test_each_service_leads_to_its_page_of_the_paper(demo, tmp_path):
    pages: list[str] = []
    async with window_on(demo, tmp_path, prepare=recorded("open_url", pages)) as driver:
        await opened(driver)
        s2 = driver.window.context.now.paper.ids.s2
        driver.trigger("paper.open_semantic_scholar")
        assert pages == [f"https://www.semanticscholar.org/paper/{s2}"]
        menu = driver.window.registry.row_menu(driver.window)
        assert "paper.open_semantic_scholar" in [
            action.objectName() for submenu in menu.findChildren(QMenu) for action in submenu.actions()
        ]
        assert driver.widget("sourceLink.s2").toolTip() == pages[0]
        assert driver.widget("sourceLink.s2").accessibleName().startswith("Semantic Scholar, ")


async def test_the_text_of_another_paper_keeps_its_height_while_all_data_is_open(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await opened(driver)
        driver.click("allDataButton")
        await driver.idle()
        driver.view().choose(1)
        await driver.until(lambda: driver.widget("allDataView").isVisible())
        await driver.idle()
        page = driver.widget("allDataButton").parentWidget().parentWidget()
        await driver.until(lambda: page.height() == page.heightForWidth(page.width()))
        texts = [each for each in page.findChildren(Prose) if each.isVisible()]
        assert len(texts) > 2
        for text in texts:
            assert text.height() <= text.heightForWidth(text.width()) + 2, text.plain_text()[:60]

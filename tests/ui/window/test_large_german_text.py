"""German words in text twice as large, in the smallest window: pages and panels have no measurable fault.

Long words and buttons that are wider than the window cut whole pages at their right edge.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from scholar_desktop.ui.theme.type_scale import BASE_PX
from scholar_desktop.ui.widgets.button import Button
from tests.house.page_trees import bring_into_sight
from tests.pictures.measure import Ruler
from tests.pictures.more_pages import LONG_BIB
from tests.support.keyboard import Keyboard
from tests.support.missing_classics import open_missing_classics
from tests.support.window_driver import Driver, show_in_library, shown_tooltip, window_on
from tests.ui.add_pdfs.test_add_pdfs import a_pdf, drop

pytestmark = pytest.mark.usefixtures("usual_text")


@pytest.fixture
def usual_text(qapp: QApplication) -> Iterator[None]:
    """Text of 13 px, as `make pictures` draws it."""
    before, font = qapp.font(), qapp.font()
    font.setPixelSize(BASE_PX)
    qapp.setFont(font)
    yield
    qapp.setFont(before)


@asynccontextmanager
async def small_window(
    demo: Any, folder: Path, /, **changes: Any
) -> AsyncIterator[tuple[Driver, Callable[[], list[str]]]]:
    """Open the window; the second value returns the faults of what it shows."""
    with Ruler() as ruler:
        changes |= {"size": (640, 640), "text_size": 200}
        async with window_on(demo, folder, language="de", citations=None, **changes) as driver:
            yield driver, lambda: ruler.measure(driver.window)[1]


async def test_a_button_of_a_message_that_is_wider_than_its_page_wraps(demo, tmp_path):
    async with small_window(demo, tmp_path) as (driver, faults):
        driver.trigger("view.doubtful")
        await driver.idle()
        assert faults() == []
        buttons = driver.widget("doubtfulPage").findChildren(Button)
        back = next(each for each in buttons if each.text() == "Zurück zu den Downloads")
        height = back.height()
        driver.window.resize(1440, 900)
        await driver.until(lambda: back.height() < height)


async def test_the_settings_are_not_wider_than_their_page(demo, tmp_path):
    async with small_window(demo, tmp_path) as (driver, faults):
        driver.trigger("view.settings")
        await driver.idle()
        assert faults() == []
        tick = driver.widget("completeTitlesTick")
        assert tick.height() >= tick.heightForWidth(tick.width()), "both lines of its words are seen"


async def test_the_first_start_is_not_wider_than_its_page(demo, tmp_path):
    async with small_window(demo, tmp_path, first_start_done=False, email=None) as (driver, faults):
        await driver.idle()
        assert driver.widget("firstStartPage").isVisible()
        assert faults() == []


async def test_the_buttons_of_the_entry_form_go_below_its_title(demo, tmp_path):
    async with small_window(demo, tmp_path) as (driver, faults):
        driver.trigger("view.library")
        driver.trigger("library.new_entry")
        await driver.idle()
        assert driver.widget("entrySaveButton").isVisible()
        assert faults() == []


async def test_the_import_panel_is_not_wider_than_its_window(demo, tmp_path):
    file = tmp_path / "many.bib"
    file.write_text(LONG_BIB + LONG_BIB[:400], "utf-8")
    async with small_window(demo, tmp_path / "profile") as (driver, faults):
        driver.trigger("library.import")
        dialog = driver.window.findChild(QFileDialog, "importDialog")
        dialog.fileSelected.emit(str(file))
        dialog.close()
        await driver.idle()
        assert driver.widget("importButton").isEnabled()
        assert faults() == []


async def test_the_buttons_of_a_question_go_below_each_other(demo, tmp_path):
    async with small_window(demo, tmp_path) as (driver, faults):
        await driver.search("attention")
        await show_in_library(driver, 0)
        driver.trigger("paper.delete")
        await driver.idle()
        driver.trigger("view.library_trash")
        await driver.idle()
        driver.click_row(0, "libraryView")
        driver.trigger("paper.delete_for_good")
        await driver.idle()
        yes, no = driver.widget("questionYes"), driver.widget("questionNo")
        assert faults() == []
        assert yes.y() > no.y()


async def test_the_corpus_and_its_setup_are_not_wider_than_their_page(demo, tmp_path):
    async with small_window(demo, tmp_path, demo=True) as (driver, faults):
        driver.trigger("view.corpus")
        await driver.idle()
        driver.click("setupCorpusButton")
        await driver.idle()
        assert faults() == []
        driver.click("acceptTermsTick")
        for _page in range(2):
            await driver.until(lambda: driver.widget("setupNextButton").isEnabled())
            driver.click("setupNextButton")
            await driver.idle()
        await driver.until(lambda: driver.widget("corpusPlan").isVisible())
        assert faults() == []
        driver.click("setupNextButton")
        await driver.until(lambda: driver.widget("closeCorpusWorkButton").isVisible())
        driver.click("closeCorpusWorkButton")
        await driver.until(lambda: driver.widget("ownCorpusFacts").isVisible())
        assert faults() == []


async def test_the_details_of_a_pdf_are_not_wider_than_their_page(demo, tmp_path):
    file = a_pdf(tmp_path / "dropped", "unknown.pdf", None)
    async with small_window(demo, tmp_path / "profile") as (driver, faults):
        sidebar = driver.widget("sidebar")
        assert drop(driver, sidebar.mapTo(driver.window, QPoint(sidebar.width() // 2, sidebar.height() - 4)), file)
        await driver.until(lambda: driver.widget("addPdfsView").model().rowCount() == 1)
        await driver.idle()
        driver.click_row(0, "addPdfsView")
        await driver.idle()
        assert driver.window.findChild(QWidget, "addFileButton") is not None
        assert faults() == []


async def test_shortcuts_are_above_what_they_do(demo, tmp_path):
    async with small_window(demo, tmp_path) as (driver, faults):
        driver.trigger("app.shortcuts")
        await driver.idle()
        assert driver.widget("shortcutsPanel").isVisible()
        assert faults() == [], "the hint of the search box is cut, and its tooltip has it"


async def test_the_button_of_a_community_goes_below_its_box(demo, tmp_path):
    async with small_window(demo, tmp_path) as (driver, faults):
        driver.trigger("view.communities")
        await driver.idle()
        driver.type("loom", "communitiesEdit")
        driver.press(Qt.Key.Key_Return, "communitiesEdit")
        await driver.idle()
        driver.click_row(0, "communitiesView")
        await driver.idle()
        assert driver.widget("communityRecordsRunButton").isVisible()
        assert faults() == []


async def test_the_links_of_a_version_go_below_its_name(demo, tmp_path):
    async with small_window(demo, tmp_path) as (driver, faults):
        await driver.search("10.5281/zenodo.7089818")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.click("versionsButton")
        await driver.idle()
        bring_into_sight(driver.widget("compareVersionButton"))
        await driver.idle()
        assert faults() == []


async def test_numbers_and_tags_of_rows_have_room_for_their_words(demo, tmp_path):
    async with small_window(demo, tmp_path) as (driver, faults):
        driver.trigger("view.authors")
        await driver.idle()
        driver.type("Zhang", "authorSearchEdit")
        driver.press(Qt.Key.Key_Return, "authorSearchEdit")
        await driver.idle()
        assert driver.view("authorsView").model().rowCount()
        assert faults() == []


async def test_the_tag_of_a_missing_classic_is_in_its_row(demo, tmp_path):
    async with small_window(demo, tmp_path) as (driver, faults):
        await open_missing_classics(driver, Keyboard(driver))
        driver.window.pages.currentWidget()._on_ask()
        await driver.idle()
        view = driver.view("missingView")
        await driver.until(lambda: view.model().rowCount() > 3 and not view._measuring.isActive())
        assert faults() == []


async def test_a_hint_that_the_search_box_cuts_is_its_tooltip(demo, tmp_path):
    async with small_window(demo, tmp_path) as (driver, faults):
        edit = driver.widget("searchEdit")
        edit.setFixedWidth(370)
        await driver.idle()
        assert faults() == []
        assert shown_tooltip(edit) == "Publikationen suchen"
        driver.type("attention")
        assert shown_tooltip(edit) != "Publikationen suchen"

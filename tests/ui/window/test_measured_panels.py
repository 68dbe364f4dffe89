"""Panels and pages with more in them than a small window has room for, measured as `make pictures` measures all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from scholar_desktop.ui.theme.type_scale import BASE_PX
from scholar_desktop.ui.widgets.button import ElidedLink
from scholar_desktop.ui.widgets.scroll_column import least_height
from tests.house.page_trees import bring_into_sight
from tests.pictures.measure import Ruler
from tests.pictures.more_pages import LONG_BIB
from tests.support.pseudo_language import pseudo_language
from tests.support.window_driver import Driver, window_on


@pytest.fixture
def usual_text(qapp: QApplication) -> Iterator[None]:
    """Text of 13 px, as `make pictures` draws it."""
    before, font = qapp.font(), qapp.font()
    font.setPixelSize(BASE_PX)
    qapp.setFont(font)
    yield
    qapp.setFont(before)


async def _faults(driver: Driver, ruler: Ruler) -> list[str]:
    await driver.idle()
    return ruler.measure(driver.window)[1]


async def test_panels_in_a_small_window_with_the_largest_text_have_no_measurable_fault(qapp, demo, tmp_path):
    file = tmp_path / "many.bib"
    file.write_text(LONG_BIB + LONG_BIB[:400], "utf-8")
    with Ruler() as ruler:
        async with window_on(demo, tmp_path / "profile", size=(640, 640), citations=None) as driver:
            driver.trigger("view.text_largest")
            await driver.search("attention")
            await the_styles_of_the_export_are_below_its_formats(driver, ruler)
            await the_foot_of_an_import_wraps(driver, ruler, file)
            driver.trigger("app.about")
            driver.click("about.THIRD_PARTY.md")
            assert await _faults(driver, ruler) == []
            driver.widget("documentPanel").close_panel()
            await the_data_of_a_service_has_its_lines(driver, ruler)


async def test_long_notes_and_links_of_panels_are_whole_with_the_largest_text(usual_text, demo, tmp_path):
    nobody = "http://127.0.0.1:9"
    urls = {"zotero_url": nobody, "jabref_url": nobody}
    with Ruler() as ruler:
        async with window_on(demo, tmp_path / "profile", size=(640, 640), citations=None, **urls) as driver:
            driver.trigger("view.text_largest")
            await driver.search("attention")
            await the_reason_why_nothing_can_be_sent_is_whole(driver, ruler)
            await the_note_about_an_export_is_above_its_buttons(driver, ruler)
            await the_links_to_the_parts_scroll_with_the_documentation(driver, ruler)


async def the_reason_why_nothing_can_be_sent_is_whole(driver: Driver, ruler: Ruler) -> None:
    driver.click_row(0)
    driver.trigger("paper.send")
    await driver.until(lambda: driver.widget("sendNowButton").text() == "Put into outbox")
    assert driver.widget("sendState").text().endswith("and import that file in Zotero.")
    assert await _faults(driver, ruler) == []
    driver.widget("sendPanel").close_panel()


async def the_note_about_an_export_is_above_its_buttons(driver: Driver, ruler: Ruler) -> None:
    driver.press(Qt.Key.Key_A, "resultsView", Qt.KeyboardModifier.ControlModifier)
    driver.trigger("paper.export")
    driver.click("exportFormat.bibtex")
    await driver.until(lambda: "required fields" in driver.widget("exportNote").text())
    assert await _faults(driver, ruler) == []
    note, save = driver.widget("exportNote"), driver.widget("exportSaveButton")
    assert note.geometry().bottom() < save.geometry().top()
    driver.widget("exportPanel").close_panel()


async def the_links_to_the_parts_scroll_with_the_documentation(driver: Driver, ruler: Ruler) -> None:
    driver.trigger("app.documentation")
    assert await _faults(driver, ruler) == []
    panel = driver.widget("documentPanel")
    links = panel.findChildren(ElidedLink)
    for link in (links[0], links[-1]):
        assert panel.body.isAncestorOf(link)
        bring_into_sight(link)
        assert link.visibleRegion().boundingRect() == link.rect()
    panel.close_panel()


async def the_styles_of_the_export_are_below_its_formats(driver: Driver, ruler: Ruler) -> None:
    driver.press(Qt.Key.Key_A, "resultsView", Qt.KeyboardModifier.ControlModifier)
    driver.trigger("paper.export")
    await driver.idle()
    driver.click("exportFormat.text")
    assert await _faults(driver, ruler) == []
    driver.widget("styleEdit").setFocus()
    assert await _faults(driver, ruler) == []
    styles = driver.widget("styleList")
    await driver.until(lambda: styles.visibleRegion().boundingRect().height() == styles.height())
    assert not driver.widget("exportPreview").isVisible()
    assert driver.widget("exportNote").text() == "", "no word about a preview that is not shown"
    driver.widget("exportPanel").close_panel()
    driver.window.resize(1440, 900)
    await driver.idle()
    driver.trigger("paper.export")
    assert await _faults(driver, ruler) == []
    assert driver.widget("exportPreview").isVisible()
    await driver.until(lambda: "20" in driver.widget("exportNote").text())
    driver.widget("exportPanel").close_panel()
    driver.window.resize(640, 640)


async def the_data_of_a_service_has_its_lines(driver: Driver, ruler: Ruler) -> None:
    for words, button, shown in (
        ("attention", "allDataButton", "allData.s2"),
        ("10.5281/zenodo.7089818", "recordFormsButton", "recordSection"),
    ):
        driver.trigger("view.search")
        await driver.search(words)
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.until(lambda button=button: driver.widget(button).isVisible())  # type: ignore[misc]
        await driver.idle()
        driver.widget(button).click()
        await driver.until(lambda shown=shown: driver.widget(shown).isVisible())  # type: ignore[misc]
        await driver.idle()
        bring_into_sight(driver.widget(button))
        assert await _faults(driver, ruler) == []


async def the_foot_of_an_import_wraps(driver: Driver, ruler: Ruler, file: Path) -> None:
    driver.trigger("library.import")
    dialog = driver.window.findChild(QFileDialog, "importDialog")
    dialog.fileSelected.emit(str(file))
    dialog.close()
    await driver.until(lambda: driver.widget("importReason").isVisible())
    assert await _faults(driver, ruler) == []
    driver.widget("importPanel").close_panel()


async def test_german_passages_with_all_filters_have_room(usual_text, demo, tmp_path):
    with Ruler() as ruler:
        async with window_on(demo, tmp_path, size=(640, 640), citations=None, language="de") as driver:
            driver.trigger("view.sentences")
            driver.type("attention maps", "snippetsEdit")
            driver.press(Qt.Key.Key_Return, "snippetsEdit")
            await driver.idle()
            driver.click("snippetsMoreFiltersButton")
            driver.view("snippetsView").choose(0)
            assert driver.widget("passageView").isVisible()
            assert await _faults(driver, ruler) == []


async def test_the_column_beside_an_author_is_not_widened_by_long_texts(qapp, demo, tmp_path):
    with Ruler() as ruler, pseudo_language():
        async with window_on(demo, tmp_path, size=(1024, 640), citations=None) as driver:
            driver.trigger("view.authors")
            driver.type("Zhang", "authorSearchEdit")
            driver.press(Qt.Key.Key_Return, "authorSearchEdit")
            await driver.idle()
            driver.click_row(0, "authorsView")
            driver.press(Qt.Key.Key_Return, "authorsView")
            await driver.idle()
            assert driver.widget("authorSide").isVisible()
            assert await _faults(driver, ruler) == []


def test_the_margins_of_a_row_whose_controls_are_hidden_count_for_the_height(qapp):
    page, row, hidden = QWidget(), QHBoxLayout(), QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    row.setContentsMargins(0, 8, 0, 0)
    row.addWidget(hidden)
    hidden.hide()
    column.addLayout(row)
    shown = QWidget()
    shown.setFixedSize(QSize(50, 20))
    column.addWidget(shown)
    assert least_height(page, 100) == page.minimumSizeHint().height() == 28


def test_a_stack_is_as_high_as_the_part_that_it_shows(qapp):
    outer, part = QWidget(), QWidget()
    stack = QStackedLayout(outer)
    stack.setContentsMargins(9, 9, 9, 9)  # as some styles give it
    stack.addWidget(part)
    part.setMinimumHeight(40)
    outer.resize(200, 40)
    stack.activate()
    assert least_height(outer, 200) == part.height() == 40
    outer.deleteLater()


async def test_the_head_of_the_library_keeps_its_lines_when_its_filters_are_hidden(qapp, demo, tmp_path):
    before, font = qapp.font(), qapp.font()
    font.setPointSizeF(10)
    qapp.setFont(font)
    try:
        with Ruler() as ruler:
            async with window_on(demo, tmp_path, size=(640, 640), citations=None) as driver:
                driver.trigger("view.text_largest")
                await driver.search("effective approaches to attention")
                driver.view().choose(0)
                driver.trigger("paper.get_pdf")
                await driver.idle()
                for _ in range(6):  # the order of the events differs
                    driver.trigger("view.library")
                    await driver.idle()
                    driver.trigger("view.library_without_pdf")
                    assert await _faults(driver, ruler) == []
    finally:
        qapp.setFont(before)

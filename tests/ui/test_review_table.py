"""A list that is pasted, dropped or typed becomes the review table, and the table papers."""

from __future__ import annotations

import warnings
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from scholar_desktop.domain.reading_list import Standing
from tests.ui.driver import Driver, window_on

LIST = """Vaswani, A. et al. (2017). Attention is all you need. NeurIPS.
arXiv:1706.03762v5
10.1038/
Smith J (2021) Personal communication
"""


async def paste(driver: Driver, text: str) -> None:
    QApplication.clipboard().setText(text)
    driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
    await driver.idle()
    reading = driver.program.services.reading_lists.current
    if reading is not None:
        await driver.until(
            lambda: driver.state("reviewTable") == "full" or reading.waits or reading.problem is not None
        )


def standings(driver: Driver) -> list[Standing]:
    return [line.standing for line in driver.program.services.reading_lists.current.lines]


async def test_a_pasted_list_opens_the_table_and_one_press_adds_what_is_sure(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, LIST)
        assert driver.window.navigation.page == "review"
        assert standings(driver) == [Standing.SURE, Standing.SURE, Standing.NONE, Standing.NONE]
        assert demo.stats()["counts"]["s2"] == 2  # a batch, and a title
        button = driver.widget("reviewAddButton")
        assert button.text() == "Add all sure (1)"
        driver.click("reviewAddButton")
        await driver.idle()
        await driver.until(lambda: button.text() == "Add all sure (0)")
        assert not button.isEnabled()
        assert (await driver.program.services.library.counts()).papers == 1


async def test_pasted_words_are_no_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, "attention is all you need")
        box: QLineEdit = driver.widget("searchEdit")
        assert (driver.window.navigation.page, box.text()) == ("search", "attention is all you need")


async def test_a_list_and_what_was_decided_are_there_after_a_restart_without_a_request(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, LIST)
        driver.click_row(2, "reviewTable")
        driver.press(Qt.Key.Key_Delete, "reviewTable")
        await driver.idle()
        before = standings(driver)
        assert before[2] is Standing.LEFT_OUT
        asked = demo.stats()["counts"]
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.review")
        await driver.idle()
        assert standings(driver) == before
        assert len(driver.titles("reviewTable")) == 4
        assert demo.stats()["counts"] == asked


async def test_a_line_is_edited_and_looked_up_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, LIST)
        driver.click_row(2, "reviewTable")
        await driver.idle()
        driver.type("arXiv:1706.03762", "reviewLineEdit")
        driver.press(Qt.Key.Key_Return, "reviewLineEdit")
        await driver.idle()
        assert standings(driver)[2] is Standing.SURE
        driver.click("reviewChip.none")
        await driver.idle()
        assert len(driver.titles("reviewTable")) == 1


async def test_candidates_are_found_and_one_is_taken(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, "language models Jones 2025\n10.1038/\n")
        assert standings(driver)[0] in (Standing.CHECK, Standing.NONE)
        driver.click_row(0, "reviewTable")
        driver.type("turing test", "reviewWordsEdit")
        driver.click("reviewSearchButton")
        await driver.idle()
        line = driver.program.services.reading_lists.current.line(1)
        assert len(line.candidates) > 1
        await driver.until(
            lambda: driver.window.findChild(type(driver.widget("reviewAddButton")), "takeCandidate.1") is not None
        )
        driver.click("takeCandidate.1")
        await driver.idle()
        assert standings(driver)[0] is Standing.SURE


async def test_a_bib_file_dropped_on_the_window_is_read(demo, tmp_path):
    file = Path(tmp_path) / "refs.bib"
    file.write_text(
        "@article{v, title={Attention is all you need}, author={Vaswani, A}, year=2017}\n@book{b, ti", "utf-8"
    )
    async with window_on(demo, tmp_path) as driver:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        button, key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        copy = Qt.DropAction.CopyAction
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # PySide6 6.12 has another form, 6.11 only this one
            entering = QDragEnterEvent(QPoint(40, 40), copy, data, button, key)
        QApplication.sendEvent(driver.window, entering)
        QApplication.sendEvent(driver.window, QDropEvent(QPointF(40, 40), copy, data, button, key))
        await driver.idle()
        await driver.until(lambda: driver.state("reviewTable") == "full")
        assert standings(driver) == [Standing.SURE, Standing.NONE]


async def test_a_list_is_typed_kept_while_it_is_typed_and_saved_as_a_table(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.review")
        await driver.idle()
        driver.widget("reviewTextEdit").setPlainText("arXiv:1706.03762\n")
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.review")
        await driver.idle()
        assert driver.widget("reviewTextEdit").toPlainText() == "arXiv:1706.03762\n"
        driver.click("reviewReadButton")
        await driver.idle()
        await driver.until(lambda: driver.state("reviewTable") == "full")
        driver.window.pages.page("review").save_csv(str(tmp_path / "out.csv"))
        await driver.idle()
        assert (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()[1].startswith("1,1,arXiv:1706.03762,sure,")
        driver.click("reviewCloseButton")
        await driver.idle()
        assert driver.widget("reviewTextEdit").isVisible()

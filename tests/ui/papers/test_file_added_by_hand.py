"""“This file” of the details: what is said of a file that the user added, and of several files of one paper."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import ElidedLabel
from tests.support.drawn_pdfs import draw_paper
from tests.support.window_driver import Driver, recorded, window_on

CLOSED = Paper("Tides of the Moroccan coast", Ids(doi="10.5555/tides"))


async def show_files(driver: Driver, folder: Path, *files: bytes) -> list[str]:
    """Add *files* to a paper, open “This file” in its details, and return the paths in the library."""
    for number, content in enumerate(files):
        file = folder / f"{number}.pdf"
        file.write_bytes(content)
        await driver.program.services.pdf_import.attach(CLOSED, file, insist=True)
    driver.trigger("view.library")
    await driver.idle()
    driver.click_row(0, "libraryView")
    await driver.idle()
    driver.click("thisFileButton")
    await driver.idle()
    kept = await driver.program.services.library.find(CLOSED.id)
    assert kept is not None
    return [file.path for file in kept.files]


def facts(driver: Driver) -> tuple[dict[str, str], list[int]]:
    """Return the facts of the first file by their names, and the places of their lines."""
    grid = driver.widget("thisFileView").findChildren(QGridLayout)[0]
    lines: dict[str, str] = {}
    places = []
    for line in range(grid.rowCount()):
        name, value = grid.itemAtPosition(line, 0).widget(), grid.itemAtPosition(line, 1).widget()
        assert isinstance(name, QLabel)
        assert isinstance(value, ElidedLabel)
        lines[name.text()] = value.whole_text()
        places.append(name.geometry().center().y())
    return lines, places


async def test_a_file_that_the_user_added_is_not_called_free_to_read(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        await show_files(driver, tmp_path, draw_paper(CLOSED.title))
        said, places = facts(driver)
        assert said["Source"] == "Added by you"
        assert said["Licence"] == "not known (you added this file)"
        gaps = [below - above for above, below in pairwise(places)]
        assert max(gaps) - min(gaps) <= 1, "the lines are evenly spaced"


async def test_one_of_several_files_says_that_the_command_opens_it_and_the_others_have_a_button(
    demo: Any, tmp_path: Path
) -> None:
    opened: list[str] = []
    async with window_on(demo, tmp_path / "profile", prepare=recorded("open_path", opened)) as driver:
        files = [draw_paper(CLOSED.title), draw_paper(CLOSED.title, filler=500)]
        first, second = await show_files(driver, tmp_path, *files)
        assert driver.widget("thisFileButton").content.text == "These 2 files"
        body = driver.widget("thisFileView")
        (sentence,) = (one for one in body.findChildren(QLabel) if "Open in PDF app" in one.text())
        names = {one.whole_text(): one for one in body.findChildren(ElidedLabel)}
        (button,) = body.findChildren(Button, "openThisFileButton")
        assert sentence.text() == "“Open in PDF app” opens this file."

        def top(widget: QWidget) -> int:
            return widget.mapTo(body, QPoint(0, 0)).y()

        of_first, of_second = (top(names[Path(path).name]) for path in (first, second))
        assert of_first < top(sentence) < of_second < top(button)
        driver.trigger("paper.open_pdf")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert opened == [first, second]


async def test_a_single_file_says_nothing_about_opening(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        await show_files(driver, tmp_path, draw_paper(CLOSED.title))
        body = driver.widget("thisFileView")
        assert body.findChildren(Button, "openThisFileButton") == []
        assert not any("opens this file" in one.text() for one in body.findChildren(QLabel))

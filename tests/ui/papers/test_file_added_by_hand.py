"""“This file” of the details: what is said of a file that the user added, and of several files of one paper."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QGridLayout, QLabel

from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.ui.widgets.label import ElidedLabel
from tests.support.drawn_pdfs import draw_paper
from tests.support.window_driver import Driver, window_on

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

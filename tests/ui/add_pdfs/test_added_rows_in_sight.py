"""Files that are added to a list that has rows already are selected, and scrolled to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.support.window_driver import Driver, window_on
from tests.ui.add_pdfs.test_add_pdfs import a_pdf, drop


def _is_seen(driver: Driver, name: str) -> bool:
    view = driver.view("addPdfsView")
    row = driver.titles("addPdfsView").index(name)
    return view.viewport().rect().contains(view.visualRect(view.model().index(row, 0)))


async def _drop(driver: Driver, *files: Path) -> None:
    assert drop(driver, QPoint(5, driver.window.height() // 2), *files)
    await driver.idle()
    await driver.until(lambda: driver.state("addPdfsView") == "full")


async def test_dropped_files_are_selected_and_in_sight(demo: Any, tmp_path: Path) -> None:
    first = [a_pdf(tmp_path / "first", f"first{number:02}.pdf", None) for number in range(30)]
    other = [a_pdf(tmp_path / "other", f"other{number}.pdf", None) for number in range(3)]
    async with window_on(demo, tmp_path / "profile", size=(1024, 640)) as driver:
        await _drop(driver, *first)
        assert driver.chosen("addPdfsView") == ["first00.pdf"]
        assert not _is_seen(driver, "first29.pdf")
        await _drop(driver, *other)
        assert driver.chosen("addPdfsView") == ["other0.pdf"]
        assert all(_is_seen(driver, file.name) for file in other)
        assert driver.widget("addPdfsPage")._detail.isVisible()
        view = driver.view("addPdfsView")
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(32, 0)).center()
        )
        driver.press(Qt.Key.Key_Home, "addPdfsView")
        assert driver.chosen("addPdfsView") == ["first00.pdf"]
        late = a_pdf(tmp_path / "other", "late.pdf", None)
        await _drop(driver, first[3], late, other[0])
        assert driver.chosen("addPdfsView") == ["late.pdf"], "those that the list had are not the new ones"
        assert _is_seen(driver, "late.pdf")
        await _drop(driver, first[3])
        assert driver.chosen("addPdfsView") == ["first03.pdf"]
        assert _is_seen(driver, "first03.pdf")

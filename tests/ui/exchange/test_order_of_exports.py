"""An export has the papers in the order in which the page of the library lists them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.ui.context.navigation import Navigation
from tests.support.window_driver import Driver, window_on
from tests.ui.papers.test_export_panel import choose_format

COUNT = 230
"""More than the list loads at once."""


async def exported(driver: Driver, action: str, title: str) -> list[str]:
    """Return the titles of the papers that *action* exports, in their order."""
    driver.trigger(action)
    await driver.until(lambda: driver.widget("exportPanel").isVisible())
    await driver.idle()
    assert driver.widget("exportTitle").text() == title
    await choose_format(driver, "ris")
    QGuiApplication.clipboard().clear()
    driver.click("exportCopyButton")
    await driver.until(lambda: "TI  - " in QGuiApplication.clipboard().text())
    await driver.idle()
    driver.press(Qt.Key.Key_Escape, "exportFormat.ris")
    text = QGuiApplication.clipboard().text()
    return [line[6:] for line in text.splitlines() if line.startswith("TI  - ")]


async def test_a_collection_and_the_library_are_exported_in_the_order_of_their_lists(demo: Any, tmp_path: Path) -> None:
    papers = [Paper(f"Paper {n * 7 % COUNT:03}", Ids(doi=f"10.5555/{n}"), year=1800 + n) for n in range(COUNT)]
    async with window_on(demo, tmp_path) as driver:
        services, navigation = driver.program.services, driver.window.navigation
        await services.collections.put_in(papers[:40], "Inner")
        await services.collections.put_in(papers, "Thesis")
        of_all = f"Export {COUNT} papers"
        for place, action in ((show_thesis, "collection.export"), (show_all, "library.export")):
            await place(navigation, services)
            await driver.idle()
            assert driver.window.registry["library.sort_added"].isChecked()
            for order in ("added", "year", "title"):
                if order != "added":
                    driver.trigger(f"library.sort_{order}")
                    await driver.idle()
                listed = driver.titles("libraryView")
                assert len(listed) < COUNT
                found = await exported(driver, action, of_all)
                assert found[: len(listed)] == listed, order
                assert sorted(found) == sorted(one.title for one in papers)
        driver.trigger("library.sort_year")
        await driver.idle()
        listed = driver.titles("libraryView")
        await show_thesis(navigation, services)
        await driver.idle()
        assert driver.titles("libraryView") != listed
        found = await exported(driver, "library.export", of_all)
        assert found[: len(listed)] == listed, "the order of the list that is exported, not of the one that is shown"


async def collection(services: Any) -> Any:
    return next(one for one in await services.collections.all() if one.path == "Thesis")


async def show_thesis(navigation: Navigation, services: Any) -> None:
    navigation.show_collection(await collection(services))


async def show_all(navigation: Navigation, _services: Any) -> None:
    navigation.show_library(LibraryView.ALL)

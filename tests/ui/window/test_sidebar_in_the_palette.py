"""The command palette finds each row of the sidebar by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget

from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.sidebar_button import PlaceButton
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on


def row_names(driver: Driver) -> list[str]:
    """The names of the rows of the sidebar that are shown, of collections and tags, too."""
    sidebar = driver.widget("sidebar")
    names = [row.text() for row in sidebar.findChildren(PlaceButton) if row.isVisible()]
    for view in sidebar.findChildren(QAbstractItemView):
        model = view.model()
        names += [model.index(row, 0).data(Qt.ItemDataRole.DisplayRole) for row in range(model.rowCount())]
    chips = [one for one in sidebar.findChildren(Button) if one.objectName().startswith("sidebar.tag.")]
    return [*names, *(chip.content.text for chip in chips)]


async def fill_sidebar(driver: Driver) -> None:
    services, keyboard = driver.program.services, Keyboard(driver)
    await services.library.add([a_paper("Whales")])
    [kept] = (await services.library.page(limit=1)).papers
    await services.library.own_words.tag([kept.key], "seas", True)
    await services.collections.put_in([kept.paper], "Thesis")
    await services.library.views.put("Old ones", "year:-1990")
    await driver.search("memory")
    driver.trigger("search.save")
    await driver.idle()
    await keyboard.press("Return")
    driver.trigger("list.open")
    await driver.idle()
    driver.trigger("view.manuscript")
    driver.window.sidebar.show_outbox(1)
    await driver.idle()


@pytest.mark.parametrize("language", [None, "de"])
async def test_the_palette_finds_each_row_of_the_sidebar_by_its_name(
    demo: Any, tmp_path: Path, language: str | None
) -> None:
    async with window_on(demo, tmp_path, size=(1440, 1000), language=language) as driver:
        await fill_sidebar(driver)
        keyboard = Keyboard(driver)
        names = row_names(driver)
        assert len(names) == 21
        missing = []
        await keyboard.press("Ctrl+Shift+P")
        await driver.idle()
        found: QListWidget = driver.widget("paletteList")
        for name in names:
            driver.widget("paletteEdit").setText(name)  # QTest types no umlauts
            await driver.idle()
            first = found.item(0)
            if first is None or first.text().removesuffix("…") != name:
                missing.append((name, first and first.text()))
        assert not missing
        driver.trigger("view.search")
        driver.widget("paletteEdit").setText(driver.widget("sidebar.view.manuscript").text())
        await keyboard.press("Return")
        assert driver.window.navigation.page == places.MANUSCRIPT


async def test_the_palette_has_no_page_of_a_manuscript_before_one_is_checked(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await Keyboard(driver).press("Ctrl+Shift+P")
        await driver.idle()
        driver.widget("paletteEdit").setText("manuscript check")
        found: QListWidget = driver.widget("paletteList")
        titles = [found.item(row).text() for row in range(found.count())]
        assert titles[0] == "Check manuscript…"
        assert "Manuscript check" not in titles

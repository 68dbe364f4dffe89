"""The menu of a collection in the sidebar does not change what the bar of a selection offers for the list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from tests.support.window_driver import Driver, window_on


async def _open_menu(driver: Driver, name: str) -> QMenu:
    view = driver.widget("collectionsView")
    row = next(number for number, one in enumerate(view.rows.rows) if one.name == name)
    place = view.visualRect(view.model().index(row, 0)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)
    await driver.idle()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


@pytest.mark.parametrize(("shown", "expected"), [(None, "Trash"), ("Thesis", "Remove")])
async def test_the_bar_offers_the_same_while_a_menu_of_a_collection_is_open(
    demo: Any, tmp_path: Path, shown: str | None, expected: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        await driver.search("attention")
        model = driver.view().model()
        papers = [model.paper_at(row) for row in range(3)]
        for name in ("Thesis", "Notes"):
            await services.collections.put_in(papers, name)
        driver.trigger("view.library")
        await driver.idle()
        if shown is not None:
            one = await services.collections.find(shown)
            driver.window.navigation.show_collection(one)
            await driver.idle()
        view = driver.view("libraryView")
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        view.selectAll()
        await driver.idle()

        def offered() -> list[str]:
            names = ("paper.uncollect", "paper.delete")
            buttons = [
                driver.widget("libraryView.selectionBar").findChild(object, f"selection.{name}") for name in names
            ]
            return [button.content.text for button in buttons if button.isVisible()]

        assert offered() == [expected]
        menu = await _open_menu(driver, "Notes")
        assert offered() == [expected]
        menu.close()
        await driver.idle()
        assert offered() == [expected]

"""The Delete key on a collection in the sidebar asks first if the collection has something in it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _on_collection(driver: Driver, name: str) -> Keyboard:
    """Move the focus to a collection of the sidebar; “Thesis” has two papers, “Plan” has a subcollection."""
    await driver.search("attention")
    collections = driver.program.services.collections
    await collections.put_in(driver.window.search_page.search.result.papers[:2], "Thesis")
    for path in ("Plan", "Plan/Later", "Unused"):
        await collections.make(path)
    await driver.idle()
    view = driver.widget("collectionsView")
    view.setFocus()
    view.setCurrentIndex(view.rows.index(_paths(driver).index(name)))
    return Keyboard(driver)


def _paths(driver: Driver) -> list[str]:
    return [one.path for one in driver.widget("collectionsView").rows.rows]


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("Thesis", "Delete the collection “Thesis”?"),
        ("Plan", "Delete the collection “Plan” and its 1 subcollection?"),
    ],
)
async def test_a_collection_with_content_is_deleted_after_a_question(
    demo: Any, tmp_path: Any, name: str, question: str
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = await _on_collection(driver, name)
        before = _paths(driver)
        for answer in ("Escape", "Return"):
            await keyboard.press("Delete")
            await driver.idle()
            panel = driver.widget("questionPanel")
            assert panel.isVisible()
            assert [label.text() for label in panel.findChildren(QLabel) if label.isVisible()][:2] == [
                question,
                "The papers stay in your library. You can undo this.",
            ]
            assert _paths(driver) == before
            await keyboard.press(answer)
            await driver.idle()
            assert keyboard.focus is driver.widget("collectionsView")
            if answer == "Escape":
                assert _paths(driver) == before
                assert before[driver.widget("collectionsView").currentIndex().row()] == name
        assert _paths(driver) == [path for path in before if path.split("/")[0] != name]
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert _paths(driver) == before


async def test_an_empty_collection_and_the_command_need_no_answer(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = await _on_collection(driver, "Unused")
        await keyboard.press("Delete")
        await driver.idle()
        assert "Unused" not in _paths(driver)
        view = driver.widget("collectionsView")
        driver.window.context.update(collection=view.rows.rows[_paths(driver).index("Thesis")])
        driver.window.registry.run_on("collection.delete")
        await driver.idle()
        assert "Thesis" not in _paths(driver)

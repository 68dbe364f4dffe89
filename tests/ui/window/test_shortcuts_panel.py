"""The page of all keyboard shortcuts: its columns, its order, and its box."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QGridLayout, QLabel

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

ROOT = Path(__file__).parents[3]


def sections_of(driver: Driver) -> dict[str, dict[str, str]]:
    """Return the lines that are shown: by the heading of their section and what they do, the keys."""
    body = driver.widget("shortcutsPanel").body
    sections: dict[str, dict[str, str]] = {}
    for grid in body.findChildren(QGridLayout):
        lines: dict[str, str] = {}
        for row in range(grid.rowCount()):
            first, second = (grid.itemAtPosition(row, column) for column in (0, 1))
            if first is None or second is None:
                continue
            one, other = first.widget(), second.widget()
            assert isinstance(one, QLabel)
            assert isinstance(other, QLabel)
            assert one.isVisible()
            if one is other:
                lines = sections[one.text()] = {}
            else:
                lines[other.text()] = one.text()
    return sections


def columns_of(driver: Driver) -> int:
    """Return the number of different left edges of the headings."""
    body = driver.widget("shortcutsPanel").body
    headings = set(sections_of(driver))
    labels = [each for each in body.findChildren(QLabel) if each.isVisible() and each.text() in headings]
    return len({each.mapTo(body, QPoint(0, 0)).x() for each in labels if each.property("type") == "section"})


async def test_the_keys_of_one_page_are_below_its_name_and_each_command_has_its_keys(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.shortcuts")
        sections = sections_of(driver)
        assert set(sections["In Downloads"]) == {"Move up", "Move down", "Move to top", "Remove from list"}
        assert sections["In the review of a PDF"]["Keep reviewed PDF"] == "Y"
        assert not set(sections["In Downloads"]) & set(sections["Tools"])
        assert sections["On the Unpaywall page"] == {"Export answers as CSV…": "Ctrl+E"}
        assert "Export answers as CSV…" not in sections["Tools"]
        assert [words for lines in sections.values() for words, keys in lines.items() if not keys] == []
        assert sections["Paper"]["Remove from collection"] == "Delete"


def keys_in(text: str) -> set[str]:
    """Return the keys that *text* names, as README or the panel does: 'Ctrl+1 to Ctrl+9', 'J / K', '1 – 9'."""
    found = set()
    for part in re.split(", (?!$)| / ", text):
        ends = re.split(" to | – ", part)
        first, last = (re.fullmatch(r"(.*?)(\d)", end) for end in (ends[0], ends[-1]))
        if first is not None and last is not None:
            found |= {f"{first[1]}{number}" for number in range(int(first[2]), int(last[2]) + 1)}
        else:
            found.add("Delete" if part == "Del" else part)
    return found


async def test_readme_and_the_panel_have_the_same_keys(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.shortcuts")
        sections = sections_of(driver)
    table = (ROOT / "README.md").read_text("utf-8").partition("## Keys")[2].partition("##")[0]
    in_readme = {key for row in re.findall(r"^\| (.+?) \| ", table, re.M)[2:] for key in keys_in(row)}
    in_panel = {key for lines in sections.values() for keys in lines.values() for key in keys_in(keys)}
    assert len(in_panel) > 90
    assert sorted(in_readme - in_panel) == [], "README names keys that the panel lacks"
    assert sorted(in_panel - in_readme) == [], "the panel has keys that README lacks"
    assert sections["In the search box"]["Put back the words of the search shown"] == "Esc"


async def test_the_pages_are_in_the_order_of_their_numbers(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.shortcuts")
        keys = list(sections_of(driver)["Go"].values())
        assert keys[:15] == [*(f"Ctrl+{number}" for number in range(1, 10)), *(f"Ctrl+Alt+{each}" for each in range(6))]


@pytest.mark.parametrize(
    ("size", "columns", "most_screens"), [((1440, 900), 3, 1.35), ((1024, 640), 2, 2.75), ((640, 640), 1, 5.4)]
)
async def test_the_shortcuts_are_in_as_many_columns_as_there_is_room_for(demo, tmp_path, size, columns, most_screens):
    async with window_on(demo, tmp_path, size=size) as driver:
        driver.trigger("app.shortcuts")
        panel = driver.widget("shortcutsPanel")
        view = panel._scroll.viewport()
        await driver.until(lambda: panel.body.width() == view.width() and panel.body.height() > view.height() // 2)
        assert columns_of(driver) == columns
        assert panel.body.height() < view.height() * most_screens
        for each in panel.body.findChildren(QLabel):
            if each.isVisible():
                assert each.width() >= min(each.sizeHint().width(), each.minimumSizeHint().width()), each.text()
                assert each.mapTo(panel.body, QPoint(each.width(), 0)).x() <= view.width()


async def test_a_window_that_gets_smaller_has_fewer_columns(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.shortcuts")
        before = sections_of(driver)
        driver.window.resize(700, 700)
        await driver.until(lambda: columns_of(driver) == 1)
        assert sections_of(driver) == before


async def test_the_box_leaves_the_shortcuts_that_have_its_words(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.shortcuts")
        keyboard = Keyboard(driver)
        everything = sections_of(driver)
        box = driver.widget("shortcutsFind")
        assert keyboard.focus is box, "typing finds at once"
        await keyboard.type("filter")
        assert sections_of(driver)["On the filters of a search"]["Remove the filter"]
        await keyboard.press("Ctrl+F")
        assert box.selectedText() == "filter"
        box.clear()
        await keyboard.type("citing")
        found = sections_of(driver)
        assert found["Paper"] == {"Show citing sentences between two papers…": "Ctrl+Shift+W"}
        assert found["In a list of citations"] == {
            "Select a citing sentence": "Left / Right",
            "Copy the citing sentences with their source": "Ctrl+C",
        }
        assert len(found) == 2
        box.clear()
        await keyboard.type("ctrl+6")
        assert sections_of(driver) == {"Go": {"Find people": "Ctrl+6"}}
        box.clear()
        await keyboard.type("qqq")
        assert sections_of(driver) == {"No shortcuts found": {}}
        assert [
            each.text() for each in driver.widget("shortcutsPanel").body.findChildren(QLabel) if each.isVisible()
        ] == ["No shortcuts found"]
        assert box.accessibleDescription() == "Not found"
        box.clear()
        assert sections_of(driver) == everything
        await keyboard.press("Escape")
        assert not driver.widget("shortcutsPanel").isVisible()


async def test_the_words_are_read_in_the_order_in_which_they_are_shown(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.shortcuts")
        body = driver.widget("shortcutsPanel").body
        headings = [
            each for each in body.findChildren(QLabel) if each.property("type") == "section" and each.isVisible()
        ]
        places = [(each.mapTo(body, QPoint(0, 0)).x(), each.y()) for each in headings]
        assert places == sorted(places)
        assert [re.sub(r"^In .*", "In", each.text()) for each in headings][:4] == ["In", "In", "File", "Edit"]


async def test_the_delete_key_has_one_name(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.shortcuts")
        await driver.idle()
        texts = [each.text() for each in driver.widget("shortcutsPanel").findChildren(QLabel)]
        assert sum(text == "Delete" for text in texts) > 2
        assert not [text for text in texts if "Del" in text.replace("Delete", "").split()]

"""The commands that split a record off a paper, and merge the two again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, row_menu, window_on


def _merged_row(driver: Driver) -> int:
    papers = driver.window.search_page.search.result.papers
    return next(number for number, paper in enumerate(papers) if len(paper.parts) > 1)


async def _run(driver: Driver, phrase: str, title: str) -> None:
    """Choose the command *title* in the palette after *phrase* is typed."""
    keyboard = Keyboard(driver)
    await keyboard.press("Ctrl+Shift+P")
    await keyboard.type(phrase)
    await driver.idle()
    lines = driver.widget("paletteList")
    titles = [lines.item(place).text() for place in range(lines.count())]
    assert title in titles, titles
    for _ in range(titles.index(title)):
        await keyboard.press("Down")
    await keyboard.press("Return")
    await driver.idle()


SPLIT, MERGE = "Split off a record of the paper", "Merge again what you split off"


@pytest.mark.parametrize(("split", "merge"), [("split", "merge"), ("separate", "join"), ("not the same paper", "join")])
async def test_the_palette_splits_and_merges_with_the_focus_in_the_list(
    demo: Any, tmp_path: Any, split: str, merge: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("working memory")
        row, before = _merged_row(driver), len(driver.titles())
        driver.click_row(row)
        await driver.idle()
        why_not = driver.window.registry.why_not
        assert why_not("paper.split_off") is None
        assert why_not("paper.merge_again") == "You have not split this paper from another one."
        await _run(driver, split, SPLIT)
        assert len(driver.titles()) == before + 1
        assert driver.view().hasFocus()
        assert driver.view().currentIndex().row() == row
        assert why_not("paper.split_off") == "This paper has only one record, so there is none to split off."
        assert why_not("paper.merge_again") is None
        await _run(driver, merge, MERGE)
        assert len(driver.titles()) == before
        assert driver.view().hasFocus()
        assert why_not("paper.split_off") is None
        assert why_not("paper.merge_again") is not None


async def test_from_a_button_of_the_details_the_focus_goes_to_the_list(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("working memory")
        row, before = _merged_row(driver), len(driver.titles())
        driver.click_row(row)
        await driver.idle()
        for name, count in (("splitOff.1", before + 1), ("joinAgain", before)):
            driver.widget(name).setFocus()
            driver.press(Qt.Key.Key_Space, name)
            await driver.idle()
            assert len(driver.titles()) == count
            await driver.until(lambda: QApplication.focusWidget() is driver.view())


async def test_undo_updates_the_commands(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("working memory")
        driver.click_row(_merged_row(driver))
        await driver.idle()
        driver.trigger("paper.split_off")
        await driver.idle()
        why_not = driver.window.registry.why_not
        assert why_not("paper.merge_again") is None
        driver.trigger("edit.undo")
        await driver.idle()
        assert why_not("paper.merge_again") is not None
        assert why_not("paper.split_off") is None


def _message(driver: Driver, button: str) -> str:
    return driver.bar_with(button)[0].accessibleName()


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("starred", [False, True])
async def test_merging_again_says_so_and_merges_the_papers_of_the_library(
    demo: Any, tmp_path: Any, starred: bool, half: int
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("working memory")
        row, before = _merged_row(driver), len(driver.titles())
        driver.click_row(row)
        await driver.idle()
        driver.trigger("paper.split_off")
        await driver.idle()
        library = driver.program.services.library
        for place in (row, row + 1):
            driver.click_row(place)
            await driver.idle()
            if starred:
                driver.press(Qt.Key.Key_S, "resultsView")
                await driver.idle()
        count = 2 if starred else 0
        assert (await library.counts()).papers == count
        driver.click_row(row + half)
        await driver.idle()
        title = driver.titles()[row + half]
        driver.click("joinAgain")
        await driver.idle()
        assert len(driver.titles()) == before
        assert (await library.counts()).papers == count // 2
        assert _message(driver, "Undo").startswith("Merged “")
        assert _message(driver, "Undo").endswith("” again.")
        assert title[:20] in _message(driver, "Undo")
        kept = driver.window.ui_context.marks.of(driver.view().model().paper(row)).kept
        assert (kept is not None and kept.starred) == starred
        driver.trigger("edit.undo")
        await driver.idle()
        assert len(driver.titles()) == before + 1
        assert (await library.counts()).papers == count
        driver.trigger("edit.redo")
        await driver.idle()
        assert len(driver.titles()) == before
        assert (await library.counts()).papers == count // 2
        assert _message(driver, "Undo").startswith("Merged “")


def _section(driver: Driver) -> list[str]:
    """The heading of the section, and the texts in it."""
    heads = [
        each.text()
        for each in driver.window.findChildren(QLabel)
        if each.text() in ("Merged from", "Split from") and each.isVisible()
    ]
    found = [each.property("text") or "" for each in driver.widget("mergedFrom").findChildren(QWidget)]
    texts = [re.sub("<[^>]*>", "", text) for text in found]
    return [*dict.fromkeys(heads), *filter(None, texts)]


@pytest.mark.parametrize("half", [0, 1])
async def test_the_details_of_a_half_name_the_other_record_without_internal_ids(
    demo: Any, tmp_path: Any, half: int
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("working memory")
        row = _merged_row(driver)
        driver.click_row(row)
        await driver.idle()
        driver.trigger("paper.split_off")
        await driver.idle()
        driver.click_row(row + half)
        await driver.idle()
        other = driver.view().model().paper(row + 1 - half)
        heading, *texts = _section(driver)
        assert heading == "Split from"
        assert driver.widget("mergedFrom").accessibleName() == "Split from"
        service = "Unpaywall" if half == 0 else "Semantic Scholar"
        assert f"{service}: {other.title}" in texts
        assert f"DOI {other.ids.doi}" in texts
        told = " ".join([*texts, driver.widget("joinAgain").accessibleName()])
        assert "s2:" not in told
        assert "doi:" not in told
        assert other.ids.s2 is None or other.ids.s2 not in told


async def test_two_halves_that_are_selected_together_are_merged_again(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("working memory")
        row, before = _merged_row(driver), len(driver.titles())
        driver.click_row(row)
        await driver.idle()
        driver.trigger("paper.split_off")
        await driver.idle()
        why_not = driver.window.registry.why_not
        driver.click_row(row)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        assert why_not("paper.merge_again") is None
        menu = row_menu(driver)
        (related,) = (each.menu() for each in menu.actions() if each.text().replace("&", "") == "Related papers")
        assert isinstance(related, QMenu)
        assert "Merge again" in [each.text().replace("&", "") for each in related.actions()]
        menu.close()
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        assert why_not("paper.merge_again") == "Select only the two papers that you split from each other."
        driver.click_row(row + 1)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        assert why_not("paper.merge_again") == "You have not split these papers from each other."
        driver.click_row(row + 1)
        driver.press(Qt.Key.Key_Up, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        await _run(driver, "join", MERGE)
        assert len(driver.titles()) == before
        assert _message(driver, "Undo").startswith("Merged “")

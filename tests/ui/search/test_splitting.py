"""A merged result says of what it was made, can be split, stays split, and can be joined again."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from tests.support.window_driver import Driver, window_on

WORDS = "attention is all you need"


def merged_row(driver: Driver) -> int:
    """The first result that was made of several rows."""
    papers = driver.window.search_page.search.result.papers
    return next(number for number, paper in enumerate(papers) if len(paper.parts) > 1)


def shown_in(driver: Driver, name: str) -> str:
    return " | ".join(child.property("text") or "" for child in driver.widget(name).findChildren(QWidget))


async def split(driver: Driver) -> int:
    """Split the last row off the first merged result; how many results there were before."""
    row = merged_row(driver)
    driver.click_row(row)
    await driver.idle()
    before = len(driver.titles())
    buttons = [
        button
        for button in driver.widget("mergedFrom").findChildren(QAbstractButton)
        if button.objectName().startswith("splitOff.")
    ]
    assert len(buttons) > 1
    asked = driver.program.backend.requests()
    buttons[-1].click()
    await driver.idle()
    assert driver.program.backend.requests() == asked
    return before


async def test_the_detail_pane_says_from_which_rows_a_result_was_merged(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search(WORDS)
        driver.click_row(merged_row(driver))
        await driver.idle()
        text = shown_in(driver, "mergedFrom")
        assert "Semantic Scholar: " in text
        assert " by " in text


async def test_what_is_split_stays_split_over_a_search_and_a_restart_until_it_is_joined(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search(WORDS)
        before = await split(driver)
        assert len(driver.titles()) == before + 1
        driver.window.search_page.search.with_sort("year")
        await driver.idle()
        assert len(driver.titles()) == before + 1
        await driver.search(WORDS)
        assert len(driver.titles()) == before + 1
    async with window_on(demo, tmp_path) as driver:
        assert len(driver.titles()) == before + 1
        await driver.search(WORDS)
        assert len(driver.titles()) == before + 1
        partings = driver.program.services.manual_splits
        papers = driver.window.search_page.search.result.papers
        row = next(number for number, paper in enumerate(papers) if partings.titles_split_from(paper))
        driver.click_row(row)
        await driver.idle()
        driver.click("joinAgain")
        await driver.idle()
        assert len(driver.titles()) == before


async def test_undo_joins_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search(WORDS)
        before = await split(driver)
        assert driver.window.registry["edit.undo"].text().startswith("Undo: split ")
        driver.trigger("edit.undo")
        await driver.idle()
        assert len(driver.titles()) == before


async def test_a_result_of_one_row_has_nothing_to_split(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search(WORDS)
        papers = driver.window.search_page.search.result.papers
        row = next(number for number, paper in enumerate(papers) if not paper.parts)
        driver.click_row(row)
        await driver.idle()
        assert not driver.widget("mergedFrom").isVisible() or not shown_in(driver, "mergedFrom").strip(" |")


async def test_a_paper_of_the_library_that_is_found_again_has_each_row_once(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search(WORDS)
        row = merged_row(driver)
        paper = driver.window.search_page.search.result.papers[row]
        earlier = tuple(
            msgspec.structs.replace(part, retrieved=f"{year}-01-01T00:00:00Z")
            for year in (2019, 2020)
            for part in paper.parts
        )
        # as an earlier version may have stored it: rows of two searches
        await driver.program.services.library.add([msgspec.structs.replace(paper, parts=earlier)])
        for number in (row + 1, row):
            driver.click_row(number)
            driver.press(Qt.Key.Key_Return, "resultsView")
            await driver.idle()
        buttons = driver.widget("mergedFrom").findChildren(QAbstractButton, QRegularExpression("^splitOff"))
        assert len(buttons) == len(paper.parts)


def details_and_row(driver: Driver) -> tuple[Paper, Paper]:
    """The paper in the details, and that of the highlighted row."""
    view = driver.view()
    shown = driver.window.search_page.panes.paper.paper
    (row,) = view.chosen_rows()
    assert row == view.currentIndex().row()
    return shown, view.model().paper(row)


@pytest.mark.parametrize("button", [0, 1])
async def test_each_half_has_its_own_details_and_its_row_is_highlighted(demo, tmp_path, button):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("working memory")
        row = merged_row(driver)
        driver.click_row(row)
        await driver.idle()
        (merged, _) = details_and_row(driver)
        driver.widget(f"splitOff.{button}").setFocus()
        driver.press(Qt.Key.Key_Space, f"splitOff.{button}")
        await driver.idle()
        seen = {}
        for key in (None, Qt.Key.Key_Down, Qt.Key.Key_Up):
            if key is not None:
                driver.press(key, "resultsView")
                await driver.idle()
            shown, listed = details_and_row(driver)
            assert (shown.id, shown.sources) == (listed.id, listed.sources)
            assert driver.window.search_page.panes.paper.showing
            assert driver.window.ui_context.context.now.paper.id == listed.id
            seen.setdefault(driver.view().currentIndex().row(), set()).add((shown.id, shown.sources))
        assert seen == {row: {(merged.id, ("s2",))}, row + 1: {(f"doi:{merged.ids.doi}", ("unpaywall",))}}
        for _ in range(2):
            driver.trigger("edit.undo")
            await driver.idle()
            shown, listed = details_and_row(driver)
            assert driver.view().currentIndex().row() == row
            assert shown.id == listed.id == merged.id
            assert shown.sources == listed.sources == ("s2", "unpaywall")
            assert driver.widget(f"splitOff.{button}").isVisible()
            driver.trigger("edit.redo")
            await driver.idle()
            shown, listed = details_and_row(driver)
            assert (shown.id, shown.sources) == (listed.id, listed.sources)


async def test_undo_merges_again_while_the_other_half_is_shown(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("working memory")
        row = merged_row(driver)
        driver.click_row(row)
        await driver.idle()
        (merged, _) = details_and_row(driver)
        driver.click("splitOff.0")
        await driver.idle()
        driver.press(Qt.Key.Key_Down, "resultsView")
        await driver.idle()
        driver.press(Qt.Key.Key_Z, "resultsView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        shown, listed = details_and_row(driver)
        assert driver.view().currentIndex().row() == row
        assert shown.id == listed.id == merged.id
        assert shown.sources == listed.sources == ("s2", "unpaywall")


async def split_rows(driver: Driver) -> int:
    """Split a result of two services by its button. Return the row of the first half, which is selected."""
    await driver.search("working memory")
    row = merged_row(driver)
    driver.click_row(row)
    await driver.idle()
    driver.click("splitOff.1")
    await driver.idle()
    return row


def kept_of_halves(driver: Driver, row: int) -> list[KeptPaper | None]:
    """What the window shows of the library for the two halves."""
    model = driver.view().model()
    return [driver.window.ui_context.marks.of(model.paper(place)).kept for place in (row, row + 1)]


async def decide(driver: Driver, decision: str) -> None:
    """Decide something about the selected row, by keys."""
    if decision == "star":
        driver.press(Qt.Key.Key_S, "resultsView")
    elif decision == "to read":
        driver.press(Qt.Key.Key_R, "resultsView")
    else:
        driver.trigger("paper.tag" if decision == "tag" else "paper.collect")
        await driver.idle()
        box = QApplication.focusWidget()
        assert isinstance(box, QLineEdit)
        QTest.keyClicks(box, "Later")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
        for _ in range(2):
            if not driver.view().hasFocus():
                QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
                await driver.idle()
    await driver.idle()


def has(decision: str, kept: KeptPaper | None) -> bool:
    if kept is None:
        return False
    said = {"star": kept.starred, "to read": kept.to_read, "tag": bool(kept.tags), "collect": bool(kept.collections)}
    return said[decision]


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("decision", ["star", "to read", "tag", "collect"])
async def test_a_decision_about_one_half_does_not_change_the_other(demo, tmp_path, decision, half):
    async with window_on(demo, tmp_path) as driver:
        row = await split_rows(driver)
        driver.click_row(row + half)
        await driver.idle()
        await decide(driver, decision)
        assert [has(decision, kept) for kept in kept_of_halves(driver, row)] == [half == 0, half == 1]
        assert (await driver.program.services.library.counts()).papers == 1
        driver.click_row(row + 1 - half)
        await driver.idle()
        await decide(driver, decision)
        assert [has(decision, kept) for kept in kept_of_halves(driver, row)] == [True, True]
        assert (await driver.program.services.library.counts()).papers == 2
        if decision in ("star", "to read"):  # the key again takes it back
            await decide(driver, decision)
            assert [has(decision, kept) for kept in kept_of_halves(driver, row)] == [half == 0, half == 1]
            assert (await driver.program.services.library.counts()).papers == 2


@pytest.mark.parametrize("half", [0, 1])
async def test_a_paper_of_the_library_stays_one_half_when_it_is_split(demo, tmp_path, half):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("working memory")
        row = merged_row(driver)
        driver.click_row(row)
        await driver.idle()
        driver.press(Qt.Key.Key_S, "resultsView")
        await driver.idle()
        driver.click("splitOff.1")
        await driver.idle()
        assert [has("star", kept) for kept in kept_of_halves(driver, row)] == [True, False]
        driver.click_row(row + half)
        await driver.idle()
        driver.press(Qt.Key.Key_S, "resultsView")
        await driver.idle()
        expected = [False, False] if half == 0 else [True, True]
        assert [has("star", kept) for kept in kept_of_halves(driver, row)] == expected
        assert (await driver.program.services.library.counts()).papers == 1 + half


async def test_the_star_of_each_half_is_undone_alone_and_kept_over_a_restart(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        row = await split_rows(driver)
        for place in (row, row + 1):
            driver.click_row(place)
            await driver.idle()
            await decide(driver, "star")
        driver.press(Qt.Key.Key_Z, "resultsView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert [has("star", kept) for kept in kept_of_halves(driver, row)] == [True, False]
        driver.trigger("edit.redo")
        await driver.idle()
        assert [has("star", kept) for kept in kept_of_halves(driver, row)] == [True, True]
        keys = [kept.key for kept in kept_of_halves(driver, row) if kept is not None]
        assert len(set(keys)) == 2
        halves = [driver.view().model().paper(place) for place in (row, row + 1)]
    async with window_on(demo, tmp_path) as driver:
        marks = driver.window.ui_context.marks
        await driver.until(lambda: [kept and kept.key for kept in map(marks.kept_of, halves)] == keys)


async def test_a_half_that_is_in_the_library_does_not_make_the_other_possibly_known(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        row = await split_rows(driver)
        await decide(driver, "star")
        await driver.idle()
        marks = driver.window.ui_context.marks
        assert not marks.of(driver.view().model().paper(row + 1)).is_possibly_kept

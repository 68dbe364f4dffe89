"""Watch, while automatic checks are off, asks whether to turn them on; one undo reverts all that it did."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.ui.context.undo_order import UndoOrder, UndoStep
from scholar_desktop.ui.downloads.download_list_model import DownloadRow
from scholar_desktop.ui.open_access.watching import can_watch
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.open_access.test_closed_paper import answer, buttons, ended, question, undo_buttons


def press(driver: Driver, title: str) -> None:
    QTest.mouseClick(buttons(driver, "attemptsPane")[title], Qt.MouseButton.LeftButton)


def row(driver: Driver) -> DownloadRow:
    found: DownloadRow = driver.view("downloadsView").model().row(0)
    return found


def is_on(driver: Driver) -> bool:
    return driver.program.services.settings_editor.current.watch


def title(driver: Driver) -> str:
    return driver.titles("downloadsView")[0]


async def count(driver: Driver) -> int:
    """The number of papers in the library."""
    return len((await driver.program.services.library.page()).papers)


async def asked(driver: Driver) -> None:
    """Press Watch for a closed download while automatic checks are off."""
    await ended(driver)
    driver.trigger("view.downloads")
    driver.view("downloadsView").choose(0)
    await driver.until(lambda: "Watch…" in buttons(driver, "attemptsPane"))
    await driver.idle()
    press(driver, "Watch…")
    assert question(driver) is not None


async def test_watch_asks_says_what_is_sent_and_does_nothing_before_it_is_answered(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await asked(driver)
        panel = question(driver)
        assert panel is not None
        assert panel.accessibleName() == f"Watch “{title(driver)}” and all papers without a PDF?"
        assert panel._text.text().startswith(
            "The paper is added to your library. Watching needs automatic checks: once a day, the program sends the "
        )
        offered = [one.content.text for one in panel.findChildren(Button) if one.isVisible()]
        assert offered == ["Cancel", "Only add to library", "Check automatically"]
        assert panel._yes.hasFocus()
        answer(driver, "Cancel")
        await driver.idle()
        assert (question(driver), await count(driver), is_on(driver)) == (None, 0, False)
        await driver.program.services.settings_editor.set("watch_every_hours", 6)
        press(driver, "Watch…")
        assert "every 6 hours" in question(driver)._text.text()  # type: ignore[union-attr]
        await Keyboard(driver).press("Esc")
        await driver.idle()
        assert (question(driver), await count(driver), is_on(driver)) == (None, 0, False)


async def test_check_automatically_adds_watches_and_is_undone_and_redone_as_one_step(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await asked(driver)
        keyboard = Keyboard(driver)
        await keyboard.press("Return")
        await driver.until(lambda: row(driver).held == "Watching")
        await driver.idle()
        assert (await count(driver), is_on(driver)) == (1, True)
        note = driver.window.messages.note("undo")
        assert note.lead == f"Added and watching “{title(driver)}”."
        assert note.text == "Automatic checks are on. News shows when a paper becomes open access."
        assert driver.window.registry["edit.undo"].text().startswith("Undo: watch “")
        QTest.mouseClick(undo_buttons(driver)[0], Qt.MouseButton.LeftButton)
        await driver.until(lambda: row(driver).act == "Watch…")
        await driver.idle()
        assert (await count(driver), is_on(driver)) == (0, False)
        note = driver.window.messages.note("undo")
        assert note.lead == f"Removed “{title(driver)}” from your library, and turned automatic checks off."
        driver.view("downloadsView").setFocus()
        await keyboard.press("Ctrl+Shift+Z")
        await driver.until(lambda: row(driver).held == "Watching")
        await driver.idle()
        assert (await count(driver), is_on(driver)) == (1, True)
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: row(driver).act == "Watch…")
        await driver.idle()
        assert (await count(driver), is_on(driver)) == (0, False)
        assert not driver.window.registry["edit.undo"].isEnabled()


async def test_a_later_change_is_undone_before_and_no_question_comes_while_checks_are_on(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await asked(driver)
        answer(driver, "Check automatically")
        await driver.until(lambda: row(driver).held == "Watching")
        await driver.idle()
        library = driver.program.services.library
        [kept] = (await library.page()).papers
        await library.star([kept.key], True)
        await driver.idle()
        driver.view("downloadsView").setFocus()
        await Keyboard(driver).press("Ctrl+Z")
        await driver.idle()
        [kept] = (await library.page()).papers
        assert (kept.starred, is_on(driver)) == (False, True)
        press(driver, "Stop watching")
        await driver.until(lambda: "Watch" in buttons(driver, "attemptsPane"))
        press(driver, "Watch")
        assert question(driver) is None
        await driver.until(lambda: "Stop watching" in buttons(driver, "attemptsPane"))
        for _change in range(3):  # watched again, stopped, and then all that the question did
            await driver.idle()
            driver.view("downloadsView").setFocus()
            await Keyboard(driver).press("Ctrl+Z")
        await driver.until(lambda: row(driver).act == "Watch…")
        await driver.idle()
        assert (await count(driver), is_on(driver)) == (0, False)


async def test_a_change_in_between_is_undone_by_itself(demo: Any, tmp_path: Any, monkeypatch: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await asked(driver)
        library = driver.program.services.library
        add = library.add

        async def add_and_star(papers: Any) -> Any:
            changes = await add(papers)
            await library.star(changes.papers, True)
            return changes

        monkeypatch.setattr(library, "add", add_and_star)
        answer(driver, "Check automatically")
        await driver.until(lambda: row(driver).held == "Watching")
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.until(lambda: not is_on(driver))
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Turned automatic checks off."
        [kept] = (await library.page()).papers
        assert kept.starred


async def test_a_paper_of_the_library_is_watched_again_after_a_question(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await asked(driver)
        answer(driver, "Only add to library")
        await driver.until(lambda: row(driver).held == "In library")
        library = driver.program.services.library
        [kept] = (await library.page()).papers
        await library.stop_watching([kept])
        await driver.until(lambda: "Watch…" in buttons(driver, "attemptsPane"))
        press(driver, "Watch…")
        panel = question(driver)
        assert panel is not None
        offered = [one.content.text for one in panel.findChildren(Button) if one.isVisible()]
        assert offered == ["Cancel", "Check automatically"]
        answer(driver, "Check automatically")
        await driver.until(lambda: row(driver).held == "Watching")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == f"Watching “{title(driver)}”."
        driver.trigger("edit.undo")
        await driver.until(lambda: "Watch…" in buttons(driver, "attemptsPane"))
        await driver.idle()
        assert (await count(driver), is_on(driver)) == (1, False)
        note = driver.window.messages.note("undo")
        assert note.lead == f"Stopped watching “{title(driver)}”, and turned automatic checks off."


@pytest.mark.parametrize("language", ["en", "de"])
async def test_several_papers_are_asked_about_once(demo: Any, tmp_path: Any, language: str) -> None:
    async with window_on(demo, tmp_path, language=language) as driver:
        await driver.search("attention")
        downloads = driver.program.services.downloads
        papers = driver.window.search_page.search.result.papers
        downloads.enqueue([one for one in papers if can_watch(one) and one.oa.is_oa is False][:3], batch="x")
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        many = [one.outcome for one in downloads.items()].count(ItemOutcome.CLOSED)
        assert many > 1
        driver.trigger("view.downloads")
        driver.view("downloadsView").selectAll()
        words = f"Watch {many}…" if language == "en" else f"{many} beobachten…"
        await driver.until(lambda: words in buttons(driver, "attemptsPane"))
        await driver.idle()
        press(driver, words)
        panel = question(driver)
        assert panel is not None
        for button in (panel._no, panel._other, panel._yes):
            assert button.width() >= button.sizeHint().width(), "its text is cut"
        if language == "en":
            assert panel.accessibleName() == f"Watch {many} papers and all others without a PDF?"
        before = await count(driver)
        QTest.mouseClick(panel._yes, Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        await driver.idle()
        assert (await count(driver), is_on(driver)) == (before + many, True)
        driver.trigger("edit.undo")
        await driver.until(lambda: not is_on(driver))
        await driver.idle()
        assert await count(driver) == before


def test_a_step_that_takes_the_change_before_it_is_undone_alone() -> None:
    async def nothing() -> None: ...

    order = UndoOrder()
    first = UndoStep("first", "", nothing, lambda: None)
    watch = UndoStep("watch", "", nothing, lambda: None, takes_change=True)
    order.add(first)
    order.add_library_change()
    order.add_library_change()
    order.add(watch)
    assert order.done == [first, None, watch]
    assert order.take_done() is watch
    assert order.undone == [watch]
    assert order.take_done() is None
    assert order.take_done() is first


async def closed_downloads(driver: Driver) -> int:
    """Show the downloads of several closed papers, and return their number."""
    await driver.search("attention")
    downloads = driver.program.services.downloads
    papers = driver.window.search_page.search.result.papers
    downloads.enqueue([one for one in papers if can_watch(one) and one.oa.is_oa is False][:4], batch="x")
    await driver.until(lambda: downloads.active == 0)
    await driver.idle()
    outcomes = [one.outcome for one in downloads.items()]
    assert len(outcomes) > 2
    assert set(outcomes) == {ItemOutcome.CLOSED}
    driver.trigger("view.downloads")
    await driver.idle()
    return len(outcomes)


async def test_several_papers_are_watched_together_in_the_library_or_not(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        many = await closed_downloads(driver)
        driver.view("downloadsView").choose(0)
        await driver.until(lambda: "Watch…" in buttons(driver, "attemptsPane"))
        press(driver, "Watch…")
        answer(driver, "Only add to library")
        await driver.until(lambda: row(driver).held == "In library")
        driver.view("downloadsView").selectAll()
        await driver.until(lambda: f"Watch {many}…" in buttons(driver, "attemptsPane"))
        press(driver, f"Watch {many}…")
        panel = question(driver)
        assert panel is not None
        assert panel.accessibleName() == f"Watch {many} papers and all others without a PDF?"
        answer(driver, "Only add to library")
        await driver.until(lambda: "Added" in str(driver.window.messages.note("undo")))
        await driver.idle()
        note = driver.window.messages.note("undo")
        assert note is not None
        assert note.lead == f"Added {many - 1} of {many} papers to your library."
        assert note.text == "The others can't be watched, or are in your library already."
        assert await count(driver) == many
        driver.trigger("edit.undo")
        await driver.idle()
        assert await count(driver) == 1
        press(driver, f"Watch {many}…")
        answer(driver, "Check automatically")
        await driver.until(lambda: f"Stop watching {many}" in buttons(driver, "attemptsPane"))
        await driver.idle()
        note = driver.window.messages.note("undo")
        assert note is not None
        assert note.lead == f"Watching {many} papers."
        assert note.text.startswith(f"Added {many - 1} papers to your library. Automatic checks are on.")
        assert len(await library.watches.papers_without_pdf()) == many
        driver.trigger("edit.undo")
        await driver.until(lambda: f"Watch {many}…" in buttons(driver, "attemptsPane"))
        await driver.idle()
        assert (await count(driver), is_on(driver)) == (1, False)


async def test_papers_that_are_no_longer_watched_are_watched_again_together(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, watch=True) as driver:
        library = driver.program.services.library
        many = await closed_downloads(driver)
        driver.view("downloadsView").selectAll()
        await driver.until(lambda: f"Watch {many}" in buttons(driver, "attemptsPane"))
        press(driver, f"Watch {many}")
        await driver.until(lambda: f"Stop watching {many}" in buttons(driver, "attemptsPane"))
        await driver.idle()
        press(driver, f"Stop watching {many}")
        await driver.until(lambda: f"Watch {many}" in buttons(driver, "attemptsPane"))
        await driver.idle()
        assert await library.watches.papers_without_pdf() == []
        press(driver, f"Watch {many}")
        await driver.until(lambda: f"Stop watching {many}" in buttons(driver, "attemptsPane"))
        await driver.idle()
        note = driver.window.messages.note("undo")
        assert note is not None
        assert (note.lead, note.text) == (f"Watching {many} papers.", "News shows when a paper becomes open access.")
        assert len(await library.watches.papers_without_pdf()) == many
        driver.trigger("edit.undo")
        await driver.until(lambda: f"Watch {many}" in buttons(driver, "attemptsPane"))
        await driver.idle()
        note = driver.window.messages.note("undo")
        assert note is not None
        assert note.lead == f"Stopped watching {many} papers."
        assert (await library.watches.papers_without_pdf(), await count(driver)) == ([], many)

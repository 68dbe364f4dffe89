"""The main job by the keyboard alone: from the search to the library, and offline. No click, no action by its id."""

from __future__ import annotations

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_the_whole_tour_needs_no_mouse(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard, window = Keyboard(driver), driver.window

        # search: the window opens ready to be typed into
        assert keyboard.focus.objectName() == "searchEdit"
        await keyboard.type("attention")
        await keyboard.press("Return")
        await keyboard.settle()
        assert driver.state("resultsView") == "full"

        # results, and one of them opened
        await keyboard.press("Down")
        assert keyboard.focus.objectName() == "resultsView"
        await keyboard.press("J")
        await keyboard.press("K")
        await keyboard.press("Return")
        await keyboard.settle()
        assert driver.state("detailPane") == "full"
        paper = window.context.now.paper
        assert paper.title == driver.titles()[0]

        # who cites it, with a sentence opened
        await keyboard.tab_to("citedByView")
        await keyboard.press("Home")
        await keyboard.press("Return")
        await keyboard.settle()

        # what it cites
        await keyboard.tab_to("citationTabs", back=True)
        await keyboard.press("Right")
        await keyboard.settle()
        assert driver.state("referencesView") == "full"
        await keyboard.tab_to("referencesView")
        await keyboard.press("Down")

        # back to the results, and the PDF of the first
        await keyboard.press("Ctrl+L")
        assert keyboard.focus.objectName() == "searchEdit"
        await keyboard.press("Down")
        await keyboard.press("Home")
        await keyboard.settle()
        await keyboard.press("Ctrl+D")
        await keyboard.settle()

        # downloads
        await keyboard.press("Ctrl+2")
        await keyboard.settle()
        assert window.navigation.page == "downloads"
        assert driver.titles("downloadsView") == [paper.title]
        await keyboard.tab_to("downloadsView")
        await keyboard.press("Down")
        assert driver.chosen("downloadsView") == [paper.title]

        # the library, by its box
        await keyboard.press("Ctrl+F")
        await keyboard.settle()
        assert window.navigation.page == "library"
        await keyboard.type("vaswani")
        await driver.until(lambda: driver.titles("libraryView") == [paper.title])
        await keyboard.press("Down")
        assert keyboard.focus.objectName() == "libraryView"
        await keyboard.press("Return")
        await keyboard.settle()

        # offline, by its name
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type("work offline")
        await keyboard.press("Return")
        await keyboard.settle()
        assert not window.context.now.online
        demo.reset()
        await keyboard.press("Ctrl+1")
        await keyboard.press("Ctrl+L")
        await keyboard.press("Down")
        await keyboard.press("Home")
        await keyboard.press("Return")
        await keyboard.settle()
        assert driver.state("citationPane") == "full"
        assert demo.stats()["counts"] == {}


async def test_every_data_and_every_call_are_reached_by_keys(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.type("attention")
        await keyboard.press("Return")
        await keyboard.settle()
        await keyboard.press("Down")
        await keyboard.press("Return")
        await keyboard.settle()

        await keyboard.tab_to("allDataButton")
        await keyboard.press("Return")
        await keyboard.settle()
        await keyboard.tab_to("allDataText.s2")
        text = driver.widget("allDataText.s2")
        await keyboard.press("Ctrl+A")
        assert "Influential citations" in text.textCursor().selectedText()

        await keyboard.tab_to("sourceChip.semantic_scholar", back=True)
        await keyboard.arrow_to("sourceChip.zenodo")
        await keyboard.press("Return")
        assert keyboard.focus.objectName() == "callLogView"
        for _ in range(12):
            await keyboard.press("Tab")
            assert driver.widget("callLogPanel").isAncestorOf(keyboard.focus)
        await keyboard.press("Esc")
        assert not driver.widget("callLogPanel").isVisible()
        assert keyboard.focus.objectName() == "sourceChip.zenodo"

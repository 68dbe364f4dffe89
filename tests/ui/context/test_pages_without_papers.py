"""On a page without papers, no action applies to the papers that are selected on another page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from tests.support.libraries import a_paper
from tests.support.window_driver import window_on

REASON = "This page doesn't show papers."
ACTIONS = ("paper.copy_citation", "paper.open", "paper.export", "paper.copy_bibtex", "paper.delete", "paper.star")


async def test_the_selection_of_the_library_is_not_that_of_the_settings(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([a_paper("Whales"), a_paper("Seals")])
        driver.trigger("view.library")
        await driver.idle()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        actions, context = driver.window.registry, driver.window.context
        assert all(actions[one].isEnabled() for one in ACTIONS)
        for page in ("view.settings", "view.ledger", "view.corpus"):
            driver.trigger(page)
            await driver.idle()
            assert {one: actions.why_not(one) for one in ACTIONS} == dict.fromkeys(ACTIONS, REASON)
            assert not any(actions[one].isEnabled() for one in ACTIONS)
            QGuiApplication.clipboard().setText("mine")
            QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
            await driver.idle()
            assert QGuiApplication.clipboard().text() == "mine"
            assert driver.window.messages.note("copied") is None
        driver.trigger("view.library")
        await driver.idle()
        assert len(context.now.papers) == 2
        assert all(actions[one].isEnabled() for one in ACTIONS)

        driver.trigger("view.corpus")
        await driver.idle()
        paper = a_paper("Krill")
        driver.window.ui_context.current.run_for("paper.open", paper)  # as the list of the corpus does
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert context.now.paper is not None
        assert context.now.paper.title == "Krill"

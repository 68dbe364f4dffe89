"""A record whose files are not public says why, and leads to its page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.services.program.keys import ZENODO_TOKEN
from scholar_desktop.ui.widgets.button import Button
from tests.support.demo_fixture import Demo
from tests.support.window_driver import window_on
from tests.ui.zenodo.test_record_section import opened


@pytest.mark.parametrize(
    ("number", "reason"),
    [("13850332", "The files are restricted: ask the owner for access."), ("90000191", "under embargo until 1 Jan")],
)
async def test_a_record_whose_files_are_not_public_says_why_and_offers_its_page(demo: Demo, tmp_path, number, reason):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, f"zenodo:{number}")
        button, note = driver.widget("getPdfButton"), driver.widget("pdfNote")
        assert button.text() == "Open at Zenodo"
        assert button.isEnabled()
        assert reason in note.note.text
        assert "sign in at Zenodo" in note.note.text
        await driver.program.services.keys.set(ZENODO_TOKEN, "a-token")
        await opened(driver, f"zenodo:{number}")
        assert button.text() == "Open at Zenodo", "the token is not sent with files"


async def test_the_preview_of_a_record_whose_files_are_not_public_says_the_same(demo: Demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, "zenodo:13850332")
        driver.press(Qt.Key.Key_Space, "resultsView")
        await driver.until(lambda: driver.widget("pdfView").message is not None)
        message = driver.widget("pdfView").message
        assert [step.title for step in message.steps] == ["Open at Zenodo"]
        assert message.text == driver.widget("pdfNote").note.text


async def test_a_restricted_record_does_not_also_say_that_its_access_is_unknown(demo: Demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, "zenodo:13850332")
        assert driver.widget("pdfNote").note.lead == "The files are not public."
        nothing = driver.window.search_page.panes.detail._copies._none
        assert not nothing.isVisible()
        badges = driver.window.findChildren(Button, "accessBadge")
        assert "Access unknown" not in [badge.text() for badge in badges if badge.isVisible()]


async def test_a_restricted_record_that_was_wanted_names_its_owner_and_not_the_library(demo: Demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await opened(driver, "zenodo:13850332")
        downloads = driver.program.services.downloads
        downloads.enqueue([driver.window.ui_context.context.now.paper])
        await driver.until(lambda: bool(downloads.items()) and not downloads.active)
        driver.widget("accessBadge").click()
        assert "You can ask the owner for access." in driver.widget("accessPanel").accessibleName()
        driver.trigger("view.downloads")
        await driver.idle()
        driver.click_row(0, "downloadsView")
        await driver.idle()
        said = driver.widget("reasonNote").accessibleName() or driver.widget("reasonNote").toPlainText()
        assert said.endswith("The owner decides who may download them. You can ask the owner for access.")
        pane = driver.window.pages.page("downloads")._attempts
        buttons = {button.content.text for button in pane.findChildren(Button)}
        assert "Open in browser" in buttons
        assert "Set up institution access" not in buttons

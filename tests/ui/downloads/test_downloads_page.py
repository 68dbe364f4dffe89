"""The downloads: what was tried and why it failed, retry, keep and reject, clear."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.ui.downloads.downloads_page import DownloadsPage
from scholar_desktop.ui.rows.row_layout import find
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.words import access_words
from tests.support.window_driver import Driver, window_on

NEEDS_PERSON = "10.1098/rspa.2020.0003"
WRONG_ARTICLE = "ARXIV:2307.12547"
GONE = "ARXIV:2312.03901"


async def get(driver: Driver, identifier: str) -> None:
    driver.trigger("view.search")
    await driver.search(identifier)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()
    driver.trigger("paper.get_pdf")
    await driver.until(
        lambda: all(item.state is DownloadState.DONE for item in driver.program.services.downloads.items())
    )
    await driver.idle()
    driver.trigger("view.downloads")
    await driver.idle()


def press(driver: Driver, text: str) -> None:
    buttons = [button for button in driver.widget("attemptsPane").findChildren(Button) if button.content.text == text]
    assert buttons, f"no button says {text}"
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)


async def test_an_empty_queue_says_what_to_do(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        await driver.idle()
        assert driver.state("downloadsView") == "empty"


async def test_a_failure_names_each_copy_and_its_reason(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile", downloads_dir=tmp_path) as driver:
        await get(driver, NEEDS_PERSON)
        (item,) = driver.program.services.downloads.items()
        assert item.outcome is ItemOutcome.NEEDS_PERSON
        assert driver.state("downloadsView") == "partial"
        shown = " ".join(child.accessibleName() for child in driver.widget("attemptsPane").findChildren(Prose))
        assert item.attempts[0].reason in shown
        heads = [one.text() for one in driver.widget("attemptsPane").findChildren(QLabel) if "(" in one.text()]
        asked = sum(one.is_of_service for one in item.lookups)
        assert heads[0] == f"Services asked ({asked})"
        assert heads[1].startswith("Attempts (")
        assert asked
        opened: list[str] = []
        driver.program.services.browser_fetch._open_url = opened.append
        press(driver, "Open in browser")
        await driver.until(lambda: bool(opened))
        assert opened == [item.attempts[0].final_url or item.attempts[0].url]


def offered(driver: Driver) -> list[str]:
    """The texts of the buttons above the attempts, the main one in brackets."""
    buttons = [one for one in driver.widget("attemptsPane").findChildren(Button) if one.kind is not ButtonKind.LINK]
    return [f"[{one.text()}]" if one.kind is ButtonKind.PRIMARY else one.text() for one in buttons]


async def menu_of(driver: Driver, row: int) -> list[str]:
    """The texts of the menu that a right click on the row opens."""
    view = driver.view("downloadsView")
    where = view.visualRect(view.model().index(row, 0)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, view.viewport().mapToGlobal(where))
    QApplication.sendEvent(view.viewport(), event)
    await driver.until(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [entry.text().replace("&", "") for entry in menu.actions() if not entry.isSeparator()]
    menu.close()
    return texts


async def test_a_row_its_menu_and_its_pane_offer_the_same(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile", downloads_dir=tmp_path) as driver:
        await get(driver, NEEDS_PERSON)
        model = driver.widget("downloadsView").model()
        ways = ["Set up institution access", "Attach PDF…"]
        assert offered(driver) == ["[Open in browser]", "Try again", *ways, "Add to library", "Remove from list"]
        assert model.row(0).act == "Open in browser"
        links = [one for one in driver.widget("attemptsPane").findChildren(Button) if one.kind is ButtonKind.LINK]
        assert links == [], "the button above opens the only page that needs a person"
        entries = await menu_of(driver, 0)
        assert entries[:3] == ["Open in browser", *ways]
        assert {"Try download again", "Remove from list"} <= {*entries}
        await driver.program.services.settings_editor.set("library_link", "https://proxy.example.edu/login?url={url}")
        await driver.until(lambda: "Open via institution" in offered(driver))
        assert "Open via institution" in await menu_of(driver, 0)
        opened: list[str] = []
        driver.program.services.browser_fetch._open_url = opened.append
        view = driver.view("downloadsView")
        rect = view.visualRect(model.index(0, 0))
        button = find(view.itemDelegate().layout_of(model.row(0), rect.width(), rect.height()), "act")
        driver.click_row(0, "downloadsView", at=button.rect.center())
        await driver.until(lambda: bool(opened))
        (item,) = driver.program.services.downloads.items()
        assert opened == [item.attempts[0].final_url or item.attempts[0].url]


async def test_the_page_of_a_paper_leads_if_the_file_is_gone(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile", downloads_dir=tmp_path) as driver:
        await get(driver, GONE)
        (item,) = driver.program.services.downloads.items()
        assert "no longer has the file (404)" in item.reason
        assert offered(driver)[:2] == ["[Open in browser]", "Try again"]
        assert driver.widget("downloadsView").model().row(0).act == "Open in browser"
        driver.trigger("view.search")
        await driver.idle()
        bar = driver.widget("pdfNote").parentWidget()
        (there,) = (one for one in bar.findChildren(Button) if one.text() == "Open in browser")
        assert there.kind is ButtonKind.PRIMARY


async def test_the_details_of_the_paper_have_the_same_main_action_as_its_download(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile", downloads_dir=tmp_path) as driver:
        await get(driver, NEEDS_PERSON)
        driver.trigger("view.search")
        await driver.idle()
        assert driver.widget("getPdfButton").text() == "Try again"
        bar = driver.widget("pdfNote").parentWidget()
        buttons = {one.text(): one.kind for one in bar.findChildren(Button) if one.isVisible()}
        notes = [
            text
            for text in buttons
            if text in ("Open in browser", "Set up institution access", "Attach PDF…", "Details")
        ]
        assert notes == ["Open in browser", "Set up institution access", "Attach PDF…", "Details"]
        assert buttons["Open in browser"] is ButtonKind.PRIMARY


async def test_a_paused_download_is_resumed_from_its_pane_and_the_focus_stays_there(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        (key,) = await downloads.enqueue_ids((WRONG_ARTICLE,))
        driver.trigger("view.downloads")
        downloads.pause([key])
        await driver.until(lambda: downloads.row(key).state is DownloadState.PAUSED)
        await driver.until(lambda: offered(driver) == ["[Resume]", "Cancel"])
        assert "Resume download" in await menu_of(driver, 0)
        driver.window.activateWindow()
        buttons = {one.text(): one for one in driver.widget("attemptsPane").findChildren(Button)}
        buttons["Cancel"].setFocus()
        downloads.resume([key])
        await driver.until(lambda: "Pause" in offered(driver))
        focused = driver.window.focusWidget()
        assert isinstance(focused, Button)
        assert focused.text() == "Cancel", "the pane was rebuilt"
        await driver.until(lambda: downloads.row(key).state is DownloadState.DONE)
        await driver.until(lambda: "[Compare]" in offered(driver))
        await driver.until(lambda: driver.window.focusWidget() is driver.view("downloadsView"))  # its button is gone


async def test_the_focus_goes_to_the_list_when_its_button_goes_and_stays_when_rows_come(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads, view = driver.program.services.downloads, driver.view("downloadsView")
        driver.trigger("view.downloads")
        await driver.idle()
        driver.window.activateWindow()
        page = driver.window.findChild(DownloadsPage)
        search = next(one for one in page.findChildren(Button) if one.text() == "Search for papers")
        search.setFocus()
        await downloads.enqueue_ids(("ARXIV:2312.03901",))
        await driver.until(lambda: driver.window.focusWidget() is view)  # the message is gone
        await driver.until(lambda: downloads.active == 0)
        await driver.until(lambda: "Try again" in offered(driver))
        again = next(one for one in driver.widget("attemptsPane").findChildren(Button) if one.text() == "Try again")
        again.setFocus()
        QTest.keyClick(again, Qt.Key.Key_Space)
        await driver.until(lambda: driver.window.focusWidget() is view)
        await driver.until(lambda: downloads.active == 0)
        listed = driver.widget("getListOfPdfsButton")
        listed.setFocus()
        await downloads.enqueue_ids((NEEDS_PERSON,))
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        assert driver.window.focusWidget() is listed
        driver.click("downloadsGroup.needs_person")
        driver.widget("retryDownloadsButton").setFocus()
        QTest.keyClick(driver.widget("retryDownloadsButton"), Qt.Key.Key_Space)
        await driver.until(lambda: driver.window.focusWidget() is view)


async def test_a_doubtful_pdf_waits_and_can_be_kept(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await get(driver, WRONG_ARTICLE)
        (item,) = driver.program.services.downloads.items()
        assert item.quarantined is not None
        library = driver.program.services.library
        assert (await library.counts()).with_pdf == 0
        press(driver, "Keep PDF")
        await driver.idle()
        assert (await library.counts()).with_pdf == 1
        assert driver.program.services.downloads.items()[0].outcome is ItemOutcome.SAVED


async def test_a_doubtful_pdf_can_be_rejected(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await get(driver, WRONG_ARTICLE)
        press(driver, "Reject PDF")
        await driver.idle()
        (item,) = driver.program.services.downloads.items()
        assert item.quarantined is None
        assert (await driver.program.services.library.counts()).with_pdf == 0


async def test_what_has_ended_can_be_cleared(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await get(driver, "ARXIV:1809.02983")
        assert driver.state("downloadsView") == "full"
        driver.click("clearDownloadsButton")
        await driver.idle()
        assert driver.titles("downloadsView") == []
        assert driver.state("downloadsView") == "empty"


async def test_paper_commands_apply_to_the_selected_download_and_show_it_in_the_library(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        other = driver.window.search_page.search.result.papers[3]
        driver.click_row(0)
        await driver.idle()
        shown = driver.chosen()
        driver.trigger("paper.get_pdf")
        driver.program.services.downloads.enqueue([other])
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        driver.trigger("view.downloads")
        await driver.idle()
        context, actions = driver.window.context, driver.window.registry
        for row in (1, 0):
            driver.click_row(row, "downloadsView")
            await driver.idle()
            assert [context.now.paper.title.rstrip()] == [one.rstrip() for one in driver.chosen("downloadsView")]
            assert actions["paper.copy_citation"].isEnabled()
        row = [title.rstrip() for title in driver.titles("downloadsView")].index(shown[0].rstrip())
        driver.click_row(row, "downloadsView")
        await driver.until(actions["paper.show_in_library"].isEnabled)
        button = next(
            one for one in driver.widget("attemptsPane").findChildren(Button) if one.text() == "Show in library"
        )
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.window.navigation.page == "library"
        assert driver.chosen("libraryView") == shown
        driver.click("sidebar.view.downloads")
        await driver.idle()
        driver.click_row(1 - row, "downloadsView")
        await driver.idle()
        driver.click("sidebar.view.search")
        await driver.idle()
        assert context.now.paper.title == shown[0], "of the row that is shown, not of the other page"


async def test_show_in_library_gives_the_row_the_focus_also_if_the_library_was_not_shown_before(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        driver.click_row(0)
        driver.trigger("paper.get_pdf")
        await driver.idle()
        driver.trigger("view.downloads")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        assert driver.window.navigation.page == "downloads"
        driver.click_row(0, "downloadsView")
        await driver.idle()
        title = driver.titles("downloadsView")[0]
        driver.trigger("paper.show_in_library")
        await driver.idle()
        assert driver.chosen("libraryView") == [title]
        assert driver.window.focusWidget() is driver.view("libraryView")


async def test_the_details_say_that_a_pause_is_over_when_its_time_has_passed(demo, tmp_path, monkeypatch):
    async with window_on(demo, tmp_path) as driver:
        await get(driver, NEEDS_PERSON)
        until = (datetime.now(UTC) + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
        end = f"{datetime.fromisoformat(until).astimezone():%H:%M:%S}"
        reason = f"a.org asked for a pause until {end}: too many requests."
        paused = Attempt("https://a.org/1.pdf", "s2", Outcome.RATE_LIMITED, 429, reason=reason, until=until)
        downloads = driver.program.services.downloads
        (item,) = downloads.items()
        changes = {"outcome": ItemOutcome.TEMPORARY, "attempts": (paused,), "reason": reason, "again": until}
        downloads._board.show(structs.replace(item, **changes))
        page = driver.window.pages.page("downloads")
        page._show()

        def shown() -> tuple[str, bool]:
            prose = driver.widget("attemptsPane").findChildren(Prose)
            says = re.sub(r"^Next try: .*?\. ", "", page.model.row(0).says).partition(" It will be tried")[0]
            return says, any(one.accessibleName() == over for one in prose)

        over = "a.org asked for a pause, which is over."
        await driver.until(lambda: shown()[0] == reason)
        assert not shown()[1]
        assert page.model.row(0).says == f"{reason} It will be tried again then.", "the time once"
        assert driver.widget("nextTryNote").accessibleName() == "It will be tried again then."
        monkeypatch.setattr(access_words, "current_timestamp", lambda: until)
        page.model._pauses.start(0)
        await driver.until(lambda: shown()[0] == over)
        assert shown() == (over, True)
        downloads._board.show(structs.replace(item, **changes | {"again": None}))
        last = "It will not be tried again automatically."
        await driver.until(lambda: driver.widget("nextTryNote").accessibleName() == last)
        assert page.model.row(0).says == f"{over} {last}"

"""A PDF that the user supplies: Downloads counts it as saved, and it is no open copy."""

from __future__ import annotations

import csv
import io
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.ui.widgets.button import Button
from tests.support.drawn_pdfs import draw_paper
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, recorded, window_on
from tests.ui.add_pdfs.test_add_pdfs import a_pdf, drop, row_place
from tests.ui.reference_lists.test_removed_pdfs import table
from tests.ui.reference_lists.test_review_page import paste

CLOSED = "10.1037/0003-066X.37.2.122"
WANTS_LOGIN = "10.1098/rspa.2020.0003"
LINK = "https://proxy.uni.example/login?url={url}"


async def ended_row(driver: Driver, identifier: str) -> None:
    await driver.program.services.downloads.enqueue_ids((identifier,), batch="")
    await driver.until(lambda: driver.program.services.downloads.active == 0)
    await driver.idle()
    driver.trigger("view.downloads")
    await driver.until(lambda: driver.view("downloadsView").model().rowCount() > 0)
    driver.view("downloadsView").choose(0)
    await driver.until(lambda: bool(driver.widget("attemptsPane").findChildren(Button)))
    await driver.idle()


async def closed_row(driver: Driver) -> None:
    await ended_row(driver, CLOSED)
    assert driver.view("downloadsView").model().item(0).outcome is ItemOutcome.CLOSED


def details(driver: Driver) -> tuple[str, list[str]]:
    """The reason, and the buttons, that the details of the chosen download show."""
    pane = driver.widget("attemptsPane")
    buttons = [one.content.text for one in pane.findChildren(Button) if one.isVisible()]
    return driver.widget("reasonNote").accessibleName(), buttons


def press(driver: Driver, pane: str, text: str) -> None:
    found = driver.widget(pane).findChildren(Button)
    QTest.mouseClick(next(one for one in found if one.content.text == text), Qt.MouseButton.LeftButton)


async def test_a_pdf_from_the_library_proxy_is_saved_in_downloads_and_no_open_copy(demo, tmp_path):
    opened: list[str] = []
    folder = tmp_path / "Downloads"
    folder.mkdir()
    async with window_on(demo, tmp_path / "profile", downloads_dir=folder, library_link=LINK) as driver:
        driver.program.services.browser_fetch._open_url = opened.append
        await closed_row(driver)
        model = driver.view("downloadsView").model()
        paper = model.paper_at(0)
        press(driver, "attemptsPane", "Open via institution")
        await driver.until(lambda: bool(opened))
        (folder / "x.pdf").write_bytes(draw_paper(paper.title, [one.name for one in paper.authors][:3]))
        await driver.until(lambda: model.item(0).outcome is ItemOutcome.SAVED)
        await driver.idle()
        row = model.row(0)
        assert (row.says, row.icon, row.act) == ("Added by you", "tick", "Open in PDF app")
        assert not driver.widget("downloadsGroup.closed").isEnabled()
        assert driver.widget("reasonNote").accessibleName() == "You added this PDF."
        driver.click("sidebar.view.search")
        await driver.search(CLOSED)
        await driver.idle()
        driver.click_row(0)
        await driver.idle()
        shown = [one.text() for one in driver.widget("detailPane").findChildren(QLabel) if one.isVisible()]
        assert not [text for text in shown if "proxy.uni.example" in text]
        assert "Open-access copies" in shown
        assert driver.widget("accessBadge").content.text == "Closed"


async def test_without_a_downloads_folder_the_link_is_opened_all_the_same(demo, tmp_path):
    opened: list[str] = []
    async with window_on(
        demo,
        tmp_path / "profile",
        prepare=recorded("open_url", opened),
        downloads_dir=tmp_path / "not there",
        library_link=LINK,
    ) as driver:
        await driver.search("covid")
        await driver.idle()
        driver.window.registry.run_on("paper.open_via_library")
        await driver.idle()
        assert [address[:33] for address in opened] == ["https://proxy.uni.example/login?u"]
        note = driver.window.messages.note("usage")
        assert note.lead == "Could not watch your Downloads folder."
        assert "does not exist" in note.text
        (settings, *_) = note.steps
        assert settings.title == "Open settings"
        settings.run()
        await driver.idle()
        assert driver.widget("settingsPage").isVisible()


async def test_undo_of_an_attached_pdf_shows_the_download_as_it_was(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        await ended_row(driver, WANTS_LOGIN)
        model = driver.view("downloadsView").model()
        assert model.item(0).outcome is ItemOutcome.NEEDS_PERSON
        before, row, chips = details(driver), model.row(0), driver.widget("downloadsGroup.removed")
        assert row.act == "Open in browser"
        assert drop(driver, row_place(driver, 0, "downloadsView"), a_pdf(tmp_path / "mine", "y.pdf", None))
        await driver.idle()
        driver.window.messages.note("attached").steps[0].run()  # Attach anyway
        await driver.until(lambda: model.item(0).outcome is ItemOutcome.SAVED)
        await driver.idle()
        assert model.row(0).says == "Added by you"
        driver.view("downloadsView").setFocus()
        await Keyboard(driver).press("Ctrl+Z")
        await driver.until(lambda: model.item(0).outcome is ItemOutcome.NEEDS_PERSON)
        await driver.idle()
        now = model.row(0)
        assert (now.says, now.act, now.icon) == (row.says, row.act, row.icon)
        assert details(driver) == before
        assert chips.isHidden(), "the chip of removed PDFs"


async def report_row(driver: Driver, path: Any) -> dict[str, str]:
    driver.window.pages.page("downloads")._commands.save_report(path)
    await driver.idle()
    [row] = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    return row


async def test_both_tables_say_that_an_attached_pdf_has_another_title_also_after_a_restart(demo, tmp_path):
    said = "You added this PDF although it may not be the right one. The title in the PDF is “A paper about bogs”."
    async with window_on(demo, tmp_path / "profile") as driver:
        await ended_row(driver, WANTS_LOGIN)
        model = driver.view("downloadsView").model()
        before = await report_row(driver, tmp_path / "before.csv")
        file = tmp_path / "bogs.pdf"
        file.write_bytes(draw_paper("A paper about bogs", ["Some Body"]))
        assert drop(driver, row_place(driver, 0, "downloadsView"), file)
        await driver.idle()
        assert driver.window.messages.note("attached").steps[0].title == "Attach anyway"
        driver.window.messages.note("attached").steps[0].run()
        await driver.until(lambda: model.item(0).outcome is ItemOutcome.SAVED)
        await driver.idle()
        row = await report_row(driver, tmp_path / "report.csv")
        assert row["reason"] == said
        assert driver.widget("reasonNote").accessibleName() == said
        assert int(before["copies_tried"]) > 0
        assert row["copies_tried"] == before["copies_tried"], "the PDF of the user is no copy that was tried"
    async with window_on(demo, tmp_path / "profile") as driver:
        await driver.until(lambda: len(driver.program.services.downloads.items()) == 1)
        await driver.idle()
        driver.trigger("view.search")
        await paste(driver, f"{WANTS_LOGIN}\n{CLOSED}\n")
        listed, _ = await table(driver, tmp_path / "list.csv")
        assert (listed["outcome"], listed["reason"]) == ("saved", said)

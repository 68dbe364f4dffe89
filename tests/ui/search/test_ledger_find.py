"""The box above the runs of the search ledger lists those that have its words: Ctrl+F leads to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from scholar_desktop.ui.search.ledger import ledger_page
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.words.wording import exact_moment
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

CTRL = Qt.KeyboardModifier.ControlModifier


def runs_listed(driver: Driver) -> list[str]:
    model = driver.widget("ledgerView").model()
    return [model.row(row).run.query.words for row in range(model.count())]


def says(driver: Driver, words: str) -> bool:
    return any(one.text() == words for one in driver.widget("ledgerPage").findChildren(QLabel) if one.isVisible())


async def test_ctrl_f_leads_to_the_box_which_lists_the_runs_with_its_words(demo, tmp_path, monkeypatch):
    monkeypatch.setattr(ledger_page, "save_file", lambda *_given, **_named: None)
    async with window_on(demo, tmp_path) as driver:
        for words in ("attention", "memory sleep", "turing test"):
            await driver.search(words)
        driver.trigger("view.ledger")
        await driver.idle()
        assert says(driver, "3 runs")
        view, box = driver.view("ledgerView"), driver.widget("ledgerFindEdit")
        QTest.keyClick(view, Qt.Key.Key_F, CTRL)
        assert QApplication.focusWidget() is box
        assert driver.window.navigation.page == "ledger"
        QTest.keyClicks(box, "MEM sle")
        await driver.idle()
        assert runs_listed(driver) == ["memory sleep"]
        assert says(driver, "1 of 3 runs")
        assert driver.chosen("ledgerView") == ["memory sleep"]
        assert driver.widget("ledgerExportButton").content.text == "Export 1 of 3"
        papers = driver.widget("ledgerPapersView").model().count()
        runs = await driver.program.services.search_ledger.runs()
        assert papers == next(run.shown for run in runs if run.query.words == "memory sleep")
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert QApplication.focusWidget() is view
        QTest.keyClick(view, Qt.Key.Key_F, CTRL)
        QTest.keyClicks(box, "zebra")
        await driver.idle()
        assert runs_listed(driver) == []
        assert says(driver, "0 of 3 runs")
        assert says(driver, "No runs match “zebra”")
        assert not driver.widget("ledgerExportButton").isEnabled()
        assert driver.widget("ledgerClearButton").isEnabled(), "it clears all runs"
        (clear,) = (
            one for one in driver.widget("ledgerPage").findChildren(Button) if one.isVisible() and one.text() == "Clear"
        )
        QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert len(runs_listed(driver)) == 3
        box.setFocus()
        QTest.keyClicks(box, "unpaywall")
        assert len(runs_listed(driver)) == 3, "all of them searched it"
        QTest.keyClick(box, Qt.Key.Key_Escape)
        assert box.text() == ""
        assert QApplication.focusWidget() is box
        QTest.keyClick(box, Qt.Key.Key_Escape)
        assert QApplication.focusWidget() is view


async def test_runs_are_found_by_their_service_filter_and_date_and_all_are_cleared(demo, tmp_path):
    async with window_on(demo, tmp_path, sources=("s2", "zenodo")) as driver:
        await driver.search("memory")
        driver.click("filterChip.open_access")
        await driver.idle()
        ledger = driver.program.services.search_ledger
        await driver.until(lambda: ledger.pending == 0)
        await driver.program.services.settings_editor.set("sources", ("s2",))
        await driver.search("sleep")
        driver.trigger("view.ledger")
        await driver.idle()
        runs = await ledger.runs()
        of_zenodo = [run for run in runs if any(source.name == "zenodo" for source in run.sources)]
        assert 0 < len(of_zenodo) < len(runs)
        driver.type("zenodo", "ledgerFindEdit")
        assert len(runs_listed(driver)) == len(of_zenodo)
        driver.type("open-access pdf", "ledgerFindEdit")
        assert len(runs_listed(driver)) == sum(run.query.filters.open_access for run in runs)
        for date in (exact_moment(runs[0].started), runs[0].started[:10]):
            driver.type(date, "ledgerFindEdit")
            assert runs_listed(driver), date
        driver.type("sleep", "ledgerFindEdit")
        assert runs_listed(driver) == ["sleep"]
        driver.click("ledgerClearButton")
        await driver.idle()
        assert not await ledger.runs()
        assert says(driver, "The search ledger is empty")


async def test_the_buttons_keep_their_places_when_other_runs_are_selected(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        for words in ("the", "memory", "sleep"):
            await driver.search(words)
        driver.trigger("view.ledger")
        await driver.idle()
        driver.click_row(0, "ledgerView")
        await driver.idle()
        buttons = [driver.widget(f"ledger{name}Button") for name in ("Again", "Export", "Remove", "Clear")]
        places = [button.geometry() for button in buttons]
        assert [buttons[1].text(), buttons[2].text()] == ["Export 1 of 3", "Remove"]
        for words in (["Export 2 of 3", "Remove 2"], ["Export 3", "Remove 3"]):
            await Keyboard(driver).press("Shift+Down")
            await driver.idle()
            assert [buttons[1].text(), buttons[2].text()] == words
            assert [button.geometry() for button in buttons] == places

"""The panel of the last calls, opened from a source's chip."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from scholar_desktop.services.program.call_history import Call
from scholar_desktop.ui.program.call_list_model import CallColumn
from scholar_desktop.ui.program.call_log_panel import call_rows
from tests.support.window_driver import Driver, window_on


def cells(driver: Driver, column: CallColumn) -> list[str]:
    model = driver.widget("callLogView").model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def note(driver: Driver) -> str:
    bar = driver.widget("callLogNote")
    return bar.accessibleName() if bar.isVisible() else ""


async def test_a_press_on_a_chip_shows_the_calls_of_its_service(demo, tmp_path):
    async with window_on(demo, tmp_path, semantic_scholar_key="demo-key") as driver:
        await driver.search("attention")
        driver.click("sourceChip.semantic_scholar")
        assert driver.widget("callLogPanel").isVisible()
        assert QApplication.activeModalWidget() is None
        assert cells(driver, CallColumn.REQUEST)[0].startswith("GET /graph/v1/paper/search?query=attention")
        assert cells(driver, CallColumn.ANSWER)[0] == "200"
        assert cells(driver, CallColumn.FROM)[0] == "service"
        assert all(cells(driver, column)[0] for column in (CallColumn.TIME, CallColumn.TOOK, CallColumn.SIZE))
        assert "query\tattention" in driver.widget("callLogDetails").toPlainText()
        await driver.search("attention")
        assert cells(driver, CallColumn.FROM)[0] == "cache"


async def test_the_times_of_a_request_have_seconds(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click("sourceChip.semantic_scholar")
        (time, *_others) = cells(driver, CallColumn.TIME)
        assert re.fullmatch(r"\d\d:\d\d:\d\d", time)
        assert re.search(rf"Started\t.*, {time} UTC", driver.widget("callLogDetails").toPlainText())


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
@pytest.mark.parametrize(("size", "text_size"), [((1440, 900), 100), ((1024, 640), 150)])
async def test_the_frame_of_the_log_is_whole(demo, tmp_path, size, text_size, theme):
    async with window_on(demo, tmp_path, size=size, text_size=text_size, theme=theme) as driver:
        await driver.search("attention")
        driver.click("sourceChip.semantic_scholar")
        panel = driver.widget("callLogPanel")
        await driver.until(panel.isVisible)
        await driver.idle()
        seen, line = panel.grab().toImage(), driver.window.theme.colour("line2").name()
        ratio = seen.devicePixelRatio()
        across, down = panel.width() // 2, panel.height() // 2
        right, foot = panel.width() - 1, panel.height() - 1
        edges = {"left": (0, down), "top": (across, 0), "right": (right, down), "foot": (across, foot)}
        found = {edge: seen.pixelColor(int(x * ratio), int(y * ratio)).name() for edge, (x, y) in edges.items()}
        assert found == dict.fromkeys(edges, line)


async def test_neither_key_nor_address_is_shown(demo, tmp_path):
    async with window_on(demo, tmp_path, semantic_scholar_key="demo-key") as driver:
        await driver.search("attention")
        driver.view().choose(1)
        await driver.idle()
        for chip in ("semantic_scholar", "unpaywall", "zenodo"):
            driver.click(f"sourceChip.{chip}")
            shown = " ".join(cells(driver, CallColumn.REQUEST)) + driver.widget("callLogDetails").toPlainText()
            assert "GET /" in shown
            assert "demo-key" not in shown
            assert "ada" not in shown.lower()


async def test_a_failed_service_says_why_first_and_is_tried_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(fail={"zenodo": 503})
        await driver.search("attention")
        driver.click("sourceChip.zenodo")
        assert "503" in note(driver)
        assert cells(driver, CallColumn.ANSWER) == ["503 busy"] * 4
        assert "the service's pause" in cells(driver, CallColumn.WAITED)[0]
        demo.config(fail={})
        driver.widget("callLogNote").button("Try again").click()
        await driver.idle()
        assert note(driver) == ""
        assert cells(driver, CallColumn.ANSWER)[0] == "200"
        assert driver.state("sourceChip.zenodo") == "ok"


async def test_a_service_that_lacks_the_address_leads_to_the_settings(demo, tmp_path):
    async with window_on(demo, tmp_path, email=None) as driver:
        await driver.search("attention")
        driver.click("sourceChip.unpaywall")
        driver.widget("callLogNote").button("Set e-mail").click()
        await driver.idle()
        assert driver.window.navigation.page == "settings"
        assert not driver.widget("callLogPanel").isVisible()


async def test_the_panel_follows_new_calls_and_the_chosen_row_stays(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click("sourceChip.semantic_scholar")
        table = driver.widget("callLogView")
        before = table.model().rowCount()
        await driver.search("learning")
        assert table.model().rowCount() > before
        assert "learning" in driver.widget("callLogDetails").toPlainText()
        driver.press(Qt.Key.Key_Down, "callLogView")
        chosen = driver.widget("callLogDetails").toPlainText()
        assert "attention" in chosen
        await driver.search("graphs")
        assert driver.widget("callLogDetails").toPlainText() == chosen
        assert table.currentIndex().row() == 2


async def test_arrows_go_through_calls_and_services_and_esc_closes(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click("sourceChip.semantic_scholar")
        driver.press(Qt.Key.Key_Right, "callLogView")
        assert driver.widget("callLogTabs").currentIndex() == 1
        assert cells(driver, CallColumn.REQUEST)[0].startswith("GET /v2/search")
        driver.press(Qt.Key.Key_Left, "callLogView")
        driver.press(Qt.Key.Key_Left, "callLogView")
        assert driver.widget("callLogTabs").currentIndex() == 2
        driver.press(Qt.Key.Key_Escape, "callLogView")
        assert not driver.widget("callLogPanel").isVisible()


async def test_where_the_chips_fold_into_one_it_opens_at_what_failed(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640)) as driver:
        demo.config(fail={"unpaywall": 500})
        await driver.search("attention")
        driver.click("sourceChips")
        assert driver.widget("callLogTabs").currentIndex() == 1
        assert note(driver)


async def test_the_calls_are_reached_from_every_page_by_the_palette(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        driver.trigger("app.palette")
        driver.type("request log", "paletteEdit")
        driver.press(Qt.Key.Key_Return, "paletteEdit")
        assert driver.widget("callLogPanel").isVisible()
        assert cells(driver, CallColumn.REQUEST) == []


def test_a_call_is_told_with_each_parameter_and_what_it_waited_for():
    call = Call(
        "2026-11-20T08:00:00Z",
        "zenodo",
        "GET",
        "/api/records?q=deep%20sea&size=25",
        429,
        0.4,
        58,
        waited_s=2.0,
        waited_for="the service's pause",
        error="busy",
        left=0,
        of=30,
    )
    rows = {row.name: row.value for row in call_rows(call)}
    assert rows["q"] == "deep sea"
    assert rows["Answer"] == "429 busy"
    assert rows["Waited before"] == "2.0 s for the service's pause"
    assert rows["Requests left"] == "0 of 30, according to the service"
    assert rows["Problem"] == "busy"


async def test_home_and_end_go_to_the_first_and_the_last_request(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for words in ("attention", "graph", "attention is all you need"):
            await driver.search(words)
        driver.click("sourceChip.semantic_scholar")
        table = driver.widget("callLogView")
        last = table.model().rowCount() - 1
        assert last > 1
        driver.press(Qt.Key.Key_End, "callLogView")
        assert table.currentIndex().row() == last
        assert [index.row() for index in table.selectionModel().selectedRows()] == [last]
        assert "query\tattention" in driver.widget("callLogDetails").toPlainText()
        driver.press(Qt.Key.Key_Home, "callLogView")
        assert table.currentIndex().row() == 0


async def test_a_request_that_was_stopped_is_no_failure(demo, tmp_path):
    demo.config(faults={"s2": "hang"})
    async with window_on(demo, tmp_path) as driver:
        search = driver.window.search_page.search
        driver.type("attention", "searchEdit")
        driver.press(Qt.Key.Key_Return, "searchEdit")
        await driver.until(lambda: bool(demo.stats()["counts"].get("s2")))
        search.cancel()
        await driver.idle()
        driver.click("sourceChip.semantic_scholar")
        assert cells(driver, CallColumn.ANSWER)[0] == "stopped"
        model = driver.widget("callLogView").model()
        colour = model.index(0, CallColumn.ANSWER).data(Qt.ItemDataRole.ForegroundRole)
        assert colour != driver.window.theme.colour("error")


async def test_the_log_of_a_service_that_the_last_search_left_out_says_why_and_what_its_requests_are_for(
    demo, tmp_path
):
    async with window_on(demo, tmp_path, sources=("unpaywall", "zenodo")) as driver:
        await driver.search("attention")
        driver.view().choose(1)
        await driver.idle()
        driver.trigger("app.calls")
        summary = driver.widget("callLogSummary")
        assert cells(driver, CallColumn.REQUEST), "the details of the paper"
        off = "Semantic Scholar is off in Settings, so it was not searched. Below: "
        assert summary.plain_text().startswith(off)
        assert "another search or page" in summary.plain_text() or "other searches or pages" in summary.plain_text()
        await driver.window.ui_context.services.settings_editor.set("sources", None)
        driver.trigger("app.calls")
        assert summary.plain_text().startswith("The last search did not include Semantic Scholar. Below: ")
        await driver.search("attention")
        assert summary.plain_text().startswith("Last search at Semantic Scholar: ")

"""A search whose answers are stored is shown again offline, after a restart too."""

from __future__ import annotations

import socket

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.demo.server import DemoServer
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.ui.words.wording import moment
from tests.support.window_driver import window_on


@pytest.mark.parametrize("is_demo", [False, True])
async def test_a_stored_search_is_found_offline_after_a_restart(demo, tmp_path, is_demo):
    async with window_on(demo, tmp_path, demo=is_demo) as driver:
        await driver.search("attention")
        found = driver.titles()
        await driver.search("protein folding")
        assert driver.titles() != found
    async with window_on(demo, tmp_path, demo=is_demo, offline=True) as driver:
        await driver.search("attention")
        assert driver.titles() == found
        assert driver.state("resultsView") == "full"
        received = min(one.received for one in driver.window.search_page.search.result.reports if one.received)
        assert driver.bar("results") == (
            f"Saved answers, because you are offline. The oldest answer was received {moment(received)}."
        )
        driver.trigger("app.offline")
        await driver.search("attention")
        assert driver.bar("results") == "", "online, what is saved is not called so"


async def test_working_offline_and_the_saved_answer_of_the_words_stay_after_a_restart(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        whole = driver.titles()
        driver.window.search_page.search.with_filters(Filters(open_access=True))
        await driver.idle()
        found = driver.titles()
        assert 0 < len(found) < len(whole)
        driver.trigger("app.offline")
        await driver.idle()
    demo.reset()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.widget("statusBar").isVisible())
        assert driver.program.services.status.offline
        assert driver.window.registry["app.offline"].isChecked()
        assert driver.widget("statusBar")._online.content.text == "Offline"
        await driver.search("learning")
        pane = driver.window.search_page.panes.results.pane
        assert pane.message.heading == "You are working offline"
        await driver.search("memory")
        assert driver.titles() == found
        driver.window.search_page.search.with_filters(Filters())
        await driver.idle()
        assert driver.titles() == whole
        assert not demo.stats()["counts"]
        driver.trigger("app.offline")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert not driver.program.services.status.offline


async def test_filters_of_an_earlier_search_apply_offline_to_the_whole_saved_answer(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        search = driver.window.search_page.search
        await driver.search("attention")
        recent = {paper.title for paper in search.result.papers if paper.year is not None and paper.year >= 2018}
        assert len(recent) > 5
        await driver.search("memory")
        search.with_filters(Filters(year_from=2018))
        await driver.idle()
        driver.trigger("app.offline")
        await driver.idle()
        sent = demo.stats()["counts"]
        await driver.search("attention")
        assert {paper.title for paper in search.result.papers} == recent
        assert not [report.name for report in search.result.reports if report.was_offline]
        assert demo.stats()["counts"] == sent


async def test_a_search_with_filters_offline_is_one_run_of_the_ledger(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        ledger = driver.program.services.search_ledger
        await driver.search("attention")
        driver.click("filterChip.open_access")
        await driver.idle()
        await driver.search("memory")
        before = {run.id for run in await ledger.runs()}
        QTest.mouseClick(driver.widget("statusBar")._online, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.program.services.status.offline
        found = {}
        for words in ("attention", "photosynthesis", "memory"):
            await driver.search(words)
            found[words] = len(driver.titles())
        assert found["attention"], "from the saved answer without filters"
        runs = [run for run in await ledger.runs() if run.id not in before]
        assert [(run.query.words, run.shown) for run in reversed(runs)] == list(found.items())
        driver.trigger("view.ledger")
        await driver.idle()
        rows = driver.widget("ledgerView").model()
        assert rows.count() == len(before) + len(found)


def test_the_demo_takes_another_port_while_its_own_is_in_use_or_the_file_is_damaged(tmp_path):
    file = tmp_path / "cache" / "demo-port"
    first = DemoServer()
    port = first.bind_kept(file)
    second = DemoServer()
    try:
        assert second.bind_kept(file) != port
        assert second.bind() == int(file.read_text())
    finally:
        second.stop()
        first.stop()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for text, expected in ((str(port), port), ("not a port", None), ("80", None), ("99999999", None)):
        file.write_text(text)
        server = DemoServer()
        try:
            assert expected is None or server.bind_kept(file) == expected
            assert server.bind_kept(file) in range(1024, 65536)
        finally:
            server.stop()

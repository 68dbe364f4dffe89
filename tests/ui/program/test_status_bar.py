"""The status bar: the state of the services, after what they answered."""

from __future__ import annotations

from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import ElidedLabel
from tests.support.window_driver import Driver, window_on


def online(driver: Driver) -> str:
    return driver.widget("statusBar").findChildren(Button)[0].content.text


def texts(driver: Driver) -> str:
    return " ".join(each.whole_text() for each in driver.widget("statusBar").findChildren(ElidedLabel))


async def test_services_that_do_not_answer_are_not_called_ready(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        assert online(driver) == "Online"
        demo.config(faults=dict.fromkeys(("s2", "unpaywall", "zenodo"), "reset"))
        await driver.search("attention")
        assert online(driver) == "No service answers"
        assert "ready" not in texts(driver)
        assert texts(driver).count("no answer at") == 3
        demo.config(faults={})
        await driver.search("graph networks")
        assert online(driver) == "Online"
        assert "no answer" not in texts(driver)


async def test_the_wait_for_the_pool_is_shown_with_its_reason(demo, tmp_path):
    async with window_on(demo, tmp_path, semantic_scholar_rate=1.0, semantic_scholar_pool=1) as driver:
        await driver.search("attention")
        driver.type("graph networks")
        driver.program.window.search_page.run()
        note = driver.window.search_page.panes.results.pane.bar
        await driver.until(lambda: note.note is not None and "must wait" in note.note.lead)
        assert "a free key ends this wait" in note.note.text
        assert "1 request in 5 min used, next in " in texts(driver)
        assert note.button("Use a key") is not None
        note.button("Cancel").click()
        await driver.idle()

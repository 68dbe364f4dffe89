"""Controls of the search page: the button that saves the search, and the labels of the sources."""

from __future__ import annotations

from datetime import datetime

from scholar_desktop.ui.widgets.button import Button, ButtonKind
from tests.support.window_driver import shown_tooltip, window_on


async def test_a_button_saves_the_search(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        button = driver.widget("saveSearchButton")
        assert button.isVisible()
        assert not button.isEnabled(), "there are no words"
        await driver.search("attention")
        assert button.content.text == "Save search"
        driver.click("saveSearchButton")
        await driver.idle()
        assert [saved.name for saved in await driver.program.services.saved_searches.all()] == ["attention"]
        driver.window.resize(640, 640)
        await driver.idle()
        assert (button.content.text, button.accessibleName()) == ("", "Search saved")


async def test_the_labels_of_sources_do_not_look_like_switches(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        for name in ("semantic_scholar", "unpaywall", "zenodo"):
            chip = driver.widget(f"sourceChip.{name}")
            assert chip.kind is ButtonKind.COUNT
            assert chip.content.icon is None, "a tick looks like one that can be taken away"
            assert chip.content.count
            assert "Choose the sources in Settings." in shown_tooltip(chip)


async def test_the_ledger_says_filters_in_words_and_times_to_the_second_with_their_zone(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.click("filterChip.open_access")
        await driver.search("attention")
        driver.trigger("view.ledger")
        await driver.idle()
        ledger = driver.window.pages.page("ledger")
        row = ledger.model.row(0)
        assert "=" not in row.second
        assert "True" not in row.second
        assert "open" in row.second.lower()
        zone = datetime.now().astimezone().strftime("%z")
        assert (f"UTC{zone[:3]}:{zone[3:]}" if int(zone) else "UTC") in row.second
        assert row.second.partition(" UTC")[0].count(":") == 2
        assert driver.widget("ledgerClearButton").text() == "Clear ledger"


async def test_enter_in_the_empty_box_shows_the_examples_of_the_first_page_again(demo, tmp_path):
    def example() -> Button | None:
        buttons = driver.window.search_page.panes.results.pane.findChildren(Button)
        named = (one for one in buttons if one.accessibleName().startswith("Words or a title: "))
        return next((one for one in named if one.isVisible()), None)

    async with window_on(demo, tmp_path) as driver:
        assert example() is not None
        example().click()
        await driver.idle()
        assert driver.titles()
        assert example() is None
        driver.click_row(0)
        await driver.idle()
        driver.widget("searchEdit").setFocus()
        await driver.search("")
        assert example() is not None
        assert driver.widget("searchEdit").hasFocus()
        example().click()
        await driver.idle()
        assert driver.titles()
        assert driver.widget("searchEdit").text() == "working memory"
        driver.click("filterChip.open_access")
        await driver.idle()
        await driver.search("")
        assert driver.titles(), "the filters alone are a search"

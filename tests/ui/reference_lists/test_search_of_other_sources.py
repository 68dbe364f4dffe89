"""One button searches Unpaywall and Zenodo for all titles that Semantic Scholar does not have."""

from __future__ import annotations

from typing import Any

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.services.reference_lists import reference_list
from tests.support.window_driver import shown_tooltip, window_on
from tests.ui.reference_lists.test_candidates import RECORD
from tests.ui.reference_lists.test_review_page import FRESH, paste, standings

NOBODY = "Winged snails that nobody described in any journal"


async def test_one_button_searches_the_other_services_for_all_titles(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{RECORD}\n{NOBODY}\n10.5555/nobody\n{FRESH}\n")
        await driver.idle()
        button, model = driver.widget("reviewElsewhereButton"), driver.view("reviewTable").model()
        await driver.until(button.isVisible)
        assert button.text() == "Search Unpaywall and Zenodo for 2 lines"
        assert shown_tooltip(button).endswith("Uses 4 requests.")
        row = model.row(1)
        assert (row.title, row.sign) == ("Not at Semantic Scholar", ("cross", "muted", "Not found"))
        assert model.row(2).sign[1] == "error", "an identifier that no service knows"
        driver.click("reviewElsewhereButton")
        await driver.until(lambda: not button.isVisible() and driver.state("reviewTable") == "full")
        assert standings(driver) == [LineStatus.CHECK, LineStatus.NONE, LineStatus.NONE, LineStatus.SURE]
        row = model.row(1)
        assert row.title == "Semantic Scholar, Unpaywall and Zenodo have no work that matches this line."
        assert row.sign == ("cross", "error", "Not found")
        assert [words for _name, words in row.actions] == ["Edit line"]


async def test_the_button_names_the_services_that_are_on(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{NOBODY}\n10.5555/nobody\n{FRESH}\n")
        await driver.idle()
        button, editor = driver.widget("reviewElsewhereButton"), driver.program.services.settings_editor
        await driver.until(button.isVisible)
        await editor.set("sources", ["s2", "zenodo"])
        await driver.until(lambda: button.text() == "Search Zenodo for 1 line")
        await editor.set("sources", ["s2"])
        await driver.until(lambda: not button.isVisible())


async def test_a_title_that_waits_says_in_its_row_how_it_is_looked_up(
    demo: Any, tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(reference_list, "TITLES_UNASKED", 1)
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{RECORD}\n{NOBODY}\n{FRESH}\n")
        await driver.idle()
        model = driver.view("reviewTable").model()
        await driver.until(lambda: model.row(0).why == "Press “Match titles” to look up this title.")
        assert model.row(0).title == "Not looked up yet"
        assert not driver.widget("reviewElsewhereButton").isVisible()
        driver.click("reviewTitlesButton")
        await driver.until(lambda: standings(driver)[:2] == [LineStatus.NONE] * 2)
        await driver.until(driver.widget("reviewElsewhereButton").isVisible)

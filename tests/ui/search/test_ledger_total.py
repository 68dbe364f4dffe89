"""Many runs of the search ledger together: short, so that their papers have room."""

from __future__ import annotations

from PySide6.QtCore import Qt

from scholar_desktop.domain.search.search_ledger import incomplete_sources, named_numbers
from scholar_desktop.ui.search.ledger.run_counts import MOST_LISTED
from scholar_desktop.ui.widgets.label import Prose
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

WORDS = ("attention", "whales", "graph neural", "memory", "sleep", "deep learning", "network", "model", "the")


def lines(driver: Driver) -> list[str]:
    found = [one.plain_text() for one in driver.widget("ledgerPage").findChildren(Prose) if one.isVisible()]
    return [line for text in found for line in text.splitlines()]


async def test_the_papers_of_many_runs_have_room_and_equal_notes_are_joined(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1440, 900), demo=True) as driver:
        for words in (*WORDS, *WORDS):
            await driver.search(words)
        driver.trigger("view.ledger")
        await driver.idle()
        driver.press(Qt.Key.Key_A, "ledgerView", Qt.KeyboardModifier.ControlModifier)
        count = 2 * len(WORDS)
        await driver.until(lambda: f"{count} runs together" in lines(driver))
        await driver.idle()
        papers, side = driver.view("ledgerPapersView"), driver.widget("ledgerPapersView").parentWidget()
        assert 3 * papers.height() >= side.height()
        assert f"Searches {len(WORDS) + 1}–{count} used saved answers only." in lines(driver)
        (same,) = [line for line in lines(driver) if "same words" in line]
        assert same.startswith(f"{len(WORDS)} groups of searches with the same words: ")
        runs = await driver.program.services.search_ledger.runs()
        partly = sorted(run.id for run in runs if incomplete_sources(run))
        assert f"Searches {named_numbers(partly)} are incomplete." in lines(driver)
        assert not any("Saved answers were used" in line for line in lines(driver))
        keyboard = Keyboard(driver)
        await keyboard.tab_to("ledgerEachSearchButton")
        await keyboard.press("Return")
        await driver.idle()
        (same,) = [line for line in lines(driver) if "same words" in line]
        groups = "; ".join(f"{number}, {len(WORDS) + number}" for number in range(1, len(WORDS) + 1))
        assert same.startswith(f"Searches with the same words: {groups}. ")
        (saved,) = [line for line in lines(driver) if "Saved answers were used" in line]
        assert saved.startswith(f"{len(WORDS) + 1}–{count}: Saved answers were used: ")
        assert sum(": Incomplete: " in line for line in lines(driver)) > 1
        driver.view("ledgerView").select_rows(list(range(MOST_LISTED)), current=0)
        await driver.until(lambda: f"{MOST_LISTED} runs together" in lines(driver))
        assert not driver.widget("ledgerEachSearchButton").isVisible()
        driver.view("ledgerView").choose(0)
        await driver.until(lambda: not any("runs together" in line for line in lines(driver)))
        assert not driver.widget("ledgerEachSearchButton").isVisible()


async def test_a_run_that_was_made_offline_names_all_services_without_an_answer_once(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.offline")
        await driver.search("memory")
        driver.trigger("view.ledger")
        await driver.idle()
        await driver.until(lambda: "This search was made offline." in lines(driver))
        (line,) = [line for line in lines(driver) if "no answer from" in line]
        assert line.count("no answer from") == 1
        assert line.endswith("no answer from Semantic Scholar, Unpaywall and Zenodo was saved.")

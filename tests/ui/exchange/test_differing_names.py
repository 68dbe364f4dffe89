"""The people of a reference beside those of its record: the names that differ are marked, also in a long list."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from scholar_desktop.demo.corpus.corpus import FILE
from scholar_desktop.ui.widgets.label import Prose
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on

TITLE = "Google's Neural Machine Translation System: Bridging the Gap between Human and Machine Translation"


def recorded() -> list[str]:
    papers = json.loads(Path(FILE).read_text("utf-8"))["papers"]
    return [name for _, name in next(one["authors"] for one in papers if one["title"] == TITLE)]


def entry(key: str, people: list[str]) -> str:
    names, arxiv = " and ".join(people), "eprint = {1609.08144}, archiveprefix = {arXiv}"
    return f"@article{{{key}, title = {{{TITLE}}}, author = {{{names}}}, year = {{2016}}, {arxiv}}}\n"


def marked(words: Prose) -> list[str]:
    """The pieces of a label with the colour of a mark behind them."""
    return re.findall(r"background-color: #[0-9a-f]{6};'>([^<]*)</span>", words.text())


def people_of(driver: Driver) -> tuple[Prose, Prose]:
    grid = driver.widget("manuscriptPage")._detail._grid
    line = next(line for line in range(1, grid.rowCount()) if grid.itemAtPosition(line, 0).widget().text() == "Authors")
    return grid.itemAtPosition(line, 1).widget(), grid.itemAtPosition(line, 2).widget()


async def test_the_names_that_differ_are_marked_in_both_lists(demo: Any, tmp_path: Path) -> None:
    names = recorded()
    assert len(names) > 20
    people = [*names[:11], "Bob Lindholm", *names[12:]]
    family = names[11].split()[-1]
    swapped = [names[1], names[0], *names[2:]]
    (tmp_path / "refs.bib").write_text(entry("a", people) + entry("b", swapped) + entry("c", ["Ada Lind"]), "utf-8")
    async with window_on(demo, tmp_path / "profile", size=(1024, 640)) as driver:
        driver.trigger("view.manuscript")
        page = driver.widget("manuscriptPage")
        page.check(tmp_path / "refs.bib")
        await driver.idle()
        driver.view("manuscriptView").setFocus()
        keys = Keyboard(driver)
        await keys.press("Home")
        mine, its = people_of(driver)
        assert marked(mine) == ["Lindholm, Bob"]
        assert len(marked(its)) == 1
        assert family in marked(its)[0]
        assert mine.accessibleDescription() == "Differs: Lindholm, Bob"
        assert its.accessibleDescription() == f"Differs: {marked(its)[0]}"
        assert mine.accessibleName() == mine.plain_text()
        for words in (mine, its):
            assert len(words.plain_text().split(";")) < 10, "a long list is shortened"
            assert len(shown_tooltip(words).split(";")) == len(names)
        below = page.model.row(0).below
        assert re.search(r"Authors: … Lindholm, Bob … → … [^;]*, [^;]* …", below), below
        await keys.press("Down")
        mine, its = people_of(driver)
        assert len(marked(mine)) == len(marked(its)) == 1
        before = mine.text()
        page._theme.choose("dark")
        mine, its = people_of(driver)
        assert len(marked(mine)) == 1
        assert mine.text() != before, "the mark has the colour of the theme"
        await keys.press("Down")
        mine, its = people_of(driver)
        assert marked(mine) == ["Lind, Ada"]
        assert len(marked(its)) == len(names), "nobody is left out of a list in which all differ"

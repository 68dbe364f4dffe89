"""What the page of a manuscript offers for a reference that was not found, is missing, or whose year is corrected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QLabel

from scholar_desktop.domain.paper import Ids
from scholar_desktop.ui.exchange.manuscript_detail import _author_and_year
from tests.support.window_driver import Driver, shown_tooltip, window_on

TEXT = """# Text

So it is (Vaswani et al., 2018; Ottenbrink, 1992), and (Thapak, 2020) says more.

# References

Vaswani, A., Shazeer, N., Parmar, N. (2018). Attention is All you Need. NeurIPS.

Ottenbrink, C. (1992). Lanterns in unmapped salt caverns. Nowhere.
"""


def choose_row(driver: Driver, verdict: str) -> Any:
    page = driver.widget("manuscriptPage")
    place = next(row for row in range(page.model.rowCount()) if page.model.row(row).checked.verdict.value == verdict)
    driver.view("manuscriptView").choose(place)
    return page.model.row(place)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("Meyer 2010", 'author:"Meyer" year:2010'),
        ("van der Berg 2010a", 'author:"van der Berg" year:2010'),
        ("12", ""),
        ("meyer2010mosses", ""),
    ],
)
def test_the_words_that_find_what_the_text_cites_by_author_and_year(key: str, words: str) -> None:
    assert _author_and_year(key) == words


async def test_a_reference_that_is_not_there_leads_to_a_search(demo: Any, tmp_path: Path) -> None:
    (tmp_path / "thesis.md").write_text(TEXT, "utf-8")
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        await driver.search("Transformer++")
        library = driver.program.services.library
        paper = driver.view().model().paper(0)
        title = paper.title
        await library.add([paper])
        driver.trigger("view.manuscript")
        driver.widget("manuscriptPage").check(tmp_path / "thesis.md")
        await driver.idle()
        button, why = driver.widget("manuscriptSearchButton"), driver.widget("manuscriptReferenceWhy")
        row = choose_row(driver, "wrong_field")
        assert not button.isVisible()
        assert "The text cites it as “Vaswani et al., 2018”: correct the year there, too." in why.text()
        assert "It differs" in why.text()
        assert "the year may be that of the preprint. Check the year before you accept." in why.text()
        driver.widget("manuscriptPage").commands.accept({row.place})
        assert why.text().startswith("Its correction is accepted, and will be in the file that you save.")
        assert "before you accept" not in why.text()
        choose_row(driver, "not_found")
        assert (button.isVisible(), button.content.text) == (True, "Search title")
        driver.click("manuscriptSearchButton")
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert driver.window.search_page.search.query.words == "Lanterns in unmapped salt caverns"
        driver.trigger("view.manuscript")
        await driver.idle()
        choose_row(driver, "missing")
        assert button.content.text == "Find in library"
        assert shown_tooltip(button) == "Search your library for its author and year."
        driver.click("manuscriptSearchButton")
        await driver.until(lambda: driver.window.navigation.page != "manuscript")
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.title == title
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == "manuscript"
        await library.add([msgspec.structs.replace(paper, title="Another of that year", ids=Ids(doi="10.5555/a"))])
        driver.click("manuscriptSearchButton")
        await driver.until(lambda: set(driver.titles("libraryView")) == {title, "Another of that year"})


CITED = """# Text

It is known (see Kumar & Suzuki, 2003a; Vaswani, Shazeer and Parmar, 2018), as in Holm and
Lind (2014). Kumar and Suzuki (2003a) say more.

# References

Vaswani, A., Shazeer, N., Parmar, N. (2018). Attention is All you Need. NeurIPS.
"""


async def test_a_citation_is_quoted_as_the_text_has_it(demo: Any, tmp_path: Path) -> None:
    (tmp_path / "thesis.md").write_text(CITED, "utf-8")
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.trigger("view.manuscript")
        page = driver.widget("manuscriptPage")
        page.check(tmp_path / "thesis.md")
        await driver.idle()
        driver.click("manuscriptChip.missing")
        expected = [
            "“Holm and Lind (2014)” is cited in the text.",
            "“Kumar & Suzuki, 2003a” is cited in the text.",
        ]
        assert sorted(page.model.row(row).title for row in range(page.model.rowCount())) == expected
        driver.click("manuscriptChip.wrong_field")
        driver.click_row(0, "manuscriptView")
        assert "Year: 2018 → " in page.model.row(0).below
        compared = [one.text() for one in driver.widget("manuscriptDetail").findChildren(QLabel)]
        assert ("Year" in compared, "Date" in compared) == (True, False)
        said = "The text cites it as “Vaswani, Shazeer and Parmar, 2018”: correct the year there, too."
        assert said in driver.widget("manuscriptReferenceWhy").text()
        driver.click("manuscriptChip.all")
    async with window_on(demo, tmp_path / "profile", citations=None, offline=True) as driver:
        driver.trigger("view.manuscript")
        await driver.idle()
        driver.click("manuscriptChip.missing")
        page = driver.widget("manuscriptPage")
        assert sorted(page.model.row(row).title for row in range(page.model.rowCount())) == expected, "it is stored"

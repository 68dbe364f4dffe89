"""The candidates of a line say which of them has the identifier in the line, and what does not match in plain words."""

from __future__ import annotations

from typing import Any

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from tests.support.window_driver import window_on
from tests.ui.reference_lists.test_review_page import FRESH, find_in_row, paste, press_in_row, spoken, standings

OTHER_DOI = "Matthew E. Peters. Deep contextualized word representations. NAACL 2018. doi:10.1037/0003-066X.37.2.122"
"""A title with the DOI of another paper."""


async def test_the_candidate_with_the_doi_of_the_line_says_so(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OTHER_DOI}\n{FRESH}\n")
        assert standings(driver)[0] is LineStatus.CHECK
        press_in_row(driver, 0, "candidates")
        await driver.idle()
        view = driver.view("candidatesView")
        await driver.until(lambda: view.model().count() == 2)
        words = [
            [
                piece.text
                for place in range(6)
                if (piece := find_in_row(driver, row, f"part.{place}", "candidatesView")) is not None
            ]
            for row in range(2)
        ]
        assert words[0] == ["another DOI", "title", "first author", "venue", "year"]
        assert words[1][:3] == ["DOI in the line", "another title", "another first author"]
        assert "DOI in the line: matches" in spoken(driver, 1, "candidatesView")
        assert "The DOI in the line is that of another paper; by title, first author, venue and year" in spoken(
            driver, 0
        )
        assert not driver.widget("reviewAcceptButton").isVisible(), "the DOI contradicts the title"
        assert standings(driver)[0] is LineStatus.CHECK

"""The filter for types has papers without a type, and excludes types."""

from __future__ import annotations

from scholar_desktop.domain.search.filter_texts import describe_filters, filter_value
from scholar_desktop.domain.search.paper_types import paper_types
from tests.support.window_driver import window_on


async def test_papers_without_a_type_stay_and_a_type_is_excluded(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        session = driver.window.search_page.search
        types = [paper_types(paper) for paper in session.result.papers]
        excluded = next(name for of_paper in types for name in of_paper)
        left = sum(excluded not in of_paper for of_paper in types)
        assert 0 < left < len(types)
        driver.click("filterChip.type")
        await driver.idle()
        without = driver.widget("filterValue.none")
        assert without.text() == "No type"
        assert without.accessibleName() == f"No type, {sum(of_paper == ('none',) for of_paper in types)}"
        driver.click(f"filterValue.{excluded}")
        driver.click("excludeTypesTick")
        driver.click("filterSetButton")
        await driver.idle()
        assert session.query.filters.type == f"-{excluded}"
        assert len(driver.titles()) == left
        assert describe_filters(session.query.filters) == f"Type: not {filter_value('type', excluded)}"
        driver.click("filterChip.type")
        await driver.idle()
        assert driver.widget("excludeTypesTick").isChecked()
        assert driver.widget(f"filterValue.{excluded}").isChecked()

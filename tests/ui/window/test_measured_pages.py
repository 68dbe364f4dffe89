"""A few pages in a few forms, measured as `make pictures` measures all: nothing cut, overlapping, off its line or pale.

One window is given other sizes, themes and text sizes by the actions of the View menu.
"""

from __future__ import annotations

from PySide6.QtCore import Qt

from scholar_desktop.translation import set_language
from tests.pictures.measure import Ruler
from tests.support.window_driver import Driver, window_on

FORMS = (
    ("1440x900, light", (1440, 900), "light", "normal"),
    ("640x640, high contrast", (640, 640), "high_contrast", "normal"),
    ("1024x640, 150 %", (1024, 640), "light", "larger"),
    ("640x640, 200 %", (640, 640), "dark", "largest"),
)
PAGES = ("view.library", "view.downloads", "view.unpaywall", "view.settings", "view.news")


async def _pages(driver: Driver, ruler: Ruler, form: str) -> list[str]:
    """Return the faults of the pages in one form, each with its page."""
    found: list[str] = []

    async def measure(page: str) -> None:
        await driver.idle()
        found.extend(f"{form}, {page}: {fault}" for fault in ruler.measure(driver.window)[1])

    driver.trigger("view.search")
    await measure("results")
    driver.trigger("view.cited_by")
    await measure("citations")
    driver.trigger("view.citations_hidden")
    for page in PAGES:
        driver.trigger(page)
        await measure(page)
    driver.trigger("downloads.get_list")
    await measure("list of identifiers")
    driver.click("closeListButton")
    driver.trigger("view.sentences")
    if not driver.widget("snippetsEdit.venue").isVisible():
        driver.click("snippetsMoreFiltersButton")
    await measure("passages with filters")
    driver.trigger("view.search")
    return found


async def _open_a_paper(driver: Driver) -> None:
    await driver.search("attention")
    driver.view().choose(0)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()
    driver.trigger("paper.get_pdf")
    await driver.idle()


async def test_pages_in_several_forms_have_no_measurable_fault(qapp, demo, tmp_path):
    with Ruler() as ruler:
        async with window_on(demo, tmp_path, citations=None) as driver:
            await _open_a_paper(driver)
            for form, size, theme, text in FORMS:
                driver.window.resize(*size)
                driver.trigger(f"view.theme_{theme}")
                driver.trigger(f"view.text_{text}")
                await driver.idle()
                assert await _pages(driver, ruler, form) == []


async def test_german_pages_from_right_to_left_have_no_measurable_fault(qapp, demo, tmp_path):
    set_language("de")
    try:
        with Ruler() as ruler:
            async with window_on(demo, tmp_path, size=(1024, 640), citations=None) as driver:
                driver.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
                await _open_a_paper(driver)
                assert await _pages(driver, ruler, "German, right to left") == []
    finally:
        set_language("en")

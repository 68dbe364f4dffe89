"""The pages of people, records, communities and sentences, for who hears them and who goes through them by Tab."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt

from scholar_desktop.domain.paper import Author
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.tab_order import stops
from tests.support.window_driver import Driver, window_on
from tests.ui.window.test_accessibility import out_of_order, problems

State = Callable[[Driver], Awaitable[None]]


async def a_person(driver: Driver) -> None:
    driver.window.navigation.open(places.AUTHOR, Author("L. Cantley", "1723755"))
    await driver.idle()


async def people(driver: Driver) -> None:
    driver.window.navigation.open(places.AUTHORS, "Zhang")
    await driver.idle()


async def records(driver: Driver) -> None:
    driver.window.navigation.open(places.RECORDS, "attention")
    await driver.idle()


async def a_community(driver: Driver) -> None:
    driver.window.navigation.open(places.COMMUNITIES, "ipbes")
    await driver.idle()
    driver.widget("communitiesPage").list.run()
    await driver.idle()
    driver.click("communityPoliciesButton")
    await driver.idle()


async def sentences(driver: Driver) -> None:
    driver.window.navigation.open(places.SENTENCES, "attention maps")
    await driver.idle()
    driver.click("snippetsMoreFiltersButton")
    driver.press(Qt.Key.Key_Down, "snippetsEdit")
    await driver.idle()


async def a_record(driver: Driver) -> None:
    driver.window.navigation.show(places.SEARCH)
    await driver.search("10.5281/zenodo.7089818")
    driver.view().choose(0)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()
    driver.click("versionsButton")
    await driver.idle()
    driver.click("compareVersionButton")
    driver.click("recordFormsButton")
    driver.click("followRecordButton")
    await driver.idle()


async def a_manuscript(driver: Driver) -> None:
    """Two references: one that the services know with another year, and one that they do not know."""
    folder = driver.program.services.library.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    entries = "@misc{a, title={Attention is All you Need}, author={Vaswani, A. and others}, year={1999}}\n"
    (folder / "a.bib").write_text(entries + "@misc{b, title={Zxqv of the jkqvx}, year={2001}}\n", "utf-8")
    driver.trigger("view.manuscript")
    driver.widget("manuscriptPage").check(folder / "a.bib")
    await driver.idle()


STATES: tuple[State, ...] = (a_person, people, records, a_community, sentences, a_manuscript)


async def test_every_control_has_a_role_and_a_name_and_tab_goes_as_one_reads(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for state in STATES:
            await state(driver)
            assert problems(driver.window) == [], state.__name__
            page = driver.window.pages.currentWidget()
            order = [each for each in stops(driver.window) if page.isAncestorOf(each)]
            assert len(order) > 3, state.__name__
            for column in columns_of(driver, order):
                assert out_of_order(column) == [], state.__name__
        await a_record(driver)
        assert problems(driver.window) == []
        section = driver.widget("recordSection")
        inside = [each for each in stops(driver.window) if section.isAncestorOf(each)]
        assert len(inside) > 10
        assert out_of_order(inside) == []


def columns_of(driver: Driver, order: list) -> list[list]:
    """The stops of each column of a page: one is read to its end before the next begins."""
    panes = [driver.window.findChild(object, name) for name in ("authorSide", "communityView")]
    beside = [each for each in order if any(pane is not None and pane.isAncestorOf(each) for pane in panes)]
    return [[each for each in order if each not in beside], beside]


async def test_pages_hold_in_a_small_window_and_from_right_to_left(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), theme="dark") as driver:
        driver.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        for state in (*STATES, a_record):
            await state(driver)
            assert problems(driver.window) == [], state.__name__
            assert driver.window.width() == 1024, state.__name__
            assert not driver.window.grab().isNull(), state.__name__

"""A new entry with nothing but an identifier gets its details, or says that no service has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.domain.own_fields import OwnFields, own_fields_of
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

DOI = "10.18653/v1/N18-1202"


async def add_with_doi(driver: Driver, doi: str) -> None:
    keyboard = Keyboard(driver)
    await keyboard.press("Ctrl+N")
    await driver.idle()
    await keyboard.tab_to("field.DOI")
    await keyboard.type(doi)
    await keyboard.press("Ctrl+Return")
    await driver.idle()
    session = driver.window.search_page.panes.paper
    await driver.until(lambda: session.is_open and not session.loading)
    await driver.idle()


async def stored_entry(driver: Driver) -> OwnFields:
    """What the user wrote of the only entry of the library."""
    (kept,) = (await driver.program.services.library.page()).papers
    own = own_fields_of(kept.paper)
    assert own is not None
    return own


async def test_an_entry_with_a_doi_that_was_looked_up_before_gets_its_details(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search(DOI)
        await driver.until(lambda: driver.window.search_page.panes.paper.paper is not None)
        await driver.idle()
        driver.trigger("view.library")
        await driver.idle()
        await add_with_doi(driver, DOI)
        (kept,) = (await driver.program.services.library.page()).papers
        assert kept.paper.title == "Deep Contextualized Word Representations"
        assert kept.paper.authors
        assert driver.titles("libraryView") == [kept.paper.title]


async def test_an_entry_with_an_unknown_doi_says_that_no_service_has_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await add_with_doi(driver, "10.5555/nobody.has.this")
        bar, _ = driver.bar_with("Edit details…")
        assert bar.note is not None
        assert bar.note.lead == "DOI 10.5555/nobody.has.this was not found at Semantic Scholar and Unpaywall."
        assert bar.note.text == "If the identifier is wrong, change it with “Edit details”."


async def test_the_services_state_the_type_of_an_entry_with_an_identifier(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await add_with_doi(driver, DOI)
        entry = await stored_entry(driver)
        assert entry.item_type is None, "the user has not chosen the type that the form shows first"


async def test_a_chosen_type_is_written_beside_an_identifier_too(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await Keyboard(driver).press("Ctrl+N")
        await driver.idle()
        box = driver.widget("field.type")
        box.activated.emit(box.currentIndex())  # the user opens the list and takes what it shows
        driver.type(DOI, "field.DOI")
        driver.click("entrySaveButton")
        await driver.idle()
        assert (await stored_entry(driver)).item_type == "article-journal"


async def test_an_entry_without_an_identifier_has_the_type_of_the_form(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await Keyboard(driver).press("Ctrl+N")
        await driver.idle()
        driver.type("A paper of no service", "field.title")
        driver.click("entrySaveButton")
        await driver.idle()
        assert (await stored_entry(driver)).item_type == "article-journal"

"""The detail pane shows every field of an entry that was written or imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.domain.own_fields import Contributor, OwnFields
from scholar_desktop.ui.papers.entry_facts import entry_rows
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import recorded, row_menu, window_on


def test_every_field_has_one_place() -> None:
    people = (Contributor("author", "Lind", "Eva"), Contributor("editor", "Holm", "Ada"), Contributor("editor", "Ek"))
    fields = {
        "title": "On mosses",
        "container-title": "Plants of Oslo",
        "issued": {"from": "2013", "to": None, "edtf": "2013-21"},
        "page": "12-19",
        "ISBN": "978-0-486-67135-2",
        "URL": "https://example.org/mosses",
        "note": "In press",
        "shelf": "B 12",
        "howpublished": "Web page",
        "eprinttype": "arxiv",
    }
    rows = entry_rows(OwnFields("chapter", fields, people))
    assert [(row.name, row.value) for row in rows] == [
        ("Type", "Book chapter"),
        ("Editors", "Ada Holm; Ek"),
        ("Date", "Spring 2013"),
        ("Pages", "12-19"),
        ("Note (printed in some styles)", "In press"),
        ("URL", "https://example.org/mosses"),
        ("shelf (own field)", "B 12"),
        ("How published", "Web page"),
        ("E-print archive", "arxiv"),
    ]
    assert rows[5].target == "https://example.org/mosses"


async def test_type_editors_and_pages_of_an_own_entry_are_in_its_details(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await library.entries.add(
            {
                "item_type": "chapter",
                "title": "On mosses",
                "editor": (Contributor("editor", "Holm", "Ada"),),
                "page": "12-19",
            }
        )
        await library.add([a_paper("Whales")])
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(driver.titles("libraryView").index("On mosses"), "libraryView")
        await driver.idle()
        facts = driver.widget("entryFacts")
        assert facts.isVisible()
        lines = facts.text.toPlainText().split("\n")
        assert lines == ["Type\tBook chapter", "Editors\tAda Holm", "Pages\t12-19"]
        driver.click_row(driver.titles("libraryView").index("Whales"), "libraryView")
        await driver.idle()
        assert not facts.isVisible(), "only services say something of it"


async def test_the_url_of_an_imported_entry_is_opened_in_the_browser(demo: Any, tmp_path: Path) -> None:
    opened: list[str] = []
    profile = tmp_path / "profile"
    async with window_on(demo, profile, prepare=recorded("open_url", opened)) as driver:
        for title, url in (("Mental health atlas 2020", "https://www.who.int/x"), ("Notes", "file:///etc/passwd")):
            await driver.program.services.library.entries.add({"item_type": "webpage", "title": title, "URL": url})
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(driver.titles("libraryView").index("Notes"), "libraryView")
        await driver.idle()
        assert not driver.widget("openInBrowserButton").isEnabled(), "it is no address of the web"
        driver.click_row(driver.titles("libraryView").index("Mental health atlas 2020"), "libraryView")
        await driver.idle()
        assert driver.widget("openInBrowserButton").isEnabled()
        driver.click("openInBrowserButton")
        menu = row_menu(driver, "libraryView")
        inner = [one.menu() for one in menu.actions() if one.menu() is not None]
        assert "paper.open_browser" in [entry.objectName() for one in (menu, *inner) for entry in one.actions()]
        menu.close()
        await Keyboard(driver).press("Ctrl+Shift+B")
        await driver.idle()
        assert opened == ["https://www.who.int/x"] * 2

"""The rows of people have a menu: open, follow, copy the name, and the author's pages on other sites."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.window_driver import Driver, recorded, row_menu, window_on


async def find_people(driver: Driver, name: str) -> None:
    driver.window.navigation.open(places.AUTHORS, name)
    await driver.idle()
    driver.view("authorsView").choose(0)


async def press_in_menu(driver: Driver, words: str) -> None:
    menu: QMenu = row_menu(driver, "authorsView")
    action = next(one for one in menu.actions() if shown_text(one.text()).startswith(words))
    menu.close()
    action.trigger()
    await driver.idle()


async def test_a_person_can_be_followed_and_copied_and_opened_from_the_row(demo, tmp_path):
    opened: list[str] = []
    async with window_on(demo, tmp_path, prepare=recorded("open_url", opened)) as driver:
        await find_people(driver, "Vaswani")
        author = driver.view("authorsView").model().author(0)
        await press_in_menu(driver, "Copy name")
        assert QApplication.clipboard().text() == author.name
        await press_in_menu(driver, f"Follow {author.name}")
        follows = driver.program.services.follows
        assert follows.followed("author", author.id) is not None
        await press_in_menu(driver, f"Unfollow {author.name}")
        assert follows.followed("author", author.id) is None
        await press_in_menu(driver, "Semantic Scholar")
        assert opened == [f"https://www.semanticscholar.org/author/{author.id}"]
        await press_in_menu(driver, "Open")
        assert driver.window.navigation.place[0] == places.AUTHOR
        assert driver.window.navigation.subject(places.AUTHOR).id == author.id

"""Tags with a colour and a key, renamed and merged as a whole; and the reading states."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from scholar_desktop.ui.rows.row_layout import CutText, Layout
from scholar_desktop.ui.theme.tokens import TAG_COLOURS
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on


def lead(driver: Driver) -> str:
    note = driver.window.messages.note("undo")
    return note.lead if note is not None else ""


def entry(driver: Driver, tag: str, *path: str) -> QAction:
    """Return an entry of the menu of a tag in the sidebar."""
    tags = driver.widget("tags")
    one = next(each for each in tags._tags if each.name == tag)
    menu = tags._menu.menu_of(one, driver.widget(f"sidebar.tag.{tag}"))
    for title in path[:-1]:
        found = next(each.menu() for each in menu.actions() if each.text() == title)
        assert isinstance(found, QMenu)
        menu = found
    return next(each for each in menu.actions() if each.text() == path[-1])


async def run(driver: Driver, tag: str, *path: str) -> None:
    entry(driver, tag, *path).trigger()
    await driver.idle()


async def test_a_tag_has_a_colour_and_a_key_and_is_renamed_on_all_its_papers(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await library.add([a_paper("Whales"), a_paper("Seals"), a_paper("Krill")])
        keys = {one.paper.title: one.key for one in (await library.page()).papers}
        await library.tag([keys["Whales"]], "sea")
        await library.tag([keys["Seals"]], "water")
        driver.trigger("view.library")
        await driver.idle()
        await run(driver, "sea", "Colour", "Teal")
        await run(driver, "sea", "Number key", "3")
        chip = driver.widget("sidebar.tag.sea")
        assert (chip.content.icon, chip.content.count) == ("tag", "3")
        assert chip.content.icon_colour.startswith("#")
        assert entry(driver, "sea", "Colour", "Teal").isChecked()

        driver.view("libraryView").setFocus()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        driver.press(Qt.Key.Key_3, "libraryView")
        await driver.idle()
        assert lead(driver) == "Tagged 3 papers with “sea”."
        assert dict(await library.tags()) == {"sea": 3, "water": 1}
        driver.press(Qt.Key.Key_3, "libraryView")
        await driver.idle()
        assert dict(await library.tags()) == {"water": 1}, "all of them had it"
        driver.trigger("edit.undo")
        await driver.idle()
        driver.press(Qt.Key.Key_5, "libraryView")
        await driver.idle()
        assert lead(driver).startswith("No tag has the number key 5.")

        entry(driver, "water", "Rename tag").trigger()
        driver.type("sea", "tagRenameEdit")
        driver.press(Qt.Key.Key_Return, "tagRenameEdit")
        await driver.idle()
        assert dict(await library.tags()) == {"sea": 3}, "two tags became one"
        driver.trigger("edit.undo")
        await driver.idle()
        assert dict(await library.tags()) == {"sea": 3, "water": 1}
        await run(driver, "sea", "Delete tag")
        assert lead(driver) == "Removed the tag “sea” from 3 papers."
        assert dict(await library.tags()) == {"water": 1}

        # the reading state of the paper shown
        driver.click_row(driver.titles("libraryView").index("Krill"), "libraryView")
        await driver.idle()
        menu = driver.widget("readingChoice").menu_of_choices()
        next(each for each in menu.actions() if each.text() == "Being read").trigger()
        await driver.idle()
        assert driver.widget("readingChoice").text() == "Being read"
        kept = await library.get(keys["Krill"])
        assert kept is not None
        assert kept.reading == "reading"
        driver.type("reading:reading", "libraryEdit")
        await driver.idle()
        assert driver.titles("libraryView") == ["Krill"]


def chips(driver: Driver, row: int = 0, width: int = 0) -> Layout:
    """Return what is drawn of the tags in a row of the cards."""
    view = driver.view("libraryView")
    layout = view.itemDelegate().layout_of(view.model().row(row), width or view.viewport().width(), view.rowHeight(row))
    assert all(piece.rect.right() < (width or view.viewport().width()) for piece in layout)
    words = [piece.rect for piece in layout if piece.name in ("byline", "title", "authors", "year")]
    tags = [piece for piece in layout if piece.name.startswith("tag.")]
    assert not any(piece.rect.intersects(one) for piece in tags for one in words), "a tag lies over words"
    return tuple(tags)


def named(pieces: Layout) -> list[str]:
    return [piece.text for piece in sorted(pieces, key=lambda one: one.rect.x()) if piece.text and piece.kind != "icon"]


async def test_tags_are_chips_in_the_rows_of_the_cards(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await library.add(
            [msgspec.structs.replace(a_paper("Whales"), venue="Journal of the sea and all its inhabitants")]
        )
        (kept,) = (await library.page()).papers
        await library.tag([kept.key], "sea")
        await library.own_words.set_look("sea", TAG_COLOURS["teal"], 1)
        driver.trigger("view.library")
        await driver.idle()
        assert named(chips(driver)) == ["sea"]
        (sign,) = [piece for piece in chips(driver) if piece.kind == "icon"]
        assert sign.colour == TAG_COLOURS["teal"]
        assert "tags: sea" in driver.view("libraryView").model().row(0).spoken
        driver.click_row(0, "libraryView")
        driver.press(Qt.Key.Key_1, "libraryView")
        await driver.idle()
        assert chips(driver) == (), "the key removes the tag, and its chip goes"
        driver.press(Qt.Key.Key_1, "libraryView")
        await driver.idle()
        assert named(chips(driver)) == ["sea"]
        for name in ("b", "c", "d", "a name of a tag that is longer than its chip can be"):
            await library.tag([kept.key], name)
        await driver.idle()
        shown = named(chips(driver, width=900))
        assert len(shown) == 4
        assert shown[-1] == "+2"
        (more,) = [piece.text for piece in chips(driver, width=900) if piece.name == "tag.more"]
        assert set(more.whole.split(", ")) | set(cut_names(chips(driver, width=900))) == set(
            (await library.page()).papers[0].tags
        )
        for width in range(900, 260, -20):
            some = named(chips(driver, width=width))
            assert len(some) <= 4
            assert not some or some[-1].startswith("+")
        driver.window.resize(700, 640)
        await driver.idle()
        assert chips(driver), "a narrow list shows tags, too"


def cut_names(pieces: Layout) -> list[str]:
    """Return the whole names of the tags that have a chip."""
    texts = [piece.text for piece in pieces if piece.kind == "text"]
    return [text.whole if isinstance(text, CutText) else text for text in texts]


async def test_the_page_of_a_tag_says_that_it_is_one_and_the_focus_leaves_the_collection(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library, collections = driver.program.services.library, driver.program.services.collections
        await library.add([a_paper("Whales")])
        (kept,) = (await library.page()).papers
        await library.tag([kept.key], "sleep")
        await collections.put_in([kept.paper], "Sleep")
        driver.trigger("view.library")
        await driver.idle()
        head = driver.window.search_page.panes.library.bar.head
        tree = driver.widget("collections")
        (sleep,) = await collections.all()
        driver.window.navigation.show_collection(sleep)
        tree._view.setFocus()
        await driver.idle()
        assert head.title.text() == "Sleep"
        driver.click("sidebar.tag.sleep")
        await driver.idle()
        assert head.title.text() == "Tag: sleep"
        focused = driver.window.focusWidget()
        assert focused is not None
        assert focused.objectName() == "sidebar.tag.sleep"


async def test_f2_on_a_tag_renames_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        await library.add([a_paper("Whales")])
        await library.tag([(await library.page()).papers[0].key], "water")
        driver.trigger("view.library")
        await driver.idle()
        driver.widget("sidebar.tag.water").setFocus()
        keyboard = Keyboard(driver)
        await keyboard.press("F2")
        assert keyboard.focus.objectName() == "tagRenameEdit"
        await keyboard.press("Ctrl+A")
        await keyboard.type("sea")
        await keyboard.press("Return")
        await driver.idle()
        assert dict(await library.tags()) == {"sea": 1}
        assert keyboard.focus is driver.widget("sidebar.tag.sea"), "Delete would remove the paper from the library"


async def test_a_tag_that_gets_the_name_of_another_is_merged_and_says_so(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        await library.add([a_paper("Whales"), a_paper("Seals"), a_paper("Otters")])
        keys = [one.key for one in (await library.page()).papers]
        await library.tag(keys[:2], "dream")
        await library.tag(keys[1:], "memory")
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        keyboard = Keyboard(driver)
        await run(driver, "memory", "Rename tag")
        assert keyboard.focus.objectName() == "tagRenameEdit"
        await keyboard.press("Ctrl+A")
        await keyboard.type("Dream")
        await keyboard.press("Return")
        await driver.idle()
        assert dict(await library.tags()) == {"dream": 3}
        assert driver.window.messages.note("undo").lead == "Merged the tag “memory” into “dream”: 3 papers."
        assert keyboard.focus is driver.widget("sidebar.tag.dream")
        driver.trigger("edit.undo")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Separated the tag “memory” from “dream” again."
        assert dict(await library.tags()) == {"dream": 2, "memory": 2}
        driver.trigger("edit.redo")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Merged the tag “memory” into “dream”."
        assert dict(await library.tags()) == {"dream": 3}

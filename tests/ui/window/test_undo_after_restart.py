"""After a start, the keys of undo and redo name the last change of an earlier run, and do not undo it."""

from __future__ import annotations

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.ui.rows.panel_line_delegate import END
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.window.test_undo_messages import in_library, lead, press

NOT_HERE = (
    "Ctrl+Z does not undo it, because it was made in an earlier session or on the command line. “Undo” here and in the "
    "Edit menu does."
)


async def stars(driver: Driver) -> list[bool]:
    return [one.starred for one in (await driver.program.services.library.page()).papers]


async def ready(driver: Driver) -> Keyboard:
    """The keys of a window whose menu names the change that can be undone or redone."""
    now = driver.window.context
    await driver.until(lambda: now.now.undo is not None or now.now.redo is not None)
    return Keyboard(driver)


def text(driver: Driver) -> str:
    note = driver.window.messages.note("undo")
    return note.text if note is not None else ""


async def test_ctrl_z_after_a_restart_names_the_change_and_its_button_undoes_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        title = await in_library(driver)
    async with window_on(demo, tmp_path) as driver:
        keyboard = await ready(driver)
        for _ in range(2):
            await keyboard.press("Ctrl+Z")
            await driver.idle()
            assert (lead(driver), text(driver)) == (
                f"Last change that can be undone: add “{title}”.",
                NOT_HERE,
            )
            assert len(await stars(driver)) == 1
        assert driver.window.registry.whole_title("edit.undo") == f"Undo earlier change: add “{title}”"
        await press(driver, "Undo")
        assert await stars(driver) == []
        await keyboard.press("Ctrl+Shift+Z")
        await driver.idle()
        assert len(await stars(driver)) == 1, "it was undone in this run"
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert await stars(driver) == [], "it was redone in this run"


def entry(driver: Driver, action_id: str) -> str:
    """The title of an action in the Edit menu with the key that the menu shows beside it."""
    menu = driver.widget("menu.edit")
    (action,) = (one for one in menu.actions() if one.objectName() == action_id)
    return f"{shown_text(action.text())} {action.shortcut().toString()}".strip()


async def test_the_menu_shows_the_keys_only_beside_a_change_that_they_act_on(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        title = await in_library(driver)
        assert entry(driver, "edit.undo").startswith("Undo: add “")
        assert entry(driver, "edit.undo").endswith(" Ctrl+Z")
    async with window_on(demo, tmp_path) as driver:
        keyboard = await ready(driver)
        registry = driver.window.registry
        await driver.until(lambda: entry(driver, "edit.undo").startswith("Undo earlier change: add “"))
        change = entry(driver, "edit.undo").removeprefix("Undo earlier change: ")
        assert not change.endswith("Ctrl+Z")
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type("undo")
        listed = driver.widget("paletteList")
        assert (listed.item(0).text(), listed.item(0).data(END)) == (f"Undo earlier change: add “{title}”", "")
        await keyboard.press("Escape")
        driver.trigger("edit.undo")
        await driver.until(lambda: entry(driver, "edit.undo") == "Undo Ctrl+Z")
        assert entry(driver, "edit.redo") == f"Redo: {change} Ctrl+Shift+Z"
        await keyboard.press("Ctrl+Shift+Z")
        await driver.until(lambda: entry(driver, "edit.undo") == f"Undo: {change} Ctrl+Z")
        await driver.idle()
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: entry(driver, "edit.redo") == f"Redo: {change} Ctrl+Shift+Z")
        await driver.idle()
        assert await stars(driver) == []
    async with window_on(demo, tmp_path) as driver:
        keyboard = await ready(driver)
        registry = driver.window.registry
        await driver.until(lambda: entry(driver, "edit.redo") == f"Redo earlier change: {change}")
        assert (registry.title("edit.undo"), registry["edit.undo"].isEnabled()) == ("Undo", False)
        await keyboard.press("Ctrl+Shift+Z")
        await driver.idle()
        assert lead(driver) == f"Undone last: add “{title}”."


async def test_the_menu_undoes_a_change_of_an_earlier_run(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await in_library(driver)
    async with window_on(demo, tmp_path) as driver:
        await ready(driver)
        driver.trigger("edit.undo")
        await driver.idle()
        assert await stars(driver) == []


async def test_changes_of_this_run_are_undone_by_the_key_and_older_ones_are_named(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await in_library(driver)
    async with window_on(demo, tmp_path) as driver:
        keyboard = await ready(driver)
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        driver.trigger("paper.star")
        await driver.idle()
        assert await stars(driver) == [True]
        for _ in range(3):  # also more often than there are changes
            await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert await stars(driver) == [False]
        assert text(driver) == NOT_HERE


async def test_ctrl_shift_z_after_a_restart_names_what_was_undone(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        title = await in_library(driver)
        driver.trigger("edit.undo")
        await driver.idle()
        assert await stars(driver) == []
    async with window_on(demo, tmp_path) as driver:
        keyboard = await ready(driver)
        await keyboard.press("Ctrl+Shift+Z")
        await driver.idle()
        assert lead(driver) == f"Undone last: add “{title}”."
        assert text(driver) == (
            "Ctrl+Shift+Z does not redo it, because it was undone in an earlier session or on the command line. “Redo” "
            "here and in the Edit menu does."
        )
        assert await stars(driver) == []
        await press(driver, "Redo")
        assert await stars(driver) == [False]


async def test_a_new_action_ends_redo_and_undo_counts_the_pdfs_that_were_saved(demo, tmp_path):
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        services, registry = driver.program.services, driver.window.registry
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        await services.library.add(papers[5:6])
        await services.collections.put_in(papers[5:6], "Thesis")
        (one,) = await services.collections.all()
        await services.collections.delete(one.key)
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.until(lambda: registry["edit.redo"].text().startswith("Redo: delete "))
        driver.view().select_rows(range(10))
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: services.downloads.active > 0)
        await driver.until(lambda: registry["edit.redo"].text() == "Redo")
        await driver.until(lambda: services.downloads.active == 0)
        await driver.idle()
        saved = sum(item.outcome is ItemOutcome.SAVED for item in services.downloads.items())
        assert 1 < saved < len(services.downloads.items())
        title = f"get {saved} PDFs"
        assert registry["edit.undo"].text() == f"Undo: {title}"
        assert not registry["edit.redo"].isEnabled()
        driver.trigger("edit.undo")
        await driver.until(lambda: registry["edit.redo"].text() == f"Redo: {title}")
        assert await services.library.redo_label() is None
    async with window_on(demo, tmp_path) as driver:
        await ready(driver)
        await driver.idle()
        assert driver.window.registry["edit.redo"].text() == "Redo"


async def test_the_key_does_not_call_a_change_the_last_one_after_papers_came_with_their_pdfs(demo, tmp_path):
    """Papers that come with their PDFs are no change that the library undoes (docs/decisions/0061)."""
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        downloads = driver.program.services.downloads
        title = await in_library(driver)
        driver.trigger("view.search")
        driver.view().select_rows(range(1, 4))
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: downloads.active > 0)
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        keyboard = Keyboard(driver)
        for keys, said in (("Ctrl+Z", "Moved "), ("Ctrl+Shift+Z", "Restored ")):
            await keyboard.press(keys)
            await driver.idle()
            assert lead(driver).startswith(said)
        assert len(await stars(driver)) > 1
    async with window_on(demo, tmp_path) as driver:
        keyboard = await ready(driver)
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert lead(driver) == f"Last change that can be undone: add “{title}”."
        assert len(await stars(driver)) > 1

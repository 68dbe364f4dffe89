"""What the buttons of a reference list do can be run from the command palette, too."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

LIST = """Vaswani, A. et al. (2017). Attention is all you need. NeurIPS.
10.18653/v1/N18-1202
"""


async def _open_list(driver: Driver, text: str) -> Keyboard:
    QApplication.clipboard().setText(text)
    driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
    await driver.idle()
    await driver.until(lambda: driver.state("reviewTable") == "full")
    await driver.idle()
    return Keyboard(driver)


async def _type_in_palette(driver: Driver, keyboard: Keyboard, words: str) -> str:
    """Return the first command that the palette offers for *words*."""
    await keyboard.press("Ctrl+Shift+P")
    await keyboard.type(words)
    await driver.idle()
    item = driver.widget("paletteList").item(0)
    assert item is not None
    return str(item.data(Qt.ItemDataRole.UserRole))


async def test_the_matched_papers_are_added_from_the_palette(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _open_list(driver, LIST)
        assert await _type_in_palette(driver, keyboard, "add matched") == "list.add"
        await keyboard.press("Return")
        await driver.idle()
        assert (await driver.program.services.library.counts()).papers == 2
        await driver.until(lambda: not driver.widget("reviewAddButton").isEnabled())
        await driver.until(lambda: not driver.window.registry["list.add"].isEnabled())
        assert driver.window.registry.why_not("list.add") == "There are no matched papers to add."


async def test_the_pdfs_of_a_list_are_got_from_the_palette(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _open_list(driver, LIST)
        assert await _type_in_palette(driver, keyboard, "add matched papers and get") == "list.add_and_get"
        await keyboard.press("Return")
        await driver.idle()
        await driver.until(lambda: len(driver.program.services.downloads.items()) == 2)


async def test_exact_titles_are_accepted_from_the_palette(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _open_list(driver, "Attention is all you need\n10.18653/v1/N18-1202\n")
        assert driver.widget("reviewAcceptButton").text() == "Accept 1 exact title"
        assert await _type_in_palette(driver, keyboard, "accept") == "list.accept_exact"
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Accepted 1 exact title."
        assert keyboard.focus is driver.view("reviewTable")
        await driver.until(lambda: not driver.window.registry["list.accept_exact"].isEnabled())


async def test_the_tooltip_of_exact_titles_counts_the_lines_without_an_author(demo: Any, tmp_path: Any) -> None:
    rule = "Accept the papers whose title is exactly the title in the line, if nothing else in the line differs."
    bare, also_bare = "Computing machinery and intelligence", "Deep contextualized word representations"
    with_author = "Vaswani, A. Attention is all you need."
    async with window_on(demo, tmp_path) as driver:
        for text, label, said in (
            (with_author, "Accept 1 exact title", ""),
            (bare, "Accept 1 exact title", "1 of the lines names no author."),
            (f"arXiv:1706.03762\n{bare}\n{also_bare}", "Accept 2 exact titles", "2 of the lines name no author."),
        ):
            await _open_list(driver, f"{text}\n10.1038/\n")
            button = driver.widget("reviewAcceptButton")
            await driver.idle()
            assert button.text() == label
            tooltip = " ".join(button.toolTip().split())
            assert tooltip == f"{rule} {said}".strip()


async def test_the_rows_name_the_lines_that_are_accepted_as_exact_titles(demo: Any, tmp_path: Any) -> None:
    first, second, again = (
        "Vaswani, A. Attention is all you need.",
        "Deep contextualized word representations",
        "Vaswani, Ashish. Attention is all you need.",
    )
    async with window_on(demo, tmp_path) as driver:
        await _open_list(driver, f"{first}\n\n{second}\n\n{again}\n")
        model, reading = driver.view("reviewTable").model(), driver.program.services.reference_lists.current

        def named() -> list[str]:
            rows = [model.row(number) for number in range(model.count())]
            return [row.text for row in rows if row.why.startswith("Exact title · ")]

        assert driver.widget("reviewAcceptButton").text() == "Accept 2 exact titles"
        assert named() == [first, second]
        assert "Exact title · The line names no" in model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
        driver.window.pages.page("review").decisions.accept(reading, 3, reading.lines[2].paper)
        await driver.until(lambda: named() == [second])  # the paper of the first line is now that of the third
        driver.click("reviewAcceptButton")
        await driver.until(lambda: named() == [])
        assert not driver.widget("reviewAcceptButton").isVisible()


async def test_a_line_of_the_same_paper_as_another_is_no_exact_title_to_accept(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _open_list(driver, "Vaswani, A. Attention is all you need.\n10.1038/\n")
        await driver.until(driver.widget("reviewAcceptButton").isVisible)
        await _open_list(driver, "arXiv:1706.03762\n10.1038/\nVaswani, A. Attention is all you need.\n")
        await driver.idle()
        reading = driver.program.services.reference_lists.current
        first, *_, last = reading.lines
        assert (first.standing.value, last.standing.value) == ("sure", "check")
        assert first.paper.title == last.paper.title
        assert not driver.widget("reviewAcceptButton").isVisible()
        assert not driver.window.registry["list.accept_exact"].isEnabled()


async def test_the_commands_of_a_list_say_elsewhere_why_they_cannot_run(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _open_list(driver, LIST)
        names = ("list.add", "list.add_and_get", "list.accept_exact")
        await driver.until(driver.window.registry["list.add"].isEnabled)
        await keyboard.press("Ctrl+Shift+O")  # the box for another list covers the list
        await driver.idle()
        registry = driver.window.registry
        await driver.until(lambda: all(registry.why_not(name) == "Open a reference list first." for name in names))
        await keyboard.press("Escape")
        await driver.idle()
        await driver.until(registry["list.add"].isEnabled)
        await keyboard.press("Ctrl+1")
        await driver.idle()
        await driver.until(lambda: all(registry.why_not(name) == "Open a reference list first." for name in names))

"""Notes are Markdown: on a paper and on a collection they can be read as they are meant."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl

from scholar_desktop.domain.paper import Paper
from tests.support.libraries import a_paper
from tests.support.window_driver import recorded, window_on

NOTE = "# Read this\n\n- **first**\n- see [the page](https://example.org/a)\n\n<img src='file:///etc/hosts'> ![x](file:///etc/hosts)"


async def test_a_note_is_shown_as_it_reads_without_pictures_and_html(demo, tmp_path):
    opened: list[str] = []
    async with window_on(demo, tmp_path, citations=None, prepare=recorded("open_url", opened)) as driver:
        services = driver.program.services
        await services.library.add([a_paper("Whales")])
        (kept,) = (await services.library.page()).papers
        await services.library.note(kept.paper, NOTE)
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        await driver.until(lambda: driver.widget("noteEdit").toPlainText() == NOTE)
        driver.widget("notePreviewButton").click()
        await driver.idle()
        preview = driver.widget("notePreview")
        assert preview.isVisible()
        assert not driver.widget("noteEdit").isVisible()
        text = preview.note_text()
        assert text.startswith("Read this\nfirst\nsee the page\n")
        assert "<img src='file:///etc/hosts'>" in text, "HTML is shown, not interpreted"
        preview.anchorClicked.emit(QUrl("file:///etc/hosts"))
        preview.anchorClicked.emit(QUrl("https://example.org/a"))
        assert opened == ["https://example.org/a"]
        driver.widget("notePreviewButton").click()
        assert driver.widget("noteEdit").isVisible()

        await services.collections.put_in([kept.paper], "Thesis")
        (one,) = await services.collections.all()
        driver.window.navigation.show_collection(one)
        await driver.idle()
        driver.trigger("collection.note")
        await driver.idle()
        driver.type("*Why* these", "collectionNoteEdit")
        driver.press(Qt.Key.Key_Escape, "collectionNoteEdit")
        await driver.idle()
        assert await services.collections.note(one.key) == "*Why* these"
        driver.trigger("collection.note")
        await driver.idle()
        panel = driver.widget("collectionNotePanel")
        assert panel.findChild(type(preview)).note_text() == "Why these"


async def test_the_preview_is_of_one_paper_and_another_opens_with_its_text(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        services = driver.program.services
        await services.library.add([Paper(title=title) for title in ("Whales", "Mosses", "Lichens")])
        for kept in (await services.library.page()).papers:
            if kept.paper.title != "Lichens":
                await services.library.note(kept.paper, f"*On* {kept.paper.title}")
        driver.trigger("view.library")
        await driver.idle()
        edit = driver.widget("noteEdit")

        async def choose(title: str) -> None:
            driver.click_row(driver.titles("libraryView").index(title), "libraryView")
            await driver.idle()
            await driver.until(lambda: edit.toPlainText() == ("" if title == "Lichens" else f"*On* {title}"))

        await choose("Whales")
        driver.widget("notePreviewButton").click()
        assert driver.widget("notePreview").isVisible()
        for title in ("Lichens", "Mosses"):
            await choose(title)
            assert edit.isVisible(), title
            assert driver.widget("notePreviewButton").text() == "Preview"
        await choose("Whales")
        assert driver.widget("notePreview").isVisible()
        assert driver.widget("notePreview").note_text() == "On Whales"

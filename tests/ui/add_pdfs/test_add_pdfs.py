"""PDFs by hand: dropped on a paper, dropped on the window, chosen, fetched in the browser."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.translation import shown as shown_text_of
from scholar_desktop.ui.add_pdfs.file_detail import FileDetail
from scholar_desktop.ui.widgets.button import Button
from tests.support.drawn_pdfs import draw_paper
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, row_menu, window_on
from tests.ui.papers.test_opening_rows import double_click

COPY = Qt.DropAction.CopyAction
NO_KEYS = Qt.KeyboardModifier.NoModifier


def drop(driver: Driver, place: QPoint, *files: Path) -> bool:
    """Drop *files* at *place* of the window; whether the window wants them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, COPY, data, buttons, keys)
    QApplication.sendEvent(driver.window, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(place), COPY | Qt.DropAction.MoveAction, data, buttons, keys)
    QApplication.sendEvent(driver.window, event)
    assert event.dropAction() == COPY, "never moved"
    return True


def row_place(driver: Driver, row: int, name: str = "resultsView") -> QPoint:
    view = driver.view(name)
    return view.viewport().mapTo(driver.window, view.visualRect(view.model().index(row, 0)).center())


def a_pdf(folder: Path, name: str, paper: Paper | None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    title = paper.title if paper is not None else "Zxqvw of the jkqvx and other things that nobody wrote"
    (folder / name).write_bytes(draw_paper(title, [author.name for author in paper.authors][:3] if paper else ["A B"]))
    return folder / name


async def found(driver: Driver) -> Paper:
    await driver.search("covid")
    return driver.view("resultsView").model().paper_at(0)


async def test_a_pdf_dropped_on_a_row_is_attached_to_its_paper(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        paper = await found(driver)
        file = a_pdf(tmp_path / "mine", "x.pdf", paper)
        assert drop(driver, row_place(driver, 0), file)
        await driver.idle()
        note = driver.window.messages.note("attached")
        assert note.lead.startswith("Attached a copy of x.pdf to “")
        assert "”:" not in note.text
        assert note.text.startswith("Checked: ")
        kept = await driver.program.backend.store.find(paper.id)
        assert kept.files[0].source == "hand"
        assert file.exists()


async def test_pdfs_dragged_onto_the_empty_page_are_added_as_the_page_says(demo, tmp_path):
    papers = [Paper("Tides of the Moroccan coast", Ids(doi="10.5555/tides")), Paper("Kelp of the north", Ids())]
    files = [a_pdf(tmp_path / "mine", f"{number}.pdf", paper) for number, paper in enumerate(papers)]
    async with window_on(demo, tmp_path / "profile") as driver:
        page = driver.widget("resultsView").parentWidget()
        text = next(each for each in page.findChildren(QLabel) if "drop files or folders" in each.text())
        assert text.isVisible()
        place = text.mapTo(driver.window, text.rect().center())
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        window, left = driver.window.windowHandle(), Qt.MouseButton.LeftButton
        # as the window system sends them: Qt looks for the widget under the pointer
        for event in (
            QDragEnterEvent(place, COPY, data, left, NO_KEYS),
            QDragMoveEvent(place, COPY, data, left, NO_KEYS),
            QDropEvent(QPointF(place), COPY, data, left, NO_KEYS),
        ):
            if isinstance(event, QDropEvent) and not isinstance(event, QDragMoveEvent):
                assert driver.window.messages.note("drop").lead == "Drop to add 2 files."
            QApplication.sendEvent(window, event)
            assert event.isAccepted()
        await driver.idle()
        assert driver.window.messages.note("drop") is None
        assert driver.window.navigation.page == "add_pdfs"
        assert len(driver.titles("addPdfsView")) == 2
        assert all(file.exists() for file in files)


async def test_another_papers_pdf_is_not_attached_until_one_insists(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        paper = await found(driver)
        await driver.idle()
        detail = driver.widget("detailPane")
        assert drop(
            driver, detail.mapTo(driver.window, detail.rect().center()), a_pdf(tmp_path / "mine", "y.pdf", None)
        )
        await driver.idle()
        note = driver.window.messages.note("attached")
        assert note.lead == f"y.pdf is not attached yet: it may not be the PDF of “{paper.title}”."
        assert note.text.startswith("The title in the PDF is “")
        assert note.text.endswith("If y.pdf is the PDF of this paper, choose “Attach anyway”.")
        assert await driver.program.backend.store.find(paper.id) is None
        driver.trigger("view.downloads")
        await driver.idle()
        assert driver.window.messages.note("attached") is not None, "a question stays until it is answered"
        note.steps[0].run()
        await driver.idle()
        assert (await driver.program.backend.store.find(paper.id)).pdf is not None


async def test_a_pdf_of_another_paper_of_the_library_is_refused_at_once_and_that_paper_shown(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        first = await found(driver)
        second = driver.view("resultsView").model().paper_at(1)
        file = a_pdf(tmp_path / "mine", "x.pdf", first)
        assert drop(driver, row_place(driver, 0), file)
        await driver.idle()
        assert drop(driver, row_place(driver, 1), file)
        await driver.idle()
        note = driver.window.messages.note("attached")
        assert note.lead.startswith("Could not attach x.pdf to “")
        assert first.title in note.text
        assert [step.title for step in note.steps] == ["Show that paper", "Close"], "the file cannot be attached anyway"
        assert await driver.program.backend.store.find(second.id) is None
        note.steps[0].run()
        await driver.idle()
        assert driver.widget("detailTitle").plain_text() == first.title
        kept = await driver.program.backend.store.find(first.id)
        await driver.program.services.library.entries.trash([kept.key], True)
        driver.trigger("view.search")
        await driver.idle()
        assert drop(driver, row_place(driver, 1), file)
        await driver.idle()
        note = driver.window.messages.note("attached")
        assert note.steps[0].title == "Show in trash"
        note.steps[0].run()
        await driver.until(lambda: driver.chosen("libraryView") == [first.title])
        assert driver.window.ui_context.context.now.trash


async def test_the_file_of_a_paper_can_be_dropped_on_it_again(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        paper = await found(driver)
        file = a_pdf(tmp_path / "mine", "x.pdf", paper)
        for _time in range(2):
            assert drop(driver, row_place(driver, 0), file)
            await driver.idle()
            assert driver.window.messages.note("attached").lead.startswith("Attached a copy of x.pdf to “")
        kept = await driver.program.backend.store.find(paper.id)
        assert len(kept.files) == 1


async def test_the_head_counts_every_file_also_one_that_the_library_has(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        paper = await found(driver)
        folder = tmp_path / "papers"
        file = a_pdf(folder, "known.pdf", paper)
        assert drop(driver, row_place(driver, 0), file)
        await driver.idle()
        a_pdf(folder, "unknown.pdf", None)
        (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing behind")
        (folder / "notes.pdf").write_bytes(b"no PDF at all")
        (folder / "empty.pdf").write_bytes(b"")
        (folder / "page.pdf").write_bytes(b"<html><body>no</body></html>")
        assert drop(driver, QPoint(5, driver.window.height() // 2), folder)
        await driver.idle()
        await driver.until(lambda: driver.state("addPdfsView") == "full")
        words = driver.widget("addPdfsPage")._summary.whole_text().split(" · ")
        assert words[:4] == ["1 not found", "1 already in your library", "1 not readable", "3 not PDFs"]
        model = driver.view("addPdfsView").model()
        rows = {model.row(number).title: model.row(number) for number in range(model.rowCount())}
        said = {name: (row.word, row.below) for name, row in rows.items() if row.sign == "alert"}
        assert said == {
            "broken.pdf": ("Not readable", "It is damaged and cannot be opened."),
            "empty.pdf": ("Not a PDF", "The file is empty."),
            "notes.pdf": ("Not a PDF", "It is not a PDF."),
            "page.pdf": ("Not a PDF", "It is not a PDF (web page)."),
        }


async def test_a_dropped_folder_is_identified_and_asked_about_where_unsure_also_after_a_restart(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        paper = await found(driver)
        folder = tmp_path / "papers"
        a_pdf(folder, "known.pdf", paper)
        a_pdf(folder, "unknown.pdf", None)
        assert drop(driver, QPoint(5, driver.window.height() // 2), folder)
        await driver.idle()
        await driver.until(lambda: driver.state("addPdfsView") == "full")
        model = driver.view("addPdfsView").model()
        rows = {model.row(number).title: model.row(number) for number in range(model.rowCount())}
        assert {name: row.word for name, row in rows.items()} == {"known.pdf": "Matched", "unknown.pdf": "Not found"}
        driver.click("addSureButton")
        await driver.idle()
        assert (await driver.program.backend.store.find(paper.id)).pdf is not None
    demo.reset()
    async with window_on(demo, tmp_path / "profile") as driver:
        await driver.until(lambda: driver.window.navigation.page == "add_pdfs")
        await driver.idle()
        assert driver.titles("addPdfsView") == ["unknown.pdf"]
        assert demo.stats()["counts"] == {}
        model = driver.view("addPdfsView").model()
        driver.view("addPdfsView").choose(0)
        driver.type(paper.ids.doi, "nameFileEdit")
        driver.click("nameFileButton")
        await driver.idle()
        assert model.row(0).one.candidates[0].paper.id == paper.id
        driver.click("skipFileButton")
        assert model.row(0).word == "Skipped"
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.window.navigation.show("add_pdfs")
        assert driver.titles("addPdfsView") == []


async def test_a_file_with_nearly_the_title_of_a_paper_is_not_added_with_the_matched_ones(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        paper = await found(driver)
        folder = tmp_path / "papers"
        a_pdf(folder, "same.pdf", paper)
        first, *rest = paper.title.split()
        names = [author.name for author in paper.authors]
        (folder / "near.pdf").write_bytes(draw_paper(" ".join([*rest, first]), names))
        assert drop(driver, QPoint(5, driver.window.height() // 2), folder)
        await driver.idle()
        await driver.until(lambda: driver.state("addPdfsView") == "full")
        model = driver.view("addPdfsView").model()
        rows = {model.row(number).title: model.row(number).word for number in range(model.rowCount())}
        assert rows == {"same.pdf": "Matched", "near.pdf": "Check"}
        driver.click("addSureButton")
        await driver.idle()
        kept = await driver.program.backend.store.find(paper.id)
        assert len(kept.files) == 1


async def test_a_pdf_that_no_service_knows_gets_an_entry_of_its_own(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        file = a_pdf(tmp_path / "mine", "report.pdf", None)
        await found(driver)
        demo.reset()
        assert drop(driver, QPoint(40, 300), file)
        await driver.idle()
        assert driver.window.navigation.page == "add_pdfs"
        asked = demo.stats()["requests"]
        read = "Zxqvw of the jkqvx and other things that nobody wrote"
        words = f"Semantic Scholar has no paper with the title “{read}”, which was read from the PDF."
        assert shown_text_of(driver.view("addPdfsView").model().row(0).one.reason) == words
        driver.click("newEntryFileButton")
        library = driver.program.services.library
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        await driver.idle()
        assert demo.stats()["requests"] == asked, "nothing is asked of a service"
        page = await library.page(LibraryView.ALL)
        (kept,) = page.papers
        assert kept.paper.title.startswith("Zxqvw of the jkqvx")
        assert kept.pdf is not None
        assert file.exists()
        assert driver.window.messages.note("undo").lead.startswith("Added a copy of report.pdf as “Zxqvw")
        for _ in range(2):
            driver.trigger("edit.undo")
            await driver.idle()
        assert (await library.counts()).papers == 0


async def test_another_file_is_said_not_to_be_read_and_rows_of_our_own_are_not_taken(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        picture = tmp_path / "picture.png"
        picture.write_bytes(b"no")
        assert drop(driver, QPoint(300, 300), picture)
        await driver.idle()
        assert driver.window.messages.note("not_lists").lead == "“picture.png” cannot be opened as a list."
        assert driver.program.services.downloads.items() == ()
        assert (await driver.program.services.library.page(LibraryView.ALL)).papers == ()
        data = QMimeData()  # what a row of ours is dragged as: it has no file that could be added
        data.setText("A title")
        enter = QDragEnterEvent(QPoint(300, 300), COPY, data, Qt.MouseButton.LeftButton, NO_KEYS)
        QApplication.sendEvent(driver.window, enter)
        assert not enter.isAccepted()


async def test_a_paper_is_fetched_in_the_browser_and_its_pdf_taken_in(demo, tmp_path):
    opened: list[str] = []
    downloads = tmp_path / "Downloads"
    downloads.mkdir()
    link = "https://proxy.uni.edu/login?url={url}"
    async with window_on(demo, tmp_path / "profile", downloads_dir=downloads, library_link=link) as driver:
        driver.program.services.browser_fetch._open_url = opened.append
        paper = await found(driver)
        driver.window.registry.run_on("paper.open_via_library")
        await driver.idle()
        assert opened == [f"https://proxy.uni.edu/login?url=https://doi.org/{paper.ids.doi}"]
        key = f"fetch {paper.id}"
        note = driver.window.messages.note(key)
        assert note.lead == "Waiting for the PDF."
        a_pdf(downloads, "10.1_x.pdf", paper)
        await driver.until(lambda: driver.window.messages.note(key).lead.startswith("Added the PDF of “"))
        await driver.idle()
        assert (await driver.program.backend.store.find(paper.id)).files[0].source_url == opened[0]


async def test_without_a_library_the_way_through_it_says_where_to_set_one(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await found(driver)
        await driver.idle()
        driver.window.registry.refresh()
        action = driver.window.registry["paper.open_via_library"]
        assert (action.isEnabled(), "Settings" in action.toolTip()) == (False, True)
        driver.trigger("view.settings")
        await driver.idle()
        driver.type("https://resolver.uni.edu/?id={doi}", "libraryLinkEdit")
        driver.press(Qt.Key.Key_Return, "libraryLinkEdit")
        await driver.idle()
        driver.trigger("view.search")
        await driver.idle()
        assert driver.window.context.now.library_link


async def test_undo_of_an_added_pdf_offers_it_again_and_redo_adds_it(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        paper = await found(driver)
        folder = tmp_path / "papers"
        folder.mkdir()
        first, *rest = paper.title.split()
        names = [author.name for author in paper.authors]
        (folder / "near.pdf").write_bytes(draw_paper(" ".join([*rest, first]), names))
        assert drop(driver, QPoint(5, driver.window.height() // 2), folder)
        await driver.until(lambda: driver.state("addPdfsView") == "full")
        model, page = driver.view("addPdfsView").model(), driver.widget("addPdfsPage")
        keyboard = Keyboard(driver)

        def shown() -> tuple[str, bool, bool]:
            offers = any(one.isVisible() for one in page.findChildren(QWidget, "addFileButton"))
            return model.row(0).word, "1 added" in page._summary.whole_text(), offers

        assert shown() == ("Check", False, True)
        detail = driver.window.findChild(FileDetail)

        def words() -> str:
            return " ".join(one.text() for one in detail.findChildren(QLabel) if one.isVisible())

        doubt = shown_text_of(model.row(0).one.reason)
        assert doubt in words()
        driver.click("addFileButton")
        await driver.until(lambda: shown() == ("Added", True, False))
        await driver.idle()
        assert doubt not in words()
        assert f"Added to your library as “{paper.title}”." in words()
        note = driver.window.messages.note("undo")
        assert note.lead.startswith("Added a copy of near.pdf as “")
        undo = next(one for one in driver.window.messages.findChildren(Button) if one.content.text == "Undo")
        QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
        await driver.until(lambda: shown() == ("Check", False, True))
        await driver.until(lambda: doubt in words())
        await keyboard.press("Ctrl+Shift+Z")
        await driver.until(lambda: shown() == ("Added", True, False))
        await driver.idle()
        assert f"Added to your library as “{paper.title}”." in words()
        for keys, expected in (
            ("Ctrl+Z", ("Check", False, True)),
            ("Ctrl+Shift+Z", ("Added", True, False)),
            ("Ctrl+Z", ("Check", False, True)),
        ):
            await keyboard.press(keys)
            await driver.until(lambda expected=expected: shown() == expected)
            await driver.idle()
        driver.click("addFileButton")
        await driver.until(lambda: shown() == ("Added", True, False))


async def test_an_added_pdf_leads_to_its_entry_in_the_library_and_to_the_form_of_a_new_one(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        file = a_pdf(tmp_path / "mine", "report.pdf", None)
        await found(driver)
        assert drop(driver, QPoint(40, 300), file)
        await driver.idle()
        view, context = driver.view("addPdfsView"), driver.window.context
        view.choose(0)
        view.setFocus()
        assert context.now.paper is None, "the file is not in the library yet"
        keyboard = Keyboard(driver)
        await keyboard.press("Return")
        assert driver.window.navigation.page == "add_pdfs"
        driver.click("newEntryFileButton")
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        await driver.idle()
        view.setFocus()
        title = context.now.paper.title
        assert title.startswith("Zxqvw of the jkqvx")
        menu = row_menu(driver, "addPdfsView")
        words = [entry.text().replace("&", "") for entry in menu.actions() if not entry.isSeparator()]
        menu.close()
        assert words[:2] == ["Open", "Show in library"]
        assert words[-1] == "Open file"
        assert "Edit details…" in words

        driver.trigger("paper.show_in_library")
        await driver.idle()
        assert driver.window.navigation.page == "library"
        assert driver.chosen("libraryView") == [title]

        driver.window.navigation.show("add_pdfs")
        driver.click("fileDetail.paper.show_in_library")
        await driver.idle()
        assert driver.window.navigation.page == "library"

        driver.window.navigation.show("add_pdfs")
        view.setFocus()
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.navigation.page != "add_pdfs"
        assert driver.widget("detailTitle").plain_text() == title
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == "add_pdfs"

        double_click(driver, "addPdfsView")
        await driver.idle()
        assert driver.window.navigation.page != "add_pdfs"
        assert driver.widget("detailTitle").plain_text() == title
        driver.trigger("go.back")
        await driver.idle()

        driver.click("fileDetail.paper.edit")
        await driver.idle()
        assert driver.window.navigation.page == "library"
        library = driver.program.services.library
        (kept,) = (await library.page(LibraryView.ALL)).papers
        await library.entries.edit(kept.key, {"title": "A report with its right title"})
        await driver.idle()
        assert "A report with its right title" in view.model().row(0).below

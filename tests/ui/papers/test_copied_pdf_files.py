"""“Copy PDF file” puts the PDFs of the selected papers on the clipboard, as a drag gives them to other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from scholar_desktop.ui.rows.dragging import PaperDrag
from tests.support.window_driver import row_menu, window_on
from tests.ui.rows.test_dragging import content
from tests.ui.window.test_menus import submenu, texts


async def test_the_pdf_files_of_the_selected_papers_are_copied(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        services, ui = driver.program.services, driver.window.ui_context
        await driver.search("attention is all you need")
        driver.click_row(0)
        await driver.idle()
        assert driver.window.registry.why_not("paper.copy_pdf") == "Your library has no PDF of this paper."
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: any(item.path for item in services.downloads.items()))
        await driver.idle()
        menu = row_menu(driver)
        assert "Copy PDF file" in submenu(menu, "Copy as")
        menu.close()

        driver.trigger("paper.copy_pdf")
        await driver.idle()
        model = driver.view().model()
        drag = PaperDrag(ui.theme, ui.messages, lambda: services.drag_out, driver.view())
        dragged = drag.prepare([(model.paper_at(0), model.kept_at(0))], as_citation=False).mimeData().urls()
        copied = QGuiApplication.clipboard().mimeData()
        assert copied.urls() == dragged, "the library's own name of the file is never passed on"
        file = Path(copied.urls()[0].toLocalFile())
        assert content(file).startswith(b"%PDF")
        assert not copied.hasHtml(), "a mail would take the reference instead of the file"
        note = driver.window.messages.note("copied")
        assert (note.lead, note.text) == ("Copied the PDF file.", file.name)

        for _ in range(2):
            driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        QGuiApplication.clipboard().clear()
        menu = row_menu(driver)
        assert "Copy 1 PDF file" in submenu(menu, "Copy as")
        menu.close()
        driver.trigger("paper.copy_pdf")
        await driver.idle()
        assert QGuiApplication.clipboard().mimeData().urls() == dragged
        assert driver.window.messages.note("copied").text == f"2 selected papers have no PDF. {file.name}"

        driver.click_row(1)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        assert driver.window.registry.why_not("paper.copy_pdf") == "Your library has no PDF of these papers."
        menu = row_menu(driver)
        assert not [one for one in texts(menu) if "PDF file" in one]
        menu.close()

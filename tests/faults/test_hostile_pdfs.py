"""PDFs that take too long, need too much memory or crash their reader: the window goes on, and says what happened."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer

from scholar_desktop.pdf.page_process import CRASHED, TOO_LONG, PageProcess
from scholar_desktop.services.papers.pdf_viewer import PdfViewer
from scholar_desktop.ui.papers.pdf.pages import PdfPages
from tests.support import hostile_pdfs
from tests.support.drawn_pdfs import draw_pdf
from tests.support.window_driver import Driver, window_on
from tests.ui.papers.test_pdf_capabilities import keep_content, open_content, picture_of
from tests.ui.papers.test_pdf_view import opened_library, pages, pdf_view, shown


def with_limits(**limits: object) -> Callable[[object], None]:
    """Prepares the program so that its PDFs are drawn within other limits."""

    def prepare(program: object) -> None:
        program.backend.pdf_viewer = PdfViewer(lambda: PageProcess(**limits))  # type: ignore[attr-defined, arg-type]

    return prepare


class Heartbeat(QObject):
    """Counts the turns of the event loop."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)

    def _beat(self) -> None:
        self.turns += 1

    def stop(self) -> None:
        self._timer.stop()


def processes() -> set[int]:
    """The child processes of this one that read PDFs."""
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                command, status = (folder / "cmdline").read_bytes(), (folder / "stat").read_text()
            except OSError:
                continue
            fields = status.rpartition(")")[2].split()
            if b"worker.py" in command and int(fields[1]) == os.getpid() and fields[0] != "Z":
                found.add(int(folder.name))
    return found


async def open_slow(driver: Driver, folder: Path, content: bytes) -> PdfPages:
    """Open a PDF whose second page takes too long, at its first page."""
    await keep_content(driver, folder, "Slow", content)
    await opened_library(driver)
    driver.press(Qt.Key.Key_Space, "libraryView")
    await driver.until(lambda: pages(driver).page_count == 3)
    return pages(driver)


@pytest.mark.parametrize("name", sorted(hostile_pdfs.SLOW_PAGES))
async def test_a_page_that_takes_too_long_says_so_and_the_other_pages_go_on(demo, tmp_path, name):
    content = hostile_pdfs.SLOW_PAGES[name]()
    assert len(content) < 500_000
    async with window_on(demo, tmp_path, prepare=with_limits(cpu_limit_s=1)) as driver:
        beat = Heartbeat()
        view = await open_slow(driver, tmp_path, content)
        await driver.until(lambda: view._images.of(0) is not None)
        await driver.until(lambda: view._images.is_drawing and view._images._drawing == 1)
        turns = beat.turns
        await driver.until(lambda: view._images.problem(1) is not None)
        assert beat.turns - turns > 10, "the event loop went on meanwhile"
        beat.stop()
        assert view._images.problem(1) == TOO_LONG
        driver.press(Qt.Key.Key_End, "pdfPages")
        await driver.until(lambda: view._images.of(2) is not None)
        driver.type("page", "pdfSearchEdit")
        driver.press(Qt.Key.Key_Return, "pdfSearchEdit")
        await driver.until(lambda: view.hits.is_complete and view.hits.count == 2)
        driver.press(Qt.Key.Key_Home, "pdfPages")
        driver.press(Qt.Key.Key_J, "pdfPages")
        assert dark_pixels(view, 1) > 20, "it is written on the page"


async def test_a_slow_page_is_announced_and_given_up_when_it_is_not_visible_any_more(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        view = await open_slow(driver, tmp_path, hostile_pdfs.tiling())
        driver.press(Qt.Key.Key_J, "pdfPages")
        await driver.until(lambda: view._images.slow_page == 1)
        await driver.until(lambda: dark_pixels(view, 1) > 20)
        view.set_zoom(4.0)
        driver.press(Qt.Key.Key_End, "pdfPages")
        await driver.until(lambda: view._images.of(2) is not None)
        assert view._images.problem(1) is None, "it was not drawn, and nothing is known of it"


def dark_pixels(view: PdfPages, page: int) -> int:
    """How many pixels are dark in the middle of the visible part of *page*."""
    image, box = picture_of(view), view._page_box(page).intersected(view.viewport().rect())
    middle = box.center().y()
    return sum(
        image.pixelColor(x, y).lightness() < 100
        for x in range(box.left() + 20, box.right() - 20)
        for y in range(middle - 40, middle + 40)
    )


async def test_closing_turning_to_another_paper_and_quitting_wait_for_nothing(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        view = await open_slow(driver, tmp_path, hostile_pdfs.tiling())
        driver.press(Qt.Key.Key_J, "pdfPages")
        await driver.until(lambda: view._images._drawing == 1)
        await driver.until(lambda: len(processes()) == 2)  # one that draws, and one that is ready for the next PDF
        driver.press(Qt.Key.Key_Escape, "pdfPages")
        assert not pdf_view(driver).isVisible()
        await driver.until(lambda: len(processes()) == 1)
        await keep_content(driver, tmp_path, "Whales", draw_pdf(["Whales eat krill"]))
        await opened_library(driver)
        rows = driver.titles("libraryView")
        driver.press(Qt.Key.Key_Space, "libraryView")
        first = rows[0]
        for title in (rows[1], rows[0], rows[1]):
            driver.press(Qt.Key.Key_J if title != first else Qt.Key.Key_K, "libraryView")
            count = 3 if title == "Slow" else 1
            await driver.until(lambda count=count: pages(driver).page_count == count)
        driver.view("libraryView").choose(rows.index("Slow"))
        await driver.until(lambda: pages(driver).page_count == 3)
        driver.press(Qt.Key.Key_J, "pdfPages")
        await driver.until(lambda: pages(driver)._images._drawing == 1)
    assert not processes(), "the program has ended while a page was being drawn"


async def test_a_process_that_is_killed_costs_one_page_and_not_the_pdf(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        view = await open_slow(driver, tmp_path, hostile_pdfs.tiling())
        await driver.until(lambda: view._images._drawing == 1)
        for process in processes():
            os.kill(process, signal.SIGSEGV)
        await driver.until(lambda: view._images.problem(1) is not None)
        assert view._images.problem(1) == CRASHED
        driver.press(Qt.Key.Key_End, "pdfPages")
        await driver.until(lambda: view._images.of(2) is not None)


async def test_a_pdf_that_is_replaced_or_removed_while_it_is_open_is_drawn_on(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        path = await keep_content(driver, tmp_path, "Whales", draw_pdf(["one"], ["two"], ["three"], ["four"]))
        await opened_library(driver)
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        path.write_bytes(b"%PDF-1.7\nsomething else\n")
        driver.press(Qt.Key.Key_End, "pdfPages")
        await driver.until(lambda: pages(driver)._images.of(3) is not None)
        path.unlink()
        driver.type("two", "pdfSearchEdit")
        driver.press(Qt.Key.Key_Return, "pdfSearchEdit")
        await driver.until(lambda: pages(driver).hits.count == 1)
        await driver.until(lambda: pages(driver)._images.of(1) is not None)


MESSAGES = {
    "no page": (lambda: hostile_pdfs.blank_pages(0), "It has no pages."),
    "wide tree": (hostile_pdfs.wide_page_tree, "It has no pages."),
    "locked": (lambda: draw_pdf(["x"], password="krill"), "It needs a password."),
    "not a PDF": (lambda: b"%PDF-1.7\nnothing\n%%EOF\n", "It is damaged and cannot be opened."),
}


async def test_each_pdf_at_the_edge_of_the_format_is_shown_or_says_why_not(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await open_content(driver, tmp_path, draw_pdf(["Whales"]))
        view = pdf_view(driver)
        for name, (make, wanted) in MESSAGES.items():
            view.show_pdf(name, make())
            await driver.until(lambda: driver.state("pdfView") == "error")
            assert view.message.text == wanted, name
        for name, content, count in (
            ("a large page", hostile_pdfs.blank_pages(1, b"[0 0 14400 14400]"), 1),
            ("a small page", hostile_pdfs.blank_pages(1, b"[0 0 1 1]"), 1),
            ("an image", hostile_pdfs.image_bomb(), 3),
        ):
            view.show_pdf(name, content)
            await driver.until(
                lambda count=count: driver.state("pdfView") == "full" and pages(driver).page_count == count
            )
            await driver.until(lambda: pages(driver)._images.of(0) is not None)
            image = pages(driver)._images.of(0)
            assert image.width() * image.height() <= 16_000_000, name
        view.show_pdf("a deep tree", hostile_pdfs.deep_page_tree())
        await driver.until(lambda: pages(driver)._images.problem(0) is not None)
        assert pages(driver)._images.problem(0) == "It is damaged."
        view.show_pdf("10,000 pages", hostile_pdfs.blank_pages(10_000))
        await driver.until(lambda: pages(driver).page_count == 10_000)
        driver.press(Qt.Key.Key_End, "pdfPages")
        await driver.until(lambda: pages(driver)._images.of(9_999) is not None)

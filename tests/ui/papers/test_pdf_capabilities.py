"""What the page of a PDF can do besides what `test_pdf_view` shows: each point is tested on the pixels or by events.

Search with marks on rotated and cropped pages and in any script; selection over lines and columns, with its colour, and
without the hyphens at line ends; zoom by the wheel; pictures as sharp as the screen; pages of different sizes; links;
what screen readers get; and what is said of a PDF that cannot be shown.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from reportlab.pdfgen import canvas

from scholar_desktop.ui.papers.pdf.pages import PdfPages
from scholar_desktop.ui.theme import tokens
from tests.support.drawn_pdfs import draw_columns, draw_in_any_script, draw_pdf
from tests.support.hostile_pdfs import A4, FONT, PAGE, make_pdf, make_stream, with_links
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on
from tests.ui.papers.test_pdf_view import move_mouse, opened_library, pages, pdf_view, shown


async def keep_content(driver: Driver, folder: Path, title: str, content: bytes) -> Path:
    """Keep a paper with this file as its PDF; where the file is."""
    staged, sha256 = folder / "staged.part", hashlib.sha256(content).hexdigest()
    staged.write_bytes(content)
    store, paper = driver.program.backend.store, a_paper(title)
    await store.attach(paper, staged, name=f"{title}.pdf", sha256=sha256)
    kept = await store.find(paper.id)
    assert kept is not None
    assert kept.pdf is not None
    await driver.idle()
    return Path(kept.pdf)


async def open_content(driver: Driver, folder: Path, content: bytes, words: str = "") -> PdfPages:
    """Keep *content* as the PDF of a paper, open it, and search it for *words*."""
    await keep_content(driver, folder, "Whales", content)
    await opened_library(driver)
    driver.press(Qt.Key.Key_Space, "libraryView")
    await shown(driver)
    if words:
        look_for(driver, words)
        await driver.until(lambda: pages(driver).hits.count > 0)
        await shown(driver)
    return pages(driver)


def look_for(driver: Driver, words: str) -> None:
    """Search the PDF for *words*, which may be in any script; key events of a test are ASCII."""
    driver.widget("pdfSearchEdit").setText(words)
    driver.press(Qt.Key.Key_Return, "pdfSearchEdit")


def picture_of(view: PdfPages) -> QImage:
    return view.viewport().grab().toImage()


def darkest(image: QImage, box: QRect) -> int:
    """The grey value of the darkest pixel in *box*."""
    inside = box.intersected(image.rect())
    return min(
        QColor(image.pixel(x, y)).lightness()
        for x in range(inside.left(), inside.right() + 1)
        for y in range(inside.top(), inside.bottom() + 1)
    )


def drag(view: PdfPages, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    move_mouse(view, (start + end) / 2)
    move_mouse(view, end)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)


def place_of(view: PdfPages, words: str) -> QRectF:
    """Where the first hit, which is *words*, is on the screen."""
    hit = next(hit for hit in view.hits.all() if hit.text == words)
    boxes = view.hits.boxes(hit)
    assert boxes
    return view._on_screen(hit.page, boxes[0])


TURNED = (b"", b"/Rotate 90", b"/Rotate 180", b"/Rotate 270", b"/CropBox [150 300 450 600]")


def turned_pages() -> bytes:
    """Pages with one word in the middle and nothing else, each turned or cropped in another way."""
    kids = b" ".join(b"%d 0 R" % (4 + number) for number in range(len(TURNED)))
    page = b"<< %s /MediaBox %s %%s /Resources << /Font << /F1 %s >> >> /Contents 3 0 R >>" % (PAGE, A4, FONT)
    return make_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(TURNED), kids),
            make_stream(b"BT /F1 20 Tf 240 400 Td (krill) Tj ET"),
            *(page % entries for entries in TURNED),
        ]
    )


async def test_the_mark_of_a_hit_is_where_the_word_is_drawn_also_on_turned_and_cropped_pages(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        view = await open_content(driver, tmp_path, turned_pages(), "krill")
        assert [hit.page for hit in view.hits.all()] == [0, 1, 2, 3, 4]
        for hit in view.hits.all():
            view.show_current_hit()
            await shown(driver)
            boxes = view.hits.boxes(hit)
            assert boxes
            box = view._on_screen(hit.page, boxes[0]).toRect()
            image = page_alone(view, hit.page)
            margin = max(4, min(box.width(), box.height()) // 2)
            around = box.adjusted(-3 * margin, -3 * margin, 3 * margin, 3 * margin)
            wider = box.adjusted(-margin, -margin, margin, margin)
            assert darkest(image, box) < 100, "the word is in the box"
            for side in (
                QRect(around.left(), around.top(), around.width(), wider.top() - around.top()),
                QRect(around.left(), wider.bottom(), around.width(), around.bottom() - wider.bottom()),
                QRect(around.left(), around.top(), wider.left() - around.left(), around.height()),
                QRect(wider.right(), around.top(), around.right() - wider.right(), around.height()),
            ):
                assert darkest(image, side) > 200, "nothing of the word is outside"
            driver.click("pdfNextHitButton")


def page_alone(view: PdfPages, page: int) -> QImage:
    """The viewport with this page and without marks."""
    drawn = view._images.of(page)
    assert drawn is not None
    image = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.drawImage(view._page_box(page), drawn)
    painter.end()
    return image


async def test_the_selection_goes_over_lines_and_joins_words_divided_at_line_ends_and_has_its_colour(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        content = draw_pdf(["Whales eat krill and other ani-", "mals of the sea", "every day"])
        view = await open_content(driver, tmp_path, content, "krill")
        start, scale = place_of(view, "krill"), view._column.scale
        end = start.topLeft() + QPointF(16 * scale, 20 * scale)
        drag(view, start.topLeft().toPoint() + QPoint(1, 3), end.toPoint())
        text = view.selected_text()
        assert text.startswith("krill and other")
        assert text.rstrip().endswith("sea")
        assert "\r" not in text
        assert "animals" in text.replace("\n", "").replace("-", "")
        boxes = view._selection.boxes(0)
        assert len(boxes) >= 2
        inside, image = view._on_screen(0, boxes[-1]).toAlignedRect(), picture_of(view)
        colours = Counter(
            image.pixelColor(x, y).name()
            for x in range(inside.left(), inside.right())
            for y in range(inside.top(), inside.bottom())
        )
        assert colours.most_common(1)[0][0] == tokens.CHOSEN
        driver.press(Qt.Key.Key_C, "pdfPages", Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == text
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
        assert view.selected_text() == "", "a click lets go of it"


async def test_the_selection_stays_in_the_column_where_it_began(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        content = draw_columns(["Two columns"], ["left alpha", "left beta", "left gamma"], ["right one", "right two"])
        view = await open_content(driver, tmp_path, content, "alpha")
        start = place_of(view, "alpha")
        drag(
            view,
            start.topLeft().toPoint() + QPoint(1, 3),
            start.bottomRight().toPoint() + QPoint(-1, round(start.height())),
        )
        assert view.selected_text().startswith("alpha left beta"), "the lines of a sentence are joined"
        assert "right" not in view.selected_text()


async def test_words_in_any_script_are_found_and_selected(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        content = draw_in_any_script(["Киты едят криль"], ["量子計算の基礎"], ["the 𝑥 axis and 𝒚 too"])
        view = await open_content(driver, tmp_path, content, "криль")
        assert [(hit.page, hit.text) for hit in view.hits.all()] == [(0, "криль")]
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, "криль").center().toPoint())
        assert view.selected_text() == "криль"
        look_for(driver, "計算")
        await driver.until(lambda: [hit.text for hit in view.hits.all()] == ["計算"])
        look_for(driver, "axis")
        await driver.until(lambda: [hit.text for hit in view.hits.all()] == ["axis"])
        await shown(driver)
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, "axis").center().toPoint())
        assert view.selected_text() == "axis", "a letter before it has two units of UTF-16"


async def test_the_wheel_scrolls_and_with_ctrl_it_zooms(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        view = await open_content(driver, tmp_path, draw_pdf(["one"], ["two"], ["three"]))
        before, bar = view.zoom, view.verticalScrollBar()

        def turn(by: int, keys: Qt.KeyboardModifier) -> None:
            place = QPointF(view.viewport().rect().center())
            event = QWheelEvent(
                place,
                QPointF(view.viewport().mapToGlobal(place.toPoint())),
                QPoint(),
                QPoint(0, by),
                Qt.MouseButton.NoButton,
                keys,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(view.viewport(), event)

        turn(120, Qt.KeyboardModifier.ControlModifier)
        assert view.zoom > before
        turn(-120, Qt.KeyboardModifier.ControlModifier)
        turn(-120, Qt.KeyboardModifier.ControlModifier)
        assert view.zoom < before
        at = bar.value()
        turn(-120, Qt.KeyboardModifier.NoModifier)
        assert bar.value() > at
        driver.press(Qt.Key.Key_Space, "pdfPages")
        further = bar.value()
        driver.press(Qt.Key.Key_Space, "pdfPages", Qt.KeyboardModifier.ShiftModifier)
        assert bar.value() < further
        await shown(driver)


@pytest.mark.parametrize("ratio", [1.0, 1.5])
async def test_a_page_is_as_sharp_as_the_screen(demo, tmp_path, monkeypatch, ratio):
    content = draw_pdf(["Whales eat krill", "and a line of small text below it"])
    monkeypatch.setattr(PdfPages, "devicePixelRatioF", lambda self: ratio)
    async with window_on(demo, tmp_path) as driver:
        view = await open_content(driver, tmp_path, content)
        image = view._images.of(0)
        assert image is not None
        _, _, width, height = view._column.box(0, 0)
        assert (image.width(), image.height()) == (round(width * ratio), round(height * ratio))
        document = pypdfium2.PdfDocument(content)
        page = document[0]
        drawn = page.render(scale=image.width() / page.get_width(), prefer_bgrx=True, rev_byteorder=False)
        wanted = QImage(bytes(drawn.buffer), drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32)
        text = QRect(
            round(50 * width * ratio / 595), 0, round(200 * width * ratio / 595), round(120 * height * ratio / 842)
        )
        different = [
            abs(QColor(image.pixel(x, y)).lightness() - QColor(wanted.pixel(x, y)).lightness())
            for x in range(text.left(), text.right())
            for y in range(text.top(), text.bottom(), 2)
        ]
        page.close()
        document.close()
        assert sum(different) / len(different) < 2
        assert darkest(image, text) < 60, "letters are black, not grey"


async def test_pages_of_different_sizes_lie_in_the_middle_and_the_widest_fits(demo, tmp_path):
    target = io.BytesIO()
    drawing = canvas.Canvas(target, invariant=1)
    for size in ((595, 842), (842, 595), (300, 300)):
        drawing.setPageSize(size)
        drawing.drawString(60, 200, "whales")
        drawing.showPage()
    drawing.save()
    async with window_on(demo, tmp_path) as driver:
        view = await open_content(driver, tmp_path, target.getvalue(), "whales")
        assert view.hits.count == 3
        boxes = [view._page_box(page) for page in range(3)]
        middles = {round(box.left() + box.width() / 2) for box in boxes}
        assert max(middles) - min(middles) <= 1
        room = view.viewport().width()
        assert boxes[1].width() < room
        assert boxes[1].width() > room - 60


async def test_screen_readers_get_the_number_and_the_text_of_the_page(demo, tmp_path):
    QAccessible.setActive(True)
    try:
        async with window_on(demo, tmp_path) as driver:
            view = await open_content(driver, tmp_path, draw_pdf(["Whales eat krill"], ["Seals eat fish"]))
            assert view.accessibleName() == "PDF, page 1 of 2"
            await driver.until(lambda: "Whales eat krill" in view.accessibleDescription())
            driver.press(Qt.Key.Key_J, "pdfPages")
            assert view.accessibleName() == "PDF, page 2 of 2"
            await driver.until(lambda: "Seals eat fish" in view.accessibleDescription())
    finally:
        QAccessible.setActive(False)


async def test_a_pdf_with_a_password_and_a_damaged_one_say_so(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_content(driver, tmp_path, "Locked", draw_pdf(["secret"], password="krill"))
        await keep_content(driver, tmp_path, "Broken", b"%PDF-1.7\nnothing of a PDF\n%%EOF\n")
        await opened_library(driver)
        heard = {}
        driver.press(Qt.Key.Key_Space, "libraryView")
        for title in driver.titles("libraryView"):
            await driver.until(lambda: driver.state("pdfView") == "error")
            await driver.idle()
            message = pdf_view(driver).message
            heard[title] = f"{message.heading} {message.text}"
            driver.press(Qt.Key.Key_J, "libraryView")
            await driver.idle()
        assert "needs a password" in heard["Locked"]
        assert "damaged" in heard["Broken"]


async def test_links_lead_to_pages_and_to_the_web_and_nowhere_else(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        opened: list[str] = []
        driver.program.services.open_url = opened.append
        view = await open_content(driver, tmp_path, with_links())
        await driver.until(lambda: view._images.text(0) is not None)
        links = view._images.text(0).links

        def press(number: int) -> None:
            left, top, right, bottom = links[number].box
            place = view._on_screen(0, QRectF(left, top, right - left, bottom - top)).center().toPoint()
            move_mouse(view, place)
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)

        press(1)
        assert opened == ["https://example.org/a"]
        assert view.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
        press(2)
        press(3)
        assert opened == ["https://example.org/a"], "neither a file nor a program is opened"
        assert view.page == 0
        press(0)
        assert view.page == 1
        move_mouse(view, view._page_box(1).center())
        assert view.viewport().cursor().shape() is Qt.CursorShape.IBeamCursor
        await driver.idle()

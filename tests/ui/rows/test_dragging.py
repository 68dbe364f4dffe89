"""What leaves the window by drag and drop, and how the drag begins."""

from __future__ import annotations

import gc
from pathlib import Path

from PySide6.QtCore import QPoint, QStringListModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest

from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.formats.entries import reference_texts
from scholar_desktop.formats.entries.reference_texts import reference_text
from scholar_desktop.ui.library.library_list_model import LibraryListModel
from scholar_desktop.ui.rows.dragging import PaperDrag, attached_papers
from scholar_desktop.ui.widgets.row_list import RowList
from tests.support.window_driver import window_on

ATTENTION = "Attention is All you Need"
FILES = "text/uri-list"
BIBTEX = "application/x-bibtex"


async def found(driver) -> RowList:
    driver.type(ATTENTION)
    driver.press(Qt.Key.Key_Return)
    await driver.idle()
    return driver.view()


def content(path: Path) -> bytes:
    return path.read_bytes()


def named(view: RowList, rows: list[int]) -> list:
    model = view.model()
    return [(model.paper_at(row), model.kept_at(row)) for row in rows]


async def test_a_row_without_a_pdf_drags_its_citation_and_one_with_a_pdf_a_staged_copy(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        view = await found(driver)
        dragging = PaperDrag(
            driver.window.ui_context.theme,
            driver.window.ui_context.messages,
            lambda: driver.window.ui_context.services.drag_out,
            view,
        )
        drag = dragging.prepare(named(view, [0]), as_citation=False)
        assert not drag.mimeData().hasUrls()
        assert "vaswani2017attention" in drag.mimeData().text()
        assert bytes(drag.mimeData().data(BIBTEX).data()).startswith(b"@")
        assert drag.mimeData().hasHtml()

        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.idle()
        drag = dragging.prepare(named(view, [0]), as_citation=False)
        assert drag.mimeData().formats() == [FILES, "text/html", "text/plain"]
        [address] = drag.mimeData().urls()
        staged = Path(address.toLocalFile())
        assert staged.is_relative_to(driver.program.settings.data_dir)
        assert content(staged).startswith(b"%PDF")
        assert not drag.pixmap().isNull()

        as_citation = dragging.prepare(named(view, [0]), as_citation=True)
        assert not as_citation.mimeData().hasUrls()
        assert as_citation.mimeData().hasFormat(BIBTEX)


async def test_a_selection_drags_the_pdfs_that_there_are_and_the_citations_of_all(demo, tmp_path, monkeypatch):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        view, first = driver.view(), driver.titles().index(ATTENTION)
        view.scrollTo(view.model().index(first, 0))
        driver.click_row(first)
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.idle()
        dragging = PaperDrag(
            driver.window.ui_context.theme,
            driver.window.ui_context.messages,
            lambda: driver.window.ui_context.services.drag_out,
            view,
        )
        rows = list(range(first, first + 4))
        drag = dragging.prepare(named(view, rows), as_citation=False)
        assert len(drag.mimeData().urls()) == 1
        assert drag.pixmap().width() > dragging.prepare(named(view, rows[:1]), as_citation=False).pixmap().width(), (
            "the number of papers is beside the icon"
        )
        dragging.prepare(named(view, rows), as_citation=False)
        dragging.report_missing(driver.widget("sidebar"), Qt.DropAction.CopyAction)  # a collection takes all papers
        dragging.report_missing(None, Qt.DropAction.IgnoreAction)
        assert driver.window.messages.note("dragged") is None
        dragging.report_missing(None, Qt.DropAction.CopyAction)
        note = driver.window.messages.note("dragged")
        assert note.lead == "3 of 4 papers have no PDF."
        assert "4 citations" in note.text

        # the citations of all four, by the title or the button in the detail pane, without Alt
        begun: list[tuple[list[str], bool]] = []

        def begin(_self, pairs, *, as_citation):
            begun.append(([paper.id for paper, _ in pairs], as_citation))

        monkeypatch.setattr(PaperDrag, "begin", begin)
        driver.click_row(first)
        QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        for _ in range(2):
            QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        everything = ([view.model().id_at(row) for row in rows], True)
        for name in ("detailTitle", "copyCitationButton"):
            handle = driver.widget(name)
            start = QPoint(12, 8)
            QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
            for step in range(1, 5):
                QTest.mouseMove(handle, start + QPoint(step * 6, 0))
            QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start + QPoint(24, 0))
            assert begun == [everything]
            begun.clear()
        title = driver.widget("detailTitle")
        assert not title.hasSelectedText()
        QTest.mouseDClick(title, Qt.MouseButton.LeftButton, pos=QPoint(12, 8))
        assert title.hasSelectedText()


async def test_a_dragged_citation_is_the_bibtex_that_is_copied(demo, tmp_path):
    """The library's key, and what was written in the library, for one paper and for several, without a request."""
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        view = driver.view()
        first = driver.titles().index(ATTENTION)
        chosen = [view.model().paper_at(row) for row in range(first, first + 3)]
        library = driver.window.ui_context.services.library
        await library.add([chosen[0], chosen[2]])
        kept = (await library.find_many(chosen))[chosen[0].id]
        await library.entries.edit(kept.key, {"title": "Attention by hand", "publisher": "A press"})
        await library.tag([kept.key], "read & kept")
        await driver.program.services.collections.put_in([kept.paper], "Memory/Sleep")
        await driver.idle()
        demo.reset()
        driver.trigger("app.offline")
        dragging = PaperDrag(
            driver.window.ui_context.theme,
            driver.window.ui_context.messages,
            lambda: driver.window.ui_context.services.drag_out,
            view,
        )
        for rows in ([first], [first + 1], [first, first + 1, first + 2]):
            driver.click_row(rows[0])
            for _ in rows[1:]:
                QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
            await driver.idle()
            driver.trigger("paper.copy_bibtex")
            await driver.idle()
            copied = QGuiApplication.clipboard().text()
            data = dragging.prepare(named(view, rows), as_citation=True).mimeData()
            assert data.text() == bytes(data.data(BIBTEX).data()).decode() == f"{copied.rstrip()}\n"
            assert ("Attention by hand" in copied) is (first in rows)
            assert "keywords" not in copied, "the user's tags are not for others"
            assert not any(word in copied.lower() for word in ("groups", "jabref", "memory", "@comment"))
            assert copied.count("@") == len(rows)
        assert sum(demo.stats()["counts"].values()) == 0


async def test_the_texts_of_a_drag_are_made_when_they_are_asked_for(demo, tmp_path, monkeypatch):
    made: list[str] = []

    def counted(found, form, **options):
        made.append(form)
        return reference_text(found, form, **options)

    monkeypatch.setattr(reference_texts, "reference_text", counted)
    async with window_on(demo, tmp_path) as driver:
        view = await found(driver)
        ui = driver.window.ui_context
        dragging = PaperDrag(ui.theme, ui.messages, lambda: ui.services.drag_out, view)
        drag = dragging.prepare(named(view, [0]), as_citation=True)
        gc.collect()
        data = drag.mimeData()
        assert data.formats() == [BIBTEX, "application/x-research-info-systems", "text/plain", "text/html"]
        assert data.hasFormat(BIBTEX)
        assert data.hasText()
        assert data.hasHtml()
        assert not data.hasFormat(FILES)
        assert made == []
        assert data.text() == bytes(data.data(BIBTEX).data()).decode()
        assert bytes(data.data("application/x-research-info-systems").data()).startswith(b"TY  - ")
        assert made == ["bibtex", "ris"]
        assert [paper.id for paper in attached_papers(data)] == [named(view, [0])[0][0].id]


async def test_nothing_identified_is_nothing_to_drag(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        dragging = PaperDrag(
            driver.window.ui_context.theme,
            driver.window.ui_context.messages,
            lambda: driver.window.ui_context.services.drag_out,
            driver.view(),
        )
        assert dragging.prepare([], as_citation=False) is None
        assert dragging.prepare([(Paper("A title", Ids(), (Author("A"),)), None)], as_citation=False) is None


async def test_bibtex_is_copied_with_the_librarys_key(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await found(driver)
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.copy_bibtex")
        await driver.idle()
        text = QGuiApplication.clipboard().text()
        assert text.startswith("@inproceedings{vaswani2017attention,")
        assert driver.window.messages.note("copied").text == "vaswani2017attention"


def test_pulling_a_row_asks_for_a_drag_and_a_press_alone_does_not(qtbot):
    view = RowList("rows", "Rows")
    qtbot.addWidget(view)
    model = QStringListModel(["one", "two", "three"])
    view.setModel(model)
    view.setDragEnabled(True)
    view.resize(300, 200)
    view.show()
    wanted: list[list[int]] = []
    view.drag_wanted.connect(lambda: wanted.append(view.chosen_rows()))
    place = view.visualRect(model.index(1, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wanted == []
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    for step in range(1, 6):
        QTest.mouseMove(view.viewport(), place + QPoint(step * 10, 0))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=place + QPoint(50, 0))
    assert wanted[:1] == [[1]]


def test_rows_offer_copies_only(qapp):
    model = LibraryListModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.supportedDragActions() == Qt.DropAction.CopyAction
    assert tester.model() is model

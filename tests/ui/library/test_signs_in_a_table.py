"""The table of the library: signs of starred papers and of those to read, and titles as wide as there is room."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest

from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.ui.library.table_columns import FIRST, columns_of, fitted
from scholar_desktop.ui.theme.type_scale import BODY
from tests.support.painting import paint_now
from tests.support.window_driver import Driver, window_on

SPOKEN, TIP = Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole


def _papers() -> list[Paper]:
    venue = "Advances in Neural Information Processing Systems"
    authors = (Author("Ashish Vaswani"), Author("Noam Shazeer"), Author("Niki Parmar"))
    title = "On attention, and why it is all that a model of a language needs, part"
    return [Paper(f"{title} {place}", Ids(doi=f"10.5555/{place}"), authors, year=2020, venue=venue) for place in "1234"]


async def _open(driver: Driver) -> Any:
    library = driver.program.services.library
    papers = _papers()
    await library.add(papers)
    await library.star([(await library.find(paper.id)).key for paper in papers[:2]], True)
    await library.set_reading(papers[1:2], "to_read")
    await library.set_reading(papers[2:3], "reading")
    driver.trigger("view.library")
    driver.trigger("library.table")
    await driver.idle()
    return driver.view("libraryView")


def _row(view: Any, end: str) -> int:
    return next(row for row in range(4) if view.model().index(row, 0).data().endswith(end))


async def test_a_title_in_the_table_has_the_signs_of_star_and_reading_state(demo: Any, tmp_path: Any, monkeypatch: Any):
    async with window_on(demo, tmp_path, size=(1440, 900), offline=True) as driver:
        view = await _open(driver)
        model, table = view.model(), driver.window.search_page.panes.library.table
        words = {"1": ["starred"], "2": ["starred", "to read"], "3": ["being read"], "4": []}
        for end, said in words.items():
            cell = model.index(_row(view, end), 0)
            assert cell.data(SPOKEN) == ", ".join([cell.data(), *said])
            assert all(word in cell.data(TIP) for word in said)
        asked: list[tuple[str, str]] = []
        pixmap = type(driver.window.theme).pixmap

        def seen(theme: Any, name: str, colour: str, *rest: Any, **more: Any) -> QPixmap:
            asked.append((name, colour))
            return pixmap(theme, name, colour, *rest, **more)

        monkeypatch.setattr(type(driver.window.theme), "pixmap", seen)
        table._painter._look = None
        paint_now(view.viewport())
        assert sorted(asked) == [("read", "text"), ("star-full", "warn"), ("star-full", "warn"), ("to-read", "text")]
        lines = table._painter._lines
        starts = {
            end: min(x for piece, x, *_ in lines[_row(view, end)][1] if not isinstance(piece, QPixmap)) for end in words
        }
        assert starts["4"] < starts["1"] == starts["3"] < starts["2"], "the title is after its signs"

        menu = table.menu_of_columns()
        next(entry for entry in menu.actions() if entry.text() == "Star").trigger()
        await driver.idle()
        cell = model.index(_row(view, "2"), 0)
        assert cell.data(SPOKEN) == f"{cell.data()}, to read", "the column says the star"


async def test_a_sign_goes_as_soon_as_the_paper_has_no_star(demo: Any, tmp_path: Any):
    async with window_on(demo, tmp_path, size=(1440, 900), offline=True) as driver:
        view = await _open(driver)
        row = _row(view, "1")
        assert view.model().index(row, 0).data(SPOKEN).endswith(", starred")
        point = QPoint(20, view.rowViewportPosition(row) + 8)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
        await driver.idle()
        driver.trigger("paper.star")
        await driver.idle()
        cell = view.model().index(_row(view, "1"), 0)
        assert cell.data(SPOKEN) == cell.data()


async def test_the_title_has_the_room_that_other_columns_do_not_need(demo: Any, tmp_path: Any):
    async with window_on(demo, tmp_path, size=(1440, 900), offline=True) as driver:
        view = await _open(driver)
        header, model = view.horizontalHeader(), view.model()
        sizes = {column.name: header.sectionSize(place) for place, column in enumerate(model.columns)}
        assert sum(sizes.values()) <= view.viewport().width()
        assert view.viewport().width() - sum(sizes.values()) <= 8
        scale = driver.window.theme.type
        letters = model.index(0, 0).data()[:40]
        assert sizes["title"] >= scale.metrics(BODY).horizontalAdvance(letters), sizes
        for name in ("type", "added"):
            place = [column.name for column in model.columns].index(name)
            longest = max(scale.metrics(BODY).horizontalAdvance(model.index(row, place).data()) for row in range(4))
            assert longest + 14 <= sizes[name] <= max(longest + 18, scale.px(76)), name


def test_authors_and_venue_give_way_before_the_title():
    widths = fitted(columns_of(FIRST), {}, 880)
    assert widths["title"] >= 320
    assert sum(widths.values()) <= 880

"""The rows of the review table: their buttons are in one column, and a line in doubt says why."""

from __future__ import annotations

import html

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.services.reference_lists import reference_list
from scholar_desktop.translation import gettext, set_language
from scholar_desktop.ui.reference_lists import review_page
from scholar_desktop.ui.reference_lists.outcome_counts import OutcomeCounts
from scholar_desktop.ui.reference_lists.reference_line_delegate import second_line
from scholar_desktop.ui.reference_lists.review_columns import PASTED, TITLES
from scholar_desktop.ui.rows.row_layout import Layout, find
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.button import ButtonKind
from scholar_desktop.ui.words.literal_text import shown_text
from tests.pictures.painted import noted_texts
from tests.support.window_driver import Driver, shown_tooltip, window_on
from tests.ui.reference_lists.test_review_page import (
    CLOSED,
    FRESH,
    OPEN,
    find_in_row,
    paste,
    press_in_row,
    spoken,
    standings,
)

LIST = f"""{OPEN}
{FRESH}
{CLOSED}
Memory consolidation: the memory consolidation theory revisited (2003)
Deep contextualized word representations
Computing machinery and intelligence
Smith J (2021) Personal communication
"""
IN_DOUBT = 5
EXACT_TITLE = "A latent variable model for working memory capacity"


def layouts(driver: Driver) -> list[Layout]:
    view = driver.view("reviewTable")
    rects = [view.visualRect(view.model().index(row, 0)) for row in range(view.model().rowCount())]
    delegate, model = view.itemDelegate(), view.model()
    return [delegate.layout_of(model.row(row), rect.width(), rect.height()) for row, rect in enumerate(rects)]


def check_rows(driver: Driver) -> None:
    view = driver.view("reviewTable")
    whys = [view.model().row(row).why for row in range(view.model().rowCount())]
    found = layouts(driver)
    for row, layout in enumerate(found):
        if standings(driver)[row] is LineStatus.CHECK:
            assert whys[row] in find(layout, "byline").text, f"the reason of row {row} is cut"
        boxes = [piece.rect for piece in layout if piece.kind in ("button", "text") and piece.text]
        boxes = [box for box in boxes if not any(box is not other and other.contains(box) for other in boxes)]
        for place, box in enumerate(boxes):
            crossing = [other for other in boxes[place + 1 :] if box.intersected(other).width() > 2]
            assert not crossing, f"texts of row {row} overlap: {layout}"
    last = {
        max(buttons) for layout in found if (buttons := [piece.rect.x() for piece in layout if piece.kind == "button"])
    }
    assert len(last) == 1, f"the last buttons are at {last}"
    before = {
        min(buttons) for layout in found if len(buttons := [p.rect.x() for p in layout if p.kind == "button"]) > 1
    }
    assert len(before) == 1


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_buttons_are_in_one_column_and_a_line_in_doubt_shows_its_whole_reason(demo, tmp_path, size, theme):
    async with window_on(demo, tmp_path, size=size, theme=theme) as driver:
        await paste(driver, LIST)
        await driver.idle()
        assert standings(driver)[IN_DOUBT] is LineStatus.CHECK
        check_rows(driver)
        accept, add = find(layouts(driver)[IN_DOUBT], "yes"), find(layouts(driver)[1], "add")
        assert (accept.rect.x(), accept.rect.width()) == (add.rect.x(), add.rect.width())
        view = driver.view("reviewTable")
        rows, delegate, width = view.model(), view.itemDelegate(), view.viewport().width()
        press_in_row(driver, 0, "add")
        await driver.until(lambda: "in library" in spoken(driver, 0))
        check_rows(driver)
        assert not delegate.columns(width).outcome
        driver.click("reviewGetButton")
        await driver.idle()
        await driver.until(lambda: rows.row(0).outcome.get("outcome") == "Saved" and delegate.variant[1])
        check_rows(driver)
        found = delegate.columns(width).outcome
        assert "outcome" in found
        assert "reason" in found
        for name in found:
            assert any(rows.row(row).outcome.get(name) for row in range(rows.rowCount())), f"{name} is empty"
        entries = driver.widget("reviewColumnsButton").menu_of_columns().actions()
        empty = {entry.objectName() for entry in entries if entry.text().endswith("(empty)")}
        assert empty == {*TITLES} - {PASTED} - delegate.variant[1]
        assert empty
        assert all(entry.isChecked() for entry in entries)
        driver.window.pages.page("review").head.only_chosen.emit(LineStatus.CHECK)
        await driver.until(lambda: not delegate.columns(width).outcome)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_each_line_in_doubt_shows_author_and_year_and_its_reason_as_a_sentence(demo, tmp_path, size):
    async with window_on(demo, tmp_path, size=size) as driver:
        await paste(driver, f"{LIST}\nDeep contextualized word representations\n")
        await driver.idle()
        view = driver.view("reviewTable")
        doubts = [row for row, standing in enumerate(standings(driver)) if standing is LineStatus.CHECK]
        assert len(doubts) >= 3
        assert any(piece.name == "facts" for row in doubts for piece in layouts(driver)[row])
        for row in doubts:
            row_shown, layout = view.model().row(row), layouts(driver)[row]
            paper = row_shown.line.paper
            texts = " ".join(piece.text for piece in layout if piece.name in ("byline", "facts"))
            assert str(paper.year) in texts
            assert paper.authors[0].name.split()[-1] in texts
            beside = [piece.rect.left() for piece in layout if piece.name == "facts"]
            assert all(find(layout, "title").rect.right() + 4 < left for left in beside), "the title touches the author"
            reason = row_shown.why.rpartition(" · ")[2]
            assert reason[0].isupper()
            assert f"{reason}." in " ".join(view.model().index(row, 0).data(Qt.ItemDataRole.ToolTipRole).split())
        assert "Same paper as line 1 · " in view.model().row(doubts[0]).why


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_tooltip_of_a_row_has_its_whole_reason(demo, tmp_path, language):
    set_language(language)
    try:
        async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
            await paste(driver, LIST)
            await driver.idle()
            view = driver.view("reviewTable")
            assert LineStatus.NONE in standings(driver)
            assert sum(bool(view.model().row(row).why) for row in range(view.model().rowCount())) >= 3
            for row, layout in enumerate(layouts(driver)):
                why = view.model().row(row).why
                view.scrollTo(view.model().index(row, 0))
                rect = view.visualRect(view.model().index(row, 0))
                where = rect.topLeft() + find(layout, "byline").rect.center()
                QToolTip.hideText()
                event = QHelpEvent(QEvent.Type.ToolTip, where, view.viewport().mapToGlobal(where))
                QApplication.sendEvent(view.viewport(), event)
                assert html.escape(why) in " ".join(QToolTip.text().split())
    finally:
        set_language("en")


@pytest.mark.parametrize("language", ["en", "de"])
async def test_every_column_with_text_is_shown_beside_the_sidebar(demo, tmp_path, language):
    async with window_on(demo, tmp_path, size=(1440, 900), language=language) as driver:
        await paste(driver, f"{LIST}{OPEN}\n")
        driver.click("reviewGetButton")
        await driver.idle()
        view = driver.view("reviewTable")
        delegate = view.itemDelegate()
        await driver.until(lambda: {"date", "version"} <= delegate.variant[1])
        await driver.idle()
        columns = delegate.columns(view.viewport().width())
        assert columns.paper_end - columns.paper >= 300
        with noted_texts() as texts:
            driver.widget("reviewPage").grab()
        shown = " ".join(each.text for each in texts)
        heads = ("Date", "Version", "Details") if language == "en" else ("Datum", "Version", "Details")
        assert [each for each in heads if each not in shown] == []
        rows = [view.model().row(row).outcome for row in range(view.model().rowCount())]
        dates = [row["date"] for row in rows if row.get("date")]
        assert dates
        assert all(date in shown for date in dates)
        entries = driver.widget("reviewColumnsButton").menu_of_columns().actions()
        words = gettext("{column} (not enough space)", column="")
        assert not [entry.text() for entry in entries if entry.text().endswith(words)]


@pytest.mark.parametrize("size", [(1280, 820), (1024, 768), (640, 640)])
async def test_the_results_are_whole_and_move_no_row(demo, tmp_path, size, monkeypatch):
    async with window_on(demo, tmp_path, size=size) as driver:
        await paste(driver, LIST)
        await driver.idle()
        progress, chip, totals = (driver.widget(f"review{name}") for name in ("Progress", "Chip.all", "Totals"))
        assert progress.text() == "All references looked up"
        assert progress.geometry().top() < chip.geometry().bottom() or size[0] < 1000, "beside the chips"
        rows = driver.view("reviewTable").viewport()
        before = rows.mapTo(driver.window, rows.rect().topLeft())
        numbers = (69, 49, 10, 3, 1, 2, 2)
        counts = OutcomeCounts(dict(zip(ItemOutcome, numbers, strict=False)), removed=4)
        monkeypatch.setattr(review_page, "count_outcomes", lambda *_given: counts)
        driver.window.pages.page("review")._count_again()
        await driver.until(lambda: totals.isVisible())
        await driver.idle()
        assert totals.text().startswith("PDFs: 69 saved, 49 without an open copy, ")
        assert "1 temporary failure, 2 need you, 2 unavailable, 4 removed" in totals.text()
        assert totals.height() >= totals.heightForWidth(totals.width()), "it is cut"
        assert totals.parentWidget().rect().contains(totals.geometry())
        assert rows.mapTo(driver.window, rows.rect().topLeft()) == before


async def test_matching_titles_moves_no_row(demo, tmp_path, monkeypatch):
    monkeypatch.setattr(reference_list, "TITLES_UNASKED", 2)
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, "\n".join(f"A title of no paper at all, part {number}" for number in range(4)))
        rows, progress = driver.view("reviewTable").viewport(), driver.widget("reviewProgress")
        assert progress.text().startswith("4 references have no identifier · ")
        assert driver.state("reviewTable") == "partial"
        place = rows.mapTo(driver.window, rows.rect().topLeft())
        assert driver.widget("reviewTitlesButton").kind is ButtonKind.PRIMARY
        assert driver.widget("reviewAddButton").kind is ButtonKind.PLAIN
        driver.click("reviewTitlesButton")
        places = set()

        def is_done() -> bool:
            places.add(rows.mapTo(driver.window, rows.rect().topLeft()).toTuple())
            return progress.text() == "All references looked up"

        await driver.until(is_done)
        assert places == {place.toTuple()}
        assert driver.widget("reviewAddButton").kind is ButtonKind.PRIMARY


async def test_a_match_shortens_its_reason_before_it_leaves_out_the_author(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, "Vaswani, A. et al. (2017). Attention is all you need. NeurIPS.\n10.18653/v1/N18-1202\n")
        await driver.idle()
        row, theme = driver.view("reviewTable").model().row(0), driver.window.theme
        assert row.why == "by title, first author, venue and year"
        metrics = theme.type.metrics(SMALL)
        least = metrics.horizontalAdvance(f"{row.first_name} — {row.year} · {row.why}") - 60
        line = second_line(row, least, theme)
        assert line.startswith(f"{row.first_name} — 2017 · by title, ")
        assert line.endswith("…")
        assert metrics.horizontalAdvance(line) <= least


async def test_the_button_of_the_columns_says_how_many_have_no_room(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        await paste(driver, f"{LIST}{OPEN}\n")
        driver.click("reviewGetButton")
        await driver.idle()
        view, button = driver.view("reviewTable"), driver.widget("reviewColumnsButton")
        await driver.until(lambda: {"date", "version"} <= view.itemDelegate().variant[1])
        assert button.content.text == "Columns"
        assert shown_tooltip(button) == "Choose the columns of the table."
        driver.window.resize(820, 700)
        await driver.until(lambda: button.content.text != "Columns")
        words = gettext("{column} (not enough space)", column="")
        entries = [shown_text(entry.text()) for entry in button.menu_of_columns().actions()]
        hidden = [entry.removesuffix(words) for entry in entries if entry.endswith(words)]
        assert hidden
        assert button.content.text == button.accessibleName() == f"Columns: {len(hidden)} hidden"
        assert f"Not enough space: {', '.join(hidden)}." in shown_tooltip(button)
        driver.window.resize(1440, 900)
        await driver.until(lambda: button.content.text == "Columns")


async def test_a_line_that_is_the_exact_title_of_its_match_shows_author_and_year_of_the_match(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await paste(driver, f"{EXACT_TITLE}\nDeep contextualized word representations")
        await driver.idle()
        assert driver.view("reviewTable").model().row(0).title == EXACT_TITLE
        for row, standing in enumerate(standings(driver)):
            assert standing is LineStatus.CHECK
            layout, line = layouts(driver)[row], driver.view("reviewTable").model().row(row)
            texts = " ".join(piece.text for piece in layout if piece.name in ("byline", "facts"))
            assert line.why in texts, "the reason is whole"
            assert line.year in texts
            assert line.first_name in texts
        check_rows(driver)


async def test_a_match_to_check_keeps_room_for_its_title_in_a_narrow_table_with_large_text(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), text_size=200) as driver:
        await paste(driver, f"Deep contextualized word representations\n{OPEN}\n")
        await driver.idle()
        title = find_in_row(driver, 0, "title")
        assert title is not None
        assert len(title.text) >= len("Deep Contextualized"), title.text

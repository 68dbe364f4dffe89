"""Update from services: the differences field by field, accepted as one change."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QStyle, QStyleOptionViewItem

from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.services.papers.paper_lookup import PaperLookup
from scholar_desktop.ui.library import refresh_panel
from scholar_desktop.ui.widgets.label import Prose
from tests.support.window_driver import window_on


async def test_differences_are_shown_and_those_ticked_are_accepted_as_one_change(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await driver.search("attention is all you need")
        paper = driver.window.search_page.search.result.papers[0]
        stale = msgspec.structs.replace(paper, title="Atention", year=1999, facts=(), parts=(), date=None)
        await library.add([stale])
        (kept,) = (await library.page()).papers
        await library.entries.edit(kept.key, {"publisher": "Mine"})
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        driver.trigger("paper.refresh")
        await driver.idle()
        listed = driver.widget("refreshList").model()
        texts = [listed.index(row).data() for row in range(listed.rowCount())]
        title = next(row for row, text in enumerate(texts) if text.startswith("Title: “Atention” → "))
        year = next(row for row, text in enumerate(texts) if text.startswith("Date: "))
        before = await library.undo_label()
        for row in range(listed.rowCount()):
            state = Qt.CheckState.Checked if row == title else Qt.CheckState.Unchecked
            listed.setData(listed.index(row), state, Qt.ItemDataRole.CheckStateRole)
        assert driver.widget("refreshAcceptButton").text() == "Accept 1 change"
        assert await library.undo_label() == before, "nothing is written yet"
        driver.click("refreshAcceptButton")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Updated 1 paper."
        now = await library.get(kept.key)
        assert now is not None
        assert now.paper.title == paper.title
        assert now.paper.year == 1999, texts[year]
        driver.trigger("edit.undo")
        await driver.idle()
        again = await library.get(kept.key)
        assert again is not None
        assert again.paper.title == "Atention"


async def test_both_titles_of_a_difference_are_whole(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await driver.search("attention is all you need")
        paper = driver.window.search_page.search.result.papers[0]
        long = ("Effects of a title with many words on the rows of a list in which it differs from another one, " * 2)[
            :-2
        ]
        await library.add([msgspec.structs.replace(paper, title=long, facts=(), parts=())])
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        driver.trigger("paper.refresh")
        await driver.idle()
        view = driver.view("refreshList")
        text = f"Title: “{long}” → “{paper.title}”"
        (row,) = (row for row in range(view.model().rowCount()) if view.model().index(row).data() == text)
        option = QStyleOptionViewItem()
        view.initViewItemOption(option)
        option.rect = view.visualRect(view.model().index(row))
        view.itemDelegate().initStyleOption(option, view.model().index(row))
        place = view.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, view)
        needed = option.fontMetrics.boundingRect(place.adjusted(3, 0, -3, 0), Qt.TextFlag.TextWordWrap, text)
        assert needed.height() <= place.height(), "all lines of the text have room"
        assert view.visualRect(view.model().index(row)).height() > 2 * option.fontMetrics.height()


async def test_a_paper_without_an_identifier_is_not_said_to_be_at_no_service(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await library.add([Paper("Mining association rules"), Paper("One", Ids(doi="10.5555/none"))])
        driver.trigger("view.library")
        await driver.idle()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        driver.trigger("paper.refresh")
        await driver.idle()
        panel = driver.window.findChild(refresh_panel.RefreshPanel)
        texts = [one.plain_text() for one in panel.findChildren(Prose)]
        texts += [one.text() for one in panel.findChildren(QLabel) if not isinstance(one, Prose)]
        words = (
            "1 paper was not found at any service. "
            "1 paper has no identifier, and its title has no sure match: “Mining association rules”. "
            "Add its DOI with “Edit”."
        )
        assert any(words in text for text in texts), texts


def test_the_first_papers_without_a_match_are_named():
    assert refresh_panel._titles(["A<i>b</i>", "C", "D", "E", "F"]) == "“Ab”; “C”; “D”; and 2 more"


async def test_a_thousand_papers_are_listed_and_ticked_by_keys_and_mouse(demo, tmp_path, monkeypatch):
    """The texts are created for the rows in sight alone."""
    papers = [Paper(f"Paper {number:04}", Ids(doi=f"10.5555/{number}"), year=2001) for number in range(1000)]

    async def many(_self, names, on_page, _options):
        answers = [msgspec.structs.replace(papers[int(name.rpartition("/")[2])], year=2002) for name in names]
        on_page(answers)
        return answers

    monkeypatch.setattr(PaperLookup, "many", many)
    made, words = [], refresh_panel._change_words
    monkeypatch.setattr(
        refresh_panel, "_change_words", lambda change, *most: (made.append(change), words(change, *most))[1]
    )
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await library.add(papers)
        driver.trigger("view.library")
        driver.trigger("library.table")
        await driver.idle()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        driver.trigger("paper.refresh")
        await driver.idle()
        view, accept = driver.widget("refreshList"), driver.widget("refreshAcceptButton")
        assert view.model().rowCount() == 1000
        assert accept.text() == "Accept 1,000 changes"
        assert 0 < len(made) < 100
        driver.press(Qt.Key.Key_End, "refreshList")
        driver.press(Qt.Key.Key_Space, "refreshList")
        last = view.model().index(999, 0)
        assert (view.currentIndex(), accept.text()) == (last, "Accept 999 changes")
        assert last.data(Qt.ItemDataRole.ToolTipRole).startswith(last.data().partition(" · ")[0])
        option = QStyleOptionViewItem()
        view.initViewItemOption(option)
        option.rect = view.visualRect(last)
        view.itemDelegate().initStyleOption(option, last)
        tick = view.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, view)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=tick.center())
        assert accept.text() == "Accept 1,000 changes"
        driver.click("refreshAllButton")
        assert not accept.isEnabled()
        driver.press(Qt.Key.Key_Space, "refreshList")
        assert accept.text() == "Accept 1 change"
        driver.click("refreshAcceptButton")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == "Updated 1 paper."
        assert (await library.page(words="year:2002")).total == 1

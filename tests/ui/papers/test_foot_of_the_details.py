"""The identifiers and sources of a paper: not cut where there is room, and their texts below each other."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QWidget

from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import RING, Button
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.widgets.paper_facts import IdentifiersView
from tests.support.window_driver import Driver, window_on

DOI = "10.1146/annurev.ne.18.030195.001205"
HASH = "5d2ef51c912df93d31314d6827a5ce4b0000abcd"
WORDS = "neural mechanisms of selective visual attention"


def left_of_text(driver: Driver, widget: QWidget) -> int:
    """Return where the text of a label or link begins, in the window."""
    inside = RING if isinstance(widget, Button) else widget.contentsMargins().left()
    return widget.mapTo(driver.window, QPoint(inside, 0)).x()


def test_an_identifier_is_cut_only_where_it_has_no_room(qapp: Any, qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 300)
    view = IdentifiersView(Theme(qapp, "light"), lambda _text: None, window)
    view.resize(440, 100)
    view.show_ids(Paper("Whales", Ids(doi=DOI, s2=HASH, pmid="7605061")))
    window.show()
    qtbot.waitExposed(window)
    labels = {each.text(): each for each in view.findChildren(QLabel)}
    assert {DOI, "7605061", f"{HASH[:12]}…"} <= set(labels)
    assert HASH in labels[f"{HASH[:12]}…"].toolTip()
    words = labels[DOI]
    view.resize(180, 200)
    qtbot.waitUntil(lambda: words.text() != DOI)
    assert words.text().endswith("…")
    assert DOI in words.toolTip()
    assert view.rect().right() >= words.mapTo(view, words.rect().topRight()).x()


async def test_the_rows_of_a_merged_paper_have_whole_identifiers(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search(WORDS)
        driver.click_row(0)
        await driver.idle()
        paper = driver.window.context.now.paper
        assert paper.ids.doi == DOI
        merged = [each.plain_text() for each in driver.widget("mergedFrom").findChildren(Prose)]
        assert len([text for text in merged if f"DOI {DOI}" in text]) == len(paper.parts) == 2


async def test_the_texts_of_the_last_lines_begin_below_each_other(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search(WORDS)
        driver.click_row(0)
        await driver.idle()
        sources = driver.widget("sourcesLine")
        texts = [*sources.findChildren(QLabel), *sources.findChildren(Button)]
        assert len(texts) == 2
        heading = next(
            each for each in driver.window.findChildren(QLabel) if each.text() == "Merged from" and each.isVisible()
        )
        first_in_line: dict[int, int] = {}  # on the first days of a month, both dates may fit into one line
        for each in texts:
            x = left_of_text(driver, each)
            line = each.geometry().center().y() // 10
            first_in_line[line] = min(x, first_in_line.get(line, x))
        assert set(first_in_line.values()) == {left_of_text(driver, heading)}

        driver.click("authorLink")
        await driver.idle()
        side = driver.widget("authorPage").side
        source = next(each for each in side.findChildren(QLabel) if "Semantic Scholar, " in each.text())
        assert left_of_text(driver, source) == left_of_text(driver, side.foot)


def test_the_identifiers_of_the_next_paper_are_shown_by_the_widgets_that_are_there(qapp: Any, qtbot: Any) -> None:
    window, copied = QWidget(), []
    qtbot.addWidget(window)
    window.resize(700, 300)
    view = IdentifiersView(Theme(qapp, "light"), copied.append, window)
    view.resize(640, 200)
    view.show_ids(Paper("Whales", Ids(doi=DOI, s2=HASH, pmid="7605061")))
    window.show()
    qtbot.waitExposed(window)
    before = set(view.findChildren(QWidget))

    view.show_ids(Paper("Seals", Ids(doi="10.5555/seals", arxiv="2101.00001")), "doe2020seals")
    assert set(view.findChildren(QWidget)) == before
    view.show_ids(Paper("Seals", Ids(doi="10.5555/seals", arxiv="2101.00001")))
    shown = [each.text() for each in view.findChildren(QLabel) if each.isVisible()]
    assert sorted(shown) == sorted(["DOI", "10.5555/seals", "arXiv", "2101.00001"])
    buttons = [each for each in view.findChildren(Button) if each.isVisible()]
    assert [each.accessibleName() for each in buttons] == ["Copy DOI 10.5555/seals", "Copy arXiv 2101.00001"]
    assert [each.toolTip() for each in buttons] == [each.accessibleName() for each in buttons]
    for button in buttons:
        button.click()
    assert copied == ["10.5555/seals", "2101.00001"]
    assert not [each for each in view.findChildren(QLabel) if each.isVisible() and HASH in each.toolTip()]
    view.show_ids(Paper("Nothing", Ids()))
    assert not view.has_some
    assert not [each for each in view.findChildren(QWidget) if each.isVisible()]

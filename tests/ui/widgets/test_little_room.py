"""What tabs, links and lines of controls do where there is little room."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QToolButton, QWidget

from scholar_desktop.translation import set_language
from scholar_desktop.ui.citations.map.map_legend import MapLegend
from scholar_desktop.ui.citations.timeline_pane import BY_INTENT, Legend
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.button import Button, ButtonKind, ElidedLink
from scholar_desktop.ui.widgets.charts.year_bars import YearBars
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.widgets.sidebar_button import PlaceButton
from scholar_desktop.ui.widgets.tabs import FORMS, Tabs
from scholar_desktop.ui.widgets.tick_box import TickBox
from tests.pictures.painted import noted_texts, tooltip_at

TITLES = ("Paper", "Cited by 170,735", "References 42", "Similar", "Map", "Timeline")


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QWidget]:
    outer = QWidget()  # it has no layout: offscreen, Qt warns of the size that a layout wants of a window
    outer.resize(1000, 300)
    outer.show()
    yield QWidget(outer)
    outer.close()
    outer.deleteLater()


def _drawn(widget: QWidget) -> list[str]:
    QApplication.processEvents()
    with noted_texts() as texts:
        widget.grab()
    return [each.text for each in texts]


def test_tabs_leave_out_numbers_before_they_are_cut(window: QWidget, qapp: QApplication) -> None:
    titles = tuple(title.replace("Similar", "Similar 100") for title in TITLES)
    tabs = Tabs(Theme(qapp, "light"), "tabs", "Tabs", titles)
    row = QHBoxLayout(window)
    row.addWidget(tabs)
    row.addStretch(1)
    window.resize(900, 60)
    window.show()
    assert _drawn(tabs) == list(titles)
    assert not tooltip_at(tabs, tabs.tabRect(1).center())
    row.setContentsMargins(0, 0, 0, 0)
    window.resize(tabs._needed((SMALL, 10, 2)), 60)
    assert _drawn(tabs) == ["Paper", "Cited by 170,735", "References 42", "Similar", "Map", "Timeline"]
    assert tooltip_at(tabs, tabs.tabRect(3).center()) == titles[3]
    window.resize(tabs._needed((SMALL, 10, 1)), 60)
    assert _drawn(tabs) == ["Paper", "Cited by 170,735", "References", "Similar", "Map", "Timeline"]
    window.resize(tabs._needed((SMALL, 10, 0)), 60)
    assert _drawn(tabs) == ["Paper", "Cited by", "References", "Similar", "Map", "Timeline"]
    assert tooltip_at(tabs, tabs.tabRect(1).center()) == "Cited by 170,735"
    window.resize(tabs._needed(FORMS[-1]), 60)
    assert _drawn(tabs) == ["Paper", "Cited by", "References", "Similar", "Map", "Timeline"]
    window.resize(900, 60)
    assert _drawn(tabs) == list(titles)


def test_tabs_without_room_scroll_and_show_the_current_title_whole(window: QWidget, qapp: QApplication) -> None:
    tabs = Tabs(Theme(qapp, "light"), "tabs", "Tabs", TITLES)
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(tabs)
    window.resize(200, 60)
    window.show()
    assert "Paper" in _drawn(tabs)
    later = next(each for each in tabs.findChildren(QToolButton) if each.arrowType() is Qt.ArrowType.RightArrow)
    assert later.isVisible()
    for title in ("Cited by", "References", "Similar", "Map", "Timeline"):
        QTest.keyClick(tabs, Qt.Key.Key_Right)
        drawn = _drawn(tabs)
        assert title in drawn
    assert "Paper" not in drawn
    assert tooltip_at(tabs, tabs.tabRect(5).center()) == "", "all of it is shown"
    assert not later.isEnabled()
    tabs.setCurrentIndex(0)
    place = next(number for number, words in enumerate(_drawn(tabs)) if words.endswith("…"))
    seen = tabs.tabRect(place).intersected(QRect(0, 0, later.x() - later.width(), 60))
    assert tooltip_at(tabs, seen.center()) == TITLES[place], "a title that is partly scrolled away"
    window.resize(900, 60)
    assert _drawn(tabs) == list(TITLES)
    assert not later.isVisible()


def test_a_link_without_room_has_its_words_in_the_tooltip(window: QWidget, qapp: QApplication) -> None:
    row = QHBoxLayout(window)
    link = ElidedLink(Theme(qapp, "light"), "Use the live services", "Use the live services")
    row.addWidget(link)
    window.resize(400, 40)
    window.show()
    assert _drawn(link) == ["Use the live services"]
    assert not tooltip_at(link, QPoint(4, 4))
    window.resize(110, 40)
    assert _drawn(link)[0].endswith("…")
    assert tooltip_at(link, QPoint(4, 4)) == "Use the live services"
    assert link.accessibleName() == "Use the live services"


def test_the_controls_of_a_line_share_their_middle(window: QWidget) -> None:
    flow = FlowLayout(window)
    buttons = [QPushButton(str(height)) for height in (36, 24, 30, 24)]
    for button in buttons:
        button.setFixedSize(80, int(button.text()))
        flow.addWidget(button)
    window.resize(260, 200)
    window.show()
    QApplication.processEvents()
    middles = [button.y() + button.height() / 2 for button in buttons]
    assert middles[:3] == [18, 18, 18]
    assert buttons[3].y() == 40


def test_the_controls_of_a_head_go_on_in_a_second_line(window: QWidget, qapp: QApplication) -> None:
    head = PageHead(Theme(qapp, "light"), "Search ledger", parent=window)
    buttons = [QPushButton(words) for words in ("Search again", "Export", "Remove", "Clear the ledger")]
    for button in buttons:
        button.setFixedSize(160, 32)
        head.add(button)
    window.resize(1000, 200)
    window.show()
    for width in (1000, 400, 1000):
        head.resize(width, 46)
        QApplication.processEvents()
        head.resize(width, head.minimumHeight())
        QApplication.processEvents()
        assert len({button.y() for button in buttons}) == (1 if width == 1000 else 2)
        inside = head.rect()
        for button in buttons:
            assert inside.contains(button.geometry().translated(button.parentWidget().pos()))


def test_a_title_is_cut_only_if_the_head_has_no_room_for_it(window: QWidget, qapp: QApplication) -> None:
    head = PageHead(Theme(qapp, "light"), "Compare 12 papers", parent=window)
    window.resize(600, 100)
    window.show()
    needs = head.title.sizeHint().width() + 40
    for note in ("", "12 papers", ""):
        head.show_note(note)
        head.resize(needs + (60 if note else 0), head.minimumHeight())
        QApplication.processEvents()
        assert head.title.text() == "Compare 12 papers", note


def test_the_previous_place_leaves_the_title_its_room(window: QWidget, qapp: QApplication) -> None:
    head = PageHead(Theme(qapp, "light"), parent=window)
    head._navigation = SimpleNamespace(came_from="Effective Approaches to Attention-based Translation")  # type: ignore[assignment]
    head.show_trail("Authors")
    window.resize(900, 100)
    window.show()
    for width in (800, 300, 800):
        head.resize(width, head.minimumHeight())
        QApplication.processEvents()
        assert head.title.text() == "Authors"
        assert 0 <= head.title.x() - head._from.geometry().right() <= 12, "they are beside each other"
        assert (head._from.text() == head._from.whole_text()) is (width == 800)
    head.show_trail("A title of a paper that is much longer than the head " * 2)
    QApplication.processEvents()
    assert head._from.width() >= 150


def test_small_controls_of_a_head_share_the_middle_of_its_title(window: QWidget, qapp: QApplication) -> None:
    theme = Theme(qapp, "light")
    head, button = PageHead(theme, "Trash", parent=window), Button(theme, text="Empty trash…", small=True)
    head.add(button)
    head.resize(900, head.minimumHeight())
    window.resize(900, 100)
    window.show()
    QApplication.processEvents()
    middles = [each.mapTo(window, each.rect().center()).y() for each in (head.title, button)]
    assert abs(middles[0] - middles[1]) <= 1


@pytest.mark.parametrize("name", ["light", "dark", "high-contrast", "high-contrast-dark"])
def test_the_bar_of_the_chosen_year_stands_out(window: QWidget, qapp: QApplication, name: str) -> None:
    theme = Theme(qapp, name)
    bars = YearBars(theme, window)
    bars.resize(200, 120)
    window.show()
    bars.show_years({2019: 4, 2020: 4}, {}, 2019)
    QApplication.processEvents()
    picture = bars.grab().toImage()
    chosen, other = (picture.pixelColor(bars.bar_of(year).center()).lightness() for year in (2019, 2020))
    ground = theme.colour("bg").lightness()
    assert abs(chosen - ground) > abs(other - ground)


def test_the_focus_ring_leaves_room_beside_the_words(window: QWidget, qapp: QApplication) -> None:
    theme = Theme(qapp, "light")
    link = Button(theme, ButtonKind.LINK, "Appearance", parent=window)
    tabs = Tabs(theme, "tabs", "Tabs", TITLES)
    tabs.setParent(window)
    tabs.setGeometry(0, 40, 500, tabs.sizeHint().height())
    link.adjustSize()
    window.resize(900, 120)
    window.show()
    assert tabs.tabRect(0).width() < tabs.fontMetrics().horizontalAdvance("Paper") + 24, "a narrow form"
    accent = theme.colour("accent")
    for each, left, y in ((link, 0, link.height() // 2), (tabs, tabs.tabRect(0).left(), tabs.height() // 2)):
        each.setFocus()
        picture = each.grab().toImage()
        ring = [x for x in range(left, left + 5) if picture.pixelColor(x, y) == accent]
        assert ring
        words = next(x for x in range(left + 3, left + 60) if picture.pixelColor(x, y).lightness() < 130)
        assert ring[-1] + 3 <= words if each is tabs else ring == [0], f"{ring} beside the words at {words}"


@pytest.mark.parametrize("name", ["get", "outbox"])
def test_a_badge_of_a_narrow_sidebar_leaves_its_icon_in_sight(window: QWidget, qapp: QApplication, name: str) -> None:
    theme = Theme(qapp, "light")
    action = QAction("Downloads", window)
    action.setProperty("icon_name", name)
    row = PlaceButton(theme, action, window)
    row.set_rail(True)
    ink = theme.colour("text")

    def icon() -> list[tuple[int, int]]:
        picture = row.grab().toImage()
        places = [(y, x) for y in range(picture.height()) for x in range(picture.width())]
        return [(y, x) for y, x in places if picture.pixelColor(x, y) == ink]

    for height in (36, 30, 26, 23):
        row.resize(theme.px(32), height)
        row.set_count("")
        alone = icon()
        ends = [x for _y, x in alone]
        middle = (min(ends) + max(ends)) / 2
        arrow = {(y, x) for y, x in alone if abs(x - middle) <= 3}
        for count in ("7", "37", "1,204"):
            row.set_count(count, badge=True)
            shown = icon()
            assert len(shown) >= len(alone) * 0.8 > 0, (height, count)
            assert shown[-1] == alone[-1], "the icon stays in its place, as far from the others as before"
            assert count != "7" or arrow <= {*shown}, (height, "the arrow in its middle")


def test_a_note_puts_its_buttons_below_words_that_would_be_a_narrow_column(window: QWidget, qapp: QApplication) -> None:
    bar = NoteBar(Theme(qapp, "light"), window)
    steps = (Step("Compare", lambda: None, main=True), Step("Details", lambda: None))
    bar.show_note(
        Note("This PDF needs your attention.", "It may be of another paper than the one you wanted.", steps=steps)
    )
    window.resize(900, 300)
    window.show()
    for width, are_below in ((800, False), (320, True), (800, False)):
        bar.resize(width, bar.heightForWidth(width))
        QApplication.processEvents()
        words, first = bar.findChild(Prose), bar.button("Compare")
        assert words is not None
        assert first is not None
        assert (first.mapTo(bar, QPoint()).y() >= words.geometry().bottom()) is are_below
        assert words.width() >= 200


def test_a_note_of_many_lines_has_them_above_its_buttons(window: QWidget, qapp: QApplication) -> None:
    bar = NoteBar(Theme(qapp, "light"), window)
    steps = (Step("Try again", lambda: None), Step("Clear filters", lambda: None), Step("Dismiss", lambda: None))
    bar.show_note(Note("Zenodo has an internal error.", "Papers that only Zenodo has are missing. " * 4, steps=steps))
    window.resize(900, 300)
    window.show()
    words, first = bar.findChild(Prose), bar.button("Try again")
    assert words is not None
    assert first is not None
    for width, are_below in ((880, False), (520, True)):
        bar.resize(width, bar.heightForWidth(width))
        QApplication.processEvents()
        assert (first.mapTo(bar, QPoint()).y() >= words.geometry().bottom()) is are_below
        assert words.height() <= 5 * words.fontMetrics().lineSpacing()


def test_the_legend_of_the_timeline_is_mirrored_from_right_to_left(window: QWidget, qapp: QApplication) -> None:
    legend = Legend(Theme(qapp, "light"), BY_INTENT, window)
    window.resize(legend.sizeHint().width() + 40, 60)
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window.show()
    legend.resize(legend.sizeHint())
    QApplication.processEvents()
    with noted_texts() as texts:
        picture = legend.grab().toImage()
    assert len(texts) == len(BY_INTENT)
    assert all(text.words.left() >= 0 and text.words.right() <= legend.width() for text in texts)
    ground = picture.pixelColor(picture.width() - 2, 0)
    rights = [legend.width(), *(round(text.words.left()) for text in texts)]
    for text, right in zip(texts, rights, strict=False):
        between = range(round(text.words.right()) + 1, right)
        assert any(picture.pixelColor(x, legend.height() // 2) != ground for x in between), "its square is before it"


def test_the_legends_of_map_and_timeline_have_all_their_entries_in_a_narrow_pane(qapp: QApplication) -> None:
    set_language("de")
    try:
        legend, colours = MapLegend(Theme(qapp, "light")), Legend(Theme(qapp, "light"), BY_INTENT)
        legend.show_counts("161 Publikationen · 160 Verbindungen", "")
        line, every = legend.sizeHint().height(), len(legend._signs())
        for width in (1400, 400, 200):
            lines = legend._sign_lines(width)
            assert sum(map(len, lines)) == every
            assert all(sum(wide for _, _, wide in signs) <= width for signs in lines)
            counts = legend._words_height(width)
            assert counts == line or width == 200, "there, they have a second line"
            assert legend.heightForWidth(width) == (line if width == 1400 else counts + line * len(lines))
        assert len(colours._lines(600)) == 1
        assert sum(map(len, colours._lines(260))) == len(BY_INTENT)
        assert colours.heightForWidth(260) == 2 * colours.sizeHint().height()
    finally:
        set_language("en")


def test_the_legend_of_the_map_is_mirrored_from_right_to_left(window: QWidget, qapp: QApplication) -> None:
    legend = MapLegend(Theme(qapp, "light"), window)
    legend.show_counts("161 papers · 160 links", "")
    legend.resize(1000, 26)
    window.resize(1000, 60)
    window.show()

    def ink() -> list[int]:
        """The columns in which something is drawn, from the beginning of the row."""
        picture = legend.grab().toImage()
        ground = picture.pixelColor(2, 20)
        found = [x for x in range(1000) if any(picture.pixelColor(x, y) != ground for y in range(3, 24))]
        return [999 - x for x in reversed(found)] if legend.isRightToLeft() else found

    before = ink()
    legend.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    after = ink()
    # each text and sign begins where it began; the glyphs of a text are not mirrored
    assert all(abs(one - other) <= 3 for one, other in zip(_starts(before), _starts(after), strict=True))


def _starts(columns: list[int]) -> list[int]:
    """Where a group of columns begins that is 12 or more away from the one before."""
    return [x for place, x in enumerate(columns) if not place or x - columns[place - 1] >= 12]


def _placed(flow: FlowLayout, width: int) -> list[tuple[int, int, int]]:
    """Return the left edge, the line and the width of each widget of *flow* at *width*."""
    flow.setGeometry(QRect(0, 0, width, flow.heightForWidth(width)))
    widgets = [item.widget() for item in map(flow.itemAt, range(flow.count())) if item.widget() is not None]
    lines = sorted({widget.geometry().center().y() // 10 for widget in widgets})
    return [(each.x(), lines.index(each.geometry().center().y() // 10), each.width()) for each in widgets]


def _sized(window: QWidget, width: int) -> QWidget:
    widget = QWidget(window)
    widget.setFixedHeight(20)
    widget.setMinimumWidth(width)
    widget.show()
    return widget


def test_a_growing_widget_takes_the_rest_of_its_line_and_wraps_only_below_its_least_width(window: QWidget) -> None:
    flow = FlowLayout(window, gap=10)
    flow.addWidget(_sized(window, 100))
    words = Prose()
    words.show_text("Words that are long enough to take several lines in a narrow place")
    flow.add_growing(words, 150)
    assert _placed(flow, 400) == [(0, 0, 100), (110, 0, 290)]
    assert _placed(flow, 240) == [(0, 0, 100), (0, 1, 240)]


def test_what_follows_a_gap_is_at_the_end_of_its_line_also_in_the_next(window: QWidget) -> None:
    flow = FlowLayout(window, gap=10)
    flow.addWidget(_sized(window, 50))
    flow.add_gap()
    flow.addWidget(_sized(window, 100))
    flow.addWidget(_sized(window, 100))
    assert _placed(flow, 400) == [(0, 0, 50), (190, 0, 100), (300, 0, 100)]
    assert [place[:2] for place in _placed(flow, 200)] == [(0, 0), (100, 0), (100, 1)]
    assert [place[:2] for place in _placed(flow, 260)] == [(0, 0), (50, 1), (160, 1)], "they have room in one line"
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert _placed(flow, 400)[0] == (350, 0, 50)


def test_a_long_tick_box_wraps(window: QWidget, qapp: QApplication) -> None:
    tick = TickBox(
        Theme(qapp, "light"), "Also import entries that are possibly in your library, and replace nothing", window
    )
    one_line = tick.sizeHint()
    assert tick.minimumSizeHint().width() < one_line.width()
    assert tick.heightForWidth(one_line.width()) == one_line.height()
    assert tick.heightForWidth(tick.minimumSizeHint().width()) > one_line.height()
    tick.resize(tick.minimumSizeHint().width(), tick.heightForWidth(tick.minimumSizeHint().width()))
    with noted_texts() as texts:
        tick.grab()
    assert texts[0].words.width() <= tick.width()

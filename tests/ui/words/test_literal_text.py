"""Text that Qt would take for HTML, a shortcut or a mark is shown as it is."""

from __future__ import annotations

import html

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolTip, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import Prose, StyledParagraph, TextRun
from scholar_desktop.ui.widgets.sidebar_button import PlaceButton
from scholar_desktop.ui.widgets.tick_box import TickBox
from scholar_desktop.ui.words.literal_text import (
    LONGEST_TOOLTIP,
    add_entry,
    copy_tooltip,
    label_text,
    row_tooltip_text,
    set_tooltip,
    shown_text,
    title_text,
    tooltip_text,
)

IMG = '<img src="/x"> A&B'


@pytest.mark.parametrize("text", ["", "Plain words (Ctrl+G)", "two\nlines", "“curly” – é 深"])
def test_a_tooltip_that_cannot_be_html_is_not_changed(text: str) -> None:
    assert tooltip_text(text) == text


@pytest.mark.parametrize("text", [IMG, "&lt;img&gt;", "a\n<b>", "<!doctype html>", "x < y", "< img src=x>"])
def test_any_other_tooltip_is_escaped(text: str) -> None:
    shown = tooltip_text(text)
    assert shown.startswith("<qt>")
    assert "<" not in shown.removeprefix("<qt>").removesuffix("</qt>").replace("<br>", "")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("Plain words\nA second line", ["Plain words", "A second line"]),
        (f"{'word ' * 20}end", ["word " * 14 + "word", f"{'word ' * 5}end"]),
        ("/folder/" + "x" * 80, ["/folder/" + "x" * 68, "x" * 12]),
        ("注意" * 20, ["注意" * 19, "注意"]),
        (f"see {'注' * 40}", [f"see {'注' * 36}", "注" * 4]),
    ],
)
def test_the_tooltip_of_a_row_has_lines_that_fit_beside_it(text: str, lines: list[str]) -> None:
    assert row_tooltip_text(text) == "\n".join(lines)


def test_the_tooltip_of_a_row_is_as_wide_if_it_is_escaped(qapp: QApplication) -> None:
    text = f"Memory & <b>stress</b>: {'two sides of one problem, ' * 9}"
    shown, plain = QLabel(row_tooltip_text(text)), QLabel(row_tooltip_text(text.replace("&", "and").replace("<", "")))
    shown.setWordWrap(True)  # as a tooltip with markup
    assert text.split()[2] in html.unescape(shown.text())
    assert shown.text().count("\n") == plain.text().count("\n") == 3
    assert abs(shown.sizeHint().width() - plain.sizeHint().width()) < 40
    assert shown.sizeHint().height() == plain.sizeHint().height()


def test_an_endless_tooltip_is_cut(qapp: QApplication) -> None:
    assert len(tooltip_text("x" * 10_000_000)) == LONGEST_TOOLTIP
    assert len(tooltip_text("<" * 10_000_000)) < 5 * LONGEST_TOOLTIP


def test_a_button_has_the_tooltip_of_its_action_once_escaped(qapp: QApplication) -> None:
    action = QAction(label_text("R&D"))
    set_tooltip(action, IMG)
    button = Button(Theme(qapp))
    button.bind(action)
    assert button.toolTip() == tooltip_text(IMG)
    assert (button.text(), button.accessibleName(), button.content.text) == ("R&&D", "R&D", "R&D")
    assert button.shortcut().isEmpty()
    other = QWidget()
    copy_tooltip(button, other)
    assert other.toolTip() == tooltip_text(IMG)
    QToolTip.hideText()


def test_an_ampersand_is_shown_and_makes_no_shortcut(qapp: QApplication) -> None:
    menu = QMenu()
    entry = add_entry(menu, "Group: R&D &amp; more")
    assert shown_text(entry.text()) == "Group: R&D &amp; more"
    place = PlaceButton(Theme(qapp), QAction(label_text("R&D")))
    tick = TickBox(Theme(qapp), "R&D")
    for widget in (place, tick):
        assert widget.shortcut().isEmpty()
    assert place.accessibleName() == "R&D"
    place.set_title("Q&A")
    assert (place.text(), place.accessibleName()) == ("Q&&A", "Q&A")


def test_the_mark_of_an_unsaved_window_is_shown_in_a_title(qapp: QApplication) -> None:
    window = QWidget()
    window.setWindowTitle(title_text("PDF of 'a [*] b'"))
    window.show()
    handle = window.windowHandle()
    assert handle is not None
    assert "a [*] b" in handle.title()
    window.close()


def test_paragraphs_show_markup_as_text(qapp: QApplication) -> None:
    prose = Prose()
    prose.show_passages([StyledParagraph((TextRun(IMG, {"font-weight": "600"}), TextRun("</p><b>")))])
    assert "<img" not in prose.text()
    assert "<b>" not in prose.text()
    assert prose.plain_text() == f"{IMG}</p><b>"
    prose.show_text(IMG, lead="<td>")
    assert "<img" not in prose.text()
    assert "<td" not in prose.text()

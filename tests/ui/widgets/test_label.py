"""Wrapped texts take the height that they need at the width that they have."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from scholar_desktop.ui.widgets.button import RING, inset
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, SentenceLabel, label


def test_a_word_wider_than_its_pane_is_broken_and_nothing_below_is_cut(qapp: QApplication) -> None:
    holder = QWidget()
    prose = Prose("title")
    prose.show_text("A title with a word of a chemist: " + "methyl" * 30 + " and what follows from it")
    layout = QVBoxLayout(holder)
    layout.addWidget(prose)
    holder.setGeometry(0, 0, 240, holder.heightForWidth(240))
    layout.activate()
    assert prose.width() < 240
    assert prose.height() >= prose.heightForWidth(prose.width()) > 5 * prose.fontMetrics().height()
    assert "\u200b" not in prose.plain_text()


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/" + "a-b_c/" * 20,
        "a_long_name.of_a_host.with_some_parts.example.org/paper.pdf",
        "a_long_name.of_a_person.with_some_parts@example.org",
        "10.5555/a_long_name.of_a_paper.with_some_parts+others",
    ],
)
def test_an_address_is_copied_as_it_is(qapp: QApplication, address: str) -> None:
    prose = Prose()
    prose.show_text(f"See {address}")
    assert "\u200b" not in prose.text()


def test_a_name_of_several_parts_is_not_wider_than_its_pane(qapp: QApplication) -> None:
    """Qt breaks a line neither after an underscore nor after a plus sign or a dot between letters."""
    prose, name = Prose("title"), "planck_2018_CamSpec_nolens+sn.pantheon"
    prose.show_text(name)
    assert prose.heightForWidth(160) > 1.5 * prose.heightForWidth(2000)
    assert prose.plain_text() == name


def test_a_text_keeps_its_margins_when_the_style_changes_while_it_is_empty(qapp: QApplication) -> None:
    holder = QWidget()
    prose = inset(Prose())
    layout = QVBoxLayout(holder)
    layout.addWidget(prose)
    holder.resize(240, 100)
    layout.activate()
    prose.resize(240, 0)  # as in a page that is laid out before its paper is known
    holder.setStyleSheet("QLabel { font-size: 11px; }")
    assert prose.contentsMargins() == QMargins(RING, 0, RING, 0)


def test_a_long_name_of_a_file_breaks_at_its_underscores(qapp: QApplication) -> None:
    prose = Prose("head")
    prose.show_text("a_long_name_of_a_file_of_a_publisher_with_its_title.pdf")
    assert prose.heightForWidth(160) > 1.5 * prose.heightForWidth(2000)
    assert "\u200b" not in prose.plain_text()


def test_a_label_is_cut_to_its_width_when_it_is_shown_and_whole_while_it_is_hidden(qapp: QApplication) -> None:
    text = "A name that is much longer than its place"
    holder = QWidget()
    name = ElidedLabel(text, hint="of a file", parent=holder)
    name.resize(80, 20)
    assert (name.text(), name.toolTip()) == (text, "of a file")
    holder.show()
    assert name.text().endswith("…")
    assert name.toolTip() == f"{text}\nof a file"
    name.hide()
    name.show_text("Short")
    assert (name.text(), name.toolTip()) == ("Short", "of a file")
    name.show_text(text)
    name.show()
    assert name.text().endswith("…")
    name.resize(800, 20)
    assert (name.text(), name.toolTip()) == (text, "of a file")
    holder.close()


def test_a_label_that_gets_larger_letters_is_cut_again(qapp: QApplication) -> None:
    holder = QWidget()
    name = ElidedLabel("A name of a file", parent=holder)
    holder.show()
    name.resize(name.sizeHint().width() + 4, 20)
    assert name.text() == "A name of a file"
    holder.setStyleSheet("QLabel { font-size: 40px; }")
    assert name.text().endswith("…")
    holder.close()


@pytest.mark.parametrize("kind", ["label", "wrapped", "elided", "prose", "sentence"])
def test_a_text_in_a_mirrored_window_is_at_its_right_edge(qapp: QApplication, kind: str) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        made: QWidget
        if kind == "prose":
            made = Prose()
            made.show_text("Sleep")
        elif kind == "elided":
            made = ElidedLabel("Sleep")
        elif kind == "sentence":
            made = SentenceLabel("Sleep")
        else:
            made = label("Sleep", wrap=kind == "wrapped")
        made.resize(400, 30)
        picture = made.grab().toImage()
        paper = picture.pixelColor(0, 0)
        columns = (range(picture.width()), range(picture.height()))
        inked = [x for x in columns[0] if any(picture.pixelColor(x, y) != paper for y in columns[1])]
        assert min(inked) > picture.width() * 0.8
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

"""Colours can be read, and stand in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

import scholar_desktop.ui
from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.ui.downloads.downloads_report import BAR_COLOURS
from scholar_desktop.ui.theme.stylesheet import build_stylesheet
from scholar_desktop.ui.theme.tokens import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, THEMES, Tokens, tokens_for
from scholar_desktop.ui.theme.type_scale import BODY, TypeScale

UI = Path(scholar_desktop.ui.__file__).parent
GROUNDS = ("bg", "panel", "sidebar", "select", "hover")
INKS = ("text", "muted", "link", "ok", "warn", "error", "bronze")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tokens", THEMES, ids=("light", "dark", "contrast light", "contrast dark"))
def test_text_can_be_read_on_every_ground(tokens: Tokens):
    least = 7.0 if tokens.contrast else 4.5
    for ground in GROUNDS:
        for ink in INKS:
            assert contrast(tokens.colour(ink), tokens.colour(ground)) >= least, f"{ink} on {ground}"
    for name in ("ok", "warn", "error"):
        assert contrast(tokens.colour(name), tokens.colour(f"{name}_ground")) >= least, name
        assert contrast(tokens.text, tokens.colour(f"{name}_ground")) >= least, name
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.text, tokens.mark) >= 4.5
    assert contrast(tokens.edge, tokens.bg) >= 3.0
    assert contrast(tokens.accent, tokens.track) >= 3.0, "how far a progress bar is"


def test_each_theme_is_found_by_what_it_is():
    found = [tokens_for(dark=dark, contrast=contrast_) for dark in (False, True) for contrast_ in (False, True)]
    assert found == [LIGHT, CONTRAST_LIGHT, DARK, CONTRAST_DARK]


def test_no_colour_stands_outside_the_tokens():
    for path in UI.rglob("*.py"):
        if path.name != "tokens.py":
            found = re.findall(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b", path.read_text("utf-8"))
            assert not found, f"{path.name}: {found}"


@pytest.mark.parametrize("tokens", THEMES, ids=("light", "dark", "contrast light", "contrast dark"))
def test_each_outcome_of_a_download_has_its_colour_in_the_bar(tokens: Tokens):
    assert set(BAR_COLOURS) == set(ItemOutcome)
    assert len(set(BAR_COLOURS.values())) == len(BAR_COLOURS)
    for name in BAR_COLOURS.values():
        assert re.fullmatch("#[0-9a-f]{6}", tokens.colour(name))


def test_the_text_of_boxes_has_the_chosen_size_whatever_font_they_had(qapp):
    font = QFont(qapp.font())
    font.setPixelSize(24)
    scale = TypeScale(font)
    for box in (QLineEdit(), QPlainTextEdit()):
        small = QFont(font)
        small.setPixelSize(10)
        box.setFont(small)
        box.setStyleSheet(build_stylesheet(LIGHT, scale))
        box.ensurePolished()
        assert box.fontInfo().pixelSize() == scale.font_px(BODY)

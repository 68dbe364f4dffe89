"""The German manual: it follows the English one, uses the words of the German window, and is what F1 shows there."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import scholar_desktop
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.widgets.button import native_keys
from scholar_desktop.ui.window import document_panel
from scholar_desktop.ui.window.action_definitions import CONTROL_KEYS, LIST_KEYS, SEARCH_BOX_KEYS
from scholar_desktop.ui.window.document_panel import PARTS, blocks_of, shown_blocks
from scholar_desktop.ui.words.window_language import use_language
from tests.support.window_driver import window_on
from tests.ui.window.test_help_menu import document, words_of

ROOT = Path(scholar_desktop.__file__).parents[1]
ENGLISH, GERMAN = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.de.md"))


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    use_language("de")
    yield
    use_language("en")


@pytest.fixture(scope="module")
def catalogue() -> Mapping[str, set[str]]:
    """English text -> its German translations, of which there are several if it has several contexts."""
    texts: dict[str, set[str]] = defaultdict(set)
    with (ROOT / "resources/translations/de.po").open("rb") as file:
        for message in read_po(file):
            if message.id and not message.pluralizable:
                texts[message.id].add(message.string)
            elif message.id:
                texts[message.id[0]].add(message.string[0])
    return texts


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the table in the part *heading*, without the line below its head."""
    part = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line.strip("|").split(" | ") for line in part.splitlines() if line.startswith("| ") and "---" not in line]
    return [[cell.strip() for cell in line] for line in lines]


def heading_of(english: str) -> str:
    """The German heading in the place of *english*."""
    pairs = zip(blocks_of(ENGLISH), blocks_of(GERMAN), strict=True)
    return next(german.text for block, german in pairs if block.kind == "heading" and block.text == english)


def names(text: str) -> list[str]:
    """The first, bold words of each item."""
    return re.findall(r"^- \*\*(.+?)\.?\*\*", text, re.M)


def test_the_german_manual_has_the_same_blocks_in_the_same_order():
    english, german = ([(block.kind, block.level) for block in blocks_of(text)] for text in (ENGLISH, GERMAN))
    assert german == english
    assert len(names(GERMAN)) == len(names(ENGLISH)) > 20
    for of_english, of_german in zip(blocks_of(ENGLISH), blocks_of(GERMAN), strict=True):
        if of_english.kind == "code":
            commands = [[line.split(" – ")[0] for line in block.text.splitlines()] for block in (of_english, of_german)]
            assert commands[0] == commands[1]
        elif len(of_english.text) > 60:
            assert of_german.text != of_english.text, "a sentence without a translation"


def test_both_manuals_name_the_same_files_addresses_commands_and_values():
    for pattern in (r"\]\((?!README)([^)]+)\)", r"`([^`\n]+)`"):
        assert re.findall(pattern, GERMAN) == re.findall(pattern, ENGLISH)
    numbers = [re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d{3})|Pos1", "", text)) for text in (ENGLISH, GERMAN)]
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("heading", ["Keys", "What is sent to whom"])
def test_the_tables_of_both_manuals_have_the_same_rows(heading):
    english, german = rows(ENGLISH, heading), rows(GERMAN, heading_of(heading))
    assert len(english) > 5
    assert [len(row) for row in german] == [len(row) for row in english]


def test_every_part_that_f1_leads_to_has_a_german_counterpart(german):
    pairs = [(block, english) for block, english in shown_blocks("README.md") if block.text]
    for page, part in PARTS.items():
        texts = [block.text for block, english in pairs if english.startswith(part)]
        assert texts, page
        assert not [text for text in texts if text.startswith(part)], page
    shown_text = "\n".join(block.text for block, _ in pairs)
    assert "make " not in shown_text, "the parts for people who build the program are left out"
    assert "Ausprobieren" not in shown_text
    assert "This page in English" not in shown_text


def test_texts_of_the_window_are_quoted_as_the_german_window_has_them(catalogue):
    translations = {text for found in catalogue.values() for text in found}
    count = 0
    for english, german in zip(blocks_of(ENGLISH), blocks_of(GERMAN), strict=True):
        quoted = re.findall("„([^“]+)“", german.text)
        assert [text for text in quoted if text not in translations] == []
        for text in re.findall("“([^”]+)”", english.text):
            if text in catalogue:
                assert catalogue[text] & set(quoted), text
                count += 1
    assert count > 8
    named = [(one, other) for one, other in zip(names(ENGLISH), names(GERMAN), strict=True) if one in catalogue]
    assert len(named) > 3
    assert [pair for pair in named if pair[1] not in catalogue[pair[0]]] == []


def test_what_is_sent_is_said_in_the_words_of_the_settings(catalogue):
    english, german = rows(ENGLISH, "What is sent to whom"), rows(GERMAN, heading_of("What is sent to whom"))
    for one, other in zip(english[1:], german[1:], strict=True):
        assert [cell in catalogue[text] for text, cell in zip(one, other, strict=True)] == [True] * 3


def test_keys_have_the_names_that_the_german_window_shows(german):
    lines = [*LIST_KEYS, *SEARCH_BOX_KEYS, *(line for _title, lines in CONTROL_KEYS for line in lines)]
    named: dict[str, str] = {}
    for keys, _ in lines:
        if shown(keys) != keys:
            named.update(zip(keys.split(" / "), shown(keys).split(" / "), strict=True))
    assert named["Delete"] == "Entf"
    english, german_rows = rows(ENGLISH, "Keys"), rows(GERMAN, heading_of("Keys"))
    for (keys, about), (german_keys, german_about) in zip(english[1:], german_rows[1:], strict=True):
        wanted = [named.get(key) or native_keys(key) for key in re.split(", | to ", keys)]
        assert re.split(", | bis ", german_keys) == wanted
        menu = [(text, gettext(text)) for part in about.split(", ") if (text := part[:1].upper() + part[1:])]
        if all(one != other for one, other in menu) and not about.startswith("next, "):  # “Next” is a button
            assert german_about.casefold() == ", ".join(other for _, other in menu).casefold(), about


async def test_the_driver_opens_the_window_in_another_language_and_then_leaves_the_texts_in_english(demo, tmp_path):
    async with window_on(demo, tmp_path, language="de") as driver:
        assert driver.widget("searchEdit").accessibleName() == gettext("Search") == "Suchen"
        assert driver.program.settings.language == "de"
    assert gettext("Search") == "Search"


async def test_f1_shows_german_text_at_the_part_about_the_page(german, demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        QTest.keyClick(driver.widget("searchEdit"), Qt.Key.Key_F1)
        panel = document(driver)
        assert panel.accessibleName() == "Dokumentation"
        await driver.until(lambda: panel.first.visibleRegion().boundingRect().height() > 0)
        assert panel.first.text() == "Erste Schritte"
        words = words_of(panel)
        assert "Klicken Sie auf „PDF holen“" in words
        assert "Get PDF" not in words
        QTest.keyClick(panel, Qt.Key.Key_Escape)
        driver.trigger("view.downloads")
        QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_F1)
        panel = document(driver)
        await driver.until(lambda: panel.first.visibleRegion().boundingRect().height() > 0)
        assert panel.first.plain_text().startswith("Tausend PDFs auf einmal.")
        QTest.keyClick(panel, Qt.Key.Key_Escape)
        driver.trigger("app.whats_new")
        panel = document(driver)
        assert panel.accessibleName() == "Neuerungen"
        assert "What changed for the people who use Scholar Desktop" in words_of(panel)


async def test_f1_shows_english_text_where_no_translation_is_installed(german, demo, tmp_path, monkeypatch):
    installed = tmp_path / "installed"
    installed.mkdir()
    (installed / "README.md").write_text(ENGLISH, "utf-8")
    monkeypatch.setattr(document_panel, "_FOLDERS", (installed,))
    async with window_on(demo, tmp_path / "profile") as driver:
        QTest.keyClick(driver.widget("searchEdit"), Qt.Key.Key_F1)
        panel = document(driver)
        await driver.until(lambda: panel.first.visibleRegion().boundingRect().height() > 0)
        assert panel.first.text() == "First steps"


def test_the_wheel_and_the_package_have_the_manual_in_every_language():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    in_wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    in_package = (ROOT / "packaging/pyinstaller/scholar-desktop.spec").read_text("utf-8")
    manuals = [file.name for file in ROOT.glob("README*.md")]
    assert "README.de.md" in manuals
    for name in manuals:
        assert in_wheel[name] == f"scholar_desktop/{name}"
        assert f'"{name}"' in in_package

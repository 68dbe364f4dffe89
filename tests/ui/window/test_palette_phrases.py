"""The first line of the command palette for phrases that people type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.ui.rows.panel_line_delegate import END
from scholar_desktop.ui.window.command_matching import LineNames, rank
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, show_in_library, window_on
from tests.ui.reference_lists.test_review_page import FRESH, paste

TO_TRASH = (
    "remove",
    "delete",
    "remove from library",
    "delete from library",
    "remove paper",
    "delete paper",
    "trash paper",
    "remove from my library",
    "delete the article",
    "remove this paper from the library",
)
FIRST = {
    **dict.fromkeys(TO_TRASH, "paper.delete"),
    "clear finished": "downloads.clear",
    "clear downloads": "downloads.clear",
    "remove from list": "downloads.remove",
    "remove from collection": "paper.uncollect",
    "remove tag": "paper.tag",
    "restore paper": "paper.restore",
    "restore from trash": "paper.restore",
    "undelete": "paper.restore",
    "download pdf": "paper.get_pdf",
    "choose manuscript": "manuscript.check",
    "check bib file": "manuscript.check",
    "check citations": "manuscript.check",
    "merge duplicates": "library.duplicates",
    "trash": "view.library_trash",
    "open trash": "view.library_trash",
    "empty the trash": "library.empty_trash",
    "downloads": "view.downloads",
    "go to downloads": "view.downloads",
    "news": "view.news",
    "open settings": "view.settings",
    "library": "focus.library",
    "go to library": "view.library",
    "show references": "view.references",
    "who cites": "view.cited_by",
    "limit": "citations.dates",
    "limit by date": "citations.dates",
    "load only": "citations.dates",
    "find in pdf": "pdf.find",
    "search in pdf": "pdf.find",
    "search in library": "focus.library",
    "new folder": "collection.new",
    "clear history": "search.forget_opened",
    "clear search history": "ledger.clear",
    "search history": "view.ledger",
    "mark as read": "paper.to_read",
    "mark read": "paper.to_read",
    "cite paper": "paper.copy_citation",
    "cite this paper": "paper.copy_citation",
    "rename folder": "collection.rename",
    "undo delete": "edit.undo",
    "why no pdf": "view.downloads",
    "open pdf": "paper.open_pdf",
    "export the library": "library.export",
    "add to the library": "paper.add",
    "add pdf": "library.add_folder",
    "search my library": "focus.library",
    "star paper": "paper.star",
    "zoom": "view.text_normal",
    "zoom in": "view.text_large",
    "zoom out": "view.text_normal",
    "change language": "view.language",
    "sort by date": "library.sort_added",
    "go back": "go.back",
    "tags": "paper.tag",
    "stop watching": "paper.watch",
    "unwatch": "paper.watch",
    "stop saved search": "saved.remove",
    "rename tag": "library.rename_tag",
    "edit tag": "paper.tag",
    "make text bigger": "view.text_large",
    "where are my files": "library.show_folder",
    "check bibliography": "manuscript.check",
    "mark unread": "paper.to_read",
    "add doi": "list.open",
    "paste list": "list.open",
    "dark mode": "view.theme_dark",
    "bigger text": "view.text_large",
    "language": "view.language",
    "export bibtex": "paper.export",
    "copy citation": "paper.copy_citation",
    "change style": "view.citation_style",
    "backup": "library.archive",
    "find duplicates": "library.duplicates",
    "go offline": "app.offline",
    "who cites this": "view.cited_by",
    "references of this paper": "view.references",
    "similar papers": "paper.similar",
    "graph": "view.map",
    "history": "view.ledger",
    "alerts": "view.news",
    "quit": "app.quit",
    "check manuscript": "manuscript.check",
    "empty trash": "library.empty_trash",
    "bookmark": "paper.star",
}
SECTIONS = {
    "api key": "Services and keys",
    "email": "Services and keys",
    "change email": "Services and keys",
    "change e-mail": "Services and keys",
    "e-mail": "Services and keys",
    "proxy": "Downloads",
    "privacy": "Privacy",
    "appearance": "Appearance",
    "mute notifications": "News",
}
GERMAN = {
    "entfernen": "paper.delete",
    "aus bibliothek entfernen": "paper.delete",
    "aus der bibliothek loeschen": "paper.delete",
    "publikation loeschen": "paper.delete",
    "downloads": "view.downloads",
    "bibliothek": "focus.library",
    "neuer ordner": "collection.new",
    "nach datum begrenzen": "citations.dates",
    "nur laden": "citations.dates",
    "in pdf suchen": "pdf.find",
    "verlauf loeschen": "search.forget_opened",
    "als gelesen markieren": "paper.to_read",
    "publikation zitieren": "paper.copy_citation",
    "ordner umbenennen": "collection.rename",
    "loeschen rueckgaengig": "edit.undo",
    "warum kein pdf": "view.downloads",
    "pdf oeffnen": "paper.open_pdf",
    "sprache aendern": "view.language",
    "zurueckgehen": "go.back",
    "tags": "paper.tag",
    "tag umbenennen": "library.rename_tag",
    "literaturverzeichnis pruefen": "manuscript.check",
    "stil aendern": "view.citation_style",
    "verlauf": "view.ledger",
}


def _first(driver: Driver, words: str) -> Any:
    driver.widget("paletteEdit").setText(words)
    return driver.widget("paletteList").item(0)


async def _open_palette(driver: Driver) -> None:
    """Open the palette with a paper of the library selected, and a download that is finished."""
    await driver.search("attention")
    driver.click_row(0)
    driver.trigger("paper.get_pdf")
    await driver.idle()
    await show_in_library(driver, 1)
    assert driver.window.registry.why_not("downloads.clear") is None
    await Keyboard(driver).press("Ctrl+K")
    await driver.idle()


@pytest.mark.parametrize(("language", "phrases"), [(None, FIRST), ("de", GERMAN)])
async def test_a_phrase_leads_to_its_command(
    demo: Any, tmp_path: Path, language: str | None, phrases: dict[str, str]
) -> None:
    async with window_on(demo, tmp_path, language=language) as driver:
        await _open_palette(driver)
        found = {}
        for words in phrases:
            item = _first(driver, words)
            found[words] = item and item.data(Qt.ItemDataRole.UserRole)
        assert found == phrases


async def test_a_phrase_leads_to_a_section_of_the_settings(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _open_palette(driver)
        for words, title in SECTIONS.items():
            item = _first(driver, words)
            assert (item.text(), item.data(END)) == (title, "Settings"), words


async def test_a_phrase_leads_to_the_command_of_the_page_that_is_shown(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{FRESH}\n10.5555/nobody.1\n")
        await Keyboard(driver).press("Ctrl+K")
        await driver.idle()
        assert _first(driver, "get pdfs").data(Qt.ItemDataRole.UserRole) == "list.add_and_get"
        await Keyboard(driver).press("Escape")
        await driver.search("attention is all you need")
        driver.click_row(0)
        driver.trigger("view.cited_by")
        await driver.until(lambda: driver.view("citedByView").model().rowCount() > 0)
        driver.view("citedByView").setFocus()
        await Keyboard(driver).press("Ctrl+K")
        await driver.idle()
        assert _first(driver, "sort by most cited").data(Qt.ItemDataRole.UserRole) == "citations.sort"


@pytest.mark.parametrize("is_chosen", [False, True])
async def test_a_phrase_whose_command_cannot_run_leads_to_it_and_its_reason(
    demo: Any, tmp_path: Path, is_chosen: bool
) -> None:
    async with window_on(demo, tmp_path) as driver:
        if is_chosen:
            await driver.search("attention")
            driver.click_row(0)
            await driver.idle()
        await Keyboard(driver).press("Ctrl+K")
        await driver.idle()
        no_paper = "" if is_chosen else "Select a paper first."
        for words, wanted, reason in (
            ("mark read", "paper.to_read", "This paper is not on your reading list." if is_chosen else no_paper),
            ("mark as read", "paper.to_read", "This paper is not on your reading list." if is_chosen else no_paper),
            ("cite paper", "paper.copy_citation", no_paper),
            ("rename folder", "collection.rename", "No collection is shown."),
            ("rename tag", "library.rename_tag", "No tag is shown."),
            ("undo delete", "edit.undo", "There is nothing to undo."),
            ("why no pdf", "view.downloads", ""),
            ("open pdf", "paper.open_pdf", "Your library has no PDF of this paper." if is_chosen else no_paper),
            ("clear history", "search.forget_opened", ""),
        ):
            item = _first(driver, words)
            assert item is not None, words
            can_run = bool(item.flags() & Qt.ItemFlag.ItemIsEnabled)
            assert (item.data(Qt.ItemDataRole.UserRole), can_run) == (wanted, not reason), words
            if reason:
                assert driver.widget("paletteNote").text().startswith(reason), words


async def test_enter_after_remove_from_library_keeps_the_list_of_downloads(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _open_palette(driver)
        [title] = driver.chosen("libraryView")
        keyboard = Keyboard(driver)
        await keyboard.type("remove from library")
        await keyboard.press("Return")
        await driver.idle()
        assert title not in driver.titles("libraryView")
        assert driver.window.registry.why_not("downloads.clear") is None


def _order(typed: str, *lines: LineNames) -> list[str]:
    """The titles of those of the lines that fit, in their order."""
    ranks = [(rank(typed.split(), line, can_run=True), line.title) for line in lines]
    return [title for order, title in sorted(each for each in ranks if each[0] is not None)]


def test_words_of_one_sentence_of_the_help_find_a_command_but_not_of_two() -> None:
    help_text = "Remove the downloads from this list. Their files stay in your library."
    line = LineNames("Clear finished", help=help_text)
    assert _order("remove downloads", line) == ["Clear finished"]
    assert _order("remove from library", line) == []
    assert _order("finished library", line) == ["Clear finished"]


def test_a_command_with_one_of_the_words_in_its_name_is_before_one_with_all_in_its_help() -> None:
    text = "Show the papers that you removed from your library."
    lines = LineNames("Trash", help=text), LineNames("Show in folder", help=text)
    assert _order("papers show", *lines) == ["Show in folder", "Trash"]


def test_words_of_one_other_name_are_worth_more_than_words_of_several() -> None:
    lines = LineNames("A", "same paper twice, delete twins"), LineNames("B", "delete paper")
    assert _order("delete paper", *lines) == ["B", "A"]


def test_a_phrase_that_counts_as_the_title_is_before_other_titles_also_if_the_command_cannot_run() -> None:
    named = LineNames("Quote", "quote, cite paper", phrases="cite paper")
    other = LineNames("Cited papers")
    for words in (["cite", "paper"], ["cite", "the", "paper"]):
        assert rank(words, named, can_run=False) < rank(words, other, can_run=True)
    assert rank(["cite"], named, can_run=False) > rank(["cite"], other, can_run=True)
    assert rank(["quote"], named, can_run=True) < rank(["quote"], named, can_run=False)


def test_what_a_command_acts_on_counts_beside_its_name_alone() -> None:
    line = LineNames("Star", submenu="Remove or restore", beside="paper, article")
    assert _order("star article", line) == ["Star"]
    assert _order("article", line) == []
    assert _order("restore article", line) == []


def test_small_words_may_be_missing_but_count_where_they_are() -> None:
    lines = LineNames("Smaller", "zoom out"), LineNames("Larger", "zoom in")
    assert _order("zoom in", *lines) == ["Larger", "Smaller"]
    assert _order("the", LineNames("Theme"), LineNames("Other")) == ["Theme", "Other"]


def test_a_page_is_before_a_section_with_its_title_and_a_section_before_the_page_that_has_it() -> None:
    section = LineNames("Downloads", "Downloads, connections", is_part=True)
    assert rank(["downloads"], LineNames("Downloads"), can_run=True) < rank(["downloads"], section, can_run=True)
    lines = LineNames("Settings", "connections", is_whole=True), section
    assert _order("connections", *lines) == ["Downloads", "Settings"]

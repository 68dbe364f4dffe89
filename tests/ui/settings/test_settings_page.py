"""The settings: each change counts at once and is on disk."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QListWidget, QRadioButton, QWidget

from scholar_desktop import app
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.services.exchange.entry_export import example_key
from scholar_desktop.services.papers.export import offered_styles
from scholar_desktop.services.program.settings_editor import SettingsFile
from scholar_desktop.settings import SETTINGS
from scholar_desktop.ui.context.style_chooser import StyleChooser
from scholar_desktop.ui.settings import setting_problems
from scholar_desktop.ui.settings.citation_key_box import ENDINGS, PARTS
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.tokens import DARK
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on


async def on_settings(driver: Driver) -> None:
    driver.trigger("view.settings")
    await driver.idle()


async def test_the_address_is_written_when_the_typing_is_done(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        box = driver.widget("settingsPage").findChild(QLineEdit, "emailEdit")
        box.selectAll()
        QTest.keyClicks(box, "grace@uni.example.org")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
        assert driver.program.services.settings_editor.current.email == "grace@uni.example.org"
        assert SettingsFile(tmp_path / "config" / "config.toml").get("email") == "grace@uni.example.org"


async def test_a_source_that_is_off_is_not_asked(demo, tmp_path):
    demo.reset()
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        ticks = {tick.text(): tick for tick in driver.widget("settingsPage").findChildren(QCheckBox)}
        QTest.mouseClick(ticks["Zenodo"], Qt.MouseButton.LeftButton, pos=ticks["Zenodo"].rect().center())
        await driver.idle()
        driver.trigger("view.search")
        await driver.search("attention")
        assert driver.titles()
        assert not [path for path in demo.stats()["counts"] if path.startswith("/api/records")]
        driver.trigger("view.settings")
        for name in ("Semantic Scholar", "Unpaywall"):
            QTest.mouseClick(ticks[name], Qt.MouseButton.LeftButton, pos=ticks[name].rect().center())
        await driver.idle()
        said = "Choose at least one source to search."
        assert said in [text.text() for text in ticks["Unpaywall"].parentWidget().parentWidget().findChildren(QLabel)]
        assert ticks["Unpaywall"].isChecked(), "the last one stays"
        assert driver.program.services.settings_editor.current.sources == ("unpaywall",)


async def test_before_a_search_the_sources_that_it_will_query_are_named_and_those_that_are_off(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        chip = driver.widget("sourceChip.zenodo")
        assert not chip.isHidden()
        assert chip.text() == "Zenodo"
        await driver.program.services.settings_editor.set("sources", ["s2", "unpaywall"])
        await driver.idle()
        assert not chip.isHidden()
        assert chip.text() == "Zenodo off"


async def test_the_corpus_can_be_searched_by_default_and_be_asked_first(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        ticks = {tick.text(): tick for tick in driver.widget("settingsPage").findChildren(QCheckBox)}
        for name in ("Offline corpus", "Use before Semantic Scholar"):
            QTest.mouseClick(ticks[name], Qt.MouseButton.LeftButton, pos=ticks[name].rect().center())
        await driver.idle()
        current = driver.program.services.settings_editor.current
        assert (current.corpus_first, current.sources) == (True, ("s2", "unpaywall", "zenodo", "corpus"))
        driver.trigger("view.search")
        await driver.search("attention")
        assert driver.titles(), "without a corpus the services answer as always"
        assert not driver.widget("sourceChip.corpus").isVisible(), "there is none"


@pytest.mark.parametrize(("size", "percent"), [((1280, 800), 100), ((1024, 640), 100), ((1280, 800), 200)])
async def test_the_address_is_shown_whole_and_its_icon_grows_with_the_text(demo, tmp_path, size, percent):
    address = "demo@scholar-desktop.example"
    async with window_on(demo, tmp_path, size=size, email=address, text_size=percent) as driver:
        await on_settings(driver)
        box = driver.widget("settingsPage").findChild(QLineEdit, "emailEdit")
        icon = box.textMargins().left()
        assert icon == driver.window.theme.px(24)
        assert box.fontMetrics().horizontalAdvance(address) + icon <= box.width()


async def test_a_long_address_gives_way_in_a_narrow_window(demo, tmp_path):
    address = "a.very.long.name@scholar-desktop.example"
    async with window_on(demo, tmp_path, size=(640, 640), email=address, text_size=200) as driver:
        await on_settings(driver)
        area = driver.widget("settingsPage")._scroll
        assert area.widget().width() <= area.viewport().width(), "nothing is beside the window"
        assert driver.widget("settingsPage").findChild(QLineEdit, "emailEdit").width() > area.width() // 2


async def test_a_key_is_tried_with_one_request_before_it_is_kept(demo, tmp_path):
    demo.reset()
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        box = driver.widget("keyEdit.semantic_scholar")
        QTest.keyClicks(box, "not-a-key")
        driver.click("tryKey.semantic_scholar")
        await driver.idle()
        keys = driver.program.services.keys
        assert not (await keys.status())["semantic_scholar"].is_set
        assert box.text() == "not-a-key"
        assert sum(demo.stats()["counts"].values()) == 1
        box.selectAll()
        QTest.keyClicks(box, "demo-key")
        driver.click("tryKey.semantic_scholar")
        await driver.idle()
        assert (await keys.status())["semantic_scholar"].is_set
        assert box.text() == ""
        assert "demo-key" not in box.placeholderText()


async def test_a_library_link_that_cannot_be_saved_says_why_beside_its_box(demo, tmp_path, monkeypatch):
    announced: list[str] = []
    monkeypatch.setattr(setting_problems, "announce", lambda _about, words: announced.append(words))
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        box, theme = driver.widget("libraryLinkEdit"), driver.window.theme
        shown = box.grab().toImage()
        texts = lambda: [one.text() for one in box.parentWidget().findChildren(QLabel)]  # noqa: E731
        before = texts()
        driver.type("https://proxy.example.edu/login", "libraryLinkEdit")
        driver.press(Qt.Key.Key_Return, "libraryLinkEdit")
        await driver.idle()
        reason = box.accessibleDescription()
        assert "{url}" in reason
        assert reason in texts(), "in the row of the box"
        assert announced == [reason]
        assert reason.startswith("This must contain {url}"), "not the key of the setting in config.toml"
        (says,) = (one for one in box.parentWidget().findChildren(QLabel) if one.text() == reason)
        assert says.property("tone") == "error"
        box.clearFocus()
        assert box.grab().toImage().pixelColor(0, box.height() // 2) == theme.colour("error")
        driver.type("", "libraryLinkEdit")
        driver.press(Qt.Key.Key_Return, "libraryLinkEdit")
        await driver.idle()
        assert box.accessibleDescription() == ""
        assert texts() == before
        assert (says.property("tone"), announced) == ("muted", [reason])
        box.clearFocus()
        assert box.grab().toImage() == shown, "the box is not marked any more"


async def test_the_example_of_a_library_link_is_that_of_its_hint(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        box = driver.widget("libraryLinkEdit")
        driver.type("proxy", "libraryLinkEdit")
        driver.press(Qt.Key.Key_Return, "libraryLinkEdit")
        await driver.idle()
        assert box.placeholderText() in box.accessibleDescription()


async def test_the_limits_of_simultaneous_downloads_are_beside_their_boxes(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await opened(driver)
        titles = ("Downloads at the same time", "Downloads from a host at the same time")
        boxes = [one for one in page.findChildren(QLineEdit) if one.accessibleName() in titles]
        words = " ".join(one.text() for one in _row_of(page, boxes[0]).findChildren(QLabel))
        assert "1 to 64 files, 1 to 16 per host" in words
        assert [one.validator().top() for one in boxes] == [64, 16]


async def test_a_choice_that_cannot_be_saved_says_why_in_the_head_of_the_page(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        page = driver.window.pages.page("settings")
        head = page.focus_panes()[0]
        before = head.sentence.text()
        page._set("theme", "sepia")
        await driver.idle()
        assert "sepia" in head.sentence.text()
        assert head.sentence.property("tone") == "error"
        page._set("theme", "dark")
        await driver.idle()
        assert (head.sentence.text(), head.sentence.property("tone")) == (before, "muted")


async def test_the_theme_changes_at_once(demo, tmp_path):
    async with window_on(demo, tmp_path, theme="light") as driver:
        await on_settings(driver)
        shown = {label.text() for label in driver.widget("settingsPage").findChildren(QLabel)}
        for setting in SETTINGS:
            if setting.key in (
                "email",
                "sources",
                "copy_order",
                "drag_folder",
                "library_link",
                "watch",
                "theme",
                "language",
            ):
                assert {setting.title, setting.help} <= shown, setting.key
        choices = {choice.text(): choice for choice in driver.widget("settingsPage").findChildren(QRadioButton)}
        QTest.mouseClick(choices["Dark"], Qt.MouseButton.LeftButton, pos=choices["Dark"].rect().center())
        await driver.idle()
        assert driver.window.theme.tokens is DARK
        assert SettingsFile(tmp_path / "config" / "config.toml").get("theme") == "dark"


async def test_the_language_is_chosen_by_its_own_name(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        choices = driver.widget("languageSetting").findChildren(QRadioButton)
        assert [(choice.text(), choice.isChecked()) for choice in choices] == [
            ("System", True),
            ("English", False),
            ("Deutsch", False),
        ]
        QTest.mouseClick(choices[2], Qt.MouseButton.LeftButton, pos=choices[2].rect().center())
        await driver.idle()
        assert SettingsFile(tmp_path / "config" / "config.toml").get("language") == "de"
        assert driver.window.messages.note("restart").lead == "“Language” takes effect after a restart."
        boxes = driver.widget("settingsPage").findChildren(QLineEdit)
        number = next(one for one in boxes if one.accessibleName() == "Downloads at the same time")
        before = number.text()
        for text, lead in (
            ("2", "“Downloads at the same time” and “Language” take effect after a restart."),
            (before, "“Language” takes effect after a restart."),
        ):
            assert text != number.text()
            number.setFocus()
            number.selectAll()
            QTest.keyClicks(number, text)
            QTest.keyClick(number, Qt.Key.Key_Return)
            await driver.idle()
            assert driver.window.messages.note("restart").lead == lead
        wanted: list[object] = []
        driver.window.restart_requested.connect(wanted.append)
        next(one for one in driver.window.messages.findChildren(Button) if one.content.text == "Restart now").click()
        assert wanted == [None]
        driver.trigger("app.palette")
        driver.type("restart", "paletteEdit")
        driver.press(Qt.Key.Key_Return, "paletteEdit")
        assert wanted == [None, None], "also when the message was closed"
        QTest.mouseClick(choices[0], Qt.MouseButton.LeftButton, pos=choices[0].rect().center())
        await driver.idle()
        assert driver.window.messages.note("restart") is None, "nothing differs from the start"


async def test_a_restart_returns_to_the_setting_that_was_changed(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        choice = driver.widget("language-de")
        QTest.mouseClick(choice, Qt.MouseButton.LeftButton, pos=choice.rect().center())
        await driver.idle()
        button = next(one for one in driver.window.messages.findChildren(Button) if one.content.text == "Restart now")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.idle()
    for is_first in (True, False):
        async with window_on(demo, tmp_path) as driver:
            await driver.until(lambda: driver.window.navigation.page == "settings")
            await driver.until(lambda: driver.window.findChild(QWidget, "language-de") is not None)
            if is_first:
                await driver.until(lambda: driver.widget("language-de").hasFocus())
            await driver.idle()
            assert (not driver.widget("language-de").visibleRegion().isEmpty()) is is_first, "only once"


async def test_offline_mode_stays_as_it_is_when_the_program_restarts(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.offline")
        await driver.idle()
        offline = driver.program.settings_to_restart()
        driver.trigger("app.offline")
        await driver.idle()
        assert not driver.program.settings_to_restart().offline
    program = app.build(offline)
    try:
        assert program.services.status.offline
    finally:
        await program.aclose()


async def test_the_sources_say_that_the_corpus_is_searched_while_offline(demo, tmp_path):
    async with window_on(demo, tmp_path, offline=True) as driver:
        await on_settings(driver)
        words = [one.text() for one in driver.widget("settingsPage").findChildren(QLabel) if one.isVisible()]
        assert any("the offline corpus is searched even if it is off" in text for text in words)


async def test_another_library_folder_begins_the_program_anew(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        wanted: list[object] = []
        driver.window.restart_requested.connect(wanted.append)
        folder = tmp_path / "other library"
        folder.mkdir()
        # The dialog that chooses files belongs to the desktop; what it hands over is a path.
        driver.widget("settingsPage")._folder._on_selected(folder)
        await driver.idle()
        assert wanted == [folder]
        assert driver.program.services.settings_editor.current.data_dir == folder


async def test_a_citation_style_is_searched_and_kept(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        button = driver.widget("citationStyleButton")
        assert button.text() == "APA Style 7th edition"
        driver.click("citationStyleButton")
        panel = driver.widget("citationStylePanel")
        box = panel.findChild(QLineEdit, "styleEdit")
        QTest.keyClicks(box, "sage vancouver")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
        assert not panel.isVisible()
        assert button.text().startswith("SAGE - NLM/Vancouver")
        assert SettingsFile(tmp_path / "config" / "config.toml").get("citation_style") == "sage-vancouver"
        await driver.program.services.settings_editor.set("citation_style", "nature")
        assert button.text() == "Nature", "as the export panel sets it"


async def test_esc_in_the_list_of_citation_styles_keeps_the_style(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        editor, button = driver.program.services.settings_editor, driver.widget("citationStyleButton")
        driver.click("citationStyleButton")
        panel = driver.widget("citationStylePanel")
        box, styles = panel.findChild(QLineEdit, "styleEdit"), panel.findChild(QListWidget, "styleList")
        QTest.keyClick(box, Qt.Key.Key_Down)
        QTest.keyClick(box, Qt.Key.Key_Down)
        await driver.idle()
        QTest.keyClick(box, Qt.Key.Key_Escape)
        await driver.idle()
        assert not panel.isVisible()
        assert (editor.current.citation_style, button.text()) == ("apa", "APA Style 7th edition")
        driver.click("citationStyleButton")
        assert styles.currentItem().text() == "APA Style 7th edition"
        second = styles.item(2)
        at = styles.visualItemRect(second).center()
        QTest.mouseClick(styles.viewport(), Qt.MouseButton.LeftButton, pos=at)
        await driver.idle()
        assert editor.current.citation_style == "apa"
        title = second.text()
        QTest.mouseDClick(styles.viewport(), Qt.MouseButton.LeftButton, pos=at)
        await driver.idle()
        assert not panel.isVisible()
        assert offered_styles()[editor.current.citation_style] == title


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("American Psychological", "APA Style 7th edition"),
        ("psych", "APA Style 7th edition"),
        ("modern language", "MLA Handbook 9th edition (in-text citations)"),
        ("rsc", "Royal Society of Chemistry"),
        ("pnas", "Proceedings of the National Academy of Sciences of the United States of America"),
        ("vancouver", "NLM/Vancouver: Citing Medicine 2nd edition (citation-sequence)"),
        ("vanc", "NLM/Vancouver: Citing Medicine 2nd edition (citation-sequence)"),
        ("chicago", "Chicago Manual of Style 18th edition (author-date)"),
        ("vancouver citing", "NLM/Vancouver: Citing Medicine 2nd edition (citation-sequence)"),
    ],
)
def test_a_citation_style_is_found_by_its_long_name_and_its_abbreviation(qapp, words: str, first: str):
    chooser = StyleChooser(Theme(qapp, "light"), offered_styles())
    QTest.keyClicks(chooser.box, words)
    assert chooser.findChild(QListWidget, "styleList").item(0).text() == first


async def test_a_template_of_citation_keys_shows_an_example_and_what_is_wrong(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        file, box = SettingsFile(tmp_path / "config" / "config.toml"), driver.widget("citationKeyTemplateEdit")
        example = driver.widget("citationKeyExample")
        assert example.text() == "Key of “Attention Is All You Need”: vaswani2017attention"
        assert "auth, auth(3), authors(2), " in driver.widget("citationKeySyntax").text()
        assert "shorttitle(1,0): the number of words of the title" in driver.widget("citationKeySyntax").text()
        for part in f"{PARTS}, {', '.join(f'title{ending}' for ending in ENDINGS.split(', '))}".split(", "):
            example_key(part)  # what the page names can be read
        box.setFocus()
        QTest.keyClicks(box, "auth + yaer")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
        assert example.text().startswith("“yaer” in the template “auth + yaer” cannot be read.")
        assert file.get("citation_key_template") is None
        box.selectAll()
        QTest.keyClicks(box, "auth + year")
        assert example.text().endswith(": Vaswani2017")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
        assert file.get("citation_key_template") == "auth + year"
        library = driver.program.services.library
        key = await library.entries.add({"title": "Growth", "author": (Contributor("author", "Wood", "Ann"),)})
        assert (await library.get(key)).cite_key == "Wood"


async def test_a_template_of_citation_keys_that_cannot_be_read_is_shown_after_a_restart(demo, tmp_path):
    mistake = "“yaer” in the template “auth + yaer” cannot be read."
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        box = driver.widget("citationKeyTemplateEdit")
        box.setFocus()
        QTest.keyClicks(box, "auth + yaer")
        await driver.idle()
    for _ in range(2):
        async with window_on(demo, tmp_path) as driver:
            await opened(driver)
            box, example = driver.widget("citationKeyTemplateEdit"), driver.widget("citationKeyExample")
            assert box.text() == "auth + yaer"
            assert example.text().startswith(mistake)
            assert example.text().endswith("Until then, new papers have keys such as vaswani2017attention.")
    async with window_on(demo, tmp_path) as driver:
        await opened(driver)
        box = driver.widget("citationKeyTemplateEdit")
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, "auth + year")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
    async with window_on(demo, tmp_path, citation_key_template="auth + year") as driver:
        await opened(driver)
        assert driver.widget("citationKeyTemplateEdit").text() == "auth + year"
        assert driver.widget("citationKeyExample").text().endswith(": Vaswani2017")


def _row_of(page: Any, control: QWidget) -> QWidget:
    """The row of the settings that has *control*."""
    row, content = control, page._scroll.widget()
    while row.parentWidget() is not content:
        row = row.parentWidget()
    return row


async def opened(driver: Driver) -> Any:
    """Show the settings, and return their page once it has all of them."""
    driver.trigger("view.settings")
    page = driver.widget("settingsPage")
    await driver.until(lambda: page._is_built)
    await driver.idle()
    return page


async def test_the_index_marks_the_section_that_is_shown_and_selects_no_text(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        page = await opened(driver)
        links = {one.text(): one for one in page._sections.list.findChildren(Button)}

        def marked() -> list[str]:
            return [name for name, one in links.items() if one.accessibleDescription() == "Shown now"]

        first, last = next(iter(links)), list(links)[-1]
        assert marked() == [first]
        for name in ("Library", last, first):
            QTest.mouseClick(links[name], Qt.MouseButton.LeftButton)
            await driver.idle()
            await driver.until(lambda: not page._scroll._soon.isActive())
            assert marked() == [name]
            focused = driver.window.focusWidget()
            assert not (isinstance(focused, QLineEdit) and focused.hasSelectedText())
        bar = page._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())
        assert marked() == [last], "the page is scrolled to its end"
        driver.widget("sidebar.view.settings").setFocus()
    # after a restart, the first control has the focus, and no frame is around all settings
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.idle()
        assert driver.window.navigation.page == "settings"
        assert driver.window.focusWidget().text() == first


async def test_the_arrow_keys_in_the_links_show_the_sections(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1280, 800)) as driver:
        driver.trigger("view.settings")
        await driver.until(lambda: driver.widget("settings.library.archive").isEnabled())
        await driver.idle()
        page = driver.window.pages.currentWidget()
        links = {one.text(): one for one in page._sections.list.findChildren(Button)}
        links["Services and keys"].setFocus(Qt.FocusReason.TabFocusReason)
        for name in ("Downloads", "Library", "News", "Appearance"):
            QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_Down)
            await driver.idle()
            assert driver.window.focusWidget() is links[name]
            heading = next(one for one in page._scroll.findChildren(QLabel) if one.text() == name)
            assert not heading.visibleRegion().isEmpty(), name


@pytest.mark.parametrize("text_size", [100, 150])
async def test_the_links_of_the_sections_lead_to_their_first_controls(demo, tmp_path, text_size):
    async with window_on(demo, tmp_path, demo=True, text_size=text_size) as driver:
        keyboard = Keyboard(driver)
        page = await opened(driver)
        links = [each for each in page.findChildren(Button) if each.text() == "Appearance" and each.isVisible()]
        assert len(links) == 1
        links[0].setFocus()
        await keyboard.press("Return")
        first = driver.window.focusWidget()
        assert first.objectName() == "theme-system"
        await keyboard.press("Tab")
        await driver.idle()
        chosen = driver.window.focusWidget()
        assert chosen.objectName() == f"text_size-{text_size}", "Tab does not stop at the choice that is set"
        await keyboard.press("Tab")
        assert driver.window.focusWidget().objectName() == "language-system"
        at = first.mapTo(page._scroll.viewport(), QPoint(0, 0)).y()
        assert 0 <= at < page._scroll.viewport().height(), "the page went back"


async def test_a_control_is_scrolled_into_sight_with_its_whole_row(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True, size=(1024, 640)) as driver:
        keyboard = Keyboard(driver)
        page = await opened(driver)
        driver.widget("dragFolderEdit").setFocus()
        height = page._scroll.viewport().height()
        for _ in range(12):
            await keyboard.press("Tab")
            await driver.until(lambda: not page._scroll._soon.isActive())
            focused = driver.window.focusWidget()
            if not page._scroll.widget().isAncestorOf(focused):
                break
            row = _row_of(page, focused)
            top = row.mapTo(page._scroll.viewport(), QPoint(0, 0)).y()
            assert top >= 0, focused.objectName()
            assert top + row.height() <= height, focused.objectName()


async def test_the_palette_leads_to_the_language(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+Shift+P")
        await driver.idle()
        await keyboard.type("language")
        await keyboard.press("Return")
        await driver.until(lambda: driver.window.focusWidget().objectName() == "language-system")


async def test_the_palette_leads_to_the_citation_style(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        assert driver.widget("searchEdit").hasFocus()
        await keyboard.press("Ctrl+K")
        await keyboard.type("style")
        await keyboard.press("Return")
        page = driver.widget("settingsPage")
        await driver.until(lambda: driver.window.findChild(QWidget, "citationStylePanel") is not None)
        await driver.until(lambda: driver.window.focusWidget() is driver.widget("citationStylePanel").chooser.box)
        await keyboard.type("ieee")
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.ui_context.services.settings_editor.current.citation_style == "ieee"
        assert driver.widget("citationStyleButton").hasFocus()
        view = page._scroll.viewport()
        assert view.rect().contains(driver.widget("citationStyleButton").mapTo(view, QPoint(0, 0)))


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_the_view_menu_leads_to_the_language_in_its_section(demo, tmp_path, size):
    async with window_on(demo, tmp_path, size=size, demo=True) as driver:
        for _ in range(2):  # the second time, the page is there already
            driver.trigger("view.language")
            await driver.until(lambda: driver.window.focusWidget().objectName() == "language-system")
            await driver.idle()
            page = driver.widget("settingsPage")
            links = [one for one in page.findChildren(Button) if one.accessibleDescription() == "Shown now"]
            assert [one.text() for one in links if one.isVisible()] == ["Appearance"]
            language = driver.window.focusWidget()
            heading = next(one for one in page.findChildren(QLabel) if one.text() == "Appearance")
            viewport = page._scroll.viewport().rect()
            for shown_part in (heading, language):
                top = shown_part.mapTo(page._scroll.viewport(), QPoint(0, 0))
                assert viewport.contains(top), shown_part
            driver.trigger("view.downloads")
            await driver.idle()


async def test_the_palette_leads_to_the_template_of_the_citation_keys(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        driver.trigger("app.palette")
        driver.type("cite key", "paletteEdit")
        driver.press(Qt.Key.Key_Return, "paletteEdit")
        await driver.until(lambda: driver.window.focusWidget().objectName() == "citationKeyTemplateEdit")


async def test_the_export_shows_the_template_of_the_keys_that_applies(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True, citation_key_template="auth + year") as driver:
        await driver.search("attention")
        driver.view().choose(0)
        driver.trigger("paper.export")
        await driver.idle()
        assert driver.widget("exportKeys").placeholderText() == "Keys of your library"
        assert shown_tooltip(driver.widget("exportKeys")).endswith("A template for this export: auth + year")


async def test_the_first_start_is_not_wider_than_a_narrow_window_with_large_text(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640), email=None, first_start_done=False, text_size=200) as driver:
        page = driver.widget("firstStartPage")
        assert page.isVisible()
        assert page.widget().width() <= page.viewport().width(), "nothing is beside the window"


async def test_tab_goes_on_from_a_section_without_controls(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True, size=(1024, 640)) as driver:
        keyboard = Keyboard(driver)
        page = await opened(driver)
        next(one for one in page.findChildren(Button) if one.text() == "Privacy" and one.isVisible()).setFocus()
        await keyboard.press("Return")
        bar = page._scroll.verticalScrollBar()
        await driver.until(lambda: bar.value() > 0 and not page._scroll._soon.isActive())
        before = bar.value()
        assert isinstance(keyboard.focus, QLabel)
        assert keyboard.focus.text() == "Privacy"
        await keyboard.press("Tab")
        await driver.until(lambda: not page._scroll._soon.isActive())
        assert not page._scroll.isAncestorOf(keyboard.focus), "the section is the last one"
        assert bar.value() == before
        await keyboard.press("Shift+Tab")
        assert page._scroll.isAncestorOf(keyboard.focus)
        assert keyboard.focus.objectName().startswith("language-")


async def test_a_heading_without_controls_is_marked_by_a_line_below_it_and_only_for_keys(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        page = await opened(driver)
        link = next(one for one in page.findChildren(Button) if one.text() == "Privacy" and one.isVisible())
        heading = next(one for one in page.findChildren(QLabel) if one.text() == "Privacy")
        accent = driver.window.theme.colour("accent")

        def marked() -> tuple[bool, bool]:
            picture = heading.grab().toImage()
            return picture.pixelColor(1, heading.height() - 1) == accent, picture.pixelColor(1, 4) == accent

        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert heading.hasFocus()
        assert marked() == (False, False)
        link.setFocus()
        QTest.keyClick(link, Qt.Key.Key_Space)
        await driver.idle()
        assert heading.hasFocus()
        assert marked() == (True, False)


async def test_down_in_a_box_of_one_line_does_not_scroll_the_page(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True, size=(1024, 640)) as driver:
        page = await opened(driver)
        box, bar = page.findChild(QLineEdit, "emailEdit"), page._scroll.verticalScrollBar()
        box.setFocus()
        await driver.until(lambda: not page._scroll._soon.isActive())
        before = bar.value()
        assert bar.maximum() > before
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
            QTest.keyClick(box, key)
            assert bar.value() == before
        QTest.keyClick(box, Qt.Key.Key_PageDown)
        assert bar.value() > before


async def test_the_names_of_styles_that_differ_at_the_end_can_be_told_apart(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await on_settings(driver)
        driver.click("citationStyleButton")
        QTest.keyClicks(driver.widget("citationStylePanel").findChild(QLineEdit), "vancouver citing")
        styles = driver.widget("citationStylePanel").findChild(QListWidget, "styleList")
        titles = [styles.item(row).text() for row in range(styles.count())]
        assert len(titles) > 1
        for row, title in enumerate(titles):
            room = styles.visualItemRect(styles.item(row)).width()
            assert styles.fontMetrics().horizontalAdvance(title) < room, title
        assert styles.textElideMode() is Qt.TextElideMode.ElideMiddle

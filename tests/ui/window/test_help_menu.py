"""The Help menu: documents of the program, the report of a problem, and the licences."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget

import scholar_desktop
from scholar_desktop import PROJECT_PAGE, __version__
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.window.document_panel import LINKED, PARTS, Block, blocks_of, document_panel, document_text
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, recorded, window_on

ROOT = Path(scholar_desktop.__file__).parents[1]


def words_of(panel: QWidget) -> str:
    labels = panel.findChildren(QLabel)
    return "\n".join(one.plain_text() if isinstance(one, Prose) else one.text() for one in labels)


def document(driver: Driver) -> QWidget:
    panels = [one for one in driver.window.findChildren(QWidget, "documentPanel") if one.isVisible()]
    assert len(panels) == 1
    return panels[0]


async def test_f1_shows_the_documentation_and_esc_closes_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        QTest.keyClick(driver.widget("searchEdit"), Qt.Key.Key_F1)
        panel = document(driver)
        assert panel.accessibleName() == "Documentation"
        assert "`" not in words_of(panel)
        words = words_of(panel)
        assert "make" not in words.split(), "people who use the window do not build it"
        assert words.index("Search. Type words") < words.index("next, previous row")
        cells = {each.plain_text(): each for each in panel.findChildren(Prose)}
        keys, actions = (
            [cells[key] for key in ("Ctrl+L", "Ctrl+D")],
            [next(cells[words] for words in cells if words.startswith("go to the search box")), cells["get the PDF"]],
        )
        assert [each.y() for each in keys] == [each.y() for each in actions], "a row of the table"
        assert len({each.x() for each in actions}) == 1
        assert actions[0].x() > keys[0].x()
        assert all(each.fontMetrics().horizontalAdvance("Ctrl+Shift+P") < each.width() for each in keys)
        await driver.until(lambda: panel.first.visibleRegion().boundingRect().height() > 0)
        assert panel.first.text() == "First steps"
        QTest.keyClick(panel, Qt.Key.Key_Escape)
        assert not panel.isVisible()
        driver.trigger("view.settings")
        driver.trigger("app.documentation")
        panel = document(driver)
        await driver.until(lambda: panel.first.visibleRegion().boundingRect().height() > 0)
        assert panel.first.text() == "What is sent to whom"


async def test_the_documentation_says_which_part_is_about_the_page_and_leads_to_its_beginning(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_F1)
        panel = document(driver)
        await driver.until(lambda: panel.first.visibleRegion().boundingRect().height() > 0)
        above = [one.text() for one in panel.findChildren(QLabel) if one.isVisible()]
        assert "Part about this page: A thousand PDFs at once" in above
        bar = panel.findChild(QScrollArea).verticalScrollBar()
        await driver.until(lambda: bar.value() > 0)
        driver.click("documentStartButton")
        assert bar.value() == 0
        await driver.idle()
        assert bar.value() == 0
        QTest.keyClick(panel, Qt.Key.Key_Escape)
        driver.trigger("app.whats_new")
        assert document(driver).findChild(QPushButton, "documentStartButton") is None


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
async def test_the_documentation_has_links_to_its_parts(demo, tmp_path, size):
    async with window_on(demo, tmp_path, size=size) as driver:
        driver.trigger("app.documentation")
        panel = document(driver)
        links = {one.text(): one for one in panel._contents.findChildren(QPushButton)}
        assert list(links)[:3] == ["First steps", "Keys", "Search operators"]
        assert all(one.visibleRegion().boundingRect() == one.rect() for one in links.values())
        links["Keys"].setFocus()
        QTest.keyClick(links["Keys"], Qt.Key.Key_Space)
        heading = next(one for one in panel.body.findChildren(QLabel) if one.text() == "Keys")
        assert heading.y() == panel._scroll.verticalScrollBar().value()
        assert panel._scroll.hasFocus(), "the keys scroll on from there"
        panel.close_panel()
        driver.trigger("app.whats_new")
        assert document(driver)._contents is None, "a list of versions"


async def test_ctrl_f_finds_words_in_the_documentation_and_enter_the_next_place(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.documentation")
        panel = document(driver)
        driver.window.activateWindow()
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+F")
        assert panel.isVisible(), "the library was opened"
        box = driver.widget("documentFind")
        assert box.hasFocus()
        await keyboard.type("library")
        seen = []
        for _ in range(3):
            selected = [one for one in panel.body.findChildren(Prose) if one.hasSelectedText()]
            assert [one.selectedText().lower() for one in selected] == ["library"]
            assert not selected[0].visibleRegion().isEmpty(), "it is in sight"
            seen.append(selected[0].plain_text())
            await keyboard.press("Return")
        assert len(set(seen)) == 3
        for word in ("bronze", "hybrid", "access unknown"):  # words of the rows
            await keyboard.press("Ctrl+A")
            await keyboard.type(word)
            assert any(one.hasSelectedText() for one in panel.body.findChildren(Prose)), word
        await keyboard.type("qqq")
        assert box.accessibleDescription() == "Not found"
        assert panel._not_found.isVisible()
        await keyboard.press("Ctrl+A")
        await keyboard.type("library")
        assert not panel._not_found.isVisible()
        await keyboard.press("Escape")
        assert not panel.isVisible()


async def test_letters_typed_in_the_documentation_are_found_and_run_no_command(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.window.activateWindow()
        driver.trigger("app.documentation")
        panel, keyboard = document(driver), Keyboard(driver)
        assert panel._scroll.hasFocus(), "the keys scroll"
        await keyboard.press("Space")
        assert panel._scroll.verticalScrollBar().value() > 0
        await keyboard.type("timeline?")
        assert driver.widget("documentFind").text() == "timeline?"
        await keyboard.press("Backspace")
        selected = [one.selectedText().lower() for one in panel.body.findChildren(Prose) if one.hasSelectedText()]
        assert selected == ["timeline"]
        assert panel.isVisible()


async def test_tab_in_a_part_of_the_documentation_goes_to_the_next_link_below(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.window.activateWindow()
        driver.trigger("view.settings")
        await driver.idle()
        driver.trigger("app.documentation")
        panel, keyboard = document(driver), Keyboard(driver)
        bar = panel._scroll.verticalScrollBar()
        await driver.until(lambda: bar.value() > 0)
        shown = bar.value()
        await keyboard.press("Tab")
        focused = driver.window.focusWidget()
        assert focused is not panel._scroll
        assert focused is panel._close or focused.mapTo(panel.body, QPoint(0, 0)).y() >= shown
        assert bar.value() >= shown
        if focused is not panel._close:
            assert not focused.visibleRegion().isEmpty()


async def test_a_table_without_room_for_its_longest_words_has_a_line_for_each_row(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640), text_size=200) as driver:
        driver.trigger("app.documentation")
        panel = document(driver)
        for cell in panel.findChildren(Prose):
            assert cell.width() <= panel._scroll.viewport().width()
        QTest.keyClick(panel, Qt.Key.Key_Escape)
        driver.trigger("app.about")
        about = driver.widget("aboutPanel")
        about.findChild(QPushButton, "about.THIRD_PARTY.md").click()
        panel = document(driver)
        assert "name · versions · licence · home page" in words_of(panel)
        assert panel.body.width() <= panel._scroll.viewport().width(), "nothing is beside the window"


@pytest.mark.parametrize("action", ["app.shortcuts", "app.documentation", "app.whats_new"])
async def test_keys_scroll_the_panels_at_once_and_from_the_close_button(demo, tmp_path, action):
    async with window_on(demo, tmp_path, size=(900, 640)) as driver:
        driver.trigger(action)
        panel = driver.widget("shortcutsPanel") if action == "app.shortcuts" else document(driver)
        bar = panel._scroll.verticalScrollBar()
        await driver.until(lambda: bar.maximum() > 0)
        for focused in (driver.window.focusWidget(), panel._close):
            assert panel.isAncestorOf(focused)
            focused.setFocus()
            QTest.keyClick(focused, Qt.Key.Key_Home)
            assert bar.value() == 0
            QTest.keyClick(focused, Qt.Key.Key_PageDown)
            assert 0 < bar.value() <= bar.pageStep()
            QTest.keyClick(focused, Qt.Key.Key_PageUp)
            assert bar.value() == 0
            QTest.keyClick(focused, Qt.Key.Key_End)
            assert bar.value() == bar.maximum()
        QTest.keyClick(panel._scroll, Qt.Key.Key_Up)
        assert bar.value() < bar.maximum()
        QTest.keyClick(panel._scroll, Qt.Key.Key_Escape)
        assert not panel.isVisible()


def test_the_documentation_has_a_part_about_every_page():
    begins = [block.text for block in blocks_of(document_text("README.md"))]
    for page, part in PARTS.items():
        assert any(text.startswith(part) for text in begins), page
    assert set(places.TOP) | set(places.BELOW) <= {*PARTS, places.FIRST_START}


def test_the_lines_of_an_item_begin_beside_its_bullet(qapp):
    window = QWidget()
    window.resize(600, 600)
    panel = document_panel(Theme(qapp, "light"), "Documentation", "README.md", window, lambda _file, _heading: None)
    panel.body.resize(500, 4000)
    panel.body.layout().activate()
    shown = panel.body.findChildren(QLabel)
    bullet = next(each for each in shown if each.text() == "•")
    item = shown[shown.index(bullet) + 1]
    assert "•" not in item.text()
    assert bullet.geometry().right() < item.geometry().left()


async def test_about_leads_to_the_licences_and_to_what_is_new(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640)) as driver:
        for file, words in (
            ("LICENSE", "THE SOFTWARE IS PROVIDED"),
            ("THIRD_PARTY.md", "PySide6-Essentials"),
            ("CHANGELOG.md", "not released yet"),
        ):
            driver.trigger("app.about")
            about = next(one for one in driver.window.findChildren(QWidget, "aboutPanel") if one.isVisible())
            link = about.findChild(QPushButton, f"about.{file}")
            assert about.rect().contains(link.mapTo(about, link.rect().bottomRight()))
            QTest.mouseClick(link, Qt.MouseButton.LeftButton)
            assert not about.isVisible()
            assert words in words_of(document(driver))
            document(driver).close_panel()
        driver.trigger("app.whats_new")
        assert document(driver).accessibleName() == "What's new"


async def test_a_long_text_is_shown_with_its_beginning_and_found_and_scrolled_to_its_end(demo, tmp_path):
    texts = [one.text for one in blocks_of(document_text("CHANGELOG.md") or "") if one.kind in ("item", "paragraph")]
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.whats_new")
        panel = document(driver)
        assert len(panel.body.findChildren(Prose)) < 50
        bar = panel._scroll.verticalScrollBar()
        before = bar.maximum()
        bar.setValue(before)
        assert bar.maximum() > before, "it goes on"
        QTest.keyClick(panel._scroll, Qt.Key.Key_End)
        assert bar.value() == bar.maximum() > 10_000
        shown = panel.body.findChildren(Prose)
        assert [one.plain_text() for one in shown] == texts
        assert not shown[-1].visibleRegion().isEmpty()
        panel.close_panel()

        driver.trigger("app.whats_new")
        panel = document(driver)
        panel.findChild(QLineEdit, "documentFind").setText(texts[100])
        shown = panel.body.findChildren(Prose)
        assert len(shown) < 200, "no more than is needed to find it"
        assert not shown[100].visibleRegion().isEmpty()
        assert shown[100].selectedText()


async def test_a_long_text_fills_a_high_window_and_goes_on(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1440, 2400)) as driver:
        driver.trigger("app.whats_new")
        panel = document(driver)
        await driver.idle()
        assert panel.height() == driver.window.height() - driver.window.theme.px(64)
        assert panel._scroll.verticalScrollBar().maximum() > 0


async def test_a_problem_is_reported_with_version_and_system_and_nothing_personal(demo, tmp_path, monkeypatch):
    opened: list[str] = []
    async with window_on(demo, tmp_path, prepare=recorded("open_url", opened)) as driver:
        await driver.search("attention")
        driver.trigger("app.report_problem")
        report = QApplication.clipboard().text()
        assert driver.window.messages.note("copied").lead == "Copied a report to fill in."
        assert opened == [], "the project has no page yet"
        monkeypatch.setattr("scholar_desktop.ui.window.main_window.HAS_PROJECT_PAGE", True)
        driver.trigger("app.report_problem")
        await driver.idle()
    (address,) = opened
    assert address.startswith(f"{PROJECT_PAGE}issues/new?")
    body = parse_qs(urlsplit(address).query)["body"][0]
    assert body == report
    assert body.startswith("What did you do?")
    assert f"Scholar Desktop {__version__}" in body
    assert "system: " in body
    assert not [word for word in ("ada@example.org", "attention", str(tmp_path), str(Path.home())) if word in body]


async def test_an_installation_without_the_document_says_so(demo, tmp_path, monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr("scholar_desktop.ui.window.document_panel._FOLDERS", (tmp_path,))
    async with window_on(demo, tmp_path, prepare=recorded("open_url", opened)) as driver:
        driver.trigger("app.documentation")
        assert driver.window.messages.note("document").lead == "README.md is missing from this installation."
        assert opened == []


def test_a_document_is_divided_into_its_parts():
    text = (
        "# Name\n\nA [link](https://x.org) and\n**bold** `code`.\n\n![A picture](x.png)\n- one\n  more\n- two\n\n"
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n## Next\n```\n# no heading\nmake x\n```\nlast"
    )
    assert list(blocks_of(text)) == [
        Block("heading", "Name", 1),
        Block("paragraph", "A link and bold code."),
        Block("paragraph", ""),
        Block("item", "one more"),
        Block("item", "two"),
        Block("row", "a · b", cells=("a", "b"), table=1),
        Block("row", "1 · 2", cells=("1", "2"), table=1),
        Block("heading", "Next", 2),
        Block("code", "# no heading\nmake x"),
        Block("paragraph", "last"),
    ]


def test_two_tables_one_after_the_other_stay_two():
    text = "| a | b |\n| --- | --- |\n| 1 | 2 |\n\n| c |\n| --- |\n| 3 |\n"
    assert [(block.cells, block.table) for block in blocks_of(text)] == [
        (("a", "b"), 1),
        (("1", "2"), 1),
        (("c",), 2),
        (("3",), 2),
    ]


def test_a_command_and_its_remark_do_not_run_together():
    text = "```\nscholar-desktop cache list       list the answers\n  indented.  Two spaces.\n```\n"
    (code,) = blocks_of(text)
    assert code.text == "scholar-desktop cache list – list the answers\n  indented.  Two spaces."


async def test_the_documentation_leads_to_the_documents_that_come_with_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for name in LINKED:
            driver.trigger("app.documentation")
            panel = document(driver)
            [link] = panel.findChildren(Button, f"document.docs/{name}.md")[:1]
            title = link.content.text
            link.setFocus()
            QTest.keyClick(link, Qt.Key.Key_Space)
            await driver.idle()
            assert not panel.isVisible()
            shown = document(driver)
            assert shown.accessibleName() == title
            assert len(shown.body.findChildren(Prose)) > 10
            shown.close_panel()
            await driver.idle()


def test_the_wheel_and_the_package_have_the_documents():
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    for name in ("README.md", "CHANGELOG.md", "LICENSE", "THIRD_PARTY.md"):
        assert f'"{name}" = "scholar_desktop/{name}"' in project
    packaged = (ROOT / "packaging/pyinstaller/scholar-desktop.spec").read_text("utf-8")
    for name in LINKED:
        assert f'"docs/{name}.md" = "scholar_desktop/docs/{name}.md"' in project
        assert f'"{name}"' in packaged


async def test_the_part_about_the_page_stays_at_the_top_until_the_user_scrolls(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.documentation")
        await driver.idle()
        panel = driver.widget("documentPanel")
        bar, above = panel._scroll.verticalScrollBar(), panel.body.findChildren(QLabel)[0]
        before = panel.first.y()
        assert bar.value() == before > 0
        above.setMinimumHeight(above.height() + 300)  # as texts that wrap in another way
        await driver.until(lambda: panel.first.y() == before + 300)
        await driver.idle()
        assert bar.value() == before + 300
        bar.setValue(40)
        above.setMinimumHeight(above.height() + 300)
        await driver.until(lambda: panel.first.y() == before + 600)
        await driver.idle()
        assert bar.value() == 40


@pytest.mark.parametrize("words", ["citation key", "template", "live .bib", "middle click", "shorttitle"])
async def test_the_documentation_explains_citation_keys_live_files_and_pins(demo, tmp_path, words):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.documentation")
        QTest.keyClicks(driver.widget("documentFind"), words)
        await driver.idle()
        texts = [each.text().lower() for each in driver.widget("documentPanel").findChildren(Prose)]
        assert any(words in text for text in texts)

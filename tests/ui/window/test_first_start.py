"""The first start: an address, a key if one likes, a folder, and nothing sent before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from scholar_desktop.services.program.settings_editor import SettingsFile
from tests.support.window_driver import Driver, window_on

FRESH = {"email": None, "first_start_done": False}


def address(driver: Driver, text: str) -> None:
    box = driver.widget("firstStartPage").findChild(QLineEdit, "emailEdit")
    QTest.keyClicks(box, text)


async def test_a_fresh_profile_begins_with_the_first_start_and_asks_nothing(demo, tmp_path):
    demo.reset()
    async with window_on(demo, tmp_path, **FRESH) as driver:
        assert driver.widget("firstStartPage").isVisible()
        assert not driver.widget("startButton").isEnabled()
        assert demo.stats()["counts"] == {}


async def test_start_keeps_the_address_and_leads_to_the_search(demo, tmp_path):
    async with window_on(demo, tmp_path, **FRESH) as driver:
        address(driver, "ada@uni.example.org")
        driver.click("startButton")
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert driver.program.services.settings_editor.current.email == "ada@uni.example.org"
        assert SettingsFile(tmp_path / "config" / "config.toml").get("email") == "ada@uni.example.org"
    async with window_on(demo, tmp_path, email="ada@uni.example.org") as driver:
        assert driver.window.navigation.page == "search"


async def test_the_library_folder_is_not_created_before_start(demo, tmp_path):
    folder = tmp_path / "data"
    async with window_on(demo, tmp_path, **FRESH) as driver:
        assert driver.widget("firstStartPage").isVisible()
        assert not folder.exists()
    assert not folder.exists(), "the window was closed on this page"
    async with window_on(demo, tmp_path, **FRESH) as driver:
        driver.click("goOnWithout")
        await driver.idle()
        assert (folder / "library.sqlite").is_file()
        await driver.search("attention")
        driver.trigger("paper.star")
        await driver.idle()
        assert (await driver.program.services.library.counts()).starred == 1


async def test_a_library_folder_that_cannot_be_created_is_named_on_the_page(demo, tmp_path):
    async with window_on(demo, tmp_path, data_dir=tmp_path / "file" / "data", **FRESH) as driver:
        (tmp_path / "file").touch()
        driver.click("goOnWithout")
        await driver.idle()
        assert driver.widget("firstStartPage").isVisible()
        assert str(tmp_path / "file") in driver.widget("startFoot").text()


async def test_what_is_kept_before_start_creates_the_library_folder(demo, tmp_path):
    async with window_on(demo, tmp_path, **FRESH) as driver:
        driver.window.show_page("search")
        await driver.idle()
        assert not (tmp_path / "data").exists()
        await driver.search("attention")
        assert not (tmp_path / "data").exists()
        driver.trigger("paper.star")
        await driver.idle()
        assert (tmp_path / "data" / "library.sqlite").is_file()
        counts = await driver.program.services.library.counts()
        assert (counts.papers, counts.starred) == (1, 1)
        await driver.program.services.downloads.load()  # a reader that was connected before


async def test_a_library_that_is_there_is_opened_at_the_first_start(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.trigger("paper.star")
        await driver.idle()
    (tmp_path / "data" / "library.sqlite").unlink()
    async with window_on(demo, tmp_path, **FRESH) as driver:
        assert driver.widget("firstStartPage").isVisible()
        assert (await driver.program.services.library.counts()).starred == 1, "its papers are read from their folders"


async def test_ctrl_enter_is_start(demo, tmp_path):
    async with window_on(demo, tmp_path, **FRESH) as driver:
        address(driver, "ada@uni.example.org")
        QTest.keyClick(driver.widget("firstStartPage"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert driver.window.navigation.page == "search"


async def test_the_first_start_begins_in_the_box_of_the_address_and_enter_is_start(demo, tmp_path):
    async with window_on(demo, tmp_path, **FRESH) as driver:
        box = driver.widget("emailEdit")
        assert QApplication.focusWidget() is box
        assert driver.widget("startFoot").text() == "Nothing has been sent yet."
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        await driver.idle()
        assert driver.widget("startFoot").text() == "Enter your e-mail address, or start without it."
        QTest.keyClicks(QApplication.focusWidget(), "anna@uni")
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        await driver.idle()
        assert driver.window.navigation.page == "first_start"
        assert not driver.widget("startButton").isEnabled()
        words = " ".join(each.text() for each in driver.widget("firstStartPage").findChildren(QLabel))
        assert "anna@uni needs a dot after the @ (name@university.edu)." in words
        assert "looks valid" not in words
        QTest.keyClicks(box, ".example.org")
        assert driver.widget("startFoot").text() == "Nothing has been sent yet."
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert driver.program.services.settings_editor.current.email == "anna@uni.example.org"


async def test_a_sample_address_is_not_taken(demo, tmp_path):
    async with window_on(demo, tmp_path, **FRESH) as driver:
        address(driver, "name@example.com")
        assert not driver.widget("startButton").isEnabled()
        assert "Enter your e-mail address" in driver.widget("startButton").toolTip()


async def test_one_can_go_on_without_and_unpaywall_is_not_asked(demo, tmp_path):
    demo.reset()
    async with window_on(demo, tmp_path, **FRESH) as driver:
        driver.click("goOnWithout")
        await driver.idle()
        await driver.search("attention")
        assert driver.titles()
        assert not [path for path in demo.stats()["counts"] if path.startswith("/v2")]
        assert "e-mail" in driver.widget("sourceChip.unpaywall").toolTip().lower()


async def test_an_address_from_a_variable_needs_no_first_start(demo, tmp_path):
    async with window_on(demo, tmp_path, first_start_done=False) as driver:
        assert driver.window.navigation.page == "search"


async def test_a_bad_settings_file_is_named_in_the_window(demo, tmp_path):
    async with window_on(demo, tmp_path, problem="config.toml, line 3: that is no address.") as driver:
        note = driver.window.messages.note("settings")
        assert note is not None
        assert "line 3" in f"{note.lead} {note.text}"
        assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("completes", [True, False])
async def test_the_completion_of_titles_is_chosen_at_the_first_start(demo, tmp_path, completes):
    async with window_on(demo, tmp_path, **FRESH) as driver:
        choice = driver.widget("completeTitlesChoice")
        assert choice.isChecked()
        if not completes:
            driver.click("completeTitlesChoice")
        address(driver, "ada@uni.example.org")
        driver.click("startButton")
        await driver.idle()
        assert driver.program.services.settings_editor.current.complete_titles is completes
        words = " ".join(each.text() for each in driver.window.findChildren(QLabel) if each.isVisible())
        assert "until you press Enter" in words
        assert ("completes titles" in words) is completes
        demo.reset()
        QTest.keyClicks(driver.widget("searchEdit"), "attention is")
        await driver.idle()
        assert demo.stats()["counts"] == ({"s2": 1} if completes else {})


async def test_the_first_start_says_what_the_demo_has_invented(demo, tmp_path):
    async with window_on(demo, tmp_path, **FRESH) as driver:
        words = " ".join(each.text() for each in driver.widget("firstStartPage").findChildren(QLabel))
        assert "real and invented papers; all citations, abstracts and PDFs are invented" in words


async def test_the_demo_can_be_opened_later_and_leads_to_the_live_services(demo, tmp_path, monkeypatch):
    opened: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        "scholar_desktop.ui.window.demo_and_live.open_program", lambda *words: opened.append(words) or True
    )
    async with window_on(demo, tmp_path / "live") as driver:
        assert driver.window.registry.title("app.demo") == "Try the demo"
        driver.trigger("app.demo")
        assert opened == [("--demo",)]
    async with window_on(demo, tmp_path / "demo", demo=True) as driver:
        await driver.idle()
        assert driver.window.registry.title("app.demo") == "Use the live services"
        driver.trigger("app.demo")
        assert driver.widget("livePanel").isVisible()
        assert opened == [("--demo",)], "it asks first"

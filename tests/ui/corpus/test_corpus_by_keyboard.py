"""The page of the offline corpus by keys alone: the focus is where the next step is, and never leaves the page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QWidget

from tests.support.demo_fixture import Demo
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.corpus.test_corpus_setup import KEY, NEWEST, _serve, releases, to_the_estimate, to_the_rule

__all__ = ["_serve", "releases"]  # fixtures


def focus(keyboard: Keyboard) -> str:
    widget = keyboard.focus
    assert widget.isVisible()
    return widget.objectName() or widget.accessibleName()


async def press(keyboard: Keyboard, name: str) -> str:
    """Go to the button called *name* with Tab, press Enter, and return what has the focus when all is done."""
    await keyboard.tab_to(name)
    await keyboard.press("Return")
    await keyboard.settle()
    return focus(keyboard)


async def open_page(driver: Driver, keyboard: Keyboard) -> None:
    await driver.search("attention")
    await keyboard.press("Down")
    await keyboard.press("Ctrl+Shift+P")
    await keyboard.type("offline corpus")
    await keyboard.press("Return")
    await keyboard.settle()


async def test_the_setup_update_and_deletion_by_keys(demo: Demo, tmp_path: Path, releases: Path) -> None:
    served = tmp_path / "served"
    shutil.copytree(releases, served)
    shutil.move(served / NEWEST, tmp_path / NEWEST)
    demo.config(releases=str(served))
    async with window_on(demo, tmp_path, demo=True, **KEY) as driver:
        keyboard = Keyboard(driver)
        await open_page(driver, keyboard)
        assert focus(keyboard) == "setupCorpusButton"
        assert await press(keyboard, "setupCorpusButton") == "acceptTermsTick"
        await keyboard.press("Space")
        assert await press(keyboard, "setupNextButton") == "addFieldChip"
        await keyboard.press("Return")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert not any(entry.isChecked() for entry in menu.actions()), "each entry adds a field"
        menu.close()
        assert await press(keyboard, "setupNextButton") == "setupBackButton", "the estimate is read before it starts"
        assert await press(keyboard, "setupNextButton") == "closeCorpusWorkButton"
        assert await press(keyboard, "closeCorpusWorkButton") == "setupCorpusButton"
        shutil.move(tmp_path / NEWEST, served / NEWEST)
        assert await press(keyboard, "updateCorpusButton") == "closeCorpusWorkButton"
        assert await press(keyboard, "closeCorpusWorkButton") == "updateCorpusButton"
        current = tmp_path / "data" / "corpus" / "current"
        before = current.read_text()
        assert await press(keyboard, "rebuildCorpusButton") == "closeCorpusWorkButton"
        assert current.read_text() != before, "made again from the kept lines"
        assert await press(keyboard, "closeCorpusWorkButton") == "rebuildCorpusButton"
        assert await press(keyboard, "removeCorpusButton") == "Keep", "the answer that deletes nothing"
        await keyboard.press("Return")
        assert focus(keyboard) == "removeCorpusButton"
        await keyboard.press("Return")
        await keyboard.tab_to("exportCorpusButton")
        await keyboard.press("Escape")
        assert driver.widget("ownCorpusNote").note is None, "Esc also answers the question when Tab has left it"
        assert await press(keyboard, "removeCorpusButton") == "Keep"
        await keyboard.press("Shift+Tab")
        assert focus(keyboard) == "Delete"
        await keyboard.press("Return")
        await keyboard.settle()
        assert focus(keyboard) == "closeCorpusWorkButton"
        assert await press(keyboard, "closeCorpusWorkButton") == "setupCorpusButton"


async def test_esc_closes_the_page_of_the_work_and_its_end_is_shown_once(
    demo: Demo, tmp_path: Path, releases: Path
) -> None:
    demo.config(releases=str(releases))
    async with window_on(demo, tmp_path, demo=True, **KEY) as driver:
        keyboard = Keyboard(driver)
        await to_the_rule(driver)
        await to_the_estimate(driver)
        driver.click("setupNextButton")
        await driver.idle()
        assert driver.widget("corpusWorkPane").isVisible()
        await keyboard.press("Escape")
        assert not driver.widget("corpusWorkPane").isVisible()
        assert driver.widget("ownCorpusTitle").isVisible()
        driver.click("updateCorpusButton")
        await driver.idle()
        assert driver.widget("corpusWorkPane").isVisible()
        driver.trigger("view.downloads")
        await driver.idle()
        driver.trigger("view.corpus")
        await driver.idle()
        assert not driver.widget("corpusWorkPane").isVisible(), "it was there when the page was left"
        assert driver.widget("ownCorpusTitle").isVisible()


async def test_enter_in_a_field_of_the_setup_goes_on(demo: Demo, tmp_path: Path, releases: Path) -> None:
    demo.config(releases=str(releases))
    async with window_on(demo, tmp_path, demo=True, **KEY) as driver:
        await to_the_rule(driver)
        box = next(each for each in driver.widget("corpusSetup").findChildren(QLineEdit) if each.isVisible())
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
        assert driver.widget("setupNextButton").text() == "Start download"


async def test_update_and_delete_never_give_the_focus_to_a_collection_in_the_sidebar(
    demo: Demo, tmp_path: Path, releases: Path
) -> None:
    """Both buttons are disabled while the work runs. Pressing Delete afterwards must not delete a collection."""
    served = tmp_path / "served"
    shutil.copytree(releases, served)
    shutil.move(served / NEWEST, tmp_path / NEWEST)
    demo.config(releases=str(served))
    async with window_on(demo, tmp_path, demo=True, **KEY) as driver:
        await driver.program.services.collections.make("Thesis")
        await to_the_rule(driver)
        await to_the_estimate(driver)
        driver.click("setupNextButton")
        await driver.idle()
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        shutil.move(tmp_path / NEWEST, served / NEWEST)
        held: list[str] = []
        application = QApplication.instance()
        followed = application.focusChanged.connect(lambda _old, new: held.append(new.objectName() if new else ""))
        driver.click("updateCorpusButton")
        await driver.idle()
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        driver.click("removeCorpusButton")
        QTest.mouseClick(driver.widget("ownCorpusNote").button("Delete"), Qt.MouseButton.LeftButton)
        await driver.idle()
        driver.click("closeCorpusWorkButton")
        await driver.idle()
        application.disconnect(followed)
        assert held.count("closeCorpusWorkButton") >= 2, "the focus was followed"
        assert "collectionsView" not in held


async def test_a_field_that_is_removed_gives_the_focus_to_the_list_of_fields(demo: Demo, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True, **KEY) as driver:
        keyboard = Keyboard(driver)
        await to_the_rule(driver)
        for name in ("Physics", "Biology"):
            driver.widget("corpusSetup").rule._on_field(name)
        for name in ("Biology", "Physics"):
            await keyboard.tab_to(f"fieldChip.{name}", back=True)
            await keyboard.press("Return")
            await keyboard.settle()
            assert focus(keyboard) == "addFieldChip"


@pytest.mark.parametrize("text_size", [100, 150])
async def test_titles_are_in_line_with_their_fields(demo: Demo, tmp_path: Path, text_size: int) -> None:
    def middle(widget: QWidget) -> float:
        return widget.mapTo(driver.window, QPoint(0, 0)).y() + widget.height() / 2

    async with window_on(demo, tmp_path, text_size=text_size, **KEY) as driver:
        await to_the_rule(driver)
        page = driver.widget("corpusSetup").rule
        titles = {each.text(): each for each in page.findChildren(QLabel)}
        for title, name in (
            ("Fields of study", "addFieldChip"),
            ("Years", "ruleEdit.first_year"),
            ("Venues", "ruleEdit.venues"),
            ("Minimum citations", "ruleEdit.citations"),
            ("Only these papers", "ruleIdsButton"),
            ("Around a collection", "ruleCollectionChip"),
            ("Citations between", "bothEndsChoice"),
        ):
            assert abs(middle(titles[title]) - middle(driver.widget(name))) <= 1.5, title


async def test_the_setup_begins_at_a_control_in_sight_and_esc_leaves_it(
    demo: Demo, tmp_path: Path, releases: Path
) -> None:
    demo.config(releases=str(releases))
    async with window_on(demo, tmp_path, demo=True, size=(1024, 640), **KEY) as driver:
        keyboard = Keyboard(driver)
        await open_page(driver, keyboard)
        assert await press(keyboard, "setupCorpusButton") == "acceptTermsTick"
        await driver.until(lambda: keyboard.focus.visibleRegion().boundingRect() == keyboard.focus.rect())
        await keyboard.press("Escape")
        await keyboard.settle()
        assert focus(keyboard) == "setupCorpusButton"


async def test_the_main_control_has_the_focus_each_time_the_page_is_shown(demo: Demo, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True, **KEY) as driver:
        keyboard = Keyboard(driver)
        await open_page(driver, keyboard)
        await keyboard.tab_to("corpusTabs", back=True)
        await keyboard.press("Alt+3")
        await keyboard.settle()
        assert driver.window.navigation.page == "news"
        await keyboard.press("Alt+2")
        await keyboard.settle()
        assert focus(keyboard) == "setupCorpusButton"


async def test_the_focus_is_in_the_page_when_the_download_ended_meanwhile(
    demo: Demo, tmp_path: Path, releases: Path
) -> None:
    async with window_on(demo, tmp_path, demo=True, **KEY) as driver:
        keyboard = Keyboard(driver)
        await to_the_rule(driver)
        await to_the_estimate(driver)
        demo.config(faults={"ai2-s2ag.s3.amazonaws.com": "slow"}, pace=0.05)
        driver.click("setupNextButton")
        await driver.until(lambda: driver.widget("corpusBarWords.papers").text() != "")
        driver.widget("pauseCorpusButton").setFocus()
        driver.click("pauseCorpusButton")
        await driver.idle()
        demo.config(faults={}, pace=0.0)
        await keyboard.press("Return")  # “Resume”, in whose place “Pause” comes
        assert focus(keyboard) == "pauseCorpusButton"
        await keyboard.press("Alt+3")
        await keyboard.settle()
        assert not driver.widget("pauseCorpusButton").isVisibleTo(driver.widget("corpusPage"))
        await keyboard.press("Alt+2")
        await keyboard.settle()
        assert focus(keyboard) == "closeCorpusWorkButton"

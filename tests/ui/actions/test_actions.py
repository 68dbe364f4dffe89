"""Every action is defined once, can be reached, and says why it cannot run."""

from __future__ import annotations

import re
from collections import Counter

from PySide6.QtWidgets import QMenu

from scholar_desktop.ui.actions.action import MENUS
from scholar_desktop.ui.actions.action_context import ActionState
from scholar_desktop.ui.theme.icons import Icons
from scholar_desktop.ui.window.action_definitions import ALL
from tests.support.window_driver import window_on
from tests.ui.window.test_menus import FORMER_IDS, ONLY_IN_PALETTE


def test_ids_are_dotted_and_stand_once():
    ids = [action.id for action in ALL]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", action_id) for action_id in ids)


def test_no_shortcut_means_two_things():
    keys = Counter(keys for action in ALL for keys in action.keys)
    assert [name for name, count in keys.items() if count > 1] == []


def test_no_action_takes_the_letters_of_lists():
    assert not any(keys in ("J", "K") for action in ALL for keys in action.keys)


def test_each_has_words_a_menu_and_a_reason():
    menus = {menu_id for menu_id, _ in MENUS}
    for action in ALL:
        assert action.title, action.id
        assert action.help.endswith("."), action.id
        assert action.menu in menus or action.id in FORMER_IDS | ONLY_IN_PALETTE, action.id
        for condition in action.needs:
            assert condition.why.endswith("."), condition.name


def test_each_icon_is_drawn(qapp):
    icons = Icons()
    for action in ALL:
        if action.icon:
            assert not icons.pixmap(action.icon, "black", 16).isNull()


def test_nothing_about_papers_runs_without_one():
    now = ActionState()
    for action in ALL:
        if action.id.startswith("paper.") and action.id != "paper.export":  # exports the library instead
            assert action.why_not(now) == "Select a paper first.", action.id


async def test_every_action_of_the_window_is_bound_and_in_a_menu(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        assert driver.window.registry.unbound() == []
        shown = {
            action.objectName() for menu in driver.window.menuBar().findChildren(QMenu) for action in menu.actions()
        }
        assert {action.id for action in ALL} - FORMER_IDS - ONLY_IN_PALETTE <= shown


async def test_a_button_that_cannot_run_says_why(demo, tmp_path):
    async with window_on(demo, tmp_path, offline=True) as driver:
        await driver.search("attention")
        get = driver.window.registry["paper.get_pdf"]
        assert not get.isEnabled()
        assert get.toolTip() == "Select a paper first."

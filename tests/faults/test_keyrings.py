"""A keyring that is locked, absent or slow: the services answer all the same, and the settings say what is so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import keyring.errors
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from scholar_desktop.app import App
from scholar_desktop.services.program.keyring_thread import KeyringThread
from scholar_desktop.services.program.keys import SEMANTIC_SCHOLAR, Keys
from tests.cli.conftest import Run
from tests.faults.fault_table import A_KEY
from tests.services.program.test_keys import FakeKeyring
from tests.support.demo_fixture import Demo
from tests.support.window_driver import Driver, window_on

KEPT = ("scholar-desktop", SEMANTIC_SCHOLAR)
BOX = "keyEdit.semantic_scholar"


@pytest.fixture
def ring() -> Iterator[FakeKeyring]:
    """A keyring of the desktop, which the program finds by itself."""
    before = keyring.get_keyring()
    fake = FakeKeyring()
    keyring.set_keyring(fake)
    yield fake
    fake.gate.set()
    keyring.set_keyring(before)


def waiting_at_most(seconds: float) -> Callable[[App], None]:
    """Make the program wait so long for its keyring, and not five seconds."""

    def prepare(program: App) -> None:
        backend = program.backend
        backend.__dict__["keys"] = Keys(backend.settings, backend.client, backend.budgets, KeyringThread(seconds))

    return prepare


def box(driver: Driver) -> QLineEdit:
    """The box for the key on the page of settings (the first start has one, too)."""
    return next(widget for widget in driver.window.findChildren(QLineEdit, BOX) if widget.isVisible())


def said(driver: Driver) -> str:
    """What stands under the box."""
    return box(driver).parentWidget().said.text()


async def enter_key(driver: Driver) -> None:
    QTest.keyClicks(box(driver), A_KEY)
    QTest.keyClick(box(driver), Qt.Key.Key_Return)
    await driver.idle()


async def search(driver: Driver) -> None:
    await driver.search("attention")
    assert driver.state("resultsView") == "full"
    assert driver.state("sourceChip.semantic_scholar") == "ok"


async def test_a_locked_keyring(demo: Demo, ring: FakeKeyring, tmp_path: Path):
    ring.kept[KEPT] = A_KEY
    ring.error = keyring.errors.KeyringLocked("Failed to unlock the collection!")
    async with window_on(demo, tmp_path) as driver:
        await search(driver)
        assert demo.stats()["requests"][0]["key"] is False
        driver.trigger("view.settings")
        await driver.idle()
        assert said(driver) == ("No Semantic Scholar key is set. The keyring refused: Failed to unlock the collection.")
        await enter_key(driver)
        assert said(driver) == (
            "Semantic Scholar accepts this key. The keyring refused: Failed to unlock the collection. "
            "The key is kept until you quit."
        )
        ring.error = None
        await enter_key(driver)
        assert said(driver) == "Semantic Scholar accepts this key. Stored in the keyring of this system."
    assert ring.kept[KEPT] == A_KEY


async def test_no_keyring(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path) as driver:
        await search(driver)
        driver.trigger("view.settings")
        await driver.idle()
        assert said(driver) == "No Semantic Scholar key is set. This system has no keyring that can store a key."
        await enter_key(driver)
        assert said(driver) == (
            "Semantic Scholar accepts this key. This system has no keyring that can store a key. "
            "The key is kept until you quit."
        )
        demo.reset()
        await driver.search("graph")
        assert [note["key"] for note in demo.stats()["requests"] if note["service"] == "s2"] == [True]


async def test_a_slow_keyring(demo: Demo, ring: FakeKeyring, tmp_path: Path):
    ring.kept[KEPT] = A_KEY
    ring.gate.clear()
    async with window_on(demo, tmp_path, prepare=waiting_at_most(0.05)) as driver:
        await search(driver)
        assert demo.stats()["requests"][0]["key"] is False
        driver.trigger("view.settings")
        await driver.idle()
        assert said(driver) == "No Semantic Scholar key is set. The keyring did not answer in time."
        ring.gate.set()
        await driver.until(lambda: said(driver) == "Stored in the keyring of this system.")
        demo.reset()
        await driver.search("graph")
        assert [note["key"] for note in demo.stats()["requests"] if note["service"] == "s2"] == [True]
        await driver.until(lambda: "keyring" not in {thread.name for thread in threading.enumerate()})


def test_a_locked_keyring_on_the_command_line(run: Run, ring: FakeKeyring):
    ring.error = keyring.errors.KeyringLocked("Failed to unlock the collection!")
    ran = run("search", "attention", "--json")
    assert (ran.code, ran.answer["errors"]) == (0, [])
    ran = run("keys", "status", "--json")
    assert "Failed to unlock the collection" in ran.data["keys"]["semantic_scholar"]["message"]

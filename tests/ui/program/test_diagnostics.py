"""Copy diagnostics: what helps whoever mends the program, and nothing about the person."""

from __future__ import annotations

import re
import sqlite3
import sys

import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication

from scholar_desktop import __version__
from tests.support.window_driver import window_on


async def test_it_tells_versions_settings_counts_and_states_and_keeps_everything_else_back(demo, tmp_path):
    async with window_on(demo, tmp_path, semantic_scholar_key="demo-key", zenodo_token=None) as driver:
        await driver.search("sparse attention")
        driver.view().choose(0)
        await driver.idle()
        driver.click("getPdfButton")
        await driver.idle()
        paper = driver.window.context.now.paper
        driver.trigger("app.palette")
        driver.type("copy diag", "paletteEdit")
        driver.press(Qt.Key.Key_Return, "paletteEdit")
        await driver.idle()
        text = QGuiApplication.clipboard().text()

    for told in (
        f"Scholar Desktop {__version__}",
        sys.version.split()[0],
        f"Qt: {qVersion()}",
        f"PySide6: {PySide6.__version__}",
        f"SQLite: {sqlite3.sqlite_version}",
        "system: Linux",
        "semantic_scholar_rate: 0",
        "email: set",
        "semantic_scholar_key: set",
        "host_map: 1 mapped",
        "papers: 1, with PDF: 1",
        "downloads: 1 saved",
        "Semantic Scholar: ",
        "Unpaywall: ready, 2 of 100000 requests today",
        "key of semantic_scholar: variable",
        "s2 GET /graph/v1/paper/search [",
        "zenodo GET /api/records [",
    ):
        assert told in text, told
    hidden = ["sparse", "attention", "ada", "example.org", "demo-key", str(tmp_path), "/tmp", "127.0.0.1"]
    hidden += [paper.title, *(value for _, value in paper.ids.items())]
    for secret in hidden:
        assert secret.lower() not in text.lower(), secret
    assert not re.search(r"\b[0-9a-f]{40}\b", text)
    assert not re.search(r"10\.\d{4,}/", text)


async def test_a_person_is_told_what_was_copied(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("app.copy_diagnostics")
        await driver.idle()
        note = driver.window.messages.note("copied")
        assert note is not None
        assert "without your searches" in note.text
        assert "Last calls, newest last\n  none" in QGuiApplication.clipboard().text()

"""What the window hands to the desktop: addresses of the web and files, and of a program its folder alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from tests.support.demo_fixture import Demo
from tests.support.window_driver import window_on


async def test_a_program_is_shown_in_its_folder_and_never_opened(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toString()) or True)
    files = tmp_path / "files"
    files.mkdir()
    (files / "data.csv").write_text("a,b\n")
    (files / "<b>setup.exe").write_bytes(b"MZ")
    (files / "paper.pdf").write_bytes(b"#!/bin/sh\n")
    async with window_on(demo, tmp_path / "profile") as driver:
        services = driver.program.services
        services.open_path(str(files / "data.csv"))
        assert driver.window.messages.note("shown") is None
        services.open_path(str(files / "<b>setup.exe"))
        note = driver.window.messages.note("shown")
        assert note is not None
        assert note.lead == "“<b>setup.exe” is a program or can run one."
        services.open_path(str(files / "paper.pdf"))
        for url in ("https://doi.org/10.1/x", "file:///etc/passwd", "javascript:alert(1)", "http://", "https://[x/"):
            services.open_url(url)
    folder = QUrl.fromLocalFile(str(files)).toString()
    assert opened == [f"{folder}/data.csv", folder, folder, "https://doi.org/10.1/x"]

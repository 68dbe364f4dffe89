"""What the window hands to the desktop: addresses of the web and files, and of a program its folder alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from scholar_desktop.ui.window import desktop_opening
from tests.support.demo_fixture import Demo
from tests.support.window_driver import window_on
from tests.ui.papers.test_pdf_view import PAGES, keep_pdf, opened_library, shown

ON_LINUX = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the program runs xdg-open itself on Linux alone; elsewhere Qt opens"
)


async def test_a_program_is_shown_in_its_folder_and_never_opened(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toString()) or True)
    monkeypatch.setattr(desktop_opening, "launcher", lambda: None)
    files = tmp_path / "files"
    files.mkdir()
    (files / "data.csv").write_text("a,b\n")
    (files / "<b>setup.exe").write_bytes(b"MZ")
    (files / "paper.pdf").write_bytes(b"#!/bin/sh\n")
    async with window_on(demo, tmp_path / "profile") as driver:
        services = driver.program.services
        services.open_path(str(files / "data.csv"))
        await driver.idle()
        assert driver.window.messages.note("shown") is None
        services.open_path(str(files / "<b>setup.exe"))
        await driver.idle()
        note = driver.window.messages.note("shown")
        assert note is not None
        assert note.lead == "“<b>setup.exe” is a program or can run one."
        services.open_path(str(files / "paper.pdf"))
        await driver.idle()
        for url in ("https://doi.org/10.1/x", "file:///etc/passwd", "javascript:alert(1)", "http://", "https://[x/"):
            services.open_url(url)
            await driver.idle()
    folder = QUrl.fromLocalFile(str(files)).toString()
    assert opened == [f"{folder}/data.csv", folder, folder, "https://doi.org/10.1/x"]


LAUNCHER = """#!/bin/sh
echo "$1" >> "{asked}"
echo "no method available for opening '$1'" >&2
exit {code}
"""


@ON_LINUX
def test_in_a_sandbox_the_portal_of_the_desktop_opens_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SNAP", raising=False)
    monkeypatch.setattr(desktop_opening.shutil, "which", lambda name: f"/usr/bin/{name}")
    is_flatpak = desktop_opening.Path("/.flatpak-info").exists()
    assert desktop_opening.launcher() == (None if is_flatpak else "/usr/bin/xdg-open")
    monkeypatch.setenv("SNAP", "/snap/scholar-desktop/1")
    assert desktop_opening.launcher() is None


@ON_LINUX
async def test_a_file_is_handed_to_xdg_open_and_its_refusal_is_told(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, program = tmp_path / "asked", tmp_path / "xdg-open"
    file = tmp_path / "a table.csv"
    file.write_text("a,b\n")
    monkeypatch.setattr(desktop_opening, "launcher", lambda: str(program))
    async with window_on(demo, tmp_path / "profile") as driver:
        services, messages = driver.program.services, driver.window.messages
        for code, leads in (
            (0, (None, None)),
            (3, ("No app was found for “a table.csv”.", "No web browser was found.")),
        ):
            program.write_text(LAUNCHER.format(asked=asked, code=code))
            program.chmod(0o755)
            found = []
            for open_it in (lambda: services.open_path(str(file)), lambda: services.open_url("https://doi.org/10.1/x")):
                open_it()
                await driver.idle()
                note = messages.note("shown")
                found.append(note and note.lead)
            assert tuple(found) == leads
    assert asked.read_text().splitlines() == [str(file), "https://doi.org/10.1/x"] * 2


@ON_LINUX
async def test_a_pdf_without_a_program_is_shown_here_when_xdg_open_says_so(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "xdg-open"
    program.write_text(LAUNCHER.format(asked=tmp_path / "asked", code=3))
    program.chmod(0o755)
    monkeypatch.setattr(desktop_opening, "launcher", lambda: str(program))
    async with window_on(demo, tmp_path / "profile") as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver)
        driver.trigger("paper.open_pdf")
        await driver.until(lambda: driver.window.messages.note("shown") is not None)
        await shown(driver)
        assert driver.widget("pdfView").isVisible()
        assert driver.window.messages.note("shown").lead == "No app for PDFs was found."


@ON_LINUX
async def test_programs_that_run_on_are_referred_to_until_they_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "xdg-open"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(desktop_opening, "launcher", lambda: str(program))
    monkeypatch.setattr(desktop_opening, "WATCHED_S", 0.0)
    opener, other = desktop_opening.DesktopOpener(), desktop_opening.DesktopOpener()
    address = QUrl("https://doi.org/10.1/x")
    try:
        assert await opener.open(address)
        assert await opener.open(address)
        first, second = opener._started
        assert other._started == [], "each program has its own"
        first.kill()
        first.wait()
        assert await opener.open(address)
        assert opener._started[0] is second
        assert len(opener._started) == 2
    finally:
        for one in opener._started:
            one.kill()
            one.wait()

"""A disk that is full, a folder that takes nothing, a library that cannot be used, a clock that jumps, a second start:
what a person at the window reads, and that all the rest goes on."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sqlite3
import stat
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.app import App
from scholar_desktop.services.library.library import Library
from scholar_desktop.ui.window import single_instance
from scholar_desktop.ui.window.single_instance import InstanceServer
from scholar_desktop.ui.words.wording import calendar_day
from tests.cli.conftest import Run
from tests.faults.faulty_proxy import FaultyProxy
from tests.support.demo_fixture import Demo
from tests.support.disks import fill_up, read_only
from tests.support.http_server import ReceivedRequest, Wire
from tests.support.window_driver import Driver, window_on

DAY_S = 86_400.0
FULL = "The disk of the library {data} is full"
READ_ONLY = "The library cannot be changed: {data} is read-only or belongs to another user."
NEWER = (
    "The library {data} was made by a newer version of Scholar Desktop (format 99; this version supports {known}). "
    "It was not changed."
)
DAMAGED = "The library's database {data}/library.sqlite is damaged: file is not a database. It was not changed."
LOCKED = "The library {data} is in use by another program."


async def keep_one(demo: Demo, folder: Path) -> Path:
    """A library with one paper in it; its folder."""
    async with window_on(demo, folder) as driver:
        await driver.search("attention")
        driver.trigger("paper.add")
        await driver.idle()
    return folder / "data"


def message(driver: Driver, key: str) -> str:
    note = driver.window.messages.note(key)
    return "" if note is None else f"{note.lead} {note.text}"


async def searches(driver: Driver) -> None:
    """The services are asked as ever."""
    await driver.search("attention")
    assert driver.state("resultsView") == "full"
    assert driver.titles()


async def library_page(driver: Driver) -> Any:
    """The message in place of the library's rows."""
    driver.trigger("view.library")
    await driver.idle()
    assert driver.state("libraryView") == "error"
    return driver.window.search_page.panes.library.pane.message


async def star(driver: Driver) -> str:
    """Star the first result, and read what is said about it."""
    driver.trigger("view.search")
    await driver.idle()
    driver.view().choose(0)
    driver.trigger("paper.star")
    await driver.idle()
    return next(
        (text for key in ("disk", "newer", "damaged", "locked") if (text := message(driver, key))), "nothing was said"
    )


# -- the library's folder


async def test_a_full_disk(demo: Demo, small_disk: Path, tmp_path: Path, expect_log: Any):
    expect_log("could not be written|sidecars wait")
    async with window_on(demo, tmp_path, data_dir=small_disk / "data") as driver:
        await searches(driver)
        await driver.program.services.library.counts()
        driver.trigger("paper.add")
        await driver.idle()
        ballast = fill_up(small_disk)
        said = await star(driver)
        assert said.startswith(f"Star not changed. {FULL.format(data=small_disk / 'data')}: 0 MB are free.")
        assert "Free up some space" in said
        await searches(driver)
        driver.trigger("view.library")
        await driver.idle()
        assert driver.state("libraryView") == "full", "what is kept can be read"
        ballast.unlink()
        driver.window.messages.close_message("disk")
        assert await star(driver) == "nothing was said"
        assert driver.widget("starButton").text() == "Starred"


async def test_a_full_disk_under_everything(demo: Demo, small_disk: Path, expect_log: Any):
    """Answers, settings and the window's state cannot be written either."""
    expect_log("could not be|cannot be|not kept|sidecars wait")
    fill_up(small_disk, keep=60_000)
    async with window_on(demo, small_disk) as driver:
        fill_up(small_disk)
        await searches(driver)
        assert "is full" in await star(driver)
        (small_disk / "ballast").unlink()


async def test_a_pdf_that_finds_no_room(demo: Demo, small_disk: Path, tmp_path: Path, expect_log: Any):
    expect_log("could not be written|sidecars wait")
    async with window_on(demo, tmp_path, data_dir=small_disk / "data") as driver:
        await searches(driver)
        driver.trigger("paper.add")
        await driver.idle()
        ballast = fill_up(small_disk)
        driver.trigger("paper.get_pdf")
        await driver.idle()
        note = driver.widget("pdfNote").note
        assert note.lead == "The PDF could not be saved."
        assert f"not enough space on the disk of {small_disk / 'data'}" in note.text
        assert "0.1 MB more are needed" in note.text
        ballast.unlink()
        driver.click("getPdfButton")
        await driver.idle()
        assert driver.widget("getPdfButton").text() == "Open in PDF app"


async def test_a_read_only_folder(demo: Demo, tmp_path: Path, expect_log: Any):
    expect_log("could not be written")
    data = await keep_one(demo, tmp_path)
    sentence = READ_ONLY.format(data=data)
    with read_only(data):
        async with window_on(demo, tmp_path) as driver:
            driver.trigger("view.library")
            await driver.idle()
            assert len(driver.titles("libraryView")) == 1, "what is kept can be read"
            assert (await star(driver)).startswith(f"Star not changed. {sentence}")
            await searches(driver)
    async with window_on(demo, tmp_path) as driver:
        assert await star(driver) == "nothing was said"


async def test_a_read_only_profile(demo: Demo, tmp_path: Path, expect_log: Any):
    """Nothing at all can be written: no answer, no setting, no state of the window."""
    expect_log("could not be|cannot be|not shared|not kept")
    profile = tmp_path / "profile"
    await keep_one(demo, profile)
    with read_only(profile):
        async with window_on(demo, profile, semantic_scholar_rate=50.0) as driver:
            assert driver.titles(), "the last search is there"
            await driver.search("graph")
            assert driver.state("resultsView") == "full"


def test_the_same_on_the_command_line(run: Run, tmp_path: Path):
    run("library", "add", "10.1038/nature12373")
    data = tmp_path / "profile" / "data"
    with read_only(data):
        ran = run("library", "list", "--json")
        assert (ran.code, ran.answer["data"]["total"]) == (0, 1), "what is kept can be read"
        ran = run("library", "verify", "--json")
        assert (ran.code, ran.answer["data"]["problems"]) == (0, []), "and looked through"
        ran = run("library", "add", "ARXIV:1706.03762", "--json")
        assert (ran.code, ran.error_code) == (7, "disk")
        assert ran.answer["errors"][0]["message"] == READ_ONLY.format(data=data)
        assert run("search", "attention", "--json").code == 0


async def test_a_synchronised_library_is_warned_of_once_in_the_window(demo: Demo, tmp_path: Path):
    data = await keep_one(demo, tmp_path)
    (data / ".stfolder").mkdir()
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert message(driver, "folder-0").startswith("The library folder is synchronised by Syncthing.")
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert message(driver, "folder-0") == ""


async def test_a_damaged_library_is_named_and_can_be_made_anew_from_its_papers(demo: Demo, tmp_path: Path):
    data = await keep_one(demo, tmp_path)
    (data / "library.sqlite").write_bytes(b"no database " * 1000)
    (data / "papers" / "Odd").mkdir()
    (data / "papers" / "Odd" / "paper.json").write_text('{"title": "Odd", "year": ' + "9" * 31 + "}")
    sentence = DAMAGED.format(data=data)
    async with window_on(demo, tmp_path) as driver:
        assert message(driver, "library") == f"The library cannot be used. {sentence}"
        assert (await star(driver)).startswith(f"Star not changed. {sentence}")
        await searches(driver)
        driver.window.messages.close_message("library")
        await driver.search("graph")
        assert message(driver, "library") == "", "it is said once"
        page = await library_page(driver)
        assert page.heading == sentence
        assert str(data / "papers") in page.text
        assert [step.title for step in page.steps] == ["Rebuild from papers", "Try again"]
        page.steps[0].run()
        await driver.idle()
        assert driver.state("libraryView") == "full"
        assert driver.view("libraryView").model().rowCount() == 1
        assert message(driver, "rebuilt").startswith("The library has been rebuilt. 1 paper.")
        assert "1 folder or file could not be read: The folder Odd was skipped" in message(driver, "rebuilt")
        await searches(driver)
        driver.window.messages.close_message("damaged")
        assert await star(driver) == "nothing was said"


async def test_a_damaged_library_goes_back_to_its_copy(demo: Demo, tmp_path: Path):
    data = await keep_one(demo, tmp_path)
    async with window_on(demo, tmp_path) as driver:  # the copy of the day is made
        await driver.idle()
    [copy] = (data / "backups").iterdir()
    (data / "library.sqlite").write_bytes(b"no database " * 1000)
    async with window_on(demo, tmp_path) as driver:
        page = await library_page(driver)
        day = copy.stem.removeprefix("library-")
        assert [step.title for step in page.steps] == [
            "Rebuild from papers",
            f"Restore {calendar_day(day)}",
            "Try again",
        ]
        assert "You can also restore the backup of" in page.text
        page.steps[1].run()
        await driver.idle()
        assert driver.state("libraryView") == "full"
        assert driver.view("libraryView").model().rowCount() == 1
        assert message(driver, "rebuilt").startswith(
            f"The backup of {calendar_day(day)} has been restored, with papers added since."
        )


async def test_a_library_of_a_newer_version_is_named_and_left_alone(demo: Demo, tmp_path: Path):
    from scholar_desktop.library.database.migrations import MIGRATIONS

    data = await keep_one(demo, tmp_path)
    with closing(sqlite3.connect(data / "library.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = (data / "library.sqlite").read_bytes()
    sentence = NEWER.format(data=data, known=len(MIGRATIONS))
    async with window_on(demo, tmp_path) as driver:
        assert message(driver, "library") == f"The library cannot be used. {sentence}"
        page = await library_page(driver)
        assert (page.heading, [step.title for step in page.steps]) == (sentence, ["Try again"])
        assert (await star(driver)).startswith(f"Star not changed. {sentence}")
        await searches(driver)
    assert (data / "library.sqlite").read_bytes() == before


async def test_a_library_that_another_program_holds(demo: Demo, tmp_path: Path):
    data = await keep_one(demo, tmp_path)

    def hurry(program: App) -> None:
        program.backend.__dict__["store"] = Library(data, busy_s=0.05)

    with closing(sqlite3.connect(data / "library.sqlite", isolation_level=None)) as other:
        async with window_on(demo, tmp_path, prepare=hurry) as driver:
            await searches(driver)
            other.execute("BEGIN IMMEDIATE")
            assert (await star(driver)).startswith(f"Star not changed. {LOCKED.format(data=data)}")
            other.execute("ROLLBACK")
            driver.window.messages.close_message("locked")
            assert await star(driver) == "nothing was said"


# -- the clock


async def test_answers_from_a_clock_that_was_wrong_are_asked_for_again(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    real = time.time
    for offset, asked in ((DAY_S, 1), (0.0, 1), (60.0, 0), (40 * DAY_S, 1)):
        demo.reset()
        monkeypatch.setattr(time, "time", lambda offset=offset: real() + offset)
        async with window_on(demo, tmp_path) as driver:
            await searches(driver)
        assert demo.stats()["counts"].get("s2", 0) == asked, offset


async def test_the_turn_of_a_clock_that_was_wrong_holds_nobody_back(demo: Demo, tmp_path: Path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "semantic_scholar.turn").write_text(f"{time.time() + 30 * DAY_S:.6f}")
    async with window_on(demo, tmp_path, semantic_scholar_rate=20.0) as driver:
        await searches(driver)
        await driver.search("graph")
        assert driver.state("resultsView") == "full"


async def test_a_pause_until_a_date_is_measured_by_the_clock_of_the_service(
    demo: Demo, front: FaultyProxy, tmp_path: Path
):
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    replies = [(tomorrow, tomorrow)]

    def play(request: ReceivedRequest, wire: Wire) -> None:
        if not replies:
            front.pass_on(request, wire)
            return
        now, until = (format_datetime(moment, usegmt=True) for moment in replies.pop())
        wire.send("{}", 429, {"Date": now, "Retry-After": until})

    front.break_down(play, "/paper/search")
    async with window_on(demo, tmp_path, semantic_scholar_url=front.url) as driver:
        await searches(driver)
        assert len(front.asked) == 2


# -- a second start

KNOCK = """
import sys
import tempfile
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from scholar_desktop.ui.window import single_instance

application = QCoreApplication([])
sys.exit(0 if single_instance.send_to_running_instance(Path(sys.argv[1]), sys.argv[2]) else 1)
"""


async def knock(data_dir: Path, words: str) -> int:
    """Hand *words* over from another process; its exit code."""
    return await (await asyncio.create_subprocess_exec(sys.executable, "-c", KNOCK, str(data_dir), words)).wait()


@pytest.mark.qt_log_ignore("does not support raise")
async def test_a_second_start_of_the_program_raises_the_first_window_and_ends(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path) as driver:
        program = driver.program
        program.instance_server = InstanceServer(program.settings.data_dir, program.window)
        knocks: list[str] = []
        program.instance_server.message_received.connect(knocks.append)
        program.instance_server.message_received.connect(program.window.show_words)
        driver.window.showMinimized()
        words = [sys.executable, "-m", "scholar_desktop", "--profile", str(tmp_path)]
        second = await asyncio.create_subprocess_exec(*words, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        assert await second.wait() == 0
        assert knocks == [""]
        assert not driver.window.isMinimized()
        assert await knock(program.settings.data_dir, "attention") == 0
        assert knocks == ["", "attention"]
        await driver.idle()
        assert driver.widget("searchEdit").text() == "attention"
        assert demo.stats()["counts"] == {}, "what another process sends is shown, not run"
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert driver.state("resultsView") == "full"


def test_a_first_window_that_hangs_hears_nothing_and_keeps_nobody_out(
    qapp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(single_instance, "ACKNOWLEDGE_TIMEOUT_MS", 50)
    door = InstanceServer(tmp_path)  # its loop does not run
    assert not single_instance.send_to_running_instance(tmp_path, "attention")
    door.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files on Windows")
async def test_a_window_that_was_killed_leaves_no_locked_door(tmp_path: Path):
    left_behind = Path(single_instance.server_name(tmp_path))
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(left_behind))
    assert not single_instance.send_to_running_instance(tmp_path, "")
    door = InstanceServer(tmp_path)
    try:
        assert await knock(tmp_path, "attention") == 0
    finally:
        door.close()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"sparse attention\n", "sparse attention"),
        (b"\n", ""),
        ("Größe \u6df1\n".encode(), "Größe \u6df1"),
        (b"no end", None),
        (b"\xff\xfe\n", None),
        (b"a\x00b\n", None),
        (b"a\rb\n", None),
        (b"x" * 20_000 + b"\n", None),
        ("a\u202eb\n".encode(), None),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_message_of_another_start_is_read_strictly(line: bytes, words: str | None):
    assert single_instance.read_message(line) == words


def said_to(data_dir: Path, message: bytes) -> bytes:
    """What the window answers to *message*; empty when it hangs up."""
    with socket.socket(socket.AF_UNIX) as other, contextlib.suppress(ConnectionError):
        other.connect(single_instance.server_name(data_dir))
        other.sendall(message)
        return other.recv(100)
    return b""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such sockets on Windows")
async def test_an_endless_or_unreadable_message_is_hung_up_on(tmp_path: Path):
    door = InstanceServer(tmp_path)
    heard: list[str] = []
    door.message_received.connect(heard.append)
    try:
        for message in (b"x" * 50_000, b"\xff\n"):
            assert await asyncio.to_thread(said_to, tmp_path, message) == b""
        assert await asyncio.to_thread(said_to, tmp_path, b"attention\n") == single_instance.ACKNOWLEDGEMENT
    finally:
        door.close()
    assert heard == ["attention"]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux says who is at the other end")
async def test_another_user_at_the_socket_is_neither_heard_nor_told_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
):
    expect_log("another user")
    door = InstanceServer(tmp_path)
    heard: list[str] = []
    door.message_received.connect(heard.append)
    own = os.getuid()
    try:
        name = single_instance.server_name(tmp_path)
        monkeypatch.setattr(single_instance, "server_name", lambda _data_dir: name)
        monkeypatch.setattr(os, "getuid", lambda: own + 1)  # to this process, the other end is another user now
        assert await asyncio.to_thread(said_to, tmp_path, b"attention\n") == b""
        assert not single_instance.send_to_running_instance(tmp_path, "secret words")
        monkeypatch.setattr(os, "getuid", lambda: own)
        assert await asyncio.to_thread(said_to, tmp_path, b"attention\n") == single_instance.ACKNOWLEDGEMENT
    finally:
        door.close()
    assert heard == ["attention"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such folders on Windows")
def test_the_socket_is_in_a_folder_of_this_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    data = tmp_path / "data"
    with tempfile.TemporaryDirectory() as short:
        runtime, temp = Path(short) / "run", Path(short) / "tmp"
        runtime.mkdir(0o700)
        temp.mkdir(0o777)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
        monkeypatch.setenv("TMPDIR", str(temp))
        assert Path(single_instance.server_name(data)).parent == runtime
        runtime.chmod(0o755)
        ours = temp / f"scholar-desktop-{os.getuid()}"
        assert Path(single_instance.server_name(data)).parent == ours
        assert stat.S_IMODE(ours.stat().st_mode) == 0o700
        ours.chmod(0o770)
        assert single_instance.server_name(data) == ""
        assert not single_instance.send_to_running_instance(data, "attention")
        ours.rmdir()
        ours.symlink_to(runtime)
        runtime.chmod(0o700)
        monkeypatch.delenv("XDG_RUNTIME_DIR")
        assert single_instance.server_name(data) == "", "somebody else may have made the link"

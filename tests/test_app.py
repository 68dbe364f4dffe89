"""The program as a whole: it starts, ends in order, tells of errors, and lets no second window onto one library."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from scholar_desktop import app, settings
from scholar_desktop.ui.window import single_instance
from scholar_desktop.ui.window.single_instance import InstanceServer

KNOCK = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from scholar_desktop.ui.window import single_instance

application = QCoreApplication([])
sys.exit(0 if single_instance.send_to_running_instance(Path(sys.argv[1]), "sparse attention") else 1)
"""


def test_our_loop_never_wakes_a_sleeper_early(qapp: QApplication):
    loop = app.make_loop(qapp)
    asyncio.set_event_loop(loop)

    async def early() -> list[float]:
        found = []
        for wanted in (0.001, 0.0015, 0.02, 0.0333):
            started = time.monotonic()
            await asyncio.sleep(wanted)
            found.append(time.monotonic() - started - wanted)
        return found

    try:
        assert min(loop.run_until_complete(early())) > -0.0005
    finally:
        loop.close()
        asyncio.set_event_loop(None)


def test_a_key_is_handled_between_callbacks_that_take_long(qapp: QApplication):
    """Events of the user are handled once in each turn; here a timer that is always due stands for them."""
    loop = app.make_loop(qapp)
    asyncio.set_event_loop(loop)
    done: list[str] = []

    def long(name: str) -> None:
        done.append(name)
        ends = time.perf_counter() + 2 * app.TURN_S
        while time.perf_counter() < ends:
            pass

    async def several() -> None:
        events = QTimer(interval=0)
        events.timeout.connect(lambda: done.append("event"))
        events.start()
        for name in ("a", "b", "c"):
            loop.call_soon(long, name)
        ended = asyncio.Event()
        loop.call_soon(ended.set)
        await ended.wait()
        events.stop()

    try:
        loop.run_until_complete(several())
    finally:
        loop.close()
        asyncio.set_event_loop(None)
    assert [name for name in done if name != "event"] == ["a", "b", "c"]
    assert "event" in done[done.index("a") : done.index("b")]
    assert "event" in done[done.index("b") : done.index("c")]


def test_callbacks_run_in_their_order_and_not_after_they_were_cancelled(qapp: QApplication, expect_log):
    expect_log("broken")
    loop = app.make_loop(qapp)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(None)
    done: list[object] = []

    def broken() -> None:
        raise ZeroDivisionError

    async def several() -> None:
        loop.call_soon(broken)  # those behind it still run
        handles = [loop.call_soon(done.append, number) for number in range(200)]
        for handle in handles[::3]:
            handle.cancel()
        ended = asyncio.Event()

        def add_meanwhile() -> None:
            loop.call_soon(done.append, "added meanwhile")
            loop.call_soon(ended.set)

        loop.call_soon(add_meanwhile)
        loop.call_soon(done.append, "last")
        await ended.wait()

    try:
        loop.run_until_complete(several())
        loop.call_soon(done.append, "after the end")
    finally:
        loop.close()
        asyncio.set_event_loop(None)
    qapp.processEvents()
    assert done == [*(number for number in range(200) if number % 3), "last", "added meanwhile"]


def test_callbacks_wait_a_turn_if_the_turn_was_used_for_something_else(monkeypatch: pytest.MonkeyPatch):
    timer, run, done, now = Mock(), [], [], [0.0]
    timer.timeout.connect = run.append
    timer.isActive.return_value = False
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    queue = app.CallbackQueue(timer)
    (one_turn,) = run

    def add() -> None:
        queue.add(asyncio.Handle(done.append, (now[0],), loop))

    loop = asyncio.new_event_loop()
    try:
        add()
        now[0] += app.TURN_S / 2
        one_turn()
        assert done == [0.0]
        now[0] = 1.0
        add()
        now[0] += 2 * app.TURN_S  # a layout, between the start of the timer and its end
        one_turn()
        assert done == [0.0]
        assert timer.start.call_count == 3
        now[0] += 2 * app.TURN_S
        one_turn()
        assert done == [0.0, 1.0], "after one turn, however long that took"
    finally:
        loop.close()


async def test_an_unexpected_error_reaches_the_log_and_one_bar(tmp_path: Path, expect_log):
    expect_log("the task 'broken' failed")
    program = app.build(settings.load(["--demo", "--profile", str(tmp_path)]))
    program.window.show()
    await program.idle()

    async def broken() -> None:
        raise ZeroDivisionError

    program.services.scope.start(broken(), name="broken")
    await program.idle()
    assert "An unexpected error occurred" in program.window.messages.note("unexpected").text
    await program.aclose()


async def test_the_program_closes_in_the_middle_of_a_search_and_opens_again(tmp_path: Path):
    for _ in range(2):
        program = app.build(settings.load(["--demo", "--profile", str(tmp_path)]))
        program.window.show()
        await program.idle()
        program.window.search_page.search_for("attention")
        await asyncio.sleep(0)
        await program.aclose()


async def test_a_second_start_hands_its_words_to_the_first(tmp_path: Path):
    door = InstanceServer(tmp_path)
    heard: list[str] = []
    arrived = asyncio.Event()
    door.message_received.connect(heard.append)
    door.message_received.connect(lambda _words: arrived.set())
    second = await asyncio.create_subprocess_exec(sys.executable, "-c", KNOCK, str(tmp_path))
    assert await second.wait() == 0
    await arrived.wait()
    assert heard == ["sparse attention"]
    door.close()
    assert not single_instance.send_to_running_instance(tmp_path, "nobody is there")


async def test_a_second_start_says_that_the_program_is_running(tmp_path: Path):
    profile = ["--profile", str(tmp_path)]
    door = InstanceServer(settings.load(profile).data_dir)
    heard: list[str] = []
    door.message_received.connect(heard.append)
    second = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "scholar_desktop", *profile),
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaint = await second.communicate()
    door.close()
    assert (second.returncode, said, heard) == (0, b"", [""])
    assert complaint.decode().splitlines() == [
        "Scholar Desktop is already running with this library, so its window is shown instead."
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_the_tour_does_the_main_job_and_leaves_pictures(tmp_path: Path):
    tour = tmp_path / "tour"
    run = subprocess.run(
        [sys.executable, "-m", "scholar_desktop", "--demo", "--profile", str(tmp_path / "p"), "--tour", str(tour)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    steps = json.loads((tour / "tour.json").read_text())["steps"]
    names = {"search", "open", "citations", "get_pdf", "library", "offline", "corpus"}
    assert names <= {step["name"] for step in steps}
    assert {"files", "datasets"} <= steps[-1]["requests"].keys(), "the corpus was downloaded, and not left out"
    assert all((tour / step["picture"]).stat().st_size > 10_000 for step in steps)
    assert [step["error"] for step in steps if not step["ok"]] == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_without_a_display_the_program_says_so_in_one_line():
    clean = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    clean.pop("QT_QPA_PLATFORM", None)
    run = subprocess.run(
        [sys.executable, "-m", "scholar_desktop"], env=clean, capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert len(run.stderr.strip().splitlines()) == 1

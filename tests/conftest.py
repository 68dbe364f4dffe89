"""What every test runs in: no display, no network but loopback, no leftovers, no log line that nobody announced."""

from __future__ import annotations

import asyncio
import gc
import inspect
import itertools
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
os.environ["QT_LOGGING_RULES"] = "qt.text.font.db=false"
os.environ["LANGUAGE"] = ""  # whatever the machine's language is: the tests read English
os.environ["LC_ALL"] = "C.UTF-8"

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from tests.recordings.slim_set import full_or_slim
from tests.support.demo_fixture import demo as demo  # the fixtures of the demo services are there for every test
from tests.support.demo_fixture import demo_server as demo_server
from tests.support.hang_report import hang_report
from tests.support.tracing import let_threads_start


def pytest_configure(config: pytest.Config) -> None:
    """Compiles the translations that are newer than what is compiled of them, once and not in each process of a run."""
    let_threads_start()
    if not hasattr(config, "workerinput"):
        subprocess.run([sys.executable, str(ROOT / "packaging" / "translations"), "compile"], check=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--slim-recordings", action="store_true", help="use the recorded answers of the repository, not the full set"
    )


hypothesis_settings.register_profile(
    "house", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
hypothesis_settings.load_profile("house")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell's background job ignores Ctrl+C, and so would the programs that tests start and interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parents[1]
TEST_LIMIT_S = 90
"""Of the clock: ten times what the longest test needs on a machine of its own, so that only one that hangs meets it,
and not one that shares a slow machine with others. pyproject.toml has limits for the others."""
CANCEL_LIMIT_S = 30
"""Of the clock: for a test to close its window after it has been cancelled."""
LOOPBACK = ("127.", "::1", "localhost")


_HOMES = itertools.count(1)


@pytest.fixture(autouse=True)
def _clean_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A home of its own, no proxy, no setting of the person who runs the tests, a fixed language and time zone.

    The home is created by the test that writes into it: `tmp_path` would cost each test some milliseconds."""
    surroundings = tmp_path_factory.getbasetemp() / "surroundings" / str(next(_HOMES))
    for name in list(os.environ):
        if name.startswith("SCHOLAR_DESKTOP_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(surroundings / "home"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(surroundings / "runtime"))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for another machine fails at once."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])  # type: ignore[index]
            assert host.startswith(LOOPBACK), f"a test reached for {address}"
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def expect_log(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """`expect_log(regex)`: this test may log warnings or errors whose text matches."""
    patterns: list[str] = []
    request.node.stash[_EXPECTED] = patterns
    return patterns.append


_EXPECTED = pytest.StashKey[list[str]]()


@pytest.fixture(autouse=True)
def _no_unannounced_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """A record of WARNING or above that the test did not announce fails it."""
    records: list[logging.LogRecord] = []

    class Catch(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    handler = Catch(level=logging.WARNING)
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    expected = request.node.stash.get(_EXPECTED, [])
    stray = [
        f"{record.name}: {record.getMessage()}"
        for record in records
        if not any(re.search(pattern, record.getMessage()) for pattern in expected)
    ]
    assert not stray, "logged without being announced:\n" + "\n".join(stray)


@pytest.fixture(autouse=True)
def _no_stray_threads() -> Iterator[None]:
    """A thread that outlives its test is a leak (pools that belong to the whole run are known by name)."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        if not thread.name.startswith(("session-", "asyncio_", "ThreadPoolExecutor", "Dummy-")):
            thread.join(timeout=30)
    left = [
        thread.name
        for thread in set(threading.enumerate()) - before
        if thread.is_alive() and not thread.name.startswith(("session-", "Dummy-"))
    ]
    assert not left, f"threads left over: {left}"


@pytest.fixture(autouse=True, scope="session")
def _garbage_is_collected_in_this_thread_alone() -> Iterator[None]:
    """Python's own collector runs in whatever thread allocates, the demo server's too: a window, a loop or a timer that
    is garbage then is destroyed there, of which Qt warns or dies."""
    _collect()
    gc.disable()
    yield
    gc.enable()


def _collect() -> None:
    """What is still alive between two tests (modules, mostly) is never looked at again: else each collection goes over
    all that was ever imported, and costs more than the test."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def pointer_put_back(qapp: object) -> Iterator[None]:
    """The pointer is where it was before the test: one that lies over a list changes what the next test sees."""
    from PySide6.QtGui import QCursor

    before = QCursor.pos()
    yield
    QCursor.setPos(before)


MUCH_GARBAGE = 100_000
"""New objects since the last collection."""


@pytest.fixture(autouse=True)
def _no_loop_left_for_another_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """The loop of the test before is garbage in a cycle, and has a QObject with timers."""
    if request.config.stash.get(_LOOP_LEFT, False) or gc.get_count()[0] > MUCH_GARBAGE:
        _collect()
    yield
    request.config.stash[_LOOP_LEFT] = "qloop" in request.fixturenames


_LOOP_LEFT = pytest.StashKey[bool]()


@pytest.fixture
def qloop(qapp: QApplication) -> Iterator[QEventLoop]:
    """The loop of the window; fails the test that loses an exception or leaves a task."""
    qapp.setQuitOnLastWindowClosed(False)
    problems: list[dict[str, object]] = []
    from scholar_desktop.app import make_loop  # late: pytest-cov measures only what is imported after this module

    loop = make_loop(qapp)

    def keep(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        problems.append(context)
        sys.stderr.write(f"lost in the loop: {context}\n")  # a test that hangs does not come to the assertion below

    loop.set_exception_handler(keep)
    asyncio.set_event_loop(loop)
    yield loop
    left_over = asyncio.all_tasks(loop)
    for task in left_over:
        task.cancel()
    if left_over:
        loop.run_until_complete(asyncio.wait(left_over, timeout=30))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
    asyncio.set_event_loop(None)
    assert not problems, f"lost in the loop: {problems}"
    assert not left_over, f"tasks left over: {[task.get_name() for task in left_over]}"


LONG = (
    "tests/faults/",
    "tests/torture/",
    "tests/fuzz/",
    "tests/profiles/",
    "tests/reference_list_matching/",
    "tests/corpus/",
    "tests/services/corpus/",
    "tests/cli/test_corpus",
    "tests/cli/test_offline_corpus",
    "tests/ui/",
    "tests/house/test_slow_patterns.py",
    "tests/test_app.py::test_the_tour",
    "tests/library/test_crashes.py",
)
"""Beginnings of the names of the tests that `make test` leaves to `make test-long`, but for those of SHORT: the window,
services and machines that fail, killed processes, and the offline corpus. They take several times as long as the others
(docs/decisions/0051)."""

SHORT = (
    "tests/ui/actions/",
    "tests/ui/theme/",
    "tests/ui/words/",
    "tests/ui/search/test_search.py",
    "tests/ui/search/test_result_filters.py",
    "tests/ui/citations/test_citation_pane.py",
    "tests/ui/citations/test_citing_sentences.py",
    "tests/ui/downloads/test_downloads_page.py",
    "tests/ui/open_access/test_closed_paper.py",
    "tests/ui/open_access/test_copies.py",
    "tests/ui/open_access/test_pdf_button.py",
    "tests/ui/window/test_first_start.py",
    "tests/ui/window/test_menus.py",
)
"""Beginnings of the names of the tests of the window that take part in `make test`: the way from a search to a PDF and
to the papers that cite it, the menus, and the first start."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(LONG) and not item.nodeid.startswith(SHORT):
            item.add_marker(pytest.mark.long)
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.fixturenames.insert(0, "qloop")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test inside the loop, with a limit."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    loop = pyfuncitem.funcargs["qloop"]
    with hang_report(loop, TEST_LIMIT_S + CANCEL_LIMIT_S):
        loop.run_until_complete(asyncio.wait_for(pyfuncitem.obj(**arguments), TEST_LIMIT_S))
    return True


@pytest.fixture(scope="session")
def recorded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of recorded answers: the full set beside the project, else the slim set of the repository."""
    slim = request.config.getoption("--slim-recordings", default=False)
    return full_or_slim(tmp_path_factory.mktemp("recorded"), slim=slim)

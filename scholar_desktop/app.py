"""The composition root: the window, and behind it everything of `composition`.

Everything here imports Qt inside its functions, so that commands never load it.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scholar_desktop import __version__
from scholar_desktop.composition import Composition, build_services, log_error
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    from scholar_desktop.services.services import Services
    from scholar_desktop.ui.window.application import Application
    from scholar_desktop.ui.window.garbage import GarbageCollection
    from scholar_desktop.ui.window.main_window import MainWindow
    from scholar_desktop.ui.window.single_instance import InstanceServer

__all__ = ["App", "Composition", "build", "build_services", "main", "make_loop"]


@dataclass
class App:
    """The whole program on one profile. `window` is not shown yet when `build` returns it. on_error: tells the log and
    the person of an error that nobody expected."""

    window: MainWindow
    settings: Settings
    backend: Composition
    garbage: GarbageCollection
    on_error: Callable[[str, BaseException], None]
    instance_server: InstanceServer | None = None
    _opened: bool = False

    @property
    def services(self) -> Services:
        return self.backend.services

    async def open(self) -> None:
        """What waits until the window is on the screen: the demo's server, the HTTP library, the queue of last time."""
        if not self._opened:
            self._opened = True
            # In a thread, for the window is there already and is not to stand still while modules load.
            await asyncio.to_thread(_load_modules)
            _ = self.services.call_history  # from now on the log has a line for each call
            await self.backend.start()
            await self.backend.client.warm()
            await self.services.downloads.load()
            self.services.full_text.listen()
            self.services.watch.start()
            await self.services.drag_out.tidy()

    async def idle(self) -> None:
        """Wait until no task runs, no request is under way, and nothing waits to be written or shown."""
        quiet = 0
        while quiet < IDLE_TURNS:
            await self.backend.idle()
            # Signals that were queued for the window (a context that gathers itself once a turn) may start tasks.
            await asyncio.sleep(0)
            quiet = 0 if self.services.scope.running() else quiet + 1

    async def aclose(self) -> None:
        """End everything in order: the door, the window's tasks, the services, the connections, the library."""
        if self.instance_server is not None:
            self.instance_server.close()
        await self.window.aclose()
        await self.backend.aclose()
        self.window.hide()
        self.window.deleteLater()
        self.garbage.end()


IDLE_TURNS = 5


LOADED_AFTER_PAINT = (
    "library.store",
    "interop.drags",
    "net.client",
    "net.http_cache",
    "pdf.inspect",
    "services.program.call_history",
    "services.citations.citations",
    "services.downloads.downloads",
    "services.papers.export",
    "services.library.full_text",
    "services.papers.drag_out",
    "services.add_pdfs.pdf_import",
    "services.add_pdfs.browser_fetch",
    "services.alerts.open_watch",
    "services.papers.papers",
    "services.search.search",
    "services.program.status",
    "services.program.scheduler",
    "sources.semantic_scholar.api",
    "sources.unpaywall.api",
    "sources.zenodo.api",
)
"""Modules that the first search, the first paper and the first PDF need."""


def _load_modules() -> None:
    """Load what the first search, the first paper and the first PDF need."""
    import importlib

    for name in LOADED_AFTER_PAINT:
        importlib.import_module(f"scholar_desktop.{name}")


def make_loop(qt_app: QApplication) -> QEventLoop:
    """qasync's loop on *qt_app*, with exact timers: its own are coarse and come back up to 5 % early
    (docs/decisions/0004-one-loop.md), and with threads that a job cannot kill."""
    import math
    from concurrent.futures import ThreadPoolExecutor

    from PySide6.QtCore import Qt
    from qasync import QEventLoop

    loop = QEventLoop(qt_app)
    timer = loop._timer
    callbacks = timer._SimpleTimer__callbacks  # qasync 0.28; a test holds it

    def add_callback(handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        timer_id = timer.startTimer(math.ceil(max(0.0, delay) * 1000), Qt.TimerType.PreciseTimer)
        callbacks[timer_id] = handle
        return handle

    timer.add_callback = add_callback
    loop.set_default_executor(ThreadPoolExecutor(8, thread_name_prefix="session-default"))
    return loop


def build(settings: Settings) -> App:
    """Make the window and everything behind it. The caller has made the QApplication and set the loop; this runs no
    loop, asks no network and shows nothing."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    from scholar_desktop.profile import STATE_FILE, StateFile
    from scholar_desktop.ui.widgets.note import Step
    from scholar_desktop.ui.window.garbage import GarbageCollection
    from scholar_desktop.ui.window.main_window import MainWindow
    from scholar_desktop.ui.window.pages import add_pages

    window: MainWindow | None = None

    def on_error(name: str, error: BaseException) -> None:
        if window is not None and isinstance(error, ScholarError) and error.subject == LIBRARY:
            show = Step("Show", window.registry["view.library"].trigger)
            window.messages.library_failed(error, show)
            return
        log_error(name, error)
        if window is not None and isinstance(error, Exception):
            window.messages.failed(f"'{name}' went wrong", error)

    def open_url(url: str) -> None:
        # Addresses come out of services' answers: nothing but a web page is handed to the desktop.
        if url.startswith(("https://", "http://")):
            QDesktopServices.openUrl(QUrl(url))

    def open_path(path: str) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(path))

    backend = build_services(
        settings,
        on_error=on_error,
        open_url=open_url,
        open_path=open_path,
    )
    window = MainWindow(
        backend.services,
        backend.settings,
        StateFile(settings.config_dir / STATE_FILE),
        StateFile(settings.cache_dir / LAST_SEARCH_FILE),
    )
    add_pages(window)
    program = App(window, backend.settings, backend, GarbageCollection(), on_error)
    window.painted.connect(program.garbage.after_start)
    window.painted.connect(lambda: backend.services.scope.start(program.open(), name="open"))
    return program


LAST_SEARCH_FILE = "last_search.json"


def main(settings: Settings, words: str = "") -> int:
    """Open the window on *settings* and stay until it is closed; the exit code. words: to search for at once.

    A window that is open on the same library already is raised instead, and gets the words.
    """
    import sys

    from scholar_desktop.services.program.log import start_log
    from scholar_desktop.ui.window import single_instance
    from scholar_desktop.ui.window.application import Application

    qt_app = Application([sys.argv[0], "-style", "fusion"])
    qt_app.setProperty("scholar_desktop_styled", True)  # ui/theme/theme.py would set it later, at some cost
    qt_app.setApplicationName("Scholar Desktop")
    qt_app.setApplicationVersion(__version__)
    qt_app.setDesktopFileName("scholar-desktop")
    # A closed dialog must not end the loop under a coroutine that still waits.
    qt_app.setQuitOnLastWindowClosed(False)
    if settings.tour is None and single_instance.send_to_running_instance(settings.data_dir, words):
        return 0
    loop = make_loop(qt_app)
    asyncio.set_event_loop(loop)
    loop.set_debug(settings.debug)
    loop.slow_callback_duration = STALL_S
    kept_log = start_log(settings, keep=True)
    with loop:
        wanted: int | Settings = settings
        while isinstance(wanted, Settings):
            wanted = loop.run_until_complete(_run(qt_app, wanted, words))
            words = ""
    kept_log.stop()
    return wanted


STALL_S = 0.05


async def _run(qt_app: Application, settings: Settings, words: str) -> int | Settings:
    """One window from its start to its end; the exit code, or the settings to begin anew with (another library)."""
    from scholar_desktop.ui.window.single_instance import InstanceServer

    stop = asyncio.Event()
    ended_by: list[int] = []
    again: list[Settings] = []

    def begin_anew(_folder: object) -> None:
        again.append(program.services.settings_editor.current)
        stop.set()

    program = build(settings)
    _report_lost_errors(program)
    qt_app.quit_requested.connect(stop.set)
    program.window.close_requested.connect(stop.set)
    program.window.restart_requested.connect(begin_anew)
    program.window.show()
    try:
        if settings.tour is not None:
            from scholar_desktop.ui.window.tour import Tour

            return await Tour(program.window, settings.tour, program.idle, program.backend.requests).run()
        ended_by = _end_on_signals(stop)
        program.instance_server = InstanceServer(settings.data_dir, program.window)
        program.instance_server.message_received.connect(program.window.raise_for)
        if words:
            program.window.raise_for(words)
        await stop.wait()
    finally:
        qt_app.quit_requested.disconnect(stop.set)
        await program.aclose()
    if again:
        return again[0]
    return INTERRUPTED if signal.SIGINT in ended_by else 0


INTERRUPTED = 130


def _end_on_signals(stop: asyncio.Event) -> list[int]:
    """Ctrl+C in the terminal, and the end of the session, close the window in order; a second Ctrl+C ends it at once.
    (As an exception it would come up in whatever slot runs just then, and the window would stay.)

    The answer fills with the signals that came. Python looks for one when it next runs: within the second, for the
    collector's timer does.
    """
    came: list[int] = []
    loop = asyncio.get_running_loop()

    def end(number: int, _frame: object) -> None:
        came.append(number)
        signal.signal(number, signal.SIG_DFL)
        loop.call_soon_threadsafe(stop.set)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    return came


def _report_lost_errors(program: App) -> None:
    """An error that nobody awaits reaches the log and one bar in the window: of a slot, of a callback, of a thread.

    Not before there is a window, and not at import: tests put hooks of their own in these places.
    """
    import sys
    import threading

    def of_callback(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        program.on_error(str(context.get("message", "a callback")), context.get("exception") or RuntimeError(context))

    def of_thread(hook: threading.ExceptHookArgs) -> None:
        # no widget may be touched from another thread
        log_error(str(hook.thread), hook.exc_value or RuntimeError(hook.exc_type))

    asyncio.get_running_loop().set_exception_handler(of_callback)
    sys.excepthook = lambda kind, error, _trace: program.on_error(kind.__name__, error)
    threading.excepthook = of_thread

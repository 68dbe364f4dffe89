"""The composition root of the window: creates the window and, with `composition`, everything that it uses.

Everything here imports Qt inside its functions, so that commands never load it.
"""

from __future__ import annotations

import asyncio
import builtins
import functools
import gc
import os
import signal
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if hasattr(builtins, "__orig_import__"):
    # PySide6 replaces the import function to offer `from __feature__ import snake_case`, which this program does not
    # use: its function reads the source of every module imported after PySide6 and searches it for "PySide6", which
    # took a sixth of the start. From here on, modules are imported as without it.
    builtins.__import__ = builtins.__orig_import__

from scholar_desktop import __version__
from scholar_desktop.composition import Composition, build_services, log_error
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.preload import SERVICES, load
from scholar_desktop.settings import Settings
from scholar_desktop.translation import gettext

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer, QUrl
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    from scholar_desktop.services.services import Services
    from scholar_desktop.ui.window.application import Application
    from scholar_desktop.ui.window.desktop_opening import DesktopOpener
    from scholar_desktop.ui.window.garbage_collection import GarbageCollection
    from scholar_desktop.ui.window.main_window import MainWindow
    from scholar_desktop.ui.window.single_instance import InstanceServer

__all__ = ["App", "Composition", "build", "build_services", "main", "make_loop"]


class App:
    """The whole program with one profile.

    `window` is not shown yet when `build` returns the program. on_error: logs an unexpected error and shows it to the
    user.
    """

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        backend: Composition,
        garbage: GarbageCollection,
        on_error: Callable[[str, BaseException], None],
    ) -> None:
        self.window = window
        self.settings = settings
        self.backend = backend
        self.garbage = garbage
        self.on_error = on_error
        self.instance_server: InstanceServer | None = None
        self._opened = False

    @property
    def services(self) -> Services:
        return self.backend.services

    async def open(self) -> None:
        """Start what can wait until the window is shown: the demo server, the HTTP library, the download queue of the
        last run.
        """
        if not self._opened:
            self._opened = True
            # In a thread, since the window is shown already and must not freeze while modules load.
            await asyncio.to_thread(load, SERVICES)
            _ = self.services.call_history  # from now on each call is logged
            await self.backend.start()
            await self.backend.client.warm()
            await self._warn_of_folder()
            await self.services.downloads.load()
            self.services.full_text.listen()
            self.services.watch.start()
            self.services.citation_counts.start()
            await self.services.drag_out.tidy()

    def settings_to_restart(self) -> Settings:
        """Return the settings with which to start again. Offline mode stays as it is now, although it is not saved."""
        from msgspec.structs import replace

        return replace(self.services.settings_editor.current, offline=self.services.status.offline)

    async def _warn_of_folder(self) -> None:
        """Show, once, that the library folder is synchronised or on a network drive."""
        from scholar_desktop.ui.widgets.note import Note

        for number, warning in enumerate(await self.services.folder_warnings.new()):
            self.window.messages.say(f"folder-{number}", Note(warning.lead, warning.text, "warn", "alert"))

    async def idle(self) -> None:
        """Wait until no task runs, no request is in flight, and nothing waits to be written or shown.

        A window that is not shown yet is finished, so that a script finds its widgets and actions.
        """
        if not self.window.isVisible():
            self.window.finish()
        quiet = 0
        while quiet < IDLE_TURNS:
            await self.backend.idle()
            # Queued signals for the window (such as a context that is updated once per loop turn) may start tasks.
            await asyncio.sleep(0)
            quiet = 0 if self.services.scope.running() else quiet + 1

    async def aclose(self) -> None:
        """End everything in order: the instance server, the window's tasks, the services, the
        connections, the library.
        """
        if self.instance_server is not None:
            self.instance_server.close()
        await self.window.aclose()
        await self.backend.aclose()
        self.window.hide()
        self.window.deleteLater()
        self.garbage.end()


IDLE_TURNS = 5
TURN_S = 0.005
"""Callbacks of asyncio that are due run for this time in one turn of the event loop. One that takes longer is the last
of its turn."""


class CallbackQueue:
    """Runs callbacks of asyncio in the order in which they were added, some in each turn of the event loop.

    qasync starts a timer for each, and Qt runs all timers that are due in one turn: callbacks that became due together
    took 40 ms without a key being handled.
    """

    def __init__(self, next_turn: QTimer) -> None:
        """next_turn: a timer that only this object uses."""
        self._waiting: deque[asyncio.Handle] = deque()
        self._planned_at, self._gave_way = 0.0, False
        self._next_turn = next_turn
        next_turn.setSingleShot(True)
        next_turn.timeout.connect(self._run)

    def add(self, handle: asyncio.Handle) -> None:
        """Run *handle* in a later turn, unless it is cancelled by then."""
        self._waiting.append(handle)
        self._plan()

    def stop(self) -> None:
        """Run no more callbacks: the loop is closed."""
        self._next_turn.stop()
        self._waiting.clear()

    def _plan(self) -> None:
        if not self._next_turn.isActive():
            self._planned_at = time.perf_counter()
            self._next_turn.start(0)

    def _run(self) -> None:
        now = time.perf_counter()
        self._gave_way = not self._gave_way and now - self._planned_at > TURN_S
        if self._gave_way:  # this turn was used for something else, such as a layout
            self._next_turn.start(0)
            return
        ends = now + TURN_S
        try:
            for _ in range(len(self._waiting)):  # what these callbacks add runs in the next turn
                if not self._waiting:
                    break  # an event loop inside a callback has run them
                handle = self._waiting.popleft()
                if not handle.cancelled():
                    handle._run()
                if time.perf_counter() >= ends:
                    break
        finally:
            if self._waiting:
                self._plan()


def make_loop(qt_app: QApplication) -> QEventLoop:
    """Return qasync's event loop on *qt_app*, with exact timers, callbacks that leave the window its turns, and threads
    that a job cannot end.

    qasync's own timers are coarse and fire up to 5 % early (docs/decisions/0004-one-loop.md).
    """
    import math
    from concurrent.futures import ThreadPoolExecutor

    from PySide6.QtCore import Qt, QTimer
    from qasync import QEventLoop

    loop = QEventLoop(qt_app)
    timer = loop._timer
    callbacks = timer._SimpleTimer__callbacks  # qasync 0.28; covered by a test
    due = CallbackQueue(QTimer(timer))
    stop_timers = timer.stop

    def add_callback(handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        if delay <= 0:
            due.add(handle)
        else:
            callbacks[timer.startTimer(math.ceil(delay * 1000), Qt.TimerType.PreciseTimer)] = handle
        return handle

    def stop() -> None:
        due.stop()
        stop_timers()

    timer.add_callback = add_callback
    timer.stop = stop
    loop.set_default_executor(ThreadPoolExecutor(8, thread_name_prefix="session-default"))
    return loop


def build(settings: Settings) -> App:
    """Create the window and everything that it uses. The caller has created the QApplication and set the event loop;
    this function runs no loop, uses no network and shows nothing.
    """
    from scholar_desktop.ui.window.garbage_collection import GarbageCollection

    # First, because the automatic collections while the window's modules were imported took a tenth of the start.
    garbage = GarbageCollection()

    from scholar_desktop.profile import STATE_FILE, StateFile
    from scholar_desktop.ui.widgets.note import Note, Step
    from scholar_desktop.ui.window.main_window import MainWindow
    from scholar_desktop.ui.window.page_registration import add_pages

    window: MainWindow | None = None

    def on_error(name: str, error: BaseException) -> None:
        if window is not None and isinstance(error, ScholarError) and error.subject == LIBRARY:
            show = Step(gettext("Show"), window.registry["view.library"].trigger)
            window.messages.library_failed(error, show)
            return
        log_error(name, error)
        if window is not None and isinstance(error, Exception):
            window.messages.failed(gettext("A background task failed"), error)

    @functools.cache
    def desktop_opener() -> DesktopOpener:
        from scholar_desktop.ui.window.desktop_opening import DesktopOpener  # most starts open nothing

        return DesktopOpener()

    def hand_over(address: QUrl, tell_no_program: Callable[[], None]) -> None:
        async def open_it() -> None:
            if not await desktop_opener().open(address):
                tell_no_program()

        backend.services.scope.start(open_it(), name="open with the desktop")

    def open_url(url: str) -> None:
        # Addresses come from services' answers: only web addresses are passed to the desktop.
        from PySide6.QtCore import QUrl

        from scholar_desktop.ui.window.opening_messages import tell_no_browser  # not part of the start

        address = QUrl(url)
        is_of_the_web = url.startswith(("https://", "http://")) and address.isValid() and bool(address.host())
        if is_of_the_web and window is not None:
            hand_over(address, partial(tell_no_browser, window, url))

    def open_path(path: str) -> None:
        from PySide6.QtCore import QUrl

        from scholar_desktop.services.web.runnable_files import path_to_open
        from scholar_desktop.ui.window.opening_messages import tell_no_file, tell_no_program

        if window is None:
            return
        if not os.path.lexists(path):
            tell_no_file(window, Path(path))
            return
        opened = path_to_open(Path(path))
        if opened != Path(path):
            lead = gettext("“{file}” is a program or can run one.", file=Path(path).name)
            window.messages.say(
                "shown", Note(lead, gettext("It was not opened. Its folder is shown instead."), icon="warning")
            )
        hand_over(QUrl.fromLocalFile(str(opened)), partial(tell_no_program, window, opened))

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
    program = App(window, backend.settings, backend, garbage, on_error)
    window.painted.connect(garbage.after_start)
    window.completed.connect(garbage.leave_out_all)
    window.painted.connect(lambda: backend.services.scope.start(program.open(), name="open"))
    return program


LAST_SEARCH_FILE = "last_search.json"


def main(settings: Settings, words: str = "") -> int:
    """Open the window with *settings*, run until it is closed, and return the exit code.

    If a window on the same library is already open, that window is raised instead and gets *words*.
    words: searched for at once.
    """
    import sys

    from scholar_desktop.services.program.log import start_log
    from scholar_desktop.ui.window import single_instance
    from scholar_desktop.ui.window.application import Application
    from scholar_desktop.ui.words.window_language import use_language

    qt_app = Application([sys.argv[0], "-style", "fusion"])
    qt_app.setProperty("scholar_desktop_styled", True)  # ui/theme/theme.py would set it later, which is slower
    qt_app.setApplicationName("Scholar Desktop")
    qt_app.setApplicationVersion(__version__)
    qt_app.setDesktopFileName("scholar-desktop")
    # Closing a dialog must not end the loop while a coroutine still waits.
    qt_app.setQuitOnLastWindowClosed(False)
    use_language(settings.language)
    if settings.tour is None and single_instance.send_to_running_instance(settings.data_dir, words):
        if sys.stderr is not None:  # there is none without a terminal on Windows
            said = gettext("Scholar Desktop is already running with this library, so its window is shown instead.")
            sys.stderr.write(said + "\n")
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
            if isinstance(wanted, Settings):
                gc.collect()  # Python's collector would destroy the rest of the window in whatever thread it runs
                use_language(wanted.language)  # it may have changed
    gc.disable()  # for the same reason, until the process ends
    kept_log.stop()
    return wanted


STALL_S = 0.05


async def _run(qt_app: Application, settings: Settings, words: str) -> int | Settings:
    """Run one window from start to end. Returns the exit code, or the settings with which to start again (another
    library, or settings that take effect at the next start).
    """
    from scholar_desktop.ui.window.single_instance import InstanceServer

    stop = asyncio.Event()
    ended_by: list[int] = []
    again: list[Settings] = []

    def begin_anew(_why: object) -> None:
        again.append(program.settings_to_restart())
        stop.set()

    gc.freeze()  # no collection looks at the modules
    gc.enable()  # `__main__` switches it off for the imports
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
        program.instance_server.message_received.connect(program.window.show_words)
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
    """Close the window in order on Ctrl+C in the terminal and at the end of the session; a second Ctrl+C ends it at
    once.

    (As an exception, KeyboardInterrupt would be raised in any slot that happens to run, and the window would stay
    open.)
    Returns a list to which the received signals are added. Python handles a signal when it next runs: within a second,
    because of the timer of the garbage collection.
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
    """Log errors that nothing awaits (of a slot, a callback or a thread), and show those of slots and callbacks in the
    window.

    Called after the window exists, and not at import: tests set their own hooks in these places.
    """
    import sys
    import threading

    def of_callback(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        # not translated: it is in the log
        program.on_error(str(context.get("message", "a callback")), context.get("exception") or RuntimeError(context))

    def of_thread(hook: threading.ExceptHookArgs) -> None:
        # widgets must not be used from another thread: only logged
        log_error(str(hook.thread), hook.exc_value or RuntimeError(hook.exc_type))

    asyncio.get_running_loop().set_exception_handler(of_callback)
    sys.excepthook = lambda kind, error, _trace: program.on_error(kind.__name__, error)
    threading.excepthook = of_thread

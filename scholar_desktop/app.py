"""The composition root: makes every object once and hands each what it needs.

`build_services` makes everything but the window, and loads neither Qt nor the HTTP library.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from scholar_desktop import __version__
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.net.auth import Auth
from scholar_desktop.net.budget import Budget
from scholar_desktop.net.call_log import Call, CallLog
from scholar_desktop.net.client import Client, NetSettings, Service
from scholar_desktop.net.stores import AnswerStore, RecordStore
from scholar_desktop.pdf.inspect import PdfReader
from scholar_desktop.services import keys as key_names
from scholar_desktop.services.bundle import Services
from scholar_desktop.services.citations import Citations
from scholar_desktop.services.downloads import Downloads
from scholar_desktop.services.keys import Keys
from scholar_desktop.services.known_papers import KnownPapers
from scholar_desktop.services.library import Library
from scholar_desktop.services.open_access import OpenAccessFinder
from scholar_desktop.services.papers import Papers
from scholar_desktop.services.search import Search
from scholar_desktop.services.settings_editor import SettingsEditor
from scholar_desktop.services.status import Status
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.services.unpaywall_lookup import UnpaywallLookup, no_email
from scholar_desktop.settings import CONFIG_FILE, Settings, SettingsFile
from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
from scholar_desktop.sources.unpaywall.api import Unpaywall
from scholar_desktop.sources.zenodo.api import Zenodo

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    from scholar_desktop.demo.server import DemoServer
    from scholar_desktop.ui.garbage import GarbageCollection
    from scholar_desktop.ui.main_window import MainWindow
    from scholar_desktop.ui.single_instance import Door

PROJECT_PAGE = "https://pypi.org/project/scholar-desktop/"
DEMO_EMAIL = "demo@scholar-desktop.example"
"""What the demo's Unpaywall is told; it leaves this machine as little as all else that the demo asks."""
_IDLE_LOOK_S = 0.01


@dataclass
class Backend:
    """Everything but the window. Whoever built it calls `start` before the first question to a service, and `aclose`
    at the end.

    budgets: by source name; demo: the built-in services, None without `--demo`.
    """

    settings: Settings
    services: Services
    client: Client
    store: LibraryStore
    answers: AnswerStore
    records: RecordStore
    calls: CallLog
    budgets: dict[str, Budget]
    pdf: PdfReader
    demo: DemoServer | None = None
    _started: asyncio.Lock = field(default_factory=asyncio.Lock)
    _runs: bool = False
    _sent: dict[str, int] = field(default_factory=dict)

    async def start(self) -> None:
        """Start the demo services, where there are any; may be called again. Their own start loads their server."""
        async with self._started:
            if self.demo is not None and not self._runs:
                await asyncio.to_thread(self.demo.start)
                self._runs = True

    async def idle(self) -> None:
        """Wait until no task runs, no request is under way, and nothing waits to be written."""
        # three owners, which nothing but looking can ask together
        while self.services.scope.running() or self.client.in_flight or self.store.pending:  # noqa: ASYNC110
            await asyncio.sleep(_IDLE_LOOK_S)

    def requests(self) -> dict[str, int]:
        """How many requests have been sent since the start, retries too, by source (`files`: downloads)."""
        return dict(self._sent)

    def count(self, call: Call) -> None:
        """Connected to the log of calls, which itself keeps only the last few."""
        if not call.stored:
            self._sent[call.service] = self._sent.get(call.service, 0) + 1

    async def aclose(self) -> None:
        """Cancel what runs, and close connections, stores and the library, in this order."""
        await self.services.scope.aclose()
        await self.services.downloads.aclose()
        await self.client.aclose()
        await self.records.aclose()
        await self.store.aclose()
        await asyncio.to_thread(self.pdf.close)
        if self.demo is not None:
            await asyncio.to_thread(self.demo.stop)


def build_services(
    settings: Settings,
    *,
    keep_answers: bool = True,
    on_error: Callable[[str, BaseException], None] | None = None,
    open_url: Callable[[str], None] = lambda _url: None,
    open_path: Callable[[str], None] = lambda _path: None,
) -> Backend:
    """Make every object but the window's, without running a loop, asking a network or opening a database.

    keep_answers: False neither reads nor writes what the services have answered before; on_error: gets the name and
    the error of a task that failed unexpectedly (None: it is logged); open_url, open_path: hand something to the
    desktop.
    """
    demo = None
    if settings.demo:
        settings, demo = _with_demo(settings)
    folder = settings.cache_dir if keep_answers else None
    answers = AnswerStore(folder and folder / "answers.sqlite")
    records = RecordStore(folder and folder / "records.sqlite")
    calls = CallLog()
    client = Client(_net_settings(settings), answers, calls)
    budgets = {
        S2: Budget(
            S2,
            rate_per_s=settings.semantic_scholar_rate or None,
            lock_path=settings.cache_dir / "semantic_scholar.turn",
        ),
        UNPAYWALL: Budget(UNPAYWALL, rate_per_s=None),
        ZENODO: Budget(ZENODO, rate_per_s=None),
    }
    editor = SettingsEditor(settings, SettingsFile(settings.config_dir / CONFIG_FILE))
    keys = Keys(settings, client, budgets)

    async def with_s2_key() -> Auth:
        return key_names.authorisation(key_names.SEMANTIC_SCHOLAR, await keys.get(key_names.SEMANTIC_SCHOLAR))

    async def with_zenodo_token() -> Auth:
        return key_names.authorisation(key_names.ZENODO_TOKEN, await keys.get(key_names.ZENODO_TOKEN))

    async def with_email() -> Auth:
        if editor.current.email is None:
            raise no_email()
        return Auth(params={"email": editor.current.email})

    s2 = SemanticScholar(client, Service(S2, settings.semantic_scholar_url, with_s2_key, budgets[S2]))
    unpaywall = Unpaywall(client, Service(UNPAYWALL, settings.unpaywall_url, with_email, budgets[UNPAYWALL]))
    zenodo = Zenodo(client, Service(ZENODO, settings.zenodo_url, with_zenodo_token, budgets[ZENODO]))

    store = LibraryStore(settings.data_dir)
    library = Library(store)
    known = KnownPapers(records)
    scope = TaskScope(on_error or _log_error)
    pdf = PdfReader()
    finder = OpenAccessFinder(s2, unpaywall, zenodo, lambda: editor.current.email, known=known)
    services = Services(
        search=Search(s2, unpaywall, zenodo, library, known, editor),
        papers=Papers(s2, unpaywall, zenodo, library, known),
        citations=Citations(s2),
        library=library,
        downloads=Downloads(finder, client, store, pdf, settings, scope.child()),
        unpaywall_lookup=UnpaywallLookup(unpaywall, editor),
        keys=keys,
        status=Status(budgets, client, keys, editor, calls),
        settings_editor=editor,
        scope=scope,
        open_url=open_url,
        open_path=open_path,
    )
    backend = Backend(settings, services, client, store, answers, records, calls, budgets, pdf, demo)
    calls.changed.connect(backend.count)
    services.status.went_online.connect(lambda _: services.downloads.go_on())
    return backend


def _net_settings(settings: Settings) -> NetSettings:
    urls = (settings.semantic_scholar_url, settings.unpaywall_url, settings.zenodo_url, settings.datasets_url)
    return NetSettings(
        user_agent=f"ScholarDesktop/{__version__} (+{PROJECT_PAGE})",
        offline=settings.offline,
        host_map=settings.host_map,
        service_hosts=tuple(dict.fromkeys(host for url in urls if (host := urlsplit(url).hostname))),
        host_delay=settings.host_delay,
        host_connections=settings.host_connections,
        retry_wait=settings.retry_wait,
    )


def _with_demo(settings: Settings) -> tuple[Settings, DemoServer]:
    """*settings* pointed at the demo services, whose port is bound here and answered from `Backend.start` on. Nothing
    that the variables say of addresses holds: the demo asks nothing outside loopback."""
    from scholar_desktop.demo.server import DemoServer

    demo = DemoServer()
    url = f"http://127.0.0.1:{demo.bind()}"
    pointed = msgspec.structs.replace(
        settings,
        semantic_scholar_url=url,
        unpaywall_url=url,
        zenodo_url=url,
        datasets_url=url,
        host_map={"*": url},
        email=settings.email or DEMO_EMAIL,
    )
    return pointed, demo


def _log_error(name: str, error: BaseException) -> None:
    import logging

    logging.getLogger(__name__).error("the task '%s' failed", name, exc_info=error)


# The window. Everything below imports Qt, inside its functions, so that commands never load it.


@dataclass
class App:
    """The whole program on one profile. `window` is not shown yet when `build` returns it."""

    window: MainWindow
    settings: Settings
    backend: Backend
    door: Door | None = None
    _opened: bool = False

    @property
    def services(self) -> Services:
        return self.backend.services

    async def open(self) -> None:
        """What waits until the window is on the screen: the demo's server, the HTTP library, the queue of last time."""
        if not self._opened:
            self._opened = True
            await self.backend.start()
            await self.backend.client.warm()
            await self.services.downloads.load()

    async def idle(self) -> None:
        """Wait until no task runs, no request is under way, and nothing waits to be written or shown."""
        quiet = 0
        while quiet < QUIET_TURNS:
            await self.backend.idle()
            # Signals that were queued for the window (a context that gathers itself once a turn) may start tasks.
            await asyncio.sleep(0)
            quiet = 0 if self.services.scope.running() else quiet + 1

    async def aclose(self) -> None:
        """End everything in order: the door, the window's tasks, the services, the connections, the library."""
        if self.door is not None:
            self.door.close()
        await self.window.aclose()
        await self.backend.aclose()
        self.window.hide()
        self.window.deleteLater()


QUIET_TURNS = 5


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
    from scholar_desktop.ui.main_window import MainWindow
    from scholar_desktop.ui.pages import add_pages

    window: MainWindow | None = None

    def on_error(name: str, error: BaseException) -> None:
        _log_error(name, error)
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
    program = App(window, backend.settings, backend)
    window.painted.connect(lambda: backend.services.scope.start(program.open(), name="open"))
    return program


LAST_SEARCH_FILE = "last_search.json"


def main(settings: Settings, words: str = "") -> int:
    """Open the window on *settings* and stay until it is closed; the exit code. words: to search for at once.

    A window that is open on the same library already is raised instead, and gets the words.
    """
    import sys
    import threading

    from PySide6.QtWidgets import QApplication

    from scholar_desktop.ui import single_instance
    from scholar_desktop.ui.garbage import GarbageCollection

    qt_app = QApplication(sys.argv[:1])
    qt_app.setApplicationName("Scholar Desktop")
    qt_app.setApplicationVersion(__version__)
    qt_app.setDesktopFileName("scholar-desktop")
    # A closed dialog must not end the loop under a coroutine that still waits.
    qt_app.setQuitOnLastWindowClosed(False)
    if settings.tour is None and single_instance.hand_over(settings.data_dir, words):
        return 0
    loop = make_loop(qt_app)
    asyncio.set_event_loop(loop)
    loop.set_debug(settings.debug)
    loop.slow_callback_duration = STALL_S

    def report_lost(context: dict[str, object]) -> None:
        error = context.get("exception")
        _log_error(str(context.get("message", "the loop")), error if isinstance(error, BaseException) else Exception())

    loop.set_exception_handler(lambda _loop, context: report_lost(context))
    sys.excepthook = lambda kind, error, _trace: _log_error(kind.__name__, error)
    threading.excepthook = lambda hook: _log_error(str(hook.thread), hook.exc_value or Exception())
    garbage = GarbageCollection()
    with loop:
        wanted: int | Settings = settings
        while isinstance(wanted, Settings):
            wanted = loop.run_until_complete(_run(qt_app, wanted, words, garbage))
            words = ""
    garbage.end()
    return wanted


STALL_S = 0.05


async def _run(qt_app: QApplication, settings: Settings, words: str, garbage: GarbageCollection) -> int | Settings:
    """One window from its start to its end; the exit code, or the settings to begin anew with (another library)."""
    from scholar_desktop.ui.quit_filter import QuitFilter
    from scholar_desktop.ui.single_instance import Door

    stop = asyncio.Event()
    again: list[Settings] = []

    def begin_anew(_folder: object) -> None:
        again.append(program.services.settings_editor.current)
        stop.set()

    quit_filter = QuitFilter(qt_app)
    quit_filter.quit_requested.connect(stop.set)
    qt_app.installEventFilter(quit_filter)
    program = build(settings)
    program.window.close_requested.connect(stop.set)
    program.window.restart_requested.connect(begin_anew)
    program.window.painted.connect(garbage.after_start)
    program.window.show()
    try:
        if settings.tour is not None:
            from scholar_desktop.ui.tour import Tour

            return await Tour(program.window, settings.tour, program.idle, program.backend.requests).run()
        program.door = Door(settings.data_dir, program.window)
        program.door.knocked.connect(program.window.raise_for)
        if words:
            program.window.raise_for(words)
        await stop.wait()
    finally:
        qt_app.removeEventFilter(quit_filter)
        await program.aclose()
    return again[0] if again else 0

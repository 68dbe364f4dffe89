"""Runs the demo services on loopback, in a separate thread."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from scholar_desktop.domain.thread_imports import IMPORT_LOCK

if TYPE_CHECKING:
    import uvicorn

THREAD = "session-demo"
_KEPT_PORTS = range(1024, 65536)


class DemoServer:
    """Serves the demo on 127.0.0.1. A server is started once and stopped once.

    latency: seconds that every answer takes; rate: requests per second that Semantic Scholar allows (None: no limit);
    seed: changes the invented data; releases: a folder of generated releases for the Datasets API.
    """

    def __init__(
        self, latency: float = 0.0, rate: float | None = None, seed: int = 0, *, releases: str | None = None
    ) -> None:
        self._latency = latency
        self._rate = rate
        self._seed = seed
        self._releases = releases
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._server: uvicorn.Server | None = None
        self._lock = threading.Lock()
        self._stopped = False

    def bind(self, port: int = 0) -> int:
        """Binds the port (0: any free one) and returns it. Fast: no large module is imported.

        Clients that connect from now on are answered once the server has started.

        Raises:
            OSError: the port is in use.
        """
        if self._socket is None:
            # the protocol is named because asyncio disables Nagle's algorithm only then; with it an answer takes 40 ms
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            if os.name == "posix":  # on Windows, the port of another program would be shared
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind(("127.0.0.1", port))
            self._socket.listen(128)
        return int(self._socket.getsockname()[1])

    def bind_kept(self, file: Path) -> int:
        """Binds the port that *file* has from the last run, else any free one, and writes it to *file*.

        Answers are stored by their address, so that those of the last run are found offline. Without the file, or while
        another program has the port, they are loaded again.
        """
        try:
            kept = int(file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            kept = 0
        try:
            port = self.bind(kept if kept in _KEPT_PORTS else 0)
        except OSError:
            if self._socket is not None:
                self._socket.close()
                self._socket = None
            port = self.bind()
        if port != kept:
            with contextlib.suppress(OSError):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(str(port), encoding="ascii")
        return port

    @property
    def url(self) -> str:
        """The address of the server: http://127.0.0.1:PORT"""
        return f"http://127.0.0.1:{self.bind()}"

    @property
    def host_map(self) -> str:
        """The value of SCHOLAR_DESKTOP_HOST_MAP that redirects every host to this server."""
        return f"*={self.url}"

    def start(self) -> None:
        """Starts serving in a thread; returns at once, and the thread does the imports."""
        self.bind()
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name=THREAD, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stops the server, whatever it is doing, and waits until its thread has ended."""
        with self._lock:
            self._stopped = True
            if self._server is not None:
                self._server.should_exit = True
                self._server.force_exit = True
        if self._thread is not None:
            self._thread.join()
        if self._socket is not None:
            self._socket.close()

    def _serve(self) -> None:
        import asyncio
        from concurrent.futures import ThreadPoolExecutor

        with IMPORT_LOCK:
            import uvicorn

            from scholar_desktop.demo.app import DemoConfig, build_app

        app = build_app(DemoConfig(latency=self._latency, s2_rps=self._rate, seed=self._seed, releases=self._releases))
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            loop="asyncio",
            http="h11",
            ws="none",
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=30,
        )
        with self._lock:
            if self._stopped:
                return
            server = self._server = uvicorn.Server(config)

        async def serve() -> None:
            # with the server's own thread names, as these threads end with the server
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2, thread_name_prefix=THREAD))
            await server.serve(sockets=[self._socket] if self._socket else None)

        asyncio.run(serve())

    def __enter__(self) -> DemoServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

"""Access to the keyring of this system, in a thread of its own.

A keyring may open a window and wait for the user without limit. So callers wait only until a timeout, and a thread pool
whose threads are joined at the end of the program must never be used for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from scholar_desktop.domain.errors import NoKeyring
from scholar_desktop.domain.text.message import Message

log = logging.getLogger(__name__)

KEYRING_SERVICE = "scholar-desktop"
TIMEOUT_S = 5.0
LEAST_PRIORITY = 1
"""The priority that the keyring library recommends as a minimum. keyrings.alt offers a file in clear text at 0.5."""


class KeyringReply:
    """The result of one keyring request; `value` is valid only if `error` is None."""

    __slots__ = ("error", "value")

    def __init__(self, value: str | None = None, error: NoKeyring | None = None) -> None:
        self.value = value
        self.error = error


class KeyringThread:
    """Sends requests to the keyring, one after the other, in a daemon thread that ends when there are no more.

    Nothing is imported or opened before the first request. Every method raises NoKeyring if there is no secure keyring,
    if it refuses, or if it has not answered within *timeout_s*. A request that timed out continues, and *on_late* gets
    its result.
    """

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._jobs: deque[tuple[Callable[[], str | None], asyncio.AbstractEventLoop, asyncio.Future[KeyringReply]]] = (
            deque()
        )
        self._running = False
        self._waiting_for_person = False

    async def get(self, user: str, on_late: Callable[[KeyringReply], None] | None = None) -> str | None:
        """Return the secret of *user*, or None if the keyring has none."""
        return await self._ask(lambda: _get(user), on_late)

    async def set(self, user: str, value: str, on_late: Callable[[KeyringReply], None] | None = None) -> None:
        """Store the secret of *user*."""
        await self._ask(lambda: _set(user, value), on_late)

    async def delete(self, user: str, on_late: Callable[[KeyringReply], None] | None = None) -> None:
        """Delete the secret of *user*; a missing one is not an error."""
        await self._ask(lambda: _delete(user), on_late)

    async def _ask(self, job: Callable[[], str | None], on_late: Callable[[KeyringReply], None] | None) -> str | None:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[KeyringReply] = loop.create_future()
        with self._lock:
            self._jobs.append((job, loop, future))
            if not self._running:
                self._running = True
                threading.Thread(target=self._work, name="keyring", daemon=True).start()
        # the keyring answers in order: while one request waits for the user, waiting for another is useless
        if not self._waiting_for_person:
            await asyncio.wait([future], timeout=self._timeout_s)
        if not future.done():
            self._waiting_for_person = True
            future.add_done_callback(lambda done: self._on_late_reply(done, on_late))
            raise NoKeyring(
                Message("The keyring did not answer in time."), hint=Message("Unlock it, then set the key again.")
            )
        reply = future.result()
        if reply.error is not None:
            raise reply.error
        return reply.value

    def _on_late_reply(
        self, future: asyncio.Future[KeyringReply], on_late: Callable[[KeyringReply], None] | None
    ) -> None:
        with self._lock:
            self._waiting_for_person = self._running and bool(self._jobs)
        if on_late is not None and not future.cancelled():
            on_late(future.result())

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._jobs:
                    self._running = False
                    return
                job, loop, future = self._jobs.popleft()
            try:
                reply = KeyringReply(job())
            except NoKeyring as error:
                reply = KeyringReply(error=error)
            except Exception as error:  # noqa: BLE001  a backend is foreign code and may raise anything
                log.info("the keyring failed: %s", type(error).__name__)
                reply = KeyringReply(error=NoKeyring(Message("The keyring refused: {reason}.", reason=_reason(error))))
            # the program may have ended meanwhile
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(_deliver, future, reply)


def _deliver(future: asyncio.Future[KeyringReply], reply: KeyringReply) -> None:
    if not future.done():
        future.set_result(reply)


def _reason(error: Exception) -> str:
    """Return the error text of a backend, without its full stop. It never contains the secret (no backend includes
    it)."""
    return (str(error).strip() or type(error).__name__).rstrip(".!").replace("\n", " ")[:200]


def _backend() -> Any:
    """Return the keyring backend to use. Raises NoKeyring if none stores secrets securely."""
    import keyring  # 140 to 220 ms, and as much again for the first backend

    backend = keyring.get_keyring()
    # A chain tries all its members, insecure ones too, so use the best secure member instead.
    members = getattr(backend, "backends", None) or (backend,)
    for member in members:
        try:
            if member.priority >= LEAST_PRIORITY:
                return member
        except Exception as error:  # noqa: BLE001  `priority` raises what the initialisation of the backend raises
            log.info("the keyring %s cannot be used: %s", type(member).__name__, type(error).__name__)
    raise NoKeyring(Message("This system has no keyring that can store a key."))


def _get(user: str) -> str | None:
    backend = _backend()
    if not _may_hold(backend, user):
        return None
    value = backend.get_password(KEYRING_SERVICE, user)
    return None if value is None else str(value)


def _may_hold(backend: Any, user: str) -> bool:
    """Return False if a search by attributes, which opens no window, shows that there is no such key.

    Secret Service: without a default keyring, a simple query makes it prompt for the password of a new one, and a
    locked one prompts for unlocking, although most users have no key at all.
    """
    if type(backend).__module__ != "keyring.backends.SecretService":
        return True
    import secretstorage

    with contextlib.closing(secretstorage.dbus_init()) as connection:
        attributes = {"service": KEYRING_SERVICE, "username": user}
        return next(iter(secretstorage.search_items(connection, attributes)), None) is not None


def _set(user: str, value: str) -> None:
    _backend().set_password(KEYRING_SERVICE, user, value)


def _delete(user: str) -> None:
    backend = _backend()
    if not _may_hold(backend, user):
        return
    from keyring.errors import PasswordDeleteError

    with contextlib.suppress(PasswordDeleteError):
        backend.delete_password(KEYRING_SERVICE, user)

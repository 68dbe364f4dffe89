"""The Semantic Scholar key and the Zenodo token: where they are stored, and whether the services accept them.

An environment variable takes precedence over the keyring and is never stored. Without a keyring a key is kept until the
program ends, and the program says so. No key is ever written to a log, a settings file, a cache, or an error message.
"""

from __future__ import annotations

import asyncio
import enum
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain import errors
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import S2, TITLES, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.keyring_thread import KeyringReply, KeyringThread
from scholar_desktop.settings import VARIABLE_PREFIX, Settings

if TYPE_CHECKING:
    from scholar_desktop.net.budget import Budget
    from scholar_desktop.net.client import Auth, Client

log = logging.getLogger(__name__)

SEMANTIC_SCHOLAR = "semantic_scholar"
ZENODO_TOKEN = "zenodo"  # noqa: S105  its name in the keyring
NAMES = (SEMANTIC_SCHOLAR, ZENODO_TOKEN)
KEY_PAGE = "https://www.semanticscholar.org/product/api#api-key-form"
"""Where a key for Semantic Scholar is requested."""
SOURCE_OF = {SEMANTIC_SCHOLAR: S2, ZENODO_TOKEN: ZENODO}
WORDS = {SEMANTIC_SCHOLAR: Message("Semantic Scholar key"), ZENODO_TOKEN: Message("Zenodo token")}
LONGEST_KEY = 1000
CHECK_WAIT_S = 30.0


class KeptIn(enum.StrEnum):
    """Where a key is stored.

    SESSION: only in memory, until the program ends.
    """

    VARIABLE = "variable"
    KEYRING = "keyring"
    SESSION = "session"
    NONE = "none"


class KeyState(msgspec.Struct, frozen=True):
    """The state of a key.

    message: one sentence for the user; problem: why the keyring does not store it, or None.
    """

    name: str
    kept_in: KeptIn
    message: str
    problem: str | None = None

    @property
    def is_set(self) -> bool:
        """True if there is a key."""
        return self.kept_in is not KeptIn.NONE


class KeyCheck(msgspec.Struct, frozen=True):
    """The result of testing a key at its service.

    accepted: None if it could not be determined.
    """

    name: str
    accepted: bool | None
    message: str


class Keys:
    """Reads, stores and tests the keys.

    The keyring is not opened before the first key is needed, and is read only once for each key. The demo never opens
    it.

    Events:
        changed: the name of a key that was set, deleted, or read from the keyring after the timeout.
    """

    def __init__(
        self,
        settings: Settings,
        client: Client,
        budgets: Mapping[str, Budget],
        keyring: KeyringThread | None = None,
    ) -> None:
        self._settings = settings
        self._client = client
        self._budgets = budgets
        self._keyring = None if settings.demo else (keyring or KeyringThread())
        self._is_demo = settings.demo
        self._variables = {
            name: value
            for name, value in (
                (SEMANTIC_SCHOLAR, settings.semantic_scholar_key),
                (ZENODO_TOKEN, settings.zenodo_token),
            )
            if value
        }
        self._values: dict[str, str | None] = {}
        self._kept_in: dict[str, KeptIn] = {}
        self._problems: dict[str, str] = {}
        self._changes = dict.fromkeys(NAMES, 0)
        self._is_over = False
        self._locks = {name: asyncio.Lock() for name in NAMES}
        self.changed: Event[str] = Event("keys.changed")

    async def get(self, name: str) -> str | None:
        """Return the key to send, or None. The first call for each key waits for the keyring, at most until its
        timeout."""
        if name in self._variables:
            return self._variables[name]
        async with self._locks[name]:
            if name not in self._values:
                await self._read(name)
        return self._values.get(name)

    def end(self) -> None:
        """Ignore late answers of the keyring, because the program ends."""
        self._is_over = True

    def known(self, name: str) -> KeyState | None:
        """Return the state of the key, as far as it is known without reading the keyring; None if it is not known
        yet."""
        if name in self._variables or name in self._values:
            return self._state(name)
        return None

    async def status(self) -> dict[str, KeyState]:
        """Return the state of every key, reading the keyring if needed."""
        for name in NAMES:
            await self.get(name)
        return {name: self._state(name) for name in NAMES}

    async def set(self, name: str, value: str) -> KeyState:
        """Store *value* in the keyring, or for the session if there is none (the state says which, and why).

        Raises:
            UsageError: the name is unknown, or the text cannot be a key.
        """
        key_name(name)
        value = value.strip()
        if not value or len(value) > LONGEST_KEY or not value.isascii() or not value.isprintable() or " " in value:
            raise errors.UsageError(
                Message("This is not a {key}: it is empty or has characters that a key cannot have.", key=WORDS[name]),
                subject=name,
            )
        async with self._locks[name]:
            self._values[name] = value
            self._changes[name] += 1
            try:
                if self._keyring is None:
                    raise errors.NoKeyring(Message("The demo does not use the keyring of this system."))
                await self._keyring.set(name, value, lambda reply: self._on_late_write(name, value, reply))
                self._remember(name, KeptIn.KEYRING, None)
            except errors.NoKeyring as error:
                self._remember(name, KeptIn.SESSION, error.message)
        self.changed.emit(name)
        return self._state(name)

    async def delete(self, name: str) -> KeyState:
        """Delete the key, also from the keyring. Raises UsageError for an unknown name."""
        key_name(name)
        async with self._locks[name]:
            self._values[name] = None
            self._changes[name] += 1
            try:
                if self._keyring is not None:
                    await self._keyring.delete(name)
                self._remember(name, KeptIn.NONE, None)
            except errors.NoKeyring as error:
                self._remember(name, KeptIn.NONE, error.message)
        self.changed.emit(name)
        return self._state(name)

    async def check(self, name: str, value: str) -> KeyCheck:
        """Send one small request with *value* to the service and return the result; nothing is stored."""
        from scholar_desktop.net.client import Service

        key_name(name)
        source, what = SOURCE_OF[name], WORDS[name]
        auth = authorisation(name, value.strip())

        async def authorise() -> Auth:
            return auth

        if name == SEMANTIC_SCHOLAR:
            base_url, path = self._settings.semantic_scholar_url, "/graph/v1/paper/CorpusId:13756489"
            params = [("fields", "title")]
        else:
            base_url, path = self._settings.zenodo_url, "/api/records"
            params = [("size", "1")]
        wait_s = self._settings.service_wait
        service = Service(source, base_url, authorise, self._budgets.get(source), wait_s)
        try:
            await self._client.ask(
                service,
                path,
                params,
                ask=RequestOptions(refresh=True, wait_s=CHECK_WAIT_S),
                lifetime_s=0,
                missing_lifetime_s=0,
            )
        except errors.AccessRefused:
            return KeyCheck(
                name,
                False,
                Message("{service} did not accept this key.", service=TITLES[source])
                if name == SEMANTIC_SCHOLAR
                else Message("{service} did not accept this token.", service=TITLES[source]),
            )
        except errors.NotFound:
            pass  # the service searched for the paper, so it accepted the key
        except errors.SourceError as error:
            return KeyCheck(
                name, None, Message("The {key} could not be tested. {reason}", key=what, reason=error.message)
            )
        return KeyCheck(
            name,
            True,
            Message("{service} accepts this key.", service=TITLES[source])
            if name == SEMANTIC_SCHOLAR
            else Message("{service} accepts this token.", service=TITLES[source]),
        )

    async def _read(self, name: str) -> None:
        changes = self._changes[name]
        try:
            value = None
            if self._keyring is not None:
                value = await self._keyring.get(name, lambda reply: self._on_late_read(name, changes, reply))
            self._values[name] = value
            self._remember(name, KeptIn.NONE if value is None else KeptIn.KEYRING, None)
        except errors.NoKeyring as error:
            # not read again in this run: each further request might open a window
            self._values[name] = None
            self._remember(name, KeptIn.NONE, error.message)

    def _on_late_read(self, name: str, changes: int, reply: KeyringReply) -> None:
        if reply.error is None and reply.value and self._changes[name] == changes and not self._is_over:
            self._values[name] = reply.value
            self._remember(name, KeptIn.KEYRING, None)
            self.changed.emit(name)

    def _on_late_write(self, name: str, value: str, reply: KeyringReply) -> None:
        if reply.error is None and self._values.get(name) == value and not self._is_over:
            self._remember(name, KeptIn.KEYRING, None)
            self.changed.emit(name)

    def _remember(self, name: str, kept_in: KeptIn, problem: str | None) -> None:
        self._kept_in[name] = kept_in
        if problem is None:
            self._problems.pop(name, None)
        else:
            self._problems[name] = problem

    def _state(self, name: str) -> KeyState:
        problem = self._problems.get(name)
        if name in self._variables:
            if self._is_demo and name == SEMANTIC_SCHOLAR:
                return KeyState(name, KeptIn.VARIABLE, Message("The demo has a key."), problem)
            variable = VARIABLE_PREFIX + ("SEMANTIC_SCHOLAR_KEY" if name == SEMANTIC_SCHOLAR else "ZENODO_TOKEN")
            return KeyState(
                name, KeptIn.VARIABLE, Message("Set by {variable} for this session.", variable=variable), problem
            )
        kept_in = self._kept_in.get(name, KeptIn.NONE)
        if kept_in is KeptIn.KEYRING:
            message = Message("Stored in the keyring of this system.")
        elif kept_in is KeptIn.SESSION:
            reason = problem or Message("There is no keyring.")
            message = (
                Message("{reason} The key is kept until you quit.", reason=reason)
                if name == SEMANTIC_SCHOLAR
                else Message("{reason} The token is kept until you quit.", reason=reason)
            )
        elif problem:
            message = Message("No {key} is set. {reason}", key=WORDS[name], reason=problem)
        else:
            message = Message("No {key} is set.", key=WORDS[name])
        return KeyState(name, kept_in, message, problem)


def key_name(text: str) -> str:
    """Return the name of a key in the keyring for what the user calls the service. Raises UsageError."""
    name = text.strip().lower().replace("-", "_").replace(" ", "_")
    name = {"s2": SEMANTIC_SCHOLAR, "semanticscholar": SEMANTIC_SCHOLAR}.get(name, name)
    if name not in NAMES:
        raise errors.UsageError(
            Message("There is no key for “{text}”.", text=text),
            hint=Message("You can set keys for: {names}.", names=", ".join(NAMES)),
            subject=text,
        )
    return name


def authorisation(name: str, value: str | None) -> Auth:
    """Return how *value* is sent: in Semantic Scholar's own header, or as Zenodo's bearer token (as a parameter it
    would appear in logs). Empty for None."""
    from scholar_desktop.net.client import Auth

    if not value:
        return Auth(headers={}, params={})
    if name == SEMANTIC_SCHOLAR:
        return Auth(headers={"x-api-key": value}, params={})
    return Auth(headers={"Authorization": f"Bearer {value}"}, params={})  # not translated: a header of HTTP

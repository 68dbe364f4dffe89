"""Hands BibTeX to the reference managers that run on this computer: Zotero's connector and JabRef's HTTP server.

Both listen on loopback alone, so their requests do not go through net/: no proxy, no budget and no delay applies to
them, and working offline does not stop them. docs/services.md has the facts.
"""

# not translated in this file: the addresses, headers and fields of Zotero and JabRef

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from scholar_desktop.domain.errors import AccessRefused, DiskError, NotFound, TimedOut, Unreachable, UsageError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain, title_key

_USER_AGENT = "ScholarDesktop"
"""Zotero refuses programs whose name begins with Mozilla."""
_WAIT_S = 60.0
_MOST_BYTES = 20_000_000
_MOST_NAMES = 20
_FOUND_ITEMS = 25


class LocalAnswer(msgspec.Struct, frozen=True):
    """An answer of a program. headers: by name in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The decoded body; None if it is no JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class ZoteroTarget(msgspec.Struct, frozen=True):
    """Where Zotero puts what it is sent. id: of the collection (`C23`), None for what is selected in Zotero."""

    name: str
    id: str | None = None


class WantedItem(msgspec.Struct, frozen=True):
    """What tells an entry from others. year: empty if it is not known."""

    title: str
    doi: str
    year: str


class ZoteroConnector:
    """The connector server of a Zotero that runs, at the address *url*."""

    def __init__(self, url: str) -> None:
        self._url = url

    def find_target(self, into: str | None) -> ZoteroTarget:
        """Return where entries will go.

        Args:
            into: the name or the path of a collection or library in Zotero; None for what is selected there.

        Raises:
            Unreachable: Zotero does not run; NotFound: it has no such collection; UsageError: it has several;
            AccessRefused, TimedOut.
        """
        selected = self._selected()
        if into is None:
            return ZoteroTarget(_name_of(selected))
        targets = list(_targets(selected.get("targets")))
        found = [one for one, path in targets if path == into] or [one for one, _ in targets if one.name == into]
        if len(found) > 1:
            paths = [path for one, path in targets if one in found]
            raise UsageError(
                Message("Zotero has {count} collections “{name}”.", count=len(found), name=into),
                hint=Message("Give the path of one: {paths}.", paths=", ".join(paths[:_MOST_NAMES])),
                subject=into,
            )
        if not found:
            there = ", ".join(path for _, path in targets[:_MOST_NAMES])
            raise NotFound(
                Message("Zotero has no collection “{name}”.", name=into),
                hint=Message("The collections in Zotero: {names}.", names=there)
                if there
                else Message("Create it in Zotero, or leave out --into."),
                subject=into,
            )
        return found[0]

    def collections(self) -> tuple[str, tuple[str, ...]]:
        """Return the name of what is selected in Zotero, and the paths of the libraries and collections that can be
        changed. Raises Unreachable, AccessRefused and TimedOut."""
        selected = self._selected()
        return _name_of(selected), tuple(path for _, path in _targets(selected.get("targets")))

    def add(self, bibtex: str, target: ZoteroTarget) -> None:
        """Add an entry, with the tags, note and files that its BibTeX names. Raises Unreachable, TimedOut and
        AccessRefused."""
        session = uuid.uuid4().hex
        sent = self._ask("POST", f"/connector/import?session={session}", bibtex.encode(), "text/plain; charset=utf-8")
        if sent.status != 201:
            answer = sent.json()
            if isinstance(answer, dict) and answer.get("libraryEditable") is False:
                raise AccessRefused(
                    Message("The library that is selected in Zotero is read-only."),
                    hint=Message("Select your own library in Zotero and send again."),
                    status=sent.status,
                )
            raise _refused_by("Zotero", sent.status)
        if target.id is not None:
            body = json.dumps({"sessionID": session, "target": target.id}).encode()
            moved = self._ask("POST", "/connector/updateSession", body, "application/json")
            if moved.status != 200:
                raise AccessRefused(
                    Message(
                        "Zotero added the entry, but did not put it into “{name}” ({status}).",
                        name=target.name,
                        status=moved.status,
                    ),
                    hint=Message("Move the entry in Zotero."),
                    status=moved.status,
                )

    def has(self, wanted: WantedItem) -> bool | None:
        """Return whether the user's own library in Zotero has an item; None if Zotero's local API is off, as it is by
        default. Raises Unreachable, TimedOut."""
        asked = [(wanted.doi, "everything")] if wanted.doi else []
        # the words of the title without its tags: Zotero searches for each word, and may have it without them
        asked += [(plain(wanted.title), "titleCreatorYear")] if wanted.title else []
        for words, mode in asked:
            query = urlencode({"q": words, "qmode": mode, "format": "json", "limit": _FOUND_ITEMS})
            sent = self._ask("GET", f"/api/users/0/items/top?{query}")
            items = sent.json() if sent.status == 200 else None
            if not isinstance(items, list):
                return None
            if any(_is_item(one, wanted) for one in items):
                return True
        return False

    def _selected(self) -> dict[str, Any]:
        """Return what is selected in Zotero, with all that can be."""
        ping = self._ask("GET", "/connector/ping")
        if "x-zotero-version" not in ping.headers:
            raise _not_running()
        sent = self._ask("POST", "/connector/getSelectedCollection", b"{}", "application/json")
        if sent.status != 200:
            raise _refused_by("Zotero", sent.status)
        selected = sent.json()
        return selected if isinstance(selected, dict) else {}

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> LocalAnswer:
        answer = _request(self._url, method, path, body, kind)
        if answer is None:
            raise _not_running()
        return answer


class JabRefServer:
    """The HTTP server of a JabRef that runs, at the address *url*."""

    def __init__(self, url: str) -> None:
        self._url = url

    def check(self) -> None:
        """Raise Unreachable if it does not answer."""
        self._ask("GET", "/")

    def add(self, bibtex: str) -> None:
        """Add entries to the library that is shown in JabRef. Raises Unreachable, TimedOut and AccessRefused."""
        sent = self._ask("POST", "/libraries/current/entries", bibtex.encode(), "application/x-bibtex; charset=utf-8")
        if not 200 <= sent.status < 300:
            raise _refused_by("JabRef", sent.status)

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> LocalAnswer:
        answer = _request(self._url, method, path, body, kind)
        # Zotero's connector has the same port by default
        if answer is None or "x-zotero-version" in answer.headers:
            raise Unreachable(
                Message("JabRef is not running, or its HTTP server is off."),
                hint=Message(
                    "Start JabRef, open a library, turn on the HTTP server in its preferences, and send the papers "
                    "in the outbox: scholar-desktop outbox send. Or write a file with --to file."
                ),
            )
        return answer


def jabref_command() -> str | None:
    """Return the program file of JabRef, None if it is not installed."""
    return shutil.which("jabref") or shutil.which("JabRef")


def start_jabref(command: str, bibtex: str) -> None:
    """Open entries in JabRef, which is started if it does not run, and left to itself. Raises DiskError and
    Unreachable."""
    try:
        handle, file = tempfile.mkstemp(prefix="scholar-desktop-", suffix=".bib")  # JabRef reads it at some later time
        with os.fdopen(handle, "w", encoding="utf-8") as written:
            written.write(bibtex)
    except OSError as error:
        raise DiskError(
            Message("Could not write a file for JabRef: {reason}.", reason=error.strerror or str(error)),
            hint=Message("Check that the disk is not full."),
        ) from error
    try:
        process = subprocess.Popen(  # noqa: S603  the program of the user
            [command, "--add", file],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise Unreachable(
            Message("JabRef could not be started: {reason}.", reason=error.strerror or str(error)),
            hint=Message("Start JabRef and send the papers in the outbox: scholar-desktop outbox send"),
        ) from error
    # JabRef may run on when this program ends. Without the thread, Python would warn of a process that nothing refers
    # to, and one that has ended would stay in the table of processes.
    Thread(target=process.wait, name="wait for JabRef", daemon=True).start()


def _not_running() -> Unreachable:
    return Unreachable(
        Message("Zotero is not running."),
        hint=Message("Start Zotero and send the papers in the outbox: scholar-desktop outbox send"),
    )


def _refused_by(program: str, status: int) -> AccessRefused:
    return AccessRefused(
        Message("{program} did not accept the entry ({status}).", program=program, status=status),
        hint=Message("Check that a library is open in {program} and is not read-only.", program=program),
        status=status,
    )


def _request(base: str, method: str, path: str, body: bytes | None, kind: str) -> LocalAnswer | None:
    """Return the answer of a program; None if none listens, or what listens does not speak HTTP. Raises TimedOut."""
    parts = urlsplit(base)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(parts.hostname or "127.0.0.1", parts.port, timeout=_WAIT_S)
    headers = {"User-Agent": _USER_AGENT, "Accept": "*/*", **({"Content-Type": kind} if kind else {})}
    try:
        connection.request(method, f"{parts.path.rstrip('/')}{path}", body, headers)
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return LocalAnswer(answer.status, named, answer.read(_MOST_BYTES))
    except TimeoutError as error:
        raise TimedOut(
            Message("The program at {url} sent nothing for {seconds} seconds.", url=base, seconds=f"{_WAIT_S:g}")
        ) from error
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


def _name_of(selected: Mapping[str, Any]) -> str:
    return str(selected.get("name") or selected.get("libraryName") or "Zotero")


def _targets(sent: Any) -> Iterator[tuple[ZoteroTarget, str]]:
    """Yield the libraries and collections that can be changed, each with its path (without the library)."""
    above: list[str] = []
    for one in sent if isinstance(sent, list) else ():
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            continue
        name, level = str(one.get("name") or ""), one.get("level")
        level = level if isinstance(level, int) and level >= 0 else 0
        above = [*above[:level], *[""] * max(0, level - len(above)), name]
        yield ZoteroTarget(name, one["id"]), "/".join(above[1:]) if level else name


def _is_item(sent: Any, wanted: WantedItem) -> bool:
    data = sent.get("data") if isinstance(sent, Mapping) else None
    if not isinstance(data, Mapping):
        return False
    doi = str(data.get("DOI") or "").lower().removeprefix("https://doi.org/")
    if wanted.doi and doi:
        return doi == wanted.doi.lower()
    if wanted.doi and f"doi: {wanted.doi.lower()}" in str(data.get("extra") or "").lower():
        return True
    date = str(data.get("date") or "")
    is_same_year = not wanted.year or not date or wanted.year in date
    title = str(data.get("title") or "")
    return bool(title) and title_key(title) == title_key(wanted.title) and is_same_year

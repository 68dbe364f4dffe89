"""The cached answers of the services, for display: which there are, when they were retrieved, and whether they have
expired."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import msgspec

from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.identifiers.identifiers import clean_doi
from scholar_desktop.domain.opened_file import read_file
from scholar_desktop.domain.source import DATASETS, S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.profile import write_atomically
from scholar_desktop.sources.unpaywall.api import DAY_S, NEVER_S

if TYPE_CHECKING:
    from scholar_desktop.net.cached_answers import ExportedAnswer, StoredAnswerEntry, StoredAnswers
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.settings import Settings

SERVICES = (UNPAYWALL, S2, ZENODO, DATASETS)
KIND = "scholar-desktop answers"  # not translated: the mark of a file
MOST_BYTES = 500_000_000
"""Maximum size in bytes of a file to load: more than the cache itself holds."""


class CachedAnswer(msgspec.Struct, frozen=True):
    """One cached answer.

    id: its key; service: as in `domain.source`, "" if the address belongs to no service any more; subject: the DOI of
    the request, otherwise its path with its parameters; url: of the request, without key, token and e-mail; found:
    False for a cached 'not found'; asked: when it was retrieved (ISO 8601, UTC); expires: when it will be requested
    again, None for never; expired: whether that time has passed; size: bytes.
    """

    id: str
    service: str
    subject: str
    url: str
    found: bool
    asked: str
    expires: str | None
    expired: bool
    size: int


class LoadResult(msgspec.Struct, frozen=True):
    """The result of loading a file.

    answers: number of answers in it; taken: number of answers stored; the others are not newer than the cached ones.
    """

    answers: int
    taken: int


class _File(msgspec.Struct, frozen=True, rename=stored("kind saved answers")):
    kind: str
    saved: str
    answers: list[dict[str, Any]]


class AnswerCache:
    """Lists, deletes, saves and loads cached answers. A cache file that cannot be used counts as empty, and nothing is
    stored in it."""

    def __init__(
        self, kept: StoredAnswers, settings: SettingsEditor, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._kept = kept
        self._settings = settings
        self._clock = clock

    @property
    def lifetime_s(self) -> float:
        """How long an Unpaywall answer for a DOI is valid by the current setting, in seconds."""
        return self._settings.current.unpaywall_days * DAY_S or NEVER_S

    async def list(self, service: str | None = None) -> tuple[CachedAnswer, ...]:
        """Return the cached answers of *service*, or of all services (None), newest first."""
        answers = await self._kept.all()
        return await asyncio.to_thread(self._described, answers, service)

    async def answer(self, key: str) -> bytes | None:
        """Return the body of the answer with that id, as the service sent it; None if it does not exist any more."""
        return await self._kept.body(bytes.fromhex(key))

    async def delete(self, names: Sequence[str]) -> int:
        """Delete the answers with these *names*: ids, DOIs in any spelling, or addresses.

        Returns:
            The number of answers deleted.

        Raises:
            UsageError: no cached answer has one of the names.
        """
        everything = await self.list()
        wanted: set[str] = set()
        for name in names:
            doi = clean_doi(name)
            found = {
                one.id
                for one in everything
                if name in (one.id, one.url) or (doi is not None and one.service == UNPAYWALL and one.subject == doi)
            }
            if not found:
                raise UsageError(
                    Message("There is no saved answer for “{name}”.", name=name),
                    hint=Message("To see their IDs, DOIs and addresses: scholar-desktop cache list"),
                    subject=name,
                )
            wanted |= found
        return await self._delete(wanted)

    async def take_out(self, ids: Sequence[str]) -> tuple[ExportedAnswer, ...]:
        """Delete the answers with these ids, and return what `put_back` needs to restore them."""
        keys = [bytes.fromhex(one) for one in ids]
        taken = await self._kept.export(keys)
        await self._kept.delete(keys)
        return tuple(taken)

    async def put_back(self, taken: Sequence[ExportedAnswer]) -> None:
        """Restore deleted answers, except those that have been requested again since."""
        await self._kept.import_answers(taken)

    async def clear(self, service: str | None = None, *, expired: bool = False) -> int:
        """Delete all answers (of *service*; only expired ones), and return how many."""
        return await self._delete(one.id for one in await self.list(service) if one.expired or not expired)

    async def save(self, path: Path, service: str | None = None) -> int:
        """Write the answers to a file for `load`, atomically, and return how many. Raises DiskError."""
        answers = await self._kept.export([bytes.fromhex(one.id) for one in await self.list(service)])
        saved = utc_timestamp(datetime.fromtimestamp(self._clock(), UTC))

        def write() -> None:
            file = _File(KIND, saved, [msgspec.to_builtins(one) for one in answers])
            write_atomically(path, msgspec.json.format(msgspec.json.encode(file), indent=1))

        await asyncio.to_thread(write)
        return len(answers)

    async def load(self, path: Path) -> LoadResult:
        """Load a file that `save` wrote: answers that are not in the cache, or are newer than the cached ones.

        Raises:
            UsageError: the file was not written by `save`; the message says what is wrong with it.
            DiskError: the file cannot be read.
        """
        from scholar_desktop.net.cached_answers import ExportedAnswer

        def read() -> list[ExportedAnswer]:
            try:
                content = read_file(path, MOST_BYTES)
            except OSError as error:
                raise DiskError(
                    Message("{file} could not be read: {reason}.", file=str(path), reason=error.strerror or str(error)),
                    subject=str(path),
                ) from error
            try:
                file = msgspec.json.decode(content, type=_File)
                answers = msgspec.convert(file.answers, type=list[ExportedAnswer])
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise _no_such_file(path, str(error)) from error
            if file.kind != KIND:
                raise _no_such_file(path, Message("its kind is “{kind}”", kind=file.kind))
            now = self._clock()
            for one in answers:
                times = (one.stored_at, one.expires_at)
                if not all(map(math.isfinite, times)) or one.stored_at > now + DAY_S or one.expires_at > 2 * NEVER_S:
                    raise _no_such_file(
                        path, Message("the answer to {address} has an impossible time", address=one.url)
                    )
            return answers

        answers = await asyncio.to_thread(read)
        return LoadResult(len(answers), await self._kept.import_answers(answers))

    async def _delete(self, ids: Iterable[str]) -> int:
        return await self._kept.delete(bytes.fromhex(one) for one in ids)

    def _described(self, answers: Iterable[StoredAnswerEntry], only: str | None) -> tuple[CachedAnswer, ...]:
        bases = _bases(self._settings.current)
        found = (self._describe(one, bases) for one in answers)
        return tuple(one for one in found if only in (None, one.service))

    def _describe(self, one: StoredAnswerEntry, bases: Sequence[tuple[str, str]]) -> CachedAnswer:
        service, base = next(((name, base) for name, base in bases if one.url.startswith(base)), ("", ""))
        rest = one.url[len(base) :] if service else one.url
        doi = None
        expires_at = one.expires_at
        if service == UNPAYWALL and (doi := _doi_of(rest)) is not None:
            expires_at = one.stored_at + (self.lifetime_s if one.status < 300 else min(self.lifetime_s, DAY_S))
        ends = expires_at < one.stored_at + NEVER_S / 2
        return CachedAnswer(
            id=one.key.hex(),
            service=service,
            subject=doi or unquote(rest),
            url=one.url,
            found=one.status < 300,
            asked=one.retrieved,
            expires=utc_timestamp(datetime.fromtimestamp(expires_at, UTC)) if ends else None,
            expired=expires_at <= self._clock(),
            size=one.size,
        )


def _bases(settings: Settings) -> list[tuple[str, str]]:
    """Return the address prefixes of each service, longest first, so that the more specific of two prefixes matches."""
    found = [
        (UNPAYWALL, f"{settings.unpaywall_url}/v2/"),
        (S2, f"{settings.semantic_scholar_url}/graph/v1/"),
        (S2, f"{settings.semantic_scholar_url}/recommendations/v1/"),
        (DATASETS, f"{settings.datasets_url}/datasets/v1/"),
        (ZENODO, f"{settings.zenodo_url}/api/"),
    ]
    return sorted(found, key=lambda pair: -len(pair[1]))


def _doi_of(rest: str) -> str | None:
    path = urlsplit(rest).path
    return clean_doi(unquote(path)) if path.startswith("10.") else None


def _no_such_file(path: Path, why: str) -> UsageError:
    return UsageError(
        Message("{file} is not a file of saved answers: {reason}.", file=path.name, reason=why),
        hint=Message("Choose a file of answers that you saved earlier."),
        subject=str(path),
    )

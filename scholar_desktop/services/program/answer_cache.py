"""The answers of the services that are kept, for a person: which, since when, and whether they are still good."""

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
from scholar_desktop.domain.source import DATASETS, S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.stored_names import stored
from scholar_desktop.profile import write_atomically
from scholar_desktop.sources.unpaywall.api import DAY_S, NEVER_S

if TYPE_CHECKING:
    from scholar_desktop.net.kept_answers import ExportedAnswer, StoredAnswerEntry, StoredAnswers
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.settings import Settings

SERVICES = (UNPAYWALL, S2, ZENODO, DATASETS)
KIND = "scholar-desktop answers"
MOST_BYTES = 500_000_000
"""Of a file that is loaded: more than the store itself holds."""


class CachedAnswer(msgspec.Struct, frozen=True):
    """One kept answer.

    id: names it; service: as in `domain.source`, "" for one of an address that is no service's any more; subject: the
    DOI that was asked for, else the question's path with its parameters; url: of the question, without key, token and
    e-mail; found: False for a kept 'not found'; asked: when it was given (ISO 8601, UTC); expires: when it will be
    asked for again, None for never; expired: that time has come; size: bytes.
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
    """What a file brought. answers: that it held; taken: of these put into the store; the others are no newer."""

    answers: int
    taken: int


class _File(msgspec.Struct, frozen=True, rename=stored("kind saved answers")):
    kind: str
    saved: str
    answers: list[dict[str, Any]]


class AnswerCache:
    """Lists, deletes, saves and loads what is kept. A file that cannot be used holds nothing, and takes nothing."""

    def __init__(
        self, kept: StoredAnswers, settings: SettingsEditor, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._kept = kept
        self._settings = settings
        self._clock = clock

    @property
    def lifetime_s(self) -> float:
        """How long an answer of Unpaywall about a DOI is good, as it is set now."""
        return self._settings.current.unpaywall_days * DAY_S or NEVER_S

    async def list(self, service: str | None = None) -> tuple[CachedAnswer, ...]:
        """Newest first; of *service* alone, or of all (None)."""
        answers = await self._kept.all()
        return await asyncio.to_thread(self._described, answers, service)

    async def answer(self, key: str) -> bytes | None:
        """The body of the answer with that id, as the service sent it; None when it is gone."""
        return await self._kept.body(bytes.fromhex(key))

    async def delete(self, names: Sequence[str]) -> int:
        """Forget what *names* name: ids, DOIs in any spelling, or addresses. How many answers that were.

        Raises UsageError for a name that no kept answer has.
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
                    f"No kept answer is called '{name}'.",
                    hint="`cache list` names them: by id, by DOI, by address.",
                    subject=name,
                )
            wanted |= found
        return await self._delete(wanted)

    async def take_out(self, ids: Sequence[str]) -> tuple[ExportedAnswer, ...]:
        """Forget the answers with these ids; what `put_back` needs to bring them back."""
        keys = [bytes.fromhex(one) for one in ids]
        taken = await self._kept.export(keys)
        await self._kept.delete(keys)
        return tuple(taken)

    async def put_back(self, taken: Sequence[ExportedAnswer]) -> None:
        """They are good as before, but for those that have been asked for anew since."""
        await self._kept.import_answers(taken)

    async def clear(self, service: str | None = None, *, expired: bool = False) -> int:
        """Forget all (of *service*; only those that have expired). How many answers that were."""
        return await self._delete(one.id for one in await self.list(service) if one.expired or not expired)

    async def save(self, path: Path, service: str | None = None) -> int:
        """Write them to a file that `load` reads, whole or not at all. How many answers. Raises DiskError."""
        answers = await self._kept.export([bytes.fromhex(one.id) for one in await self.list(service)])
        saved = datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

        def write() -> None:
            file = _File(KIND, saved, [msgspec.to_builtins(one) for one in answers])
            write_atomically(path, msgspec.json.format(msgspec.json.encode(file), indent=1))

        await asyncio.to_thread(write)
        return len(answers)

    async def load(self, path: Path) -> LoadResult:
        """Take in what `save` wrote: answers that are not there yet, or are newer than those that are.

        Raises UsageError for a file that is none of ours, naming what is wrong with it, and DiskError.
        """
        from scholar_desktop.net.kept_answers import ExportedAnswer

        def read() -> list[ExportedAnswer]:
            try:
                if path.stat().st_size > MOST_BYTES:
                    raise UsageError(f"{path.name} is larger than any file of kept answers.", subject=str(path))
                content = path.read_bytes()
            except OSError as error:
                raise DiskError(f"{path} could not be read: {error.strerror or error}.", subject=str(path)) from error
            try:
                file = msgspec.json.decode(content, type=_File)
                answers = msgspec.convert(file.answers, type=list[ExportedAnswer])
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise _no_such_file(path, str(error)) from error
            if file.kind != KIND:
                raise _no_such_file(path, f"it is of the kind '{file.kind}'")
            now = self._clock()
            for one in answers:
                times = (one.stored_at, one.expires_at)
                if not all(map(math.isfinite, times)) or one.stored_at > now + DAY_S or one.expires_at > 2 * NEVER_S:
                    raise _no_such_file(path, f"the answer to {one.url} has an impossible time")
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
            expires=datetime.fromtimestamp(expires_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if ends else None,
            expired=expires_at <= self._clock(),
            size=one.size,
        )


def _bases(settings: Settings) -> list[tuple[str, str]]:
    """Where the questions of each service begin; of two that begin alike the longer first."""
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
        f"{path.name} is no file of kept answers: {why}.",
        hint="Choose one that was saved here before.",
        subject=str(path),
    )

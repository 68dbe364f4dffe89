"""The terms of the bulk datasets: shown before the first download, accepted once, and kept as they were accepted."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from scholar_desktop.corpus.corpus_folder import CorpusFolder
from scholar_desktop.domain.corpus.corpus_fetch import AcceptedTerms
from scholar_desktop.domain.corpus.dataset import Release
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.private_files import replace_file
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import current_timestamp


class CorpusTerms:
    """The terms in the folder `terms` of the corpus: one file for each text, so a changed text is not accepted yet.

    Args:
        folder: returns the folder of the corpus.
    """

    def __init__(self, folder: Callable[[], CorpusFolder]) -> None:
        self._folder = folder

    async def of(self, release: Release, datasets: Sequence[str]) -> tuple[AcceptedTerms, ...]:
        """Return the terms of *datasets*.

        Raises:
            UsageError: the release has no such dataset.
        """
        texts = {name: terms_text(release, name) for name in datasets}
        here = await asyncio.to_thread(lambda: {name: self._path(name, text).is_file() for name, text in texts.items()})
        return tuple(AcceptedTerms(name, text, here[name]) for name, text in texts.items())

    async def accept(self, release: Release, datasets: Sequence[str]) -> None:
        """Keep the terms of *datasets* as accepted now. Raises UsageError and DiskError."""
        now = current_timestamp()
        try:
            for name in datasets:
                text = terms_text(release, name)
                path = self._path(name, text)
                content = f"Accepted {now}, release {release.id}\n\n{text}\n".encode()
                await asyncio.to_thread(_write_once, path, content)
        except OSError as error:
            raise DiskError(
                Message("Could not save the accepted terms: {reason}.", reason=error.strerror or str(error))
            ) from error

    async def need(self, release: Release, datasets: Sequence[str]) -> None:
        """Raise UsageError if the terms of any of *datasets* are not accepted."""
        missing = [each.dataset for each in await self.of(release, datasets) if not each.accepted]
        if missing:
            raise UsageError(  # not translated: a command to type
                Message(
                    "The terms of {datasets} (release {release}) are not accepted.",
                    datasets=", ".join(missing),
                    release=release.id,
                ),
                hint=Message(
                    "To read them: scholar-desktop corpus terms. To accept them: {command}",
                    command=f"scholar-desktop corpus terms --accept {' '.join(missing)}",
                ),
            )

    def _path(self, dataset: str, text: str) -> Path:
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        return self._folder().terms / f"{dataset}-{digest}.txt"


def terms_text(release: Release, dataset: str) -> str:
    """Return the terms of *dataset*: the README of the release, and its own. Raises UsageError for an unknown one."""
    found = next((each for each in release.datasets if each.name == dataset), None)
    if found is None:
        names = ", ".join(each.name for each in release.datasets)
        raise UsageError(
            Message("Release {id} has no dataset {dataset}.", id=release.id, dataset=dataset),
            hint=Message("Available datasets: {names}.", names=names),
            subject=dataset,
        )
    return "\n\n".join(text for text in (release.readme, found.readme) if text)


def _write_once(path: Path, content: bytes) -> None:
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content)

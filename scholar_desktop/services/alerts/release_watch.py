"""Background check for a release of the bulk data that is newer than the offline corpus. A kind for
`services.program.scheduler`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.alerts.watched_items import CheckResult, NewsItem, WatchedItem
from scholar_desktop.domain.errors import DiskError, NotFound
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.scheduler import CheckKind

if TYPE_CHECKING:
    from scholar_desktop.services.corpus.corpus_files import CorpusFiles
    from scholar_desktop.services.corpus.offline_corpus import OfflineCorpus

NEW_RELEASE = "corpus_release"
"""The name of the kind."""


class ReleaseWatch:
    """Checks the list of releases, which needs no key: one request for the one corpus."""

    def __init__(self, corpus: OfflineCorpus, files: CorpusFiles) -> None:
        self._corpus = corpus
        self._files = files

    @property
    def kind(self) -> CheckKind:
        """The kind of check for `Scheduler.register`."""
        return CheckKind(NEW_RELEASE, Message("Releases for the offline corpus"), self.items, self.check)

    async def items(self) -> Sequence[WatchedItem]:
        """Return the corpus; nothing if there is none, or its release is not known."""
        return [WatchedItem("corpus", Message("Offline corpus"))] if await self._release() is not None else []

    async def check(self, item: WatchedItem, ask: RequestOptions) -> CheckResult:
        """Check whether there is a newer release. Each release is news once.

        The memory of the check is {"newest": the newest release}.
        """
        release = await self._release()
        releases = await self._files.releases(ask)
        newest = max(releases, default="")
        if release is None or newest <= release:
            return CheckResult(memory={"newest": newest})
        text = Message("Release {release} is available, yours is {own}", release=newest, own=release)
        return CheckResult((NewsItem(text, details={"release": newest}, subject=newest),), {"newest": newest})

    async def _release(self) -> str | None:
        try:
            return (await self._corpus.info()).release
        except (NotFound, DiskError):
            return None

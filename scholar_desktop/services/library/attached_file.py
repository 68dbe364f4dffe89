"""The paper that a downloaded file was added to, as it is in the library afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.download import PAPER_REMOVED
from scholar_desktop.domain.errors import PaperRemoved
from scholar_desktop.domain.source import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.domain.library import Changes, KeptPaper
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.library.store import LibraryStore


async def paper_of_file(
    library: LibraryStore, changes: Changes, paper: Paper, kept_as: Callable[[], str | None] | None = None
) -> KeptPaper | None:
    """Returns the paper in the library to which `LibraryStore.attach` has just added a file of *paper*; None if it is
    not there.

    Args:
        changes: what `attach` returned; nothing if the library had the same file already.
        kept_as: as of `attach`, for the file of a download.

    Raises:
        PaperRemoved: with *kept_as*, the paper was removed, or put in the trash, just after the file was added to it.
        ScholarError: the library's errors.
    """
    key = next(iter(changes.papers), None)
    if key is None:
        return await library.find(paper.id)
    kept = await library.get(key)
    if kept_as is not None and (kept is None or kept.trashed):
        raise PaperRemoved(PAPER_REMOVED, subject=paper.id or LIBRARY)
    return kept

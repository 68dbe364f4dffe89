"""Copies the DOIs of papers, and of papers without one another identifier if the user wants it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.papers.paper_text import cited_dois, list_identifiers
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.messages import COPIED_SHOWN_MS
from scholar_desktop.ui.widgets.note import Step

OFFER_SHOWN_MS = 10_000


class CopyText(Protocol):
    """Copies a text, and shows a message with buttons."""

    def __call__(
        self, text: str, message: str, *, steps: tuple[Step, ...] = (), lasts_ms: int = COPIED_SHOWN_MS
    ) -> None: ...


def copy_dois(papers: Sequence[Paper], copy: CopyText) -> None:
    """Copy the DOIs of *papers*, one on each line. If some have none but another identifier, the message offers to copy
    these, too."""
    dois = cited_dois(papers)
    if not dois:
        return
    lacking = len(papers) - len(dois)
    words = ngettext("Copied the DOI.", "Copied {count} DOIs.", len(dois))
    steps: tuple[Step, ...] = ()
    if lacking:
        others = ngettext("{count} selected paper has no DOI.", "{count} selected papers have no DOI.", lacking)
        words = f"{words} {others}"
        if len(list_identifiers(papers)) > len(dois):
            why = gettext("Copy the arXiv ID, PMID, PMCID or Semantic Scholar ID of papers without a DOI.")
            steps = (Step(gettext("Copy other IDs too"), partial(_copy_identifiers, papers, copy), why=why),)
    copy("\n".join(dois), words, steps=steps, lasts_ms=OFFER_SHOWN_MS if steps else COPIED_SHOWN_MS)


def _copy_identifiers(papers: Sequence[Paper], copy: CopyText) -> None:
    """Copy an identifier of each of *papers*, one on each line in their order, as a reference list reads them."""
    identifiers = list_identifiers(papers)
    words = ngettext("Copied the identifier.", "Copied {count} identifiers.", len(identifiers))
    if lacking := len(papers) - len(identifiers):
        others = ngettext(
            "{count} selected paper has no identifier.", "{count} selected papers have no identifier.", lacking
        )
        words = f"{words} {others}"
    copy("\n".join(identifiers), words)

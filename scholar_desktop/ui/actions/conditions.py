"""Named conditions of actions, each with the sentence that explains why an action cannot run without it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from scholar_desktop.domain.download import DownloadState
from scholar_desktop.ui.actions.action_context import ActionState


class Condition(msgspec.Struct, frozen=True):
    """why: a sentence for the tooltip of an action that cannot run."""

    name: str
    holds: Callable[[ActionState], bool]
    why: str


def _downloading(now: ActionState) -> bool:
    return now.download is not None and now.download.state is not DownloadState.DONE


def _has_link(now: ActionState) -> bool:
    ids = now.paper.ids if now.paper else None
    return ids is not None and any((ids.doi, ids.arxiv, ids.pmcid, ids.pmid, ids.zenodo, ids.acl, ids.s2))


HAS_PAPER = Condition("has_paper", lambda now: now.paper is not None, "No paper is chosen.")
SHOWS_PAPERS = Condition(
    "shows_papers",
    lambda now: now.page not in ("settings", "first_start", "corpus", "ledger"),
    "The page shows no paper.",
)
HAS_DOI = Condition("has_doi", lambda now: bool(now.paper and now.paper.ids.doi), "This paper has no DOI.")
HAS_LINK = Condition("has_link", _has_link, "No service gives this paper an address.")
HAS_S2_PAGE = Condition(
    "has_s2_page", lambda now: bool(now.paper and now.paper.ids.s2), "Semantic Scholar does not list this paper."
)
HAS_PDF = Condition("has_pdf", lambda now: bool(now.kept and now.kept.pdf), "No PDF of this paper is in your library.")
NO_PDF = Condition(
    "no_pdf", lambda now: now.some_without_pdf or not (now.kept and now.kept.pdf), "Its PDF is in your library already."
)
NOT_DOWNLOADING = Condition(
    "not_on_its_way", lambda now: len(now.papers) > 1 or not _downloading(now), "Its PDF is on its way."
)
DOWNLOADING = Condition("on_its_way", _downloading, "No PDF of this paper is on its way.")
ONLINE = Condition("online", lambda now: now.online, "The program is offline: File, Work offline.")
KEPT = Condition("kept", lambda now: now.some_kept or now.kept is not None, "This paper is not in your library.")
NOT_KEPT = Condition("not_kept", lambda now: now.some_new or now.kept is None, "This paper is in your library.")
SEARCHING = Condition("searching", lambda now: now.searching, "No search is running.")
HAS_WORDS = Condition("has_words", lambda now: now.words, "The search box is empty.")
CAN_UNDO = Condition("can_undo", lambda now: now.undo is not None, "There is nothing to take back.")
CAN_REDO = Condition("can_redo", lambda now: now.redo is not None, "Nothing was undone, or something changed since.")
CAN_GO_BACK = Condition("can_go_back", lambda now: now.back, "There is nothing to go back to.")
CAN_GO_FORWARD = Condition("can_go_forward", lambda now: now.forward, "This is the last paper.")

"""Named conditions of actions, each with the sentence that explains why an action cannot run without it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions.action_context import MOST_PAPERS, ActionState


class Condition(msgspec.Struct, frozen=True):
    """why: a sentence for the tooltip of an action that cannot run; a `Message`, which `shown` translates; cases: when
    another sentence is true instead, the first that applies."""

    name: str
    holds: Callable[[ActionState], bool]
    why: str
    cases: tuple[tuple[Callable[[ActionState], bool], str], ...] = ()

    def reason(self, now: ActionState) -> str:
        """Return why it does not hold."""
        return next((why for applies, why in self.cases if applies(now)), self.why)


def _downloading(now: ActionState) -> bool:
    return now.download is not None and now.download.state is not DownloadState.DONE


def _has_link(now: ActionState) -> bool:
    if now.paper is None:
        return False
    ids = now.paper.ids
    if any((ids.doi, ids.arxiv, ids.pmcid, ids.pmid, ids.zenodo, ids.acl, ids.s2)):
        return True
    from scholar_desktop.services.papers.paper_text import entry_link  # not part of the start

    return bool(entry_link(now.paper))


def _has_doi(now: ActionState) -> bool:
    return any(one is not None and one.ids.doi for one in (now.paper, *now.papers))


def _has_cited_doi(now: ActionState) -> bool:
    from scholar_desktop.services.papers.paper_text import cited_dois  # not part of the start

    return bool(cited_dois(one for one in (now.paper, *now.papers) if one is not None))


def _has_version(now: ActionState) -> bool:
    """Read the stored links themselves: the module of the own fields is not part of the start."""
    facts = now.kept.paper.facts if now.kept is not None else ()
    links = [link for one in facts if one.source == LIBRARY for link in one.fields.get("links", ())]
    return any(link.get("relation") == "version" for link in links)


def _has_records(now: ActionState) -> bool:
    if now.paper is None or len(now.paper.parts) < 2:
        return False
    from scholar_desktop.domain.merging.split_rows import distinct_rows  # not part of the start

    return len(distinct_rows(now.paper.parts)) > 1


WITHOUT_PAPERS = frozenset(("settings", "first_start", "corpus", "ledger", "communities"))
"""The pages without papers: there, `CurrentPaper` gives actions none of the papers selected on another page."""
_NO_PAPERS_HERE = Message("This page doesn't show papers.")
_LOADING = Message("The selected papers are still being loaded.")
_UNREAD_CASES: tuple[tuple[Callable[[ActionState], bool], str], ...] = (
    (lambda now: now.page in WITHOUT_PAPERS, _NO_PAPERS_HERE),
    (
        lambda now: now.is_bulk,
        Message("More than {count} papers are selected. Select fewer.", count=MOST_PAPERS),
    ),
    (lambda now: now.unread > 0, _LOADING),
    (
        lambda now: now.unmatched,
        Message("Semantic Scholar has only the title of this paper. Press Enter to search for it."),
    ),
)
HAS_PAPER = Condition(
    "has_paper", lambda now: now.paper is not None, Message("Select a paper first."), cases=_UNREAD_CASES
)
HAS_PAPERS = Condition(
    "has_papers", lambda now: now.paper is not None or now.is_bulk, HAS_PAPER.why, cases=_UNREAD_CASES
)
"""For an action that also runs on more rows than papers are loaded."""
ALL_READ = Condition("all_read", lambda now: now.unread == 0, _LOADING, cases=_UNREAD_CASES)
SHOWS_PAPERS = Condition("shows_papers", lambda now: now.page not in WITHOUT_PAPERS, _NO_PAPERS_HERE)
EXPORTS_PAPERS = Condition(
    "exports_papers",
    lambda now: now.page not in WITHOUT_PAPERS and now.page != "unpaywall",
    _NO_PAPERS_HERE,
    cases=((lambda now: now.page == "unpaywall", Message("This page exports the answers of Unpaywall instead.")),),
)
SHOWS_RESULTS = Condition(
    "shows_results",
    lambda now: now.page == "search",
    Message("The page does not show the results of a search. Select “Search” in the sidebar."),
)
HAS_DOI = Condition(
    "has_doi",
    lambda now: _has_doi(now) and _has_cited_doi(now),
    Message("This paper has no DOI."),
    cases=((_has_doi, Message("The only DOI of this paper is that of a copy in a repository.")),),
)
HAS_LINK = Condition("has_link", _has_link, Message("No web page is known for this paper."))
HAS_S2_PAGE = Condition(
    "has_s2_page",
    lambda now: bool(now.paper and now.paper.ids.s2),
    Message("Semantic Scholar doesn't list this paper."),
)
HAS_PDF = Condition(
    "has_pdf", lambda now: bool(now.kept and now.kept.pdf), Message("Your library has no PDF of this paper.")
)
HAS_SOME_PDF = Condition(
    "has_some_pdf",
    lambda now: now.with_pdf > 0 if len(now.papers) > 1 else HAS_PDF.holds(now),
    HAS_PDF.why,
    cases=((lambda now: len(now.papers) > 1, Message("Your library has no PDF of these papers.")),),
)
HAS_PDF_TO_OPEN = Condition("has_pdf_to_open", lambda now: now.pdf is not None, HAS_PDF.why)
"""Also true for a paper that its list shows as one in the trash."""
HAS_FILE_TO_OPEN = Condition("has_file_to_open", lambda now: now.pdf is not None or now.files is not None, HAS_PDF.why)
"""Also true for a record without a PDF whose files are in the library."""
NO_SAVED_FILES = Condition(
    "no_saved_files", lambda now: now.files is None, Message("The files are already in your library.")
)
NO_PDF = Condition(
    "no_pdf",
    lambda now: now.some_without_pdf if len(now.papers) > 1 else now.only_files or not (now.kept and now.kept.pdf),
    Message("The PDF is already in your library."),
    cases=(
        (lambda now: now.only_files, NO_SAVED_FILES.why),
        (lambda now: len(now.papers) > 1, Message("The PDFs are already in your library.")),
    ),
)
NOT_DOWNLOADING = Condition(
    "not_on_its_way",
    lambda now: now.to_get > 0 if len(now.papers) > 1 else not _downloading(now),
    Message("The PDF is already being downloaded."),
    cases=(
        (lambda now: len(now.papers) > 1, Message("The PDFs are already being downloaded.")),
        (
            lambda now: now.download is not None and now.download.is_record,
            Message("The files are already being downloaded."),
        ),
    ),
)
DOWNLOADING = Condition("on_its_way", _downloading, Message("The PDF of this paper is not being downloaded."))
ONLINE = Condition(
    "online",
    lambda now: now.online,
    Message("You are working offline. To go online, press “Offline” in the status bar."),
)
KEPT = Condition(
    "kept",
    lambda now: now.kept_papers > 0 or now.kept is not None or now.is_bulk,
    Message("This paper is not in your library."),
    cases=((lambda now: len(now.papers) > 1, Message("None of the selected papers is in your library.")),),
)
NOTE_HAS_PLACE = Condition(
    "note_has_place",
    lambda now: now.page != "downloads" or KEPT.holds(now),
    Message("This paper is not in your library."),
)
"""The page of the downloads is not left for the note of a paper that the user does not keep."""
NO_FORM = Condition(
    "no_form",
    lambda now: not (now.form_open and now.page in ("search", "library")),
    Message("Save or close the form first."),
)
"""The form of an entry hides the details, which the command would move the focus to."""
SEVERAL_KEPT = Condition(
    "several_kept",
    lambda now: now.kept_papers > 1 and not now.is_bulk,
    Message("Select at least two papers of your library."),
    cases=_UNREAD_CASES,
)
NOT_KEPT = Condition(
    "not_kept", lambda now: now.some_new or now.kept is None, Message("This paper is already in your library.")
)
IN_TRASH = Condition(
    "in_trash",
    lambda now: now.trash and now.page == "library",
    Message("The list does not show the trash. Select “Trash” in the sidebar."),
)
HAS_RECORDS = Condition(
    "has_records", _has_records, Message("This paper has only one record, so there is none to split off.")
)
WAS_SPLIT = Condition(
    "was_split",
    lambda now: now.was_split,
    Message("You have not split this paper from another one."),
    cases=(
        (lambda now: len(now.papers) == 2, Message("You have not split these papers from each other.")),
        (lambda now: len(now.papers) > 2, Message("Select only the two papers that you split from each other.")),
    ),
)
HAS_VERSION = Condition("has_version", _has_version, Message("This paper is not linked to another version."))
NOT_IN_TRASH = Condition(
    "not_in_trash",
    lambda now: not IN_TRASH.holds(now),
    Message("This paper is in the trash. Restore it first."),
)
HAS_COLLECTION = Condition(
    "has_collection",
    lambda now: now.collection is not None,
    Message("No collection is shown. Select a collection in the sidebar."),
)
IN_COLLECTION = Condition(
    "in_collection",
    lambda now: now.in_collection,
    Message("The list does not show a collection."),
)
HAS_TAG = Condition(
    "has_tag",
    lambda now: bool(now.tag),
    Message("No tag is shown. Select a tag in the sidebar."),
)
NO_COLLECTION_SHOWN = Condition(
    "no_collection_shown",
    lambda now: (
        not (IN_COLLECTION.holds(now) or (now.on_map and now.map_chosen) or now.page in ("review", "manuscript"))
    ),
    Message("The list shows a collection."),
)
"""Delete removes papers from the collection that is shown, hides those that are selected on a map, skips lines of a
reference list, and keeps references of a manuscript as they are written; elsewhere it moves papers to the trash."""
SEARCHING = Condition("searching", lambda now: now.searching, Message("No search is running."))
HAS_FILTERS = Condition("has_filters", lambda now: now.filtered, Message("The search has no filters."))
SEARCHES_SOME_SOURCES = Condition(
    "searches_some_sources",
    lambda now: now.some_sources,
    Message("All sources are searched already."),
    cases=(
        (
            lambda now: now.sources_off,
            Message("Some sources are off in Settings. To turn them on, use “Sources to search…”."),
        ),
    ),
)
HAS_WORDS = Condition("has_words", lambda now: now.words, Message("The search box is empty."))
CAN_UNDO = Condition("can_undo", lambda now: now.undo is not None, Message("There is nothing to undo."))
CAN_REDO = Condition("can_redo", lambda now: now.redo is not None, Message("There is nothing to redo."))
CAN_GO_BACK = Condition("can_go_back", lambda now: now.back, Message("There is nothing to go back to."))
CAN_GO_FORWARD = Condition("can_go_forward", lambda now: now.forward, Message("There is nothing to go forward to."))

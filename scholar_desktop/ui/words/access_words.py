"""Explains the open-access colours, licences and versions in words, and what becomes of PDFs that are requested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.attempt import Attempt, ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Paper, access_status
from scholar_desktop.domain.search.licences import licence_terms
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.services.open_access.candidates import Preference
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.words import wording

if TYPE_CHECKING:
    from scholar_desktop.services.zenodo.record_paper_conversion import SavedFiles

OTHER_WAYS = Message("Your institution's library may have access, or you can ask the authors for a copy.")
SAVED_IN_BROWSER = Message("A PDF that you save in the browser is checked and added to your library.")
ASK_OWNER = Message("You can ask the owner for access.")
COLOURS = {
    "gold": (
        Message("Published in an open-access journal."),
        Message(
            "You can read it, and share and reuse it as its licence allows. Most of these journals use a Creative "
            "Commons licence."
        ),
    ),
    "diamond": (
        Message("Published in an open-access journal that charges authors no fee."),
        Message("You can read it, and share and reuse it as its licence allows."),
    ),
    "hybrid": (
        Message("Open access under a licence, in a subscription journal."),
        Message(
            "You can read it, and share and reuse it as its licence allows. The rest of the journal needs a "
            "subscription."
        ),
    ),
    "bronze": (
        Message("Free to read on the publisher's website, without a licence."),
        Message(
            "You can read it and keep a copy for yourself, but you can't share or reuse it. The publisher may close "
            "it again."
        ),
    ),
    "green": (
        Message("Not open at the publisher, but available from a repository."),
        Message(
            "You can read it. Its licence says what else is allowed; without one, you can only read it. It may be a "
            "version from before peer review."
        ),
    ),
    "closed": (
        Message("No open copy found."),
        OTHER_WAYS,
    ),
}
"""For each oa_status of Unpaywall: what it means, and what it permits."""
WITHOUT_LICENCE = Message("free to read, no permission to share")
SEE_PAGE = Message("the publisher's own terms; see its page")
FREE_TO_READ = Message("open access; free to read")
OTHER_TERMS = Message("see the terms of this licence")
OWN_TERMS = {
    "implied-oa": FREE_TO_READ,
    "unspecified-oa": FREE_TO_READ,
    "publisher-specific": SEE_PAGE,
    "elsevier-specific": SEE_PAGE,
    "acs-specific": SEE_PAGE,
}
"""By the keys of `wording.OWN_LICENCES`: what these licences permit, if anything is known of it."""


VERSION_MEANS = {
    "publishedversion": Message("published version"),
    "acceptedversion": Message("accepted version (peer-reviewed, not typeset)"),
    "submittedversion": Message("submitted version (before peer review)"),
}


def copy_orders() -> tuple[tuple[str, str], ...]:
    """Returns the values of the setting `copy_order`, and their texts."""
    return (
        (Preference.QUICKEST.value, gettext("Fastest first")),
        (Preference.PUBLISHED.value, gettext("Published first")),
        (Preference.LICENSED.value, gettext("Only with a licence")),
    )


def removed_words(item: DownloadItem) -> str:
    """Return what is said of a saved *item* whose PDF or files are no longer in the library."""
    return gettext("Files removed") if item.has_files else gettext("PDF removed")


def open_files_words(saved: SavedFiles) -> str:
    """Return the label of the button and of the menu entry that open the files of a record."""
    return gettext("Open folder") if saved.is_folder else gettext("Open file")


def other_ways(item: DownloadItem) -> str:
    """Return what can be done about the closed paper or record of *item*, as a sentence that is not translated yet;
    empty for files under embargo, for which one can only wait. A library has no access to a data set."""
    from scholar_desktop.services.downloads.report import is_restricted  # not part of the start
    from scholar_desktop.services.open_access.get_pdf import RESTRICTED

    if not item.is_record and not is_restricted(item.outcome, item.reason):
        return OTHER_WAYS
    return "" if item.reason == RESTRICTED["embargoed"] else ASK_OWNER


def reason_and_ways(item: DownloadItem) -> str:
    """Return why *item* has no PDF, and how a person can get it, if only a person can."""
    return " ".join(filter(None, (reason_words(item), ways_by_hand(item))))


def ways_by_hand(item: DownloadItem) -> str:
    """Return how a person can get the PDF of *item*, which no program can; empty for other outcomes, for a PDF that has
    arrived and waits for a decision, and for a record."""
    if item.outcome is not ItemOutcome.NEEDS_PERSON or item.quarantined or item.is_record:
        return ""
    other = gettext("Or choose “Attach PDF…”, or drop the PDF on this window.")
    return f"{shown(SAVED_IN_BROWSER)} {other}"  # wording: sentences


def pause_end(item: DownloadItem) -> str:
    """Return when the pause ends that a host asked for and for which *item* ended (ISO 8601, UTC); empty without
    one."""
    told = item.deciding_attempt if item.outcome is ItemOutcome.TEMPORARY else None
    return (told.until or "") if told is not None else ""


def reason_words(item: DownloadItem) -> str:
    """Return the reason of *item* as it is now: a pause whose end has passed is over."""
    told = item.deciding_attempt if is_over(pause_end(item)) else None
    return attempt_words(told) if told is not None else shown(item.reason)


def waiting_reason(item: DownloadItem, *, is_offline: bool = False) -> str:
    """Return the sentence that says why *item* waits; empty if other downloads go first without a reason of its own.

    Args:
        is_offline: it cannot start before the program is online.
    """
    if is_offline:
        return gettext("Waiting until you are online.")
    return gettext("Waiting: {reason}.", reason=shown(item.reason)) if item.reason else ""


def running_counts(running: int, looking: int) -> str:
    """Return '2 downloading, 19 looking for copies'; empty if none runs. running: how many run; looking: how many of
    those look for copies."""
    downloading = running - looking
    counts = (
        ngettext("{count} downloading", "{count} downloading", downloading) if downloading else "",
        ngettext("{count} looking for copies", "{count} looking for copies", looking) if looking else "",
    )
    return ", ".join(filter(None, counts))  # wording: counts


def waiting_words(count: int) -> str:
    """Return the sentence that says that *count* downloads wait because the program works offline."""
    return ngettext(
        "{count} download waits until you are online.", "{count} downloads wait until you are online.", count
    )


def attempt_words(attempt: Attempt) -> str:
    """Return the reason of *attempt* as it is now: a pause whose end has passed is over."""
    return shown(attempt.reason_at(current_timestamp()))


def next_try_words(item: DownloadItem) -> str:
    """Return when a download that failed for a reason that may pass is tried again, or that it is not; empty for
    others."""
    if item.state is not DownloadState.DONE or item.outcome is not ItemOutcome.TEMPORARY:
        return ""
    if item.again is None:
        return gettext("It will not be tried again automatically.")
    if reason_has_next_try(item):
        return gettext("It will be tried again then.")
    return gettext("Next try: {time}.", time=wording.next_try_time(item.again))


def reason_has_next_try(item: DownloadItem) -> bool:
    """Return True if *item* is tried again at the end of the pause that its reason names."""
    return item.again is not None and item.again == pause_end(item) and not is_over(item.again)


def is_over(until: str) -> bool:
    """Return True if the time *until* (ISO 8601, UTC) has passed; False for no time."""
    return bool(until) and until <= current_timestamp()


def version_line(name: str | None) -> str:
    """Return 'submitted version (before peer review)' for `submittedVersion`; 'unknown version' for None."""
    known = VERSION_MEANS.get((name or "").lower())
    return shown(known) if known is not None else wording.version(name)


def access_colour(paper: Paper) -> str:
    """Return the open-access colour whose explanation fits the paper, as `wording.access` shows it; empty if
    unknown."""
    status = access_status(paper)
    return status if status in COLOURS else ""


def licence_allows(name: str | None) -> str:
    """Return 'share, adapt, use commercially; credit the authors' for a licence; WITHOUT_LICENCE for none."""
    if not name:
        return shown(WITHOUT_LICENCE)
    if licence_terms(name) is None:
        return shown(OWN_TERMS.get(wording.own_licence(name), OTHER_TERMS))
    return _allowed(name, [])


def licence_line(name: str | None) -> str:
    """Return 'CC BY-NC: read, share; not commercially; credit the authors'; 'licence not stated: free to read …'."""
    allows = _allowed(name, [gettext("read")]) if licence_terms(name) is not None else licence_allows(name)
    return f"{wording.licence(name)}: {allows}"


def _allowed(name: str | None, may: list[str]) -> str:
    """Return what the licence allows after *may*, and its conditions."""
    allowed = licence_terms(name)
    if allowed is None:
        return ", ".join(may)
    may = [*may, gettext("share")]
    if allowed.adapt:
        may.append(gettext("adapt under the same licence") if allowed.same_terms else gettext("adapt"))
    if allowed.commercial:
        may.append(gettext("use commercially"))
    facts = [", ".join(may)]
    if not allowed.adapt:
        facts.append(gettext("no changes"))
    if not allowed.commercial:
        facts.append(gettext("not commercially"))
    facts.append(gettext("credit the authors") if allowed.credit else gettext("no conditions"))
    return "; ".join(facts)


def getting_words(pdfs: int, records: int) -> list[str]:
    """Return sentences that say of how many papers the PDF, and of how many records the files, are got from now on."""
    sentences = [ngettext("Getting {count} PDF.", "Getting {count} PDFs.", pdfs)] if pdfs else []
    if records:
        sentences.append(
            ngettext("Getting the files of {count} record.", "Getting the files of {count} records.", records)
        )
    return sentences


def got_before_words(pdfs: int, records: int) -> list[str]:
    """Return sentences that say of how many papers the PDF, and of how many records the files, were already being
    downloaded."""
    sentences = []
    if pdfs:
        sentences.append(
            ngettext("{count} PDF was already being downloaded.", "{count} PDFs were already being downloaded.", pdfs)
        )
    if records:
        sentences.append(
            ngettext(
                "The files of {count} record were already being downloaded.",
                "The files of {count} records were already being downloaded.",
                records,
            )
        )
    return sentences


def in_library_words(pdfs: int, records: int) -> list[str]:
    """Return sentences that say of how many papers the PDF, and of how many records the files, are in the library."""
    sentences = []
    if pdfs:
        sentences.append(
            ngettext("{count} PDF is already in your library.", "{count} PDFs are already in your library.", pdfs)
        )
    if records:
        sentences.append(
            ngettext(
                "The files of {count} record are already in your library.",
                "The files of {count} records are already in your library.",
                records,
            )
        )
    return sentences

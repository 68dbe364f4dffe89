"""Explains the open-access colours, licences and versions in words."""

from __future__ import annotations

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.licences import licence_terms
from scholar_desktop.services.open_access.candidates import Preference
from scholar_desktop.ui.words import wording

ORDERS = (
    (Preference.QUICKEST.value, "Quickest first"),
    (Preference.PUBLISHED.value, "Published first"),
    (Preference.LICENSED.value, "Only with a licence"),
)
"""The values of the setting `copy_order`, and their texts."""
COLOURS = {
    "gold": (
        "Published in a journal that is open as a whole.",
        "Read it, and share and reuse it as its licence says; most such journals use a Creative Commons licence.",
    ),
    "diamond": (
        "Published in an open journal that asks authors for no fee.",
        "Read it, and share and reuse it as its licence says.",
    ),
    "hybrid": (
        "Open under a licence, in a journal that asks for a subscription otherwise.",
        "Read it, and share and reuse it as its licence says. The rest of the journal stays closed.",
    ),
    "bronze": (
        "Free to read at the publisher, without a licence.",
        "Read it, and keep a copy for yourself. Passing it on or reusing it is not allowed, and the publisher may "
        "close it again.",
    ),
    "green": (
        "Not open at the publisher, but a copy lies in a repository.",
        "Read it. What else is allowed, the licence of the copy says; without one, reading is all. The copy may be a "
        "version from before the review.",
    ),
    "closed": (
        "No open copy is known.",
        "A library may have it, and the authors may send it.",
    ),
}
"""For each oa_status of Unpaywall: what it means, and what it permits."""
WITHOUT_LICENCE = "free to read, not to pass on"
OWN_TERMS = {
    "implied-oa": "open by its place, without a licence of its own: read it",
    "other-oa": "terms of its own: see its page",
    "unspecified-oa": "open, the terms are not said: read it",
    "publisher-specific-oa": "the publisher's own terms: see its page",
    "publisher-specific": "the publisher's own terms: see its page",
    "elsevier-specific": "the publisher's own terms: see its page",
    "acs-specific": "the publisher's own terms: see its page",
}


VERSION_MEANS = {
    "publishedversion": "published version",
    "acceptedversion": "accepted version (reviewed, not typeset)",
    "submittedversion": "submitted version (before review)",
}


def version_line(name: str | None) -> str:
    """Return 'submitted version (before review)' for `submittedVersion`; 'version not stated' for None."""
    return VERSION_MEANS.get((name or "").lower(), wording.version(name))


def access_colour(paper: Paper) -> str:
    """Return the open-access colour whose explanation fits the paper, as `wording.access` shows it; empty if
    unknown."""
    word = wording.access(paper)[0].lower()
    return next((status for status in COLOURS if word.startswith(status)), "")


def licence_allows(name: str | None) -> str:
    """Return 'share, adapt, use commercially; name the authors' for a licence; WITHOUT_LICENCE for none."""
    if not name:
        return WITHOUT_LICENCE
    lower = name.lower()
    allowed = licence_terms(lower)
    if allowed is None:
        known = next((words for start, words in OWN_TERMS.items() if lower.startswith(start)), None)
        return known or "terms of its own: see its page"
    may = ["share"]
    if allowed.adapt:
        may.append("adapt under the same licence" if allowed.same_terms else "adapt")
    if allowed.commercial:
        may.append("use commercially")
    words = ", ".join(may)
    if not allowed.adapt:
        words += "; unchanged only"
    if not allowed.commercial:
        words += "; not commercially"
    return f"{words}; name the authors" if allowed.credit else f"{words}; without conditions"


def licence_line(name: str | None) -> str:
    """Return 'CC BY-NC: read, share, adapt; not commercially; name the authors'; 'no licence: free to read …'."""
    allowed = licence_terms(name)
    return f"{wording.licence(name)}: {'read, ' if allowed is not None else ''}{licence_allows(name)}"

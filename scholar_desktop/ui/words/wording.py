"""Formats numbers, dates, sizes, names and the services' codes for display, by the locale and the design's terms."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from PySide6.QtCore import QDate, QLocale

from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.source import TITLES
from scholar_desktop.domain.text.names import family_name_of

VERSIONS = {
    "publishedversion": "published version",
    "acceptedversion": "accepted version",
    "submittedversion": "submitted version",
}
HOST_TYPES = {"publisher": "Publisher", "repository": "Repository"}
ACCESS_WORDS = {
    "gold": ("Gold OA", "warn"),
    "hybrid": ("Hybrid OA", "warn"),
    "bronze": ("Bronze OA", "bronze"),
    "green": ("Green OA", "ok"),
    "diamond": ("Diamond OA", "ok"),
    "closed": ("Closed", "muted"),
}
SCHEME_TITLES = {
    "s2": "Semantic Scholar",
    "corpus": "Corpus",
    "doi": "DOI",
    "arxiv": "arXiv",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "mag": "MAG",
    "acl": "ACL",
    "dblp": "DBLP",
    "zenodo": "Zenodo",
    "zenodo_concept": "Zenodo, all versions",
}
_MILLION = 1_000_000
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Hebrew, Arabic and the other scripts that are written from right to left."""


def _locale() -> QLocale:
    """Return the user's locale; English for the C locale, which has no thousands separator and means that none is
    set."""
    locale = QLocale()
    return QLocale(QLocale.Language.English) if locale.language() == QLocale.Language.C else locale


def number(value: int) -> str:
    """Return '1,204'; from a million on '2.1 M'."""
    locale = _locale()
    if value >= _MILLION:
        return f"{locale.toString(value / _MILLION, 'f', 1)} M"
    return locale.toString(value)


def exact(value: int) -> str:
    """Return every digit: '1,204,567'."""
    return _locale().toString(value)


def counted(value: int, one: str, many: str) -> str:
    """Return '1 paper', '1,204 papers'."""
    return f"{number(value)} {one if value == 1 else many}"


def size(value: int) -> str:
    """Format a number of bytes as kB, MB or GB (powers of 1000, as the services count)."""
    locale = _locale()
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= factor:
            return f"{locale.toString(value / factor, 'f', 1)} {unit}"
    return f"{value} B"


def clock(seconds: float) -> str:
    """Format a duration: '0:12', '1:17'; from an hour on '1 h 17 min'."""
    whole = max(0, round(seconds))
    if whole >= 3600:
        return f"{whole // 3600} h {whole % 3600 // 60} min"
    return f"{whole // 60}:{whole % 60:02d}"


def pool_words(requests: int, pool: tuple[int, int] | None) -> str:
    """Return ' (100 in 5 minutes without a key)' if more *requests* than can be sent now, else an empty text."""
    return f" ({number(pool[1])} in 5 minutes without a key)" if pool is not None and requests > pool[0] else ""


def moment(iso: str | None) -> str:
    """Return '20 Nov 2026, 14:31' in local time, from ISO 8601; empty for None or an invalid time."""
    if not iso:
        return ""
    try:
        then = datetime.fromisoformat(iso)
    except ValueError:
        return ""
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    # Python's own conversion: Qt takes 20 ms to look up the local time zone
    local = then.astimezone()
    date = _locale().toString(QDate(local.year, local.month, local.day), "d MMM yyyy")
    return f"{date}, {local:%H:%M}"


def time_of_day(iso: str | None) -> str:
    """Return '14:03' in local time, from ISO 8601; with the date if it is not today; empty for None."""
    if iso is None:
        return ""
    then = datetime.fromisoformat(iso).astimezone()
    return f"{then:%H:%M}" if then.date() == datetime.now().astimezone().date() else moment(iso)


def day(iso: str | None) -> str:
    """Return '20 Nov 2026' from ISO 8601; empty for None."""
    return moment(iso).partition(",")[0]


def calendar_day(iso: str) -> str:
    """Return '20 Nov 2026' from `2026-11-20`, whatever the time zone; empty if it is not a complete date."""
    if len(iso) != len("2026-11-20"):
        return ""
    try:
        then = datetime.fromisoformat(iso)
    except ValueError:
        return ""
    return _locale().toString(QDate(then.year, then.month, then.day), "d MMM yyyy")


def short_name(author: Author) -> str:
    """Return 'A. Vaswani' for 'Ashish Vaswani'; a name of one word is unchanged."""
    words = author.name.split()
    if len(words) < 2:
        return author.name
    initials = [f"{word[0]}." for word in words[:-1] if word[0].isalpha()]
    return " ".join([*initials, words[-1]])


def isolated(name: str) -> str:
    """Return *name* so that it does not reorder the line around it: a right-to-left name is put in a first strong
    isolate (UAX 9)."""
    return f"\u2068{name}\u2069" if _RIGHT_TO_LEFT.search(name) else name


def authors_short(authors: tuple[Author, ...], most: int = 3) -> str:
    """Return 'A. Vaswani, N. Shazeer, N. Parmar +5': *most* names, then how many more. Empty without authors."""
    names = [isolated(short_name(author)) for author in authors[:most]]
    more = f" +{len(authors) - most}" if len(authors) > most else ""
    return ", ".join(names) + more


def authors_cited(authors: tuple[Author, ...]) -> str:
    """Return 'Beltagy et al.', 'Lin & Wang', 'Lin'; empty without authors."""
    match authors:
        case ():
            return ""
        case (only,):
            return isolated(family_name_of(only.name))
        case (first, second):
            return f"{isolated(family_name_of(first.name))} & {isolated(family_name_of(second.name))}"
        case _:
            return f"{isolated(family_name_of(authors[0].name))} et al."


def access(paper: Paper) -> tuple[str, str, str]:
    """Return (word, token of its colour, shape of its dot: full, half, ring) for a paper's open access.

    Semantic Scholar reports a paper as not open if it knows no address, even for papers on arXiv. In that case the
    known copy decides, and a copy in a repository is green open access.
    """
    oa = paper.oa
    status = (oa.status or "").lower()
    if status in ("", "closed") and not oa.is_oa:
        if paper.ids.arxiv:
            status = "green"
        elif oa.copies:
            return "Open copy", "ok", "full"  # one service knows no copy, another does
    if status in ACCESS_WORDS:
        word, colour = ACCESS_WORDS[status]
        return word, colour, {"hybrid": "half", "closed": "ring"}.get(status, "full")
    if oa.is_oa:
        return "Open access", "ok", "full"
    if oa.is_oa is False:
        return "Closed", "muted", "ring"
    return "access not known", "muted", "ring"


def version(name: str | None) -> str:
    """Return 'published version' for `publishedVersion`; 'version not stated' for None."""
    return VERSIONS.get((name or "").lower(), name or "version not stated")


def licence(name: str | None) -> str:
    """Return 'CC BY 4.0' for `cc-by-4.0`, 'no licence' for None; other names as sent."""
    if not name:
        return "no licence"
    text = name.lower()
    if text in ("public-domain", "pd"):
        return "public domain"
    for prefix in ("cc-", "cc"):
        if text.startswith(prefix) and text not in (
            "cc0",
            "ccby",
            "ccbync",
            "ccbyncnd",
            "ccbysa",
            "ccbyncsa",
            "ccbynd",
        ):
            return _creative_commons(text[len(prefix) :])
    joined = {
        "cc0": "CC0",
        "ccby": "CC BY",
        "ccbync": "CC BY-NC",
        "ccbyncnd": "CC BY-NC-ND",
        "ccbysa": "CC BY-SA",
        "ccbyncsa": "CC BY-NC-SA",
        "ccbynd": "CC BY-ND",
    }
    return joined.get(text, name)


def _creative_commons(rest: str) -> str:
    """Return 'BY-NC 4.0' for `by-nc-4.0`."""
    parts = rest.strip("-").split("-")
    words = [part.upper() for part in parts if not part[:1].isdigit()]
    digits = [part for part in parts if part[:1].isdigit()]
    if words[:1] in (["0"], ["ZERO"]) or (not words and digits[:1] == ["0"]):
        return "CC0"
    return " ".join(["CC", "-".join(words), *digits]).strip()


def without_html(text: str) -> str:
    """Return the plain text of markup that a service sent. Nothing in it is loaded or executed."""
    if "<" not in text and "&" not in text:
        return text
    from scholar_desktop.ui.words.markup_document import MarkupDocument

    document = MarkupDocument()
    document.setHtml(text)
    plain = document.toPlainText()
    return plain.replace("\ufffc", "").strip()  # the placeholder of pictures


def source_title(name: str) -> str:
    return TITLES.get(name, name)


def venue_and_year(paper: Paper) -> str:
    """Return 'NeurIPS · 2017'; unknown parts are left out."""
    return " · ".join(part for part in (paper.venue, str(paper.year) if paper.year else None) if part)

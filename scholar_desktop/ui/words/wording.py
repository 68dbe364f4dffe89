"""Formats numbers, dates, sizes, names and the services' codes for display, by the locale and the design's terms."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale

from scholar_desktop.domain.paper import Author, Paper, access_status
from scholar_desktop.domain.source import LIBRARY, TITLES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, pgettext, shown

if TYPE_CHECKING:
    from scholar_desktop.domain.download import DownloadItem

LONGEST_TITLE = 60
"""The characters of a title that a message quotes."""
LEAST_WAIT_S = 2.0
"""A wait that is shorter is not described."""

VERSIONS = {
    "publishedversion": Message("published version"),
    "acceptedversion": Message("accepted version"),
    "submittedversion": Message("submitted version"),
}
SHORT_VERSIONS = {
    "publishedversion": Message.in_context("version", "published"),
    "acceptedversion": Message.in_context("version", "accepted"),
    "submittedversion": Message.in_context("version", "submitted"),
}
"""For places that say before them that they are versions."""
HOST_TYPES = {"publisher": Message("Publisher"), "repository": Message("Repository")}
ACCESS_WORDS = {
    "gold": (Message("Gold OA"), "warn"),
    "hybrid": (Message("Hybrid OA"), "warn"),
    "bronze": (Message("Bronze OA"), "bronze"),
    "green": (Message("Green OA"), "ok"),
    "diamond": (Message("Diamond OA"), "ok"),
    "closed": (Message("Closed"), "muted"),
}
OPEN_WORDS = {"copy": Message("Open copy"), "open": Message("Open access")}
"""The words for open access of which no service names the kind."""
ACCESS_MEANINGS = {
    "gold": Message("Gold open access: published in an open-access journal."),
    "hybrid": Message("Hybrid open access: open under a licence, in a subscription journal."),
    "bronze": Message("Bronze open access: free to read at the publisher, without an open licence."),
    "green": Message("Green open access: a copy in a repository is free to read."),
    "diamond": Message("Diamond open access: published in an open-access journal that charges authors no fee."),
    "closed": Message("Closed: no service knows a copy that is free to read."),
    "copy": Message("Open copy: a service knows a copy that is free to read."),
    "open": Message("Open access: free to read. No service says which kind of open access it is."),
    "": Message("Access unknown: no service says whether the paper is free to read."),
}
"""What the word of `access` means, for each status of `access_status`."""
SCHEME_TITLES: dict[str, str] = {
    "s2": "Semantic Scholar",
    "corpus": Message("Corpus ID"),
    "doi": "DOI",
    "arxiv": "arXiv",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "mag": "MAG",
    "acl": "ACL",
    "dblp": "DBLP",
    "zenodo": "Zenodo",
    "zenodo_concept": Message("Zenodo, all versions"),
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
        return pgettext("millions", "{number} M", number=locale.toString(value / _MILLION, "f", 1))
    return locale.toString(value)


def exact(value: int) -> str:
    """Return every digit: '1,204,567'."""
    return _locale().toString(value)


def counted(value: int, one: str, many: str) -> str:
    """Return '1 paper', '1,204 papers'."""
    return f"{number(value)} {one if value == 1 else many}"


def percent(value: float) -> str:
    """Return '63%', or what the language has for it."""
    return gettext("{percent}%", percent=round(value))


def size(value: int) -> str:
    """Format a number of bytes as kB, MB or GB (powers of 1000, as the services count)."""
    locale = _locale()
    if value >= 1e9:
        return gettext("{size} GB", size=locale.toString(value / 1e9, "f", 1))
    if value >= 1e6:
        return gettext("{size} MB", size=locale.toString(value / 1e6, "f", 1))
    if value >= 1e3:
        return gettext("{size} kB", size=locale.toString(value / 1e3, "f", 1))
    return gettext("{size} B", size=value)


def clock(seconds: float) -> str:
    """Format a duration: '0:12', '1:17'; from an hour on '1 h 17 min'."""
    whole = max(0, round(seconds))
    if whole >= 3600:
        return gettext("{hours} h {minutes} min", hours=whole // 3600, minutes=whole % 3600 // 60)
    return f"{whole // 60}:{whole % 60:02d}"


def wait_words(seconds: float, *, longest_s: float | None) -> str:
    """Return since when an answer is waited for, and until when at most: 'No answer for 0:07. …'; empty for a short
    wait.

    Args:
        longest_s: when it is given up, counted from the begin of the wait; None if something else says until when.
    """
    if seconds < LEAST_WAIT_S:
        return ""
    if longest_s is None:
        return gettext("Waiting for {time}.", time=clock(seconds))
    if seconds >= longest_s:
        return gettext("No answer for {time}.", time=clock(seconds))
    end = time_in(longest_s - seconds)
    return gettext("No answer for {time}. The request ends at {end} at the latest.", time=clock(seconds), end=end)


def time_in(seconds: float) -> str:
    """Return the time of day in *seconds* from now: '14:04:40'."""
    return f"{datetime.now().astimezone() + timedelta(seconds=seconds):%H:%M:%S}"


def since_words(seconds: float) -> str:
    """Return 'since 14:02:10' for work that began *seconds* ago, with the date if that was not today; empty for a short
    time."""
    if seconds < LEAST_WAIT_S:
        return ""
    then = datetime.now().astimezone() - timedelta(seconds=seconds)
    is_today = then.date() == datetime.now().astimezone().date()
    return gettext("since {time}", time=f"{then:%H:%M:%S}" if is_today else moment(then.isoformat()))


def rough_clock(seconds: float) -> str:
    """Format an estimate, rounded by at most a fifth: '25 s', '90 s', '2 min', '2 min 30 s', '7 min', from an hour on
    '1 h 17 min'."""
    if seconds <= 60:
        return gettext("{count} s", count=5 * max(1, math.ceil(seconds / 5)))
    if seconds <= 90:
        return gettext("{count} s", count=10 * math.ceil(seconds / 10))
    halves = round(seconds / 30)
    if halves == 3:
        return gettext("{count} s", count=90)
    if halves % 2 and halves < 10:
        return gettext("{minutes} min {seconds} s", minutes=halves // 2, seconds=30)
    minutes = halves // 2 if halves < 10 else round(seconds / 60)
    return gettext("{count} min", count=minutes) if minutes < 60 else clock(60 * minutes)


def time_estimate(seconds: float) -> str:
    """Format how long something will take: 'less than a minute', 'about 4 minutes', from an hour on 'about 1 h 17 min'.
    Unlike '3:44', it cannot be read as hours."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return gettext("less than a minute")
    if minutes < 60:
        return ngettext("about {count} minute", "about {count} minutes", minutes)
    return gettext("about {time}", time=clock(60 * minutes))


def pool_words(requests: int, pool: tuple[int, int] | None) -> str:
    """Return '100 requests per 5 minutes without an API key' if more *requests* than can be sent now, else empty."""
    if pool is None or requests <= pool[0]:
        return ""
    return ngettext(
        "{count} request per 5 minutes without an API key",
        "{count} requests per 5 minutes without an API key",
        pool[1],
    )


def moment(iso: str | None) -> str:
    """Return '20 Nov 2026, 14:31' in local time, from ISO 8601; empty for None or an invalid time."""
    local = _local(iso)
    return f"{_date(local)}, {local:%H:%M}" if local is not None else ""


def exact_moment(iso: str | None) -> str:
    """Return '20 Nov 2026, 14:31:05 UTC+01:00' in local time, for a record of what was done; empty for None or an
    invalid time."""
    local = _local(iso)
    if local is None:
        return ""
    zone = f"{local:%z}"
    offset = f"{zone[:3]}:{zone[3:5]}" if local.utcoffset() else ""  # not translated: numbers
    # not translated: numbers, and the international name of the zone
    return f"{_date(local)}, {local:%H:%M:%S} UTC{offset}"


def _local(iso: str | None) -> datetime | None:
    """Return the local time of ISO 8601; None for None or an invalid time."""
    if not iso:
        return None
    try:
        then = datetime.fromisoformat(iso)
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return then.astimezone()  # Python's own conversion: Qt takes 20 ms to look up the local time zone


def _date(then: datetime) -> str:
    """Return '20 Nov 2026'."""
    return _locale().toString(QDate(then.year, then.month, then.day), pgettext("date in Qt's format", "d MMM yyyy"))


def time_of_day(iso: str | None) -> str:
    """Return '14:03' in local time, from ISO 8601; with the date if it is not today; empty for None."""
    if iso is None:
        return ""
    then = datetime.fromisoformat(iso).astimezone()
    return f"{then:%H:%M}" if then.date() == datetime.now().astimezone().date() else moment(iso)


def next_try_time(iso: str) -> str:
    """Return '14:03:41' in local time, from ISO 8601; from 20 hours on '20 Nov 2026, 14:03'. The sentence of a pause
    has its end to the second, too."""
    then = datetime.fromisoformat(iso).astimezone()
    is_far = then - datetime.now(UTC) > timedelta(hours=20)
    return moment(iso) if is_far else f"{then:%H:%M:%S}"


def day(iso: str | None) -> str:
    """Return '20 Nov 2026' from ISO 8601; empty for None."""
    local = _local(iso)
    return _date(local) if local is not None else ""


def counted_on(paper: Paper) -> str:
    """Return the sentence that says when the citations of a paper were counted; empty if that is not known."""
    when = day(paper.counted) if paper.counts.citations is not None else ""
    return gettext("Citations as of {day}", day=when) if when else ""


def calendar_day(iso: str) -> str:
    """Return '20 Nov 2026' from `2026-11-20`, whatever the time zone; empty if it is not a complete date."""
    if len(iso) != len("2026-11-20"):
        return ""
    try:
        then = datetime.fromisoformat(iso)
    except ValueError:
        return ""
    return _date(then)


def listed(names: Sequence[str]) -> str:
    """Return 'Unpaywall', 'Unpaywall and Zenodo', 'Semantic Scholar, Unpaywall and Zenodo'."""
    if len(names) < 2:
        return "".join(names)
    return gettext("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])


def quoted_titles(titles: Sequence[str], most: int) -> str:
    """Return '“Mosses”, “Ferns”, and 4 more'. most: how many of *titles* are named."""
    named = ", ".join(f"“{message_title(title)}”" for title in titles[:most])
    left = len(titles) - most
    return gettext("{titles}, and {others} more", titles=named, others=number(left)) if left > 0 else named


def hidden_columns(titles: Sequence[str]) -> tuple[str, str]:
    """Return 'Columns: 2 hidden' and what its tooltip adds, which names the columns; *titles* is not empty."""
    return gettext("Columns: {count} hidden", count=len(titles)), gettext(
        "Not enough space: {columns}. Widen the window, or leave out other columns.", columns=", ".join(titles)
    )


def short_name(author: Author) -> str:
    """Return 'A. Vaswani' for 'Ashish Vaswani', and 'L. van der Maaten' for 'Laurens van der Maaten'; a name of one
    word, of a group, or with the family name first, is unchanged."""
    from scholar_desktop.domain.text.names import family_name_of, is_group  # not part of the start

    words, family = author.name.split(), family_name_of(author.name).split()
    if len(words) < 2 or is_group(author.name):
        return author.name
    places = [place for place in range(len(words)) if words[place : place + len(family)] == family]
    if not places:
        return author.name
    start = places[-1]
    while start > 0 and words[start - 1].islower():
        start -= 1  # a particle
    initials = [f"{word[0]}." for word in words[:start] if word[0].isalpha()]
    return " ".join([*initials, *words[start:]])


def isolated(name: str) -> str:
    """Return *name* so that it does not reorder the line around it: a right-to-left name is put in a first strong
    isolate (UAX 9)."""
    return f"\u2068{name}\u2069" if _RIGHT_TO_LEFT.search(name) else name


def authors_short(authors: tuple[Author, ...], most: int = 3, whole: frozenset[str] = frozenset()) -> str:
    """Return 'A. Vaswani, N. Shazeer, N. Parmar +5': *most* names, then how many more. Empty without authors.

    whole: names that have no family name, and are not shortened.
    """
    names = [isolated(author.name if author.name in whole else short_name(author)) for author in authors[:most]]
    more = f" +{len(authors) - most}" if len(authors) > most else ""
    return ", ".join(names) + more


def authors_cited(authors: tuple[Author, ...], whole: frozenset[str] = frozenset()) -> str:
    """Return 'Beltagy et al.', 'Lin & Wang', 'Lin'; empty without authors. whole: names that have no family name."""
    from scholar_desktop.domain.text.names import family_name_of  # not part of the start

    names = [isolated(one.name if one.name in whole else family_name_of(one.name)) for one in authors[:2]]
    if len(authors) > 2:
        return gettext("{name} et al.", name=names[0])
    return " & ".join(names)


def cites(count: int | None) -> str:
    """Return '170,735 cites'; empty for None, if no service has sent the number."""
    return "" if count is None else ngettext("{count} cite", "{count} cites", count, count=number(count))


def tagged_words(tag: str, count: int) -> str:
    """Return the message about a tag that was added to *count* papers."""
    return ngettext("Tagged {count} paper with “{tag}”.", "Tagged {count} papers with “{tag}”.", count, tag=tag)


def untagged_words(tag: str, count: int) -> str:
    """Return the message about a tag that was removed from *count* papers."""
    return ngettext(
        "Removed the tag “{tag}” from {count} paper.", "Removed the tag “{tag}” from {count} papers.", count, tag=tag
    )


def with_stopped(text: str, is_any_stopped: bool) -> str:
    """Return *text*, a message about papers that were removed from the library, with a sentence about their downloads
    if any of them was stopped."""
    if not is_any_stopped:
        return text
    # without a number: some of those that run may end by themselves in this moment
    return f"{text} {gettext('Downloads that had not ended were stopped.')}"


def message_title(title: str, otherwise: str = "") -> str:
    """Return *title* as messages, questions and the names of changes quote it: without markup and a full stop at its
    end, shortened to LONGEST_TITLE characters.

    Args:
        otherwise: what a paper without a title is called; empty for 'Untitled'.
    """
    from scholar_desktop.domain.text.shortening import quotable, shorten
    from scholar_desktop.domain.text.titles import plain  # not part of the start

    return shorten(quotable(plain(title)) or otherwise or gettext("Untitled"), LONGEST_TITLE)


def download_title(item: DownloadItem) -> str:
    """Return the title of *item* as messages quote it, or what was asked for."""
    return message_title(item.paper.title if item.paper is not None else "", item.asked_as)


def authors_or_title(paper: Paper, longest: int = 60) -> str:
    """Return 'Beltagy et al.', or without authors the title, of at most *longest* characters."""
    from scholar_desktop.domain.text.shortening import shorten
    from scholar_desktop.domain.text.titles import plain  # not part of the start

    return authors_cited(paper.authors) or shorten(plain(paper.title) or gettext("Untitled"), longest)


def author_year(paper: Paper, longest: int = 60) -> str:
    """Return 'Beltagy et al. 2019', or without a year what `authors_or_title` returns."""
    by = authors_or_title(paper, longest)
    return f"{by} {paper.year}" if paper.year else by


def paper_line(paper: Paper) -> str:
    """Return 'Title — Vaswani et al., 2017'."""
    from scholar_desktop.domain.text.titles import plain  # not part of the start

    by = ", ".join(part for part in (authors_cited(paper.authors), str(paper.year or "")) if part)
    title = plain(paper.title) or paper.id
    return f"{title} — {by}" if by else title


def has_unnamed_authors(paper: Paper) -> bool:
    """Return True if the entry of *paper* in the library names only its first authors, 'and others'."""
    if not any(facts.source == LIBRARY for facts in paper.facts):
        return False
    from scholar_desktop.domain.own_fields import has_more_authors  # not part of the start

    return has_more_authors(paper)


def paper_authors_short(paper: Paper, most: int = 3) -> str:
    """Return `authors_short` of *paper*, with 'et al.' where its entry names no more than the first authors."""
    names = authors_short(paper.authors, most, _literal_names(paper))
    return gettext("{name} et al.", name=names) if has_unnamed_authors(paper) else names


def paper_authors_cited(paper: Paper) -> str:
    """Return `authors_cited` of *paper*, 'Beltagy et al.' also where its entry names no more than the first authors."""
    whole = _literal_names(paper)
    if has_unnamed_authors(paper):
        return gettext("{name} et al.", name=authors_cited(paper.authors[:1], whole))
    return authors_cited(paper.authors, whole)


def _literal_names(paper: Paper) -> frozenset[str]:
    """Return the names that the entry of *paper* in the library has as names of groups."""
    sent = next((facts.fields for facts in paper.facts if facts.source == LIBRARY), None)
    people = sent.get("people") or () if sent is not None else ()
    return frozenset(one["literal"] for one in people if one.get("literal"))


def access(paper: Paper) -> tuple[str, str, str]:
    """Return (word, token of its colour, shape of its dot: full, half, ring) for a paper's open access."""
    status = access_status(paper)
    if status in ACCESS_WORDS:
        word, colour = ACCESS_WORDS[status]
        return shown(word), colour, {"hybrid": "half", "closed": "ring"}.get(status, "full")
    if status in OPEN_WORDS:
        return shown(OPEN_WORDS[status]), "ok", "full"
    return gettext("Access unknown"), "muted", "ring"


def access_words() -> tuple[str, ...]:
    """Return all words of `access`."""
    known = (*(word for word, _ in ACCESS_WORDS.values()), *OPEN_WORDS.values())
    return (*map(shown, known), gettext("Access unknown"))


def access_meaning(paper: Paper) -> str:
    """Return the sentence that explains the word of `access`."""
    return shown(ACCESS_MEANINGS[access_status(paper)])


def version(name: str | None) -> str:
    """Return 'published version' for `publishedVersion`; 'unknown version' for None."""
    known = VERSIONS.get((name or "").lower())
    return shown(known) if known is not None else name or gettext("unknown version")


def short_version(name: str) -> str:
    """Return 'published' for `publishedVersion`; another name as it is."""
    return shown(SHORT_VERSIONS.get(name.lower(), name))


def host_type(name: str | None) -> str:
    """Return 'Publisher' or 'Repository'; empty for any other kind of host."""
    return shown(HOST_TYPES.get(name or "", ""))


def scheme_title(scheme: str) -> str:
    """Return 'DOI' for `doi`; a scheme without a name as it is."""
    return shown(SCHEME_TITLES.get(scheme, scheme))


def licence(name: str | None) -> str:
    """Return 'CC BY 4.0' for `cc-by-4.0`, 'licence not stated' for None; other names as sent."""
    if not name:
        return gettext("licence not stated")
    text = name.lower()
    if text in ("public-domain", "pd"):
        return gettext("public domain")
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
        "bsd-2-clause": "BSD 2-Clause",  # not translated: the name of a licence
        "bsd-3-clause": "BSD 3-Clause",  # not translated: the name of a licence
    }
    if text in joined:
        return joined[text]
    if key := own_licence(text):
        return shown(OWN_LICENCES[key])
    return _software_licence(text) or name


OWN_LICENCES = {
    "implied-oa": Message("no stated licence"),
    "unspecified-oa": Message("no stated licence"),
    "other-oa": Message("other open licence"),
    "other-open": Message("other open licence"),
    "publisher-specific": Message("own licence of the publisher"),
    "elsevier-specific": Message("own licence of the publisher"),
    "acs-specific": Message("own licence of the publisher"),
}
"""By the beginning of the name that Unpaywall or Zenodo sends: licences that are none of the known ones."""


def own_licence(name: str) -> str:
    """Return the key of `OWN_LICENCES` that *name* begins with; empty for none."""
    lower = name.lower()
    return next((start for start in OWN_LICENCES if lower.startswith(start)), "")


_SOFTWARE_LICENCES = {"apache": "Apache", "odbl": "ODbL"}  # not translated: names of licences
_SOFTWARE_LICENCE = re.compile(r"(agpl|apache|eupl|gpl|isc|lgpl|mit|mpl|odbl)(?:-([0-9.]+))?(-only|-or-later|\+)?")


def _software_licence(text: str) -> str:
    """Return 'Apache 2.0' for `apache-2.0`, an identifier of SPDX; empty for another text."""
    found = _SOFTWARE_LICENCE.fullmatch(text)
    if found is None:
        return ""
    name = " ".join(filter(None, (_SOFTWARE_LICENCES.get(found[1], found[1].upper()), found[2])))
    return gettext("{licence} or later", licence=name) if found[3] in ("-or-later", "+") else name


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
    document.show_html(text)
    return document.toPlainText().replace("\ufffc", "").strip()  # the placeholder of pictures


_GAPS = {
    "abstracts": Message("abstract"),
    "tldrs": Message("summary"),
    "authors": Message("authors"),
    "citations": Message("citations"),
    "embeddings-specter_v2": Message("vector"),
    "s2orc": Message("full text"),
}
"""What a paper lacks without the row of a dataset."""


def gap_words(datasets: Iterable[str]) -> str:
    """Return 'abstract and citations' for the datasets whose rows of a paper are not in the offline corpus."""
    lacks = set(datasets)
    return listed([shown(words) for name, words in _GAPS.items() if name in lacks])


def source_title(name: str) -> str:
    return shown(TITLES.get(name, name))


def venue_and_year(paper: Paper) -> str:
    """Return 'NeurIPS · 2017'; unknown parts are left out."""
    return " · ".join(part for part in (paper.venue, str(paper.year) if paper.year else None) if part)

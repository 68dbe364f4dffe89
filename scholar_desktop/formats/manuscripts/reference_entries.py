"""Reads the entry that a plain reference of a manuscript states: its people, title, year and identifier.

The rest of its text is the note of the entry, so that nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from scholar_desktop.domain.bibliographic_entry import Person, make_person, parse_person
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Scheme
from scholar_desktop.domain.own_fields import Contributor, Value
from scholar_desktop.domain.reference_lists.line_comparison import find_title
from scholar_desktop.domain.reference_lists.reference_line import parse_reference
from scholar_desktop.domain.reference_lists.reference_marks import mark_of, without_emphasis
from scholar_desktop.domain.reference_lists.stated_year import NO_YEAR
from scholar_desktop.domain.reference_lists.venue_agreement import find_venue, is_server
from scholar_desktop.domain.text.names import family_words, is_group
from scholar_desktop.domain.text.title_marks import marks_in, without_mark_before_names
from scholar_desktop.domain.text.titles import plain

_OTHERS = re.compile(r"\b(?:et\.? al\b\.?|and others\b|u\. ?a\.)", re.IGNORECASE)
_BETWEEN = re.compile(r" ?,? ?(?:&|\b(?:and|und|et|y)\b) ?| ?, ?")
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV")
_INITIALS = re.compile(r"(?:(?:[^\W\d_a-z]\.[\s-]?){1,5}|[^\W\d_a-z]{1,3})(?:\s*(?:Jr|Sr)\.?)?")
_INITIAL_ALONE = re.compile(r"(?<=\s)[^\W\d_a-z]$")
"""The last name of a list has the stop of the sentence; the others get one, too: 'Lind A, Holm B.'"""
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EDITORS = re.compile(r" ?\(?\b[Ee]ds?\.?\)?\.?$")
_SIGNS = " .,:;()[]–—-“”‘’\"'"
_LONGEST_NAMES = 2_000
_PAGE = r"[A-Za-z]?\d{1,9}"
# not translated: words of references
_PLACE = re.compile(
    r"(?:In: )?(?P<container>(?!In\b)[^\W\d](?:[^\d;:]|:(?= [^\W\d_a-z])){2,200}?)(?:[,;.]{1,2} ?| )"
    r"(?P<named>(?:[Vv]ol(?:ume|\.)?|Bd\.|Band|Jg\.|Jahrg\.) ?)?(?P<volume>\d{1,4})"
    r"(?: ?\((?P<issue>(?!(?:1[5-9]|20)\d\d\))\d{1,5}(?:[-–/]\d{1,5})?)\)"
    r"|,? ?(?:[Nn]o|[Nn]r|[Ii]ssue|Heft|H)\.? ?(?P<number>\d{1,5}(?:[-–/]\d{1,5})?))?"
    r"(?:(?: ?[,;:.] ?| )(?:[Pp]p?\.? ?|[Pp]ages ?|S\. ?|[Aa]rt(?:icle|\.)? ?(?:no\.? ?)?)?"
    rf"(?P<page>{_PAGE}(?: ?[-‐–—]{{1,2}} ?{_PAGE})?)(?: ?ff?\.)?)?[ .,;]{{0,4}}"
)
"""'Nature, 521(7553), 436–444', 'Nature 521, no. 7553: 436–444', 'Nature, vol. 521, no. 7553, pp. 436–444', 'Journal of
Physics: Conference Series, vol. 1730'."""


# not translated: words of references
_WHOLE_VENUE = re.compile(
    r"(?:In:? (?=[^\W\d]))?"
    r"(?P<name>[^\W\d](?:[^\d.,;:()\[\]]|:(?= [^\W\d_a-z])){1,200}(?: ?\([^\W\d][^\d.,;:()\[\]]{1,80}\))?)"
    rf"(?:[.,;]{{0,2}} ?\(?(?:[Pp]p?\.? ?|[Pp]ages ?)?(?P<page>{_PAGE} ?[-‐–—]{{1,2}} ?{_PAGE})\)?)?[ .,;]{{0,4}}"
)
"""'CVPR.', 'In Proceedings of EMNLP (pp. 1412–1421).': a venue, and nothing else but pages."""
# not translated: words of references
_NO_VENUE = re.compile(
    r"(?:accessed|available|cited|from|in press|last|online|original|presented|published|reprint|retrieved|translated|"
    r"version|visited)\b|.*\b(?:associates|books|corporation|dissertation|editions?|editors?|eds|elsevier|foundation|"
    r"institute|manuscript|preprint|press|publish\w+|report|springer|thesis|university|verlag|wiley)\b",
    re.IGNORECASE,
)
"""A publisher, or a remark about the work or its copy."""
_VENUE = re.compile(
    r"(?:In:? (?=[^\W\d]))?"
    r"(?P<name>(?:[^\d,;:()\[\]]|:(?= [^\W\d_a-z])){2,200}(?:\([^\W\d][^\d.,;:()\[\]]{1,80}\)(?=[.,;:]|\s*$))?)"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_QUOTE_PAIRS = (("‘", "’"), ("“", "”"), ("'", "'"), ('"', '"'), ("„", "“"), ("‚", "‘"), ("«", "»"))
_STOP_IN_QUOTES = re.compile(r"[.,](?=[’”'\"»]$)")
"""The stop of a sentence inside the quotation marks at its end."""
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_COPY = re.compile(
    r"\b(?:(?:PubMed )?PMID:? ?\d{1,9}|(?:PubMed Central )?PMCID:? ?PMC\d{1,9}|Epub\b.{0,200}|Available (?:from|at):? https?://\S{1,500}"
    r"|Accessed (?:\d{1,2} )?[A-Z][a-z]{2,8}\.?,? (?:\d{1,2}, )?\d{4}"
    r"|Retrieved (?:[A-Z][a-z]{2,10} \d{1,2}, \d{4},? )?from https?://\S{1,500}|https?://\S{1,500})|\[Internet\]"
)
"""What a reference says of its copy, or of its number in a database."""


class _People(NamedTuple):
    """The people before the title. role: author or editor; has_others: the list ends in 'et al.'; is_whole: all of its
    text was read."""

    names: tuple[Person, ...]
    role: str = "author"
    has_others: bool = False
    is_whole: bool = True


def entry_of_line(text: str) -> FullEntry:
    """Returns the entry of a reference as it is written, without a key. What is not recognised is in its note; a text
    without a title is the title."""
    return _read(text)[0]


def place_of_line(text: str, title: str = "") -> dict[str, str]:
    """Returns the journal, the volume, the issue and the pages that a reference states after its title, by CSL
    variable; empty if all of that text is not read, as of a book.

    Args:
        title: that of its record, after which the place is if the reference has it.
    """
    after = _after(text, title, undated=True)
    found = _PLACE.fullmatch(after)
    if found is None or not any(found[name] for name in ("named", "issue", "number", "page")):
        return {}
    page = re.sub(r" ?[-‐–—]{1,2} ?", "-", found["page"] or "")
    fields = {
        "container-title": _venue_name(found["container"]) + ("." if _is_abbreviated(after, found.end(1)) else ""),
        "volume": found["volume"],
        "issue": found["issue"] or found["number"] or "",
        "page": page,
    }
    return {name: value for name, value in fields.items() if value}


def venue_of_line(text: str, title: str = "", names: Sequence[str] = ()) -> str:
    """Returns the place of publication that a reference names after its title; empty if it names none.

    Args:
        title: as of `place_of_line`.
        names: those of its record, one of which may have a comma.
    """
    after = _after(text, title)
    found = _VENUE.match(after)
    if (name := place_of_line(text, title).get("container-title")) or found is None:
        return name or ""
    name = _venue_name(found["name"])
    if (whole := find_venue(after, names)) is not None and after[whole[0] :].startswith(name):
        name = _venue_name(after[whole[0] : max(whole[1], whole[0] + len(name))])
    return name + ("." if _is_abbreviated(after, after.find(name) + len(name)) else "")


def is_no_venue(name: str) -> bool:
    """Returns True if *name*, the text after a title, is that of a publisher or a remark, not of a venue."""
    return _NO_VENUE.match(name) is not None


def whole_venue_of_line(text: str, title: str = "", *, undated: bool = False) -> dict[str, str]:
    """Returns the venue and the pages that a reference states after its title, by CSL variable; empty if it states more
    than that, or a publisher or a preprint server.

    Args:
        title: as of `place_of_line`.
        undated: it may state a date, too: 'in Proceedings of EMNLP, Sep. 2015, pp. 1412–1421.'
    """
    found = _WHOLE_VENUE.fullmatch(_after(text, title, undated=undated))
    name = _venue_name(found["name"]) if found is not None else ""
    if found is None or not name or is_server(name) or is_no_venue(name):
        return {}
    page = re.sub(r" ?[-‐–—]{1,2} ?", "-", found["page"] or "")
    return {"container-title": name, **({"page": page} if page else {})}


def title_of_line(text: str, title: str) -> str:
    """Returns *title*, that of the record of a reference, as the reference writes it, with the marks that it has there,
    such as 'RETRACTED:'; empty if the reference has another one."""
    line = _plain_line(text)
    place = find_title(line, title)
    if place is None:
        return ""
    start, end = _with_quotes(line, *place)
    for sign in re.findall(r"[?!)\]]+$", plain(title)):
        end += len(sign) if line[end:].startswith(sign) else 0
    for one in marks_in(line):
        if one.is_before and one.end <= start and not line[one.end : start].strip(_SIGNS):
            start = min(start, one.start)
        elif not one.is_before and one.start >= end and not line[end : one.start].strip(_SIGNS):
            end = one.end
    return _STOP_IN_QUOTES.sub("", line[start:end].strip())


def _with_quotes(line: str, start: int, end: int) -> tuple[int, int]:
    """Returns the place of a title in *line* with the quotation mark that it begins or ends with, whose other half is
    inside. Those around the whole title are not its own."""
    for opening, closing in _QUOTE_PAIRS:
        begins, ends = line[:start].endswith(opening), line.startswith(closing, end)
        inside = _APOSTROPHE.sub("", line[start:end])
        opened, closed = inside.count(opening), inside.count(closing)
        is_odd = opening == closing and opened % 2 == 1
        is_open = is_odd or opened > closed
        if begins and not ends and (is_odd or closed > opened):
            start -= 1
        elif ends and not begins and is_open:
            end += 1
        elif not begins and is_open and line[end : end + 1] in (".", ",") and line.startswith(closing, end + 1):
            end += 2
    return start, end


def _plain_line(text: str) -> str:
    return without_mark_before_names(without_emphasis(" ".join(text.removeprefix(mark_of(text)).split())))


def _after(text: str, title: str, *, undated: bool = False) -> str:
    """Returns what a reference states after its title, without its identifiers, and *undated* also without its date:
    'Nature. 2015 May 28;521(7553):436-44' is 'Nature.;521(7553):436-44' then."""
    entry, after = _read(text)
    year = year_of(entry)
    if title:
        line = _plain_line(text)
        for name, value in _identifier_of(parse_reference(line)[0].identifier):
            line = _without_identifier(line, name, value)
        if (place := find_title(line, title)) is not None:
            after = line[place[1] :]
            after = after if year is None else _around_year("", after, year)[2]
    if (bare := _COPY.sub("", after)) != after:
        after = bare.rstrip(" .,;").replace(" .", ".")
    if undated and year is not None:
        day = rf"(?:{_MONTH}\.?(?: \d{{1,2}})?|\d{{1,2}} {_MONTH}\.?)"
        dated = (
            rf"[,.]? ?\((?:{day},? )?{year}[a-z]?(?:,? {day})?\)"
            rf"|[,.]? (?:{day},? )?(?<![\w/‐–-]){year}[a-z]?(?![\w/‐–-])(?: {day})?(?! ?[-‐–—(]|\.\d)"
            rf"|,? {day}(?=[.,;]|$)| \({day}\)(?=:|,|$)"
        )
        after = re.sub(dated, "", after)
    return " ".join(after.split()).lstrip(f"{_SIGNS}?!")


def _is_abbreviated(text: str, end: int) -> bool:
    """Returns True if the name that *text* begins with, up to *end*, ends in the full stop of an abbreviation."""
    return text[end : end + 1] == "." and re.search(r"\w\.,? ?\w", text[:end]) is not None


def _venue_name(written: str) -> str:
    """Returns the name of a venue without the signs around it, and without 'In'."""
    name = re.sub(r"^in:? (?=[^\W\d])", "", written.strip(_SIGNS), flags=re.IGNORECASE)
    return f"{name})" if name.count("(") > name.count(")") else name


def year_of(entry: FullEntry) -> int | None:
    """Returns the year in which a work was issued; None if the entry does not state it."""
    issued = entry.fields.get("issued")
    start = str(issued.get("from") or "")[:4] if isinstance(issued, Mapping) else ""
    return int(start) if len(start) == 4 and start.isdecimal() else None


def _read(text: str) -> tuple[FullEntry, str]:
    """Returns the entry of a reference, and what its text states after the title."""
    whole = line = _plain_line(text)
    fields: dict[str, Value] = {}
    for name, value in _identifier_of(parse_reference(line)[0].identifier):
        fields[name] = value
        line = _without_identifier(line, name, value)
    wanted, _ = parse_reference(line)
    title = "" if wanted.is_loose else wanted.title
    before, there, after = line.partition(title) if title else ("", "", "")
    if wanted.year is not None:
        fields["issued"] = {"from": f"{wanted.year}{_month_and_day(before, after, wanted.year)}", "to": None}
    if there:
        names, between, after = _around_year(before, after, wanted.year)
        people = _people_of(names, wanted.first_author)
        rest = ["" if people.is_whole else names, between, after]
    else:
        people, rest = _people_of("", wanted.first_author), [line] if title else []
    note = ". ".join(filter(None, (one.strip().lstrip(_SIGNS).rstrip(" .,:;") for one in rest)))
    entry = FullEntry(
        "",
        "document",
        {"title": _STOP_IN_QUOTES.sub("", title) or line or whole, **fields, **({"note": note} if note else {})},
        tuple(_contributor(people.role, one) for one in people.names),
        with_others=(people.role,) if people.has_others and people.names else (),
    )
    return entry, after if there else ""


def _month_and_day(before: str, after: str, year: int) -> str:
    """Returns the month of the year *year*, and the day, as '-09-27'; empty if the text *before* and *after* a title
    does not state them."""
    behind = NO_YEAR.sub(" ", after)
    month, day = f"(?P<month>{_MONTH})", r"(?P<day>[0-9]{1,2})(?![0-9])"
    found = (
        re.search(rf"\({year}[a-z]?, {month}\.?(?: {day})?\)", before)
        or re.search(rf"(?<![0-9/–-]){year}[,;]? {month}\.?(?: {day})?", behind)
        or re.search(rf"(?<![0-9/–-]){day}\.? {month}\.? {year}(?![0-9/–-])", behind)
        or re.search(rf"{month}\.?(?: {day},?)? {year}(?![0-9/–-])", behind)
    )
    if found is None:
        return ""
    number = _MONTHS.index(found["month"][:3]) // 3 + 1
    of_month = int(found["day"] or 0)
    return f"-{number:02}" + (f"-{of_month:02}" if 1 <= of_month <= 31 else "")


def _identifier_of(identifier: str | None) -> Iterator[tuple[str, str]]:
    known = identifiers.parse(identifier) if identifier is not None else None
    if known is not None and known.scheme in (Scheme.DOI, Scheme.ARXIV):
        yield ("DOI" if known.scheme is Scheme.DOI else "arxiv"), known.value


def _without_identifier(line: str, field: str, value: str) -> str:
    lead = r"(?:\bdoi\s*:?\s*)?(?:https?://(?:dx\.)?doi\.org/)?"
    end = ""
    if field == "arxiv":
        lead = r"(?:https?://arxiv\.org/(?:abs|pdf)/|\barxiv(?:\s+(?:e-?print|preprint))?\s*:?\s*(?:arxiv\s*:\s*)?)?"
        end = r"(?:v\d+)?(?:\.pdf)?(?:\s*\[[\w.-]+\])?"
    return " ".join(re.sub(rf"{lead}{re.escape(value)}{end}", " ", line, count=1, flags=re.IGNORECASE).split())


def _around_year(before: str, after: str, year: int | None) -> tuple[str, str, str]:
    """Returns the names before a title, what is between them and the title, and what follows it, without the year."""
    if year is None:
        return before, "", after
    dated = rf",?\s*[(\[]?(?<![\d./:–-]){year}[a-z]?(?![\w/–-])[)\]]?"
    found = re.search(dated, before)
    if found is not None:
        return before[: found.start()], before[found.end() :].strip(_SIGNS), after
    return before, "", re.sub(rf"{dated}(?=\s*[.,]|\s*$)", "", after, count=1)


def _people_of(text: str, first_author: str) -> _People:
    """Returns the people of a list of authors; only the first, as far as it is known, if the list cannot be read."""
    found = _OTHERS.search(text)
    listed = (text if found is None else text[: found.start()]).strip(' ,:;&“”"„«')
    bare = _EDITORS.sub("", listed).strip(" ,:;")
    role = "editor" if bare != listed else "author"
    names = tuple(map(parse_person, _names_in(bare))) if len(bare) <= _LONGEST_NAMES else ()
    if names and (not first_author or family_words(names[0].family_whole) & family_words(first_author)):
        return _People(names, role, found is not None)
    if not first_author:
        return _People((), role, is_whole=not bare)
    has_others = bool(found or _BETWEEN.search(bare))
    return _People((make_person(first_author, ""),), role, has_others, bare.strip(_SIGNS) in ("", first_author))


def _names_in(listed: str) -> tuple[str, ...]:
    """Returns the names of a list, each as it is written; none if it is not clear where one begins."""
    if not listed or any(letter.isdigit() for letter in listed):
        return ()
    if is_group(listed) and "," not in listed:
        return (listed.rstrip(" ."),)
    if ";" in listed:
        return tuple(one.strip(" ,&") for one in listed.split(";") if one.strip(" ,&"))
    pieces = [piece for piece in _BETWEEN.split(listed) if piece]
    if _WIDE.search(listed):
        return tuple(piece.rstrip(" .") for piece in pieces)
    names: list[str] = []
    for place, piece in enumerate(pieces):
        family, comma, given = names[-1].partition(", ") if names else ("", "", "")
        if comma and _SUFFIX.fullmatch(piece):
            names[-1] = f"{family}, {piece}, {given}"
        elif family and (_INITIALS.fullmatch(piece) or (place == 1 and " " not in family and not _has_initial(piece))):
            names[-1] = f"{names[-1]}, {piece}"  # 'Lind, A. B.', 'Lind, Ada'
        else:
            names.append(piece)
    if len(names) > 1 and any(" " not in one for one in names):
        return ()
    names[-1] = names[-1] if _INITIALS.fullmatch(names[-1].split()[-1]) else names[-1].rstrip(".")
    return tuple(_INITIAL_ALONE.sub(r"\g<0>.", one) for one in names)


def _has_initial(piece: str) -> bool:
    return any(_INITIALS.fullmatch(word) for word in piece.split())


def _contributor(role: str, one: Person) -> Contributor:
    if one.is_group:
        return Contributor(role, literal=one.family)
    return Contributor(role, one.family, one.given, one.particle, one.suffix)

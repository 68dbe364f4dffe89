"""Reads the works that a note states, in forms such as `Given Family, Title (Place: Publisher, Year), page`.

The forms are those of the notes of Chicago, Oxford and MHRA, and those of German notes: `Family, Given: Title. Place:
Publisher Year, S. 3`, `Given Family: Title, in: Journal 12 (2001), S. 3`, `Given Family, Title, Place Year, S. 3`, and
that of law and theology, `Family, Title, Year, 3`. What does not have such a form is left to the other readers, or is
no reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from scholar_desktop.domain.reference_lists.stated_year import without_numbers

_YEAR = r"(?:1[5-9]|20)[0-9]{2}"
_PARTICLE = r"(?:van|von|de|der|den|di|da|del|della|la|le|du|dos|ter|ten|zu|al|el|y|d['’][^\W\d_a-z][\w’'-]{1,30})"
_NAME = (
    rf"(?:(?:(?:[^\W\d_a-z]\.-?){{1,4}}|[^\W\d_a-z](?:[^\W\d]|['’-]){{0,30}}|{_PARTICLE})\s+){{1,5}}"
    r"[^\W\d_a-z](?:[^\W\d]|['’-]){1,40}"
    r"(?:,?\s+(?:Jr\.?|Sr\.?|II|III|IV)(?=[,\s]))?"
)
# not translated: a pattern
_PEOPLE = re.compile(
    rf"(?P<first>{_NAME})"
    rf"(?:(?:,\s+{_NAME}){{0,9}},?\s+(?:and|&|und|et|y)\s+{_NAME}(?=,)|,?\s+et\s+al\.|,?\s+and\s+others"
    rf"|(?:\s*/\s*{_NAME}){{1,9}}(?=,)|(?:,\s+{_NAME}){{1,9}}(?=,\s+[“„»\"]))?"
    r"(?:,\s+(?:eds?|trans|comp)\.|,\s+(?:editors?|eds)|\s+\((?:eds?|Hg|Hrsg)\.?\))?,\s+"
)
"""The people before a title, the first given name first."""
_QUOTED = re.compile(
    r"[“\"„«»](?P<double>[^“”\"„«»]{4,400}?)[,.]?[”\"“»«](?=[\s,.(:]|$)"
    r"|[‘'‚](?P<single>(?!\s).{4,400}?)[,.]?[’'‘](?=,|\s+\(|\s+in[\s:]|\.?$)"
)
_HARVARD_PEOPLE = re.compile(
    rf"(?P<turned>(?:{_PARTICLE}\s+){{0,3}}[^\W\d_a-z][\w'’-]{{1,40}}(?:\s[^\W\d_a-z][\w'’-]{{1,40}})?,"
    rf"\s(?:[^\W\d_a-z]\.[\s-]?){{1,4}})(?:[\s,;&][^()\d‘“]{{0,600}})?\((?P<year>{_YEAR})[a-z]?\)[.,:]?\s+(?=[‘'])"
)
"""The people and the year before a title in single quotation marks, which may have an apostrophe."""
_BOOK = re.compile(
    rf"(?P<title>(?=[^\W_a-z])[^“”„«»()]{{3,300}}?(?:\([^()]{{1,60}}\)[^“”„«»()]{{0,200}}?)?)\s+"
    rf"\((?=[^()]*[^\W\d_]{{3}})(?:[^()]{{0,160}}?[\s,:.])?(?:c(?:a|irca)?\.?\s*)?(?P<year>{_YEAR})[a-z]?(?:[;,][^()]{{0,80}})?\)"
)
_MORE_PEOPLE = re.compile(r"(?:[^\W\d_a-z]\.[\s-]?){1,4}[^\W\d_a-z][\w'’-]+,")
"""A title that begins so is a second author, in a list of authors without 'and'."""
_MORE_TURNED = re.compile(r"[^\W\d_a-z][\w'’-]+,\s[^\W\d_a-z]\.")
_YEAR_IN_BRACKETS = re.compile(rf"\((?:[^()]{{0,160}}?[\s,:.])?({_YEAR})[a-z]?\)")
_YEAR_ALONE = re.compile(rf"(?<![0-9./:–-])({_YEAR})(?![0-9/–-])")
_EDITION = re.compile(
    r",\s+(?:\d{1,3}(?:st|nd|rd|th)\s+ed|rev\.?\s+ed|new\s+ed|repr|reprint|trans(?:lated)?\b|ed(?:s|ited)?\b|vol|\d+\s+vols)"
    r"\b.*$",
    re.IGNORECASE,
)
_GIVEN = (
    r"(?:[^\W\d_a-z]\.|[^\W\d_a-z][\w'’-]{1,30}\.?)"
    r"(?:[\s-]?[^\W\d_a-z]\.|\s[^\W\d_a-z][\w'’-]{1,30}\.?){0,3}"
)
_TURNED = (
    rf"(?:{_PARTICLE}\s+){{0,3}}[^\W\d_a-z][\w'’-]{{1,40}}(?:\s[^\W\d_a-z][\w'’-]{{1,40}})?,\s"
    rf"{_GIVEN}(?:\s{_PARTICLE}){{0,3}}"
)
# not translated: a pattern
_EDITORS = r"(?:\s*[(\[](?:Hrsg|Hrsgg|Hg|Hgg|Bearb|eds?)\.?[)\]])?"
_ALSO = r"(?:\s*[/;]\s*|\s+(?:und|u\.|and|&)\s+)"
_GERMAN_PEOPLE = re.compile(
    rf"(?:(?P<turned>{_TURNED})(?:{_ALSO}(?:{_TURNED}|{_NAME})){{0,9}}|(?P<first>{_NAME})(?:(?:,\s+|{_ALSO}){_NAME}){{0,9}})"
    rf"(?:,?\s*(?:/\s*)?(?:u\.\s?a\.|et\s+al\.))?{_EDITORS}:\s+"
)
"""The people before a colon."""
# not translated: a pattern
_SEVERAL_TURNED = re.compile(
    rf"{_TURNED}(?:\s*[/;]\s*{_TURNED}){{0,18}}\s*[/;]\s*(?:{_PARTICLE}\s){{0,3}}[^\W\d_a-z][\w'’-]{{1,40}}(?:\s[^\W\d_a-z][\w'’-]{{1,40}})?,"
    r"\s[^\W\d_a-z][\w'’-]{1,30}(?:[\s-](?:[^\W\d_a-z]\.|[^\W\d_a-z][\w'’-]{1,30})){0,2}"
    rf"(?:,?\s*(?:/\s*)?(?:u\.\s?a\.|et\s+al\.))?{_EDITORS}"
)
"""Two people or more, the family name first. The last one has a whole given name: a word after an initial may be the
beginning of a title."""
_TURNED_SHORTLY = (
    rf"(?:{_PARTICLE}\s+){{0,2}}[^\W\d_a-z][\w'’-]{{1,40}},\s(?:[^\W\d_a-z]\.|[^\W\d_a-z][\w'’-]{{1,30}})"
    r"(?:[\s-]?[^\W\d_a-z]\.|\s[^\W\d_a-z][\w'’-]{1,30}){0,2}"
)
"""One family name and given names without stops, because a title follows a comma, too."""
_PEOPLE_AND_COMMA = re.compile(
    rf"(?:(?P<turned>{_TURNED_SHORTLY})(?:{_ALSO}(?:{_TURNED_SHORTLY}|{_NAME})){{0,9}}"
    rf"|(?P<first>{_NAME})(?:(?:{_ALSO}{_NAME}){{0,9}}|(?:,\s+{_NAME}){{1,8}}{_ALSO}{_NAME}))"
    rf"(?:,?\s*(?:/\s*)?(?:u\.\s?a\.|et\s+al\.))?{_EDITORS},\s+"
)
"""The people before a comma, as in German notes."""
_YEAR_OF_BOOK = rf"(?:\^\[\d{{1,2}}\]|[¹²³⁴-⁹])?(?P<year>{_YEAR})"
"""The year, with a raised number of the edition before it."""
_IN = re.compile(r"(?P<title>[^„“]{3,300}?)[.,;?!]\s+[Ii]n:\s+")
_IN_WITHIN = re.compile(r"[.,;?!]\s+[Ii]n:\s+")
_PEOPLE_AND_YEAR = re.compile(
    rf"(?P<turned>{_TURNED})(?:{_ALSO}(?:{_TURNED}|{_NAME})){{0,9}}(?:,?\s*(?:/\s*)?(?:u\.\s?a\.|et\s+al\.))?{_EDITORS}"
    rf",?\s+\((?P<year>{_YEAR})[a-z]?\)(?::\s+|\s+(?=[„»]))"
)
"""The people and the year before a colon, or before a title in quotation marks."""
_TITLE_BEFORE_STOP = re.compile(r"(?P<title>(?=[^\W_a-z])[^„“»]{3,300}?)(?:[.?!]\s+|\.$)")
_PLACE = r"[^\W\d_a-z](?:[^.,:;()„“”\"\d]|(?<=\b[^\W\d_])\.){1,60}"
_IMPRINT = re.compile(
    r"(?P<title>[^„“]{3,300}?)(?:\.|,|(?<=[?!]))\s+(?:\d{1,3}\.[^.:]{0,40}\bAufl(?:\.|age),?\s+)?"
    r"(?:(?:Phil\.\s+)?Diss\.,?\s+)?(?:Univ\.\s+)?"
    rf"(?:{_PLACE}(?:\s*[:,]\s+[^.,:;()„“\d]{{1,80}})?,?\s+)?(?:\[{_YEAR}\]\s*)?{_YEAR_OF_BOOK}(?=[,.;:)^\s]|$)"
    rf"(?!;\s?\d|\s\({_YEAR}\))"
)
"""Not '2007;118:21–28', where a journal is before, and not '1763 (2007)', a volume and the year."""
_PLACE_AND_YEAR = re.compile(
    rf"(?P<title>(?=[^\W_a-z])[^„“()]{{3,300}}?),\s+(?:{_PLACE}(?::\s+[^.,:;()„“\d]{{1,80}})?,?\s+)?{_YEAR_OF_BOOK}"
    r"(?:\^\[\d{1,2}\])?(?:,\s+(?:(?:hier:?\s+)?(?:S|Sp|Bd|Bl|Kap)\.\s?.*|(?:hier:?\s+)?\d{1,4}(?:[–-]\d{1,4})?(?:\s?ff?\.)?\.?$)|\.?$)"
)
"""The title of a book behind names and a comma, so the page or the end is needed, too."""
_FAMILY = rf"(?:{_PARTICLE}\s+){{0,2}}[^\W\d_a-z][a-zß-öø-ÿ’']{{1,30}}(?:-[^\W\d_a-z][a-zß-öø-ÿ’']{{1,30}}){{0,2}}"
# not translated: a pattern
_BY_FAMILY_NAME = re.compile(
    rf"(?P<first>{_FAMILY})(?:\s*/\s*{_FAMILY}){{0,4}}{_EDITORS},\s+"
    r"(?P<title>(?=[^\W\d_a-z])[^„“():;]{5,300}?),\s+(?:\d{1,2}\.\s+Aufl(?:\.|age),?\s+)?"
    rf"(?:[^\W\d_a-z][^.,;:()„“\d]{{1,60}}\s+(?:\d{{1,4}}\s+)?)?(?:{_YEAR_OF_BOOK}|\((?P<in_brackets>{_YEAR})\)),\s+"
    r"(?:(?:S|Sp|Rn|Rdnr)\.\s?|§§?\s?)?\d{1,4}[^;]{0,40}"
)
"""One family name or several with strokes, a title, a year and a page: all of them, since a court and its judgment are
named in a similar form. The letters of the name after the first are small, which those of `BGH` and `EuGH` are not."""
# not translated: a pattern
_NO_FAMILY_NAME = re.compile(
    r"\w*(?:gericht|gerichts|gerichtshof|archiv|bibliothek|ministerium|kammer)s?|Bundestag|Bundesrat|Ebenda|Ebd|Ders|Dies"
)
# not translated: a pattern
_NO_TITLE = re.compile(
    r"(?:Urteil|Urt\.|Beschlu(?:ss|ß)|Beschl\.|Entscheidung|Gesetz|Verordnung|Richtlinie|Art\.|Nr\.|Bd\.|Brief|Schreiben)"
    r"(?![\w-])"
)
# not translated: a pattern
_GERMAN_EDITION = re.compile(
    r"[,.]\s+(?:\d{1,3}\.(?:,\s*\w+\.)?\s+(?:\w+\.\s+)?Aufl|hg\b|hrsg\b|herausgegeben\b|übers|aus\s+dem\b|Bd\.|Band\s+\d|\d+\s+Bde|"
    r"Teil\s+\d|mit\s+(?:einem|einer)\b|neu\s+hg).*$",
    re.IGNORECASE,
)
_ONLY_PEOPLE = re.compile(rf"{_TURNED}")
_LEAD = re.compile(
    r"^(?:for\b[^.;]{1,120},\s+)?(?:(?:but|and|or)\s+)?"
    r"(?:see(?:,?\s+(?:also|e\.\s?g\.,?|for\s+example,?|especially))?|e\.\s?g\.,?|cf\.|compare|also|following|"
    r"(?:quoted|cited)\s+(?:in|from)|and|or|"
    r"(?:vgl\.|vergleiche|siehe|(?-i:s\.|S\.(?=,?\s+(?:auch|dazu|hierzu|etwa|hier|ferner|besonders|insb)\b))|dazu|hierzu|zit(?:\.|iert)\s+nach)"
    r"(?:,?\s+(?:auch|dazu|hierzu|etwa|hier|ferner|besonders|insb(?:es)?\.|z\.\s?B\.|u\.\s?a\.))?:?)\s+",
    re.IGNORECASE,
)
_SEE_PERSON = re.compile(
    rf"S\.\s+(?=(?:{_PARTICLE}\s){{0,3}}[^\W\d_a-z][\w'’-]{{1,40}},\s[^\W\d_a-z][\w'’-]{{1,30}}(?:\s[^\W\d_a-z]\.){{0,2}}\s?[:;/])"
)
"""'S.' for 'siehe' before a family name and a whole given name; before other names, it may be an initial."""
_NEXT = re.compile(
    r"(?:;(?!\s+[Ii]n:\s)(?![^()]{0,160}\))|(?<=[\d)”’\"]\.))\s+(?=[^\W\d_])(?!In:\s)(?!(?:[\w.,]{1,12}\s)?(?:Aufl|Jg|Jahrg|Bd|Band|Jh)\b)"
)
"""Between two works that a note names."""
_LONGEST = 2_000


class NoteReference(NamedTuple):
    """A work as a note states it in full. first_author: as it is written, given name first; text: the part of the note
    that states it."""

    title: str
    first_author: str
    year: int
    text: str


def read_note_reference(text: str) -> NoteReference | None:
    """Returns the work that *text* states as notes do; None if it has no such form."""
    return (
        _english_reference(text)
        or _harvard_reference(text[:_LONGEST])
        or _german_reference(text[:_LONGEST])
        or _by_family_name(text[:_LONGEST])
    )


def _english_reference(text: str) -> NoteReference | None:
    people = _PEOPLE.match(text[:_LONGEST])
    if people is None:
        return None
    rest = text[people.end() : _LONGEST]
    quoted = _QUOTED.match(rest)
    if quoted is not None:
        after = rest[quoted.end() :]
        year = _year_in(after)
        title = (quoted["double"] or quoted["single"]).strip(" ,.")
        return None if year is None else NoteReference(title, people["first"], int(year[1]), text)
    book = _BOOK.match(rest)
    if book is None or _MORE_PEOPLE.match(rest) is not None:
        return None
    title = _EDITION.sub("", book["title"]).strip(" ,.")
    if _IN_WITHIN.search(title) is not None:
        return None  # an article in a German journal, with its year in brackets
    return NoteReference(title, people["first"], int(book["year"]), text)


def _harvard_reference(text: str) -> NoteReference | None:
    """Returns the work that *text* states as Harvard's style does: 'Family, G. (Year) ‘Title’, Journal'."""
    people = _HARVARD_PEOPLE.match(text)
    quoted = _QUOTED.match(text, people.end()) if people is not None else None
    if people is None or quoted is None:
        return None
    title = quoted["single"].strip(" ,.")
    return NoteReference(title, _straight(people["turned"].strip()), int(people["year"]), text)


def _year_in(after: str) -> re.Match[str] | None:
    """Returns the year in the text *after* a title."""
    for text in (without_numbers(after), after):
        if (found := _YEAR_IN_BRACKETS.search(text) or _YEAR_ALONE.search(text)) is not None:
            return found
    return None


def _german_reference(text: str) -> NoteReference | None:
    """Returns the work that *text* states in a German form."""
    if (dated := _PEOPLE_AND_YEAR.match(text)) is not None:
        rest = text[dated.end() :]
        stated = _IN.match(rest) or _TITLE_BEFORE_STOP.match(rest)
        quoted = _QUOTED.match(rest)
        if quoted is not None:
            title = quoted["double"] or quoted["single"]
        elif stated is not None:
            title = stated["title"]
        else:
            return None
        title = _GERMAN_EDITION.sub("", title).strip(" ,.")
        return NoteReference(title, _straight(dated["turned"]), int(dated["year"]), text) if title else None
    people = _GERMAN_PEOPLE.match(text)
    if people is not None:
        rest = text[people.end() :]
        name = people["first"] or _straight(people["turned"])
        quoted = _QUOTED.match(rest)
        if quoted is not None:
            title, after = (quoted["double"] or quoted["single"]), rest[quoted.end() :]
        elif (inside := _IN.match(rest)) is not None:
            title, after = inside["title"], rest[inside.end() :]
        elif (book := _IMPRINT.match(rest)) is not None:
            title, after = book["title"], book["year"]
        else:
            return None
    elif (named := _PEOPLE_AND_COMMA.match(text)) is not None:
        rest, name = text[named.end() :], named["first"] or _straight(named["turned"])
        if _MORE_PEOPLE.match(rest) is not None or _MORE_TURNED.match(rest) is not None:
            return None
        if (inside := _IN.match(rest)) is not None and _QUOTED.match(rest) is None:
            title, after = inside["title"], rest[inside.end() :]
        elif (book := _PLACE_AND_YEAR.match(rest)) is not None:
            title, after = book["title"], book["year"]
        else:
            return None
    else:
        return None
    year = _year_in(after)
    title = _GERMAN_EDITION.sub("", title).strip(" ,.")
    return NoteReference(title, name, int(year[1]), text) if year is not None and title else None


def _by_family_name(text: str) -> NoteReference | None:
    stated = _BY_FAMILY_NAME.fullmatch(text.rstrip(" ."))
    if stated is None or _NO_FAMILY_NAME.fullmatch(stated["first"]) or _NO_TITLE.match(stated["title"]):
        return None
    title = _GERMAN_EDITION.sub("", stated["title"]).strip(" ,.")
    return NoteReference(title, stated["first"], int(stated["year"] or stated["in_brackets"]), text)


def are_turned_people(text: str) -> bool:
    """Returns True if *text* is nothing but people in the order `Family, Given; Family, Given`, two or more."""
    return _SEVERAL_TURNED.fullmatch(text[:_LONGEST].strip()) is not None


def _straight(turned: str) -> str:
    """Returns a name with the given name first."""
    family, _, given = turned.partition(",")
    return f"{given.strip()} {family.strip()}"


def works_in_note(note: str) -> Iterator[NoteReference]:
    """Yields the works that a note states in full. Short forms ('Yates, Art of Memory, 12', 'Ibid.') are none."""
    people = ""
    for part in _NEXT.split(" ".join(note[:_LONGEST].split())):
        stated = _LEAD.sub("", part.strip())
        if (see := _SEE_PERSON.match(stated)) is not None:
            stated = stated[see.end() :]
        if _ONLY_PEOPLE.fullmatch(stated):
            people += f"{stated}; "  # the authors of a work may have semicolons between them, too
            continue
        found = read_note_reference(f"{people}{stated}") or read_note_reference(stated)
        people = ""
        if found is not None:
            yield found

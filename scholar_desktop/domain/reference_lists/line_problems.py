"""Explains why a line of a reference list names no paper, if the line alone shows it, and what the user can do next."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.text.message import Message

LONGEST = 3_000
"""Maximum length in characters of a line that is read as one reference."""
_PASTE = Message("Paste the DOI or title of the paper instead.")
_LONGEST_SCRAP = 200
_BEGINNINGS = ("orcid", "isbn", "issn", "e-issn", "eissn", "http", "www.", "openalex", "w", "doi", "dx.", "api.")
_NEEDS = Message("It was not looked up. Add an identifier or the title of a paper.")

_ORCID = re.compile(
    r"(?:https?://)?(?:www\.)?(?:orcid(?:\.org/|(?:\s*+id\b)?[:\s]++))?([0-9]{4}(?:-?[0-9]{4}){2}-?[0-9]{3}[0-9Xx])/?",
    re.IGNORECASE,
)
_ORCID_PREFIX = re.compile(r"(?:https?://)?(?:orcid\.org/|orcid(?:\s*+id\b)?[:\s])\s*+(\S.*)", re.IGNORECASE)
_ISBN = re.compile(
    r"(?:isbn(?:-1[03])?[:\s]*+)([0-9Xx][0-9Xx\s–-]*)|(97[89][\s–-]?(?:[0-9][\s–-]?){9}[0-9])", re.IGNORECASE
)
_ISSN = re.compile(r"(?:e-?)?issn[:\s]*+([0-9Xx][0-9Xx\s–-]*)|([0-9]{4}-[0-9]{3}[0-9Xx])", re.IGNORECASE)
_EMAIL = re.compile(r"(?:mailto:)?\S+@[\w.-]+\.\w+[.,;]?", re.IGNORECASE)
_YEARS = re.compile(
    r"\(?\s*(?:(?:c\.|ca\.|in|©)\s*)?(?:1[0-9]{3}|20[0-9]{2})[a-z]?(?:\s*[–/-]\s*(?:(?:1[0-9]|20)?[0-9]{2}))?\s*\)?[.,;:]?",
    re.IGNORECASE,
)
_HEAD = re.compile(r"(?:\[\s*\d{1,4}\s*\]|\(\d{1,4}\)|\d{1,4}[.)]?|[•·▪◦‣●○■□*–—-]+)")
_HEADING = re.compile(
    r"(?:\d+\.?\s*)?(?:list of |further |cited |selected )?(?:references?|bibliography|literature(?: cited)?|"
    r"works cited|citations|sources|literatur(?:verzeichnis)?|quellen|r[ée]f[ée]rences|bibliograf[íi]a|"
    r"bibliographie)\s*:?",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"(?:ibid|ibidem|idem|op\.? ?cit|loc\.? ?cit|ebd|ebenda)\b\.?(?:\s*+,?\s*+(?:pp?|s)\.?\s*+[\d–-]+)?[.,]?",
    re.IGNORECASE,
)
_PAGES = re.compile(r"(?:pp?\.?|pages?|s\.|seiten?)\s*[\d]+(?:\s*[–-]+\s*[\d]+)?[.,]?", re.IGNORECASE)
_SMALL = re.compile(
    r"(?:n\.\s?d\.?|s\.\s?a\.?|et\.? al\.?|and others|in press|forthcoming|accessed\b.{0,40}|retrieved\b.{0,40})",
    re.IGNORECASE,
)
_OPENALEX = re.compile(r"(?:https?://)?(?:api\.)?(?:openalex\.org/)?(?:works/)?(W[0-9]{5,12})/?", re.IGNORECASE)
_FILE = re.compile(r"(?:file:/+|[A-Za-z]:\\|~?/|\\\\)?[^\s/\\]?.*\.(?:pdf|docx?|odt|epub|txt|bib|ris)", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?(?:www\.[\w-]+(?:\.[\w-]+)+|[\w-]+\.(?:com|org|net|edu|io|gov))/?", re.IGNORECASE)
_SEARCH_PAGE = re.compile(
    r"https?://([\w.-]+)\S*?(?:/search\b|/scholar\?|[?&](?:q|query|term|search|search_query|searchTerm|text)=)\S*",
    re.IGNORECASE,
)
_SPACED_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?(10\.[0-9]{4,9}/[^\s0-9]*)\s+([A-Za-z.]{0,6}[0-9][\w.-]*)", re.IGNORECASE
)
_NO_NUMBER = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?(10\.[0-9]{4,9}/[a-z]+)\.?", re.IGNORECASE)
_SERIES = ("zenodo", "arxiv", "figshare.", "dryad.")
_NAME = r"(?:(?:van|von|de|der|den|di|da|del|la|le)\s+)*[A-ZÀ-ÖØ-Þ][\w'’-]++"
_DOTTED, _COMMA, _BARE = r",?\s+(?:[A-ZÀ-ÖØ-Þ]\.[\s-]?){1,3}", r",\s+[A-ZÀ-ÖØ-Þ]{1,3}", r"\s+[A-ZÀ-ÖØ-Þ]{1,2}"
_BETWEEN = r"\s*(?:,|;|&|and|und|et)\s*(?:&\s*|and\s+)?"
_NAMES = re.compile(
    rf"{_NAME}(?:{_DOTTED}|{_COMMA})(?:{_BETWEEN}{_NAME}(?:{_DOTTED}|{_COMMA}))*[.,;]?"
    rf"|{_NAME}{_BARE}(?:{_BETWEEN}{_NAME}{_BARE})+[.,;]?"
)
_ET_AL = re.compile(rf"{_NAME}(?:{_DOTTED}|{_COMMA}|{_BARE})?,?\s+(?:[Ee]t\.? [Aa]l\.?|and others|u\. a\.)[.,;]?")
_FAMILY_NAMES = re.compile(rf"{_NAME}(?:,\s+{_NAME})+,?\s+(?:and|&|und|et|y)\s+{_NAME}[.,;]?")
"""Three or more family names without initials: 'Smith, Jones, and Miller'. 'Guns, Germs, and Steel' is a title."""


def line_problem(line: str) -> ErrorInfo | None:
    """Returns why *line* (on one line, without its number) names no paper; None if it may name one. Never raises."""
    found = next(_problems(line), None)
    return None if found is None else ErrorInfo("usage", found[0], found[1], line[:200])


def names_person(line: str) -> bool:
    """Returns True if *line* is an ORCID iD or an e-mail address: never a part of a reference."""
    return len(line) < _LONGEST_SCRAP and any(one.fullmatch(line) for one in (_ORCID, _ORCID_PREFIX, _EMAIL))


def is_list_heading(line: str) -> bool:
    """Returns True if *line* is the heading of a reference list: 'References', '7. Bibliography'."""
    return len(line) < _LONGEST_SCRAP and _HEADING.fullmatch(line) is not None


def may_be_names(line: str) -> bool:
    """Returns True if *line* may have only family names. It may also be a title, so it is looked up first."""
    return len(line) < _LONGEST_SCRAP and _FAMILY_NAMES.fullmatch(line) is not None


def names_problem(line: str) -> ErrorInfo:
    """Returns why *line*, for which `may_be_names` is True, was not found as a title."""
    hint = Message("No paper has this title. Add a word of the title, or the year.")
    return ErrorInfo("not_found", Message("This line has only names."), hint, line[:200])


def _problems(line: str) -> Iterator[tuple[str, str]]:
    if not any(character.isalnum() for character in line):
        yield (
            Message("This line has no text, only symbols.") if line.strip() else Message("This line is empty."),
            _NEEDS,
        )
        return
    if len(line) > LONGEST:
        hint = Message("Check for a missing line break, and edit the line or the list.")
        yield Message("This line is too long for one reference ({number} characters).", number=len(line)), hint
    # lists are long, and most lines are references, so only the patterns that can match are tried
    if len(line) > _LONGEST_SCRAP:
        return
    if line[0].isdigit() or line[:8].lower().startswith(_BEGINNINGS):
        yield from _numbers(line)
    if " " not in line or ":" in line[:8] or line[0] in "/~\\":
        yield from _addresses(line)
    yield from _scraps(line)


def _numbers(line: str) -> Iterator[tuple[str, str]]:
    if found := _ORCID.fullmatch(line):
        digits = found[1].replace("-", "").upper()
        due = _orcid_check(digits[:-1])
        if due == digits[-1]:
            yield (
                Message("This is the ORCID iD of a person, not a paper."),
                Message("Search for the author, or paste a title."),
            )
        else:
            hint = Message("An ORCID iD is of a person. Paste the DOI or title of a paper instead.")
            yield Message("The ORCID iD {orcid} has a typo: it should end in {digit}.", orcid=found[1], digit=due), hint
    elif found := _ORCID_PREFIX.fullmatch(line):
        yield Message("“{text}” is not an ORCID iD, which has 16 digits.", text=found[1][:40]), _PASTE
    if found := _ISBN.fullmatch(line):
        yield _isbn((found[1] or found[2]).strip(" –-"))
    if (found := _ISSN.fullmatch(line)) and (found[1] or not _YEARS.fullmatch(line)):
        yield _issn((found[1] or found[2]).strip(" –-"))
    if found := _OPENALEX.fullmatch(line):
        yield Message("{id} is an OpenAlex ID, which the services do not support.", id=found[1].upper()), _PASTE
    if (found := _SPACED_DOI.fullmatch(line)) is not None:
        yield (
            Message("The DOI “{text}” contains a space.", text=f"{found[1]} {found[2]}"),
            Message("Try {mended}.", mended=f"{found[1]}{found[2]}"),
        )
    if (found := _NO_NUMBER.fullmatch(line)) is not None and found[1].lower().endswith(_SERIES):
        yield (
            Message("The DOI {doi} is incomplete: its number is missing.", doi=found[1]),
            Message("Copy it again from the page of the paper."),
        )


def _orcid_check(digits: str) -> str:
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    left = (12 - total % 11) % 11
    return "X" if left == 10 else str(left)


def _isbn(written: str) -> tuple[str, str]:
    digits = re.sub(r"[^0-9Xx]", "", written).upper()
    hint = Message("Books cannot be looked up by ISBN. Paste the DOI or title instead.")
    if len(digits) not in (10, 13) or "X" in digits[:-1]:
        return Message("ISBN {isbn} has {number} digits instead of 10 or 13.", isbn=written, number=len(digits)), hint
    if len(digits) == 13:
        due = str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits[:-1])) % 10)
    else:
        left = -sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:-1])) % 11
        due = "X" if left == 10 else str(left)
    if due != digits[-1]:
        return Message("ISBN {written} has a typo: it should end in {due}.", written=written, due=due), hint
    return Message("This is the ISBN of a book, not a paper."), hint


def _issn(written: str) -> tuple[str, str]:
    digits = re.sub(r"[^0-9Xx]", "", written).upper()
    hint = _PASTE
    if len(digits) != 8 or "X" in digits[:-1]:
        return Message("ISSN {issn} has {number} digits instead of 8.", issn=written, number=len(digits)), hint
    left = -sum(int(digit) * (8 - place) for place, digit in enumerate(digits[:-1])) % 11
    due = "X" if left == 10 else str(left)
    if due != digits[-1]:
        return Message("ISSN {written} has a typo: it should end in {due}.", written=written, due=due), hint
    return Message("This is the ISSN of a journal, not a paper."), hint


def _addresses(line: str) -> Iterator[tuple[str, str]]:
    if _EMAIL.fullmatch(line):
        yield Message("This is an e-mail address, not a paper."), _NEEDS
    if found := _SEARCH_PAGE.fullmatch(line):
        host = found[1].lower().removeprefix("www.")
        yield (
            Message("This is a link to a search at {host}, not a paper.", host=host),
            Message("Open the paper there and paste its link, DOI or title."),
        )
    host = re.sub(r"^https?://|/$", "", line)
    if " " not in line and _HOST.fullmatch(line) and not host.endswith(("doi.org", "arxiv.org")):
        yield Message("This {host} link does not identify a paper.", host=host), _PASTE
    is_path = line.startswith(("file:/", "~/", "/", "\\\\")) or re.match(r"[A-Za-z]:\\", line) is not None
    if "://" not in line.replace("file://", "") and (is_path or " " not in line) and _FILE.fullmatch(line):
        hint = Message("To add a PDF, drop it on the window. Here, paste the DOI or title of the paper.")
        yield Message("This is a file name, not a paper."), hint


def _scraps(line: str) -> Iterator[tuple[str, str]]:
    if _YEARS.fullmatch(line):
        yield Message("This line has only a year."), _NEEDS
    elif identifiers.identifiers_of_number(line):
        hint = Message("It was not looked up. If it is a PubMed ID, write “{mended}”.", mended=f"PMID {line.strip()}")
        yield Message("This line has only a number."), hint
    elif _HEAD.fullmatch(line) or line.strip(" .,;:()[]-–").isdecimal():
        yield Message("This line has only a number."), _NEEDS
    if is_list_heading(line):
        yield Message("This is the heading of a list, not a paper."), Message("It was not looked up.")
    if _SAME.fullmatch(line):
        hint = Message("It was not looked up. Remove or edit the line.")
        yield Message("This line refers to the previous one and names no paper itself."), hint
    if _PAGES.fullmatch(line):
        yield Message("This line has only page numbers."), _NEEDS
    if _SMALL.fullmatch(line):
        yield (
            Message("This is part of a reference, without the title."),
            Message("It was not looked up. It may belong to the previous line."),
        )
    is_short = len(line) < 120 and not any(character.isdigit() for character in line)
    if is_short and (_NAMES.fullmatch(line) or _ET_AL.fullmatch(line)):
        yield (
            Message("This line has only names."),
            Message("It was not looked up. Add a word of the title, or the year."),
        )

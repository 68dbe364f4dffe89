"""Explains why a line of a reference list names no paper, if the line alone shows it, and what the user can do next."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scholar_desktop.domain.errors import ErrorInfo

LONGEST = 3_000
"""Maximum length in characters of a line that is read as one reference."""
_PASTE = "Paste the paper's DOI or its title instead."
_LONGEST_SCRAP = 200
_BEGINNINGS = ("orcid", "isbn", "issn", "e-issn", "eissn", "http", "www.", "openalex", "w", "doi", "dx.", "api.")
_NEEDS = "A line needs an identifier, or the title of a paper."

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


def line_problem(line: str) -> ErrorInfo | None:
    """Returns why *line* (on one line, without its number) names no paper; None if it may name one. Never raises."""
    found = next(_problems(line), None)
    return None if found is None else ErrorInfo("usage", found[0], found[1], line[:200])


def _problems(line: str) -> Iterator[tuple[str, str]]:
    if not any(character.isalnum() for character in line):
        what = "Only a bullet or a sign stands" if line.strip() else "Nothing stands"
        yield f"{what} in this line.", f"Nothing was asked for it. {_NEEDS}"
        return
    if len(line) > LONGEST:
        hint = "Is a line break missing? Edit the line, or the text of the list."
        yield f"This line has {len(line):,} letters, too many for one reference.", hint
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
            yield "This is the ORCID iD of a person, not of a paper.", "Search for the author by it, or paste a title."
        else:
            hint = "Copy it again. It names a person; a line needs a paper's DOI or title."
            yield f"The ORCID iD {found[1]} is mistyped: it would end in {due}.", hint
    elif found := _ORCID_PREFIX.fullmatch(line):
        yield f"'{found[1][:40]}' is no ORCID iD: one has 16 digits in fours.", f"It names a person. {_PASTE}"
    if found := _ISBN.fullmatch(line):
        yield _isbn((found[1] or found[2]).strip(" –-"))
    if (found := _ISSN.fullmatch(line)) and (found[1] or not _YEARS.fullmatch(line)):
        yield _issn((found[1] or found[2]).strip(" –-"))
    if found := _OPENALEX.fullmatch(line):
        yield f"{found[1].upper()} is an id of OpenAlex, which the services do not know.", _PASTE
    if (found := _SPACED_DOI.fullmatch(line)) is not None:
        yield f"The DOI '{found[1]} {found[2]}' has a space in it.", f"Try {found[1]}{found[2]}."
    if (found := _NO_NUMBER.fullmatch(line)) is not None and found[1].lower().endswith(_SERIES):
        yield f"The DOI {found[1]} is not whole: its number is missing.", "Copy it again from the paper's page."


def _orcid_check(digits: str) -> str:
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    left = (12 - total % 11) % 11
    return "X" if left == 10 else str(left)


def _isbn(written: str) -> tuple[str, str]:
    digits = re.sub(r"[^0-9Xx]", "", written).upper()
    hint = f"No service looks papers up by it. {_PASTE}"
    if len(digits) not in (10, 13) or "X" in digits[:-1]:
        return f"The ISBN {written} has {len(digits)} digits; one has 10 or 13.", hint
    if len(digits) == 13:
        due = str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits[:-1])) % 10)
    else:
        left = -sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:-1])) % 11
        due = "X" if left == 10 else str(left)
    if due != digits[-1]:
        return f"The ISBN {written} is mistyped: it would end in {due}.", hint
    return "This is the ISBN of a book, not of a paper.", hint


def _issn(written: str) -> tuple[str, str]:
    digits = re.sub(r"[^0-9Xx]", "", written).upper()
    hint = f"It is of a whole journal. {_PASTE}"
    if len(digits) != 8 or "X" in digits[:-1]:
        return f"The ISSN {written} has {len(digits)} digits; one has 8.", hint
    left = -sum(int(digit) * (8 - place) for place, digit in enumerate(digits[:-1])) % 11
    due = "X" if left == 10 else str(left)
    if due != digits[-1]:
        return f"The ISSN {written} is mistyped: it would end in {due}.", hint
    return "This is the ISSN of a journal, not of a paper.", hint


def _addresses(line: str) -> Iterator[tuple[str, str]]:
    if _EMAIL.fullmatch(line):
        yield "This is an e-mail address, not a paper.", f"Nothing was asked for it. {_NEEDS}"
    if found := _SEARCH_PAGE.fullmatch(line):
        host = found[1].lower().removeprefix("www.")
        yield (
            f"This is a search page of {host}, not a paper.",
            "Open the paper there and paste its address, DOI or title.",
        )
    host = re.sub(r"^https?://|/$", "", line)
    if " " not in line and _HOST.fullmatch(line) and not host.endswith(("doi.org", "arxiv.org")):
        yield f"This address of {host} does not say which paper it is of.", _PASTE
    is_path = line.startswith(("file:/", "~/", "/", "\\\\")) or re.match(r"[A-Za-z]:\\", line) is not None
    if "://" not in line.replace("file://", "") and (is_path or " " not in line) and _FILE.fullmatch(line):
        hint = "A PDF that is dropped on the window is added to the library. Here, paste the paper's DOI or title."
        yield "This is the name of a file, not of a paper.", hint


def _scraps(line: str) -> Iterator[tuple[str, str]]:
    asked = f"Nothing was asked for it. {_NEEDS}"
    if _YEARS.fullmatch(line):
        yield "Only a year stands in this line.", asked
    elif _HEAD.fullmatch(line) or line.strip(" .,;:()[]-–").isdecimal():
        yield "Only a number stands in this line.", asked
    if _HEADING.fullmatch(line):
        yield "This is the heading of a list, not a paper.", "Nothing was asked for it."
    if _SAME.fullmatch(line):
        hint = "Nothing was asked for it. Leave it out, or edit the line."
        yield "This line points to the one before it and names no paper itself.", hint
    if _PAGES.fullmatch(line):
        yield "Only pages stand in this line.", asked
    if _SMALL.fullmatch(line):
        yield "This is a piece of a reference, without its title.", f"{asked} Is it the rest of the line before?"
    is_short = len(line) < 120 and not any(character.isdigit() for character in line)
    if is_short and (_NAMES.fullmatch(line) or _ET_AL.fullmatch(line)):
        yield "Only names stand in this line.", "Nothing was asked for it. Add a word of the title, or the year."

"""Parses one plain line of a reference list: an identifier in it, its title, first author and year.

The results are guesses, which are checked against the answers of the services.
"""

from __future__ import annotations

import re

import msgspec

from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.corrections import corrected_identifier
from scholar_desktop.domain.reference_lists.line_comparison import DEPOSIT_NOTE, without_report_number
from scholar_desktop.domain.reference_lists.line_problems import LONGEST, line_problem, may_be_names
from scholar_desktop.domain.reference_lists.note_reference import read_note_reference
from scholar_desktop.domain.reference_lists.reference_list import ParsedReference
from scholar_desktop.domain.reference_lists.reference_start import AUTHOR_LIST, is_names
from scholar_desktop.domain.reference_lists.stated_year import stated_year
from scholar_desktop.domain.search.venues import is_venue
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.names import family_name_of
from scholar_desktop.domain.text.text_folding import fold_person_name
from scholar_desktop.domain.text.title_marks import FoundMark, TitleMark, marks_in, may_be_marked, title_mark

_NUMBER = re.compile(
    r"^\s*(?:\[\s*[A-Za-z+]*\d+[a-z]?\s*\]|(?!\(?(?:1[5-9]|20)[0-9]{2}\b)(?:\(\d{1,4}\)|\d{1,4}[.)](?=\s))|[•·▪*–—-](?=\s))\s*"
)
"""The number or sign of a list item. '(2015).' is a year."""
_DOI_WITH_SPACE = re.compile(r"10\.\s[0-9]{4,9}(?:\.[0-9]+)*\s?/\s?\S+")
"""A DOI that begins as the tenth item of a list does."""
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"<>|]+")
_DOI_LABEL = re.compile(r"\bdoi\s*+:\s*+(?=10\.[0-9])", re.IGNORECASE)
_LABELLED = re.compile(
    r"arxiv(?:\s*+(?:e-?print|preprint))?(?:\s*+(?:id\b|no\.))?[:\s]++(?P<arxiv>[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})(?![0-9])"
    r"|pmid[:\s]++(?P<pmid>[0-9]{1,9})\b|(?P<pmcid>PMC[0-9]{3,9})\b|corpusid\s*+:\s*+(?P<corpus>[0-9]+)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_VERSION = re.compile(r"(?:[0-9]{4}\.[0-9]{4,5}|/[0-9]{7})(v[0-9]+)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9./:-])(1[5-9][0-9]{2}|20[0-9]{2})(?![0-9/:-])")
_YEAR_IN_BRACKETS = re.compile(r"\((?:[A-Za-z]+\.?\s*)?(1[5-9][0-9]{2}|20[0-9]{2})[a-z]?(?:,[^)]*)?\)")
_YEAR_AT_END = re.compile(
    r"(?<![0-9][‐‑–—/-])(?<![0-9][‐‑–—/-]\s)(?<![0-9]\s[‐‑–—/-]\s)\(?\b(?:1[5-9]|20)[0-9]{2}[a-z]?\)?$"
)
"""The year of publication; '1992–2022' belongs to the title."""
_QUOTED = re.compile(r"[“\"„«]([^”\"“»]{8,600}?)[,.]?[”\"“»]")
_SINGLE_QUOTED = re.compile(
    r"\((?:1[5-9]|20)[0-9]{2}[a-z]?\)[.,:]?\s+[‘'](?P<title>(?!\s)[^“”]{3,400}?[?!]?)"
    r"(?:[,.][’'](?=\s|$)|[’'](?=[,.]|$)|(?<=[?!])[’'](?=\s|$))"
)
"""The form of Harvard: '(2017) ‘The students’ view’, Journal'."""
_JOURNAL_AT_END = re.compile(
    r",\s(?=[^\W\d_a-z])[^\d,]{2,80}\s[0-9]{1,4}(?:\s?\([0-9][0-9/–-]{0,8}\))?\s\((?:1[5-9]|20)[0-9]{2}[a-z]?\)"
    r"(?:,?\s(?:pp?\.\s?)?[A-Za-z]?[0-9][\w–-]{0,20})?[\s.,]{0,4}$"
)
_GIVEN_FIRST = re.compile(
    r"(?:(?:[^\W\d_a-z]\.[\s-]?){1,4}(?:(?:van|von|de|der|den|di|da|del|la|le|du|dos|ten|ter|el|al)\s){0,3}"
    r"[^\W\d_a-z][\w'’-]{1,40}(?:\s[^\W\d_a-z][\w'’-]{1,40})?(?:,?\s(?:Jr|Sr)\.?)?"
    r"(?:,\s(?:and\s)?|\sand\s|,?\set al\.,\s)){1,60}"
)
"""The form of Elsevier: 'A. Lind, B. Holm, Title, Journal 60 (2017) 27–31.'"""
_SENTENCE_END = re.compile(
    r"(?<=[^\W_][^\W_)\]’'\"])(?<!\b[A-Z])[.?!](?=\s+[^\W_“\"(])|(?<=[)\]+#”\"’»])\.(?=\s)"
    r"|(?<=[^\W_]{2})[.?!][”\"’»](?=\s+[^\W_])"
    r"|(?<=\b[A-Z])(?<!:\s[A-Z])\.(?=\s+[A-Z][\w’'-]+[:,]?\s+[a-z]|\s+A\s+[a-z])"
)
"""The last alternative is the end of an author's initials before a title: 'Schmidhuber J. Long short-term memory', but
not 'Information processing: I. Detection and search'."""
_AUTHORS_END = re.compile(r"(?<=\b[A-Z])\.:\s+")
"""The form used by Springer: 'Goodfellow, I., Courville, A.: Deep Learning'."""
# not translated: words of references
_YEAR_ALONE = re.compile(
    r"[.,]\s+(?:1[5-9][0-9]{2}|20[0-9]{2})[a-z]?\.\s+(?!(?:[Pp]{1,2}|[Pp]ages|S|[Vv]ol|[Nn]o|[Aa]rt)\.?\s?[A-Za-z]?[0-9])(?=\S)"
)
"""The year between authors and title: 'Ada Lind and Bo Holm. 2019. On moss.', but not 'In: ICML. 2017. p. 598–608.'"""
_ET_AL = re.compile(r"\bet\.? al\.?,?\s*|\band others,?\s*|\bu\. a\.,?\s*", re.IGNORECASE)
_NO_TITLE_BEFORE = re.compile(
    r"(?:et\.? al|and others|u\. a)\b\.?(?:,?\s*\(?(?:1[5-9]|20)[0-9]{2}[a-z]?\b|\s+[^\W_])", re.IGNORECASE
)
"""The end of authors, with the year or the title behind it; 'Maxout Networks, Goodfellow et al., ICML' begins with the
title."""
# not translated: a pattern
_ONLY_OTHERS = re.compile(r"[^\W\d_a-z][\w'’.-]*(?:\s[^\W\d_a-z][\w'’.-]*)?,?\s+(?:et\.? al|and others|u\. a)\b\.?,?")
"""'Goodfellow et al.'"""
# not translated: a pattern
_NAME = (
    r"(?:(?:[^\W\d_a-z]\.[\s-]?){0,4}[^\W\d_a-z][\w'’-]+)(?:\s(?:[^\W\d_a-z]\.?(?=[\s,]|$)|[^\W\d_a-z][\w'’-]+)){0,3}"
)
_AUTHORS_LAST = re.compile(
    rf"^(?P<title>.{{12,300}}?)(?:[.,;]?\s+by\s+|[.,;]\s+|\s[–—-]\s+|\s?\()(?P<names>{_NAME}(?:(?:,?\s+and|,?\s+&|,)\s+{_NAME}){{0,9}}),?"
    r"\s+(?:et\.?\s+al\b|and\s+others\b)"
)
"""The form 'Title, Author et al., Venue, Year'."""
_NAMES_AT_END = re.compile(rf"(?:,|\sby|\s[–—-])\s{{1,3}}{_NAME}(?:\s{{1,3}}(?:and|&)\s{{1,3}}{_NAME})?$")
_LEAST_BEFORE_NAMES = 4
"""A title that goes on with a comma and names has at least this number of words before: 'Attention, Memory'."""
_INITIALS = re.compile(r"\b[A-Z]\.(?:\s|-|,|$)|\b[A-Z]{1,3}(?=,|\s*$|\s+and\b|\s*&)")
_PLACE_WORDS = re.compile(
    r"^in\s|\b(?:in proceedings|advances in|proceedings|proc\.|journal|conference|workshop|symposium|transactions|"
    r"press|springer|elsevier|"
    r"university|publisher|arxiv|preprint|vol\.?|volume|pp\.?|pages|issn|isbn|doi|https?:|available|accessed|retrieved|"
    r"edited|eds?\.|thesis|dissertation|personal communication|unpublished|in press|forthcoming)\b",
    re.IGNORECASE,
)
_IN_VOLUME = re.compile(r"In:\s")
"""The proceedings or the book that a title is in."""
_NO_PAPER = re.compile(r"\b(?:personal communication|unpublished (?:data|work)|private communication)\b", re.IGNORECASE)
_DEPOSIT = re.compile(DEPOSIT_NOTE.pattern + "$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SINGLE_WORD = re.compile(r"(?=.*[^\W\d_].*[^\W\d_])\S+")
"""A line without spaces that has two letters at least: the whole title, as in 'Transformer++'."""
_PLACED = re.compile(r",\s*\(?[0-9]|[0-9]\s*[(:;]|\s[0-9]{1,4}\.?$")
"""The volume, the pages or the year after the name of a journal."""
_TITLE_IN_TITLE = re.compile(r"[^?!]{8,}[?!](?=\s)")
_NO_PLACE = re.compile(r"[0-9(]|vol|advance online|epub|retrieved|available|accessed|https?:", re.IGNORECASE)
"""What is after the name of a journal, and not after a title."""
_REPOSITORY = re.compile(
    r"\(?(?:zenodo|figshare|dryad|osf)\b[\s.,;:()]*(?:(?:1[5-9]|20)[0-9]{2}[\s.)]*)?", re.IGNORECASE
)
"""A repository, which is no title, after a year: what is before the year is the title then, not the authors."""
_LEAST_WORDS = 2
_WORDS = 8
"""A line with more words is not an identifier as a whole; an identifier inside it is found separately."""
MOST_TITLE = 300
"""Maximum length in characters of a title that is sent to a service; in a longer line no title can be recognised."""
_MOST_MARKS = 3
"""How many marks of a retraction or of a notice are looked at in one line."""


def parse_reference(text: str) -> tuple[ParsedReference, ErrorInfo | None]:
    """Returns what *text* refers to, and the problem if it refers to nothing. Never raises."""
    whole = " ".join(text.split())
    line = whole if _DOI_WITH_SPACE.fullmatch(whole) else _NUMBER.sub("", whole, count=1)
    if (fault := line_problem(line or whole)) is not None:
        return ParsedReference(), fault
    known = identifiers.recognise(line) if line.count(" ") < _WORDS else identifiers.RecognisedText()
    several = identifiers_in(line)
    if known.identifier is not None:
        first = str(known.identifier)
        doubt = _several([first, *(one for one in several if one != first)])
        return ParsedReference(identifier=first, note=_version_of(line), doubt=doubt), None
    inside = several[0] if several else None
    mended = corrected_identifier(line) if inside is None and line.count(" ") < _WORDS else None
    hint = Message("Try {mended}.", mended=mended) if mended is not None else None
    if known.problem is not None and inside is None:
        return ParsedReference(), msgspec.structs.replace(known.problem, hint=hint or known.problem.hint)
    if mended is not None:
        if mended == "".join(line.split()):
            message = Message("“{text}” is not an identifier: it contains a space.", text=line[:80])
        else:
            message = Message("“{text}” is not an identifier: it may be mistyped.", text=line[:80])
        return ParsedReference(), ErrorInfo("usage", message, hint, line[:200])
    wanted, _ = _reference(line)
    if inside is not None:
        doubt = _several(several)
        note = _version_of(line)
        return ParsedReference(inside, wanted.title, wanted.first_author, wanted.year, note=note, doubt=doubt), None
    if not wanted.title and _SINGLE_WORD.fullmatch(line):
        wanted = ParsedReference(title=" ".join(_WORD.findall(line))[:MOST_TITLE], is_loose=True)
    if not wanted.title:
        return wanted, _no_reference(line)
    return wanted, None


def _no_reference(line: str) -> ErrorInfo:
    if _NO_PAPER.search(line):
        return ErrorInfo(
            "usage", Message("This line names no published paper."), Message("It was not looked up."), line[:200]
        )
    hint = Message("It was not looked up. Add an identifier or the title of a paper.")
    return ErrorInfo("usage", Message("This line has no title and no identifier."), hint, line[:200])


def identifiers_in(line: str) -> list[str]:
    """Returns the identifiers in *line*: addresses and DOIs first, from left to right, each once."""
    found: dict[str, None] = {}
    for hit in sorted((*_ADDRESS.finditer(line), *_DOI.finditer(line)), key=lambda hit: hit.start()):
        identifier = identifiers.parse(hit[0])
        if identifier is not None and identifier.scheme is not identifiers.Scheme.URL:
            found.setdefault(str(identifier))
    for hit in _LABELLED.finditer(line):
        scheme = str(hit.lastgroup)
        identifier = identifiers.parse(f"{scheme}:{hit[scheme]}")
        if identifier is not None:
            found.setdefault(str(identifier))
    return list(found)


def _several(found: list[str]) -> str:
    """Returns a warning if *found* contains several identifiers of one scheme, which are different papers; else
    empty."""
    kind = found[0].partition(":")[0]
    same = [one for one in found if one.startswith(f"{kind}:")]
    if len(same) < 2:
        return ""
    return Message(
        "the line has {number} identifiers, and only the first ({id}) was looked up", number=len(same), id=same[0]
    )


def _version_of(line: str) -> str:
    found = _VERSION.search(line)
    return Message("version {version}", version=found[1][1:]) if found is not None else ""


def reference_mark(text: str) -> TitleMark | None:
    """Returns the mark of a retraction or of a notice in the plain reference *text*: before or after its title, or
    before or after all of it. None for a reference without one. Never raises."""
    line = _NUMBER.sub("", " ".join(text.split()), count=1)
    return _reference(line)[1] if len(line) <= LONGEST and may_be_marked(line) else None


def _reference(line: str) -> tuple[ParsedReference, TitleMark | None]:
    bare = _LABELLED.sub(" ", without_report_number(line))
    bare = _ADDRESS.sub(" ", _DOI.sub(" ", _DOI_LABEL.sub(" ", bare)))
    bare = " ".join(re.sub(r"\b(?:doi|pmid)\s*:?\s*(?=$|[.,;])", " ", bare, flags=re.IGNORECASE).split())
    if _NO_PAPER.search(bare):
        return ParsedReference(), None
    wanted, mark = _marked(bare, _MOST_MARKS)
    return wanted, mark or title_mark(wanted.title)


def _marked(line: str, most: int) -> tuple[ParsedReference, TitleMark | None]:
    """Returns what *line* refers to, and its mark. The line is read without the mark, which looks like a name
    ('Brown, P. RETRACTED: …') or like the end of a sentence ('(Retracted article. See vol. 3)'); the title gets it back
    if it is beside it.

    most: how many marks are tried.
    """
    for found in marks_in(line)[:most]:
        before, after = line[: found.start].rstrip(), line[found.end :].lstrip()
        is_joined = found.is_before and before[-1:] in tuple("\"“„«'‘")
        rest = f"{before}{after}" if is_joined or after[:1] in tuple('.,;:”"') else f"{before} {after}".strip()
        wanted, other = _marked(rest, most - 1)
        title = _with_mark(line, rest, wanted, found)
        if title is not None:
            return msgspec.structs.replace(wanted, title=title), found.mark if other is None else other
    return _unmarked(line), None


def _with_mark(line: str, rest: str, wanted: ParsedReference, found: FoundMark) -> str | None:
    """Returns the title of *line*, which was read as *wanted* from *rest*, the line without the mark *found*: with the
    mark if it is beside the title. None if the mark is no mark, but a part of the title, or of other words."""
    title = wanted.title
    if found.is_before:
        if title and line[found.end :].startswith(title):
            return line[found.start : found.end + len(title)]
        return title if title and not found.start else None
    start = rest.find(title) if title and not wanted.is_loose else -1
    end, place = start + len(title), len(line[: found.start].rstrip())
    if start < 0:
        return title if not line[found.end :].strip() or line[found.end :][0] in ".,;:" else None
    if place <= start:
        return title
    if place < end:
        return None
    is_beside = not rest[end:place].strip(" .,;:")
    return line[start : found.end] if is_beside else title


def _unmarked(bare: str) -> ParsedReference:
    if (noted := read_note_reference(bare)) is not None and not _begins_in_names(bare, noted.title):
        return ParsedReference(
            title=noted.title[:MOST_TITLE], first_author=family_name_of(noted.first_author), year=noted.year
        )
    if may_be_names(bare):
        return ParsedReference(title=bare)
    title, before = _title(bare)
    year = _year(bare, title)
    if not title:
        words = " ".join(_WORD.findall(_ET_AL.sub(" ", _YEAR.sub(" ", bare))))
        if not words or (year is None and " " not in words):
            return ParsedReference()
        return ParsedReference(title=words[:MOST_TITLE], first_author=_first_author(bare), year=year, is_loose=True)
    return ParsedReference(title=title[:MOST_TITLE], first_author=_first_author(before), year=year)


def _begins_in_names(line: str, title: str) -> bool:
    """True if *title* begins inside the authors of *line*, which end in 'et al.'."""
    names = AUTHOR_LIST.match(line)
    return names is not None and _ET_AL.search(line, max(0, line.find(title)), names.end()) is not None


def _year(line: str, title: str) -> int | None:
    before, _, after = line.partition(title) if title else (line, "", "")
    return stated_year(before, after)


def _title(line: str) -> tuple[str, str]:
    """Returns (the title, the text before it)."""
    if (single := _SINGLE_QUOTED.search(line)) is not None:
        return single["title"].strip(" ,."), line[: single.start()]
    if (journal := _JOURNAL_AT_END.search(line)) is not None and (names := _GIVEN_FIRST.match(line)) is not None:
        title = line[names.end() : journal.start()]
        if _title_score(title) > 0:
            return _trimmed(title), line[: names.end()]
    quoted = _QUOTED.search(line)
    if quoted is not None and not _is_inside_title(line, quoted):
        return quoted[1].strip(" ,."), line[: quoted.start()]
    dated = _YEAR_IN_BRACKETS.search(line)
    if dated is not None and dated.start() > 1 and (after := line[dated.end() :].lstrip(" .,:;")):
        if _REPOSITORY.fullmatch(after) is not None and _title_score(line[: dated.start()]) > 0:
            return _title(line[: dated.end()])
        first = _sentences(after)[0]
        if _title_score(first) > 0 or (re.search(r"[^\W\d_]{2}", first) and not _PLACE_WORDS.search(first)):
            return _trimmed(first), line[: dated.start()]
    if (alone := _YEAR_ALONE.search(line)) is not None and not _PLACE_WORDS.search(line[: alone.start()]):
        return _trimmed(_sentences(line[alone.end() :])[0]), line[: alone.start()]
    if (names := AUTHOR_LIST.match(line)) is not None:
        first, *rest_of_line = _sentences(line[names.end() :])
        is_in_volume = bool(rest_of_line) and _IN_VOLUME.match(rest_of_line[0]) is not None
        if (_title_score(first) > 0 or is_in_volume) and _YEAR.match(first) is None:
            return _trimmed(first), line[: names.end()]
    if (ended := _AUTHORS_END.search(line)) is not None:
        return _trimmed(_sentences(line[ended.end() :])[0]), line[: ended.start()]
    if (last := _AUTHORS_LAST.match(line)) is not None and len(last["title"].split()) >= _LEAST_BEFORE_NAMES:
        title = last["title"]
        if _title_score(title) > 0 and len(_sentences(title)) == 1:
            return _trimmed(title), last["names"]
    if (many := _ET_AL.search(line)) is not None and many.end() < len(line):
        rest = line[many.end() :].lstrip(" .,:;")
        rest = re.sub(r"^\(?(?:1[5-9]|20)[0-9]{2}[a-z]?\)?[.,:;]?\s*", "", rest)
        best = _best(_sentences(rest)) or _best(rest.split(", "))
        if not best and _NO_TITLE_BEFORE.match(line, many.start()) and _are_names(line[: many.start()]):
            # what is before is no title, so a single word after it may be one: 'Devlin, Jacob et al. BERT. NAACL'
            first = _sentences(rest)[0]
            if not re.search(r"[^\W\d_]{2}", first) or _PLACE_WORDS.search(first):
                return "", line
            best = first
        if best:
            return _trimmed(best), line[: many.start()]
    pieces = _sentences(line)
    best = _best(pieces) if len(pieces) > 1 else ""
    if _ONLY_OTHERS.fullmatch(best):
        return "", line
    if not best:
        commas = line.split(", ")
        best = _best(commas) if len(commas) > 2 else (line if _title_score(line) > 0 else "")
    if not best:
        return "", line
    if best == line and (names := _NAMES_AT_END.search(_trimmed(line))) is not None:
        title = line[: names.start()]
        if len(title.split()) >= _LEAST_BEFORE_NAMES:
            return _trimmed(title), ""
    return _trimmed(best), line[: line.find(best)]


def _is_inside_title(line: str, quoted: re.Match[str]) -> bool:
    """Returns True if the words in quotation marks are only a part of a title, as in 'Dissecting "dark matter"'."""
    dated = _YEAR_IN_BRACKETS.search(line, 0, quoted.start())
    between = line[dated.end() if dated is not None else 0 : quoted.start()]
    if dated is not None and dated.start() > 1 and re.match(r"[.,:;]?\s+\w", between) is not None:
        return re.search(r"[\w,]\s+$", between) is not None
    return re.search(r"\b(?!and|by|et|und)[^\W\d_A-Z]{4,}\s+$", between) is not None


def _are_names(text: str) -> bool:
    """Returns True if *text*, which is before 'et al.', has nothing but names: no sentence, which may be a title."""
    return is_names(text, least=1) and re.search(r"[^\W\d_]{3}\.\s", text) is None


def _sentences(text: str) -> list[str]:
    """Returns the sentences of *text*. A title that goes on after its '?' or '!' is one of them."""
    pieces, start = [], 0
    for end in _SENTENCE_END.finditer(text):
        pieces.append(text[start : end.end()].strip())
        start = end.end()
    pieces.append(text[start:].strip())
    pieces = [piece for piece in pieces if piece]
    found: list[str] = []
    for place, piece in enumerate(pieces):
        if found and found[-1][-1] in "?!" and _goes_on(piece, next(iter(pieces[place + 1 :]), "")):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found or [""]


def other_title(text: str, title: str) -> str:
    """Returns the other title that the reference *text* may have, which was read as having *title*: that up to a '?' or
    '!' in it, or with the sentence after its '?' or '!'. Empty if the line leaves no doubt."""
    found = _TITLE_IN_TITLE.match(title)
    if found is not None:
        return found[0]
    line = " ".join(text.split())
    _before, there, after = line.partition(title) if title[-1:] in tuple("?!") else ("", "", "")
    piece = _sentences(after.lstrip())[0] if there and after.startswith(" ") else ""
    is_place = _PLACE_WORDS.search(piece) is not None or _PLACED.search(piece) is not None
    return "" if is_place or len(_WORD.findall(piece)) < _LEAST_WORDS else _trimmed(f"{title} {piece}")


def _goes_on(piece: str, after: str) -> bool:
    """Returns True if *piece*, the sentence after a '?' or '!', is probably the rest of the title, not the name of a
    journal or publisher. after: the next sentence; empty if it is the last."""
    if piece[-1] in "?!":
        return True
    words = _WORD.findall(piece)
    small = sum(word[0].islower() for word in words)
    if _PLACE_WORDS.search(piece) or _INITIALS.search(piece.rstrip(".").partition(" ")[2]) or _PLACED.search(piece):
        return False
    if is_venue(piece.strip(" .")) or _NO_PLACE.match(after):
        return False
    return small > 0 if after else len(words) > _LEAST_WORDS and small > 1


def _best(pieces: list[str]) -> str:
    worth = [(_title_score(piece), -place) for place, piece in enumerate(pieces)]
    if not worth or max(worth)[0] <= 0:
        return ""
    return pieces[-max(worth)[1]]


def _title_score(piece: str) -> float:
    """Returns how much *piece* looks like a title; 0 or less means not at all."""
    words = [word for word in _WORD.findall(piece) if not word.isdigit()]
    if not words or (len(words) < _LEAST_WORDS and len(piece) < 12) or _IN_VOLUME.match(piece):
        return 0.0
    wide = sum(character > "\u2fff" for character in piece)
    small = sum(word[0].islower() for word in words)
    worth: float = min(len(words), 12) + wide / 2 + min(small, 6)
    worth -= 4 * len(_INITIALS.findall(piece))
    worth -= 5 * len(_PLACE_WORDS.findall(piece))
    names = sum(word[0].isupper() for word in words)
    if piece.count(",") >= 2 and names > len(words) * 0.7:
        worth -= 8  # a list of names
    if len(words) < 3 and not wide:
        worth -= 3 if names == len(words) else 0
    return worth


def _trimmed(title: str) -> str:
    text = _YEAR_AT_END.sub("", title.strip(" .,;:")).rstrip()
    text = _without_outer_quotes(_DEPOSIT.sub("", text).strip(" .,;:"))
    head, _, tail = text.rpartition(", ")
    return head if head and is_venue(tail.removeprefix("in ")) else text


def _without_outer_quotes(title: str) -> str:
    """Returns *title* without the quotation marks around it, but with one at an end whose other half is inside."""
    bare = title.strip(" .,;:“”\"'")
    return title if re.search('[“”"]', bare) is not None else bare


def _first_author(before: str) -> str:
    """Returns the family name of the first person named in the text before the title."""
    text = _NUMBER.sub("", before).strip(" .,;:(")
    if not text or len(text) > 600:
        return ""
    first = re.split(r"\s+(?:and|&|und|et|y)\s+|;|\s*&\s*", _ET_AL.split(text)[0], maxsplit=1)[0]
    head, _, after = first.partition(",")
    is_turned = (
        bool(after)
        and not re.search(r"\b[A-Z]\.", head)
        and re.match(r"\s*(?:[A-Z]\.|[A-Z]{1,3}\b)", after) is not None
    )
    name = f"{head}, {after.split(',')[0]}" if is_turned else head
    found = family_name_of(" ".join(name.split()).strip(" ."))
    return found if found and not any(letter.isdigit() for letter in found) and len(fold_person_name(found)) > 1 else ""

"""Finds a paper's title, authors, venue and year in the text of a reference line, and the words that they leave.

The comparison starts from the paper and not from the parsed line, so that it does not depend on the style of the line:
what the line says of the paper must be there, and what the line says besides must have an explanation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.note_reference import are_turned_people
from scholar_desktop.domain.reference_lists.stated_year import NO_YEAR, YEAR, YEAR_IN_BRACKETS, stated_year
from scholar_desktop.domain.reference_lists.venue_agreement import (
    find_venue,
    is_similar_venue,
    possible_venue_names,
    venue_names,
    words_of,
)
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.names import family_name_of, family_words, first_initial, is_group, without_umlauts
from scholar_desktop.domain.text.text_folding import fold_person_name
from scholar_desktop.domain.text.title_keys import spelled_words, title_keys
from scholar_desktop.domain.text.title_marks import TitleMark, marks_after, without_mark_before_names
from scholar_desktop.domain.text.titles import normalise, plain

_TOKEN = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
_SIGNS = re.compile("[+#]")
_IDENTIFIERS = re.compile(
    r"https?://[^\s<>\"]+|\b10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"<>|]+"
    r"|\barxiv\s*(?:e-?print|preprint)?\s*(?:no\.)?\s*:?\s*(?:[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})"
    r"(?:\s*\[[a-z.-]+\])?|(?<![\w./:–—-])[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?(?![\w./–—-])"
    r"|\bpmid\s*:?\s*[0-9]+|\bPMC[0-9]{3,9}\b|\bcorpusid\s*:?\s*[0-9]+"
    r"|\b(?:doi|pmid|pmcid)\s*:?\s*(?=$|[.,;\s])",
    re.IGNORECASE,
)
HEAD = re.compile(
    r"^\s*(?:\[\s*[A-Za-z+]*\s*\d{1,4}[a-z]?\s*\]|(?!\(?(?:1[5-9]|20)[0-9]{2}\b)(?:\(\d{1,4}\)|\d{1,4}[.)](?=\s))"
    r"|[•·▪◦*–—-](?=\s))\s*"
)
_DATE_IN_BRACKETS = re.compile(
    r"\((?:1[5-9]|20)[0-9]{2}[a-z]?,\s?[^\W\d_]{3,9}\.?\s?[0-9]{1,2}(?:\s?[–-]\s?[0-9]{1,2})?\)"
)
"""A day, as APA's style writes it: '(2023, January 13)'."""
_QUOTES = "“”\"„«»'‘’‹›`´"
_QUOTED_AFTER_ARTICLE = re.compile(rf"\W*(?:the|a|an)\s+[{_QUOTES}]", re.IGNORECASE)
_NUMBERED = re.compile(r"(?<=[:.] )[1-9](?=[.:] )")
"""The number of a part in a title, which a line may write in Roman: 'Information processing: 1. Detection'."""
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_QUOTED_START = re.compile(rf"[{_QUOTES}]\s*$")
# not translated: words that are compared
_NOTICES_TEXT = """
erratum errata corrigendum corrigenda correction corrections addendum retraction retracted withdrawn reply replies
rejoinder comment comments commentary response responses corrected
"""
_NOTICES = frozenset(_NOTICES_TEXT.split())
_PARTS = re.compile(
    r"^[\s.,:;(\[–—-]*(?:(?:part|pt|teil|partie|parte|vol(?:ume)?|book|chapter|section|episode|paper)\b\.?\s*"
    r"(?:[0-9]{1,3}|[ivx]{1,5}|[a-z]|one|two|three|four|five|six)\b|[IVX]{1,5}\b|[0-9]{1,2}\b(?=\s*[.:]\s*[A-Z]))",
    re.IGNORECASE,
)
"""The beginning of the rest of a title that names a part: ': Part II', ', part 3', ' II'."""
# not translated: words that are compared
_BETWEEN_NAMES_TEXT = """
and et al und y e with others other eds ed editor editors by the on behalf of for van von der den de del della di
da dos du la le ter ten zu zum zur af av el bin ibn jr sr phd md nd date anonymous dr prof
jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september
october november december
"""
_BETWEEN_NAMES = frozenset(_BETWEEN_NAMES_TEXT.split())
# not translated: words that are compared
_TAIL_WORDS_TEXT = """
accessed available retrieved from online pages page article number volume issue edited editors press university
advance publication ahead print electronic conference held paper presented series lecture notes association
publisher published publishing january february march april june july august september october november december
and the for with about http https this that access open preprint proceedings society supplement suppl
"""
_TAIL_WORDS = frozenset(_TAIL_WORDS_TEXT.split())
_MOST_TAIL_WORDS = 3
# not translated: words that are compared
_NO_CONTENT_TEXT = """
doi pmid pmcid arxiv https http www org available from see also accessed today the and for this that better paper
article preprint pdf link compare
"""
_NO_CONTENT = frozenset(_NO_CONTENT_TEXT.split())
"""Words beside an identifier that say nothing of the paper."""
DEPOSIT_NOTE = re.compile(
    r"(?:(?<!\s)\s*+\((?:version\s+|v\.?\s?)\d[\w.+-]*\))?"
    r"(?:(?<!\s)\s*+\[(?:data ?set|(?:computer |research )?software|source code|computer program)\])?",
    re.IGNORECASE,
)
"""What APA's style writes after the title of a deposit: '(Version 1.0) [Data set]'."""
_REPORT_NUMBER = re.compile(
    r"(?<!\s)\s*+[(\[]\s*+(?:no\.\s*+)?arxiv\s*+(?:(?:e-?print|preprint)\s*+)?(?:(?:id\b|no\.)\s*+)?:?\s*+"
    r"(?P<arxiv>[0-9]{4}\.[0-9]{4,5}|[a-z-]{1,20}(?:\.[A-Z]{2})?/[0-9]{7})(?:v[0-9]{1,3})?"
    r"(?:\s*+\[[a-z.-]{1,20}\])?\s*+(?:[;,]\s*+(?:version|v\.?)\s*+[0-9]{1,3}\s*+)?[)\]]",
    re.IGNORECASE,
)
"""The arXiv identifier after a title, as APA's style writes the number of a report: '(No. arXiv:2101.00001)'."""
_AUTHORS_LEAD = re.compile(rf"^\s*[{_QUOTES}]?\s*(?:[.,;(\[–—-]\s*(?:by\s+)?|by\s+)", re.IGNORECASE)
_ET_AL = re.compile(r"[\s,]*\b(?:et\.?\s+al\b|and\s+others\b|u\.\s?a\.)\.?", re.IGNORECASE)
_NAMES_END = re.compile(r"\s*(?:[,.;:()\[\]–—-]|(?:1[5-9]|20)[0-9]{2}\b|$)")
_OTHER_NAMES = re.compile(r"(?:[^\W\d_a-z][\w'’.-]*[\s,&]+(?:and\s+)?){1,6}(?=et\.?\s+al\b|and\s+others\b)")
_TITLE_END = re.compile(
    rf"^\s*[{_QUOTES}]?\s*(?:[.,;]|$|[{_QUOTES}]|\[(?:J|C|M|D|internet|preprint|online)\])", re.IGNORECASE
)


class LineComparison(msgspec.Struct, frozen=True):
    """What a line says of a paper.

    title: the whole title is in the line, and the title of the line ends where that of the paper ends; first_author,
    year: True if they agree, False if not, None if one side has none; venue: the same, and None if neither side has
    one; is_near_venue: parts of the venue agree; venue_name: the venue as the line writes it, if the record
    has it under another name than it shows; missing: what the line or the paper does not state, in words; doubt:
    what the line says besides, in words, empty for nothing.
    """

    title: bool = False
    first_author: bool | None = None
    year: bool | None = None
    stated_year: int | None = None
    venue: bool | None = None
    is_near_venue: bool = False
    venue_name: str = ""
    missing: tuple[str, ...] = ()
    doubt: str = ""


def without_identifiers(text: str) -> str:
    """Returns *text* on one line as plain text, without identifiers and addresses and without its list number."""
    whole = unicodedata.normalize("NFC", plain(text))
    line = without_mark_before_names(HEAD.sub("", whole, count=1))
    return " ".join(_IDENTIFIERS.sub(" ", line).split())


def without_report_number(text: str, arxiv: str | None = None) -> str:
    """Returns *text* without an arXiv identifier in brackets; if *arxiv* is given, without that one alone."""
    return _REPORT_NUMBER.sub(
        lambda hit: "" if arxiv is None or hit["arxiv"].casefold() == arxiv.casefold() else hit[0], text
    )


def has_identifier_alone(text: str) -> bool:
    """Returns True if *text*, a line of a reference list with an identifier, says nothing else of the paper."""
    return _NO_CONTENT.issuperset(normalise(without_identifiers(text)).split())


def compare_line(text: str, paper: Paper, title: str = "") -> LineComparison:
    """Returns *text*, a plain line of a reference list, compared with *paper*.

    Args:
        title: that of the line as it was read, if it is known.
    """
    if paper.ids.arxiv:
        text = without_report_number(text, paper.ids.arxiv)
    line, marked = _without_marks(without_identifiers(text))
    place = find_title(line, paper.title)
    if place is None:
        stated = stated_year(line, "")
        return LineComparison(year=_same_year(stated, paper), stated_year=stated)
    before, after = _around(line, place, plain(paper.title))
    after = after[DEPOSIT_NOTE.match(after).end() :]  # type: ignore[union-attr]
    stated = stated_year(before, after)
    year = _same_year(stated, paper)
    author = _first_author(before, paper)
    if author is None:
        author, after = _first_author_after(after, paper)
    venue, is_near, rest, venue_name = _venue(after, paper)
    doubt = Message("the line says “{word}”", word=marked) if marked else ""
    is_ended = _are_names_before_colon(line, place[0], title)
    doubt = doubt or _words_before(before, paper, is_ended=is_ended) or _words_after(after, rest, stated, paper)
    by_line = {
        "author": author is None and bool(paper.authors),
        "year": year is None and stated is None,
        "venue": venue is None and bool(paper.venue),
    }
    missing = _missing_in_line(tuple(name for name, is_missing in by_line.items() if is_missing))
    if author is None and not paper.authors:
        missing.append(Message("the record names no author"))
    if year is None and stated is not None:
        missing.append(Message("the record has no year"))
    return LineComparison(
        title=True,
        first_author=author,
        year=year,
        stated_year=stated,
        venue=venue,
        is_near_venue=is_near,
        venue_name=venue_name,
        missing=tuple(missing),
        doubt=doubt,
    )


def _without_marks(line: str) -> tuple[str, str]:
    """Returns *line* without the marks after its title that the paper is retracted, which may name the year of the
    retraction ('(Retracted article. See vol. 12, pg. 3, 2015)'), and the word for it; empty for none."""
    word = ""
    for found in reversed(marks_after(line)):
        is_at_end = line[found.end :].lstrip()[:1] in ("", *'.,;:”"')
        if found.mark is TitleMark.RETRACTED and is_at_end:  # else it may be a part of the title
            word = line[found.start : found.end].strip(" ([{").split()[0].strip(".,:;)]}")
            line = f"{line[: found.start]}{line[found.end :]}"
    return line, word


def _missing_in_line(names: tuple[str, ...]) -> list[Message]:
    """Returns one sentence about all parts of a reference (*names*) that the line does not state."""
    sentences = {
        ("author", "year", "venue"): Message("the line names no author, year or venue"),
        ("author", "year"): Message("the line names no author or year"),
        ("author", "venue"): Message("the line names no author or venue"),
        ("year", "venue"): Message("the line names no year or venue"),
        ("author",): Message("the line names no author"),
        ("year",): Message("the line has no year"),
        ("venue",): Message("the line names no venue"),
    }
    return [sentences[names]] if names else []


def find_title(line: str, title: str) -> tuple[int, int] | None:
    """Returns where in *line* the whole *title* is, whatever its case, punctuation and spelling; None if it is not."""
    tokens = [(hit.start(), hit.end(), normalise(hit[0]).replace(" ", "")) for hit in _TOKEN.finditer(line)]
    tokens = [token for token in tokens if token[2]]
    spelled = spelled_words([token[2] for token in tokens])
    starts, ends, whole = {}, {}, ""
    for (start, end, _), word in zip(tokens, spelled, strict=True):
        if word:
            starts[len(whole)] = start
            whole += word
            ends[len(whole)] = end
    keys = title_keys(title)
    for key in keys.exact or ((keys.key,) if keys.key else ()):
        bare = _SIGNS.sub("", key)
        at = whole.find(bare) if bare else -1
        while at >= 0:
            if at in starts and at + len(bare) in ends:
                end = ends[at + len(bare)]
                end += len(re.match(r"[+#]*", line[end:])[0])  # type: ignore[index]
                if _signs_of(line[starts[at] : end]) == _signs_of(plain(title)):
                    return _with_article(line, starts[at], plain(title)), end
            at = whole.find(bare, at + 1)
    numbered = _NUMBERED.sub(lambda found: _ROMAN[int(found[0]) - 1], title)
    return find_title(line, numbered) if numbered != title else None


def _signs_of(text: str) -> list[str]:
    """Returns the signs that distinguish titles: 'C++' and 'C' are two languages."""
    return _SIGNS.findall(text)


def _around(line: str, place: tuple[int, int], title: str) -> tuple[str, str]:
    """Returns the text before and after a title in *line*, without the signs that the title begins and ends with."""
    before, after = line[: place[0]], line[place[1] :]
    for sign in reversed(title[: len(title) - len(title.lstrip("([{«“\"'‘¿¡•"))]):
        before = before.rstrip().removesuffix(sign)
    ending = re.search(r"[\W_]*$", title)
    for sign in ending[0] if ending is not None else "":
        if sign not in ".,;: " and after.lstrip().startswith(sign):
            after = after.lstrip()[1:]
            if sign in "?!":
                after = f". {after}"
    return before, after


def _with_article(line: str, start: int, title: str) -> int:
    """Returns where a title begins that is found at *start* of *line* without the article before it. A quotation mark
    may follow the article if it does in *title*, that of the record: "A 'fast'er way"."""
    quote = rf"[{_QUOTES}]?" if _QUOTED_AFTER_ARTICLE.match(title) is not None else ""
    article = re.search(rf"\b(?:the|a|an)\s+{quote}$", line[:start], re.IGNORECASE)
    return article.start() if article is not None else start


def _same_year(stated: int | None, paper: Paper) -> bool | None:
    return None if stated is None or paper.year is None else stated == paper.year


def _first_author(before: str, paper: Paper) -> bool | None:
    """Returns True if the first person named in *before* is the first author of *paper*; None if nobody is named."""
    if not paper.authors:
        return None
    names = " ".join(YEAR.sub(" ", before.replace("\ufffd", "")).strip(f" .,;:()[]{_QUOTES}").split())
    if not re.search(r"[^\W\d_]{2,}", names):
        return None
    name = paper.authors[0].name
    if is_group(name):
        return _without_group(names, name) is not None
    for group in (one.name for one in paper.authors[1:] if is_group(one.name)):
        if (rest := _without_group(names, group)) is not None:  # 'The LHCb collaboration, Aaij R' is one order of both
            return _first_author(rest, paper) is not False
    family = family_words(name)
    whole = fold_person_name(family_name_of(name)).replace(" ", "")  # 'O'Neil' is one word of the line
    spellings = {without_umlauts(word) for word in (*family, whole)}
    words = words_of(names)
    at = next((place for place, word in enumerate(words) if without_umlauts(word.folded) in spellings), None)
    if at is None or at > 5:
        return False
    lead = names[: words[at].start]
    if re.search(r"[,;&]|\b(?:and|et|und)\b", lead):
        return False
    given_first = [word for word in words[:at] if len(word.folded) == 1 or word.folded not in _BETWEEN_NAMES]
    initial = first_initial(name)
    if given_first:
        return not initial or _initial_agrees(given_first[0].folded, initial, name)
    rest = names[words[at].end :]
    # the other words of the family name: 'García Márquez, G.'
    rest = re.sub(rf"^(?:[\s-]+(?:{'|'.join(map(re.escape, sorted(family)))}))+\b", "", rest, flags=re.IGNORECASE)
    given = re.match(r"\s*,?\s*([^\W\d_]+)", rest)
    # not translated: a part of names
    if given is None or given[1] in ("et", "and", "und", "y", "al", "others", "nd", "Jr", "ET", "AND"):
        return True
    return not initial or _initial_agrees(fold_person_name(given[1]), initial, name)


def _without_group(names: str, group: str) -> str | None:
    """Returns what follows the name of a *group* in *names*; None if they do not begin with it."""
    pattern = r"\W+".join(map(re.escape, re.findall(r"\w+", re.sub(r"^the\s+", "", group, flags=re.IGNORECASE))))
    found = re.match(rf"(?:the\s+)?{pattern}\b", names, re.IGNORECASE)
    return names[found.end() :] if found is not None else None


def _first_author_after(after: str, paper: Paper) -> tuple[bool | None, str]:
    """Returns the same as `_first_author` for the names at the start of *after*, the text that follows the title, and
    the text that follows the names: 'Title, Author et al., Year', 'Title, Author Year'.

    A name and a venue look alike, so only the names of *paper*, and names before 'et al.', are taken for authors.
    """
    lead = _AUTHORS_LEAD.match(after)
    if lead is None or not paper.authors:
        return None, after
    text = after[lead.end() :]
    found = find_venue(text, venue_names(paper))
    names = text[: found[0]] if found is not None else text
    end = _end_of_names(names, paper)
    if end and _NAMES_END.match(text, end):
        agrees = _first_author(text[:end], paper)
    elif (others := _OTHER_NAMES.match(names)) is not None:
        agrees, end = False, others.end()
    else:
        return None, after
    if (more := _ET_AL.match(text, end)) is not None:
        end = more.end()
    return agrees, f". {text[end:].lstrip(' .,;:)')}"


def _end_of_names(text: str, paper: Paper) -> int:
    """Returns where in *text* the names of authors of *paper* end that it starts with; 0 if it starts with others."""
    known = {without_umlauts(word) for author in paper.authors for word in fold_person_name(author.name).split()}
    known |= {without_umlauts(word) for author in paper.authors for word in family_words(author.name)}
    initials = {word for word in known if len(word) == 1}
    end, is_named, follows_and = 0, False, False
    words = words_of(text)
    folded = [without_umlauts(word.folded) for word in words]
    for place, (hit, word) in enumerate(zip(words, folded, strict=True)):
        is_capital = text[hit.start].isupper()
        is_before_name = not is_named or (folded[place + 1 : place + 2] or [""])[0] in known - initials
        is_given = is_capital and (len(word) == 1 or (word[0] in initials and is_before_name))
        is_name = word in known or is_given or (follows_and and is_capital)
        follows_and = word in ("and", "und", "et", "y") or text[hit.end :].lstrip().startswith("&")
        if not is_name and word not in _BETWEEN_NAMES:
            break
        is_named = is_named or (word in known and len(word) > 1)
        end = hit.end if is_name or word in ("et", "al", "others") else end
    return end if is_named else 0


def _initial_agrees(given: str, initial: str, name: str) -> bool:
    return given[:1] == initial or given in fold_person_name(name).split()


def _are_names_before_colon(line: str, start: int, title: str) -> bool:
    """Returns True if names and a colon are before *start* of *line*, as in German lists ('Family, Given: Title'), and
    not the beginning of a title: *title*, which was read from the line, begins there, or the names leave no doubt."""
    before = line[:start].rstrip(f" {_QUOTES}")
    if not before.endswith(":"):
        return False
    found = find_title(line, title)
    return (found is not None and found[0] == start) or are_turned_people(before[:-1])


OTHER_AUTHORS = Message("the line names other authors")
"""The doubt about a line of which nothing but the names before the title is not that of the paper."""


def _words_before(before: str, paper: Paper, *, is_ended: bool = False) -> str:
    """Returns the words before the title that are neither authors nor a date, if they are of a title; else empty.

    Args:
        is_ended: it is known that names and a colon end *before*.
    """
    text = before.rstrip()
    is_quoted = _QUOTED_START.search(text) is not None
    text = text.rstrip(f" {_QUOTES}")
    if not text:
        return ""
    is_ended = is_ended or text[-1] in ".,)]" or YEAR.search(text[-6:]) is not None
    if text[-1] == ":" and not is_ended:
        is_ended = re.search(r"(?:\b[A-Z]\.|\)|\d|et al\.?)\s*:$", text) is not None
    if not (is_ended or is_quoted):
        return Message("the title in the line starts “{text}”", text=_scrap(text[-60:]))
    explained = {word for author in paper.authors for word in fold_person_name(author.name).split()}
    explained = {without_umlauts(word) for word in explained}
    initials = {word[0] for word in explained}
    has_case = any(letter.islower() for letter in before)
    known, unknown = 0, 0
    for hit in re.finditer(r"[^\W_]+", YEAR.sub(" ", _DATE_IN_BRACKETS.sub(" ", HEAD.sub("", text, count=1)))):
        word = fold_person_name(hit[0])
        if word in _NOTICES:
            return Message("the line says “{word}”", word=hit[0])
        if without_umlauts(word) in explained:
            known += len(word) > 1
        elif word.isdigit():
            return Message("the line says “{word}” before the title", word=hit[0])
        elif len(hit[0]) == 1 or (has_case and len(hit[0]) <= 3 and hit[0].isupper()) or word in _BETWEEN_NAMES:
            continue
        elif has_case and hit[0][0].islower():
            return Message("the line says “{word}” before the title", word=hit[0])
        elif word[0] not in initials:
            unknown += 1
    return OTHER_AUTHORS if unknown > known else ""


def _words_after(after: str, rest: str, stated: int | None, paper: Paper) -> str:
    """Returns the words after the title that continue it, or that are of another paper; else empty.

    Args:
        rest: what follows the venue in *after*, or *after* if the venue was not found.
    """
    if _PARTS.match(after) is not None and not _begins_with_venue(after, paper):
        return Message("the title in the line continues “{text}”", text=_scrap(after[:60]))
    if not _TITLE_END.match(after) and not _begins_with_venue(after, paper):
        bracket = re.match(r"\s*[(\[]([^)\]]*)[)\]]", after)
        words = bracket[1] if bracket is not None else after
        if bracket is None or not (YEAR.search(words) and len(words) < 30):
            return Message("the title in the line continues “{text}”", text=_scrap(after[:60]))
    for hit in re.finditer(r"[^\W\d_]+", rest):
        if hit[0].casefold() in _NOTICES:
            return Message("the line says “{word}”", word=hit[0])
    if re.search(r"[“„«\"][^”“»\"]{12,}[”“»\"]", rest):
        return Message("the line has a second title")
    small = [word for word in re.findall(r"[^\W\d_]{4,}", rest) if word[0].islower() and word not in _TAIL_WORDS]
    if len(small) > _MOST_TAIL_WORDS:
        return Message("the line has more text: “{text}”", text=_scrap(" ".join(small[:6])))
    years = {hit[1] for hit in YEAR_IN_BRACKETS.finditer(NO_YEAR.sub(" ", rest))}
    if years - {str(stated)}:
        return Message("the line has a second year")
    return ""


def _begins_with_venue(after: str, paper: Paper) -> bool:
    found = find_venue(after, venue_names(paper))
    return found is not None and not re.search(r"[^\W\d_]", after[: found[0]])


def _venue(after: str, paper: Paper) -> tuple[bool | None, bool, str, str]:
    """Returns (True if the venues agree, True if parts of them agree, the text that follows the venue, the venue in the
    line if the record shows another name of it)."""
    names = venue_names(paper)
    found = find_venue(after, possible_venue_names(paper))
    if found is not None and not names:
        return True, True, after[found[1] :], ""
    if found is not None:
        is_shown = find_venue(after, (plain(paper.venue or names[0]),)) is not None
        return True, True, after[found[1] :], "" if is_shown else after[found[0] : found[1]]
    said = [word for word in _TOKEN.findall(NO_YEAR.sub(" ", after)) if not _is_no_venue(word)]
    if not said:
        return None, False, after, ""
    return False, is_similar_venue(after, names), after, ""


def _is_no_venue(word: str) -> bool:
    folded = fold_person_name(word)
    return len(folded) < 3 or folded[0].isdigit() or folded in _TAIL_WORDS or folded in ("vol", "art", "doi", "pmid")


def _scrap(text: str) -> str:
    return " ".join(text.strip(" .,;:").split())[:60]


def content_words(text: str, known: Iterable[str] = ()) -> Sequence[str]:
    """Returns the words of *text* that say something: long enough, no names of identifiers, not among *known*."""
    left = _NO_CONTENT | set(known)
    words = (word for word in _TOKEN.findall(without_identifiers(text)) if len(word) > 2 and not word.isdigit())
    return [word for word in words if fold_person_name(word) not in left]

"""Matches the words of a search in running text. Accents and case are ignored.

The rules are the same for the library's index, for the line under a title, and on the page of a PDF. A search word
matches the beginning of a word. The parts of a hyphenated word must follow each other; only the last one may be a
beginning.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby, pairwise

import msgspec

from scholar_desktop.domain.text.text_folding import fold_letters, greek_forms
from scholar_desktop.domain.text.unicode_forms import normalize

Span = tuple[int, int]
"""(start, end) in a text."""

WORDS_AT_MOST = 32
PREFIX_LETTERS = 3
"""Minimum length of a search word that also matches as a beginning. A shorter one matches only whole words: as a
beginning it would match on every page."""
OLDER_PREFIX_LETTERS = 5
"""The same minimum for the words before the last one, which the user has finished typing."""

HYPHENS = "-\u2010\u2011\u2012\u2013"
_ONE_HYPHEN = str.maketrans(dict.fromkeys(HYPHENS, "-"))
_HYPHENATED = re.compile(r"[^\s-]+(?:-[^\s-]+)*")
_GAP = r"[\W_]{1,4}?"
"""What may be between two words side by side, or between the parts of a hyphenated word: a text may have a space."""

_HAN_AND_KANA = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
WITHOUT_SPACES = re.compile(f"[{_HAN_AND_KANA}]")
"""Characters of scripts that have no spaces between words."""
_LETTER = r"[^\W_]"
_MARK = "\u0300-\u036f"
_LINE_END = f"[{_MARK}]*(?:[\ufffe\u00ad\x02]\\s*)?"
"""Characters that may occur inside a word in text from PDFium: separate accents, and U+FFFE for a hyphen at the end of
a line."""
_LIGATURES = {
    "ffi": ("\ufb03", "f\ufb01", "\ufb00i"),
    "ffl": ("\ufb04", "f\ufb02", "\ufb00l"),
    "ff": ("\ufb00",),
    "fi": ("\ufb01",),
    "fl": ("\ufb02",),
}
"""Letters, and the ligatures by which a PDF may represent them."""


class SearchTerm(msgspec.Struct, frozen=True):
    """One search word, folded.

    is_beginning: longer words with this beginning also match; is_run: letters of a script without spaces between words,
    which match anywhere; also: other forms of the word: a Greek letter and its name, and Greek accents; parts: those of
    a hyphenated word, in order, and empty for other words.
    """

    text: str
    is_beginning: bool = False
    is_run: bool = False
    also: tuple[str, ...] = ()
    parts: tuple[SearchTerm, ...] = ()


def parse_terms(words: str) -> tuple[SearchTerm, ...]:
    """Returns the search terms in *words*. Only letters, digits and the hyphens between them count; quotes and other
    signs are treated as spaces."""
    terms: list[SearchTerm] = []
    found = hyphenated_words(normalize("NFKC", words))
    for place, word in enumerate(found):
        is_last = place == len(found) - 1
        parts = tuple(map(fold_letters, word))
        if len(parts) > 1 and not any(map(WITHOUT_SPACES.search, parts)):
            terms.append(_hyphenated_term(parts, PREFIX_LETTERS if is_last else OLDER_PREFIX_LETTERS))
            continue
        for number, part in enumerate(parts):
            least = PREFIX_LETTERS if is_last and number == len(parts) - 1 else OLDER_PREFIX_LETTERS
            for is_run, letters in groupby(part, key=is_without_spaces):
                text = "".join(letters)
                also = () if is_run else greek_forms(text)
                is_long = max(map(len, (text, *also))) >= least
                terms.append(SearchTerm(text, is_beginning=not is_run and is_long, is_run=is_run, also=also))
    return tuple(terms)


def _hyphenated_term(parts: tuple[str, ...], least: int) -> SearchTerm:
    """Returns the term of a hyphenated word. All its letters count towards *least*, but its last part is no beginning
    if it is one letter, for which the index has too many words."""
    is_beginning = len(parts[-1]) > 1 and sum(map(len, parts)) >= least
    *first, last = (SearchTerm(part, also=greek_forms(part)) for part in parts)
    return SearchTerm("-".join(parts), parts=(*first, msgspec.structs.replace(last, is_beginning=is_beginning)))


def hyphenated_words(text: str) -> list[tuple[str, ...]]:
    """Returns the words of *text*, each as the parts that hyphens join: ("n", "back") for n-back. All other signs are
    treated as spaces. The parts are at most WORDS_AT_MOST."""
    plain = "".join(
        character if character == "-" or is_word_character(character) else " "
        for character in text.translate(_ONE_HYPHEN)
    )
    words, left = [], WORDS_AT_MOST
    for found in _HYPHENATED.findall(plain):
        if left > 0:
            words.append(tuple(found.split("-")[:left]))
            left -= len(words[-1])
    return words


def is_word_character(character: str) -> bool:
    """Returns True if FTS5 (unicode61) treats *character* as part of a word."""
    category = unicodedata.category(character)
    return category[0] in "LNM" or category == "Co"


def is_without_spaces(character: str) -> bool:
    """Returns True if *character* belongs to a script that has no spaces between words."""
    return WITHOUT_SPACES.match(character) is not None


def separate_characters(text: str) -> str:
    """Returns *text* with a space on both sides of each character of a script without spaces between words; FTS5 would
    treat a sentence as one word."""
    return text if text.isascii() else WITHOUT_SPACES.sub(r" \g<0> ", text)


def find_spans(text: str, terms: Sequence[SearchTerm], *, is_raw: bool = False) -> list[tuple[Span, int]]:
    """Returns the spans in *text* that match *terms*, each with the index of its term, from left to right.

    is_raw: the text is as PDFium returns it, with words broken at line ends, and with ligatures. Otherwise it may be
    the text of the index, in which a hyphen at the end of a line is lost: a hyphenated word may be one word there.
    """
    if not terms:
        return []
    return [
        (found.span(), found.lastindex - 1)
        for found in _pattern(tuple(terms), is_raw, may_lack_hyphen=not is_raw).finditer(fold_letters(text))
        if found.lastindex is not None
    ]


def find_marks(text: str, terms: Sequence[SearchTerm]) -> tuple[Span, ...]:
    """Returns the spans in *text* to highlight for *terms*; adjacent matching words form one span."""
    return _joined(text, [span for span, _ in find_spans(text, terms)])


def _joined(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    marks: list[Span] = []
    for first, last in spans:
        if marks and not text[marks[-1][1] : first].strip():
            first = marks.pop()[0]
        marks.append((first, last))
    return tuple(marks)


def contains_all(text: str, terms: Sequence[SearchTerm], *, is_raw: bool = False) -> bool:
    """Returns True if every one of *terms* matches somewhere in *text*."""
    folded = fold_letters(text)
    return all(_pattern((term,), is_raw).search(folded) for term in terms)


def find_phrases(text: str, terms: Sequence[SearchTerm]) -> list[Span]:
    """Returns the spans where *terms* are next to each other, in order, in a text as PDFium returns it."""
    return [found.span() for found in _phrase_pattern(tuple(terms)).finditer(fold_letters(text))] if terms else []


@lru_cache(maxsize=64)
def _pattern(terms: tuple[SearchTerm, ...], is_raw: bool, *, may_lack_hyphen: bool = False) -> re.Pattern[str]:
    return re.compile("|".join(f"({_of_term(term, is_raw, may_lack_hyphen=may_lack_hyphen)})" for term in terms))


@lru_cache(maxsize=64)
def _phrase_pattern(terms: tuple[SearchTerm, ...]) -> re.Pattern[str]:
    pattern = _of_term(terms[0], True)
    for before, term in pairwise(terms):
        pattern += f"(?:{_GAP})?" if before.is_run or term.is_run else _GAP
        pattern += _of_term(term, True)
    return re.compile(pattern)


def _of_term(term: SearchTerm, is_raw: bool, *, may_lack_hyphen: bool = False) -> str:
    parts = term.parts or (term,)
    letters = _forms(parts[0], is_raw)
    for number, part in enumerate(parts[1:]):
        # only the first hyphen of a word is lost at the end of a line: see `prepare_text` of the library
        letters += f"(?:{_GAP})?" if may_lack_hyphen and number == 0 else _GAP
        letters += _forms(part, is_raw)
    if term.is_run:
        return letters
    end = rf"(?:{_LINE_END if is_raw else ''}{_LETTER})*" if parts[-1].is_beginning else rf"(?!{_LETTER})"
    return rf"(?<!{_LETTER}){letters}{end}"


def _forms(term: SearchTerm, is_raw: bool) -> str:
    """Returns a pattern for the letters of *term*, in any of its forms."""
    forms = dict.fromkeys((term.text, *map(fold_letters, term.also)))
    found = [_letters(form, _LINE_END) + f"[{_MARK}]*" if is_raw else re.escape(form) for form in forms]
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"


def _letters(word: str, between: str) -> str:
    """Returns a pattern for *word* that allows *between* after each letter except the last, and ligatures."""
    parts: list[str] = []
    place = 0
    while place < len(word):
        ligature = next((plain for plain in _LIGATURES if word.startswith(plain, place)), None)
        if ligature is not None:
            parts.append(f"(?:{'|'.join((between.join(ligature), *_LIGATURES[ligature]))})")
            place += len(ligature)
        else:
            parts.append(re.escape(word[place]))
            place += 1
    return between.join(parts)


def excerpt(text: str, terms: Sequence[SearchTerm], *, letters: int = 160) -> tuple[str, tuple[Span, ...]]:
    """Returns the part of *text* that has the most of *terms* close together, and the spans of the terms in it.

    It is about *letters* long and is cut between words, with an ellipsis where the text continues. Adjacent matching
    words form one span.
    """
    found = find_spans(text, terms)
    start, end = _window([span for span, _ in found], [term for _, term in found], letters)
    start, end = _widened(text, start, end, letters)
    shown = text[start:end].rstrip()
    head = "… " if start else ""
    tail = " …" if start + len(shown) < len(text.rstrip()) else ""
    moved = len(head) - start
    inside = [span for span, _ in found if span[0] >= start and span[1] <= start + len(shown)]
    marks = _joined(head + shown, [(first + moved, last + moved) for first, last in inside])
    return f"{head}{shown}{tail}", marks


def _window(found: Sequence[Span], terms: Sequence[int], letters: int) -> Span:
    """Returns the shortest span with the most different terms, at most *letters* long if possible; the first of several
    equal ones; (0, 0) if nothing matches."""
    best, most = (0, 0), 0
    first = 0
    inside: Counter[int] = Counter()
    for last, (_, end) in enumerate(found):
        inside[terms[last]] += 1
        while first < last and (inside[terms[first]] > 1 or end - found[first][0] > letters):
            inside[terms[first]] -= 1
            inside += Counter()  # removes the terms with a count of zero
            first += 1
        start = found[first][0]
        if len(inside) > most or (len(inside) == most and end - start < best[1] - best[0] and most > 1):
            best, most = (start, end), len(inside)
    return best


def _widened(text: str, start: int, end: int, letters: int) -> Span:
    """Returns *start* and *end* extended by whole words: a third of the remaining length before, the rest after."""
    room = max(0, letters - (end - start))
    first = max(0, start - room // 3)
    last = min(len(text), end + room - (start - first))
    first = max(0, min(first, last - letters))
    if first > 0:
        space = text.find(" ", first - 1, start)
        first = space + 1 if space >= 0 else start if _is_spaced(text[first:start]) else first
    if last < len(text):
        space = text.rfind(" ", end, last + 1)
        last = space if space >= 0 else end if _is_spaced(text[end:last]) else last
    return first, last


def _is_spaced(text: str) -> bool:
    """Returns True if *text* is in a script with spaces between words."""
    return not any(map(is_without_spaces, text))

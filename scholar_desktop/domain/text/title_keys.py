"""Recognises titles that are the same although they are spelled differently.

Covers British and American spelling, Greek letters by name, typing errors, and a subtitle that one service leaves out.
If it is not certain that two titles are the same, they count as different.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from scholar_desktop.domain.text.title_marks import without_mark
from scholar_desktop.domain.text.titles import normalise, plain, title_key

SHORTEST = 16
"""In letters and digits. Shorter titles are shared by papers that have nothing else in common."""
SHORTEST_SURE = 4
"""Minimum length of a title if the whole list of authors agrees."""
LONG_ENOUGH_FOR_SLIPS = 30
"""Length in letters from which a typing error cannot turn a title into that of another paper."""
SHORTEST_CUT = 2 * LONG_ENOUGH_FOR_SLIPS
"""Minimum length of a title that one side has cut."""
_MOST_OTHER_LETTERS = 2
"""Words that differ by more letters are not spellings of one word."""
SHORTEST_SLIP = 5
"""Minimum length of a word in which a difference can be a typing error."""
# not translated: words that are compared
_STOCK_TITLES = """
about the authors|abstracts of papers|acknowledgement to reviewers|acknowledgements to reviewers|author index
announcements and news|authors response|book review|book reviews|call for papers|comments and replies
concluding remarks|conference announcement|conference report|contents of volume|correspondence
discussion and conclusion|discussion and conclusions|editorial board|editorial comment|editorial introduction
editorial note|editorial preface|editors introduction|editors note|foreword to the special issue|front matter
general discussion|general introduction|guest editorial|guest editors introduction|instructions for authors
instructions to authors|introduction and overview|introduction to the issue|introduction to the special issue
introduction to the special section|introduction to this special issue|issue information|letter from the editor
letter to the editor|letters to the editor|list of contributors|list of reviewers|message from the chairs
message from the editor|message from the general chair|message from the program chairs|notes on contributors
preface to the special issue|publishers note|references and notes|reply to the letter to the editor
response to the letter to the editor|reviewer acknowledgement|subject index|summary and conclusion
summary and conclusions|supplementary information|supplementary material|supplementary materials|table of contents
thanks to reviewers|the authors reply|working paper series|abstract|abstracts|acknowledgements|acknowledgments
addendum|appendix|authors reply|bibliography|cases|comment|commentary|comments|conclusion|conclusions|contents
corrigendum|debate|discussion|editorial|editorials|epilogue|errata|erratum|foreword|from the editor|glossary|index
in memoriam|in this issue|interview|introduction|letter|letters|methods|news|news and views|notes|obituary|overview
perspective|perspectives|poster session|posters|preface|prologue|proceedings|references|reply|rejoinder|reports
research highlights|response|results|retraction|review|reviews|summary|symposium|the editors|tributes|viewpoint
welcome|workshop|case report|correction|authors|new books|book notes|research news|guest editors|president s message
presidents message|presidential address|keynote address|opening remarks|closing remarks|panel discussion
"""
_STOCK = frozenset(title.strip() for line in _STOCK_TITLES.split("\n") for title in line.split("|"))
_WIDE_LETTER = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# not translated: words that are compared
_GREEK = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi
omega
"""
_GREEK_NAMES = str.maketrans(dict(zip("αβγδεζηθικλμνξοπρστυφχψω", _GREEK.split(), strict=True)))
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_ROMAN_ALONE = {"i": "1", "v": "5", "x": "10"}
# not translated: words that are compared
_COUNTED_WORDS = "part parts volume vol phase type types chapter book section paper study experiment class"
_COUNTED = frozenset(_COUNTED_WORDS.split())
_WORDS = {"vs": "versus", "programme": "program", "programmes": "programs", "grey": "gray", "aluminium": "aluminum"}
_SPELLINGS = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        ("ae|oe", "e"),
        ("our", "or"),
        (r"(?<=.{3})is(?=e[drs]?$|ers?$|ing$|ations?$|ational$)", "iz"),
        (r"(?<=.{2})ys(?=e[drs]?$|ers?$|ing$)", "yz"),
        ("(?<=[tb])re(?=s?$)", "er"),
        ("(?<=en)ce(?=d?s?$)", "se"),
        ("logue", "log"),
        ("ll", "l"),
        ("sulph", "sulf"),
        ("mould", "mold"),
        ("ageing", "aging"),
        ("artefact", "artifact"),
        ("gement", "gment"),
    )
)
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"}
)
_VERSION_NOTE = re.compile(
    r"(?<!\s)\s*+[(\[](?:version \d+[^)\]]*|v\d{1,2}|pre-?print|pre-?print version|accepted manuscript|"
    r"author'?s? manuscript)[)\]]\s*$",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:\.\.\.|…)\s*$")
_SEPARATOR = re.compile(r"\s*[:;?!|]\s+|\s*\?\s*$|\s+[-–—]+\s+|\s*—\s*|\.\s+|\s*[(\[]")
_SEPARATOR_SIGN = re.compile(r"[:;?!|—(\[.]|[-–]\s")
"""Finds a sign of each separator, ten times as fast: most titles have none."""
# not translated: words that are compared
_ANOTHER_WORK = """
abstract abstracts acknowledgment addendum appendix book case comment commentary comments corpus correction corrections
corrigendum data dataset datasets discussion draft edition editorial editorials errata erratum extended follow foreword
guide handbook implementation interview introduction lecture lectures letter manual material materials news note notes
outline part parts poster preface program protocol questions rejoinder rejoinders reply replies report response
responses results retraction review reviews revised revisited second sequel series slides software source summary
supplement supplemental supplementary supplements survey talk thesis third tutorial update updated version vol volume
volumes workshop
"""
_ANOTHER = frozenset(_ANOTHER_WORK.split())
"""Words after the main title that show a different work: a reply to it, its second part, its data."""
_EMPTY_WORDS = frozenset(("the", "a", "an", "of"))


class TitleKeys:
    """The parts of a title that are compared.

    text: plain and without additions by the publisher (a retraction mark, a version); words: as returned by
    `normalise_spelling`; exact: keys that titles of one paper share, empty for a title that is not distinctive;
    is_sure: the title is distinctive enough to identify a paper without other data.
    """

    __slots__ = ("exact", "is_sure", "key", "text", "weight", "words")

    def __init__(self, title: str) -> None:
        self.text = without_notes(plain(title))
        flat = title_key(self.text)
        self.words = tuple(normalise_spelling(flat))
        self.key = "".join(self.words)
        letters = flat.replace(" ", "")
        self.weight = len(letters) + 2 * len(_WIDE_LETTER.findall(letters))
        is_stock = flat in _STOCK or self.weight < SHORTEST_SURE
        self.is_sure = not is_stock and self.weight >= SHORTEST
        keys = {} if is_stock or not self.key else {self.key: None}
        if keys and (written := self.text.translate(_UMLAUTS)) != self.text:
            keys["".join(normalise_spelling(normalise(written)))] = None
        self.exact = tuple(keys)

    @property
    def block(self) -> str:
        """The beginning of the key: titles with small differences usually begin the same."""
        return self.key[:5]


@functools.lru_cache(maxsize=40_000)
def title_keys(title: str) -> TitleKeys:
    """Returns the keys of *title* (cached)."""
    return TitleKeys(title)


def without_notes(text: str) -> str:
    """Returns *text* without a publisher's mark that the article is retracted, and without a version note."""
    before = None
    while before != text:
        before, text = text, _VERSION_NOTE.sub("", without_mark(text))
    return text or before or ""


def normalise_spelling(flat: str) -> list[str]:
    """Returns the words of a normalised title in one spelling.

    That is American spelling, Greek letters by name, numbers of parts in digits, without a leading article and without
    'and'.
    """
    words = flat.translate(_GREEK_NAMES).split()
    if len(words) > 1 and words[0] in ("the", "a", "an"):
        del words[0]
    return [word for word in _spelled_words(words) if word]


def spelled_words(words: Sequence[str]) -> list[str]:
    """Returns each of the normalised *words* of a text as `normalise_spelling` writes it; empty for 'and'."""
    return _spelled_words([word.translate(_GREEK_NAMES) for word in words])


def _spelled_words(words: Sequence[str]) -> list[str]:
    found: list[str] = []
    for place, word in enumerate(words):
        if word == "and":
            found.append("")
        elif word in _ROMAN_ALONE and place and words[place - 1] in _COUNTED:
            found.append(_ROMAN_ALONE[word])
        else:
            found.append(_spelled(word))
    return found


@functools.lru_cache(maxsize=60_000)
def _spelled(word: str) -> str:
    if word in _ROMAN:
        return _ROMAN[word]
    word = _WORDS.get(word, word)
    if word.isascii() and word.isalpha() and len(word) > 3:
        for pattern, instead in _SPELLINGS:
            word = pattern.sub(instead, word)
    return word


def is_typo(one: TitleKeys, other: TitleKeys) -> bool:
    """Returns True if two long titles differ only by typing errors.

    A typing error is a letter doubled, omitted, or in the wrong place, in at most two long words, or an article.
    Differences in a number, in a short word, or between two different words never count as typing errors. A title that
    one side has cut with an ellipsis also counts as the same.
    """
    if min(len(one.key), len(other.key)) < LONG_ENOUGH_FOR_SLIPS:
        return False
    if is_cut(one) and len(one.key) >= SHORTEST_CUT and other.key.startswith(one.key):
        return True
    if is_cut(other) and len(other.key) >= SHORTEST_CUT and one.key.startswith(other.key):
        return True
    first, second = _differing(one.words, other.words)
    if not first or not second:
        return len(first) + len(second) <= 2 and all(word in _EMPTY_WORDS for word in (*first, *second))
    if len(first) != len(second):
        return False
    pairs = [(mine, its) for mine, its in zip(first, second, strict=True) if mine != its]
    return len(pairs) <= 2 and all(_is_slip_of(mine, its) for mine, its in pairs)


def differs_in_spelling(one: TitleKeys, other: TitleKeys) -> bool:
    """Returns True if two titles have the same number of words, and each differs from its counterpart by at most two
    letters: no word is another one."""
    first, second = _differing(one.words, other.words)
    if len(first) != len(second):
        return False
    from rapidfuzz.distance import Levenshtein  # not part of the start

    return all(Levenshtein.distance(mine, its) <= _MOST_OTHER_LETTERS for mine, its in zip(first, second, strict=True))


def is_title_start(short: TitleKeys, long: TitleKeys) -> bool:
    """Returns True if *long* is *short* followed by a subtitle or a bracket.

    False if *long* is a work about *short* or a part of it.
    """
    if len(short.key) >= len(long.key) or not short.exact or not long.key.startswith(short.key[:5]):
        return False
    for cut in _SEPARATOR.finditer(long.text):
        if _head(long, cut) != short.key:
            continue
        words = normalise(long.text[cut.end() :]).split()
        return bool(words) and not any(word in _ANOTHER or word.isdigit() or word in _ROMAN for word in words)
    return False


def title_heads(title: TitleKeys) -> Iterator[str]:
    """Yields the keys of the beginnings of *title* that can be a title without its subtitle (`is_title_start`)."""
    if not _SEPARATOR_SIGN.search(title.text):
        return
    for cut in _SEPARATOR.finditer(title.text):
        yield _head(title, cut)


def is_cut(title: TitleKeys) -> bool:
    """Returns True if *title* ends in an ellipsis."""
    return _CUT.search(title.text) is not None


def without_empty_words(words: Sequence[str]) -> Iterator[str]:
    """Yields *words* without those that one of two equal titles may lack."""
    return (word for word in words if word not in _EMPTY_WORDS)


def _head(title: TitleKeys, cut: re.Match[str]) -> str:
    return "".join(normalise_spelling(normalise(title.text[: cut.start()])))


def _differing(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the words of each title between the common beginning and the common end."""
    start = 0
    least = min(len(one), len(other))
    while start < least and one[start] == other[start]:
        start += 1
    end = 0
    while end < least - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def _is_slip_of(one: str, other: str) -> bool:
    if not (one.isalpha() and other.isalpha()) or min(len(one), len(other)) < SHORTEST_SLIP:
        return False
    if one + "s" == other or other + "s" == one:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) == 1:
        place = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
        if short[place:] != long[place + 1 :]:
            return False
        doubled = place and long[place] == long[place - 1]
        return bool(doubled) or (len(short) >= 6 and 2 <= place < len(short))
    if len(long) != len(short):
        return False
    places = [at for at, letter in enumerate(short) if letter != long[at]]
    if len(places) == 2 and places[1] == places[0] + 1:
        swapped = short[places[0]] == long[places[1]] and short[places[1]] == long[places[0]]
        return swapped and len(short) >= 6
    if len(places) == 1 and len(short) >= 9 and 2 <= places[0] < len(short) - 2:
        return not (short[places[0]] in "aeiouy" and long[places[0]] in "aeiouy")
    return False

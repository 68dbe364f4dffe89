"""The values of CSL's `text-case`."""

from __future__ import annotations

import re

from scholar_desktop.domain.text.styled_text import beside_marks
from scholar_desktop.formats.csl.punctuation import CASE_END, CASE_START, QUOTE_END, QUOTE_START

_TOKEN = re.compile(
    f"{CASE_START}[^{CASE_START}{CASE_END}]*+{CASE_END}|[{QUOTE_START}{QUOTE_END}{CASE_START}{CASE_END}]"
    r"|[^\W_]+|\s+|."
)
_STOP_WORDS = frozenset(  # not translated: words that are compared
    re.findall(
        r"\w+",
        "a about an and as at but by d de down for from in into l nor of on onto or over so the till to up van via von "
        "with yet",
    )
)
_ENDS_SENTENCE = frozenset(".?!:")
_LETTERS_THAT_ARE_WORDS = frozenset("aeio")  # a, e-mail, i and o of other languages
_BREAKS_WORD = frozenset("-/–—")
_SUBTITLE = re.compile(
    rf"(?<=\w[:?!])\s+[{QUOTE_START}‘“\"'(\[]*(?P<word>[^\W\d_]+)(?=(?P<after>.?))",
)
"""What begins a subtitle, and its first word."""
_LAST_WORD = re.compile(r"(?<=\s)[^\s/–—-]+$")


def change_case(text: str, case: str) -> str:
    """Returns *text* in the case *case*, a value of `text-case`; marks of fonts stay where they are."""
    return beside_marks(text, lambda words: _changed(words, case))


def _changed(text: str, case: str) -> str:
    match case:
        case "uppercase":
            return _outside(text, str.upper)
        case "lowercase":
            return _outside(text, str.lower)
        case "title" | "sentence" | "capitalize-first" | "capitalize-all":
            return _word_by_word(text, case)
        case _:
            return text


def _outside(text: str, change: object) -> str:
    """Applies *change* to what is not marked as having a fixed case."""
    assert callable(change)
    if CASE_START not in text:
        return str(change(text))
    parts = re.split(f"({CASE_START}[^{CASE_END}]*{CASE_END})", text)
    return "".join(part if part.startswith(CASE_START) else str(change(part)) for part in parts)


def _word_by_word(text: str, case: str) -> str:
    last = _LAST_WORD.search(text) if case == "title" else None
    start_of_last = last.start() if last is not None and QUOTE_END not in last[0] else -1
    written = []
    place = "start"  # start, sentence, word, inside, mark or last
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token in (QUOTE_START, QUOTE_END, CASE_START, CASE_END):
            written.append(token)
            continue
        if found.start() == start_of_last and place in ("start", "sentence", "word"):
            place = "last"
        if token[0].isalnum():
            written.append(_word(token, case, place))
            place = "inside"
            continue
        written.append(token)
        end = token[-1]
        if token[0] == CASE_START:
            place = "inside"
        elif end in _ENDS_SENTENCE:
            place = "mark"
        elif end.isspace() and place == "mark":
            place = "sentence"
        elif end.isspace() or end in _BREAKS_WORD:
            place = "word"
    return "".join(written)


def _word(word: str, case: str, place: str) -> str:
    """Returns *word* in the case of its place in the sentence."""
    at_start = place in ("start", "sentence")
    is_lower = word.islower() and word.isalpha()
    if case == "sentence":
        is_capitalised = word[0].isupper() and (len(word) == 1 or (word[1:].islower() and word.isalpha()))
        if is_capitalised and not at_start:
            return word.lower()
        return _capital(word.lower()) if at_start and (is_capitalised or is_lower) else word
    if any(letter.isupper() for letter in word) and any(letter.islower() for letter in word):
        return word
    if case == "capitalize-first":
        return _capital(word) if place == "start" and is_lower else word
    if case == "capitalize-all":
        return _capital(word) if (at_start or place in ("word", "last")) and is_lower else word
    if word.isalpha() and word.isupper():
        return word
    is_title_word = place == "word" and word not in _STOP_WORDS and len(word) > 1
    return _capital(word.lower()) if at_start or is_title_word or (place == "last" and len(word) > 1) else word


def capitalise_subtitles(title: str) -> str:
    """Returns *title* with a capital at the beginning of each subtitle: after a colon, a question or exclamation mark.
    Names that have a form of their own (iPhone, p53, α-synuclein, t-test) stay as they are."""

    def begin(found: re.Match[str]) -> str:
        word, after = found["word"], found["after"]
        is_symbol = len(word) == 1 and word not in _LETTERS_THAT_ARE_WORDS and not after.isspace()
        is_name = not word.islower() or not word[0].isascii() or after.isdecimal() or is_symbol
        at = found.start("word") - found.start()
        return found[0] if is_name else found[0][:at] + _capital(found[0][at:])

    return beside_marks(title, lambda words: _SUBTITLE.sub(begin, words))


def _capital(word: str) -> str:
    return word[0].upper() + word[1:]

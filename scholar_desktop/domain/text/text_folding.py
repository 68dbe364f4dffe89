"""The forms in which texts are compared. Each ignores the case; the docstring says in what it differs and why.

Titles have a form of their own, `titles.normalise`, because markup, signs and punctuation count there too; what it does
with letters is `fold_title_letters`. The order of a bibliography is no folding (`formats/csl/reference_list.py`).
"""

from __future__ import annotations

import functools
import re
import unicodedata

from scholar_desktop.domain.text.unicode_forms import normalize

_LATIN_MARKS = re.compile("[\u0300-\u036f]")
_LATIN = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"}
"""Letters that Unicode does not decompose, with those that are written instead of them."""
_LATIN_LETTERS = str.maketrans(_LATIN)
_TITLE_LETTERS = str.maketrans({**_LATIN, "ς": "σ"})
_PDF_LETTERS = str.maketrans({**_LATIN, "ħ": "h", "ŋ": "n", "ə": "e"})
_GREEK_NAMES = str.maketrans({
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho",
    "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
})  # fmt: skip
_GREEK_LETTERS = {name: chr(letter) for letter, name in _GREEK_NAMES.items() if letter != ord("ς")}
_GREEK_ACCENTS = dict(zip("αεηιουω", "άέήίόύώ", strict=True))
_NAME_AT_END = re.compile("^(?:alpha|beta|gamma|delta|epsilon|theta|kappa|lambda|sigma|omega)(?=[0-9])"
                          "|(?:alpha|beta|gamma|delta|epsilon|theta|kappa|lambda|sigma|omega)(?=[0-9]*$)")  # fmt: skip
"""The name of a Greek letter where it is a part of a symbol (TGFbeta1)."""
_GREEK_SIGN = re.compile("(?<![α-ω])[α-ω](?![α-ω])")
_SPECIAL_LETTERS = re.compile("[øØłŁđĐæÆœŒıðÐþÞß\u0370-\u03ff\u1f00-\u1fff\u00b5]")
_BETWEEN_ASCII_WORDS = re.compile("[^a-z0-9]+")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u0000-\u0008\u000e-\u001f\ufffe\uffff]")


@functools.lru_cache(maxsize=20_000)  # one name is folded nine times when papers are compared
def fold_person_name(name: str) -> str:
    """Returns *name* without Latin accents, and with punctuation replaced by spaces.

    Marks of other scripts are kept, because they distinguish names there.
    """
    if name.isascii():
        return _BETWEEN_ASCII_WORDS.sub(" ", name.lower()).strip()
    text = _LATIN_MARKS.sub("", normalize("NFKD", name).casefold().translate(_LATIN_LETTERS))
    return " ".join("".join(character if character.isalnum() else " " for character in text).split())


def fold_title_letters(text: str) -> str:
    """Returns *text* without Latin accents, composed, with every sign.

    Marks of other scripts are kept, and Greek letters remain letters: they occur in titles as symbols.
    """
    text = normalize("NFKC", text).casefold().translate(_TITLE_LETTERS)
    return normalize("NFC", _LATIN_MARKS.sub("", normalize("NFD", text)))


def fold_search_text(text: str) -> str:
    """Returns *text* as words of the library are compared: without Latin and Greek accents. A Greek letter that stands
    for a quantity (β, TGFβ1) is replaced by its name, because it is typed so."""
    if text.isascii():
        return text.lower()
    return _GREEK_SIGN.sub(lambda found: found[0].translate(_GREEK_NAMES), fold_title_letters(text))


def greek_forms(word: str) -> tuple[str, ...]:
    """Returns other forms in which a text may have *word*, which is folded by `fold_letters`: a Greek letter for its
    name (β for beta) and the reverse, and an accent on each vowel of a Greek word, because SQLite's index keeps it."""
    if word.isascii():
        if word in _GREEK_LETTERS:
            return (_GREEK_LETTERS[word],)
        form = _NAME_AT_END.sub(lambda found: _GREEK_LETTERS[found[0]], word)
        return () if form == word else (form,)
    named = _GREEK_SIGN.sub(lambda found: found[0].translate(_GREEK_NAMES), word)
    if named != word:
        return (named,)
    ends = {"σ": "ς", "ς": "σ"}.get(word[-1])
    words = [word] if ends is None else [word, word[:-1] + ends]
    accented = (
        f"{one[:place]}{_GREEK_ACCENTS[letter]}{one[place + 1 :]}"
        for one in words
        for place, letter in enumerate(one)
        if letter in _GREEK_ACCENTS
    )
    return (*words[1:], *accented)


def has_special_letters(text: str) -> bool:
    """Returns True if *text* has letters that SQLite's search does not fold: Greek ones, and those like ø."""
    return not text.isascii() and _SPECIAL_LETTERS.search(text) is not None


def fold_pdf_text(text: str) -> str:
    """Returns *text* without accents, ligatures and invisible characters; Greek letters are replaced by their names.

    The fonts of a PDF decide which of these characters its text contains. Spaces remain.
    """
    text = _without_marks(_INVISIBLE.sub("", normalize("NFKC", text)).casefold())
    return text.translate(_PDF_LETTERS).translate(_GREEK_NAMES)


def fold_letters(text: str) -> str:
    """Returns *text* without accents; every letter keeps its position, because hits are marked in the original."""
    return text.lower() if text.isascii() else text.translate(_FOLDS)


def fold_row_text(text: str) -> str:
    """Return *text* without accents and line breaks, for searching thousands of rows at each key: as short as possible,
    since positions are not needed."""
    return (text if text.isascii() else _without_marks(text)).casefold().replace("\n", " ")


def fold_venue(name: str) -> str:
    """Return *name* without accents, with single spaces. The store of the offline corpus contains this form: a change
    needs a new build of it."""
    return " ".join(_without_marks(name.casefold()).split())


def fold_file_name(name: str) -> str:
    """Returns a key for comparing file names. Accents are kept, and only their composition is ignored.

    Names with the same key are one file on some systems, which ignore case or Unicode composition.
    """
    return normalize("NFC", normalize("NFC", name).casefold())


def fold_command(text: str) -> str:
    """Return *text* with "ae" for "ä" and so on, as German is typed on a keyboard without these letters."""
    return normalize("NFC", text).casefold().translate(_SPELT_OUT)


def _without_marks(text: str) -> str:
    """Returns *text* decomposed (NFKD), without the marks of any script."""
    return normalize("NFKD", text).translate(_MARKS)


class _Marks(dict[int, int | None]):
    """Table for str.translate: removes the marks of all scripts. It notes each character at its first use, because
    asking `unicodedata` for each character of a long list takes most of the time that its folding takes."""

    def __missing__(self, code: int) -> int | None:
        kept = self[code] = None if unicodedata.combining(chr(code)) else code
        return kept


_MARKS = _Marks()


class _Folds(dict[int, str]):
    """Table for str.translate: maps each letter to lower case without accents, always one letter to one letter."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        base = normalize("NFD", letter)[0].lower()
        self[code] = base if len(base) == 1 else letter
        return self[code]


_FOLDS = _Folds()

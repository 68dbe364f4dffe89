"""Text of our own in place of somebody else's: the same length, the same markup, the same kinds of characters."""

from __future__ import annotations

import hashlib
import random
import re
import unicodedata

KEPT = re.compile(
    r"&#?\w{1,31};"  # entities, whole
    r"|</?[A-Za-z!?][^<>]*>"  # markup, with its attributes
    r"|\\[A-Za-z]+|\\."  # TeX commands
    r"|https?://[^\s<>\"')\]]+"  # addresses
)
VOWELS, CONSONANTS = "aeiou", "bcdfghklmnprstvw"


def scrambled(text: str) -> str:
    """Return *text* with other words in it.

    Entities, tags, TeX commands, addresses, digits' places, punctuation, white space, soft hyphens, combining marks
    and the script of each letter remain where they were. The same text gives the same result.
    """
    dice = random.Random(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
    others = [char for char in text if _is_other_letter(char)]
    dice.shuffle(others)
    pieces: list[str] = []
    begin = 0
    for kept in KEPT.finditer(text):
        pieces += (_other_char(dice, char, others) for char in text[begin : kept.start()])
        pieces.append(kept.group())
        begin = kept.end()
    pieces += (_other_char(dice, char, others) for char in text[begin:])
    return "".join(pieces)


def shape(text: str) -> str:
    """Return the class of each character of *text*: what `scrambled` does not change."""
    return "".join("d" if char.isdigit() else unicodedata.category(char) for char in text)


def _is_other_letter(char: str) -> bool:
    """True for a letter outside ASCII that no other letter stands for: these are shuffled, as far as they are alike."""
    return not char.isascii() and unicodedata.category(char) == "Lo"


def _other_char(dice: random.Random, char: str, others: list[str]) -> str:
    if char.isascii():
        if char.isdigit():
            return dice.choice("0123456789")
        if char.isalpha():
            vowel = char.lower() in "aeiouy"
            other = dice.choice(VOWELS if vowel else CONSONANTS)
            return other.upper() if char.isupper() else other
        return char
    if _is_other_letter(char):
        # a kept piece may hold some of them, so the pool is never too small
        return others.pop()
    category = unicodedata.category(char)
    if category not in ("Ll", "Lu"):
        return char
    block = ord(char) & ~0x1F
    alike = [chr(code) for code in range(block, block + 32) if unicodedata.category(chr(code)) == category]
    return dice.choice(alike)

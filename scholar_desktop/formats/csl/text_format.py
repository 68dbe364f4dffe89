"""The attributes of an element that change the text that it writes: affixes, case, quotation marks, periods, display,
font.

Fonts are marked (`domain/text/styled_text.py`) if the style was compiled with them.
"""

from __future__ import annotations

from collections.abc import Mapping

from scholar_desktop.domain.text.styled_text import BOLD, ITALIC, RAISED
from scholar_desktop.formats.csl.punctuation import BOUNDARY, QUOTE_END, QUOTE_START, join, parse_text
from scholar_desktop.formats.csl.text_case import change_case

FONTS = {
    "font-style": ("italic", ITALIC),
    "font-weight": ("bold", BOLD),
    "vertical-align": ("sup", RAISED),
}
"""The attributes for fonts that are taken, with their value and its marks."""


class TextFormat:
    """How one element's text is changed."""

    __slots__ = ("case", "delimiter", "display", "fonts", "is_plain", "prefix", "quotes", "strips_periods", "suffix")

    def __init__(self, attributes: Mapping[str, str]) -> None:
        self.prefix = parse_text(attributes.get("prefix", ""))
        self.suffix = parse_text(attributes.get("suffix", ""))
        self.delimiter = attributes.get("delimiter", "")
        self.case = attributes.get("text-case", "none")
        self.quotes = attributes.get("quotes") == "true"
        self.strips_periods = attributes.get("strip-periods") == "true"
        self.display = attributes.get("display") is not None
        self.fonts = [marks for key, (value, marks) in FONTS.items() if attributes.get(key) == value]
        changes = self.prefix or self.suffix or self.quotes or self.strips_periods or self.display or self.fonts
        self.is_plain = not changes and self.case == "none"

    def apply(self, text: str, is_english: bool = True) -> str:
        """Returns the changed *text*; nothing for nothing. is_english: whether `text-case="title"` applies; it does not
        for the values of a work in another language."""
        if self.is_plain or not text:
            return text
        if self.strips_periods:
            text = text.replace(".", "")
        if self.case != "none" and (is_english or self.case != "title"):
            text = change_case(text, self.case)
        if self.quotes:
            text = QUOTE_START + text + QUOTE_END
        for start, end in self.fonts:  # affixes are not in the font
            text = start + text + end
        if self.prefix:
            text = join((self.prefix, text))
        if self.suffix:
            text = join((text, self.suffix))
        return BOUNDARY + text + BOUNDARY if self.display else text

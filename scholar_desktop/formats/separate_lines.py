"""Recognises texts with one reference per line, and in them the lines that nevertheless continue the line above.

In a text that a page broke, a line without the beginning of a reference continues the line above. In a text with one
entry per line, the same line may be a title, words to search for or a remark, so both lines have to show the break.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.reference_lists.reference_start import starts_loosely, starts_reference

_NARROWEST = 40
"""In characters: narrower columns are not expected. A shorter line was ended by its author."""
_ALIKE = 0.75
"""Two lines that one page broke are of about the same length: the second has at least this share of the first."""
_SENTENCE_END = (".", "!", "?", "]", ")")
# not translated: words of titles
_CUT = re.compile(
    r"(?:[,:;(/&–—]|\b(?:a|an|and|as|at|by|for|from|in|into|its|of|on|or|the|their|to|under|via|with|within|without|"
    r"und|oder|der|die|das|des|dem|den|ein|eine|einer|für|im|mit|von|vom|zu|zum|zur|et|de|des|du|la|le|les|en))$",
    re.IGNORECASE,
)
"""The end of a line after which a sentence goes on."""
_GOES_ON = re.compile(
    r"(?:and|or|of|in|on|for|from|to|by|with|within|without|at|as|via|und|oder|von|vom|für|im|mit|zur|zum|et)\s"
)
"""The beginning of a line that continues a sentence."""
_REMARK = re.compile(
    r"(?:see|see also|compare|cf|cp|vgl|siehe(?: auch)?|note|notes|todo|ibid|ebd|ask|check|find)\b[.:]?\s",
    re.IGNORECASE,
)
"""The beginning of a remark between references: 'see also chapter 3'."""


def has_one_per_line(lines: Sequence[str]) -> bool:
    """Returns True if most of *lines*, which are not empty, begin as a reference or are identifiers."""
    return len(lines) > 1 and 2 * sum(map(_begins_entry, lines)) > len(lines)


def shows_break(above: str, line: str, *, is_whole: bool, has_facts: bool) -> bool:
    """Returns True if *above* and *line* show that a page broke the text between them.

    Args:
        is_whole: the reference that *above* ends has all that a reference needs.
        has_facts: *line* has a year, a volume, pages or an address, or says where something was published.
    """
    if starts_loosely(line) or _REMARK.match(line):
        return False
    if len(above) + 1 + len(line.split(maxsplit=1)[0]) < _NARROWEST:
        return False
    if has_facts or _CUT.search(above) or _GOES_ON.match(line):
        return True
    if is_whole:
        return False
    if above.endswith(_SENTENCE_END):
        return line[0].isupper()
    return line.endswith(_SENTENCE_END) or len(line) >= _ALIKE * len(above)


def _begins_entry(line: str) -> bool:
    return identifiers.parse(line) is not None or starts_reference(line) or starts_loosely(line)

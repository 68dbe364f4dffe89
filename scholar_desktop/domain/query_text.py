"""From the text in the search box, or on the command line, to a question."""

from __future__ import annotations

from scholar_desktop.domain.identifier_kinds import visible
from scholar_desktop.domain.identifiers import parse as parse_identifier
from scholar_desktop.domain.query import Query


def parse(text: str) -> Query:
    """What *text* asks for: the one paper that it names, else its words. Never raises.

    Line breaks and double spaces of a pasted title become single spaces; characters that nobody sees go. A text that
    only looks like an identifier is words: `identifiers.recognise` says what is wrong with it.
    """
    words = " ".join(visible(text).split())
    return Query(words=words, identifier=parse_identifier(words))

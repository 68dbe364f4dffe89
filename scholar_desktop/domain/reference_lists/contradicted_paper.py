"""What contradicts the paper of a line: it has another title than the line, or another identifier."""

from __future__ import annotations

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.reference_list import (
    CHOSEN,
    CHOSEN_IN_DOUBT,
    LineStatus,
    ParsedReference,
    ReferenceLine,
)
from scholar_desktop.domain.reference_lists.title_agreement import NO, has_identifier, has_other_title, title_part
from scholar_desktop.domain.text.message import Message

_KINDS = {
    Scheme.S2: Message("Semantic Scholar ID"),
    Scheme.ARXIV: Message("arXiv ID"),
    Scheme.ACL: Message("ACL Anthology ID"),
    Scheme.DBLP: Message("DBLP key"),
}

IDENTIFIER_UNKNOWN = Message("{identifier} is unknown")
"""The note of a line whose identifier no service knows, and which is looked up by its title instead."""


def has_unknown_identifier(reference: ParsedReference) -> bool:
    """Returns True if no service knows the identifier in the line."""
    return isinstance(reference.note, Message) and reference.note.template == IDENTIFIER_UNKNOWN.template


def identifier_kind(identifier: Identifier | None) -> str:
    """Returns what *identifier* is called in a sentence: 'DOI', 'arXiv ID'."""
    if identifier is None:
        return Message("identifier")
    return _KINDS.get(identifier.scheme) or identifiers.label_of(identifier).partition(" ")[0]


def identifier_doubt(reference: ParsedReference, paper: Paper) -> str:
    """Returns that the identifier in the line is not that of *paper*, as part of a sentence; empty if it is, or if the
    line has none."""
    if reference.identifier is None or has_identifier(reference, paper):
        return ""
    kind = identifier_kind(identifiers.parse(reference.identifier))
    return Message("the {identifier} in the line is that of another paper", identifier=kind)


def proposes_other_title(line: ReferenceLine) -> bool:
    """Returns True if *line* is to be checked, and the paper that is proposed for it has another title."""
    return line.standing is LineStatus.CHECK and line.paper is not None and _has_other_title(line, line.paper)


def _has_other_title(line: ReferenceLine, paper: Paper) -> bool:
    """Returns True if *paper*, one of the candidates of *line*, has another title than the line. One with the
    identifier of the line also has it if its title is only similar and its first author is another."""
    found = next((one for one in line.candidates if one.paper.id == paper.id), None)
    title = title_part(found) if found is not None else None
    if found is None or title is None:
        return False
    return title.how == NO or (has_identifier(line.wanted, paper) and has_other_title(line.wanted, found))


def chosen_by(line: ReferenceLine, paper: Paper) -> str:
    """Returns how *line* is matched once the user chooses *paper*: with the reason why that is in doubt, if any."""
    doubt: str = ""
    if _has_other_title(line, paper):
        doubt = Message("the line has another title")
    elif has_unknown_identifier(line.wanted):
        doubt = line.wanted.note
    elif any(has_identifier(line.wanted, one.paper) and _has_other_title(line, one.paper) for one in line.candidates):
        doubt = identifier_doubt(line.wanted, paper)
    return CHOSEN_IN_DOUBT.filled(reason=doubt) if doubt else CHOSEN

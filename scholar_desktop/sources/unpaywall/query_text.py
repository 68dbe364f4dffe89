"""What a person typed, as Unpaywall's title search takes it: words, "phrases", OR, and -words to shut out. Pure."""

from __future__ import annotations

import re

from scholar_desktop.domain.query_text import TITLE, Term, read

_TERM = re.compile(r'-?"[^"]*"|\S+')
_DASHES = re.compile(r"[-–—−]+")


def title_query(text: str) -> str:
    """The value of `query`: *text* in one line, with what would not be understood put right. Empty when nothing is left
    to look for.

    The service strips a `-` at the very start, so what is to be shut out goes behind the words; a dash that stands
    alone, and a quotation mark without its other, would shut out or bind what follows.
    """
    meant = read(text)
    if any(term.field is not None for group in meant.groups for term in group):
        text = " ".join(part for group in meant.groups if (part := _group(group)))
    if text.count('"') % 2:
        text = text.replace('"', " ")
    wanted: list[str] = []
    shut_out: list[str] = []
    for term in _TERM.findall(" ".join(text.split())):
        bare = term.strip('-"')
        if not bare.strip() or _DASHES.fullmatch(term):
            continue
        (shut_out if term.startswith("-") and not _ends_in_or(wanted) else wanted).append(term)
    while wanted and wanted[-1] == "OR":
        wanted.pop()
    while wanted and wanted[0] == "OR":
        wanted.pop(0)
    return " ".join([*wanted, *shut_out]) if wanted else ""


def _group(group: tuple[Term, ...]) -> str:
    """One group of a text that names fields; only titles are searched, so that nothing is left of authors and years."""
    if any(term.field not in (None, TITLE) for term in group):
        return ""
    return " OR ".join(
        ("-" if term.is_excluded else "") + (f'"{term.text}"' if term.is_phrase else term.text) for term in group
    )


def _ends_in_or(terms: list[str]) -> bool:
    """Whether an alternative is due: then a term to shut out belongs to it, and stays where it is."""
    return bool(terms) and terms[-1] == "OR"

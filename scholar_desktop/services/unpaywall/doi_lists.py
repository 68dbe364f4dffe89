"""The DOIs in what a person typed, pasted or chose as a file. Pure."""

from __future__ import annotations

import re

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/)?(?:doi:\s*)?10\.\d{4,9}/[^\s\"<>{}|\\^]+", re.I)
_ENDS = ",;.'’”»"
MAX_DOIS = 100_000
"""As many as the service answers in a day."""


def dois_in(text: str, *, only_dois: bool = False) -> tuple[str, ...]:
    """What each line names, as it stands there: its DOIs or their addresses, else the line itself, so that somebody
    can be told that it is none. Once each, in order; lines that begin with `#` are left out.

    only_dois: lines without a DOI are left out too (a bibliography, a web page).
    """
    found: list[str] = []
    for line in text.replace("\ufeff", "").splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        named = [_trimmed(match) for match in _DOI.findall(line)]
        found += named or ([] if only_dois else [line])
    return tuple(dict.fromkeys(found))[:MAX_DOIS]


def is_bibliography(name: str) -> bool:
    """Whether a file of that name holds more than DOIs, one a line."""
    return name.lower().endswith((".bib", ".ris", ".enw", ".nbib", ".json", ".html", ".htm", ".md"))


def _trimmed(doi: str) -> str:
    doi = doi.rstrip(_ENDS)
    while doi.endswith((")", "]")) and doi.count(doi[-1]) > doi.count({")": "(", "]": "["}[doi[-1]]):
        doi = doi[:-1].rstrip(_ENDS)
    return doi

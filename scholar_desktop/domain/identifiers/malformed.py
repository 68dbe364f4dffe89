"""Explains what is wrong with a text that looks like an identifier but is not one, and what the user can do next.

A text is only called malformed if it is unlikely to be words: `10.5 %`, `PMC` in a sentence or `2019` remain search
words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from scholar_desktop.domain.identifiers.kinds import ARXIV_ARCHIVES
from scholar_desktop.domain.identifiers.url_identifiers import is_address, is_on_host, split_address
from scholar_desktop.domain.text.message import Message

_EXAMPLE_DOI = "10.1038/nature12373"


class MalformedIdentifier(NamedTuple):
    """A malformed identifier.

    label: what the text looks like, e.g. "DOI"; message: what is wrong; hint: what to do next.
    """

    label: str
    message: str
    hint: str


_PREFIXED = re.compile(r"([a-z][a-z0-9_]*)\s*[:=：]\s*(.*)", re.IGNORECASE | re.DOTALL)
_SPACED = re.compile(r"(doi|arxiv|pmid|pmcid|corpusid|s2cid)(?:\s+(\S+))?", re.IGNORECASE)
_DOI_LIKE = re.compile(r"(?:10\.|(?:1[0oO]\.|10,|0\.)(?=[0-9]{4,}/))\S*(?:\s*/\s*\S+)?")
_DOI_PARTS = re.compile(r"10\.([^/]*)/?(.*)", re.DOTALL)
_DOI_WITHOUT_SLASH = re.compile(r"(10\.[0-9]{4,9}(?![0-9]))[^0-9a-z]*([0-9a-z].*)", re.IGNORECASE)
"""The publisher's number, and what follows it in place of a slash."""
_SHORT_DOI = re.compile(r"10/[a-z0-9]{2,}", re.IGNORECASE)
_ARXIV_LIKE = re.compile(r"([0-9]{2})([0-9]{2})\.([0-9]+)(?:v[0-9]*)?")
_ARXIV_OLD_LIKE = re.compile(r"([a-z-]+)(?:\.[a-z-]+)?/([0-9]+)(?:v[0-9]*)?", re.IGNORECASE)
_HEX_LIKE = re.compile(r"[0-9a-f]{36,44}", re.IGNORECASE)
_ALMOST_HEX = re.compile(r"[0-9a-z]{40}", re.IGNORECASE)
_PMC_LIKE = re.compile(r"PMC[-_ ]?(?:[a-z]?[0-9][0-9a-z]*)?", re.IGNORECASE)
_NUMBERED = {
    "pmid": ("PMID", "PMID:19872477"),
    "pubmed": ("PMID", "PMID:19872477"),
    "corpusid": ("CorpusId", "CorpusId:215416146"),
    "corpus": ("CorpusId", "CorpusId:215416146"),
    "s2cid": ("CorpusId", "CorpusId:215416146"),
    "mag": (Message("MAG ID"), "MAG:112218234"),
    "zenodo": (Message("Zenodo record"), "zenodo:17347516"),
}


def find_malformed(plain: str) -> MalformedIdentifier | None:
    """Returns why *plain* (trimmed) is not an identifier although it looks like one; None if it looks like words."""
    if (prefixed := _PREFIXED.fullmatch(plain) or _SPACED.fullmatch(plain)) is not None:
        by_prefix = _prefixed(prefixed[1].lower(), (prefixed[2] or "").strip())
        if by_prefix is not None:
            return by_prefix
    if is_address(plain):
        return _address(plain)
    for fault in (_doi, _arxiv, _sha, _pmcid):
        if (found := fault(plain)) is not None:
            return found
    return None


def _prefixed(name: str, rest: str) -> MalformedIdentifier | None:
    if any(character.isspace() for character in rest) and name not in ("doi", "arxiv", "pmid", "pmcid"):
        return None  # 'ACL: ligament injuries' are words
    checks: dict[str, Callable[[str], MalformedIdentifier | None]] = {"doi": _doi, "arxiv": _arxiv, "s2": _sha}
    if name in checks:
        return checks[name](rest) or _not_an_identifier(name, rest)
    if name in _NUMBERED:
        return _number(*_NUMBERED[name], rest)
    if name in ("pmcid", "pmc"):
        return _pmcid_number(rest)
    if name == "acl":
        return _malformed(
            Message("ACL Anthology ID"), rest, Message("An ACL Anthology ID looks like P19-1001 or 2020.acl-main.1.")
        )
    if name == "dblp":
        return _malformed(Message("DBLP key"), rest, Message("A DBLP key looks like conf/nips/VaswaniSPUJGKP17."))
    return _address(rest) if name == "url" else None


def _malformed(label: str, rest: str, hint: str) -> MalformedIdentifier:
    message = (
        Message("“{text}” is not a valid {kind}.", text=rest, kind=label)
        if rest
        else Message("There is no {kind} after the prefix.", kind=label)
    )
    return MalformedIdentifier(label, message, hint)


def _not_an_identifier(name: str, rest: str) -> MalformedIdentifier:
    if name == "doi":
        return _malformed(
            "DOI",
            rest,
            Message("A DOI starts with 10. and contains a slash, as in {example_doi}.", example_doi=_EXAMPLE_DOI),
        )
    if name == "arxiv":
        return _malformed(
            Message("arXiv ID"), rest, Message("An arXiv ID looks like 1706.03762, or like hep-th/9901001 before 2007.")
        )
    return _malformed(Message("Semantic Scholar ID"), rest, Message("A Semantic Scholar ID has 40 hexadecimal digits."))


def _number(label: str, example: str, rest: str) -> MalformedIdentifier:
    if rest.isdigit() and label == "PMID" and rest.strip("0"):
        return MalformedIdentifier(
            label,
            Message("PMID {pmid} has {number} digits; a PMID has at most 8.", pmid=rest, number=len(rest)),
            Message("Check for an extra digit."),
        )
    return _malformed(label, rest, Message("Use a number, as in {example}.", example=example))


def _doi(text: str) -> MalformedIdentifier | None:
    if _SHORT_DOI.fullmatch(text):
        hint = Message("Open https://doi.org/{text} in a browser and copy the full DOI from the page.", text=text)
        return MalformedIdentifier(
            "DOI", Message("{text} is a short DOI, which the services do not support.", text=text), hint
        )
    if not _DOI_LIKE.fullmatch(text):
        return None
    if not text.startswith("10."):
        mended = "10." + text[2 if text.startswith("0") else 3 :]
        return MalformedIdentifier(
            "DOI",
            Message("The DOI “{text}” does not start with 10. (one, zero, full stop).", text=text),
            Message("Try {mended}.", mended=mended),
        )
    prefix, suffix = _parts(text)
    if any(character.isspace() for character in text):
        return MalformedIdentifier(
            "DOI",
            Message("The DOI “{text}” contains a space.", text=text),
            Message("Try {mended}.", mended="".join(text.split())),
        )
    if not re.fullmatch(r"[0-9.]*", prefix):
        if "/" not in text:
            return _without_slash(text)
        odd = next(character for character in prefix if character not in "0123456789.")
        hint = Message("Use only digits between 10. and the slash, as in {example_doi}.", example_doi=_EXAMPLE_DOI)
        return MalformedIdentifier(
            "DOI", Message("The DOI {text} contains “{odd}” in the number after 10.", text=text, odd=odd), hint
        )
    registrant = prefix.split(".")[0]
    if len(registrant) < 4:
        hint = Message("Check for a missing digit. A full DOI looks like {example_doi}.", example_doi=_EXAMPLE_DOI)
        given = f"10.{prefix}" if prefix else "10."
        return MalformedIdentifier(
            "DOI",
            Message("The start of the DOI, {given}, is too short: 10. is followed by at least 4 digits.", given=given),
            hint,
        )
    if len(registrant) > 9 or not all(prefix.split(".")):
        hint = Message("10. is followed by 4 to 9 digits and a slash, as in {example_doi}.", example_doi=_EXAMPLE_DOI)
        return MalformedIdentifier(
            "DOI", Message("The start of the DOI, 10.{prefix}, is not valid.", prefix=prefix), hint
        )
    if suffix:
        return None
    hint = Message(
        "10.{prefix} is only the publisher. Copy the part after the slash too, as in {example_doi}.",
        prefix=prefix,
        example_doi=_EXAMPLE_DOI,
    )
    return MalformedIdentifier(
        "DOI", Message("The DOI {text} is incomplete: the part after the slash is missing.", text=text), hint
    )


def _without_slash(doi: str) -> MalformedIdentifier:
    found = _DOI_WITHOUT_SLASH.fullmatch(doi)
    hint = (
        Message("Try {mended}.", mended=f"{found[1]}/{found[2]}")
        if found is not None
        else Message("A DOI starts with 10. and contains a slash, as in {example_doi}.", example_doi=_EXAMPLE_DOI)
    )
    return MalformedIdentifier("DOI", Message("The DOI {text} has no slash.", text=doi), hint)


def _parts(doi: str) -> tuple[str, str]:
    found = _DOI_PARTS.fullmatch(doi)
    assert found is not None, doi
    return found[1], found[2]


def _arxiv(text: str) -> MalformedIdentifier | None:
    if (new := _ARXIV_LIKE.fullmatch(text)) is not None and len(new[3]) >= 3:
        return _arxiv_new(text, *new.groups())
    if (old := _ARXIV_OLD_LIKE.fullmatch(text)) is None or old[1].lower() not in ARXIV_ARCHIVES:
        return None
    if len(old[2]) != 7:
        hint = Message("An old arXiv ID has an archive, a slash and 7 digits, as in hep-th/9901001.")
        return MalformedIdentifier(
            Message("arXiv ID"),
            Message("arXiv ID {text} has {number} digits instead of 7.", text=text, number=len(old[2])),
            hint,
        )
    if not 1 <= int(old[2][2:4]) <= 12:
        return _no_month(text, old[2][2:4])
    hint = Message("Since April 2007, arXiv IDs look like 0704.0001.")
    return MalformedIdentifier(
        Message("arXiv ID"), Message("arXiv ID {text} has the old form, but a year after 2007.", text=text), hint
    )


def _arxiv_new(text: str, year: str, month: str, number: str) -> MalformedIdentifier:
    if not 1 <= int(month) <= 12:
        return _no_month(text, month)
    if int(year + month) < 704:
        hint = Message("Before April 2007, arXiv IDs look like hep-th/9901001.")
        return MalformedIdentifier(
            Message("arXiv ID"),
            Message("arXiv ID {text} has the new form, but a date before April 2007.", text=text),
            hint,
        )
    due = 5 if int(year) >= 15 else 4
    message = Message(
        "arXiv ID {text} has {number} digits after the full stop; IDs of {year} have {due}.",
        text=text,
        number=len(number),
        year=f"20{year}",
        due=due,
    )
    return MalformedIdentifier(
        Message("arXiv ID"),
        message,
        Message("Check for a missing digit.") if len(number) < due else Message("Check for an extra digit."),
    )


def _no_month(text: str, month: str) -> MalformedIdentifier:
    hint = Message("The first four digits are the year and the month, as in 1706.03762 (June 2017).")
    return MalformedIdentifier(
        Message("arXiv ID"), Message("arXiv ID {text} has an invalid month: {month}.", text=text, month=month), hint
    )


def _sha(text: str) -> MalformedIdentifier | None:
    letters = any(character.isalpha() for character in text)
    if _HEX_LIKE.fullmatch(text) and letters and len(text) != 40:
        hint = (
            Message("Check for a missing digit.")
            if len(text) == 39
            else Message("Copy it again from the link to the paper.")
        )
        return MalformedIdentifier(
            Message("Semantic Scholar ID"),
            Message("This Semantic Scholar ID has {number} digits instead of 40.", number=len(text)),
            hint,
        )
    if _ALMOST_HEX.fullmatch(text) is None or not letters:
        return None
    if 34 <= sum(character in "0123456789abcdefABCDEF" for character in text) < 40:
        odd = next(character for character in text if character not in "0123456789abcdefABCDEF")
        hint = Message("Use only 0 to 9 and a to f. Check for the letter o instead of 0, or l instead of 1.")
        return MalformedIdentifier(
            Message("Semantic Scholar ID"), Message("This Semantic Scholar ID contains “{odd}”.", odd=odd), hint
        )
    return None


def _pmcid(text: str) -> MalformedIdentifier | None:
    return _pmcid_number(text[3:].lstrip("-_ ")) if _PMC_LIKE.fullmatch(text) else None


def _pmcid_number(rest: str) -> MalformedIdentifier:
    if not any(character.isdigit() for character in rest):
        message = (
            Message("“{rest}” is not a valid PMCID: it has no digits.", rest=rest)
            if rest
            else Message("The PMCID has no digits.")
        )
        return MalformedIdentifier("PMCID", message, Message("A PMCID looks like PMC2808891."))
    return MalformedIdentifier(
        "PMCID",
        Message("“{rest}” is not the number of a PMCID.", rest=rest),
        Message("A PMCID is PMC and digits, as in PMC2808891."),
    )


def _address(text: str) -> MalformedIdentifier | None:
    """Returns the problem of an address that names no paper. `Node.js` and `arxiv.org` without https:// or path are
    words."""
    parts = split_address(text)
    if parts is None or not (parts.path.strip("/") or "//" in text):
        return None
    host, last = parts.netloc, parts.path.strip("/")
    if is_on_host(host, "doi.org"):
        found = _doi(last) or (
            _malformed("DOI", last, Message("A DOI looks like {example_doi}.", example_doi=_EXAMPLE_DOI))
            if last
            else None
        )
        return found or MalformedIdentifier(
            "DOI", Message("This doi.org link does not contain a DOI."), Message("Copy the full link.")
        )
    if is_on_host(host, "arxiv.org"):
        tail = last.partition("/")[2].removesuffix(".pdf")
        found = _arxiv(tail)
        return found or MalformedIdentifier(
            Message("arXiv ID"),
            Message("This arxiv.org link does not contain an arXiv ID."),
            Message("Paste the link to the abstract."),
        )
    if is_on_host(host, "semanticscholar.org"):
        digits = _sha(last.rpartition("/")[2])
        hint = Message("The link to a paper ends in 40 hexadecimal digits.")
        return digits or MalformedIdentifier(
            Message("link"), Message("This Semantic Scholar link does not contain a paper ID."), hint
        )
    if is_on_host(host, "openreview.net"):
        message = Message("OpenReview links contain no title or DOI, so they cannot be looked up directly.")
        hint = Message(
            "Paste it into the search box, which opens the page to find the paper. Or paste the title; most OpenReview "
            "papers are also on arXiv."
        )
        return MalformedIdentifier("OpenReview", message, hint)
    hint = Message(
        "Paste it into the search box, which opens the page to find the paper. Or paste the DOI or title of the paper."
    )
    return MalformedIdentifier(Message("link"), Message("This {host} link does not identify a paper.", host=host), hint)

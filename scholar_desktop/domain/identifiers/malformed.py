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
_DOI_LIKE = re.compile(r"(?:10\.|1[0oO]\.(?=[0-9]{4,}/)|10,(?=[0-9]{4,}/))\S*(?:\s*/\s*\S+)?")
_DOI_PARTS = re.compile(r"10\.([^/]*)/?(.*)", re.DOTALL)
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
    "mag": ("MAG id", "MAG:112218234"),
    "zenodo": ("Zenodo record", "zenodo:17347516"),
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
        return _malformed("ACL Anthology id", rest, "ACL Anthology ids look like P19-1001 or 2020.acl-main.1.")
    if name == "dblp":
        return _malformed("DBLP key", rest, "DBLP keys look like conf/nips/VaswaniSPUJGKP17.")
    return _address(rest) if name == "url" else None


def _malformed(label: str, rest: str, hint: str) -> MalformedIdentifier:
    message = f"'{rest}' is no {label}." if rest else f"The {label} is missing: nothing stands after its prefix."
    return MalformedIdentifier(label, message, hint)


def _not_an_identifier(name: str, rest: str) -> MalformedIdentifier:
    if name == "doi":
        return _malformed("DOI", rest, f"A DOI begins with 10. and has a slash, such as {_EXAMPLE_DOI}.")
    if name == "arxiv":
        return _malformed("arXiv id", rest, "arXiv ids look like 1706.03762, older ones like hep-th/9901001.")
    return _malformed("Semantic Scholar id", rest, "A Semantic Scholar id has 40 hexadecimal digits.")


def _number(label: str, example: str, rest: str) -> MalformedIdentifier:
    if rest.isdigit() and label == "PMID" and rest.strip("0"):
        return MalformedIdentifier(
            label, f"The PMID {rest} has {len(rest)} digits; a PMID has 8 at most.", "Is a digit doubled?"
        )
    return _malformed(label, rest, f"It is a number, such as {example}.")


def _doi(text: str) -> MalformedIdentifier | None:
    if _SHORT_DOI.fullmatch(text):
        hint = f"Open https://doi.org/{text} in a browser and copy the whole DOI from the paper's page."
        return MalformedIdentifier("DOI", f"{text} is a short DOI, which the services do not know.", hint)
    if not _DOI_LIKE.fullmatch(text):
        return None
    if not text.startswith("10."):
        mended = "10." + text[3:]
        return MalformedIdentifier(
            "DOI", f"The DOI '{text}' does not begin with 10. (one, zero, full stop).", f"Try {mended}."
        )
    prefix, suffix = _parts(text)
    if any(character.isspace() for character in text):
        return MalformedIdentifier("DOI", f"The DOI '{text}' has a space in it.", f"Try {''.join(text.split())}.")
    if not re.fullmatch(r"[0-9.]*", prefix):
        odd = next(character for character in prefix if character not in "0123456789.")
        hint = f"Between 10. and the slash are digits only, such as {_EXAMPLE_DOI}."
        return MalformedIdentifier("DOI", f"The DOI {text} has '{odd}' in the number after 10.", hint)
    registrant = prefix.split(".")[0]
    if len(registrant) < 4:
        hint = f"Is a digit missing? A whole DOI looks like {_EXAMPLE_DOI}."
        given = f"10.{prefix}" if prefix else "10."
        return MalformedIdentifier(
            "DOI", f"The DOI's beginning {given} is too short: after 10. come at least 4 digits.", hint
        )
    if len(registrant) > 9 or not all(prefix.split(".")):
        hint = f"After 10. come 4 to 9 digits and a slash, such as {_EXAMPLE_DOI}."
        return MalformedIdentifier("DOI", f"The DOI's beginning 10.{prefix} is not well formed.", hint)
    if suffix:
        return None
    hint = f"10.{prefix} names the publisher only; copy the part behind the slash too, as in {_EXAMPLE_DOI}."
    return MalformedIdentifier("DOI", f"The DOI {text} is not whole: the part behind its slash is missing.", hint)


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
        hint = "The old form is the archive, a slash and 7 digits, such as hep-th/9901001."
        return MalformedIdentifier("arXiv id", f"The arXiv id {text} has {len(old[2])} digits instead of 7.", hint)
    if not 1 <= int(old[2][2:4]) <= 12:
        return _no_month(text, old[2][2:4])
    hint = "From April 2007 on, arXiv ids look like 0704.0001."
    return MalformedIdentifier(
        "arXiv id", f"The arXiv id {text} has a year in which the old form was not in use.", hint
    )


def _arxiv_new(text: str, year: str, month: str, number: str) -> MalformedIdentifier:
    if not 1 <= int(month) <= 12:
        return _no_month(text, month)
    if int(year + month) < 704:
        hint = "Before April 2007, arXiv ids look like hep-th/9901001."
        return MalformedIdentifier("arXiv id", f"The arXiv id {text} is of a time before this form was in use.", hint)
    due = 5 if int(year) >= 15 else 4
    message = f"The arXiv id {text} has {len(number)} digits after the full stop; those of 20{year} have {due}."
    return MalformedIdentifier(
        "arXiv id", message, "Is a digit missing?" if len(number) < due else "Is there a digit too many?"
    )


def _no_month(text: str, month: str) -> MalformedIdentifier:
    hint = "The first four digits are year and month, as in 1706.03762 (June 2017)."
    return MalformedIdentifier("arXiv id", f"The arXiv id {text} has {month} as its month.", hint)


def _sha(text: str) -> MalformedIdentifier | None:
    letters = any(character.isalpha() for character in text)
    if _HEX_LIKE.fullmatch(text) and letters and len(text) != 40:
        hint = "Is one missing?" if len(text) == 39 else "Copy it again from the address of the paper's page."
        return MalformedIdentifier(
            "Semantic Scholar id", f"This Semantic Scholar id has {len(text)} digits instead of 40.", hint
        )
    if _ALMOST_HEX.fullmatch(text) is None or not letters:
        return None
    if 34 <= sum(character in "0123456789abcdefABCDEF" for character in text) < 40:
        odd = next(character for character in text if character not in "0123456789abcdefABCDEF")
        hint = "Its 40 digits are 0 to 9 and a to f. Is a letter o a zero, or an l a one?"
        return MalformedIdentifier("Semantic Scholar id", f"This Semantic Scholar id has '{odd}' in it.", hint)
    return None


def _pmcid(text: str) -> MalformedIdentifier | None:
    return _pmcid_number(text[3:].lstrip("-_ ")) if _PMC_LIKE.fullmatch(text) else None


def _pmcid_number(rest: str) -> MalformedIdentifier:
    if not any(character.isdigit() for character in rest):
        message = f"'{rest}' is no PMCID: its digits are missing." if rest else "The digits of the PMCID are missing."
        return MalformedIdentifier("PMCID", message, "PMCIDs look like PMC2808891.")
    return MalformedIdentifier(
        "PMCID", f"'{rest}' is not the number of a PMCID.", "PMCIDs are PMC and digits, such as PMC2808891."
    )


def _address(text: str) -> MalformedIdentifier | None:
    """Returns the problem of an address that names no paper. `Node.js` and `arxiv.org` without https:// or path are
    words."""
    parts = split_address(text)
    if parts is None or not (parts.path.strip("/") or "//" in text):
        return None
    host, last = parts.netloc, parts.path.strip("/")
    if is_on_host(host, "doi.org"):
        found = _doi(last) or (_malformed("DOI", last, f"A DOI looks like {_EXAMPLE_DOI}.") if last else None)
        return found or MalformedIdentifier("DOI", "This address of doi.org holds no DOI.", "Copy the whole address.")
    if is_on_host(host, "arxiv.org"):
        tail = last.partition("/")[2].removesuffix(".pdf")
        found = _arxiv(tail)
        return found or MalformedIdentifier(
            "arXiv id", "This address of arxiv.org holds no arXiv id.", "Paste that of the abstract."
        )
    if is_on_host(host, "semanticscholar.org"):
        digits = _sha(last.rpartition("/")[2])
        hint = "The address of a paper's page ends in 40 hexadecimal digits."
        return digits or MalformedIdentifier(
            "address", "This address of Semantic Scholar does not hold the paper's id.", hint
        )
    if is_on_host(host, "openreview.net"):
        message = "No service looks papers up by OpenReview's addresses, which hold no title and no DOI."
        hint = (
            "The search box looks at the page itself. Or paste the title; most papers of OpenReview are at arXiv, too."
        )
        return MalformedIdentifier("OpenReview", message, hint)
    hint = "The search box looks at the page itself. Or paste the paper's DOI or its title."
    return MalformedIdentifier("address", f"This address of {host} does not say which paper it is of.", hint)

"""Suggests the identifier that a mistyped one probably means: with a letter in place of a digit, a comma or a space."""

from __future__ import annotations

import re

from scholar_desktop.domain.identifiers.identifiers import recognise
from scholar_desktop.domain.text.message import Message

LONGEST = 300
_DIGITS = str.maketrans("OoIl", "0011")
_LIKE = "[0-9OoIl]"
_FORMS = (
    re.compile(rf"(?<![0-9A-Za-z])([1Il][0Oo]\.{_LIKE}{{4,9}}(?:\.{_LIKE}+)*)(?=/\S+$)"),  # the start of a DOI
    re.compile(rf"(?<![0-9A-Za-z])({_LIKE}{{4}}\.{_LIKE}{{4,5}})(?=(?:v[0-9]+)?(?:\.pdf)?$)"),  # an arXiv ID
    re.compile(rf"(?<=[a-z]/)({_LIKE}{{7}})(?=(?:v[0-9]+)?$)"),  # the number of an old one
    re.compile(rf"(?<=PMC)[-_ ]?({_LIKE}+)$", re.IGNORECASE),
    re.compile(
        rf"^[a-z][a-z0-9_]{{1,11}}\s{{0,2}}[:=\s]\s{{0,2}}({_LIKE}{{1,20}})$", re.IGNORECASE
    ),  # PMID, CorpusId, MAG
    re.compile(r"(?<![0-9A-Za-z])([0-9a-fA-FOoIl]{40})$"),  # a Semantic Scholar ID
)
"""What looks like an identifier with O, o, I or l in it, up to the end of the text."""

_BROKEN = re.compile(
    rf"(?:https?://\S*?/)?(?:\bdoi\b[\s:]*)?(?<![0-9A-Za-z.])[1Il][0Oo][.,]\s?{_LIKE}{{4}}\S*(?:\s/\s?\S+)?"
    rf"|(?:\barxiv\b[\s:]*)?(?<![0-9A-Za-z./]){_LIKE}{{4}}\.{_LIKE}{{4,5}}(?:v[0-9]+)?(?![0-9A-Za-z])"
    rf"|\b(?:pmid|pmcid|corpusid)\b[\s:]*{_LIKE}+\b|\bPMC{_LIKE}+\b",
    re.IGNORECASE,
)
"""An identifier with its name, also one that is cut or mistyped."""
_SPACED = re.compile(r"(?<!\s)\s*+([./:])\s*+")
"""A mark of an identifier with spaces around it, as a PDF or a line break leaves them."""


_STOPS = re.compile(r"(?<![0-9A-Za-z])10\.{2,5}(?=[0-9])")
_WITHOUT_START = re.compile(
    r"(?:10)?((?!(?:19|20)[0-9]{2}/)[0-9]{4,5}/(?=[^\s]{0,80}[A-Za-z])(?=[^\s]{0,80}[0-9])\S{5,200})"
)
"""A DOI without its '10.', or without the full stop in it. 2019/05-may is a date."""


def without_broken_identifiers(text: str) -> str:
    """Returns *text* on one line without its identifiers, also those that are cut or mistyped; empty if it has nothing
    else."""
    rest = " ".join(_BROKEN.sub(" ", text).split())
    return rest if any(character.isalpha() for character in rest) else ""


def mended_in(hint: str | None) -> str:
    """Returns the identifier that *hint*, of a problem with an identifier, suggests; empty if it suggests none."""
    return str(hint.values.get("mended", "")) if isinstance(hint, Message) else ""


def corrected_identifier(text: str) -> str | None:
    """Returns *text* with digits in place of the letters that look like them, without spaces, commas and repeated full
    stops, and with the slash or the start that a DOI lacks, if it is then an identifier; None if it is one already, or
    does not look like one."""
    plain = text.strip()
    if not plain or len(plain) > LONGEST:
        return None
    found = recognise(plain)
    if found.identifier is not None:
        return None
    texts = [plain, _SPACED.sub(r"\1", plain)]
    if found.problem is not None:
        texts.append("".join(plain.split()))
        texts.append(mended_in(found.problem.hint))
    return next((one for some in texts for one in _candidates(some) if recognise(one).identifier is not None), None)


def _candidates(text: str) -> list[str]:
    found = (form.search(text) for form in _FORMS)
    changed = [
        text[: m.start(1)] + m[1].translate(_DIGITS) + text[m.end(1) :] for m in found if m and _has_digits(m[1])
    ]
    bare = _WITHOUT_START.fullmatch(text)
    whole = [f"10.{bare[1]}"] if bare is not None else []
    return [text, text.replace("10,", "10.", 1), _STOPS.sub("10.", text, count=1), *whole, *changed]


def _has_digits(number: str) -> bool:
    """True if at least half of *number* are digits, so that it is unlikely to be a word."""
    return 2 * sum(character.isdigit() for character in number) >= len(number.replace(".", ""))

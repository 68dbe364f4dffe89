"""Reads further details of a record: related works, grants, licences, embargo and version."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, recognise
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import Record

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_RELATIONS = {
    "issupplementto": Message("supplements"),
    "issupplementedby": Message("supplemented by"),
    "iscitedby": Message("cited by"),
    "isreferencedby": Message("referenced by"),
    "ispartof": Message("part of"),
    "haspart": Message("has part"),
    "isversionof": Message("version of"),
    "hasversion": Message("has version"),
    "isnewversionof": Message("newer version of"),
    "ispreviousversionof": Message("older version of"),
    "isidenticalto": Message("the same as"),
    "isderivedfrom": Message("derived from"),
    "issourceof": Message("source of"),
    "isdocumentedby": Message("documented by"),
    "isdescribedby": Message("described by"),
    "iscompiledby": Message("compiled by"),
    "isreviewedby": Message("reviewed by"),
    "isrequiredby": Message("required by"),
    "isobsoletedby": Message("replaced by"),
    "obsoletes": Message("replaces"),
    "ispublishedin": Message("published in"),
    "isvariantformof": Message("variant of"),
    "isoriginalformof": Message("original of"),
    "isalternateidentifier": Message("also called"),
    "iscontinuedby": Message("continued by"),
}
# not translated: words that are compared
_OF_ITS_PAPER = ("supplements", "the same as", "described by", "documented by", "published in")
"""The relations of a record to the paper that it belongs to."""
# not translated: words that are compared
_OF_SAME_WORK = ("version of", "variant of", "original of")
"""The relations of a preprint to its paper; a record is also a version of its own concept, which is no paper."""
_CODE_HOSTS = ("github.com", "gitlab.", "bitbucket.org", "codeberg.org", "softwareheritage.org", "cran.")
_DOCUMENTS = ("publication", "article", "paper", "book", "preprint", "report", "thesis")


class RelatedWork(msgspec.Struct, frozen=True):
    """Another work that the record refers to.

    words: the relation, in words; text: the identifier, without its scheme; identifier: an identifier that the program
    can look up, or None; url: an address that a browser can open, or None; kind: `code`, `data`, `paper`, or empty if
    unknown.
    """

    words: str
    text: str
    identifier: Identifier | None = None
    url: str | None = None
    kind: str = ""


class Grant(msgspec.Struct, frozen=True):
    """A grant that funded the work. funder, title, code: None if not stated."""

    funder: str | None = None
    title: str | None = None
    code: str | None = None

    @property
    def text(self) -> str:
        named = " ".join(
            part for part in (self.title, f"({self.code})" if self.code and self.title else self.code) if part
        )
        return ": ".join(part for part in (self.funder, named) if part)


def related_works(record: Record) -> tuple[RelatedWork, ...]:
    """Returns the works that *record* refers to, each once.

    Papers come before data and code, otherwise in the given order.
    """
    found: dict[str, RelatedWork] = {}
    for sent in record.related:
        one = _related(sent)
        if one is not None:
            found.setdefault(f"{one.words} {one.text.casefold()}", one)
    order = {"paper": 0, "data": 1, "code": 2, "": 3}
    return tuple(sorted(found.values(), key=lambda one: order[one.kind]))


def paper_of_record(record: Record) -> RelatedWork | None:
    """Returns the paper that *record* is a part of or identical to, such as the one whose data it has; None if it names
    none."""
    return next(
        (
            one
            for one in related_works(record)
            if one.identifier is not None
            and (
                (one.kind in ("paper", "") and str(one.words) in _OF_ITS_PAPER)
                or (one.kind == "paper" and str(one.words) in _OF_SAME_WORK)
            )
        ),
        None,
    )


def _related(sent: dict[str, Any]) -> RelatedWork | None:
    text = sent.get("identifier")
    if not isinstance(text, str) or not text.strip():
        return None
    text = " ".join(text.split())
    relation = sent.get("relation")
    native = sent.get("relation_type")
    if not isinstance(relation, str) and isinstance(native, dict):
        relation = native.get("id")
    relation = relation if isinstance(relation, str) else ""
    found = recognise(text).identifier
    identifier = found if found is not None and found.scheme is not Scheme.URL else None
    url = text if text.lower().startswith(("https://", "http://")) else None
    if identifier is not None and url is None:
        url = _address(identifier)
    return RelatedWork(
        words=relation_words(relation),
        text=identifier.value if identifier is not None else text,
        identifier=identifier,
        url=url,
        kind=_kind_of(sent, text, identifier),
    )


def relation_words(relation: str) -> str:
    """Returns a relation in words: 'supplements' for isSupplementTo, in any case.

    An unknown relation is split into its words.
    """
    known = _RELATIONS.get(relation.lower())
    return known or _WORDS.sub(" ", relation).lower() or Message("related to")


def _kind_of(sent: dict[str, Any], text: str, identifier: Identifier | None) -> str:
    kind = sent.get("resource_type")
    if isinstance(kind, dict):
        kind = kind.get("id")
    kind = kind.lower() if isinstance(kind, str) else ""
    if kind.startswith("software"):
        return "code"
    if kind.startswith("dataset"):
        return "data"
    if kind.startswith(_DOCUMENTS):
        return "paper"
    if any(host in text.lower() for host in _CODE_HOSTS):
        return "code"
    if identifier is not None and identifier.scheme in (Scheme.ARXIV, Scheme.PMID, Scheme.PMCID, Scheme.ACL):
        return "paper"
    if identifier is not None and identifier.scheme is Scheme.DOI and not identifier.value.startswith("10.5281/"):
        return "paper"
    return ""


def _address(identifier: Identifier) -> str | None:
    places = {
        Scheme.DOI: "https://doi.org/",
        Scheme.ARXIV: "https://arxiv.org/abs/",
        Scheme.ZENODO: "https://zenodo.org/records/",
        Scheme.PMID: "https://pubmed.ncbi.nlm.nih.gov/",
    }
    place = places.get(identifier.scheme)
    return f"{place}{identifier.value}" if place is not None else None


def grants(record: Record) -> tuple[Grant, ...]:
    """Returns the grants of the work, from the current format (`grants`) or the native one (`funding`)."""
    metadata = record.all.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    found = []
    for sent in _dicts(metadata.get("grants")):
        funder = sent.get("funder")
        name = funder.get("name") if isinstance(funder, dict) else None
        found.append(
            Grant(_text(name), _text(sent.get("title")) or _text(sent.get("acronym")), _text(sent.get("code")))
        )
    for sent in _dicts(metadata.get("funding")):
        funder, award = sent.get("funder"), sent.get("award")
        award = award if isinstance(award, dict) else {}
        name = funder.get("name") if isinstance(funder, dict) else None
        number = _text(award.get("number")) or _text(award.get("id"))
        found.append(Grant(_text(name), _in_english(award.get("title")), number))
    return tuple(dict.fromkeys(grant for grant in found if grant.text))


def licences(record: Record) -> tuple[str, ...]:
    """Returns the ids of all licences in lower case: the current format has only the first, the native one has all."""
    metadata = record.all.get("metadata")
    rights = _dicts(metadata.get("rights")) if isinstance(metadata, dict) else []
    several = [code.lower() for each in rights if (code := _text(each.get("id"))) is not None]
    several += [title for each in rights if _text(each.get("id")) is None and (title := _in_english(each.get("title")))]
    return tuple(dict.fromkeys(several)) or ((record.license,) if record.license else ())


def embargo_until(record: Record) -> str | None:
    """Returns the day on which the embargo ends, as sent; None if none is stated."""
    metadata, access = record.all.get("metadata"), record.all.get("access")
    if isinstance(metadata, dict) and (day := _text(metadata.get("embargo_date"))) is not None:
        return day
    embargo = access.get("embargo") if isinstance(access, dict) else None
    return _text(embargo.get("until")) if isinstance(embargo, dict) else None


def is_newest(record: Record) -> bool | None:
    """Returns True if the record is the latest version of its work; None if it does not say."""
    metadata, native = record.all.get("metadata"), record.all.get("versions")
    if isinstance(native, dict) and isinstance(native.get("is_latest"), bool):
        return bool(native["is_latest"])
    relations = metadata.get("relations") if isinstance(metadata, dict) else None
    versions = _dicts(relations.get("version")) if isinstance(relations, dict) else []
    return next((bool(one["is_last"]) for one in versions if isinstance(one.get("is_last"), bool)), None)


def _in_english(sent: Any) -> str | None:
    """Returns a title that is sent as text, or as an object by language (English preferred)."""
    if isinstance(sent, dict):
        return next((text for value in (sent.get("en"), *sent.values()) if (text := _text(value)) is not None), None)
    return _text(sent)


def _dicts(sent: Any) -> list[dict[str, Any]]:
    return [each for each in sent if isinstance(each, dict)] if isinstance(sent, list) else []


def _text(sent: Any) -> str | None:
    return " ".join(sent.split()) or None if isinstance(sent, str) else None

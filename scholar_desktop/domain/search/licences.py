"""Determines what the licence of a copy allows."""

from __future__ import annotations

import re

import msgspec

_CC = re.compile(r"^(?:cc|creative-commons)[-_ ]?(by|0|zero|pdm|pd)((?:[-_ ]?(?:nc|nd|sa))*)(?:[-_ ]?([0-9.]+))?", re.I)


class LicenceTerms(msgspec.Struct, frozen=True):
    """What a licence allows in addition to reading.

    share: distributing copies; adapt: changing the work; commercial: commercial use; same_terms: changed copies must
    have the same licence; credit: the authors must be named.
    """

    share: bool
    adapt: bool
    commercial: bool
    same_terms: bool = False
    credit: bool = True


def licence_terms(license_name: str | None) -> LicenceTerms | None:
    """Returns what *license_name* allows, in the spellings of the services (`cc-by-nc`, `cc-by-4.0`, `CCBY`, `pd`).

    None if it is unknown: no licence, `implied-oa`, a publisher's own terms.
    """
    text = (license_name or "").strip().lower()
    if text in ("pd", "public-domain", "publicdomain"):
        return LicenceTerms(share=True, adapt=True, commercial=True, credit=False)
    found = _CC.match(text)
    if found is None:
        return None
    if found[1].lower() != "by":
        return LicenceTerms(share=True, adapt=True, commercial=True, credit=False)
    limits = found[2].lower()
    return LicenceTerms(
        share=True,
        adapt="nd" not in limits,
        commercial="nc" not in limits,
        same_terms="sa" in limits,
    )


def is_open(license_name: str | None) -> bool:
    """Returns True if it is a licence that allows copies to be shared."""
    return licence_terms(license_name) is not None

"""What the licence of a copy allows. Pure."""

from __future__ import annotations

import re

import msgspec

_CC = re.compile(r"^(?:cc|creative-commons)[-_ ]?(by|0|zero|pdm|pd)((?:[-_ ]?(?:nc|nd|sa))*)(?:[-_ ]?([0-9.]+))?", re.I)


class LicenceTerms(msgspec.Struct, frozen=True):
    """Beyond reading: share copies, change it (adapt), use it in business (commercial); same_terms: changed copies must
    carry the same licence; credit: the authors must be named."""

    share: bool
    adapt: bool
    commercial: bool
    same_terms: bool = False
    credit: bool = True


def licence_terms(license_name: str | None) -> LicenceTerms | None:
    """What *license_name* (as the services write it: `cc-by-nc`, `cc-by-4.0`, `CCBY`, `pd`) allows; None for one that
    says nothing of it: none, `implied-oa`, a publisher's own terms."""
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
    """Whether it is a licence that lets copies be shared."""
    return licence_terms(license_name) is not None

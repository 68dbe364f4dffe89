"""The addresses in an answer of Unpaywall: where the paper may be read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def best_link(answer: Mapping[str, Any]) -> str | None:
    """Where the best copy is: its PDF where one is named, else its page (`best_oa_location.url`); None for a closed
    paper."""
    return _address(_best(answer).get("url")) or _address(_best(answer).get("url_for_landing_page"))


def pdf_link(answer: Mapping[str, Any]) -> str | None:
    """The PDF of the best copy that names one."""
    return next(iter(pdf_links(answer)), None)


def pdf_links(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Every PDF that a copy names, best copy first, each once."""
    return _once(_address(place.get("url_for_pdf")) for place in _places(answer))


def all_links(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Every address of every copy, best copy first, each once."""
    return _once(
        _address(place.get(key)) for place in _places(answer) for key in ("url", "url_for_pdf", "url_for_landing_page")
    )


def _places(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    named = answer.get("oa_locations")
    others = [place for place in named if isinstance(place, Mapping)] if isinstance(named, list) else []
    return [place for place in (_best(answer), *others) if place]


def _best(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    best = answer.get("best_oa_location")
    return best if isinstance(best, Mapping) else {}


def _address(value: object) -> str | None:
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else None


def _once(addresses: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for address in addresses if address is not None))

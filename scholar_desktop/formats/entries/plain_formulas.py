r"""Writes formulas of LaTeX as plain text (`$\alpha$-helices`: α-helices), for formats that do not read LaTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.formats.latex import parts

# not translated: names of CSL, and commands of LaTeX
_TEXTS_WORDS = """
title title-short container-title container-title-short collection-title original-title reviewed-title volume-title
part-title event-title abstract note
"""
_TEXTS = frozenset(_TEXTS_WORDS.split())
_BUILDS = re.compile(
    r"\\(?!(?:text|math|operatorname|boldsymbol|bm|mbox|hbox|ensuremath|emph)[a-z]*\s*\{)[A-Za-z]+\s*[{\[]"
)
"""A command that builds something of its arguments, as a fraction: without it they would mean something else."""


def without_formulas(text: str) -> str:
    """Returns *text* with its formulas as plain text, as the window shows them. Dollar signs of prices stay, and so do
    formulas that plain text cannot have."""
    if text.count("$") < 2:
        return text
    return "".join(plain(part) if is_math and _BUILDS.search(part) is None else part for is_math, part in parts(text))


def plain_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Returns CSL variables with the formulas in titles and other prose as plain text."""
    return {
        name: without_formulas(value) if name in _TEXTS and isinstance(value, str) else value
        for name, value in fields.items()
    }


def plain_entry(entry: FullEntry) -> FullEntry:
    """Returns *entry* with the formulas in titles and other prose as plain text."""
    return msgspec.structs.replace(entry, fields=plain_fields(entry.fields))

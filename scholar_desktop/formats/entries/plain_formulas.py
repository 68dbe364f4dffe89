r"""Writes formulas of LaTeX and MathML as plain text (`$\alpha$-helices`: α-helices), for formats that do not read
them, or with the tags of CSL and Zotero (`CO$_2$`: CO<sub>2</sub>), which have no formulas but lowered and raised text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.text.formula_text import with_readable_formulas
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.formats.latex import parts

# not translated: names of CSL, and commands of LaTeX
_TEXTS_WORDS = """
title title-short container-title container-title-short collection-title original-title reviewed-title volume-title
part-title event-title abstract note
"""
_TEXTS = frozenset(_TEXTS_WORDS.split())
_WITHOUT_TAGS = frozenset(("abstract", "note"))
"""Zotero shows the tags in these fields."""
_EMPHASIS = re.compile(r"<(/?)(em|strong)>", re.IGNORECASE)
_TAG_OF = {"em": "i", "strong": "b"}
"""Tags of HTML, and those of CSL and Zotero with the same meaning."""
_BUILDS = re.compile(
    r"\\(?!(?:text|math|operatorname|boldsymbol|bm|mbox|hbox|ensuremath|emph)[a-z]*\s*\{)[A-Za-z]+\s*[{\[]"
)
"""A command that builds something of its arguments, as a fraction: without it they would mean something else."""
_GROUP = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
_SCRIPT = re.compile(rf"(?<!\\)([_^])\s*(?:{_GROUP}|(\\[A-Za-z]+(?:\s*\{{[^{{}}]*\}})?|[^\s{{}}\\$]))")
"""A lowered or raised part of a formula, with what is lowered or raised."""
_TAGS = {"_": ("\ue010", "\ue011"), "^": ("\ue012", "\ue013")}
_OF_MARKS = str.maketrans({"\ue010": "<sub>", "\ue011": "</sub>", "\ue012": "<sup>", "\ue013": "</sup>"})
"""The signs that take the place of tags while the LaTeX around them is read."""


def without_formulas(text: str) -> str:
    """Returns *text* with its formulas as plain text, as the window shows them. Dollar signs of prices stay, and so do
    formulas that plain text cannot have."""
    return _rewritten(with_readable_formulas(text, around=""), plain)


def with_tags(text: str) -> str:
    """Returns the same as `without_formulas`, with tags around what is lowered or raised."""
    text = with_readable_formulas(text, tags=True, around="")
    return _rewritten(text, lambda formula: plain(_marked(formula[1:-1])).translate(_OF_MARKS))


def _rewritten(text: str, write: Callable[[str], str]) -> str:
    if text.count("$") < 2:
        return text
    return "".join(write(part) if is_math and _BUILDS.search(part) is None else part for is_math, part in parts(text))


def _marked(formula: str) -> str:
    def mark(found: re.Match[str]) -> str:
        first, last = _TAGS[found[1]]
        inner = found[2] if found[2] is not None else found[3]
        return f"{first}{_marked(inner)}{last}" if inner.strip() else ""

    return _SCRIPT.sub(mark, formula)


def plain_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Returns CSL variables with the formulas in titles and other prose as plain text."""
    return _fields_with(fields, without_formulas)


def _fields_with(fields: Mapping[str, Any], write_title: Callable[[str], str]) -> dict[str, Any]:
    return {
        name: without_formulas(value)
        if name in _WITHOUT_TAGS and isinstance(value, str)
        else _with_tags_of_csl(write_title(value))
        if name in _TEXTS and isinstance(value, str)
        else value
        for name, value in fields.items()
    }


def _with_tags_of_csl(title: str) -> str:
    return _EMPHASIS.sub(lambda tag: f"<{tag[1]}{_TAG_OF[tag[2].lower()]}>", title) if "<" in title else title


def tagged_entry(entry: FullEntry) -> FullEntry:
    """Returns *entry* with the formulas in titles as text with tags, and those in other prose as plain text."""
    return msgspec.structs.replace(entry, fields=_fields_with(entry.fields, with_tags))


def plain_entry(entry: FullEntry) -> FullEntry:
    """Returns *entry* with the formulas in titles and other prose as plain text."""
    return msgspec.structs.replace(entry, fields=plain_fields(entry.fields))

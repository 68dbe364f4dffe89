"""Reads a file of pairs: TOML, JSON, or one JSON object a line."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scholar_desktop.domain.identifiers.identifiers import clean_arxiv, clean_doi
from scholar_desktop.domain.paper import Author, Ids, Paper

HOUSE_PAIRS = Path(__file__).parent / "pairs.toml"
_SAME, _DIFFERENT = ("same", "one", "true", "1", "yes"), ("different", "two", "false", "0", "no")


@dataclass(frozen=True)
class Pair:
    why: str
    one: Paper
    other: Paper


@dataclass(frozen=True)
class Pairs:
    path: Path
    same: tuple[Pair, ...]
    different: tuple[Pair, ...]


def read_pairs(path: Path) -> Pairs:
    """Every pair of *path*. Raises ValueError with what is not understood."""
    text = path.read_text("utf-8-sig")
    if path.suffix == ".toml":
        data: Any = tomllib.loads(text)
    elif path.suffix == ".jsonl":
        data = [json.loads(line) for line in text.splitlines() if line.strip()]
    else:
        data = json.loads(text)
    if isinstance(data, dict) and not {"same", "different"} & set(data):
        data = data.get("pairs") or data.get("pair")
    if isinstance(data, list):
        data = {
            "same": [item for item in data if _kind(item) == "same"],
            "different": [item for item in data if _kind(item) == "different"],
        }
    same, different = (tuple(_pair(item) for item in data.get(kind, ())) for kind in ("same", "different"))
    return Pairs(path, same, different)


def _kind(item: dict[str, Any]) -> str:
    said = next((item[name] for name in ("kind", "label", "expected", "same", "verdict") if name in item), None)
    word = str(said).strip().lower()
    if word in _SAME:
        return "same"
    if word in _DIFFERENT:
        return "different"
    raise ValueError(f"a pair says neither 'same' nor 'different': {item}")


def _pair(item: dict[str, Any]) -> Pair:
    one = next(item[name] for name in ("one", "a", "left", "first") if name in item)
    other = next(item[name] for name in ("other", "b", "right", "second") if name in item)
    return Pair(str(item.get("why") or item.get("reason") or ""), a_row(one), a_row(other))


def a_row(data: dict[str, Any]) -> Paper:
    """A row as a source would give it: its DOI and arXiv id in the form in which the program keeps them."""
    data = data | {name: str(value) for name, value in (data.get("ids") or {}).items() if value}
    ids = {name: str(data[name]) for name in Ids.__struct_fields__ if data.get(name)}
    for name, clean in (("doi", clean_doi), ("arxiv", clean_arxiv)):
        if name in ids:
            ids[name] = clean(ids[name]) or ids[name].strip().lower()
    authors = data.get("authors") or ()
    names = authors.split(";") if isinstance(authors, str) else authors
    return Paper(
        title=data.get("title") or "",
        ids=Ids(**ids),
        authors=tuple(Author((name["name"] if isinstance(name, dict) else name).strip()) for name in names),
        year=int(data["year"]) if data.get("year") else None,
        venue=data.get("venue"),
        type=data.get("type"),
        sources=(data.get("source") or "s2",),
    )

"""The papers in the recorded answers, with their bibliographic facts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scholar_desktop.domain.text.titles import normalise, plain


@dataclass(frozen=True)
class Work:
    """A paper as a service knows it and a reference line names it. kind: `publicationTypes` as sent."""

    id: str
    title: str
    authors: tuple[str, ...]
    year: int
    venue: str = ""
    volume: str = ""
    pages: str = ""
    doi: str = ""
    arxiv: str = ""
    kinds: tuple[str, ...] = ()

    @property
    def row(self) -> dict[str, Any]:
        """The paper as Semantic Scholar sends it."""
        ids = {name: value for name, value in (("DOI", self.doi), ("ArXiv", self.arxiv)) if value}
        return {
            "paperId": self.id,
            "externalIds": ids,
            "title": self.title,
            "authors": [{"authorId": None, "name": name} for name in self.authors],
            "year": self.year,
            "venue": self.venue,
            "journal": {"name": self.venue, "volume": self.volume, "pages": self.pages} if self.venue else None,
            "publicationTypes": list(self.kinds) or None,
        }


def recorded_papers(folder: Path) -> list[Work]:
    """Return each paper of the recorded answers that has a title, authors and a year, once."""
    rows: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.glob("*/*.json")):
        if file.parent.name in ("specs", "unpaywall", "zenodo"):
            continue
        exchange = json.loads(file.read_text("utf-8"))
        if exchange["response"]["status"] == 200:
            for row in _rows(exchange["response"]["body"]):
                known = rows.setdefault(row["paperId"], {})
                known.update({key: value for key, value in row.items() if value and not known.get(key)})
    works: dict[str, Work] = {}
    for row in rows.values():
        work = _work(row)
        if work is not None:
            works.setdefault(normalise(work.title), work)
    return [works[title] for title in sorted(works)]


def _rows(body: Any) -> Iterator[dict[str, Any]]:
    if isinstance(body, dict):
        if isinstance(body.get("title"), str) and isinstance(body.get("paperId"), str):
            yield body
        for value in body.values():
            yield from _rows(value)
    elif isinstance(body, list):
        for value in body:
            yield from _rows(value)


def _work(row: dict[str, Any]) -> Work | None:
    authors = tuple(
        plain(author["name"]) for author in row.get("authors") or () if isinstance(author, dict) and author.get("name")
    )
    year, title = row.get("year"), plain(row["title"]).rstrip(".")
    if not authors or not isinstance(year, int) or len(title.split()) < 3 or len(title) > 220:
        return None
    journal = row.get("journal") or {}
    ids = row.get("externalIds") or {}
    pages = " ".join(str(journal.get("pages") or "").split())
    volume = str(journal.get("volume") or "")
    return Work(
        id=row["paperId"],
        title=title,
        authors=authors,
        year=year,
        venue=plain(row.get("venue") or journal.get("name") or ""),
        volume=volume if re.fullmatch(r"[0-9]+", volume) else "",
        pages=re.sub(r"\s*[-–]+\s*", "–", pages),
        doi=str(ids.get("DOI") or ""),
        arxiv=str(ids.get("ArXiv") or ""),
        kinds=tuple(row.get("publicationTypes") or ()),
    )


def changed(work: Work, number: int, **facts: Any) -> Work:
    """Return another paper that is like *work* but for *facts*, with identifiers of its own.

    Args:
        number: makes the identifiers; each number makes other ones.
    """
    own = {"id": f"{number:040x}", "doi": f"10.9999/made.{number}" if work.doi else "", "arxiv": ""}
    return replace(work, **{**own, **facts})

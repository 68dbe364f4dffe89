"""Papers, files and open libraries for the tests of the library."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from scholar_desktop.domain.library import KeptPaper, LibraryView
from scholar_desktop.domain.paper import Author, Facts, Ids, Paper
from scholar_desktop.library.store import LibraryStore

NOW = "2026-11-20T08:00:00Z"


def a_paper(
    title: str = "Attention is All you Need",
    *,
    authors: tuple[str, ...] = ("Ashish Vaswani", "Noam Shazeer"),
    year: int | None = 2017,
    venue: str | None = "NeurIPS",
    source: str = "s2",
    retrieved: str = NOW,
    facts: dict[str, Any] | None = None,
    **ids: str,
) -> Paper:
    """A paper with the ids given, or with a DOI of its own that follows from the title."""
    if not ids:
        ids = {"doi": "10.5555/" + hashlib.sha256(title.encode()).hexdigest()[:12]}
    return Paper(
        title=title,
        ids=Ids(**ids),
        authors=tuple(Author(name) for name in authors),
        year=year,
        venue=venue,
        sources=(source,),
        retrieved=retrieved,
        facts=() if facts is None else (Facts(source, retrieved, facts),),
    )


def a_pdf(path: Path, content: bytes = b"one") -> tuple[Path, str]:
    """A staged file and its checksum."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = b"%PDF-1.4\n" + content + b"\n%%EOF\n"
    path.write_bytes(whole)
    return path, hashlib.sha256(whole).hexdigest()


@asynccontextmanager
async def opened(data_dir: Path, **options: Any) -> AsyncIterator[LibraryStore]:
    store = LibraryStore(data_dir, **options)
    try:
        yield store
    finally:
        await store.aclose()


async def keep(store: LibraryStore, *papers: Paper) -> list[str]:
    """The keys of *papers*, which are kept now, in their order."""
    await store.add(papers)
    return [(await found(store, paper)).key for paper in papers]


async def found(store: LibraryStore, paper: Paper) -> KeptPaper:
    kept = await store.find(paper.id)
    assert kept is not None
    return kept


async def keep_pdf(store: LibraryStore, owner: str | Paper, staging: Path, content: bytes = b"one", **more: Any) -> str:
    """Attach a PDF; its checksum."""
    staged, sha256 = a_pdf(staging / "arrived.part", content)
    await store.attach(owner, staged, name=more.pop("name", "paper.pdf"), sha256=sha256, **more)
    return sha256


async def titles(store: LibraryStore, words: str = "", view: LibraryView = LibraryView.ALL) -> list[str]:
    return [kept.paper.title for kept in (await store.page(view, words)).papers]


async def settled(store: LibraryStore) -> None:
    """Until nothing is under way."""
    while store.pending:  # noqa: ASYNC110  the property is what the window's `idle` asks, too
        await asyncio.sleep(0.005)


def content(kept: KeptPaper) -> bytes:
    assert kept.pdf is not None
    return Path(kept.pdf).read_bytes()


def delete_pdf(kept: KeptPaper) -> None:
    assert kept.pdf is not None
    Path(kept.pdf).unlink()


def at_work(data_dir: Path) -> list[str]:
    """What lies in the library's own folder, but for the sessions that are open."""
    return sorted(path.name for path in (data_dir / ".library").iterdir() if not path.name.startswith("session-"))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below *folder*, by its path from there."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

"""Puts changed files and pages of other people through what reads them: sidecars, lists, landing pages and PDFs.

Each kind begins with good examples of its own, so no recorded answer is needed.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.domain.bibliographic_entry import Entry
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.text.message import encode_english, encode_stored
from scholar_desktop.formats.bibliographic import bibliographic_record
from scholar_desktop.formats.bibtex import biblatex, bibtex
from scholar_desktop.formats.cite_keys import base_key
from scholar_desktop.formats.csl_json import csl_json
from scholar_desktop.formats.paper_json import paper_to_json
from scholar_desktop.formats.paper_table import paper_csv
from scholar_desktop.formats.reference_list_reading import read_text
from scholar_desktop.formats.ris import ris
from scholar_desktop.library import sidecars
from scholar_desktop.library.folders import SIDECAR, LibraryFolders
from scholar_desktop.pdf.inspect import PdfReader
from scholar_desktop.services.reference_lists.reference_lists import read_bytes
from scholar_desktop.services.web.challenge_pages import recognise_challenge_page
from scholar_desktop.services.web.landing_page import other_paper_named, read_landing_page
from scholar_desktop.sources.semantic_scholar.parse import parse_search
from tests.fuzz.answers import Outcome, fault_of, use
from tests.fuzz.mutations import changed, changed_text
from tests.support.drawn_pdfs import draw_paper, draw_pdf
from tests.support.recorded_exchanges import RETRIEVED, load_recorded

ADDRESS = "https://journal.example.org/article/7"
MOST_CHARACTERS = 100_000
"""A text that is read may not be longer than this, however it was changed."""

Read = Callable[[bytes], None]


class Kind(msgspec.Struct, frozen=True):
    """A kind of file: its good examples, how one is changed, and what reads it."""

    examples: list[bytes]
    change: Callable[[random.Random, bytes, list[bytes]], bytes]
    read: Read


def papers() -> list[Paper]:
    """The papers that the examples are about."""
    exchange = next(one for one in load_recorded() if one.endpoint == "s2.search" and one.status == 200)
    return list(parse_search(exchange.body, RETRIEVED).papers)


def _sidecars(place: Path) -> Kind:
    folders = LibraryFolders(place)
    folder = folders.papers / "A folder"
    folder.mkdir(parents=True, exist_ok=True)
    own = {
        "key": "k",
        "added": RETRIEVED,
        "starred": True,
        "to_read": False,
        "cite_key": "a2017",
        "ids": ["doi:10.1/x"],
    }
    file = {
        "name": "a.pdf",
        "sha256": "0" * 64,
        "bytes": 9,
        "version": None,
        "license": "cc-by",
        "retrieved": RETRIEVED,
    }
    examples = [
        msgspec.json.encode(
            {
                **paper_to_json(paper, in_library=True, pdf=None),
                "files": [file],
                "collections": ["A/B"],
                "tags": ["t"],
                "notes": ["n"],
                "library": own,
            },
            enc_hook=encode_english,
        )
        for paper in papers()
    ]

    def read(content: bytes) -> None:
        (folder / SIDECAR).write_bytes(content)
        try:
            found = sidecars.read(folders, folder.name)
        except ValueError:
            return  # it is invalid, and reported as such
        use(found.paper)

    def change(dice: random.Random, example: bytes, others: list[bytes]) -> bytes:
        return changed(dice, msgspec.json.decode(example), lambda: msgspec.json.decode(dice.choice(others)))

    return Kind(examples, change, read)


def _lists() -> Kind:
    found = papers()
    entries = [Entry(base_key(paper), bibliographic_record(paper)) for paper in found]
    keys = [entry.key for entry in entries]
    lines = [f"{paper.authors[0].name if paper.authors else ''} ({paper.year}). {paper.title}." for paper in found]
    texts = [bibtex(entries), biblatex(entries), ris(entries), csl_json(entries), paper_csv(found, keys)]
    texts += ["\n".join(lines), "\n".join(f"[{number}] {line}" for number, line in enumerate(lines, 1))]
    texts += ['@string{j = "Journal"}\n@article{k, journal = j # " of X", title = {{A} title}, crossref = {p}}']
    texts += ["PMID- 1\nTI  - A title\n      goes on\n", "%0 Journal Article\n%T A title\n%A A. Reader\n%D 2001\n"]

    def read(content: bytes) -> None:
        parsed = read_bytes(content, "a file")
        assert [line.number for line in parsed.lines] == list(range(1, len(parsed.lines) + 1))
        for line in parsed.lines:
            assert len(line.text) <= MOST_CHARACTERS + 1
            assert line.problem is None or line.problem.message.endswith((".", "…"))
            msgspec.json.decode(msgspec.json.encode(line, enc_hook=encode_stored), type=type(line))
        read_text(content.decode("utf-8", "replace"))

    return Kind([text.encode() for text in texts], changed_text, read)


def _pages() -> Kind:
    head = (
        '<meta name="citation_pdf_url" content="/7.pdf"><meta name="citation_title" content="Attention &amp; more">'
        '<meta name="citation_doi" content="10.5555/7"><base href="https://journal.example.org/">'
    )
    bodies = (
        '<a href="/7.pdf"><b>PDF</b></a>',
        '<iframe src="7.pdf"></iframe><embed src="a.pdf" type="application/pdf">',
        '<form><input type="password" name="p"></form><script>if (a < b) { c("<a href=x.pdf>"); }</script>',
        '<!-- <a href="no.pdf">PDF</a> --><table><tr><td>A cell<object data="x.pdf"></object></table>',
    )
    texts = [f"<!doctype html><html><head>{head}</head><body>{body}</body></html>" for body in bodies]
    texts.append('<html><meta http-equiv="refresh" content="0; url=/next"><title>Just a moment</title></html>')
    wanted = Paper(title="Attention", ids=Ids(doi="10.5555/7"))

    def read(content: bytes) -> None:
        page = read_landing_page(content, ADDRESS)
        for link in (*page.links, *([page.jump] if page.jump else [])):
            assert link.startswith(("http://", "https://")), link
        other_paper_named(page, wanted)
        recognise_challenge_page(200, {}, ADDRESS, content)

    return Kind([text.encode() for text in texts], changed_text, read)


def _pdfs(place: Path, reader: PdfReader) -> Kind:
    found = papers()[:2]
    examples = [draw_paper(paper.title, [author.name for author in paper.authors][:3]) for paper in found]
    examples.append(draw_pdf(["A page"], ["Another"], title="A title"))
    file = place / "a.pdf"

    def read(content: bytes) -> None:
        file.write_bytes(content)
        report = reader.inspect(file, expected=found[0])
        assert report.reason is None or report.reason.endswith("."), report
        msgspec.json.encode(report, enc_hook=encode_stored)

    return Kind(examples, lambda dice, example, others: changed_text(dice, example, others, words=PDF_WORDS), read)


PDF_WORDS = (
    b"endobj",
    b"stream",
    b"endstream",
    b"/Kids [1 0 R]",
    b"/Count 99999999",
    b"/Length -1",
    b"<<",
    b">>",
    b"xref",
)


@contextmanager
def kinds() -> Iterator[dict[str, Kind]]:
    """Every kind by its name; files and the reading process last as long as the context."""
    reader = PdfReader()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as temporary:
        try:
            place = Path(temporary)
            yield {"sidecars": _sidecars(place), "lists": _lists(), "pages": _pages(), "pdfs": _pdfs(place, reader)}
        finally:
            reader.close()


NAMES = ("sidecars", "lists", "pages", "pdfs")


def fuzz_opened(names: tuple[str, ...], seed: int, count: int) -> Outcome:
    """*count* changed examples of the kinds *names*: the same ones each time for a *seed*."""
    dice = random.Random(seed)
    outcome = Outcome()
    with kinds() as every:
        for number in range(count):
            name = names[number % len(names)]
            kind = every[name]
            content = kind.change(dice, dice.choice(kind.examples), kind.examples)
            began = time.perf_counter()
            problem = fault_of(lambda: kind.read(content))  # noqa: B023  called at once
            outcome.slowest_s = max(outcome.slowest_s, time.perf_counter() - began)
            outcome.add_answer(name, problem, f"seed {seed}, number {number}", content)
    return outcome


def example(name: str) -> Any:
    """One good example of a kind, unchanged, for tests."""
    with kinds() as every:
        return every[name].examples[0]

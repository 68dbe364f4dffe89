"""What the two drags carry: the paper with its PDF, or the citation without a file."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from scholar_desktop.app import Composition
from scholar_desktop.domain.library import KeptFile, KeptPaper
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.formats.bibtex_reading import read_bibtex
from scholar_desktop.formats.ris import read_ris
from scholar_desktop.interop.staging import StagingFolder
from scholar_desktop.services.library.library import Library
from scholar_desktop.services.papers.drag_out import MOST_STYLED, DragOut, staging_folder

PAPER = Paper(
    "Attention <b>& co",
    Ids(doi="10.5555/a"),
    (Author("Ashish Vaswani"),),
    2017,
    venue="Neural & other",
    type="conference",
    abstract="Secret.",
)
OTHER = msgspec.structs.replace(PAPER, title="Another", ids=Ids(doi="10.5555/b"))


def drag_out(folder: Path, style: str = "apa") -> DragOut:
    """With a library that no test here reads."""
    return DragOut(StagingFolder(folder), Library(folder / "no library"), lambda: style)


def kept(tmp_path: Path, paper: Paper, name: str | None) -> KeptPaper:
    files = ()
    if name is not None:
        path = tmp_path / "library" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"%PDF-1.4 %%EOF")
        files = (KeptFile(name, str(path), "0", 14),)
    return KeptPaper(f"k{ord(paper.title[1])}", paper, files, cite_key="mine2017" + paper.title[:2].lower())


def test_a_paper_with_a_pdf_carries_a_staged_copy_and_its_reference(tmp_path: Path):
    library = {PAPER.id: kept(tmp_path, PAPER, "A paper [1].pdf")}
    dragged = drag_out(tmp_path / "drag").dragged([PAPER], library)
    assert list(dragged.contents) == ["text/uri-list", "text/html", "text/plain"]
    address = dragged.contents["text/uri-list"].decode()
    assert address.endswith(".pdf\r\n")
    path = Path(unquote(urlsplit(address.strip()).path))
    assert path.parent.parent.parent == tmp_path / "drag"
    assert path.read_bytes() == b"%PDF-1.4 %%EOF"
    assert (dragged.files, dragged.without_file, dragged.problem) == (1, 0, None)
    assert dragged.contents["text/plain"].decode() == (
        "Vaswani, A. (2017). Attention & co. Neural & Other. https://doi.org/10.5555/a"
    )
    html = dragged.contents["text/html"].decode()
    assert "Attention &amp; co" in html.replace("&lt;b&gt;", "")
    assert "<i>Neural &amp; Other</i>" in html
    assert '<a href="https://doi.org/10.5555/a">' in html


def test_a_citation_carries_bibtex_and_ris_and_no_file(tmp_path: Path):
    library = {PAPER.id: kept(tmp_path, PAPER, "A paper.pdf")}
    handing_over = drag_out(tmp_path / "drag")
    for dragged in (
        handing_over.dragged([PAPER], library, as_citation=True),
        handing_over.dragged([PAPER], {PAPER.id: kept(tmp_path, PAPER, None)}),
        handing_over.dragged([PAPER], {}),
    ):
        assert set(dragged.contents) == {
            *("application/x-bibtex", "application/x-research-info-systems", "text/plain", "text/html"),
        }
        assert dragged.contents["text/plain"] == dragged.contents["application/x-bibtex"]
        [entry] = read_bibtex(dragged.contents["application/x-bibtex"].decode()).entries
        assert entry.biblio.doi == "10.5555/a"
        [record] = read_ris(dragged.contents["application/x-research-info-systems"].decode()).entries
        assert record.biblio.title == entry.biblio.title
        assert b"Secret" not in b"".join(dragged.contents.values())
        assert dragged.files == 0
    assert not (tmp_path / "drag").exists()


def test_the_references_of_a_drag_are_those_of_the_citation_style(tmp_path: Path):
    library = {PAPER.id: kept(tmp_path, PAPER, "A paper.pdf")}
    for as_citation in (False, True):
        numbered = drag_out(tmp_path / "drag", "vancouver").dragged([PAPER], library, as_citation=as_citation)
        assert "Vaswani A. Attention" in numbered.contents["text/html"].decode()
    many = [msgspec.structs.replace(PAPER, ids=Ids(doi=f"10.5555/{number}")) for number in range(MOST_STYLED + 1)]
    short = "Ashish Vaswani (2017). Attention"
    assert drag_out(tmp_path).dragged(many, {}).contents["text/html"].decode().count(short) == len(many)
    unusable = drag_out(tmp_path, "no style").dragged([PAPER], {})
    assert short in unusable.contents["text/html"].decode()


def test_a_kept_paper_is_cited_by_the_librarys_key(tmp_path: Path):
    dragged = drag_out(tmp_path).dragged([PAPER, OTHER], {PAPER.id: kept(tmp_path, PAPER, None)})
    entries = read_bibtex(dragged.contents["text/plain"].decode()).entries
    assert [entry.key for entry in entries] == ["mine2017at", "vaswani2017another"]


def test_papers_that_have_the_same_key_get_letters_in_a_drag(tmp_path: Path):
    alike = [msgspec.structs.replace(PAPER, ids=Ids(doi=f"10.5555/{number}")) for number in range(4)]
    in_library = msgspec.structs.replace(kept(tmp_path, alike[2], None), cite_key="vaswani2017attention")
    for library, expected in (({}, ["", "a", "b", "c"]), ({alike[2].id: in_library}, ["a", "b", "", "c"])):
        dragged = drag_out(tmp_path).dragged(alike, library)
        entries = read_bibtex(dragged.contents["application/x-bibtex"].decode()).entries
        assert [entry.key for entry in entries] == [f"vaswani2017attention{letter}" for letter in expected]


def test_of_several_papers_the_pdfs_that_there_are_are_carried_and_the_others_counted(tmp_path: Path):
    dragged = drag_out(tmp_path / "drag").dragged([PAPER, OTHER], {OTHER.id: kept(tmp_path, OTHER, "o.pdf")})
    assert (dragged.files, dragged.without_file) == (1, 1)
    assert "Another" in dragged.contents["text/plain"].decode()
    assert "Attention" not in dragged.contents["text/plain"].decode()


def test_a_pdf_that_cannot_be_staged_leaves_the_citation_and_the_reason(tmp_path: Path):
    library = {PAPER.id: kept(tmp_path, PAPER, "gone.pdf")}
    (tmp_path / "library" / "gone.pdf").unlink()
    dragged = drag_out(tmp_path / "drag").dragged([PAPER], library)
    assert "text/uri-list" not in dragged.contents
    assert dragged.problem is not None
    assert "gone.pdf" in dragged.problem.message


def test_nothing_carries_nothing(tmp_path: Path):
    assert drag_out(tmp_path).dragged([], {}).contents == {}


async def test_a_dropped_path_lasts_until_its_paper_is_removed(
    make_backend: Callable[..., Composition], tmp_path: Path
):
    """Three starts of the program; the target keeps a link to the path, as KBibTeX does."""
    pdf = tmp_path / "dropped.pdf"
    pdf.write_bytes(b"%PDF-1.4 %%EOF")

    async def start(work: Callable[[Composition], Awaitable[None]]) -> None:
        backend = make_backend()
        try:
            await backend.services.drag_out.tidy()
            await work(backend)
        finally:
            await backend.aclose()

    staged: list[Path] = []

    async def drag(backend: Composition) -> None:
        library = backend.services.library
        await library.add([PAPER, OTHER])
        found = await library.find_many([PAPER, OTHER])
        file = KeptFile("dropped.pdf", str(pdf), "0", pdf.stat().st_size)
        kept = {paper_id: msgspec.structs.replace(one, files=(file,)) for paper_id, one in found.items()}
        dragged = backend.services.drag_out.dragged([PAPER, OTHER], kept)
        lines = dragged.contents["text/uri-list"].decode().split()
        staged.extend(Path(unquote(urlsplit(line).path)) for line in lines)
        assert all(path.is_relative_to(library.data_dir) for path in staged)
        for path in staged:
            os.utime(path.parent, (0, 0))
            os.utime(path.parent.parent, (0, 0))

    async def remove(backend: Composition) -> None:
        assert [path.is_file() for path in staged] == [True, True]
        found = await backend.services.library.find_many([OTHER])
        await backend.services.library.remove([one.key for one in found.values()])

    async def look(_backend: Composition) -> None:
        assert [path.is_file() for path in staged] == [True, False]

    for work in (drag, remove, look):
        await start(work)


def test_a_folder_that_the_user_chose_has_a_part_for_each_library(tmp_path: Path):
    places = {staging_folder(tmp_path / "chosen", tmp_path / name) for name in ("one", "two")}
    assert len(places) == 2
    assert all(place.parent == tmp_path / "chosen" for place in places)
    assert staging_folder(None, tmp_path / "one") == tmp_path / "one" / "handed over"

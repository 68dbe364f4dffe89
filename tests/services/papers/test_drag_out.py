"""What the two drags carry: the paper with its PDF, or the citation without a file."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from scholar_desktop.domain.library import KeptFile, KeptPaper
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.formats.bibtex_reading import read_bibtex
from scholar_desktop.formats.ris import read_ris
from scholar_desktop.interop.staging import StagingFolder
from scholar_desktop.services.papers.drag_out import DragOut

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


def kept(tmp_path: Path, paper: Paper, name: str | None) -> KeptPaper:
    files = ()
    if name is not None:
        path = tmp_path / "library" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"%PDF-1.4 %%EOF")
        files = (KeptFile(name, str(path), "0", 14),)
    return KeptPaper("k" + paper.id, paper, files, cite_key="mine2017" + paper.title[:2].lower())


def test_a_paper_with_a_pdf_carries_a_staged_copy_and_its_reference(tmp_path: Path):
    library = {PAPER.id: kept(tmp_path, PAPER, "A paper [1].pdf")}
    dragged = DragOut(StagingFolder(tmp_path / "drag")).dragged([PAPER], library)
    assert list(dragged.contents) == ["text/uri-list", "text/html", "text/plain"]
    address = dragged.contents["text/uri-list"].decode()
    assert address.endswith(".pdf\r\n")
    path = Path(unquote(urlsplit(address.strip()).path))
    assert path.parent.parent == tmp_path / "drag"
    assert path.read_bytes() == b"%PDF-1.4 %%EOF"
    assert (dragged.files, dragged.without_file, dragged.problem) == (1, 0, None)
    assert dragged.contents["text/plain"].decode().startswith("Ashish Vaswani (2017). Attention")
    html = dragged.contents["text/html"].decode()
    assert "Attention &amp; co" in html.replace("&lt;b&gt;", "")
    assert "<i>Neural &amp; other.</i>" in html
    assert '<a href="https://doi.org/10.5555/a">' in html


def test_a_citation_carries_bibtex_and_ris_and_no_file(tmp_path: Path):
    library = {PAPER.id: kept(tmp_path, PAPER, "A paper.pdf")}
    handing_over = DragOut(StagingFolder(tmp_path / "drag"))
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


def test_a_kept_paper_is_cited_by_the_librarys_key(tmp_path: Path):
    dragged = DragOut(StagingFolder(tmp_path)).dragged([PAPER, OTHER], {PAPER.id: kept(tmp_path, PAPER, None)})
    entries = read_bibtex(dragged.contents["text/plain"].decode()).entries
    assert [entry.key for entry in entries] == ["mine2017at", "vaswani2017another"]


def test_of_several_papers_the_pdfs_that_there_are_are_carried_and_the_others_counted(tmp_path: Path):
    dragged = DragOut(StagingFolder(tmp_path / "drag")).dragged(
        [PAPER, OTHER], {OTHER.id: kept(tmp_path, OTHER, "o.pdf")}
    )
    assert (dragged.files, dragged.without_file) == (1, 1)
    assert "Another" in dragged.contents["text/plain"].decode()
    assert "Attention" not in dragged.contents["text/plain"].decode()


def test_a_pdf_that_cannot_be_staged_leaves_the_citation_and_the_reason(tmp_path: Path):
    library = {PAPER.id: kept(tmp_path, PAPER, "gone.pdf")}
    (tmp_path / "library" / "gone.pdf").unlink()
    dragged = DragOut(StagingFolder(tmp_path / "drag")).dragged([PAPER], library)
    assert "text/uri-list" not in dragged.contents
    assert dragged.problem is not None
    assert "gone.pdf" in dragged.problem.message


def test_nothing_carries_nothing(tmp_path: Path):
    assert DragOut(StagingFolder(tmp_path)).dragged([], {}).contents == {}


async def test_staged_copies_are_tidied_at_the_start(tmp_path: Path):
    assert await DragOut(StagingFolder(tmp_path / "none")).tidy() == 0

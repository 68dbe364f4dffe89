"""export: what the library keeps goes out in each format, and comes back into another library equal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

BIB = r"""@mvbook{thompson:1917, title={On {G}rowth: \emph{and} Form}, author={Thompson, D'Arcy and {The Group}},
  editor={van der Bonner, John}, year={1917}, month=may, publisher={CUP}, address={Cambridge}, annote={Mine
second}, keywords={form, growth}, abstract={Text}, groups={Heads}, shelf={A 17}, file={:a.pdf:PDF}}
@misc{web, title={A page}, url={http://a.example}, date={2020~}, urldate={2020-05-06}}
@Comment{jabref-meta: grouping:
0 AllEntriesGroup:;
1 StaticGroup:Thesis\;0\;1\;\;\;\;;
2 StaticGroup:Heads\;0\;1\;\;\;\;;
}"""


def entries(run: Run, profile: Path) -> dict[str, Any]:
    listed = run("--profile", str(profile), "library", "list", "--sort", "key", "--json").data["papers"]
    found = {}
    for paper in listed:
        entry = paper["entry"]
        for name in ("written", "extra", "origin", "links"):
            entry.pop(name)
        entry["files"] = [file["sha256"] for file in entry["files"]]
        found[entry["key"]] = entry
    return found


@pytest.fixture
def library(run: Run, tmp_path: Path) -> Path:
    """The profile of a library with two entries that no service knows."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 a")
    (tmp_path / "refs.bib").write_text(BIB, "utf-8")
    ran = run("--profile", str(tmp_path / "one"), "import", str(tmp_path / "refs.bib"), "--json")
    assert (ran.code, ran.data["added"], ran.data["files"]) == (0, 2, 1)
    return tmp_path / "one"


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "csl-json", "endnote-xml", "zotero-rdf", "csv"])
def test_a_library_goes_out_with_copies_and_comes_back_equal(run: Run, library: Path, tmp_path: Path, form: str):
    out = tmp_path / "out"
    out.mkdir()
    keys = ("key:thompson:1917", "key:web")
    ran = run(
        "--profile",
        str(library),
        "export",
        *keys,
        "--format",
        form,
        "--files",
        "copies",
        "--output",
        str(out),
        "--json",
    )
    assert ran.code == 0, ran.answer["errors"]
    back = run("--profile", str(tmp_path / "two"), "import", ran.data["output"], "--json")
    assert (back.code, back.data["format"] in (form, "biblatex"), back.data["added"]) == (0, True, 2), back.data
    before, after = entries(run, library), entries(run, tmp_path / "two")
    assert after == before
    assert before["thompson:1917"]["collections"] == ["Thesis/Heads"]
    assert before["thompson:1917"]["files"]


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "csl-json", "endnote-xml", "zotero-rdf", "csv"])
def test_no_address_is_made_of_the_identifier_of_an_imported_entry(run: Run, tmp_path: Path, form: str):
    (tmp_path / "refs.bib").write_text(
        "@article{a, title={A}, doi={10.1000/a}} @article{b, title={B}, pmid={7}}\n"
        "@article{c, title={C}, doi={10.1000/c}, url={https://example.org/c}}",
        "utf-8",
    )
    assert run("--profile", str(tmp_path / "one"), "import", str(tmp_path / "refs.bib")).code == 0
    text = run("--profile", str(tmp_path / "one"), "export", "10.1000/a", "pmid:7", "10.1000/c", "--format", form).out
    assert ("10.1000/a" in text, "://doi.org" in text, "://pubmed" in text) == (True, False, False)
    assert "https://example.org/c" in text, "the address of the file"


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "csl-json", "endnote-xml", "zotero-rdf", "csv"])
def test_no_publisher_is_made_of_the_arxiv_number_of_an_imported_entry(run: Run, tmp_path: Path, form: str):
    entry = "title={A study}, eprint={2001.0000%d}, archiveprefix={arXiv}"
    text = f"@misc{{a, {entry % 1}}}\n@misc{{b, {entry % 2}, publisher={{arXiv}}}}"
    (tmp_path / "refs.bib").write_text(text, "utf-8")
    one = str(tmp_path / "one")
    assert run("--profile", one, "import", str(tmp_path / "refs.bib")).code == 0
    without, stated = (
        run("--profile", one, "export", name, "--format", form).out for name in ("arxiv:2001.00001", "arxiv:2001.00002")
    )
    assert "A study" in without
    assert stated.count("arXiv") == without.count("arXiv") + 1


def test_a_field_goes_out_as_it_was_written_until_it_is_changed(run: Run, library: Path):
    export = ("--profile", str(library), "export", "key:thompson:1917")
    text = run(*export).out
    assert "@book{thompson:1917," in text, "BibTeX has no mvbook"
    assert r"{On {G}rowth: \emph{and} Form}" in text
    assert "@mvbook{thompson:1917," in run(*export, "--format", "biblatex").out
    run("--profile", str(library), "library", "edit", "key:thompson:1917", "title=Other", "--json")
    assert "{Other}" in run(*export).out


def test_keys_by_a_template(run: Run, library: Path):
    export = ("--profile", str(library), "export", "key:thompson:1917", "key:web", "--format", "csl-json", "--keys")
    found = json.loads(run(*export, "auth.lower + year + shorttitle(1,0)").out)
    assert [item["id"] for item in found] == ["thompson1917growth", "2020page"]
    wrong = run(*export, "auth.sideways", "--json")
    assert (wrong.code, wrong.error_code) == (2, "usage")


def test_pages_for_people_have_no_notes_and_abstracts_only_on_request(run: Run, library: Path):
    export = ("--profile", str(library), "export", "key:thompson:1917", "--format")
    page = run(*export, "html").out
    assert "<h2>On Growth: and Form</h2>" in page
    assert ("Mine" in page, "Text" in page, "http:" in page.replace("http-equiv", "")) == (False, False, False)
    assert "Text" in run(*export, "html", "--abstracts").out
    assert "- **On Growth: and Form**" in run(*export, "markdown").out
    assert "<script>" not in run(*export, "html", "--style", "apa").out, "with a style, formatted references"
    assert run(*export, "endnote-xml", "--style", "apa", "--json").code == 2


@pytest.mark.parametrize("form", ["bibtex", "endnote-xml"])
def test_a_second_export_leaves_the_files_of_the_first(run: Run, library: Path, tmp_path: Path, form: str):
    """EndNote prescribes the name of the folder, so both exports have the same."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 another")
    assert run("--profile", str(tmp_path / "two"), "import", str(tmp_path / "refs.bib"), "--json").code == 0
    (tmp_path / "out").mkdir()
    for profile, name in ((library, "first"), (tmp_path / "two", "second"), (library, "first")):
        output = str(tmp_path / "out" / name)
        export = ("export", "key:thompson:1917", "--format", form, "--files", "copies", "--output", output)
        assert run("--profile", str(profile), *export, "--json").code == 0
    for name, content in (("first", b"%PDF-1.4 a"), ("second", b"%PDF-1.4 another")):
        copied = run("--profile", str(tmp_path / name), "import", str(tmp_path / "out" / name), "--json")
        assert (copied.code, copied.data["files"]) == (0, 1)
        (file,) = (tmp_path / name).glob("data/papers/*/*.pdf")
        assert file.read_bytes() == content
    assert len(list((tmp_path / "out").rglob("*.pdf"))) == 2, "the file of the first export was not copied again"

"""import FILE: the entries of a file are in the library as they are, without a request."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.formats.entries.test_xml_readers import RDF
from tests.interop.test_zotero_database import CONTENT
from tests.support.demo_fixture import Demo
from tests.support.drawn_pdfs import draw_pdf
from tests.support.made_entries import ZOTERO_TABLES

BIB = """@article{vaswani, title={Attention is all you need}, author={Vaswani, A}, year={2017}, doi={10.5555/3295222},
  keywords={heads}, file={:papers/a.pdf:PDF;:../secret.pdf:PDF;:/etc/passwd:PDF;:none.pdf:PDF}}
@book{thompson, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}, annote={Mine}}
@article{broken, title={x
"""


def test_a_file_comes_in_whole_once_and_offline(run: Run, demo: Demo, tmp_path: Path):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.pdf").write_bytes(b"%PDF-1.4\na\n%%EOF\n")
    (tmp_path.parent / "secret.pdf").write_bytes(b"%PDF-1.4\nsecret\n%%EOF\n")
    file = tmp_path / "refs.bib"
    file.write_text(BIB, "utf-8")
    dry = run("import", str(file), "--dry-run", "--json")
    assert (dry.code, dry.data["added"], dry.data["dry_run"]) == (4, 2, True)
    assert run("library", "list", "--json").data["total"] == 0
    ran = run("--offline", "import", str(file), "--into", "Thesis/Old", "--json")
    assert (ran.code, ran.data["format"], ran.data["entries"]) == (4, "bibtex", 2)
    assert (ran.data["added"], ran.data["known"], ran.data["files"]) == (2, 0, 1)
    assert ran.data["ids"] == ["doi:10.5555/3295222", "key:thompson"]
    assert [(part["line"], part["text"][:15]) for part in ran.data["skipped"]] == [(4, "@article{broken")]
    assert [(error["code"], error["subject"][:15]) for error in ran.answer["errors"]] == [
        ("damaged", "@article{broken")
    ]
    assert ran.answer["errors"][0]["message"].startswith("Line 4: ")
    assert run("import", str(file), "--dry-run").err.count("Line 4") == 0, "the text has the reason already"
    reasons = [part["reason"] for part in ran.data["problems"]]
    assert [part["line"] for part in ran.data["problems"]] == [1, 1, 1]
    assert "leads out of the folder" in reasons[0]
    assert "is not a document" in reasons[1]
    assert "was not found" in reasons[2]
    kept = run("library", "show", "key:vaswani", "--json").data
    assert kept["entry"]["collections"] == ["Thesis/Old"]
    assert [tag["name"] for tag in kept["entry"]["tags"]] == ["heads"]
    assert Path(kept["pdf"]).read_bytes() == b"%PDF-1.4\na\n%%EOF\n"
    again = run("import", str(file), "--into", "Thesis/Old", "--json")
    assert (again.data["added"], again.data["known"], again.data["files"]) == (0, 2, 0)
    assert run("library", "undo", "--json").data["done"] == "import 2 papers from refs.bib"
    assert run("library", "list", "--json").data["total"] == 0
    assert demo.stats()["counts"] == {}


OTHERS = """@article{smith20, title={On a thing}, author={Smith, Ann and Jones, Bob and others}, year={2020},
  editor={Doe, X. and others}, journal={Things}}
"""


def test_a_list_that_ends_in_and_others_ends_in_et_al(run: Run, tmp_path: Path):
    (tmp_path / "refs.bib").write_text(OTHERS, "utf-8")
    run("import", str(tmp_path / "refs.bib"))
    key = "key:smith20"

    def export(*options: str) -> str:
        return run("export", key, *options, "--json").data["text"]

    assert export("--format", "text").startswith("Smith, A., Jones, B., et al. (2020). On a thing.")
    assert export("--style", "ieee", "--format", "text").startswith("[1] A. Smith, B. Jones, et al., “On a thing,”")
    assert "edited by X. Doe et al." in export("--style", "modern-language-association", "--format", "text")
    assert "Ann Smith, Bob Jones et al. 2020. Things" in export("--format", "html")
    assert "author        = {Smith, Ann and Jones, Bob and others}," in export("--format", "bibtex")
    assert export("--format", "csl-json").count('"literal": "others"') == 2
    assert export("--format", "ris").count("- others") == 2
    for form, ending in (("ris", "ris"), ("csl-json", "json"), ("endnote-xml", "xml"), ("zotero-rdf", "rdf")):
        file = tmp_path / f"out.{ending}"
        run("export", key, "--format", form, "--output", str(file))
        again = run("--profile", str(tmp_path / form), "import", str(file), "--json")
        assert again.data["added"] == 1, form
        back = run("--profile", str(tmp_path / form), "export", key, "--format", "bibtex", "--json").data["text"]
        assert "author        = {Smith, Ann and Jones, Bob and others}," in back, form
        assert "editor        = {Doe, X. and others}," in back, form
    assert run("import", str(tmp_path / "out.ris"), "--json").data["added"] == 0
    run("library", "edit", key, "author=Smith, Ann; Jones, Bob; Lee, Kim")
    assert export("--format", "text").startswith("Smith, A., Jones, B., & Lee, K. (2020).")


def test_what_is_missing_is_looked_up_afterwards(run: Run, tmp_path: Path):
    (tmp_path / "refs.ris").write_text("TY  - JOUR\nTI  - Mine\nN1  - arXiv:1706.03762\nER  - \n", "utf-8")
    ran = run("import", str(tmp_path / "refs.ris"), "--look-up", "--json")
    assert ran.code == 0
    (paper,) = run("library", "list", "--json").data["papers"]
    assert (paper["title"], paper["entry"]["origin"]["title"]) == ("Mine", "import")
    assert paper["abstract"] or paper["counts"]["citations"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_that_leads_out_is_not_followed(run: Run, tmp_path: Path):
    (tmp_path / "out.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "list").mkdir()
    (tmp_path / "list" / "in.pdf").symlink_to(tmp_path / "out.pdf")
    (tmp_path / "list" / "r.bib").write_text("@misc{k, title={T}, file={in.pdf}}", "utf-8")
    ran = run("import", str(tmp_path / "list" / "r.bib"), "--json")
    assert (ran.data["files"], "leads out" in ran.data["problems"][0]["reason"]) == (0, True)
    assert run("import", str(tmp_path / "list" / "r.bib"), "--no-files", "--json").data["problems"] == []


def test_for_people_each_problem_has_one_line_number(run: Run, tmp_path: Path):
    (tmp_path / "a.bib").write_text(
        "@misc{a, title={A}}\n\n@misc{b, title={B}\n@misc{c,\n  title={C},\n  year=\n", "utf-8"
    )
    (tmp_path / "b.xml").write_text("<xml><records>\n<record></xml>", "utf-8")
    ran = run("import", str(tmp_path / "a.bib"))
    assert ran.code == 4
    assert [line for line in ran.out.splitlines() if "Line" in line] == [
        "Line 3: The closing brace of the entry is missing.",
        "Line 4: The value of a field is missing. The fault is in line 7.",
    ]
    assert "Line 2: The XML is broken" in run("import", str(tmp_path / "b.xml")).out


def test_lines_of_two_encodings_are_read_each_in_its_own(run: Run, tmp_path: Path):
    lines = ("@misc{a, title={Über Moos}}\n".encode(), "@misc{b, title={Über Farn}}\n".encode("latin-1"))
    (tmp_path / "a.bib").write_bytes(b"".join(lines))
    ran = run("import", str(tmp_path / "a.bib"))
    assert (ran.code, "UTF-8 and Latin-1 (Windows), line by line" in ran.err + ran.out) == (0, True)
    titles = {paper["title"] for paper in run("library", "list", "--json").data["papers"]}
    assert titles == {"Über Moos", "Über Farn"}
    (tmp_path / "b.bib").write_bytes(lines[1])
    assert "line by line" not in run("import", str(tmp_path / "b.bib")).err


def test_what_is_no_list_of_entries_is_said(run: Run, tmp_path: Path):
    (tmp_path / "a.txt").write_text("Smith (2020). Title.", "utf-8")
    (tmp_path / "b.bib").write_text("", "utf-8")
    unknown = run("import", str(tmp_path / "a.txt"), "--json")
    assert (unknown.code, unknown.error_code) == (2, "usage")
    assert run("import", str(tmp_path / "b.bib"), "--json").code == 3
    assert run("import", str(tmp_path / "none.bib"), "--json").code == 7


def test_folders_of_zotero_and_of_pdfs(run: Run, tmp_path: Path):
    exported = tmp_path / "Export"
    (exported / "files" / "3").mkdir(parents=True)
    (exported / "Export.rdf").write_text(RDF, "utf-8")
    (exported / "files" / "3" / "a.pdf").write_bytes(b"%PDF-1.4 a")
    ran = run("import", str(exported), "--json")
    assert (ran.code, ran.data["format"], ran.data["added"], ran.data["files"]) == (0, "zotero-folder", 2, 1)
    data = tmp_path / "Zotero"
    (data / "storage" / "BBBB2222").mkdir(parents=True)
    (data / "storage" / "BBBB2222" / "a b.pdf").write_bytes(b"%PDF-1.4 b")
    connection = sqlite3.connect(data / "zotero.sqlite")
    connection.executescript(ZOTERO_TABLES + CONTENT)
    connection.execute("UPDATE version SET version = 10 WHERE schema = 'compatibility'")
    connection.execute("ALTER TABLE itemData RENAME TO itemValues")
    connection.commit()
    refused = run("import", str(data), "--json")
    [newer] = refused.answer["errors"]
    assert (refused.code, newer["code"], newer["subject"]) == (7, "newer", str(data))
    assert "newer version of Zotero" in newer["message"]
    assert newer["hint"].startswith("In Zotero, choose File > Export Library, the format Zotero RDF")
    assert newer["hint"] in run("import", str(data)).err
    connection.execute("ALTER TABLE itemValues RENAME TO itemData")
    connection.commit()
    remarked = run("import", str(data), "--dry-run", "--json")
    assert (remarked.code, remarked.data["added"]) == (0, 2)
    assert "newer version of Zotero" in remarked.data["problems"][0]["reason"]
    connection.execute("UPDATE version SET version = 9 WHERE schema = 'compatibility'")
    connection.commit()
    connection.close()
    ran = run("import", str(data), "--json")
    assert (ran.code, ran.data["format"], ran.data["added"], ran.data["files"]) == (0, "zotero", 2, 1)
    kept = run("library", "show", "key:growth", "--json").data["entry"]
    assert (kept["collections"], kept["files"][0]["name"]) == (["Thesis/Heads"], "a b.pdf")
    assert kept["tags"] == [{"name": "automatic", "colour": None}, {"name": "hand", "colour": "#ff6666"}]
    looks = {tag["name"]: (tag["colour"], tag["key"]) for tag in run("library", "tags", "--json").data["tags"]}
    assert looks["hand"] == ("#ff6666", 2), "its place in Zotero is its key"
    assert "unused" not in looks
    run("library", "undo")
    assert [tag for tag in run("library", "tags", "--json").data["tags"] if tag["colour"]] == []
    run("redo")
    assert run("library", "show", "key:growth", "--json").data["entry"]["tags"] == kept["tags"]
    assert run("import", str(data / "zotero.sqlite"), "--json").data["known"] == 2
    pdfs = tmp_path / "pdfs"
    (pdfs / "Heads").mkdir(parents=True)
    (pdfs / "Heads" / "paper.pdf").write_bytes(draw_pdf(["A title that is long enough", "doi:10.5555/3295222"]))
    (pdfs / "broken.pdf").write_bytes(b"no PDF")
    ran = run("import", str(pdfs), "--json")
    assert (ran.code, ran.data["format"], ran.data["ids"]) == (4, "pdf-folder", ["doi:10.5555/3295222"])
    assert [part["text"] for part in ran.data["skipped"]] == ["broken.pdf"]
    assert "broken.pdf: It is not a PDF." in run("import", str(pdfs)).out.splitlines()
    assert run("import", str(tmp_path / "pdfs"), "--format", "ris", "--json").code == 2

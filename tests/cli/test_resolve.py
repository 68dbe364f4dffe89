"""resolve FILE: each line has its paper, or the reason why there is none, and nothing is added."""

from __future__ import annotations

from pathlib import Path

LIST = """Vaswani, A. et al. (2017). Attention is all you need. NeurIPS.
arXiv:1706.03762
10.1038/
Smith J (2021) Personal communication
"""


def test_each_line_has_a_state_and_nothing_is_added(run, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text(LIST, "utf-8")
    ran = run("--json", "resolve", str(file))
    assert ran.code == 4
    lines = ran.data["lines"]
    assert [line["state"] for line in lines] == ["sure", "sure", "none", "none"]
    assert [line["line"] for line in lines] == [1, 2, 3, 4]
    assert lines[0]["paper"]["id"] == lines[1]["paper"]["id"]
    assert any("incomplete" in text for text in lines[2]["evidence"])
    assert ran.data["counts"] == {"sure": 2, "check": 0, "none": 2, "failed": 0}
    assert run("--json", "library", "list").data["total"] == 0
    assert "2 found, 2 not found." in run("resolve", str(file)).err


def test_a_doi_without_a_slash_is_explained_as_in_the_window(run, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("10.5555subject.sleep.5\n", "utf-8")
    (line,) = run("--json", "resolve", str(file)).data["lines"]
    assert "The DOI 10.5555subject.sleep.5 has no slash." in line["evidence"]
    assert "The DOI 10.5555subject.sleep.5 has no slash." in run("get", "10.5555subject.sleep.5").err


def test_a_broken_bib_file_leaves_a_table(run, tmp_path: Path) -> None:
    file, table = tmp_path / "refs.bib", tmp_path / "out.csv"
    file.write_text(
        "@article{v, title={Attention is all you need}, author={Vaswani, A}, year={2017}}\n@article{b, ti", "utf-8"
    )
    ran = run("--json", "resolve", str(file), "--csv", str(table))
    assert [(line["line"], line["state"]) for line in ran.data["lines"]] == [(1, "sure"), (2, "none")]
    rows = table.read_text("utf-8").splitlines()
    assert rows[0].startswith("\ufeffline,place,text,match")  # spreadsheets need the byte-order mark
    assert len(rows) == 3


def test_an_empty_list_and_a_missing_file_are_named(run, tmp_path: Path) -> None:
    file = tmp_path / "empty.txt"
    file.write_text("\n \n", "utf-8")
    assert (run("--json", "resolve", str(file)).code, run("--json", "resolve", str(tmp_path / "none")).code) == (2, 7)

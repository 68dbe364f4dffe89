"""import FILE: what is sure is added, the rest is told with its reason."""

from __future__ import annotations

from pathlib import Path

LIST = """Vaswani, A. et al. (2017). Attention is all you need. NeurIPS.
arXiv:1706.03762
10.1038/
Smith J (2021) Personal communication
"""
BIB = """@article{v, title={Attention is all you need}, author={Vaswani, A}, year={2017}}
@article{b, ti"""


def test_a_list_is_imported_once_and_its_doubles_and_faults_are_told(run, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text(LIST, "utf-8")
    ran = run("--json", "import", str(file))
    assert ran.code == 4
    assert [item["outcome"] for item in ran.data["items"]] == ["added", "double", "not_found", "not_found"]
    assert ran.data["items"][1]["same_as"] == 1
    assert "incomplete" in ran.data["items"][2]["error"]["message"]
    assert ran.data["added"] == 1
    assert run("--json", "library", "list").data["total"] == 1
    again = run("--json", "import", str(file))
    assert [item["outcome"] for item in again.data["items"]][:2] == ["kept", "kept"]
    assert run("--json", "library", "list").data["total"] == 1


def test_a_dry_run_keeps_nothing_and_leaves_a_table(run, tmp_path: Path) -> None:
    file, table = tmp_path / "refs.bib", tmp_path / "out.csv"
    file.write_text(
        "@article{v, title={Attention is all you need}, author={Vaswani, A}, year={2017}}\n@article{b, ti", "utf-8"
    )
    ran = run("--json", "import", str(file), "--dry-run", "--csv", str(table))
    assert ran.data["dry_run"] is True
    assert [item["outcome"] for item in ran.data["items"]] == ["added", "not_found"]
    assert ran.data["items"][1]["place"] == 2
    assert run("--json", "library", "list").data["total"] == 0
    rows = table.read_text("utf-8").splitlines()
    assert rows[0].startswith("\ufeffline,place,text,match")  # spreadsheets need the byte-order mark
    assert len(rows) == 3


def test_an_empty_list_and_a_missing_file_are_named(run, tmp_path: Path) -> None:
    file = tmp_path / "empty.txt"
    file.write_text("\n \n", "utf-8")
    assert (run("--json", "import", str(file)).code, run("--json", "import", str(tmp_path / "none")).code) == (2, 7)

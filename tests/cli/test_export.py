"""export: the text itself, or one object, or a file written whole."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

LONG_COVID = "10.1038/s41579-022-00846-2"
ATTENTION = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"
UNKNOWN = "10.5555/there-is-no-such-paper"


def test_bibtex_is_the_default_and_nothing_else_is_printed(run: Run):
    ran = run("export", "1706.03762")
    assert ran.code == 0
    assert ran.out.startswith("@inproceedings{vaswani2017attention,\n")
    assert ran.out.endswith("}\n")
    assert "title         = {Attention is All you Need}" in ran.out
    assert "abstract" not in ran.out


@pytest.mark.parametrize(
    ("form", "sign"),
    [
        ("bibtex", "doi           = {10.1038/s41579-022-00846-2}"),
        ("biblatex", "journaltitle  = {Nature Reviews Microbiology}"),
        ("ris", "DO  - 10.1038/s41579-022-00846-2"),
        ("csl-json", '"container-title": "Nature Reviews Microbiology"'),
        ("csv", "davis2023long,"),
        ("text", "Davis, H. E., McCorkell, L., Vogel, J., & Topol, E. (2023). Long COVID"),
    ],
)
def test_every_format(run: Run, form: str, sign: str):
    ran = run("export", "--format", form, LONG_COVID)
    assert ran.code == 0
    assert sign in ran.out


def test_with_json_the_text_is_in_one_object(run: Run):
    ran = run("export", "--json", LONG_COVID, "--format", "ris")
    assert ran.code == 0
    assert set(ran.data) == {"format", "style", "output", "items", "text"}
    assert ran.data["text"].startswith("TY  - JOUR\n")
    assert [item["id"] for item in ran.data["items"]] == [LONG_COVID]
    assert ran.source("s2")["requests"] == 1


def test_several_ids_cost_one_request_and_a_kept_one_none(run: Run, demo: Demo):
    run("library", "add", "1706.03762")
    demo.reset()
    ran = run("export", "--json", "1706.03762", LONG_COVID, "10.1016/j.cbi.2005.12.009", "CorpusId:13756489")
    assert ran.code == 0
    assert demo.stats()["counts"] == {"s2": 1}
    assert ran.data["text"].count("@") == 3, "two of the ids are one paper"
    demo.reset()
    assert run("--offline", "export", "1706.03762").out.startswith("@inproceedings{vaswani2017attention,")
    assert demo.stats()["counts"] == {}


def test_what_is_not_found_is_3_alone_and_4_among_others(run: Run):
    alone = run("export", UNKNOWN, "--json")
    assert (alone.code, alone.error_code, alone.data["text"]) == (3, "not_found", "")
    among = run("export", UNKNOWN, "1706.03762", "--json")
    assert among.code == 4
    assert [item["paper"] for item in among.data["items"]] == [None, f"s2:{ATTENTION}"]
    assert "vaswani2017attention" in among.data["text"]
    assert run("export", "nonsense", "--json").code == 2
    assert run("export", "--json").code == 2


def test_a_file_is_written_whole_and_nothing_is_printed(run: Run, tmp_path: Path):
    path = tmp_path / "out" / "mine.bib"
    ran = run("export", "1706.03762", "--output", str(path))
    assert (ran.code, ran.out) == (0, "")
    assert path.read_text().startswith("@inproceedings{")
    assert [other.name for other in path.parent.iterdir()] == ["mine.bib"]
    assert str(path) in ran.err
    again = run("export", UNKNOWN, "--output", str(path))
    assert again.code == 3
    assert path.read_text().startswith("@inproceedings{"), "a failed export leaves the file of the last one"
    assert run("export", "1706.03762", "--output", str(path), "--json").data["output"] == str(path)


def test_a_file_that_cannot_be_written_is_7(run: Run, tmp_path: Path):
    (tmp_path / "blocked").write_text("not a folder")
    ran = run("export", "1706.03762", "--output", str(tmp_path / "blocked" / "x.bib"), "--json")
    assert (ran.code, ran.error_code) == (7, "disk")


def test_abstracts_only_when_asked_for(run: Run):
    rows = list(csv.DictReader(io.StringIO(run("export", LONG_COVID, "--format", "csv").out)))
    assert rows[0]["abstract"] == ""
    assert "abstract      = {" in run("export", LONG_COVID, "--abstracts").out


def test_a_style_is_a_name_or_a_file_and_means_text(run: Run, tmp_path: Path):
    assert run("export", "--style", "nature", "1706.03762").out.startswith("1. Vaswani, A.")
    british = run("export", "--format", "text", "--style", "harvard", "1706.03762").out
    assert "‘Attention is All you Need’, Neural" in british
    ran = run("export", "--style", "nature", "--format", "ris", "1706.03762", "--json")
    assert (ran.code, ran.error_code) == (2, "usage")


def test_a_wrong_style_costs_no_request(run: Run, demo: Demo, tmp_path: Path):
    wrong = run("export", "--style", "natur", "1706.03762", "--json")
    assert (wrong.code, wrong.error_code) == (2, "usage")
    assert "nature" in wrong.answer["errors"][0]["hint"]
    (tmp_path / "bad.csl").write_text("<html/>")
    assert run("export", "--style", str(tmp_path / "bad.csl"), "1706.03762").code == 2
    assert run("export", "--style", str(tmp_path / "none.csl"), "1706.03762").code == 2
    assert demo.stats()["counts"] == {}


def test_the_styles_are_listed(run: Run):
    styles = run("export", "--styles", "--json").data["styles"]
    assert 140 <= len(styles) <= 170
    assert {"name": "apa", "title": "APA Style 7th edition", "aliases": ["apa-7th-edition"]} in [
        style | {"title": "APA Style 7th edition"} for style in styles if style["name"] == "apa"
    ]
    assert run("export", "--styles", "zxqv").code == 3


def test_a_collection_that_there_is_not_is_not_found(run: Run):
    ran = run("export", "--collection", "Thesis", "--json")
    assert (ran.code, ran.error_code) == (3, "not_found")
    assert run("export", "--collection", "Thesis", "1706.03762", "--json").code == 2


def test_a_collection_is_exported(run: Run, tmp_path: Path):
    run("library", "add", "1706.03762", LONG_COVID)
    for sidecar in (tmp_path / "profile" / "data" / "papers").glob("*/paper.json"):
        written = json.loads(sidecar.read_text())
        collections = ["Thesis/Methods"] if "Attention" in written["title"] else []
        sidecar.write_text(json.dumps(written | {"collections": collections}))
    run("library", "rebuild")
    ran = run("--offline", "export", "--collection", "thesis", "--json")
    assert ran.code == 0
    assert [item["id"] for item in ran.data["items"]] == [f"s2:{ATTENTION}"]
    assert "vaswani2017attention" in ran.data["text"]
    assert ran.source("library")["loaded"] == 1


def test_offline_what_is_not_known_is_5(run: Run):
    ran = run("--offline", "export", "1706.03762", "--json")
    assert (ran.code, ran.error_code) == (5, "offline")


def test_references_of_a_style_are_text_or_files_with_their_italics(run: Run, tmp_path: Path):
    plain = run("export", "--style", "nature", "1706.03762").out
    assert "Neural Information Processing Systems" in plain
    for form, italic in {
        "html": "<i>Neural Information Processing Systems</i>",
        "markdown": "*Neural Information Processing Systems*",
        "rtf": "{\\i Neural Information Processing Systems}",
    }.items():
        ran = run("export", "--style", "nature", "--format", form, "1706.03762", "--json")
        assert ran.code == 0
        assert italic in ran.data["text"], form
        assert (ran.data["format"], ran.data["style"]) == (form, "nature")
    assert run("export", "--format", "rtf", "1706.03762").out.startswith("{\\rtf1"), "the style is APA"
    assert "<script>" in run("export", "--format", "html", "1706.03762").out, "without a style, a page of whole entries"

"""check FILE: the right verdict on each reference of a manuscript, in each form that people write."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.demo.corpus.corpus import FILE
from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from tests.cli.conftest import Run
from tests.support import manuscripts
from tests.support.demo_fixture import Demo

FORMS: dict[str, Callable[[list[manuscripts.Written]], dict[str, bytes]]] = {
    "tex": lambda found: {"paper.tex": manuscripts.tex(found).encode(), "refs.bib": manuscripts.bib(found).encode()},
    "markdown": lambda found: {
        "paper.md": manuscripts.markdown(found).encode(),
        "refs.bib": manuscripts.bib(found).encode(),
    },
    "markdown with CSL-JSON": lambda found: {
        "paper.md": manuscripts.markdown(found, "refs.json").encode(),
        "refs.json": manuscripts.csl_json(found).encode(),
    },
    "markdown with RIS": lambda found: {
        "paper.md": manuscripts.markdown(found, "refs.ris").encode(),
        "refs.ris": manuscripts.ris(found).encode(),
    },
    "docx": lambda found: {
        "paper.docx": manuscripts.docx(manuscripts.numbered_text(found), _numbered(manuscripts.references(found)))
    },
    "odt": lambda found: {"paper.odt": manuscripts.odt(manuscripts.named_text(found), manuscripts.references(found))},
    "pdf": lambda found: {
        "paper.pdf": manuscripts.pdf(manuscripts.numbered_text(found), _numbered(manuscripts.references(found)))
    },
    "pdf without numbers": lambda found: {
        "paper.pdf": manuscripts.pdf(manuscripts.named_text(found), manuscripts.references(found))
    },
}


def _numbered(listed: list[str]) -> list[str]:
    return [f"[{number}] {text}" for number, text in enumerate(listed, 1)]


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / next(iter(files))


@pytest.mark.parametrize("form", FORMS)
def test_each_of_40_references_gets_its_verdict(run: Run, demo: Demo, tmp_path: Path, form: str):
    found = manuscripts.forty()
    file, out = write(tmp_path, FORMS[form](found)), tmp_path / "out" / "corrected.bib"
    out.parent.mkdir()
    ran = run("check", str(file), "--bib", str(out), "--json")
    assert ran.code == 4
    told = ran.data["references"]
    wrong = [
        (one.key, one.verdict, each["verdict"], each["details"])
        for one, each in zip(found, told, strict=True)
        if one.verdict != each["verdict"]
    ]
    assert wrong == []
    for one, each in zip(found, told, strict=True):
        details = {detail["field"]: (detail["was"], detail["now"]) for detail in each["details"]}
        for field, (was, now) in one.details.items():
            assert field in details, (one.key, details)
            assert was is None or details[field] == (was, now)
        if one.verdict == "preprint_published":
            assert "issued" not in details, "it says the year of the published version"
        assert str(one.year) not in str(details.get("author", ""))
    counts = ran.data["counts"]
    assert counts == {verdict: sum(one.verdict == verdict for one in found) for verdict in counts}
    assert sum(counts.values()) == 40
    asked = demo.stats()["paths"]
    assert asked["/graph/v1/paper/batch"] == 1
    by_title = sum(not one.doi and not one.arxiv for one in found if one.verdict != "missing")
    assert asked["/graph/v1/paper/search/match"] == by_title + counts["wrong_id"]
    again = run("check", str(out), "--json").data["counts"]
    assert (again["wrong_id"], again["wrong_field"], again["preprint_published"]) == (0, 0, 0)
    if form == "tex" or form.startswith("markdown"):
        assert [line for line in out.read_text("utf-8").splitlines() if line.startswith("@")] != []
        assert f"{{{found[0].key}," in out.read_text("utf-8")


def test_the_bib_file_of_a_list_has_an_entry_for_each_reference_in_its_order(run: Run, tmp_path: Path):
    listed = manuscripts.mixed_list()
    text = "\n".join(f"{number}. {one}" for number, one in enumerate(listed, 1))
    out = tmp_path / "out.bib"
    file = write(tmp_path, {"a.md": f"So it is [1-7].\n\n# References\n\n{text}\n".encode()})
    told = run("check", str(file), "--bib", str(out), "--json").data["references"]
    assert [one["verdict"] for one in told[3:]] == ["not_found", "ok", "not_found", "not_found"]
    entries = read_bibtex_entries(out.read_text("utf-8")).entries
    assert [one.text("DOI") or None for one in entries] == [
        *(one["paper"]["ids"]["doi"] for one in told[:3]),
        "10.1016/j.nothing.1998.01.001",
        told[4]["paper"]["ids"]["doi"],
        None,
        None,
    ]
    assert [one.key for one in entries[-2:]] == ["ottenbrink1992lanterns", "reference7"]


def test_a_document_of_a_word_processor_is_read_within_limits(run: Run, tmp_path: Path):
    bomb = manuscripts.zipped({"word/document.xml": b"<a>" + b" " * 40_000_000 + b"</a>"})
    entities = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
    deep = b"<a>" * 200_000 + b"</a>" * 200_000
    for name, content in {
        "bomb.docx": bomb,
        "entities.docx": manuscripts.zipped({"word/document.xml": entities}),
        "entities.odt": manuscripts.zipped({"content.xml": entities}),
        "broken.docx": b"PK\x03\x04nothing",
        "other.odt": manuscripts.zipped({"mimetype": b"text/plain"}),
    }.items():
        ran = run("check", str(write(tmp_path, {name: content})), "--json")
        assert (name, ran.code, ran.error_code) == (name, 2, "usage")
        assert name != "bomb.docx" or "unpacks to more than 32 MB" in ran.answer["errors"][0]["message"]
    nested = run("check", str(write(tmp_path, {"deep.odt": manuscripts.zipped({"content.xml": deep})})), "--json")
    assert (nested.code, nested.error_code) == (3, "not_found")


def test_what_cannot_be_checked_is_said(run: Run, demo: Demo, tmp_path: Path):
    (tmp_path / "a.rtf").write_text("x", "utf-8")
    assert run("check", str(tmp_path / "a.rtf"), "--json").code == 2
    (tmp_path / "a.txt").write_text("x", "utf-8")
    assert run("check", str(tmp_path / "a.txt"), "--json").code == 3
    assert run("check", str(tmp_path / "none.tex"), "--json").code == 7
    (tmp_path / "c.md").write_text("# Text\nNo list here.\n", "utf-8")
    assert run("check", str(tmp_path / "c.md"), "--json").code == 3
    assert demo.stats()["counts"] == {}


def test_for_people_each_correction_is_a_line(run: Run, tmp_path: Path):
    (tmp_path / "b.bib").write_text(
        "@article{v, title={Attention is all you need}, author={Vaswani, A and others}, year={2015},\n"
        "  journal={Neural Information Processing Systems}}\n",
        "utf-8",
    )
    (tmp_path / "a.tex").write_text("\\cite{v} \\input{part} \\bibliography{b}", "utf-8")
    (tmp_path / "part.tex").write_text("% \\cite{not}\n\\parencite{gone} \\input{part}", "utf-8")
    ran = run("check", str(tmp_path / "a.tex"))
    assert ran.code == 4
    assert "issued: 2015 → 2017" in ran.out
    assert "gone" in ran.out
    assert "not" not in ran.out.replace("not found", "").split()
    assert "1 references checked" in ran.err or "1 reference checked" in ran.err


def test_for_people_an_identifier_that_is_not_found_has_no_arrow(run: Run, tmp_path: Path):
    entry = "@article{%s, title={A moss that is nowhere}, year={2005}, author={Lopez, F.}, doi={10.9999/none.1}}\n"
    (tmp_path / "a.bib").write_text(entry % "a" + entry % "b", "utf-8")
    ran = run("check", str(tmp_path / "a.bib"))
    lines = [line.strip() for line in ran.out.splitlines() if line.startswith("    ")]
    assert lines == ["DOI 10.9999/none.1: not found", "Same work as “a”", "DOI 10.9999/none.1: not found"]


def test_for_people_another_journal_is_said_beside_the_verdict(run: Run, tmp_path: Path):
    title = "ChatGPT broke the Turing test — the race is on for new ways to assess AI"
    (tmp_path / "a.txt").write_text(
        f"Text cites [1] and [2].\n\nReferences\n\n[1] C. Biever, “{title},” Annals of Tourism Research, 2023.\n"
        "[2] E. Brynjolfsson, “The Turing Trap: The Promise & Peril of Human-Like Artificial Intelligence,” Daedalus, "
        "vol. 151, pp. 272–287, 2022.\n",
        "utf-8",
    )
    ran = run("check", str(tmp_path / "a.txt"))
    first, note, second = ran.out.splitlines()
    assert (ran.code, note) == (0, "    The record names “Nature”")
    assert first.split("  ")[1] == "other journal"
    assert "correct  " in second
    assert "other journal" not in second


@pytest.mark.parametrize("form", ["bib", "docx", "md"])
def test_a_misspelled_title_is_a_wrong_detail_in_each_form(run: Run, tmp_path: Path, form: str):
    """A line that is found by its title must not count as correct if a word of that title is misspelled."""
    wrong = "Memory consolidation during slep without recognition tests"
    line = f"Lopez, F., & Patel, N. (2005). {wrong}. Demo Annals of Psychology, 57, 109–957."
    entry = f"@article{{l, title={{{wrong}}}, author={{Lopez, F. and Patel, N.}}, year={{2005}}}}\n"
    files = {
        "bib": {"a.bib": entry.encode()},
        "docx": {"a.docx": manuscripts.docx(["As said (Lopez & Patel, 2005)."], [line])},
        "md": {"a.md": f"As said (Lopez & Patel, 2005).\n\n# References\n\n{line}\n".encode()},
    }
    [one] = run("check", str(write(tmp_path, files[form])), "--json").data["references"]
    right = wrong.replace("slep", "sleep")
    assert one["verdict"] == "wrong_field"
    assert [(each["field"], each["was"], each["now"]) for each in one["details"]] == [("title", wrong, right)]


@pytest.mark.parametrize("form", ["bib", "md"])
@pytest.mark.parametrize(
    ("mark", "verdict", "said"),
    [
        ("RETRACTED", "retracted", "The title is marked as retracted."),
        ("Withdrawn", "retracted", "The title is marked as retracted."),
        ("Retraction", "notice", "The title is that of a retraction notice, not of the paper itself."),
        ("Expression of concern", "notice", "The title says that there is an expression of concern."),
    ],
)
def test_what_is_marked_before_a_title_is_said(
    run: Run, tmp_path: Path, form: str, mark: str, verdict: str, said: str
) -> None:
    title = f"{mark}: Memory consolidation during sleep without recognition tests"
    line = f"Lopez, F., & Patel, N. (2005). {title}. Demo Annals of Psychology, 3, 5-9."
    texts = {
        "bib": f"@article{{a, title={{{title}}}, author={{Lopez, F. and Patel, N.}}, year={{2005}}}}\n",
        "md": f"As said (Lopez & Patel, 2005).\n\n# References\n\n{line}\n",
    }
    (tmp_path / f"a.{form}").write_text(texts[form], "utf-8")
    ran = run("check", str(tmp_path / f"a.{form}"), "--json")
    [one] = ran.data["references"]
    assert (one["verdict"], one["retraction"], ran.data["counts"][verdict]) == (verdict, [said], 1)
    assert said in run("check", str(tmp_path / f"a.{form}")).out


def test_invented_authors_of_a_paper_with_29_are_wrong(run: Run, tmp_path: Path):
    title = (
        "Clinical and microbiological effect of a combination of hydroxychloroquine and azithromycin in 80 COVID-19 "
        "patients with at least a six-day follow up: A pilot observational study"
    )
    where = f"(2020). {title}. Travel Medicine and Infectious Disease. https://doi.org/10.1016/j.tmaid.2020.101663"
    verdicts = {
        "Gautret, P., Smith, J., Unknown, X., & Other, Y.": "wrong_field",
        "Gautret, P., Lagier, J.-C., & Parola, P.": "wrong_field",
        "Gautret, P., Lagier, J.-C., Parola, P., et al.": "ok",
    }
    for people, verdict in verdicts.items():
        (tmp_path / "a.md").write_text(f"So (Gautret et al., 2020).\n\n# References\n\n{people} {where}\n", "utf-8")
        [one] = run("check", str(tmp_path / "a.md"), "--json").data["references"]
        assert (one["verdict"], len(one["paper"]["authors"])) == (verdict, 29)
        assert [detail["field"] for detail in one["details"]] == ["author"] * (verdict != "ok")


def test_entries_that_were_imported_are_in_the_library(run: Run, tmp_path: Path):
    (tmp_path / "b.bib").write_text(
        "@article{v, title={Attention is all you need}, author={Vaswani, Ashish and Shazeer, Noam}, year={2017}}\n"
        '@misc{m, title={{\\"U}ber die Bibliothek}, author={M{\\"u}ller, J{\\"o}rg}, year={2020}}\n',
        "utf-8",
    )
    (tmp_path / "a.tex").write_text("\\cite{v,m,n} \\bibliography{b}", "utf-8")

    def kept() -> list[tuple[str, bool]]:
        rows = run("check", str(tmp_path / "a.tex"), "--json").data["references"]
        return [(row["key"], row["in_library"]) for row in rows]

    assert kept() == [("v", False), ("m", False), ("n", False)]
    assert run("import", str(tmp_path / "b.bib"), "--json").code == 0
    assert kept() == [("v", True), ("m", True), ("n", False)]


def test_an_identifier_of_another_work_is_wrong_though_the_title_is_not_found(run: Run, tmp_path: Path):
    (tmp_path / "b.bib").write_text(
        "@article{a, title={Elephants and taxes in the zoo}, author={Smith, John}, year={2010}, "
        "doi={10.5555/subject.sleep.1}}\n@article{b, title={Elephants and taxes}, author={Smith, John}, year={2011}, "
        "doi={10.5555/nothing.1}}\n",
        "utf-8",
    )
    assert run("library", "add", "10.5555/subject.sleep.1").code == 0
    wrong, unknown = run("check", str(tmp_path / "b.bib"), "--json").data["references"]
    assert (wrong["verdict"], wrong["paper"], wrong["in_library"]) == ("wrong_id", None, False)
    assert wrong["details"] == [{"field": "DOI", "was": "10.5555/subject.sleep.1", "now": None}]
    assert (unknown["verdict"], unknown["in_library"]) == ("not_found", False)


ENTRY = "@misc{%s, title={On the moss of %s}, author={Lind, Bo}, year={2001}}\n"


def put(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    return folder / next(iter(files))


@pytest.mark.parametrize(
    ("main", "files"),
    [
        ("\\cite{a,b} \\bibliography{../refs/one, ../refs/two}", ()),
        ("\\cite{a,b} \\addbibresource{../refs/one.bib} \\addbibresource[label=x]{../refs/two.bib}", ()),
        ("\\input{../text/setup} \\cite{a,b}", ("\\addbibresource{../refs/one} \\addglobalbib{../refs/two.bib}",)),
        ("\\input{../text/setup.tex} \\cite{a,b}", ("\\bibliography{own,deep/two}",)),
        ("% !TeX root = ../text/setup.tex\n\\cite{a,b}", ("\\bibliography{../refs/one,../refs/two}",)),
        ("\\documentclass[../text/setup]{subfiles} \\cite{a,b}", ("\\bibliography{../refs/one,../refs/two}",)),
        ("\\cite{a,b} \\bibliography{gone/one,../refs/two}", ()),
    ],
)
def test_bib_files_in_other_folders_are_found_as_latex_finds_them(
    run: Run, tmp_path: Path, main: str, files: tuple[str, ...]
):
    one, two = ENTRY % ("a", "Oslo"), ENTRY % ("b", "Bergen")
    names = dict(zip(("text/setup.tex",), files, strict=False))
    put(tmp_path, names | {"refs/one.bib": one, "refs/two.bib": two, "text/own.bib": one, "text/deep/two.bib": two})
    put(tmp_path, {"refs/other.bib": ENTRY % ("c", "Hamar"), "text/other.bib": ENTRY % ("d", "Moss")})
    file = put(tmp_path, {"paper/main.tex": main})
    if "gone/" in main:
        put(tmp_path, {"paper/one.bib": one})
    ran = run("check", str(file), "--json")
    assert sorted(row["key"] for row in ran.data["references"]) == ["a", "b"], ran.err


def test_references_of_two_formats_are_written_with_their_corrections_to_one_file(run: Run, tmp_path: Path):
    item = {
        "id": "json2019",
        "type": "book",
        "title": "A book of stones",
        "author": [{"family": "Berg", "given": "A."}],
    }
    head = "---\nbibliography:\n  - refs/mine.bib\n  - refs/other.json\n---\nAs [@a; @json2019] say.\n"
    file = put(tmp_path, {"paper.md": head})
    put(tmp_path, {"refs/mine.bib": "% mine\n" + ENTRY % ("a", "Oslo"), "refs/other.json": json.dumps([item])})
    out = tmp_path / "new.bib"
    ran = run("check", str(file), "--bib", str(out), "--json")
    assert [(row["key"], row["line"]) for row in ran.data["references"]] == [("a", 2), ("json2019", 1)]
    written = out.read_text("utf-8")
    assert written.startswith("% mine\n" + ENTRY % ("a", "Oslo"))
    assert "@book{json2019," in written


def test_references_in_yaml_are_refused_with_what_can_be_read(run: Run, demo: Demo, tmp_path: Path):
    file = put(tmp_path, {"paper.md": "---\nbibliography: refs.yaml\n---\n[@a]\n", "refs.yaml": "references: []\n"})
    ran = run("check", str(file), "--json")
    assert (ran.code, ran.error_code) == (2, "usage")
    [error] = ran.answer["errors"]
    assert error["message"] == "refs.yaml cannot be read, because it is YAML."
    assert "CSL-JSON" in error["hint"]
    assert demo.stats()["counts"] == {}


def test_a_bib_file_that_is_missing_or_far_away_is_named(
    run: Run, demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    deep = tmp_path / "a" / "b" / "c" / "d" / "e"
    put(tmp_path, {"far.bib": ENTRY % ("k", "Oslo"), "home/mine.bib": ENTRY % ("k", "Oslo")})
    (deep / "x").mkdir(parents=True)
    for name, message in {
        "../../../../../far": "../../../../../far.bib is neither near the manuscript nor in your home folder",
        str(tmp_path / "far"): "is neither near the manuscript nor in your home folder",
        "//server/share/refs": "is neither near the manuscript nor in your home folder",
        "../gone": "../gone.bib was not found.",
        "../bad\0name": "was not found.",
    }.items():
        file = put(deep, {"main.tex": f"\\cite{{k}} \\bibliography{{{name}}}"})
        ran = run("check", str(file), "--json")
        assert (ran.code, ran.error_code) == (2, "usage"), name
        assert message in ran.answer["errors"][0]["message"]
    if os.name != "nt":  # links need a privilege there
        (deep / "link.bib").symlink_to(tmp_path / "far.bib")
        linked = run("check", str(put(deep, {"main.tex": "\\cite{k} \\bibliography{link}"})), "--json")
        assert linked.error_code == "usage"
    assert demo.stats()["counts"] == {}
    mine = f"\\cite{{k}} \\bibliography{{{(home / 'mine').as_posix()},../gone}}"
    kept = run("check", str(put(deep, {"main.tex": mine})), "--json")
    assert [row["key"] for row in kept.data["references"]] == ["k"]
    assert "../gone.bib was not found." in kept.err


FOUR = "The magical number 4 in short-term memory: A reconsideration of mental storage capacity"
ATTENTION = "Effective Approaches to Attention-based Neural Machine Translation"


def works(demo: Demo, *titles: str) -> list[dict[str, Any]]:
    """The works of the demo with *titles*."""
    by_title = {one["title"]: one for one in json.loads(FILE.read_text("utf-8"))["papers"]}
    return [by_title[title] for title in titles]


def entry_of(key: str, work: dict[str, Any], title: str, *, with_doi: bool = True) -> str:
    people = " and ".join(name for _, name in work["authors"])
    doi = f", doi={{{work['externalIds']['DOI']}}}" if with_doi else ""
    return f"@article{{{key}, title={{{title}}}, author={{{people}}}, year={{{work['year']}}}{doi}}}\n"


def test_another_word_or_number_in_the_title_is_wrong_though_the_identifier_is_right(
    run: Run, demo: Demo, tmp_path: Path
):
    four, attention = works(demo, FOUR, ATTENTION)
    seven = FOUR.split(":")[0].replace("4", "7")
    recurrence = ATTENTION.replace("Attention", "Recurrence")
    file = put(
        tmp_path,
        {
            "refs.bib": entry_of("seven", four, seven)
            + entry_of("seven2", four, seven, with_doi=False)
            + entry_of("recurrence", attention, recurrence)
            + entry_of("short", four, FOUR.split(":")[0].upper())
        },
    )
    found = {one["key"]: one for one in run("check", str(file), "--json").data["references"]}
    assert {key: one["verdict"] for key, one in found.items()} == {
        "seven": "wrong_field",
        "seven2": "wrong_field",
        "recurrence": "wrong_field",
        "short": "duplicate",
    }
    assert found["seven"]["details"] == [{"field": "title", "was": seven, "now": FOUR}]
    assert found["recurrence"]["details"] == [{"field": "title", "was": recurrence, "now": ATTENTION}]
    assert [one["field"] for one in found["short"]["details"]] == ["key"]


def test_another_word_in_the_title_of_a_line_is_wrong_though_the_identifier_is_right(
    run: Run, demo: Demo, tmp_path: Path
):
    [work] = works(demo, ATTENTION)
    doi, recurrence = work["externalIds"]["DOI"], ATTENTION.replace("Attention", "Recurrence")
    line = f"Luong, T., Pham, H., & Manning, C. D. (2015). {recurrence}. EMNLP. https://doi.org/{doi}"
    file = put(tmp_path, {"a.md": f"As said (Luong et al., 2015).\n\n## References\n\n{line}\n"})
    [one] = run("check", str(file), "--json").data["references"]
    assert one["verdict"] == "wrong_field"
    assert {"field": "title", "was": recurrence, "now": ATTENTION} in one["details"]


def test_a_title_of_another_known_record_shows_that_the_identifier_is_wrong(run: Run, demo: Demo, tmp_path: Path):
    published, preprint = works(
        demo,
        "Age-induced accumulation of methylmalonic acid promotes tumour progression",
        "Age-induced methylmalonic acid accumulation promotes tumor progression and aggressiveness",
    )
    wrong = published | {"externalIds": preprint["externalIds"]}
    file = put(tmp_path, {"refs.bib": entry_of("gomes", wrong, published["title"])})
    [one] = run("check", str(file), "--json").data["references"]
    assert one["verdict"] == "wrong_id"
    doi = published["externalIds"]["DOI"].lower()
    assert {"field": "DOI", "was": preprint["externalIds"]["DOI"].lower(), "now": doi} in one["details"]


OWN = "# Text\n\nAs Lind (2001) says, and [see @vaswani2017; @nokey], write to @someone.\n\n## References\n\n{list}\n"
LISTED = "Lind, B. (2001). On the moss of Oslo. Mosses, 3, 5-9."


def test_a_key_of_two_entries_is_named_with_its_lines(run: Run, tmp_path: Path):
    a, b = ENTRY % ("a", "Oslo"), ENTRY % ("b", "Bergen")
    ran = run("check", str(put(tmp_path, {"refs.bib": a + b + a})), "--json")
    assert "The key a is used by 2 entries: refs.bib, lines 1 and 3." in ran.err
    assert "key b" not in ran.err
    main = put(tmp_path, {"main.tex": "\\cite{a} \\bibliography{one,two}", "one.bib": a, "two.bib": b + a})
    ran = run("check", str(main), "--json")
    assert "The key a is used by 2 entries: one.bib, line 1; two.bib, line 2." in ran.err
    many = "".join((ENTRY % (f"k{number}", "Oslo")) * 2 for number in range(7))
    ran = run("check", str(put(tmp_path, {"many.bib": many})), "--json")
    assert "The key k4 is used" in ran.err
    assert "k5" not in ran.err
    assert "2 more keys are used by more than one entry." in ran.err


def test_keys_that_no_list_has_are_missing_in_markdown_without_a_bib_file(run: Run, tmp_path: Path):
    ran = run("check", str(put(tmp_path, {"a.md": OWN.format(list=LISTED)})), "--json")
    missing = [(one["key"], one["line"]) for one in ran.data["references"] if one["verdict"] == "missing"]
    assert missing == [("vaswani2017", 3), ("nokey", 3)]
    assert [one["is_cited"] for one in ran.data["references"]] == [True, True, True]
    links = "Thanks to [@someone](https://example.org), me@example.org, `[@code]`. Lind (2001)\n\n# References\n\n"
    ran = run("check", str(put(tmp_path, {"b.md": f"{links}{LISTED}\n"})), "--json")
    assert ran.data["counts"]["missing"] == 0
    ran = run("check", str(put(tmp_path, {"c.md": "As [@vaswani2017] says.\n"})), "--json")
    assert (ran.code, ran.error_code) == (2, "usage")
    assert "such as “vaswani2017”, but it has no reference list" in ran.answer["errors"][0]["message"]


def test_the_list_that_is_checked_is_named(run: Run, tmp_path: Path):
    cited = "# Text\n\nAs [@a] says.\n"
    file = put(tmp_path, {"paper.md": cited, "refs.bib": ENTRY % ("a", "Oslo")})
    ran = run("check", str(file), "--json")
    assert "The references are those of refs.bib, which is in the folder of the manuscript." in ran.err
    ran = run("check", str(put(tmp_path, {"paper.md": f"{cited}\n## References\n\n"})), "--json")
    assert "Only" not in ran.err, "pandoc writes the list under an empty heading"
    ran = run("check", str(put(tmp_path, {"paper.md": f"{cited}\n## References\n\n{LISTED}\n"})), "--json")
    assert [one["key"] for one in ran.data["references"]] == ["a"]
    assert "Only refs.bib was checked, not the 1 reference in the list of the text." in ran.err
    text = f"As Lind (2001) says, write to @someone.\n\n## References\n\n{LISTED}\n"
    ran = run("check", str(put(tmp_path, {"paper.md": text})), "--json")
    assert [one["text"] for one in ran.data["references"]] == [LISTED]
    assert "Only the reference list of the text was checked, not refs.bib." in ran.err
    items = "\\cite{x} \\begin{thebibliography}{9}\\bibitem{x} " + LISTED + "\\end{thebibliography}"
    ran = run("check", str(put(tmp_path, {"paper.tex": items})), "--json")
    assert "Only the reference list of the text was checked, not refs.bib." in ran.err
    ran = run("check", str(put(tmp_path, {"paper.tex": "\\cite{a}"})), "--json")
    assert "The references are those of refs.bib" in ran.err
    ran = run("check", str(put(tmp_path, {"paper.tex": "\\cite{a} \\bibliography{refs}"})), "--json")
    assert "references are those" not in ran.err


def test_the_pages_of_a_conference_paper_are_compared(run: Run, tmp_path: Path):
    entry = (
        "@inproceedings{v, title={Attention is all you need}, author={Vaswani, Ashish and others}, year={2017},\n"
        "  booktitle={Advances in Neural Information Processing Systems}, volume={30}, pages={12--34}}\n"
    )
    (tmp_path / "b.bib").write_text(entry, "utf-8")
    out = tmp_path / "out.bib"
    [one] = run("check", str(tmp_path / "b.bib"), "--bib", str(out), "--json").data["references"]
    assert (one["verdict"], one["details"]) == (
        "wrong_field",
        [{"field": "page", "was": "12-34", "now": "5998-6008"}],
    )
    assert out.read_text("utf-8") == entry.replace("12--34", "5998--6008")


@pytest.mark.parametrize("has_doi", [True, False])
def test_a_text_of_references_alone_is_checked_as_a_list(run: Run, demo: Demo, tmp_path: Path, *, has_doi: bool):
    found = [one for one in manuscripts.forty() if one.verdict != "missing"]
    lines = manuscripts.references(found)
    lines = lines if has_doi else [line.partition(" https://")[0] for line in lines]
    ran = run("check", str(write(tmp_path, {"list.txt": "\n".join(lines).encode()})), "--json")
    told = ran.data["references"]
    assert [one["text"] for one in told] == lines
    expected = ["ok" if one.verdict == "uncited" else one.verdict for one in found]
    if has_doi:
        assert [one["verdict"] for one in told] == expected
    else:
        assert {one["verdict"] for one in told} == {*expected} - {"wrong_id"}
    assert "was read as a reference list" in ran.err


def test_an_identifier_alone_is_not_called_correct(run: Run, demo: Demo, tmp_path: Path):
    work = next(one for one in manuscripts.forty() if one.doi)
    file = write(tmp_path, {"paper.txt": f"So it is, as doi:{work.doi} shows.\n".encode()})
    ran = run("check", str(file))
    assert "identifier found, nothing else compared" in ran.out
    assert " correct " not in ran.out
    ran = run("check", str(file), "--json")
    assert (ran.code, [one["verdict"] for one in ran.data["references"]]) == (0, ["ok"])


SLEEP = "What sleep diaries can tell us about memory for faces"
MEETING = "Demo Conference on Psychology"
SLEEP_APA = (
    f"Castillo, M., Costa, S., Singh, B., & Schneider, Q. (2023). {SLEEP}. {MEETING}, VOLUME, 666–922. "
    "https://doi.org/10.5555/subject.memory.3"
)
SLEEP_BIB = (
    f"@inproceedings{{c, title={{{SLEEP}}}, author={{Castillo, Mina and others}}, year={{2023}},\n"
    f"  booktitle={{{MEETING}}}, volume={{VOLUME}}, pages={{666--922}}}}\n"
)
CONFERENCE_FORMS = {
    "b.bib": SLEEP_BIB,
    "listed.txt": f"{SLEEP_APA}\n",
    "paper.md": f"# A paper\n\nSome text.\n\n## References\n\n{SLEEP_APA}\n",
    "whole.md": f"## References\n\n{SLEEP_APA}\n",
}


@pytest.mark.parametrize("name", CONFERENCE_FORMS)
def test_a_wrong_volume_of_a_conference_paper_is_found_in_each_form(run: Run, tmp_path: Path, name: str):
    found = {}
    for volume in ("3", "4"):
        (tmp_path / name).write_text(CONFERENCE_FORMS[name].replace("VOLUME", volume), "utf-8")
        [one] = run("check", str(tmp_path / name), "--json").data["references"]
        found[volume] = (one["verdict"], one["details"])
    assert found == {
        "3": ("ok", []),
        "4": ("wrong_field", [{"field": "volume", "was": "4", "now": "3"}]),
    }

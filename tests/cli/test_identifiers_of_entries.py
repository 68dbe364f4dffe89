"""check FILE.bib: the identifiers of an entry, and the address that is made of them, are those of its work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

TRAP = (
    "title = {The Turing Trap: The Promise & Peril of Human-Like Artificial Intelligence}, "
    "author = {Brynjolfsson, Erik}, journal = {Daedalus}, year = {2022}"
)
DOI, ARXIV = "10.1162/daed_a_01915", "2201.04200"
OTHER_DOI, OTHER_ARXIV = "10.1109/tpami.2022.3181070", "2101.05278"
"""Of “GAN Inversion: A Survey”."""
ATTENTION = (
    "title = {Attention is all you need}, author = {Vaswani, Ashish and others}, "
    "booktitle = {Neural Information Processing Systems}, year = {2017}"
)


def checked(run: Run, folder: Path, entry: str) -> tuple[dict[str, Any], str]:
    """The reference as `check` answers it, and the corrected file, of which a second check finds nothing wrong."""
    (folder / "a.bib").write_text(f"@article{{a,\n  {entry}\n}}\n", "utf-8")
    out = folder / "out.bib"
    [one] = run("check", str(folder / "a.bib"), "--bib", str(out), "--json").data["references"]
    [again] = run("check", str(out), "--json").data["references"]
    assert again["verdict"] == "ok"
    return one, out.read_text("utf-8")


def details(one: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    return [(each["field"], each["was"], each["now"]) for each in one["details"]]


@pytest.mark.parametrize(
    "url",
    [
        f"https://doi.org/{OTHER_DOI}",
        f"http://dx.doi.org/{OTHER_DOI.upper()}",
        "HTTPS://DOI.ORG/10.1109%2FTPAMI.2022.3181070",
    ],
)
def test_the_address_of_a_wrong_doi_is_corrected_with_it(run: Run, tmp_path: Path, url: str):
    now = f"https://doi.org/{DOI}"
    for stated in (f"doi = {{{OTHER_DOI}}}, url = {{{url}}}", f"url = {{{url}}}"):
        one, text = checked(run, tmp_path, f"{TRAP}, {stated}")
        assert one["verdict"] == "wrong_id"
        assert details(one) == [("DOI", OTHER_DOI, DOI), ("URL", url, now)]
        assert text.count("doi =") == stated.count("doi =")
        [entry] = read_bibtex_entries(text).entries
        assert (entry.text("DOI"), entry.text("URL")) == (DOI, now)
        assert "3181070" not in text


@pytest.mark.parametrize("url", [f"https://arxiv.org/abs/{OTHER_ARXIV}v2", f"http://arxiv.org/pdf/{OTHER_ARXIV}"])
def test_the_address_of_a_wrong_arxiv_id_is_corrected_with_it(run: Run, tmp_path: Path, url: str):
    now = f"https://arxiv.org/abs/{ARXIV}"
    for stated in (f"eprint = {{{OTHER_ARXIV}}}, archiveprefix = {{arXiv}}, url = {{{url}}}", f"url = {{{url}}}"):
        one, text = checked(run, tmp_path, f"{TRAP}, {stated}")
        assert one["verdict"] == "wrong_id"
        assert details(one) == [("arxiv", OTHER_ARXIV, ARXIV), ("URL", url, now)]
        assert text.count("eprint =") == stated.count("eprint =")
        assert OTHER_ARXIV not in text


def test_a_doi_of_arxiv_is_corrected_where_it_is_written(run: Run, tmp_path: Path):
    wrong = f"10.48550/arxiv.{OTHER_ARXIV}"
    one, text = checked(run, tmp_path, f"{ATTENTION}, doi = {{{wrong}}}, url = {{https://doi.org/{wrong}}}")
    right = "10.48550/arxiv.1706.03762"
    address = ("URL", f"https://doi.org/{wrong}", f"https://doi.org/{right}")
    assert details(one) == [("DOI", wrong, right), ("arxiv", OTHER_ARXIV, "1706.03762"), address]
    assert OTHER_ARXIV not in text
    assert "eprint" not in text


def test_a_work_without_a_doi_has_the_address_of_its_arxiv_id(run: Run, tmp_path: Path):
    url, address = f"https://doi.org/{OTHER_DOI}", "https://arxiv.org/abs/1706.03762"
    one, text = checked(run, tmp_path, f"{ATTENTION}, doi = {{{OTHER_DOI}}}, url = {{{url}}}")
    assert details(one) == [("DOI", OTHER_DOI, None), ("arxiv", None, "1706.03762"), ("URL", url, address)]
    assert "doi" not in text
    stated = f"doi = {{{OTHER_DOI}}}, url = {{{url}}}, eprint = {{1706.03762}}, archiveprefix = {{arXiv}}"
    one, _ = checked(run, tmp_path, f"{ATTENTION}, {stated}")
    assert details(one) == [("DOI", OTHER_DOI, None), ("URL", url, address)]


def test_the_address_of_a_preprint_is_that_of_its_new_doi(run: Run, tmp_path: Path):
    entry = TRAP.replace("journal = {Daedalus}", "publisher = {arXiv}")
    old = f"https://doi.org/10.48550/arXiv.{ARXIV}"
    one, text = checked(run, tmp_path, f"{entry}, doi = {{10.48550/arXiv.{ARXIV}}}, url = {{{old}}}")
    assert one["verdict"] == "preprint_published"
    assert ("URL", old, f"https://doi.org/{DOI}") in details(one)
    page = f"https://arxiv.org/abs/{ARXIV}"
    one, text = checked(run, tmp_path, f"{entry}, doi = {{10.48550/arXiv.{ARXIV}}}, url = {{{page}}}")
    assert "URL" not in [field for field, _, _ in details(one)]
    assert page in text


def test_another_address_stays_as_it_is(run: Run, tmp_path: Path):
    url = "https://direct.mit.edu/daed/article/151/2/272"
    one, text = checked(run, tmp_path, f"{TRAP}, doi = {{{OTHER_DOI}}}, url = {{{url}}}")
    assert details(one) == [("DOI", OTHER_DOI, DOI)]
    assert url in text


RIS = f"""TY  - JOUR
ID  - a
TI  - The Turing Trap: The Promise & Peril of Human-Like Artificial Intelligence
AU  - Brynjolfsson, Erik
PY  - 2022
T2  - Daedalus
DO  - {OTHER_DOI}
UR  - http://dx.doi.org/{OTHER_DOI}
ER  -
"""
CSL = {
    "id": "a",
    "type": "article-journal",
    "title": "The Turing Trap: The Promise & Peril of Human-Like Artificial Intelligence",
    "author": [{"family": "Brynjolfsson", "given": "Erik"}],
    "issued": {"date-parts": [[2022]]},
    "container-title": "Daedalus",
    "DOI": OTHER_DOI,
    "URL": f"http://dx.doi.org/{OTHER_DOI}",
}


@pytest.mark.parametrize(("name", "content"), [("refs.ris", RIS), ("refs.json", json.dumps([CSL]))])
def test_the_address_in_other_files_is_corrected_too(run: Run, tmp_path: Path, name: str, content: str):
    (tmp_path / name).write_text(content, "utf-8")
    (tmp_path / "a.md").write_text(f"---\nbibliography: {name}\n---\nSo it is [@a].\n", "utf-8")
    out = tmp_path / "out.bib"
    [one] = run("check", str(tmp_path / "a.md"), "--bib", str(out), "--json").data["references"]
    address = f"https://doi.org/{DOI}"
    assert details(one) == [("DOI", OTHER_DOI, DOI), ("URL", f"http://dx.doi.org/{OTHER_DOI}", address)]
    [entry] = read_bibtex_entries(out.read_text("utf-8")).entries
    assert (entry.text("DOI"), entry.text("URL")) == (DOI, address)


def verdict(run: Run, folder: Path, entry: str) -> tuple[str, list[tuple[str, str | None, str | None]]]:
    (folder / "a.bib").write_text(f"@article{{a,\n  {entry}\n}}\n", "utf-8")
    [one] = run("check", str(folder / "a.bib"), "--json").data["references"]
    return one["verdict"], details(one)


EPRINT = "eprint = {{{}}}, archiveprefix = {{arXiv}}"


def test_another_identifier_beside_a_right_doi_is_wrong(run: Run, demo: Demo, tmp_path: Path):
    entry = f"{TRAP}, doi = {{{DOI}}}"
    arxiv = ("arxiv", OTHER_ARXIV, ARXIV)
    assert verdict(run, tmp_path, f"{entry}, {EPRINT.format(OTHER_ARXIV)}") == ("wrong_id", [arxiv])
    asked = demo.stats()["counts"]
    url, address = f"https://arxiv.org/abs/{OTHER_ARXIV}", f"https://arxiv.org/abs/{ARXIV}"
    both = [arxiv, ("URL", url, address)]
    assert verdict(run, tmp_path, f"{entry}, {EPRINT.format(OTHER_ARXIV)}, url = {{{url}}}") == ("wrong_id", both)
    assert verdict(run, tmp_path, f"{entry}, url = {{{url}}}") == ("wrong_id", both)
    url, address = f"http://dx.doi.org/{OTHER_DOI}", f"https://doi.org/{DOI}"
    assert verdict(run, tmp_path, f"{entry}, url = {{{url}}}") == ("wrong_id", [("URL", url, address)])
    assert demo.stats()["counts"] == asked, "no further request"
    checked(run, tmp_path, f"{entry}, {EPRINT.format(OTHER_ARXIV)}, url = {{{url}}}")


@pytest.mark.parametrize(
    "stated",
    [
        EPRINT.format(ARXIV),
        EPRINT.format(f"{ARXIV}v3"),
        f"url = {{https://arxiv.org/abs/{ARXIV}v2}}",
        f"url = {{https://arxiv.org/pdf/{ARXIV}.pdf}}",
        f"url = {{https://doi.org/10.48550/arXiv.{ARXIV}}}",
        f"url = {{HTTPS://dx.doi.org/{DOI.upper()}}}",
        "url = {https://direct.mit.edu/daed/article/151/2/272}",
        f"url = {{https://onlinelibrary.wiley.com/doi/pdf/{OTHER_DOI}}}",
        "url = {https://doi.org/10.5281/zenodo.1234}",
        "url = {https://doi.org/10.1101/2020.01.01.123456}",
        f"url = {{https://doi.org/{DOI}.s001}}",
        "url = {https://arxiv.org/list/cs.CL/recent}",
    ],
)
def test_a_right_identifier_beside_a_right_doi_is_not_accused(run: Run, tmp_path: Path, stated: str):
    assert verdict(run, tmp_path, f"{TRAP}, doi = {{{DOI}}}, {stated}") == ("ok", [])


def test_what_the_record_does_not_state_may_be_right(run: Run, tmp_path: Path):
    cowan = (
        "title = {The magical number 4 in short-term memory: A reconsideration of mental storage capacity}, "
        "author = {Cowan, Nelson}, year = {2001}, doi = {10.1017/S0140525X01003922}"
    )
    for stated in (EPRINT.format(OTHER_ARXIV), f"url = {{https://arxiv.org/abs/{OTHER_ARXIV}}}"):
        assert verdict(run, tmp_path, f"{cowan}, {stated}")[0] == verdict(run, tmp_path, cowan)[0] != "wrong_id"
    assert verdict(run, tmp_path, f"{ATTENTION}, {EPRINT.format('1706.03762')}")[0] == "ok"
    preprint = f"{TRAP.replace('journal = {Daedalus}', 'publisher = {arXiv}')}, {EPRINT.format(ARXIV)}"
    for doi in (DOI, f"10.48550/arXiv.{ARXIV}"):
        assert verdict(run, tmp_path, f"{preprint}, doi = {{{doi}}}")[0] != "wrong_id"
        assert verdict(run, tmp_path, f"{preprint}, url = {{https://doi.org/{doi}}}")[0] != "wrong_id"


def test_both_identifiers_may_be_wrong(run: Run, tmp_path: Path):
    stated = f"doi = {{{OTHER_DOI}}}, {EPRINT.format('1706.03762')}"
    found = [("DOI", OTHER_DOI, DOI), ("arxiv", "1706.03762", ARXIV)]
    assert verdict(run, tmp_path, f"{TRAP}, {stated}") == ("wrong_id", found)

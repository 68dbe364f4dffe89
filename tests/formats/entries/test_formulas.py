"""Formulas of LaTeX in titles, and dates that are no years: as plain text where a format does not read LaTeX."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.formats.entries.pages import write_html_page, write_markdown
from scholar_desktop.formats.entries.plain_formulas import with_tags, without_formulas
from scholar_desktop.formats.entries.readers import reader_of
from scholar_desktop.formats.entries.writers import writer_of

MATHML = (
    "On <mml:math><mml:msub><mml:mi>CO</mml:mi><mml:mn>2</mml:mn></mml:msub></mml:math>-uptake, "
    "<math><msup><mi>x</mi><mn>2</mn></msup></math> and "
    "<math><msubsup><mi>T</mi><mi>c</mi><mi>n</mi></msubsup></math>"
)
TITLE = r"Of $\alpha$-Helices"


def entry(**fields: Any) -> FullEntry:
    return FullEntry("a", "article-journal", fields={"title": TITLE, **fields})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"$\alpha$-Helices", "α-Helices"),
        (r"CO$_2$ and $\mathrm{H}_2\mathrm{O}$ in <i>E. coli</i>", "CO2 and H2O in <i>E. coli</i>"),
        ("Costs of $5 and $10 a day", "Costs of $5 and $10 a day"),
        (r"$\frac{1}{2}$ of $n$", r"$\frac{1}{2}$ of n"),
        (MATHML, "On CO2-uptake, x² and T_c^n"),
    ],
)
def test_a_formula_is_plain_text_and_a_price_stays(text: str, shown: str) -> None:
    assert without_formulas(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"$\alpha$-Helices", "α-Helices"),
        (
            r"CO$_2$ and $\mathrm{H}_2\mathrm{O}$ in <i>E. coli</i>",
            "CO<sub>2</sub> and H<sub>2</sub>O in <i>E. coli</i>",
        ),
        (r"$x^2$ and $v_\mathrm{max}$", "x<sup>2</sup> and v<sub>max</sub>"),
        (MATHML, "On CO<sub>2</sub>-uptake, x<sup>2</sup> and T<sub>c</sub><sup>n</sup>"),
        ("$e^{-x_{i}^{2}}$", "e<sup>-x<sub>i</sub><sup>2</sup></sup>"),
        (r"The ${}^{13}C$ of $\Sigma$$^{0}$", "The <sup>13</sup>C of Σ<sup>0</sup>"),
        ("Costs of $5 and $10 a day", "Costs of $5 and $10 a day"),
        (r"$\frac{1}{2}$ of $n$, $a\_b$", r"$\frac{1}{2}$ of n, a_b"),
    ],
)
def test_what_a_formula_lowers_or_raises_has_tags(text: str, shown: str) -> None:
    assert with_tags(text) == shown


@pytest.mark.parametrize(
    ("form", "quoted"), [("csl-json", "CO<sub>2</sub>"), ("zotero-rdf", "CO&lt;sub&gt;2&lt;/sub&gt;")]
)
def test_the_formats_of_zotero_have_tags_in_titles_and_give_back_the_formula(form: str, quoted: str) -> None:
    formulas = {"title": "CO$_2$ and $x^2$", "container-title": r"The $\beta$ Journal", "abstract": "Of CO$_2$"}
    formulas["collection-title"] = MATHML
    text = writer_of(form)([entry(**formulas)])
    assert f"{quoted} and x" in text
    assert "The β Journal" in text
    assert "Of CO2" in text, "an abstract has no tags"
    assert quoted in text.partition("uptake")[0].rpartition("On ")[2]
    [read] = reader_of(form)(text).entries
    assert {name: read.fields[name] for name in formulas} == formulas


@pytest.mark.parametrize("form", ["ris", "csv", "endnote-xml"])
def test_a_format_without_latex_has_plain_titles_and_gives_back_the_formula(form: str) -> None:
    wanted = entry(**{"container-title": r"The $\beta$ Journal", "issued": {"from": "2019", "to": "2019"}})
    text = writer_of(form)([wanted])
    assert "Of α-Helices" in text
    assert "The β Journal" in text
    [read] = reader_of(form)(text).entries
    assert (read.fields["title"], read.fields["container-title"]) == (TITLE, r"The $\beta$ Journal")


@pytest.mark.parametrize("write", [write_html_page, write_markdown])
def test_a_page_has_plain_titles(write: Any) -> None:
    text = write([entry()])
    assert "Of α-Helices" in text
    assert "alpha" not in text


@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_latex_keeps_its_formulas(form: str) -> None:
    assert r"$\alpha$" in writer_of(form)([entry()])


@pytest.mark.parametrize(
    ("literal", "year"), [("mar 20o7", None), ("in press", None), ("in press, 2020", "2020"), ("1999 or 2001", None)]
)
def test_py_is_a_year_or_left_out_and_the_text_comes_back(literal: str, year: str | None) -> None:
    issued = {"from": None, "to": None, "literal": literal}
    text = writer_of("ris")([entry(issued=issued)])
    assert [line[6:] for line in text.splitlines() if line.startswith("PY")] == ([year] if year else [])
    [read] = reader_of("ris")(text).entries
    assert read.fields["issued"] == issued

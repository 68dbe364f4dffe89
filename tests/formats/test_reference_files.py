"""Files of formatted references: HTML, Markdown and RTF keep fonts and links, and read nothing in them as markup."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from scholar_desktop.domain.text.styled_text import BOLD, ITALIC, RAISED
from scholar_desktop.formats.csl.reference_files import reference_file

LINE = (
    f"Łukasz, K. (2021). 2*3 <b> {{x}} \\par: A_view 𝒜. {ITALIC[0]}Sleep {ITALIC[1]}{BOLD[0]}11{BOLD[1]}, "
    f"x{RAISED[0]}2{RAISED[1]}. https://doi.org/10.5555/a_b<c"
)
LINES = (LINE, "1. Another. http://x.org/")


def test_text_has_no_marks():
    text = reference_file(LINES, ".txt")
    assert text.splitlines()[0].startswith("Łukasz, K. (2021). 2*3 <b> {x} \\par: A_view 𝒜. Sleep 11, x2. https")


def test_html_has_fonts_and_links_and_all_text_is_escaped():
    page = reference_file(LINES, ".html")
    assert page.startswith("<!DOCTYPE html>")
    assert "<i>Sleep </i><b>11</b>, x<sup>2</sup>. " in page
    assert '<a href="https://doi.org/10.5555/a_b">https://doi.org/10.5555/a_b</a>&lt;c</p>' in page
    assert "2*3 &lt;b&gt; {x}" in page
    assert page.count("<p>") == 2


def test_markdown_has_fonts_and_links_and_all_text_is_escaped():
    first, empty, second = reference_file(LINES, ".md").splitlines()
    assert empty == ""
    assert r"2\*3 \<b> {x} \\par: A\_view 𝒜. *Sleep* **11**, x<sup>2</sup>. <https://doi.org/10.5555/a_b>\<c" in first
    assert second == r"1\. Another. <http://x.org/>", "a backslash before a digit would be read as text"
    assert reference_file(["Lind & Oda, AT&T; R & D."], ".md").strip() == r"Lind & Oda, AT\&T; R & D."


@pytest.mark.parametrize(
    ("line", "written"),
    [
        (
            "Lind, A.-M. (2021). {C} # of tides > 3 (v. 1.0): a+b=c!",
            "Lind, A.-M. (2021). {C} # of tides > 3 (v. 1.0): a+b=c!",
        ),
        ("Oda [data_set] | 2*3 `x`", r"Oda \[data\_set\] \| 2\*3 \`x\`"),
        ("1984. A novel", r"1984\. A novel"),
        ("12) A list", r"12\) A list"),
        ("- Dashes", r"\- Dashes"),
        ("# Heads", r"\# Heads"),
        ("On the language C #", r"On the language C \#"),
        ("> Quotations", r"\> Quotations"),
    ],
)
def test_markdown_has_a_backslash_only_where_a_sign_would_be_read_as_markup(line: str, written: str):
    assert reference_file([line], ".md") == f"{written}\n"


def test_rtf_is_ascii_with_fonts_and_links_and_all_text_is_escaped():
    text = reference_file(LINES, ".rtf")
    assert text.isascii()
    assert text.startswith("{\\rtf1\\ansi")
    assert "{\\i Sleep }{\\b 11}, x{\\super 2}. " in text
    assert "\\u321 ?ukasz" in text
    assert "\\{x\\} \\\\par" in text
    assert "\\u-10187 ?\\u-9060 ?" in text, "two units of UTF-16"
    assert (
        '{\\field{\\*\\fldinst{HYPERLINK "https://doi.org/10.5555/a_b"}}{\\fldrslt{https://doi.org/10.5555/a_b}}}'
        in text
    )
    assert text.count("{") - text.count("\\{") == text.count("}") - text.count("\\}")


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="no pandoc")
@pytest.mark.parametrize(("ending", "form"), [(".html", "html"), (".md", "markdown"), (".rtf", "rtf")])
def test_pandoc_reads_the_same_text_from_each_file(ending: str, form: str):
    done = subprocess.run(
        ["pandoc", "-f", form, "-t", "plain", "--wrap=none"],
        input=reference_file(LINES, ending),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Łukasz, K. (2021). 2*3 <b> {x} \\par: A_view " in done.stdout
    assert "https://doi.org/10.5555/a_b" in done.stdout

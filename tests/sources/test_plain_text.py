"""Text from the services becomes plain text: no markup, no control characters, and formulas stay what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.sources.plain_text import plain_line, plain_paragraphs, printable_line


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Attention is All you Need", "Attention is All you Need"),
        (
            "Bit-Parallel Witnesses and Their Applications \n to Matching",
            "Bit-Parallel Witnesses and Their Applications to Matching",
        ),
        ("\x93Micro\x85nance\x92s \x91iron law\x92\x96local", "“Micro…nance’s ‘iron law’–local"),
        ("Financial & Technological Literacy", "Financial & Technological Literacy"),
        ("Genes &amp; Cells", "Genes & Cells"),
        ("R&D, AT&T and Q&parameters;", "R&D, AT&T and Q&parameters;"),
        ("<i>Drosophila</i> and H<sub>2</sub>O at 10<sup>5</sup> K", "Drosophila and H2O at 10⁵ K"),
        ("Radiologists with <5 years (p<0.05, q > 3)", "Radiologists with <5 years (p<0.05, q > 3)"),
        ("a<b and c>d", "a<b and c>d"),
        ("k<n and m>p", "k<n and m>p"),
        ("rate $0<\\delta<1$ for <b and <i>all</i>", "rate $0<\\delta<1$ for <b and all"),
        ("see <https://x.example/y> or <a@b.example>", "see <https://x.example/y> or <a@b.example>"),
        (
            "of <mml:math><mml:mi>x</mml:mi><mml:annotation encoding='tex'>\\x</mml:annotation></mml:math> and y",
            "of x and y",
        ),
        ("<math><semantics><mi>x</mi><annotation>\\frac</annotation></semantics></math>", "x"),
        ("x<annotation/>y", "xy"),
        ("&lt;p&gt;Hi &amp;amp; bye&lt;/p&gt;", "Hi & bye"),
        ("the &lt;b&gt; tag", "the <b> tag"),
        ("the &lt;img&gt; tag", "the <img> tag"),
        ("&lt;img src='/a'&gt; x", "x"),
        ("&amp;lt;img src='/a'&amp;gt; x", "x"),
        ("<i>a</i> &lt;img src='/a'&gt; x", "a x"),
        ("<i>a</i> &lt;img alt='&lt;' src='/a'&gt; x", "a x"),
        ("x &lt;img src='/a'", "x img src='/a'"),
        ("a\u202eb\u200bc\u00add\u00a0e\x00f", "abcd ef"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("Cafe\u0301", "Café"),
        ("<i>Micro\x85nance</i> &#x202e;now&#8203;", "Micro…nance now"),
        ("<img src='http://x.example/i.png' onerror='alert(1)'>Title<script>alert('a<b')</script>", "Title"),
        ("one <!-- two <b> --> three", "one three"),
        ("<td>1</td><td>2</td>", "1 2"),
        ("   ", ""),
    ],
)
def test_a_title_is_one_plain_line(sent: str, shown: str) -> None:
    assert plain_line(sent) == shown


def test_an_abstract_keeps_its_paragraphs() -> None:
    sent = "<jats:title>Aims</jats:title><jats:p>We see\nthat x&lt;5.</jats:p><p>Then</p><ul><li>a</li><li>b</li></ul>"
    assert plain_paragraphs(sent) == "Aims\n\nWe see that x<5.\n\nThen\n\na\n\nb"
    assert plain_paragraphs("First\nline.\n\n\n Second.") == "First line.\n\nSecond."


def test_a_file_name_may_look_like_markup() -> None:
    assert printable_line("a<b>&amp;\u202egpj.pdf") == "a<b>&amp;gpj.pdf"


@pytest.mark.parametrize(
    "unit", ["<div>", "<a><b><i>", "<!--", "<script>", "&", "<math>", "<sup>1", "<x y", "<sup>   "]
)
def test_hostile_markup_is_read_in_time_that_grows_with_its_length(unit: str) -> None:
    assert len(plain_paragraphs(unit * 60_000 + "x")) < 400_010  # quadratic work would run into the test's limit


@given(st.text(alphabet=st.characters(), max_size=60) | st.text(alphabet="<>/&;#ap bsu!-='\"\n", max_size=60))
def test_any_text_becomes_one_printable_line_and_stays_so(text: str) -> None:
    plain = plain_line(text)
    assert all(
        character.isprintable() or character in "\u200c\u200d\u200e\u200f" or character > "\ue000"
        for character in plain
    )
    assert plain == " ".join(plain.split())

"""Formulas in titles and abstracts stay readable: TeX is kept, MathML keeps brackets, exponents and fractions."""

from __future__ import annotations

import pytest

from scholar_desktop.sources.plain_text import plain_line, plain_paragraphs

M = "xmlns:mml='http://www.w3.org/1998/Math/MathML'"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("of <tex-math>$x^2$</tex-math> things", "of $x^2$ things"),
        (
            "of <inline-formula><tex-math>\\documentclass{a}\\begin{document}$$E = mc^2$$\\end{document}</tex-math>"
            "</inline-formula> here",
            "of $E = mc^2$ here",
        ),
        (
            f"a <inline-formula><alternatives><tex-math>$x_i$</tex-math><mml:math {M}><mml:msub><mml:mi>x</mml:mi>"
            "<mml:mi>i</mml:mi></mml:msub></mml:math></alternatives></inline-formula> b",
            "a x_i b",
        ),
        ("<mml:math><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math>", "x²"),
        ("<math><msup><mi>x</mi><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msup></math>", "x^(n+1)"),
        ("<math><msub><mi>H</mi><mn>2</mn></msub><mi>O</mi></math>", "H2O"),
        ("<math><mi>f</mi><mfenced><mi>x</mi><mi>y</mi></mfenced></math>", "f(x,y)"),
        ("<math><mfenced open='[' close=']'><mi>a</mi></mfenced></math>", "[a]"),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math>", "(a+b)/c"),
        ("<math><msqrt><mi>k</mi></msqrt></math>", "√k"),
        ("<math><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup></math>", "x_i²"),
        (
            "<math><semantics><annotation encoding='x-tex'>a &lt; b</annotation></semantics></math>",
            "$a < b$",
        ),
        ("see <math><mi>x", "see x"),
        ("infor\u00admation and con\u00ad trol", "information and control"),
        ("a hyphen&shy;ated and &#173; word", "a hyphenated and word"),
        ("&dquo;so-called&dquo; and &squo;x&squo;", "\"so-called\" and 'x'"),
    ],
)
def test_formulas_and_broken_words_are_readable(sent: str, shown: str):
    assert plain_line(sent) == shown
    assert " ".join(plain_paragraphs(sent).split()) == shown


def test_a_formula_in_an_abstract_does_not_end_its_paragraph():
    sent = "<p>Let <disp-formula><tex-math>x > 0</tex-math></disp-formula> hold.</p><p>Then it ends.</p>"
    assert plain_paragraphs(sent) == "Let $x > 0$ hold.\n\nThen it ends."

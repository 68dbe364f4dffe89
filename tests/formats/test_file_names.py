"""Names of files that Linux, macOS and Windows take, whatever the paper or the stranger calls itself."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.formats.file_names import TEMPLATE_FIELDS, folder_name, pdf_name, pdf_place, safe_name, unique_name

ATTENTION = Paper(
    "Attention is All you Need",
    Ids(s2="204e3073870fae3d05bcbc2f6a8e263d9b72e776", doi="10.5555/3295222.3295349"),
    tuple(Author(name) for name in ("Ashish Vaswani", "Noam Shazeer", "Niki Parmar", "Jakob Uszkoreit")),
    2017,
    venue="Neural Information Processing Systems",
)
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)


def assert_safe(name: str) -> None:
    assert name
    assert len(name.encode()) <= 120
    assert name == unicodedata.normalize("NFC", name)
    assert not set(name) & set('/\\:*?"<>|[]%')
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in name)
    assert name == name.strip()
    assert not name.startswith((".", "-", "~"))
    assert not name.endswith(".")
    assert not RESERVED.fullmatch(name.split(".")[0].strip())


def test_a_file_is_named_for_author_year_and_title() -> None:
    assert pdf_name(ATTENTION) == "Vaswani 2017 - Attention is All you Need.pdf"
    assert folder_name(ATTENTION) == "Vaswani 2017 - Attention is All you Need"


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        (Paper("Ice", year=2001), "2001 - Ice.pdf"),
        (Paper("Ice", authors=(Author("van der Maaten, Laurens"),)), "van der Maaten - Ice.pdf"),
        (Paper("Ice"), "Ice.pdf"),
        (Paper("", Ids(doi="10.1000/a.b")), "doi-10.1000-a.b.pdf"),
        (Paper(""), "Untitled.pdf"),
        (Paper("???"), "Untitled.pdf"),
        (
            Paper('BERT: Pre-training [of] 50% <i>Deep</i> "Nets"?'),
            "BERT - Pre-training (of) 50 percent Deep 'Nets'.pdf",
        ),
        (Paper("CON"), "_CON.pdf"),
        (Paper("Nul.2"), "_Nul.2.pdf"),
        (Paper("Ends in dots..."), "Ends in dots.pdf"),
        (Paper(".hidden --rm"), "hidden --rm.pdf"),
        (Paper("A/B|C"), "A-B-C.pdf"),
        (Paper("\u202egnp.exe\u202c and\u200b \x07bell"), "gnp.exe and bell.pdf"),
        (Paper("Cafe\u0301"), "Café.pdf"),
        (Paper('Schr\\"{o}dinger &amp; $\\alpha$'), "Schrödinger & α.pdf"),
    ],
)
def test_what_is_not_known_is_left_out_and_what_is_not_safe_is_replaced(paper: Paper, expected: str) -> None:
    assert pdf_name(paper) == expected
    assert_safe(pdf_name(paper))


def test_a_long_title_is_cut_between_words_and_keeps_its_ending() -> None:
    name = pdf_name(Paper("Very " * 60 + "long", authors=(Author("Ida Holm"),), year=2020))
    assert name.startswith("Holm 2020 - Very Very")
    assert name.endswith("Very.pdf")
    assert 100 < len(name.encode()) <= 120


def test_a_long_title_without_spaces_is_cut_between_characters() -> None:
    name = pdf_name(Paper("深度学习" * 40))
    assert name.endswith(".pdf")
    assert 110 < len(name.encode()) <= 120
    assert_safe(name)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{authors} ({year}) {title}", "Vaswani et al. (2017) Attention is All you Need.pdf"),
        ("{title}.pdf", "Attention is All you Need.pdf"),
        ("{doi}", "10.5555-3295222.3295349.pdf"),
        ("{id}", "s2-204e3073870fae3d05bcbc2f6a8e263d9b72e776.pdf"),
        ("{venue}/../../{author}", "Neural Information Processing Systems-..-..-Vaswani.pdf"),
        ("{{{author}}}", "Vaswani.pdf"),
        ("paper", "paper.pdf"),
    ],
)
def test_a_template_chooses_the_name_but_never_the_folder(template: str, expected: str) -> None:
    assert pdf_name(ATTENTION, template) == expected
    assert_safe(pdf_name(ATTENTION, template))


def test_two_and_three_authors_are_all_named() -> None:
    names = (Author("Ida Holm"), Author("Bo Li"), Author("Ann Roe"))
    assert pdf_name(Paper("Ice", authors=names[:2]), "{authors}") == "Holm and Li.pdf"
    assert pdf_name(Paper("Ice", authors=names), "{authors}") == "Holm, Li and Roe.pdf"


def test_a_field_that_is_not_known_leaves_no_gap() -> None:
    assert (
        pdf_name(Paper("Ice", authors=(Author("Ida Holm"),)), "{author} ({year}) - {venue} - {title}")
        == "Holm - Ice.pdf"
    )


@pytest.mark.parametrize(
    "template", ["{journal}", "{title.upper}", "{title!r}", "{year:05}", "{}", "{0}", "{title[0]}"]
)
def test_an_unknown_field_is_named_with_the_fields_that_there_are(template: str) -> None:
    with pytest.raises(UsageError) as caught:
        pdf_name(ATTENTION, template)
    assert template in caught.value.message
    assert caught.value.hint is not None
    assert all(f"{{{name}}}" in caught.value.hint for name in TEMPLATE_FIELDS)


@pytest.mark.parametrize("template", ["{title", "title}", "{title}{"])
def test_an_unpaired_brace_is_named(template: str) -> None:
    with pytest.raises(UsageError, match="is not valid"):
        pdf_name(ATTENTION, template)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("paper.pdf", "paper.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\CON.pdf", "_CON.pdf"),
        ("..", "file"),
        ("", "file"),
        ("???.pdf", "file.pdf"),
        (".bashrc", "bashrc"),
        ("data.tar.gz", "data.tar.gz"),
        ("a b\r\nSet-Cookie: x.pdf", "a b Set-Cookie - x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("x." + "y" * 200, None),
        ("z" * 400 + ".pdf", "z" * 116 + ".pdf"),
    ],
)
def test_a_name_from_outside_is_made_safe_and_never_chooses_a_path(text: str, expected: str | None) -> None:
    name = safe_name(text)
    assert_safe(name)
    if expected is not None:
        assert name == expected


def test_a_taken_name_gets_a_number_before_its_ending() -> None:
    assert unique_name("Ice.pdf", []) == "Ice.pdf"
    assert unique_name("Ice.pdf", ["Snow.pdf"]) == "Ice.pdf"
    assert unique_name("Ice.pdf", ["ICE.PDF"]) == "Ice (2).pdf"
    assert unique_name("Ice.pdf", ["Ice.pdf", "ice (2).pdf"]) == "Ice (3).pdf"
    assert unique_name("Caf\u00e9", ["Cafe\u0301"]) == "Café (2)"
    assert unique_name("Vaswani 2017 - On x. And a longer tail", ["Vaswani 2017 - On x. And a longer tail"]).endswith(
        "(2)"
    )


@given(st.text(max_size=300))
def test_any_text_becomes_a_safe_name_that_stays_as_it_is(text: str) -> None:
    name = safe_name(text)
    assert_safe(name)
    assert safe_name(name) == name


@given(st.text(alphabet='aZ9 .-_/\\:*?"<>|[]%\u202e\u0301\x00é深CONcon1$~\n(){}', max_size=150))
def test_hostile_text_becomes_a_safe_name_that_stays_as_it_is(text: str) -> None:
    name = safe_name(text)
    assert_safe(name)
    assert safe_name(name) == name


@given(st.text(max_size=200), st.text(max_size=40), st.none() | st.integers(0, 9999))
def test_any_paper_has_safe_names(title: str, author: str, year: int | None) -> None:
    paper = Paper(title, authors=(Author(author),), year=year)
    assert_safe(pdf_name(paper))
    assert pdf_name(paper).endswith(".pdf")
    assert_safe(folder_name(paper))


@given(st.text("aA.é (2)", min_size=1, max_size=140).map(safe_name), st.integers(1, 4))
def test_a_unique_name_is_safe_and_not_taken(name: str, times: int) -> None:
    taken: list[str] = []
    for _ in range(times):
        chosen = unique_name(name, taken)
        assert_safe(chosen)
        assert chosen.casefold() not in {other.casefold() for other in taken}
        taken.append(chosen)


@pytest.mark.parametrize(
    ("template", "place"),
    [
        ("{year}/{author} - {title}", "2017/Vaswani - A - B.pdf"),
        ("{year}\\{title}", "2017/A - B.pdf"),
        ("{venue}/{title}", "A - B.pdf"),
        ("../../{title}", "A - B.pdf"),
        ("/etc/{title}", "etc/A - B.pdf"),
        ("{year}/", "2017/Vaswani 2017 - A - B.pdf"),
    ],
)
def test_a_slash_in_the_template_makes_a_safe_subfolder_and_one_in_the_data_makes_none(template: str, place: str):
    paper = Paper(title="A / B", authors=(Author("Ashish Vaswani"),), year=2017)
    assert pdf_place(paper, template) == place

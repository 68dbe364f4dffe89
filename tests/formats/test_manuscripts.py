"""The citations and reference lists of manuscripts, in the forms that people write them."""

from __future__ import annotations

from scholar_desktop.domain.reference_lists.manuscript import (
    CheckedReference,
    Manuscript,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.reference_lists.other_years import find_other_years
from scholar_desktop.formats.manuscripts.source_citations import (
    included_latex,
    markdown_notes,
    read_latex,
    read_markdown_keys,
)
from scholar_desktop.formats.manuscripts.text_citations import (
    NO_CITATIONS,
    TextBlock,
    read_blocks,
    text_passages,
    without_list,
)
from scholar_desktop.formats.manuscripts.word_documents import read_docx, read_odt
from tests.support.manuscripts import zipped

LATEX = r"""
\cite{a}\citep[see][p.~3]{b, c} \footfullcite{d} \textcites(see)()[1]{e}[2]{f} 100\% \cite{g} % \cite{no}
\begin{verbatim} \cite{no} \end{verbatim} \citestyle{no} \newcommand{\x}{y} \nocite{h}
\input{part} \include{../out} \addbibresource{one.bib} \bibliography{two,three}
"""
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODT = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def read(*paragraphs: str) -> Manuscript:
    return read_blocks("docx", [TextBlock(text, at) for at, text in enumerate(paragraphs, 1)], in_lines=False)


def test_latex_cites_by_every_command_and_not_in_comments():
    read = read_latex(included_latex(LATEX, {"part": r"\Cite{i} \input{part}"}.get))
    assert list(read.cited) == ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
    assert read.cited["h"] == 3
    assert read.bibliographies == ("one.bib", "two.bib", "three.bib")
    assert not read.cites_all
    assert read_latex(r"\nocite{*}").cites_all
    own = read_latex(
        '\\cite{k}\n\\begin{thebibliography}{9}\n\\bibitem[K{\\"o}(19)]{k} K\\"o, A. \\newblock Moss.\n'
        "\\bibitem{m} M.\n\\end{thebibliography} rest"
    )
    assert [(one.key, one.text, one.line) for one in own.references] == [("k", "Kö, A. Moss.", 3), ("m", "M.", 4)]


def test_markdown_cites_as_pandoc_does():
    read = read_markdown_keys(
        "---\nbibliography:\n  - one.bib\n  - 'two.bib'\nnocite: '@n'\n---\n[see @a, p. 3; -@b.c:d] @{e/f}.\n"
        "As @g says. me@example.org `@no` \\@no\n```\n@no\n```\n<!-- @no -->\n"
    )
    assert list(read.cited) == ["n", "a", "b.c:d", "e/f", "g"]
    assert read.bibliographies == ("one.bib", "two.bib")
    assert read_markdown_keys("---\nnocite: |\n  @*\n---\n").cites_all


def test_numbers_lists_and_ranges_are_citations_and_intervals_are_not():
    found = read("As [1, 3–4] and [2, p. 7] in [0, 1] of [1984].", "References", "[1] A.", "[2] B.", "[3] C.", "[4] D.")
    assert sorted(found.cited) == ["1", "2", "3", "4"]
    for sign in ("-", "–", " – "):  # the style of IEEE
        apart = read(f"As [1]{sign}[3] say.", "References", "[1] A.", "[2] B.", "[3] C.", "[4] D.")
        assert sorted(apart.cited) == ["1", "2", "3"]
    by_place = read("As [2] says.", "Bibliography", "Ames, A. (2010). On moss.", "Lind, B. (2011). On fern.")
    assert [by_place.is_cited(one) for one in by_place.references] == [False, True]


def test_author_and_year_find_the_reference_that_begins_with_the_name():
    listed = (
        "Ames, A. (2010). On moss. Ecology.",
        "Lind, B., & Ames, A. (2010). On fern. Ecology.",
        "van der Berg, C. (2012a). On bog. Ecology.",
        "van der Berg, C. (2012b). On peat. Ecology.",
        "Holm, D., Lind, B., & Ames, A. (2013). On turf. Ecology.",
    )
    found = read(
        "Ames (2010) and others (see van der Berg, 2012b; Holm et al., 2013, 2014) in (March 2011).",
        "References",
        *listed,
    )
    assert [found.is_cited(one) for one in found.references] == [True, False, False, True, True]
    assert [key for key in found.cited if key not in {one.key for one in found.references}] == ["Holm 2014"]
    both = read("As Lind and Ames (2010) say.", "References", *listed)
    assert [both.is_cited(one) for one in both.references] == [False, True, False, False, False]


def test_german_citations_find_their_references():
    listed = (
        "Tan, Zhe; Chen, Sheng-Gang; Peng, Xinsheng: Vom Moos. In: Science 360 (2018), S. 518–521.",
        "Finnemore, Martha / Sikkink, Kathryn: Vom Farn. In: International Organization 52 (1998), S. 887–917.",
        "Lind, Ada: Vom Torf. Bergen 1966.",
    )
    tan, finnemore = (
        (
            "(Tan u. a. 2018)", "(Tan u.a. 2018)", "(vgl. Tan u. a. 2018, S. 12)", "Tan u. a. (2018, S. 12)",
            "(Tan/Chen/Peng u.a. 2018: 12)", "(Tan / Chen / Peng 2018)", "(Tan, Chen und Peng 2018, 12)",
            "(siehe auch Tan et al. 2018)", "(so auch Tan u. a. 2018)", "(z. B. Tan u. a. 2018)",
            "(Tan, Chen u. a. 2018)", "(Tan/u. a. 2018)", "Tan und andere (2018)",
            "In Bergen, Tan u. a. (2018)", "(s. Tan u.\u00a0a. 2018)", "(Tan, Chen, et al., 2018)",
        ),
        (
            "(Finnemore/Sikkink 1998: 12)", "Finnemore / Sikkink (1998: 12)", "(vgl. etwa Finnemore und Sikkink 1998)",
            "(Lind 1966; Finnemore/Sikkink 1998, S. 3)",
        ),
    )  # fmt: skip
    for place, citations in enumerate((tan, finnemore)):
        for citation in citations:
            found = read(f"Das Moos {citation} und der Torf (Lind 1966).", "Literatur", *listed)
            expected = [place == 0, place == 1, True]
            assert [found.is_cited(one) for one in found.references] == expected, citation
            assert len(found.cited) == 2, citation


def test_a_text_may_cite_by_numbers_and_by_author_and_year():
    listed = (
        "1. Conneau, A., & Kiela, D. (2017). On moss. Ecology.",
        "2. Ren, S. (2015). On fern. Ecology.",
        "3. Cowan, N. (2001). On bog. Ecology.",
        "4. Luong, T. (2015). On peat. Ecology.",
        "5. Ames, A. (2010). On turf. Ecology.",
        "6. Ames, A. (2010). On heath. Ecology.",
        "7. Holm, D. (2012a). On reed. Ecology.",
        "8. Holm, D. (2012b). On rush. Ecology.",
    )
    text = "Moss (Conneau et al., 2017) and fern [2] are known. Cowan (2001) and Holm (2012b) say so."
    found = read(f"{text} Ames (2010) and Gone (1999) do not.", "References", *listed)
    cited = [found.is_cited(one) for one in found.references]
    assert cited == [True, True, True, False, False, False, False, True], "Ames (2010) may be either"
    assert set(found.cited) <= {one.key for one in found.references}, "Gone (1999) may be a mention"
    assert [found.cited[key] for key in ("1", "2", "3")] == [1, 1, 1]


def test_notes_that_name_a_work_in_full_or_shortly_cite_it():
    listed = (
        "Thompson, D'Arcy Wentworth. On Growth and Form. Cambridge: Cambridge University Press, 1917.",
        "Ames, Ada. The Moss of the North. Oslo: Made Press, 1999.",
        "Ames, Ada. Ferns and Their Kin. Oslo: Made Press, 2001.",
        "Lind, Bo. A Short Walk. Oslo: Made Press, 2003.",
    )
    whole = "D'Arcy Wentworth Thompson, On Growth and Form (Cambridge: Cambridge University Press, 1917), 12."
    notes = [whole, "Ames, Ferns, 47; cf. Lind."]
    word = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("Text.", "Bibliography", *listed))
    foot = "".join(f"<w:footnote><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>" for text in notes)
    marks = "".join(
        f"<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{text}</text:p>"
        "</text:note-body></text:note>"
        for text in notes
    )
    open_text = "".join(f"<text:p>{text}</text:p>" for text in ("Bibliography", *listed))
    found = {
        "docx": read_docx(
            zipped(
                {
                    "word/document.xml": f"<w:document {W}><w:body>{word}</w:body></w:document>".encode(),
                    "word/footnotes.xml": f"<w:footnotes {W}>{foot}</w:footnotes>".encode(),
                }
            )
        ),
        "odt": read_odt(
            zipped(
                {
                    "content.xml": f"<office:document-content {ODT}><office:text><text:p>Text.{marks}</text:p>"
                    f"{open_text}</office:text></office:document-content>".encode()
                }
            )
        ),
    }
    for form, blocks in found.items():
        read = read_blocks(form, blocks, in_lines=False)
        assert [read.is_cited(one) for one in read.references] == [True, False, True, False], form
        assert not read.cites_all


def test_a_text_without_citations_calls_nothing_uncited_and_a_list_ends_at_the_next_heading():
    blocks = [
        TextBlock("Nothing.", 1),
        TextBlock("7. References", 2, is_heading=True),
        TextBlock("Ames, A. (2010). On moss.", 3),
        TextBlock("Data", 4, is_heading=True),
        TextBlock("More.", 5),
    ]
    found = read_blocks("docx", blocks, in_lines=False)
    assert [one.line for one in found.references] == [3]
    assert found.cites_all
    assert "No citations" in found.notes[0]
    assert read("Text.").references == ()


def test_documents_have_raised_numbers_and_no_deleted_text():
    word = (
        f"<w:document {W}><w:body><w:p><w:r><w:t>Known</w:t></w:r><w:r><w:rPr>"
        "<w:vertAlign w:val='superscript'/></w:rPr><w:t>1,2</w:t></w:r><w:del><w:r>"
        "<w:delText>gone</w:delText></w:r></w:del><w:r><w:instrText>ADDIN</w:instrText>"
        "</w:r></w:p><w:p><w:pPr><w:pStyle w:val='Heading1'/><w:numPr/></w:pPr></w:p></w:body></w:document>"
    )
    first, second = read_docx(zipped({"word/document.xml": word.encode()}))
    assert (first.text, second.is_heading, second.is_numbered) == ("Known^[1,2]", True, True)
    text = (
        f"<office:document-content {ODT}><style:style style:name='T1'>"
        "<style:text-properties style:text-position='super 58%'/></style:style><office:text>"
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:p>Known"
        "<text:span text:style-name='T1'>1</text:span>,<text:s text:c='2'/>so<text:note><text:note-citation>9"
        "</text:note-citation><text:p>Note</text:p></text:note>.</text:p><text:list><text:p>Item</text:p></text:list>"
        "</office:text></office:document-content>"
    )
    blocks = read_odt(zipped({"content.xml": text.encode()}))
    assert [(one.text, one.is_numbered) for one in blocks] == [
        ("Known^[1],  so.", False),
        ("Note", False),
        ("Item", True),
    ]


def test_references_that_stand_only_in_notes():
    thompson = "D’Arcy Wentworth Thompson, On Growth and Form (Cambridge: Cambridge University Press, 1917), 45."
    yates = "Frances A. Yates, The Art of Memory (London: Routledge, 1966), 12."
    text = TextBlock("Forms grow, and memory has places.", 1)
    said = ["", f"See {thompson}", "Ibid., 46.", yates, "Thompson, Growth, 50.", yates, "Of 1966, more below."]
    notes = [TextBlock(one, 0, is_note=True) for one in said]
    found = read_blocks("docx", [*notes, text], in_lines=False)
    assert [(one.key, one.text) for one in found.references] == [("Thompson 1917", thompson), ("Yates 1966", yates)]
    assert all(found.is_cited(one) for one in found.references)
    assert found.notes == (
        "The text has no reference list, so the references in its notes are checked.",
        "1 note names a year, but no reference that can be read.",
    )
    assert read_blocks("docx", [text, TextBlock("Ibid., 4.", 0, is_note=True)], in_lines=False).references == ()
    unread = read_blocks("docx", [text, TextBlock("Lind 1966, S. 4.", 0, is_note=True)], in_lines=False)
    assert unread.references == ()
    assert unread.notes[0] == "1 note names a year, but no reference that can be read."
    marked = yates.replace("The Art of Memory", "*The Art of Memory*")
    written = f"Forms.[^1]\n\n[^1]: See {thompson}\n[^n]: Ibid.,\n    46.\n\nMemory.^[{marked}][^n] `[^2]: no`\n"
    assert [(one.text, one.place) for one in markdown_notes(written)] == [
        (f"See {thompson}", 3),
        (yates, 7),
        ("Ibid.,\n    46.", 4),
    ]
    source = f"Forms.\\footnote{{See {thompson}}} %\n\nMemory.\\footnote[2]{{{marked}}} \\footnote{{Ibid.}}"
    source = source.replace("*The Art of Memory*", r"\emph{The Art of Memory}")
    assert [(one.text, one.line) for one in read_latex(included_latex(source, {}.get)).references] == [
        (thompson, 1),
        (yates, 3),
    ]


def test_a_doi_in_the_text_cites_its_reference_and_others_are_named():
    manuscript = read(
        "Capacity is limited (https://doi.org/10.1017/S0140525X01003922), see also doi:10.5555/subject.memory.18.",
        "We use the data at https://doi.org/10.5555/data.1. The model is arXiv:1706.03762.",
        "References",
        "Cowan, N. (2001). The magical number 4. https://doi.org/10.1017/s0140525x01003922",
        "Desimone, R. (1995). Neural mechanisms of selective visual attention.",
        "Vaswani, A. (2017). Attention is all you need. arXiv:1706.03762",
    )
    unlisted = {"doi:10.5555/subject.memory.18": 1, "doi:10.5555/data.1": 2}
    assert manuscript.cited == {"Cowan 2001": 1, "Vaswani 2017": 2, **unlisted}
    assert {one.key: one.line for one in manuscript.references if not one.is_listed} == unlisted
    assert manuscript.notes == ()
    assert not manuscript.cites_all


def test_one_doi_in_a_text_without_other_citations_does_not_make_the_others_uncited():
    manuscript = read(
        "The data are at https://doi.org/10.5281/zenodo.10.",
        "References",
        "Data of the moss. https://doi.org/10.5281/zenodo.10",
        "Desimone, R. (1995). Neural mechanisms of selective visual attention.",
        "Vaswani, A. (2017). Attention is all you need.",
    )
    assert manuscript.cites_all
    assert manuscript.notes == (NO_CITATIONS,)


def test_the_page_of_a_citation_is_no_letter_of_its_year() -> None:
    blocks = [
        TextBlock("Kumar (2003, p. 4), Holm (2004, see Table 2) and more (Lind, 2005a, b, p 7; Ames, 2006, p. 9).", 1),
        TextBlock("References", 2, is_heading=True),
        TextBlock("Berg, A. (2012). On mosses.", 3),
        TextBlock("As Berg (2012) says.", 0, is_heading=True),
    ]
    found = read_blocks("text", blocks, in_lines=False)
    assert [key for key in found.cited if key != "Berg 2012"] == [
        *("Kumar 2003", "Holm 2004", "Lind 2005a", "Lind 2005b", "Ames 2006")
    ]


IN_LINES = """A paper

The first line of a paragraph cites [1] and nothing else.
The second cites [2, 3] and has https://doi.org/10.5555/data.1 beside it,
and the last line, after a citation that begins here [4,
21], cites [17]; Ames
(2010) is on two.

References
[1] Lind, A. (2012). On moss. Ecology.
[2] Holm, B. (2013). On fern. Ecology.
[3] Berg, C. (2014). On bog. Ecology.
[4] Ames, D. (2010). On peat. Ecology.
"""


def test_a_citation_has_the_number_of_its_own_line():
    found = read_blocks("text", in_lines(IN_LINES), in_lines=True)
    assert found.cited == {"1": 3, "2": 4, "3": 4, "4": 5, "21": 5, "17": 6, "doi:10.5555/data.1": 4}
    assert [one.line for one in found.references if not one.is_listed] == [4]


def test_a_citation_by_author_and_year_has_the_number_of_its_own_line():
    text = """As Lind (2012) says,
moss (e.g., Holm, 2013;
see also Berg et al., 2014; Gone & Lost, 1999) grows. In
Ames
(2010) it does not, nor
in Miller (1956).

References
"""
    found = read_blocks("text", in_lines(text + IN_LINES.partition("References\n")[2]), in_lines=True)
    cited = {"Lind 2012": 1, "Holm 2013": 2, "Berg 2014": 3, "Gone 1999": 3, "Ames 2010": 4, "Miller 1956": 6}
    assert found.cited == cited


def test_identifiers_of_a_text_without_a_list_have_the_numbers_of_their_own_lines():
    text = "The data are\nat https://doi.org/10.5555/data.1,\nand the model is\narXiv:1706.03762.\n"
    found = without_list(Manuscript("text"), text_passages(in_lines(text)))
    assert [(one.key, one.line) for one in found.references] == [("doi:10.5555/data.1", 2), ("arxiv:1706.03762", 4)]


def in_lines(text: str) -> list[TextBlock]:
    return [TextBlock(line, number) for number, line in enumerate(text.splitlines(), 1)]


FOUR = "Banerjee, A., Suzuki, T., Castillo, J., & Moreau, L. (2007). On moss. Ecology."


def test_a_citation_means_a_reference_that_begins_with_its_first_author():
    forms = (
        FOUR,
        "A. Banerjee, T. Suzuki, J. Castillo, and L. Moreau. On moss. Ecology, 2007.",
        "Banerjee A, Suzuki T, Castillo J, Moreau L. On moss. Ecology. 2007;3:1-9.",
        "Banerjee, Ana, Taro Suzuki, Juan Castillo, and Luc Moreau. 2007. “On Moss.” Ecology 3.",
        "Ana Banerjee, Taro Suzuki, Juan Castillo, and Luc Moreau. 2007. On moss. Ecology 3.",
        "Banerjee, Ana; Suzuki, Taro; Castillo, Juan; Moreau, Luc: On moss. In: Ecology 3 (2007).",
        "Banerjee, Suzuki, Castillo & Moreau (2007). On moss. Ecology.",
        "[4] Banerjee, A., T. Suzuki, J. Castillo, and L. Moreau (2007): On moss, Ecology.",
    )
    right = (
        "(Banerjee et al., 2007)", "Banerjee et al. (2007)", "(Banerjee, Suzuki, Castillo, & Moreau, 2007)",
        "(Banerjee, Suzuki, et al., 2007)", "Banerjee, Suzuki, Castillo and Moreau (2007)", "(see Banerjee, 2007a)",
        "Banerjee, Suzuki, Castillo, Moreau (2007)", "(A. Banerjee et al., 2007)", "(Banerjee u. a. 2007)",
        "Banerjee und Kollegen (2007)",
    )  # fmt: skip
    wrong = (
        "(Castillo et al., 2007)", "(Suzuki, 2007)", "Castillo and Moreau (2007)", "(Castillo & Moreau, 2007)",
        "(Suzuki & Banerjee, 2007)", "(Banerjee & Lind, 2007)", "(Banerjee, Moreau, & Suzuki, 2007)",
        "(Castillo et al., 2007a)", "Suzuki (2007)",
    )  # fmt: skip
    other = "Zhao, Q. (1999). On fern. Ecology."
    for form in forms:
        for citations, is_cited in ((right, True), (wrong, False)):
            for citation in citations:
                found = read(f"Moss {citation} and fern (Zhao, 1999) grow.", "References", form, other)
                first, second = found.references
                assert found.is_cited(first) == is_cited, (form, citation)
                assert found.is_cited(second)
                assert (len(found.cited) > 1 + is_cited) == (not is_cited), (form, citation)


def test_the_letter_of_a_year_means_no_reference_with_another_letter():
    listed = ("Lind, B. (2007a). On moss. Ecology.", "Lind, B. (2007b). On fern. Ecology.")
    for citation, expected in (("2007a", [True, False]), ("2007b", [False, True]), ("2007", [True, True])):
        found = read(f"Moss (Lind, {citation}) grows.", "References", *listed)
        assert [found.is_cited(one) for one in found.references] == expected
    found = read("Moss (Lind, 2007a; Lind, 2007c) grows.", "References", *listed)
    assert [found.is_cited(one) for one in found.references] == [True, False]
    assert "Lind 2007c" in found.cited


def test_names_whose_first_author_is_not_certain_stay_cited():
    for reference, citations in (
        ("van der Berg, C., & Lind, A. (2010). On moss.", ("(van der Berg & Lind, 2010)", "Berg and Lind (2010)")),
        ("García Márquez, G. (2010). On moss.", ("(García Márquez, 2010)", "(Márquez, 2010)", "García (2010)")),
        ("Márquez, G. García, & Lind, B. (2010). On moss.", ("(García & Lind, 2010)", "(Márquez & Lind, 2010)")),
        ("Food and Agriculture Organization. (2010). Moss.", ("Food and Agriculture Organization (2010)",)),
        ("World Health Organization (WHO). (2010). Moss.", ("(WHO, 2010)", "World Health Organization (2010)")),
        ("Ministry of Health, Labour and Welfare. (2010). On moss.", ("Health, Labour and Welfare (2010)",)),
        ("Lind, B., et al. (2010). On moss.", ("(Lind et al., 2010)", "(Lind & Holm, 2010)")),
        ("Lind, B. (Ed.). (2010). On moss.", ("(Lind, 2010)",)),
        ("Ortega y Gasset, J. (2010). On moss.", ("(Ortega y Gasset, 2010)", "(Gasset, 2010)")),
        ("Müller, A., & Größl, B. (2010). On moss.", ("(Mueller & Groessl, 2010)", "(Müller & Größl, 2010)")),
        ("O’Neil, A., & D'Arcy, B. (2010). On moss.", ("(O'Neil & D’Arcy, 2010)",)),
        ("Smith-Jones, A., & Le Cun, Y. (2010). On moss.", ("(Smith-Jones & Le Cun, 2010)", "(Smith-Jones, 2010)")),
        ("Lind, Ada, Holm, Bo, and Ames, Cy. 2010. On moss.", ("(Lind, Holm, & Ames, 2010)", "(Lind & Holm, 2010)")),
        ("Smith, J., Jr., & Lind, A. (2010). On moss.", ("(Smith & Lind, 2010)",)),
        ("Smith, J., Jr, Lind, A., & Holm, B. (2010). On moss.", ("(Smith, Lind, & Holm, 2010)",)),
        ("Deep Learning, Goodfellow et al., MIT Press, 2010.", ("(Goodfellow et al., 2010)",)),
    ):
        for citation in citations:
            found = read(f"Moss {citation} grows (Zhao, 1999).", "References", reference, "Zhao, Q. (1999). Fern.")
            assert found.is_cited(found.references[0]), (reference, citation)


def test_a_reference_of_another_first_author_is_not_taken_for_one_with_another_year():
    listed = (FOUR, "Castillo, J. (2005). On fern. Ecology.", "Zhao, Q. (1999). On peat. Ecology.")
    found = read("Moss (Castillo et al., 2007) and peat (Zhao, 1999) grow.", "References", *listed)
    missing = ManuscriptReference("Castillo 2007", "", 1)
    checked = [
        *(CheckedReference(one, ReferenceVerdict.OK, is_cited=found.is_cited(one)) for one in found.references),
        CheckedReference(missing, ReferenceVerdict.MISSING, cited_as=found.cited_as["Castillo 2007"]),
    ]
    (other,) = find_other_years(checked)
    assert (other.missing, other.listed, other.listed_as) == (3, 1, "Castillo et al., 2005")

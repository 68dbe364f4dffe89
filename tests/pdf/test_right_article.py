"""Is it the paper that was asked for: titles as typesetting leaves them, and texts that only look like the paper."""

from __future__ import annotations

import msgspec
import pytest

from scholar_desktop.domain.paper import Author, Facts, Ids, Paper
from scholar_desktop.pdf.report import DocumentKind, Verdict
from scholar_desktop.pdf.right_article import judge_article

BODY = (
    "Abstract. We study how these things behave when nobody looks, and we give a bound on what is lost by it. The "
    "method is simple and needs one pass over the data.\nExperiments on four data sets agree with the bound.\n"
) * 4


def a_paper(
    title: str = "Longformer: The Long-Document Transformer",
    authors: tuple[str, ...] = ("Iz Beltagy", "Matthew E. Peters", "Arman Cohan"),
    **ids: str,
) -> Paper:
    return Paper(title=title, authors=tuple(Author(name) for name in authors), ids=Ids(**ids))


def page(*lines: str) -> str:
    return "\r\n".join((*lines, BODY))


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Longformer: The Long-Document Transformer", ["Longformer: The Long-Document Transformer"]),
        ("Longformer: The Long-Document Transformer", ["Longformer: The Long-", "Document Transformer"]),
        ("Longformer: The Long-Document Transformer", ["L ONGFORMER : T HE L ONG -D OCUMENT T RANSFORMER"]),
        ("Efficient findings on reflections of flow", ["Eﬃcient ﬁndings on reﬂections", "of ﬂow"]),
        ("The role of α-synuclein in Parkinson's disease", ["The role of alpha-synuclein in Parkinson’s disease"]),
        (
            "The role of alpha-synuclein in Parkinson's disease",
            ["The role of α-synuclein in Parkin\u00adson’s disease"],
        ),
        (
            "Étude des équations de Schrödinger non linéaires",
            ["Etude des equations de Schro\u0308dinger", "non lineaires"],
        ),
        ("Growth of <i>E. coli</i> on H<sub>2</sub>O &amp; agar plates", ["Growth of E. coli on H2O & agar plates"]),
        ("On the $\\alpha$-decay of $\\mathbb{Z}_2$ lattice fields", ["On the α-decay of Z2 lattice fields"]),
        (
            "Deep residual networks: a view from the side of theory",
            ["Deep residual networks", "a view from the side of theory"],
        ),
    ],
)
def test_a_title_is_found_as_typesetting_leaves_it(title: str, lines: list[str]) -> None:
    verdict = judge_article(a_paper(title), [page(*lines, "Iz Beltagy, Matthew E. Peters")])
    assert verdict.verdict is Verdict.RIGHT, verdict


def test_a_title_alone_on_its_lines_is_enough_without_authors() -> None:
    assert (
        judge_article(a_paper(), [page("Longformer: The Long-", "Document Transformer", "An unknown group")]).verdict
        == "right"
    )


def test_a_title_of_many_lines_in_the_size_of_the_text_is_found() -> None:
    wanted = (
        "Summary for those who decide of the assessment by topic of the underlying causes of the loss of mosses in "
        "northern gardens and of the means to make the vision of a garden in the year 2050 come true in the south"
    )
    of_title = [wanted[place : place + 25] for place in range(0, len(wanted), 25)]
    assert len(of_title) > 7
    text = page(*of_title, "Lind, Ada, Holm, Bo, Roth, Carl", "Abstract. Mosses grow.", *(["Mosses grow."] * 3))
    assert judge_article(a_paper(wanted, ("Ada Lind", "Bo Holm", "Carl Roth")), [text]).verdict is Verdict.RIGHT


def test_a_title_after_a_cover_page_is_found() -> None:
    cover = "University of Somewhere\nRepository of open papers\nThis version is the accepted manuscript\n"
    assert (
        judge_article(a_paper(), [cover, page("Longformer: The Long-Document Transformer", "Iz Beltagy")]).verdict
        == "right"
    )


def test_another_title_is_wrong_and_the_reason_names_it() -> None:
    judgement = judge_article(a_paper(), [page("Llamas of the high Andes and their wool", "Jane Roe, John Doe")])
    assert judgement.verdict is Verdict.WRONG
    assert "Llamas of the high Andes" in judgement.reason


def test_a_page_with_hardly_any_text_can_still_be_wrong() -> None:
    assert judge_article(a_paper(), ["A different paper\nJane Roe"]).verdict is Verdict.WRONG


def test_the_title_within_the_references_of_another_paper_does_not_make_it_right() -> None:
    text = page("Llamas of the high Andes", "Jane Roe") + (
        "\nReferences\n1. Iz Beltagy, Matthew E. Peters: Longformer: The Long-Document Transformer. 2020\n"
    )
    assert judge_article(a_paper(), [text]).verdict is Verdict.WRONG


def test_a_sentence_that_mentions_the_title_does_not_make_it_right() -> None:
    text = (
        "Llamas of the high Andes\nJane Roe\nWe build on Longformer: The Long-Document Transformer and its kin.\n"
        + BODY
    )
    assert judge_article(a_paper(), [text]).verdict is Verdict.DOUBTFUL


def test_a_title_deep_in_the_text_is_doubtful() -> None:
    text = (
        page("Llamas of the high Andes", "Jane Roe") + BODY * 3 + "as in Longformer: The Long-Document Transformer by"
    )
    assert judge_article(a_paper(), [text]).verdict is Verdict.DOUBTFUL


def test_a_short_title_needs_an_author() -> None:
    asked = a_paper("Deep learning", ("Yann LeCun", "Yoshua Bengio"))
    assert judge_article(asked, [page("Deep learning", "Y. LeCun and others")]).verdict is Verdict.RIGHT
    assert judge_article(asked, [page("Deep learning", "Jane Roe")]).verdict is Verdict.DOUBTFUL


@pytest.mark.parametrize(
    "line",
    [
        "doi:10.1038/nature14539.",
        "https://doi.org/10.1038/nature14539",
        "© 2015 Macmillan Publishers. All rights reserved. doi:10.1038/nature14539",
    ],
)
def test_a_short_title_with_the_papers_own_doi_needs_no_author(line: str) -> None:
    asked = a_paper("Deep learning", ("Yann LeCun",), doi="10.1038/nature14539")
    assert judge_article(asked, [page("Deep learning", line)]).verdict is Verdict.RIGHT


def test_another_doi_of_the_same_registrant_with_a_poor_title_is_wrong() -> None:
    asked = a_paper("Wool of llamas from the lower valleys of Peru", ("Jane Roe",), doi="10.5555/one")
    text = page("Wool of alpacas from the upper valleys of Chile", "doi.org/10.5555/two")
    judgement = judge_article(asked, [text])
    assert judgement.verdict is Verdict.WRONG
    assert "another DOI" in judgement.reason


def test_the_preprint_of_a_paper_prints_another_doi_and_is_right() -> None:
    asked = a_paper(doi="10.5555/journal.1")
    text = page("Longformer: The Long-Document Transformer", "Iz Beltagy", "https://doi.org/10.5555/preprint.9")
    assert judge_article(asked, [text]).verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    ("wanted", "printed"),
    [
        ("Foraging of shorebirds. Part I: field observations", "Foraging of shorebirds. Part II: laboratory trials"),
        ("Foraging of shorebirds in winter: Part I, theory", "Foraging of shorebirds in winter: Part 2, theory"),
        ("Population of wild quokkas, study number 1", "Population of wild quokkas, study number 12"),
        ("Population of wild quokkas in the year 2011", "Population of wild quokkas in the year 2012"),
    ],
)
def test_a_title_that_differs_in_a_number_is_another_paper(wanted: str, printed: str) -> None:
    asked = a_paper(wanted, ("Jane Roe",), doi="10.5555/one")
    assert judge_article(asked, [page(printed, "Jane Roe")]).verdict is Verdict.DOUBTFUL
    other = judge_article(asked, [page(printed, "Jane Roe", "https://doi.org/10.5555/two")])
    assert other.verdict is Verdict.WRONG


@pytest.mark.parametrize(
    ("wanted", "printed"),
    [
        ("Foraging of shorebirds in winter. Part I: theory", "Foraging of shorebirds in winter. Part 1: theory"),
        ("Foraging of shorebirds in winter. Part I: theory", "Foraging of shorebirds in winter. Part I: Theory 1"),
        ("Uptake of CO<sub>2</sub> and O<sub>3</sub> by leaves of trees", "Uptake of CO and O by leaves of trees"),
        ("Population of wild quokkas in the year 2011", "Population of wild quokkas in the year 2011*"),
    ],
)
def test_the_same_number_in_another_form_is_the_same_paper(wanted: str, printed: str) -> None:
    assert judge_article(a_paper(wanted, ("Jane Roe",)), [page(printed, "Jane Roe")]).verdict is Verdict.RIGHT


def test_a_longer_title_with_another_doi_is_doubtful() -> None:
    asked = a_paper("Deep learning for bird song recognition", ("Jane Roe",), doi="10.5555/one")
    longer = "Deep learning for bird song recognition: a review"
    judgement = judge_article(asked, [page(longer, "Jane Roe", "https://doi.org/10.5555/two")])
    assert judgement.verdict is Verdict.DOUBTFUL
    assert "a review" in judgement.reason
    assert judge_article(asked, [page(longer, "Jane Roe")]).verdict is Verdict.RIGHT


def test_a_changed_title_with_the_same_identifier_and_authors_is_right() -> None:
    asked = a_paper("A transformer for documents of any length", arxiv="2004.05150")
    text = page(
        "Longformer: The Long-Document Transformer", "Iz Beltagy, Matthew E. Peters", "arXiv:2004.05150v2 [cs.CL]"
    )
    assert judge_article(asked, [text]).verdict is Verdict.RIGHT


def test_the_same_authors_under_another_title_is_doubtful_not_wrong() -> None:
    text = page("SciBERT, a language model for science", "Iz Beltagy, Arman Cohan")
    assert judge_article(a_paper(), [text]).verdict is Verdict.DOUBTFUL


def test_half_of_a_title_is_doubtful() -> None:
    asked = a_paper("Wool of llamas from the lower valleys of Peru", ("Jane Roe",))
    assert judge_article(asked, [page("Wool of llamas from the upper hills of Peru")]).verdict is Verdict.DOUBTFUL


def test_properties_that_name_the_title_do_not_outweigh_a_text_that_does_not() -> None:
    text = page("Llamas of the high Andes and their wool", "Jane Roe")
    assert (
        judge_article(a_paper(), [text], title="Longformer: The Long-Document Transformer").verdict is Verdict.DOUBTFUL
    )


def test_any_title_by_which_a_service_knows_the_paper_will_do() -> None:
    asked = Paper(
        title="El transformador de documentos largos",
        authors=(Author("Iz Beltagy"),),
        facts=(
            Facts("s2", "2026-11-20T00:00:00Z", {"title": "El transformador de documentos largos"}),
            Facts("unpaywall", "2026-11-20T00:00:00Z", {"title": "Longformer: The Long-Document Transformer"}),
        ),
    )
    assert (
        judge_article(asked, [page("Longformer: The Long-Document Transformer", "Jane Roe")]).verdict is Verdict.RIGHT
    )
    assert judge_article(asked, [page("Llamas of the high Andes and their wool", "Jane Roe")]).verdict is Verdict.WRONG


def test_a_title_in_another_script_does_not_hide_that_the_other_one_is_wrong() -> None:
    facts = (Facts("s2", "2026-11-20T00:00:00Z", {"title": "Longformer: The Long-Document Transformer"}),)
    asked = Paper(title="长文档的变换器及其注意力机制", facts=facts)
    assert judge_article(asked, [page("Llamas of the high Andes and their wool", "Jane Roe")]).verdict is Verdict.WRONG


@pytest.mark.parametrize("text", ["", " \n ", "Downloaded from www.example.org by guest on 3 May 2020\n1 of 12"])
def test_a_scan_cannot_be_checked(text: str) -> None:
    assert judge_article(a_paper(), [text, text]).verdict is Verdict.CANNOT_CHECK


def test_a_scan_whose_properties_name_the_title_is_right() -> None:
    assert judge_article(a_paper(), [""], title="Longformer: The Long-Document Transformer").verdict is Verdict.RIGHT


def test_text_in_another_script_cannot_be_checked() -> None:
    russian = "Длинные документы и преобразователи\nИванов И. И.\n" + "Мы изучаем поведение вещей без надзора. " * 20
    assert judge_article(a_paper(), [russian]).verdict is Verdict.CANNOT_CHECK


def test_text_of_another_script_that_names_the_title_too_is_right() -> None:
    chinese = (
        "长文档的变换器\n"
        + "我们研究这些事物的行为。" * 20
        + "\nLongformer: The Long-Document Transformer\nIz Beltagy\n"
    )
    assert judge_article(a_paper(), [chinese]).verdict is Verdict.RIGHT


def test_text_of_a_font_without_a_map_to_characters_cannot_be_checked() -> None:
    assert judge_article(
        a_paper(), ["!\"#$ %&'()* +,-./ :;<=>? @[]^_ {|}~ A! B# C$ d% e& f'  (g) h* i+ j, k- l. m/"]
    ).verdict == (Verdict.CANNOT_CHECK)


def test_a_paper_without_a_known_title_cannot_be_checked() -> None:
    assert judge_article(a_paper(""), [page("Anything")]).verdict is Verdict.CANNOT_CHECK


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["Supplementary Information for", "Longformer: The Long-Document Transformer"], DocumentKind.SUPPLEMENT),
        (
            ["Supporting Information", "Longformer: The Long-Document Transformer", "Iz Beltagy"],
            DocumentKind.SUPPLEMENT,
        ),
        (["Electronic supplementary material", "Longformer: The Long-Document Transformer"], DocumentKind.SUPPLEMENT),
        (["Online Appendix", "Longformer: The Long-Document Transformer", "Iz Beltagy"], DocumentKind.SUPPLEMENT),
        (["Erratum", "Longformer: The Long-Document Transformer", "Iz Beltagy"], DocumentKind.ERRATUM),
        (["Correction to: Longformer: The Long-Document Transformer", "Iz Beltagy"], DocumentKind.ERRATUM),
        (["Author Correction", "Longformer: The Long-Document Transformer"], DocumentKind.ERRATUM),
        (["RETRACTION NOTE", "Longformer: The Long-Document Transformer"], DocumentKind.ERRATUM),
        (["Comment on “Longformer: The Long-Document Transformer”", "Jane Roe"], DocumentKind.COMMENT),
        (["Reply to: Longformer: The Long-Document Transformer", "Jane Roe"], DocumentKind.COMMENT),
    ],
)
def test_what_only_names_the_paper_is_doubtful(lines: list[str], kind: DocumentKind) -> None:
    judgement = judge_article(a_paper(), [page(*lines)])
    assert (judgement.verdict, judgement.kind) == (Verdict.DOUBTFUL, kind)


def test_a_correction_that_was_asked_for_is_right() -> None:
    asked = a_paper("Correction to: Longformer: The Long-Document Transformer")
    text = page("Correction to: Longformer: The Long-Document Transformer", "Iz Beltagy")
    assert judge_article(asked, [text]).verdict is Verdict.RIGHT


def test_a_box_of_supporting_information_after_the_title_belongs_to_the_paper() -> None:
    text = page("Longformer: The Long-Document Transformer", "Iz Beltagy", "ACCESS", "Supporting Information")
    assert judge_article(a_paper(), [text]).verdict is Verdict.RIGHT


def test_a_whole_issue_that_lists_the_paper_is_doubtful() -> None:
    entries = [f"A paper about the number {n} ........ {n * 10}" for n in range(1, 30)]
    issue = "\n".join(["Journal of Long Texts", "Volume 12, Number 3", "Contents", *entries])
    second = "\n".join([*entries, "Longformer: The Long-Document Transformer ..... 310", "Iz Beltagy", *entries])
    judgement = judge_article(a_paper(), [issue, second], pages=180)
    assert (judgement.verdict, judgement.kind) == (Verdict.DOUBTFUL, DocumentKind.WHOLE_ISSUE)


def test_a_thesis_with_a_list_of_contents_is_a_paper() -> None:
    entries = [f"{n} A chapter about something ........ {n * 10}" for n in range(1, 30)]
    text = "\n".join(["Longformer: The Long-Document Transformer", "Iz Beltagy", "Contents", *entries])
    assert judge_article(a_paper(), [text], pages=180).verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Vaswani, Ashish", "A. Vaswani"),
        ("L. van der Maaten", "Laurens van der Maaten"),
        ("Martin Luther King Jr.", "King, M. L."),
        ("Schrödinger E", "Erwin Schrodinger"),
        ("Iz Beltagy", "I Z B ELTAGY"),
    ],
)
def test_an_author_is_found_however_the_name_is_printed(name: str, printed: str) -> None:
    assert judge_article(a_paper("Deep learning", (name,)), [page("Deep learning", printed)]).verdict is Verdict.RIGHT


def test_the_title_of_another_paper_is_stated_with_all_of_its_lines():
    lines = ["A very long title of a paper about the many things", "that nobody in the world would ever have written"]
    found = judge_article(a_paper(), [page(*lines)], headings=[["\n".join(lines)]])
    assert found.reason == f"The title in the PDF is “{' '.join(lines)}”."


PROCESSING = "Controlled and Automatic Human Information Processing"


@pytest.mark.parametrize("printed", [[PROCESSING, "Detection"], [PROCESSING], [PROCESSING, "II. Perceptual Learning"]])
def test_the_main_title_of_a_numbered_part_is_not_the_title_of_the_part(printed: list[str]) -> None:
    asked = a_paper(f"{PROCESSING}: 1. Detection, Search, and Attention", ("Walter Schneider", "Richard M. Shiffrin"))
    assert judge_article(asked, [page(*printed, "W. Schneider")]).verdict is Verdict.DOUBTFUL
    whole = [PROCESSING, "I. Detection, search, and attention", "Walter Schneider and Richard M. Shiffrin"]
    judgement = judge_article(asked, [page(*whole)])
    assert (judgement.verdict, judgement.doubt) == (Verdict.RIGHT, "")


def test_what_is_checked_is_what_was_found() -> None:
    asked = a_paper()
    some = judge_article(asked, [page("Longformer: The Long-Document Transformer", "Iz Beltagy")])
    assert some.reason == "Checked: the first pages have this paper's title and some of its authors."
    every = judge_article(asked, [page("Longformer: The Long-Document Transformer", "Beltagy, Peters, Cohan")])
    assert every.reason == "Checked: the first pages have this paper's title and authors."
    long = a_paper("Things that are done when nobody looks: a view from theory")
    main = judge_article(long, [page("Things that are done when nobody looks", "Iz Beltagy")])
    assert "without the subtitle" in main.reason
    assert main.doubt


@pytest.mark.parametrize(
    ("printed", "is_same"),
    [
        ("Neural mechanisms of selective visual attention", True),
        ("Neural Mechanisms of Selective Visual Attenttion", True),
        ("Neural mechanisms of visual attention selection", False),
        ("Neural mechanisms of selective visual attentions in monkeys", False),
        ("Neural mechanism of collective visual attention", False),
    ],
)
def test_a_title_that_is_nearly_the_same_is_in_doubt(printed: str, is_same: bool) -> None:
    asked = a_paper("Neural mechanisms of selective visual attention", ("Robert Desimone", "John Duncan"))
    judgement = judge_article(asked, [page(printed, "Robert Desimone, John Duncan")])
    assert (judgement.verdict is Verdict.RIGHT and not judgement.doubt) == is_same, judgement


def test_a_title_that_is_exactly_one_of_the_paper_is_not_in_doubt() -> None:
    whole, short = "Neural mechanisms of attention: a review of the visual cortex", "Neural mechanisms of attention"
    asked = a_paper(whole, ("Robert Desimone", "John Duncan"))
    texts = [page(short, "Robert Desimone, John Duncan")]
    assert "without its subtitle" in judge_article(asked, texts).doubt
    both = msgspec.structs.replace(asked, facts=(Facts("unpaywall", "2026-01-01", {"title": short}),))
    judgement = judge_article(both, texts)
    assert (judgement.verdict, judgement.doubt) == (Verdict.RIGHT, "")

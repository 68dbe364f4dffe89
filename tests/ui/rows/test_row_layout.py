"""Rows give way in the order of the design, and never lose what one decides by."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.citations.citation import Citation, CitationContext
from scholar_desktop.domain.citations.sentence_filter import SentenceFilter
from scholar_desktop.domain.library import KeptFile, KeptPaper
from scholar_desktop.domain.paper import Author, Counts, Ids, OpenAccess, Paper
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.domain.reference_lists.reference_list import FieldMatch
from scholar_desktop.domain.reference_lists.title_agreement import OK
from scholar_desktop.sources.zenodo.parse import parse_record, record_to_paper
from scholar_desktop.ui.citations.citation_delegate import layout_citation
from scholar_desktop.ui.citations.citation_row import CitationListRow, SentenceText, citation_row
from scholar_desktop.ui.citations.citation_row_height import row_height
from scholar_desktop.ui.citations.sentence_cutting import cut_sentence
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.people.author_list_model import author_row, layout_author
from scholar_desktop.ui.reference_lists.candidates import CandidateRow, candidate_height, is_crammed, layout_candidate
from scholar_desktop.ui.rows.paper_delegate import byline, layout_paper
from scholar_desktop.ui.rows.paper_row import PaperListRow, PdfRowState, paper_row, pdf_state
from scholar_desktop.ui.rows.row_layout import Layout, cut_texts, find, mirrored
from scholar_desktop.ui.rows.sign_list import LEAST_TITLE, SignRow, column_widths, layout_sign_row
from scholar_desktop.ui.rows.sign_list import row_height as sign_row_height
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import REGULAR, SMALL, STRONG

BERT = Paper(
    "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
    Ids(s2="a" * 40),
    tuple(Author(name) for name in ("Jacob Devlin", "Ming-Wei Chang", "Kenton Lee", "Kristina Toutanova")),
    year=2019,
    venue="North American Chapter of the Association for Computational Linguistics",
    tldr="One encoder serves eleven tasks.",
    counts=Counts(98310),
    oa=OpenAccess(True, "gold"),
)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


def row(paper: Paper = BERT, mark: PaperStatus = PaperStatus()) -> PaperListRow:  # noqa: B008
    return paper_row(paper, mark)


def texts(layout: Layout) -> dict[str, str]:
    return {piece.name: piece.text for piece in layout}


def test_the_venue_elides_before_authors_go_and_the_year_stays(theme: Theme):
    wide = byline(row(), 2000, theme.type)
    assert wide.endswith("Computational Linguistics · 2019")
    said = {width: byline(row(), width, theme.type) for width in range(60, 900, 20)}
    assert all("2019" in words for words in said.values())
    with_one_author = [width for width, words in said.items() if "Chang" not in words]
    with_whole_venue = [width for width, words in said.items() if "Linguistics" in words]
    assert max(with_one_author) < min(with_whole_venue)


@pytest.mark.parametrize("width", [300, 420, 760])
@pytest.mark.parametrize("summaries", [True, False])
def test_count_and_access_stay_at_any_width(theme: Theme, width: int, summaries: bool):
    layout = layout_paper(row(), width, 72, theme, summaries=summaries)
    assert texts(layout)["cites"] == "98,310"
    assert texts(layout)["access"] == "Gold OA"
    for piece in layout:
        assert piece.rect.left() >= 0, piece.name
        assert piece.rect.right() <= width, piece.name


@pytest.mark.parametrize("width", [300, 760])
def test_a_title_that_was_opened_is_muted_and_not_bold_and_no_sign_is_added(theme: Theme, width: int):
    unopened = layout_paper(row(), width, 72, theme, summaries=True)
    opened = layout_paper(row(mark=PaperStatus(opened=True)), width, 72, theme, summaries=True)
    titles = [find(layout, "title") for layout in (unopened, opened)]
    assert [(title.weight, title.colour) for title in titles if title] == [(STRONG, "text"), (REGULAR, "muted")]
    assert [piece.name for piece in opened] == [piece.name for piece in unopened]
    assert "opened before" in row(mark=PaperStatus(opened=True)).spoken


@pytest.mark.parametrize("width", [300, 760])
@pytest.mark.parametrize("words", ["", "bidirectional"])
def test_a_citing_title_that_was_opened_is_muted_and_not_bold(theme: Theme, width: int, words: str):
    only = SentenceFilter(words)
    layouts = [
        layout_citation(citation_row(Citation(BERT), None, mark, only=only), width, theme)
        for mark in (PaperStatus(), PaperStatus(opened=True))
    ]
    parts = [[piece for piece in layout if piece.name in ("title", "run.title")] for layout in layouts]
    assert [{(piece.weight, piece.colour) for piece in part} for part in parts] == [
        {(STRONG, "text")},
        {(REGULAR, "muted")},
    ]
    for layout, weight in zip(layouts, (STRONG, REGULAR), strict=True):
        hits = [piece for piece in layout if piece.name == "run.title_hit"]
        assert bool(hits) is bool(words)
        assert all((piece.weight, piece.colour) == (weight, "text") for piece in hits)
    assert "opened before" in citation_row(Citation(BERT), None, PaperStatus(opened=True)).spoken


def test_the_tag_new_comes_after_a_title_that_is_not_bold(theme: Theme):
    short = msgspec.structs.replace(BERT, title="Whales")
    for mark in (PaperStatus(is_new=True), PaperStatus(is_new=True, opened=True)):
        layout = layout_paper(row(short, mark), 760, 72, theme, summaries=True)
        title, new = find(layout, "title"), find(layout, "new")
        assert title is not None
        assert new is not None
        end = title.rect.x() + theme.type.metrics(title.size, title.weight).horizontalAdvance(title.text)
        assert new.rect.x() == end + theme.px(6)


@pytest.mark.parametrize("summaries", [True, False])
@pytest.mark.parametrize("width", [300, 420, 560, 760])
def test_texts_of_other_languages_lie_over_nothing(theme: Theme, width: int, summaries: bool):
    state = PdfRowState("tick", "PDF gespeichert, nicht geprüft", "ok")
    long = msgspec.structs.replace(
        row(), access=("Zugang unbekannt", "muted", "ring"), state=state, summary="Words. " * 40
    )
    pieces = layout_paper(long, width, 72, theme, summaries=summaries)
    found = [
        f"{one.name} lies over {other.name}"
        for place, one in enumerate(pieces)
        for other in pieces[place + 1 :]
        if one.rect.intersects(other.rect) and not {one.name, other.name} <= {"access", "state", "state_icon"}
    ]
    assert found == []
    byline_piece = find(pieces, "byline")
    assert byline_piece is not None
    assert theme.type.metrics(SMALL).horizontalAdvance(byline_piece.text) <= byline_piece.rect.width()


def test_the_word_cites_goes_where_it_is_narrow(theme: Theme):
    assert find(layout_paper(row(), 300, 56, theme, summaries=False), "cites_word") is None
    assert find(layout_paper(row(), 700, 56, theme, summaries=False), "cites_word") is not None


def test_without_summaries_the_state_is_its_icon(theme: Theme):
    file = KeptFile("a.pdf", "/a.pdf", "0" * 64, 1)
    kept = row(mark=PaperStatus(kept=KeptPaper("k", BERT, (file,))))
    state = find(layout_paper(kept, 700, 56, theme, summaries=False), "state")
    assert state is not None
    assert (state.kind, state.text) == ("icon", "tick")
    words = find(layout_paper(kept, 700, 72, theme, summaries=True), "state")
    assert words is not None
    assert words.text == "PDF saved"


@pytest.mark.parametrize("width", [300, 760])
def test_a_row_without_a_third_line_begins_at_the_height_of_the_others(theme: Theme, width: int):
    closed = msgspec.structs.replace(BERT, tldr=None, oa=OpenAccess(False, "closed"), fields=(), type=None)
    layout, whole = (layout_paper(row(paper), width, 72, theme, summaries=True) for paper in (closed, BERT))
    pieces = [piece for piece in layout if piece.kind == "text"]
    assert {piece.name for piece in pieces} >= {"title", "byline", "cites", "access"}
    for name in ("title", "byline"):
        assert find(layout, name).rect.top() == find(whole, name).rect.top()
    assert len({piece.rect.top() for piece in pieces}) == 2


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"fields": ("Computer Science", "Law", "Art"), "type": "review"}, "Computer Science · Law"),
        ({"type": "conference"}, "Conference paper"),
        ({}, None),
    ],
)
def test_a_row_without_a_summary_has_fields_or_type_beside_the_state_of_its_pdf(
    theme: Theme, known: dict[str, object], words: str | None
):
    file = KeptFile("a.pdf", "/a.pdf", "0" * 64, 1)
    mark = PaperStatus(kept=KeptPaper("k", BERT, (file,)))
    paper = msgspec.structs.replace(BERT, tldr=None, **known)
    state = find(layout_paper(row(BERT, mark), 700, 72, theme, summaries=True), "state")
    layout = layout_paper(row(paper, mark), 700, 72, theme, summaries=True)
    assert texts(layout).get("kinds") == words
    assert state is not None
    assert find(layout, "state").rect == state.rect
    if words is not None:
        assert find(layout, "kinds").rect.top() == state.rect.top()
        assert row(paper, mark).spoken.endswith(words)
    assert "kinds" not in texts(layout_paper(row(BERT, mark), 700, 72, theme, summaries=True))


@pytest.mark.parametrize("width", [300, 760])
def test_a_closed_paper_without_a_summary_has_its_fields_as_an_open_one_has(theme: Theme, width: int) -> None:
    opened = msgspec.structs.replace(BERT, tldr=None, fields=("Psychology",))
    closed = msgspec.structs.replace(opened, oa=OpenAccess(False, "closed"))
    of_closed, of_open = (layout_paper(row(paper), width, 72, theme, summaries=True) for paper in (closed, opened))
    assert find(of_closed, "state") is None
    assert find(of_open, "state") is not None
    assert texts(of_closed)["kinds"] == texts(of_open)["kinds"] == "Psychology"
    assert find(of_closed, "kinds").rect.topLeft() == find(of_open, "kinds").rect.topLeft()


def test_a_paper_in_the_library_keeps_the_sign_of_a_pdf_that_can_be_had() -> None:
    kept = pdf_state(BERT, PaperStatus(kept=KeptPaper("k", BERT)))
    closed = msgspec.structs.replace(BERT, oa=OpenAccess(False, "closed"))
    without = pdf_state(closed, PaperStatus(kept=KeptPaper("k", closed)))
    assert kept is not None
    assert without is not None
    assert (kept.icon, kept.words, kept.is_kept, kept.spoken) == ("get", "PDF", True, "in library")
    assert (without.icon, without.words, without.is_kept, without.spoken) == ("tick", "in library", False, "in library")


@pytest.mark.parametrize("width", [300, 760])
def test_the_sign_of_the_library_is_beside_that_of_the_pdf(theme: Theme, width: int) -> None:
    mark = PaperStatus(kept=KeptPaper("k", BERT))
    cited = citation_row(Citation(BERT), None, mark)
    for layout in (
        layout_paper(row(mark=mark), width, 72, theme, summaries=True),
        layout_citation(cited, width, theme),
    ):
        library, arrow = find(layout, "state_kept"), find(layout, "state_icon")
        assert library is not None
        assert arrow is not None
        assert library.rect.right() < arrow.rect.left()
        in_line = [one for one in layout if one is not library and one.rect.top() == library.rect.top()]
        assert [one.name for one in in_line if one.rect.intersects(library.rect)] == []
    plain = layout_paper(row(), width, 72, theme, summaries=True)
    assert find(plain, "state_kept") is None
    dense = layout_paper(row(mark=mark), width, 56, theme, summaries=False)
    assert find(dense, "state").text == "library"


def test_the_kind_of_open_access_that_unpaywall_stated_is_that_of_every_row() -> None:
    listed = msgspec.structs.replace(BERT, oa=OpenAccess(True), sources=("s2",))
    bronze = PaperStatus(access=OpenAccess(True, "bronze"))
    assert row(listed).access[0] == "Open access"
    assert row(listed, bronze).access[0] == "Bronze OA"
    assert row(msgspec.structs.replace(BERT, sources=("unpaywall",)), bronze).access[0] == "Gold OA"


def test_a_mirrored_row_has_its_title_at_the_right(theme: Theme):
    layout = layout_paper(row(), 700, 72, theme, summaries=True)
    turned = find(mirrored(layout, 700), "title")
    assert turned is not None
    assert turned.rect.right() == 700 - 1 - layout[0].rect.left()


def edge(sentences: int = 3, intents: tuple[str, ...] = ("background", "methodology")) -> CitationListRow:
    text = (
        "It is widely held, with much before and more after, that Devlin et al. (2019) changed what people build upon."
    )
    contexts = tuple(CitationContext(f"{text} Number {number}.", intents) for number in range(sentences))
    return citation_row(Citation(BERT, None, contexts, intents, True, True), BERT, PaperStatus())


@pytest.mark.parametrize("room", [150, 260, 400])
def test_a_cut_sentence_keeps_the_citation_in_sight(theme: Theme, room: int):
    sentence = edge().sentences[0]
    before, marked, after = cut_sentence(sentence, room, theme.type, sentence.mark)
    assert marked == "Devlin et al. (2019)"
    assert theme.type.metrics(12).horizontalAdvance(before + marked + after) <= room + 2
    words = sentence.text.split()
    for end in (before, after):
        assert {word.strip("“”…") for word in end.split()} <= {*(word.strip("“”…") for word in words), ""}, (
            "whole words"
        )


def test_a_sentence_without_a_mark_is_cut_at_its_end(theme: Theme):
    sentence = SentenceText("A long sentence in which nobody is named, and which goes on for a while.", None, ())
    before, marked, after = cut_sentence(sentence, 200, theme.type, None)
    assert (before, marked) == ("", "")
    assert after.startswith("“A long")
    assert after.endswith("…")
    assert after.removesuffix("…").split()[-1] in sentence.text.split(), "a whole word"


def test_words_of_the_filter_choose_the_sentence_and_are_marked_in_it(theme: Theme):
    contexts = tuple(CitationContext(text) for text in ("Much is said.", f"{'So on and on. ' * 20}Tídal waves rise."))
    found = citation_row(Citation(BERT, None, contexts), BERT, PaperStatus(), only=SentenceFilter("wave tidal"))
    assert (len(found.sentences), found.others) == (1, 1)
    for width in (420, 1000):
        layout = layout_citation(found, width, theme)
        assert [piece.text for piece in layout if piece.name == "run.hit"] == ["Tídal", "wave"], width
        assert len([piece for piece in layout if piece.name == "run.hit_rule"]) == 2
        ends = [piece.rect.right() for piece in layout if piece.name.startswith("run.") and piece.kind == "text"]
        assert max(ends) <= width
    opened = citation_row(
        Citation(BERT, None, contexts), BERT, PaperStatus(), only=SentenceFilter("wave tidal"), is_open=True
    )
    assert [piece.text for piece in layout_citation(opened, 420, theme) if piece.name == "run.hit"] == ["Tídal", "wave"]


def test_the_citation_and_the_word_are_both_marked(theme: Theme):
    found = citation_row(edge(1).edge, BERT, PaperStatus(), only=SentenceFilter("changed"))
    layout = layout_citation(found, 460, theme)
    assert texts(layout)["run.mark"] == "Devlin et al. (2019)"
    assert texts(layout)["run.hit"] == "changed"


def test_a_closed_row_says_how_many_sentences_are_left(theme: Theme):
    layout = layout_citation(edge(3), 1000, theme)
    assert texts(layout)["more"] == "2 more sentences"
    assert find(layout_citation(edge(1), 1000, theme), "more") is None


@pytest.mark.parametrize("width", [404, 1000])
def test_a_row_shows_only_sentences_that_pass_the_filter_and_says_how_many_do_not(theme: Theme, width: int):
    contexts = tuple(CitationContext(text) for text in ("Waves rise.", "Much is said.", "So on."))
    citation, only = Citation(BERT, None, contexts), SentenceFilter("waves")
    for is_open in (False, True):
        row = citation_row(citation, BERT, PaperStatus(), only=only, is_open=is_open)
        layout = layout_citation(row, width, theme)
        assert texts(layout)["others"] == "2 other sentences do not match the words"
        assert find(layout, "more") is None
        assert not any("Much" in piece.text or "So on" in piece.text for piece in layout)


@pytest.mark.parametrize("sentences", [1, 3])
@pytest.mark.parametrize("width", [330, 404, 520])
def test_a_narrow_row_wraps_its_sentence_to_two_lines(theme: Theme, width: int, sentences: int):
    row = edge(sentences)
    layout = layout_citation(row, width, theme)
    runs = [piece for piece in layout if piece.kind == "text" and piece.name in ("run.before", "run.mark", "run.after")]
    lines = sorted({piece.rect.y() for piece in runs})
    assert len(lines) == 2
    assert max(piece.rect.right() for piece in runs) <= width
    shown = " ".join("".join(piece.text for piece in runs if piece.rect.y() == line).strip() for line in lines)
    assert "Devlin et al. (2019)" in shown
    one_line = sum(map(len, cut_sentence(row.sentences[0], width - 60, theme.type, row.sentences[0].mark)))
    assert len(shown) > one_line * 1.4
    height = row_height(theme.type, sentences, is_open=False, narrow=True)
    assert max(piece.rect.bottom() for piece in layout) < height
    assert (find(layout, "more") is not None) == (sentences > 1)
    area = find(layout, "sentence.0")
    assert area is not None
    assert all(area.rect.contains(piece.rect.center()) for piece in runs), "a click on either line selects it"


@pytest.mark.parametrize("width", [500, 900])
def test_a_row_cuts_a_venue_that_has_no_room_before_it_leaves_it_out(theme: Theme, width: int):
    authors = (Author("Filip Novak"), Author("Elif Yilmaz"))
    venue = "Proceedings of the International Conference on Learning and Memory"
    paper = Paper("Sleep and memory", Ids(doi="10.1/x"), authors=authors, venue=venue, year=2023)
    found = citation_row(
        Citation(paper, None, (), ("methodology", "background"), influential=True), BERT, PaperStatus()
    )

    def byline(at: int) -> str:
        piece = find(layout_citation(found, at, theme), "byline")
        assert piece is not None
        assert theme.type.metrics(SMALL).horizontalAdvance(piece.text) <= piece.rect.width()
        return piece.text

    assert byline(1600) == f"F. Novak, E. Yilmaz — {venue} · 2023"
    shown = byline(width)
    assert shown.startswith("F. Novak, E. Yilmaz — Proceedings")
    assert shown.endswith("… · 2023")
    assert byline(320) == "F. Novak, E. Yilmaz — 2023", "too little of the venue would be left"


def test_a_row_names_its_first_author_whatever_else_has_to_be_shortened(theme: Theme):
    row = edge(1, ("background", "methodology", "result"))
    whole = {texts(layout_citation(row, width, theme))["title"] for width in range(1000, 1400, 20)}
    assert row.title in whole
    tags = set()
    for width in range(900, 1400, 10):
        layout = layout_citation(row, width, theme)
        shown = [piece.text for piece in layout if piece.name == "byline"]
        assert shown
        assert "Devlin" in shown[0], width
        tags.add(tuple(piece.text for piece in layout if piece.kind == "tag"))
        assert find(layout, "byline").rect.left() < find(layout, "byline").rect.right() < width
    assert any(tag.endswith("+2") for one in tags for tag in one)
    assert any("result" in one for one in tags)


@pytest.mark.parametrize("width", [404, 520, 700])
def test_a_narrow_row_names_people_and_year_and_the_venue_where_there_is_room(theme: Theme, width: int):
    paper = msgspec.structs.replace(BERT, venue="NAACL")
    shown = texts(layout_citation(citation_row(Citation(paper), None, PaperStatus()), width, theme))["byline"]
    assert "Devlin" in shown
    assert "2019" in shown
    assert ("NAACL" in shown) == (width > 404)


def test_a_narrow_row_shortens_its_shortest_byline_if_none_has_room(theme: Theme):
    row = citation_row(Citation(BERT), None, PaperStatus())
    bylines = [texts(layout_citation(row, width, theme))["byline"] for width in range(400, 200, -10)]
    cut = [byline for byline in bylines if byline not in row.bylines]
    assert cut
    for shown in cut:
        assert shown.endswith("…")
        assert row.bylines[-1].startswith(shown[:-1].rstrip())


def test_a_row_is_as_high_as_what_it_shows(theme: Theme):
    heights = [
        row_height(theme.type, count, is_open=is_open)
        for count, is_open in ((0, False), (1, False), (3, False), (3, True))
    ]
    assert heights == sorted(heights)
    assert row_height(theme.type, 2, is_open=False) == row_height(theme.type, 2, is_open=True)


def test_intents_stand_strongest_first_and_become_one_tag_where_it_is_narrow(theme: Theme):
    wide = [piece.text for piece in layout_citation(edge(), 1000, theme) if piece.kind == "tag"]
    assert sorted(wide) == ["background", "method", "self-citation"]
    assert edge().intents == ("method", "background")
    narrow = [piece.text for piece in layout_citation(edge(), 500, theme) if piece.kind == "tag"]
    assert narrow == ["method +1"]


def test_an_english_sentence_keeps_its_order_in_a_mirrored_window(theme: Theme):
    layout = mirrored(layout_citation(edge(1), 1000, theme), 1000)
    before, mark, after = (find(layout, f"run.{name}") for name in ("before", "mark", "after"))
    lefts = [piece.rect.left() for piece in (before, mark, after) if piece is not None]
    assert len(lefts) == 3
    assert lefts == sorted(lefts)


def test_a_reference_that_nobody_identified_shows_its_text(theme: Theme):
    unknown = citation_row(Citation(None, "Some report of 1987"), None, PaperStatus())
    assert texts(layout_citation(unknown, 800, theme))["title"] == "Some report of 1987"


def a_record(access: str, stats: dict[str, int] | None = None, **metadata: object) -> Paper:
    sent = {
        "id": 7,
        "metadata": {
            "title": "Moths",
            "publication_date": "2024-03-05",
            "version": "2.1",
            "access_right": access,
            "resource_type": {"type": "publication", "subtype": "journalarticle"},
            **metadata,
        },
        "files": [{"key": "a.csv", "size": 12_000_000}, {"key": "b.csv", "size": 400_000}] if access == "open" else [],
        "stats": stats or {"views": 1204, "version_views": 4, "downloads": 1, "version_downloads": 0},
    }
    return record_to_paper(parse_record(sent), "2026-11-20T08:00:00Z")


def test_a_record_says_its_type_version_date_files_and_usage():
    assert row(a_record("open")).summary == (
        "Journal article · version 2.1 · 5 Mar 2024 · 2 files, 12.4 MB · 1,204 views and 1 download in all versions"
    )
    stats = {"views": 1204, "version_views": 1204, "downloads": 1, "version_downloads": 1}
    assert row(a_record("open", stats=stats)).summary.endswith(" · 1,204 views · 1 download"), "it has one version"
    stats = {"views": 1204, "version_views": 4}
    assert row(a_record("open", stats=stats)).summary.endswith(" · 1,204 views in all versions")


@pytest.mark.parametrize(
    ("access", "word"),
    [("embargoed", "Embargoed"), ("restricted", "Restricted"), ("closed", "Closed"), ("metadata-only", "No files")],
)
def test_a_record_that_is_not_open_says_why(access: str, word: str):
    shown = row(a_record(access))
    assert shown.access[0] == word
    assert word in shown.spoken


def test_a_list_gives_the_words_of_its_signs_the_width_of_the_longest(theme: Theme) -> None:
    rows = [
        SignRow(title="kept.pdf", sign="cross", word=word, colour="error", below="", right=right, spoken="")
        for word, right in (("Nicht gefunden", "Bewertung 0,018"), ("Neu", ""))
    ]
    columns = column_widths(rows, theme)
    pieces = [layout_sign_row(row, 900, sign_row_height(theme.type), theme, columns) for row in rows]
    assert find(pieces[0], "word").text == "Nicht gefunden"
    assert find(pieces[0], "right").text == "Bewertung 0,018"
    assert find(pieces[0], "title").rect.x() == find(pieces[1], "title").rect.x()
    assert find(layout_sign_row(rows[0], 900, sign_row_height(theme.type), theme), "word").text != "Nicht gefunden"


def test_the_word_of_a_sign_leaves_room_for_the_title(theme: Theme) -> None:
    kept = SignRow(
        title="On growth and form", sign="full", is_dot=True, word="New", colour="warn", below="", right="", spoken=""
    )
    title, word = (find(layout_sign_row(kept, 300, 44, theme), name) for name in ("title", "word"))
    assert word.rect.y() > title.rect.y(), "it begins the second line"
    assert title.rect.width() >= LEAST_TITLE


def test_a_title_with_highlighted_words_that_has_no_room_ends_with_an_ellipsis(theme: Theme) -> None:
    title = "Universal sentence representations from natural language inference data"
    start = title.index("language")
    kept = SignRow(
        title=title,
        sign="full",
        is_dot=True,
        word="Gold OA",
        colour="ok",
        below="",
        right="",
        spoken="",
        marks=((start, start + len("language")),),
    )
    for width in range(300, 1000, 3):
        pieces = layout_sign_row(kept, width, sign_row_height(theme.type), theme)
        runs = [piece for piece in pieces if piece.name.startswith("run.") and piece.kind == "text"]
        shown = "".join(piece.text for piece in runs)
        assert shown == title or (shown.endswith("…") and title.startswith(shown[:-1])), width
        grounds = sum(piece.kind == "mark" for piece in pieces)
        assert grounds == (len(shown.rstrip("…")) > start)
        assert (title in cut_texts(pieces)) == (shown != title), "the tooltip has the whole title"


@pytest.mark.parametrize("width", [180, 252, 420, 900])
def test_no_piece_of_a_row_with_a_sign_lies_over_another(theme: Theme, width: int) -> None:
    signed = SignRow(
        title="On growth and form",
        sign="full",
        is_dot=True,
        word="Dubletten",
        colour="warn",
        below="Die Titel sind gleich.",
        right="2 Publikationen",
        spoken="",
    )
    pieces = layout_sign_row(signed, width, sign_row_height(theme.type), theme)
    texts = [piece for piece in pieces if piece.kind == "text"]
    for number, piece in enumerate(texts):
        assert piece.rect.right() < width
        assert all(not piece.rect.intersects(other.rect) for other in texts[number + 1 :]), piece.name
    title = find(pieces, "title")
    assert title is not None
    assert title.rect.width() >= min(100, width // 4)


@pytest.mark.parametrize("width", [230, 330, 519, 900])
def test_the_numbers_of_an_author_leave_room_for_the_name(theme: Theme, width: int) -> None:
    pieces = layout_author(author_row(AuthorProfile("Elif Zhang", "1"), ()), width, 68, theme)
    title = find(pieces, "title")
    assert title is not None
    for name in ("papers", "papers_word"):
        number = find(pieces, name)
        assert number is not None
        assert not number.rect.intersects(title.rect)


def test_the_button_of_a_candidate_is_below_a_title_with_next_to_nothing_beside_it(theme: Theme) -> None:
    parts = (FieldMatch(OK, "title"), FieldMatch(OK, "first author"))
    shown = CandidateRow("On growth and form", "Thompson", parts, (parts,), True, True, "")
    for width in (160, 400):
        crammed = is_crammed(width, theme)
        assert crammed is (width == 160)
        height = candidate_height(theme, narrow=True, crammed=crammed)
        pieces = layout_candidate(shown, width, height, theme)
        take = find(pieces, "take")
        assert take is not None
        assert take.rect.top() >= 0
        assert take.rect.bottom() < height
        texts = [piece for piece in pieces if piece.kind == "text" and not piece.name.startswith("take")]
        assert not any(piece.rect.intersects(take.rect) for piece in texts)


def test_agreeing_parts_of_a_candidate_stay_in_its_row(theme: Theme) -> None:
    parts = tuple(FieldMatch(OK, words) for words in ("title", "first author", "venue", "year"))
    shown = CandidateRow("On growth and form", "Thompson", parts, (parts,), True, False, "")
    pieces = layout_candidate(shown, 260, 70, theme)
    words = [piece for piece in pieces if piece.name.startswith("part.")]
    assert words
    assert all(piece.rect.right() < 260 for piece in words)

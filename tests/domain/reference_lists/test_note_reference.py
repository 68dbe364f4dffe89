"""References in the forms of notes, as the style guides of Chicago, Oxford and MHRA have them."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.reference_lists.note_reference import works_in_note
from scholar_desktop.domain.reference_lists.reference_line import parse_reference

NOTES = [
    ("Zadie Smith, Swing Time (New York: Penguin Press, 2016), 315–16.", "Swing Time", "Smith", 2016),
    ("Brian Grazer and Charles Fishman, A Curious Mind: The Secret to a Bigger Life (New York: Simon & Schuster, "
     "2015), 12.", "A Curious Mind: The Secret to a Bigger Life", "Grazer", 2015),
    ("Amy Tan, Bo Lind, and C.-P. Holm, Moss, Fern, and Turf (Oslo: Made Press, 2001; repr. 2004), 3.",
     "Moss, Fern, and Turf", "Tan", 2001),
    ("John D’Agata, ed., The Making of the American Essay (Minneapolis: Graywolf Press, 2016), 177–78.",
     "The Making of the American Essay", "D’Agata", 2016),
    ("Jhumpa Lahiri, In Other Words, trans. Ann Goldstein (New York: Alfred A. Knopf, 2016), 146.", "In Other Words",
     "Lahiri", 2016),
    ("Henry David Thoreau, “Walking,” in The Making of the American Essay, ed. John D’Agata (Minneapolis: Graywolf "
     "Press, 2016), 177–78.", "Walking", "Thoreau", 2016),
    ("Susan Satterfield, “Livy and the Pax Deum,” Classical Philology 111, no. 2 (April 2016): 170.",
     "Livy and the Pax Deum", "Satterfield", 2016),
    ("Rachel A. Bay et al., “Predicting Responses to Environmental Change,” American Naturalist 189, no. 5 (May 2017): "
     "465.", "Predicting Responses to Environmental Change", "Bay", 2017),
    ("Cynthia Lillian Rutz, “King Lear and Its Folktale Analogues” (PhD diss., University of Chicago, 2013), 99–100.",
     "King Lear and Its Folktale Analogues", "Rutz", 2013),
    ("Rebecca Mead, “The Prophet of Dystopia,” New Yorker, April 17, 2017, 43.", "The Prophet of Dystopia", "Mead",
     2017),
    ("Ian Kershaw, ‘Hitler and the Scholars’ Debate’, Journal of Contemporary History, 39 (2004), 239–54 (p. 240).",
     "Hitler and the Scholars’ Debate", "Kershaw", 2004),
    ("E. van der Berg, 'Bogs and their moss', in Turf, ed. by A. Lind (Oxford: Oxford University Press, 1999), pp. 1-9",
     "Bogs and their moss", "van der Berg", 1999),
]  # fmt: skip


GERMAN = [
    ("Lind, Ada B.: Vom Moos. Bergen 1966, S. 12.", "Vom Moos", "Lind", 1966),
    ("Ada B. Lind: Vom Moos, Bergen: Moosverlag 1966, S. 12.", "Vom Moos", "Lind", 1966),
    ("Ada Lind, Vom Moos. Wuchs, Form und Ort, Bergen 1966, S. 12.", "Vom Moos. Wuchs, Form und Ort", "Lind", 1966),
    ("Lind, Ada: Vom Moos. Wuchs, Form und Ort der Moose. Frankfurt a. M.: Moosverlag 1966 (= Reihe Moos 3), S. 30.",
     "Vom Moos. Wuchs, Form und Ort der Moose", "Lind", 1966),
    ("Lind, Ada: Vom Moos, 5. Aufl., Bergen: Moosverlag 1980, S. 28.", "Vom Moos", "Lind", 1980),
    ("Lind, Ada: Vom Moos, hg. v. Bo Holm, Bergen 1980.", "Vom Moos", "Lind", 1980),
    ("Lind, Ada / Holm, Bo-Erik: Vom Moos. Bergen: Moosverlag 1971.", "Vom Moos", "Lind", 1971),
    ("Lind, Ada; Holm, Bo-Erik: Vom Moos. Bergen: Moosverlag 1971.", "Vom Moos", "Lind", 1971),
    ("Müller, Hans: Über das Moos. In: Zeitschrift für Moose 12 (2001), H. 3, S. 3–9, hier S. 5.", "Über das Moos",
     "Müller", 2001),
    ("Müller, Hans: „Über das Moos“, in: Zeitschrift für Moose 12 (2001), S. 3–9.", "Über das Moos", "Müller", 2001),
    ("Schmidt, Anna: Der Farn. In: Meier, Karl (Hrsg.): Pflanzen im Wald. Berlin 1999, S. 11–20.", "Der Farn",
     "Schmidt", 1999),
    ("Meier, Karl (Hrsg.): Pflanzen im Wald. Berlin/New York: Moosverlag 1999.", "Pflanzen im Wald", "Meier", 1999),
    ("Schmidt, Anna: Der Farn im Wald. Diss. Univ. Bergen 1999.", "Der Farn im Wald", "Schmidt", 1999),
    ("Ada Lind/Bo Holm (Hg.), Vom Moos, Bergen ^[3]1966, 20.", "Vom Moos", "Lind", 1966),
    ("Lind, Ada / Holm, Bo, Vom Moos im Walde, Bergen 1966, hier S. 20.", "Vom Moos im Walde", "Lind", 1966),
    ("Ada Lind, Das Moos, in: Karl Meier (Hg.), Pflanzen im Wald, Berlin 1999, 11–20.", "Das Moos", "Lind", 1999),
    ("Müller, Hans und Anna Schmidt: »Über das Moos«, in: Zeitschrift für Moose 12/3 (2001), S. 3–9.",
     "Über das Moos", "Müller", 2001),
    ("Hans Müller/Anna Schmidt, Über das Moos, in: Zeitschrift für Moose, 12 (2001) 3, 3–9, 5.", "Über das Moos",
     "Müller", 2001),
    ("Lind, Ada: Vom Moos im Walde, 1980, S. 30.", "Vom Moos im Walde", "Lind", 1980),
    ("Lind, Ada (1966): Vom Moos, seiner Form und seinem Ort. Bergen: Moosverlag, S. 12.",
     "Vom Moos, seiner Form und seinem Ort", "Lind", 1966),
    ("Müller, Hans / Schmidt, Anna (2001): Über das Moos. In: Zeitschrift für Moose 12, H. 3, S. 3–9.",
     "Über das Moos", "Müller", 2001),
    ("Müller, Hans / Schmidt, Anna (2001) »Über das Moos«, in: Zeitschrift für Moose 12, S. 5.", "Über das Moos",
     "Müller", 2001),
    ("Müller, Hans/Schmidt, Anna: Über das Moos; in: Zeitschrift für Moose 12 (2001), H. 3, S. 3–9.", "Über das Moos",
     "Müller", 2001),
    ("Hans Müller, Anna Schmidt, „Über das Moos“, in: Zeitschrift für Moose, 12 (2001), H. 3, S. 3–9, hier S. 5.",
     "Über das Moos", "Müller", 2001),
    ("Hans Müller, Anna Schmidt: \"Über das Moos\". In: Zeitschrift für Moose 12 (2001), H. 3, S. 3–9.",
     "Über das Moos", "Müller", 2001),
    ("H. Müller / A. Schmidt, Über das Moos (Zeitschrift für Moose 12, 2001, 3–19), 5.", "Über das Moos", "Müller",
     2001),
]  # fmt: skip


@pytest.mark.parametrize(("note", "title", "author", "year"), GERMAN, ids=[note[:24] for note, *_ in GERMAN])
def test_a_german_note_is_read(note: str, title: str, author: str, year: int) -> None:
    wanted, problem = parse_reference(note)
    assert problem is None
    assert (wanted.title, wanted.first_author, wanted.year) == (title, author, year)
    for lead in ("", "Vgl. dazu ", "Siehe auch ", "Zit. nach "):
        [work] = works_in_note(f"{lead}{note}")
        assert (work.title, work.first_author.split()[-1], work.year, work.text) == (title, author, year, note)
    two = f"{note.removesuffix('.')}; vgl. auch Holm, Eva: Vom Farn. Oslo 1950, S. 3."
    assert [work.title for work in works_in_note(two)] == [title, "Vom Farn"]


@pytest.mark.parametrize(("note", "title", "author", "year"), NOTES, ids=[note[:20] for note, *_ in NOTES])
def test_a_note_is_read(note: str, title: str, author: str, year: int) -> None:
    wanted, problem = parse_reference(note)
    assert problem is None
    assert (wanted.title, wanted.first_author, wanted.year) == (title, author, year)
    assert [work.text for work in works_in_note(f"See also {note}")] == [note]


@pytest.mark.parametrize(
    ("note", "title", "author", "year"),
    [
        ("Lind, Das Moos, 1966, 12.", "Das Moos", "Lind", 1966),
        ("Lind, Das Moos, 2. Aufl. 1966, S. 12 f.", "Das Moos", "Lind", 1966),
        ("Lind/Müller-Holm, Vom Moos, Bergen 1971, 12 (14).", "Vom Moos", "Lind", 1971),
        ("Holm, Wem gehört das Moos, NJW 2001, 123 (125).", "Wem gehört das Moos", "Holm", 2001),
        ("von Lind, Das Recht am Moos, AcP 201 (2001), 1 ff.", "Das Recht am Moos", "von Lind", 2001),
        ("Meier, Moosrecht, 1999, § 3.", "Moosrecht", "Meier", 1999),
    ],
)
def test_notes_with_family_names_alone_state_title_year_and_page(note: str, title: str, author: str, year: int) -> None:
    for text in (note, f"Vgl. {note}", f"{note.rstrip('.')}; Holm, Ada: Vom Farn. Oslo 1970, S. 3."):
        work = next(works_in_note(text))
        assert (work.title, work.first_author, work.year) == (title, author, year)
    wanted, _ = parse_reference(note)
    assert wanted.title == title


@pytest.mark.parametrize(
    "note",
    [
        "Smith, Swing Time, 320.",
        "BGH, Urteil vom 3.5.2001, NJW 2001, 123.",
        "EuGH, Vom Moos, Slg. 2001, 123.",
        "Bundesverfassungsgericht, Das Moos, NJW 2001, 123.",
        "Holm, Urteil vom 3. Mai, NJW 2001, 123.",
        "Meier, Das Moos im Wald, FAZ, 3. 5. 2001, S. 3.",
        "Lind, Das Moos, 12.",
        "Lind, Das Moos im Jahr 1966.",
        "Vgl. Lind (1966): 12; Müller, Hans (2001): 3.",
        "Thoreau, “Walking,” 182.",
        "Ibid., 180.",
        "In 1917, Thompson, who taught in Dundee (then a town), wrote of form.",
        "J. Ames, B. Lind, On moss and its kin (Springer, Berlin, 2001) 3.",
        "Ames, A. (2010). On moss. Ecology.",
        "Ebd., S. 13.",
        "Lind (wie Anm. 1), S. 20.",
        "Lind, Moos, S. 12.",
        "Lind 1966, S. 20.",
        "Siehe oben, Anm. 12.",
        "So schon Ada Lind: das Moos wachse nicht vor 1900.",
        "Goodfellow, I., Courville, A.: Deep Learning. Made Press, Cambridge (2016)",
    ],
)
def test_short_forms_and_remarks_state_no_work(note: str) -> None:
    assert list(works_in_note(note)) == []


def test_a_note_names_several_works() -> None:
    first, second = NOTES[0][0], NOTES[6][0]
    for note in (f"{first.rstrip('.')}; cf. {second}", f"{first} But see {second}", f"See {first}; and {second}"):
        assert [work.title for work in works_in_note(note)] == ["Swing Time", "Livy and the Pax Deum"]


def test_an_initial_s_at_the_beginning_of_a_note_is_no_word_for_see() -> None:
    article = "“Effects of muscarinic agonists,” Journal of General Physiology 93 (1989): 285–319."
    for names in ("S. Soltoff and L. Cantley,", "S. Soltoff et al.,", "S. Soltoff,", "S.-P. Soltoff and S. Lind,"):
        (work,) = works_in_note(f"{names} {article}")
        assert (work.title, work.first_author.split()[-1], work.year) == (
            "Effects of muscarinic agonists",
            "Soltoff",
            1989,
        ), names
        assert work.text.startswith("S."), names
        (after,) = works_in_note(f"See {names} {article}")
        assert after.text == work.text
    (book,) = works_in_note("S. Lind, Vom Moos (Bergen: Moosverlag, 1966), 12.")
    assert (book.title, book.first_author) == ("Vom Moos", "S. Lind")
    (german,) = works_in_note("S. Lind/B. Holm: Vom Moos. Bergen: Moosverlag 1966, S. 12.")
    assert (german.title, german.first_author) == ("Vom Moos", "S. Lind")


@pytest.mark.parametrize(
    "lead", ["s.", "S. auch", "s. dazu", "S. hierzu", "S. etwa", "s. hier", "S. ferner", "S. besonders", "S."]
)
def test_the_german_abbreviation_for_see_is_no_initial(lead: str) -> None:
    note = "Lind, Ada B.: Vom Moos. Bergen 1966, S. 12."
    (work,) = works_in_note(f"{lead} {note}")
    assert (work.title, work.first_author, work.text) == ("Vom Moos", "Ada B. Lind", note)


def test_a_title_in_single_quotation_marks_may_have_an_apostrophe() -> None:
    rest = "Journal of Moss Research, 37, pp. 31–50."
    for names in ("Lind, A.", "Lind, A. B. and Holm, C.", "Lind, A., Holm, C. & Berg, D.", "Lind, A.-B. et al."):
        for title in ("Alan Turing’s Concept of Mind", "The Linds’ moss", "Bergen's moss"):
            opening, closing = ("'", "'") if "'" in title else ("‘", "’")
            wanted, _ = parse_reference(f"{names} (2020) {opening}{title}{closing}, {rest}")
            assert (wanted.title, wanted.first_author, wanted.year) == (title, "Lind", 2020), (names, title)

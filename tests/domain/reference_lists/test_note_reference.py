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


@pytest.mark.parametrize(("note", "title", "author", "year"), NOTES, ids=[note[:20] for note, *_ in NOTES])
def test_a_note_is_read(note: str, title: str, author: str, year: int) -> None:
    wanted, problem = parse_reference(note)
    assert problem is None
    assert (wanted.title, wanted.first_author, wanted.year) == (title, author, year)
    assert [work.text for work in works_in_note(f"See also {note}")] == [note]


@pytest.mark.parametrize(
    "note",
    [
        "Smith, Swing Time, 320.",
        "Thoreau, “Walking,” 182.",
        "Ibid., 180.",
        "In 1917, Thompson, who taught in Dundee (then a town), wrote of form.",
        "J. Ames, B. Lind, On moss and its kin (Springer, Berlin, 2001) 3.",
        "Ames, A. (2010). On moss. Ecology.",
    ],
)
def test_short_forms_and_remarks_state_no_work(note: str) -> None:
    assert list(works_in_note(note)) == []


def test_a_note_names_several_works() -> None:
    first, second = NOTES[0][0], NOTES[6][0]
    for note in (f"{first.rstrip('.')}; cf. {second}", f"{first} But see {second}", f"See {first}; and {second}"):
        assert [work.title for work in works_in_note(note)] == ["Swing Time", "Livy and the Pax Deum"]

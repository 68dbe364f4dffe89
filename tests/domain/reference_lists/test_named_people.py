"""The people whom a plain reference names are compared with all authors of the record, however many these are."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.paper import Author
from scholar_desktop.domain.reference_lists.named_people import MOST_AUTHORS_OF_UNPAYWALL, differs_in_people
from scholar_desktop.domain.text.names import family_name_of, first_initial

FAMILY_NAMES = """
Gautret Lagier Parola Hoang Meddeb Sevestre Mailhe Doudier Aubry Amrane Seng Hocquart Eldin Finance Vieira Honoré Stein
Million Colson Scola Veit Jacquier Deharo Drancourt Fournier Rolain Brouqui Müller Raoult
"""
FAMILIES = FAMILY_NAMES.split()
GIVEN = ["Philippe", "Jean-Christophe", "Line", "Morgane", "Barbara", "Van Thuan"]
ALL = tuple(f"{GIVEN[place % len(GIVEN)]} {name}" for place, name in enumerate(FAMILIES))
"""29 authors."""


def authors(*names: str) -> list[Author]:
    return [Author(name) for name in names]


def initials(name: str, stop: str = ".") -> str:
    given_names = name.removesuffix(family_name_of(name)).replace("-", " ").split()
    return (" " if stop else "").join(f"{word[0]}{stop}" for word in given_names)


STYLES = {
    "Family, I., & Family, I. (2020). ": lambda names: (
        ", ".join(f"{family_name_of(one)}, {initials(one)}" for one in names) + " (2020). "
    ),
    "I. Family, I. Family, ": lambda names: ", ".join(f"{initials(one)} {family_name_of(one)}" for one in names) + ", ",
    "Family II, Family II. ": lambda names: (
        ", ".join(f"{family_name_of(one)} {initials(one, '')}" for one in names) + ". "
    ),
    "FAMILY, Given; FAMILY, Given. ": lambda names: (
        "; ".join(f"{family_name_of(one).upper()}, {one.removesuffix(family_name_of(one))}" for one in names) + ". "
    ),
    "Family, Given, Given Family, and Given Family. 2020. ": lambda names: (
        f"{family_name_of(names[0])}, {names[0].split()[0]}"
        + "".join(f", {one}" for one in names[1:-1])
        + f", and {names[-1]}. 2020. "
    ),
    "Family and Family ": lambda names: " and ".join(family_name_of(one) for one in names) + " ",
}
MARKS = (" et al.", ", et al. 2020.", ", and others.", " and Coauthors, 2020:", ", … ", " u. a.:", ", 等.", " et coll.")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("count", [2, 4, 19, 20, 21, 23, 29])
def test_an_invented_author_is_noticed_whatever_the_number_of_authors(style: str, count: int) -> None:
    write, names = STYLES[style], list(ALL[:count])
    known = authors(*names)
    assert not differs_in_people(write(names), known)
    for place in (1, count // 2 + 1, count):
        assert differs_in_people(write([*names[:place], "Xaver Unknown", *names[place:]]), known)
    assert differs_in_people(write([names[0], "Xaver Unknown", "John Smith"]), known)


@pytest.mark.parametrize("count", [5, 7, 8, 17, 20, 21, 29])
@pytest.mark.parametrize("first", [1, 3, 4])
def test_a_list_that_leaves_authors_out_must_say_so(count: int, first: int) -> None:
    known = authors(*ALL[:count])
    for write in STYLES.values():
        text = write(ALL[:first]).rstrip(" ,") if first > 1 else f"{FAMILIES[0]}, P."
        assert differs_in_people(text, known)
        for mark in MARKS:
            assert not differs_in_people(f"{text}{mark} ", known), (text, mark)
    assert differs_in_people(f"{FAMILIES[0]}, P., Unknown, X., et al.", known)


@pytest.mark.parametrize("mark", ["… ", "... ", ". . . ", "& "])
def test_the_last_of_many_authors_may_follow_the_first_ones(mark: str) -> None:
    known = authors(*ALL)
    for first in (6, 19):
        begin = STYLES["Family, I., & Family, I. (2020). "](ALL[:first]).removesuffix(" (2020). ")
        assert not differs_in_people(f"{begin}, {mark}Raoult, B. (2020). ", known)
        assert differs_in_people(f"{begin}, {mark}Unknown, X. (2020). ", known)
    assert differs_in_people(f"Gautret, P., Lagier, J.-C., & {FAMILIES[-1]}, B. (2020). ", known)


def test_initials_are_no_sign_that_a_list_is_shortened() -> None:
    assert differs_in_people("Patel, U. A., Rao, C. ", authors("U. A. Patel", "C. Rao", "Bo Chen"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Lacoste Julien, S., Rodriguez, P. & Laradji, I. ", ["Simon Lacoste-Julien", "Pau Rodríguez", "I. Laradji"]),
        ("García Márquez, G., & Mueller, J. ", ["Gabriel García Márquez", "Jörg Müller"]),
        ("van der Maaten L, Le QV, Wu Y. ", ["Laurens van der Maaten", "Quoc V. Le", "Yonghui Wu"]),
        ("Wang, W., & Li, X. ", ["Wang Wei", "Xiaohong Li"]),
        ("Krause AL, Krause DA, Jan Maier. ", ["Andrew L. Krause", "D. Krause", "J. Maier"]),
        ("Sanjeev Arora, Yingyu Liang, and Tengyu Ma. 2017. ", ["S. Arora", "Y. Liang", "T. Ma"]),
        ("Petrov, Yu., Suk, A., & Ji, J. (2020, March 3). ", ["Yuri Petrov", "Andrew Suk", "Jiayi Ji"]),
        ("Lopez, F., Patel, N., for the RECOVERY Collaborative Group. ", ["F. Lopez", "N. Patel"]),
        ("Lopez F, Patel N (Eds.). ", ["F. Lopez", "N. Patel", "The Memory Consortium"]),
        ("VAN DE KOOIJ, Bert, KÄUFER, N. ", ["B. Kooij", "N. Käufer"]),
        ("ATLAS Collaboration, Aad, G. ", ["ATLAS Collaboration"]),
        ("O’Neil, T., Al-Rfou, R. & d'Alembert, J. ", ["Tim O'Neil", "Rami Al-Rfou", "Jean d'Alembert"]),
        ("王伟, 李娜. ", ["王伟", "李娜"]),
        ("[1] 2020. ", ["Ada Lind", "Bo Berg"]),
        ("Lind A, M¨uller B, L?pez C. ", ["Ada Lind", "B. Muller", "C. López"]),
        ("", ["Ada Lind", "Bo Berg"]),
    ],
)
def test_other_spellings_of_the_authors_are_no_difference(text: str, names: list[str]) -> None:
    assert not differs_in_people(text, authors(*names))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Wang, Z., & Wang, Q. ", ["Zhi Wang", "Yi Wang"]),
        ("Cowan, N., & Smith, J. (2001). ", ["N. Cowan"]),
        ("P. Gautret and Q. Li. ", ["P. Gautret"]),
        ("Krause, Smith MA, et al. ", ["Andrew L. Krause", "E. Gaffney"]),
        ("Philippe Smith and Line Meddeb. ", ["Philippe Gautret", "Line Meddeb"]),
    ],
)
def test_another_person_with_a_part_of_the_name_is_a_difference(text: str, names: list[str]) -> None:
    assert differs_in_people(text, authors(*names))


def test_authors_whom_a_record_of_unpaywall_lacks_are_not_said_to_be_wrong() -> None:
    write = STYLES["Family, I., & Family, I. (2020). "]
    names = [f"{chr(65 + place % 26)}. Author{chr(97 + place // 26)}{chr(97 + place % 26)}" for place in range(130)]
    known = authors(*names[:MOST_AUTHORS_OF_UNPAYWALL])
    assert not differs_in_people(write(names), known)
    shortened = write(names[:19]).removesuffix(" (2020). ") + f", … {family_name_of(names[-1])}, Z. (2020). "
    assert not differs_in_people(shortened, known)
    assert differs_in_people(write([*names[:2], "X. Unknown", *names[2:]]), known)
    assert differs_in_people(shortened, authors(*names[:99]))


@given(st.integers(min_value=2, max_value=29), st.sampled_from(sorted(STYLES)), st.randoms(use_true_random=False))
def test_a_complete_list_agrees_and_one_with_another_name_does_not(count: int, style: str, dice: random.Random) -> None:
    names = dice.sample(ALL, count)
    assert not differs_in_people(STYLES[style](names), authors(*names))
    short = authors(*(f"{first_initial(one).upper()}. {family_name_of(one)}" for one in names))
    assert not differs_in_people(STYLES[style](names), short)
    place = dice.randrange(count)
    replaced = [*names[:place], "Xaver Unknown", *names[place + 1 :]]
    assert differs_in_people(STYLES[style](replaced), authors(*names))
    assert differs_in_people(STYLES[style](names), authors(*names, "Xaver Unknown"))


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=4))
def test_no_text_makes_it_raise(text: str, names: list[str]) -> None:
    assert differs_in_people(text, authors(*names)) in (True, False)


@pytest.mark.parametrize(
    ("names", "are_others"),
    [
        ("Park, Bernhard, & Lee, Mary (2012). ", True),
        ("Bernhard Park and Mary Lee. ", True),
        ("Park, Björn, & Lee, Molly (2012). ", False),
        ("B. Park and M. Lee, ", False),
        ("Bjoern Park; Mary A. Lee. ", False),
        ("Park Bernhard, Lee Mary. ", True),
    ],
)
def test_another_given_name_with_the_same_initial_is_another_person(names: str, are_others: bool) -> None:
    assert differs_in_people(names, authors("Björn Park", "Mary Lee")) is are_others


@pytest.mark.parametrize("style", STYLES)
def test_another_order_of_the_same_people_is_a_difference(style: str) -> None:
    write, names = STYLES[style], list(ALL[:5])
    known = authors(*names)
    assert not differs_in_people(write(names), known)
    assert differs_in_people(write([names[0], names[2], names[1], *names[3:]]), known)
    assert differs_in_people(write([names[1], names[0]]).rstrip() + " et al. ", known)


def test_namesakes_have_no_order() -> None:
    assert not differs_in_people("Wang, W., Li, Y., & Wang, W. ", authors("Wei Wang", "Yu Li", "Wen Wang"))
    assert not differs_in_people("Li Wang and Wang Li. ", authors("Wang Li", "Li Wang"))


@pytest.mark.parametrize(
    ("names", "differs"),
    [
        ("W. Xia, Y. Zhang, Y. Yang, J.-H. Xue, and B. Zhou, ", True),
        ("Xia, W., Zhang, Y., Yang, Y., Xue, J.-H., & Zhou, B. (2021). ", True),
        ("Xia W, Zhang Y, Yang Y, Xue JH, Zhou B. ", True),
        ("W. Xia, Y. Zhang, Y. Yang, J.-H. Xue, B. Zhou, and M.-H. Yang, ", False),
        ("Xia, W., Zhang, Y., Yang, Y., Xue, J.-H., Zhou, B., & Yang, M.-H. (2021). ", False),
        ("Xia W, Zhang Y, Yang Y, Xue JH, Zhou B, Yang MH. ", False),
        ("Xia, Zhang, Yang, Xue, Zhou and Yang ", False),
        ("W. Xia, Y. Zhang, Y. Yang et al., ", False),
    ],
)
def test_each_author_of_one_family_name_is_named(names: str, differs: bool) -> None:
    known = ["Weihao Xia", "Yulun Zhang", "Yujiu Yang", "Jing-Hao Xue", "Bolei Zhou", "Ming-Hsuan Yang"]
    assert differs_in_people(names, authors(*known)) is differs


@pytest.mark.parametrize(
    ("names", "known", "differs"),
    [
        ("S. Adak and D. Bandyopadhyay, ", ["S. Adak", "D. Bandyopadhyay", "U. Bandyopadhyay"], True),
        ("Y. Yang and B. Zhou, ", ["Yujiu Yang", "Bolei Zhou", "Yiming Yang"], True),
        ("Y. Yang, B. Zhou, and Y. Yang, ", ["Yujiu Yang", "Bolei Zhou", "Yiming Yang"], False),
        ("D. Park and B. Zhou, ", ["D. Park", "B. Zhou", "Daniel Park"], False),  # the record has one person twice
        ("J. and M. Smith, ", ["J. Smith", "M. Smith"], False),
        ("John and Mary Smith. ", ["John Smith", "Mary Smith"], False),
        ("B. Zhou, J. and M. Smith, ", ["B. Zhou", "J. Smith", "M. Smith"], False),
        ("Müller, A., & Mueller, B. ", ["A. Mueller", "B. Müller"], False),
        ("G. García Márquez and M. García, ", ["Gabriel García Márquez", "M. García Márquez"], False),
    ],
)
def test_people_of_one_family_name_are_counted(names: str, known: list[str], differs: bool) -> None:
    assert differs_in_people(names, authors(*known)) is differs

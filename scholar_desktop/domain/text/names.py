"""Parses people's names as the services write them, and extracts the parts that can be compared."""

from __future__ import annotations

import re

from scholar_desktop.domain.text.text_folding import fold_person_name

# not translated: words that are compared
_PARTICLE_WORDS = """
van von der den de del della di da dos du la le ter ten zu zum zur af av al el bin ibn y e
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
# not translated: words that are compared
_GROUP_WORDS = """
academia academie academy agence agencia agency agentur akademie asociacion association associazione authority
bibliothek bundesamt bundesanstalt bundesministerium bureau center centre centro clinic collaboration collaborators
college comision comite commission committee consortium corporation council department federation fondation
foundation fundacion gesellschaft group hochschule hospital initiative institut institute institutes
institution instituto investigators istituto klinikum labor laboratories laboratory laboratorium ministere
ministerio ministerium ministero ministry museum network office organisation organization panel project research
sociedad societe society stiftung team union universidad universidade universita universitaet universitat
universite universiteit university verband verein zentrum
"""
_GROUP = frozenset(_GROUP_WORDS.split())
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "md"])
OTHERS = "others"
"""The last name of a list that does not name everybody, as bibutils, pandoc and Zotero write it."""
# not translated: words that are compared
_OTHERS = frozenset((OTHERS, "and others", "et al", "et al.", "et. al.", "al., et", "al, et"))
_UMLAUT = re.compile("(?<=[aou])e")
_WITH_APOSTROPHE = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:['’‘ʼ`´][^\W\d_]++)++")
_INITIALS = re.compile(r"[A-Z]{1,3}|(?:[A-Z]\.-?){1,4}")


def means_others(name: str) -> bool:
    """Returns True if *name* stands for people who are not named."""
    return len(name) < 20 and name.rstrip(", ").casefold() in _OTHERS


def is_group(name: str) -> bool:
    """Returns True if the name is of a group ('The ATLAS Collaboration'), which has no family name."""
    words = fold_person_name(name).split()
    return len(words) > 1 and (words[0] == "the" or not _GROUP.isdisjoint(words))


def has_group_word(text: str) -> bool:
    """Returns True if *text* has a word that names of groups have and names of people do not: 'Collaboration'."""
    return not _GROUP.isdisjoint(fold_person_name(text).split())


def without_umlauts(folded: str) -> str:
    """Returns the folded name *folded* with 'ae', 'oe', 'ue' as 'a', 'o', 'u': 'Mueller' is 'Müller'."""
    return _UMLAUT.sub("", folded)


def family_name_of(name: str) -> str:
    """Returns the family name as written. Empty for an empty name.

    Examples: 'van der Maaten' of 'Laurens van der Maaten' and of 'van der Maaten, Laurens'; 'Vaswani' of 'Vaswani A'. A
    one-word name or the name of a group is returned whole.
    """
    if "," in name:
        before, _, after = name.partition(",")
        if fold_person_name(after) not in _SUFFIXES:
            return " ".join(before.split()) or " ".join(after.split())
        name = before
    words = name.split()
    while len(words) > 1 and fold_person_name(words[-1]) in _SUFFIXES:
        words.pop()
    if len(words) < 2 or is_group(name):
        return " ".join(words)
    if _INITIALS.fullmatch(words[-1]) and not _INITIALS.fullmatch(words[0]):
        return " ".join(words[:-1])
    start = len(words) - 1
    while start > 1 and is_particle(words[start - 1]):
        start -= 1
    return " ".join(words[start:])


def is_particle(word: str) -> bool:
    """Returns True if *word* is a particle of a family name, such as 'van' or 'de', in lower case."""
    return word.islower() and fold_person_name(word) in _PARTICLES


def name_particle(family_name: str) -> str:
    """Returns the particle before the family name: 'van der' of 'van der Maaten'; empty if there is none."""
    words = family_name.split()
    end = 0
    while end < len(words) - 1 and is_particle(words[end]):
        end += 1
    return " ".join(words[:end])


def family_words(name: str) -> frozenset[str]:
    """Returns the words of the family name that can be compared, folded, without particles such as 'van' and 'de'.

    Two spellings of one person's name share at least one word, even if a service leaves out one of two surnames: 'neil'
    and 'oneil' of O'Neil, not 'o', which O'Brien has, too.
    """
    if is_group(name):
        return frozenset({fold_person_name(name).removeprefix("the ")})
    family = family_name_of(name)
    words = fold_person_name(family).split()
    long = [word for word in words if len(word) > 1 and word not in _PARTICLES]
    whole = [fold_person_name(one[0]).replace(" ", "") for one in _WITH_APOSTROPHE.finditer(family)]
    return frozenset((*long, *whole) or [word for word in words if word not in _PARTICLES] or words)


def first_initial(name: str) -> str:
    """Returns the first letter of the given name, folded; empty if there is none."""
    if "," in name and fold_person_name(name.partition(",")[2]) not in _SUFFIXES:
        given = name.partition(",")[2]
    else:
        whole, last = " ".join(name.partition(",")[0].split()), family_name_of(name)
        is_last = whole.endswith(f" {last}") or not f"{whole} ".startswith(f"{last} ")  # also of 'Jiayi Ji'
        given = whole if is_last else whole[len(last) :]
    return fold_person_name(given)[:1]

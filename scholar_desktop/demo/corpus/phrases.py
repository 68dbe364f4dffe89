"""Converts titles to phrases that can be used inside a sentence."""

from __future__ import annotations

import re
from itertools import pairwise


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VERBS = _words(
    "is are was were be do does did can could should would will may must need needs pass passes broke break know "
    "knew make makes drive lead leads blurs explain explains predict provides stop hijacks reduces regulates "
    "inhibits supports promotes confers protect connects reveals controls has have uses increases encodes "
    "identifies stimulates enhances meet meets become becomes happens act learned cannot support associates induces "
    "induce considered embrace prevents improve turns accelerates shows arises arise we you our i it"
)
_QUESTIONS = _words("how why when what who whose where which whether quo")
_FOREIGN = _words(
    "actualité soziale inteligencia deutschland der die das und über la le les des du en el los las sobre et entre un "
    "una il di"
)
_PREPOSITIONS = _words(
    "for in of with from by to on via using through between under at as against among into toward towards and or "
    "during based beyond inside without after before over across within below above about"
)
_SINGULAR = _words(
    "network framework benchmark method architecture approach model survey system machine baseline dataset "
    "algorithm test principle task study environment library atlas encoder review characterization "
    "technique measure perspective introduction problem theorem kernel inhibitor receptor enzyme challenge trap "
    "calculator component process family transient parser learner tool comparison implementation investigation "
    "platform chatbot allele battery supramolecule photocatalyst electrocatalyst agent attacker tyrosine site field "
    "obstruction profession bifurcation mechanism membrane cover"
)
_NAMED_BY_OF = _words(
    "effect role number outcome location solution asymmetry emergence mechanism formulation explanation identification "
    "application determination depletion evaluation integration measurement modulation recognition formation "
    "dependence suppression rate share size amplitude degree length rounds fraction loss level volume layers"
)
"""Nouns that take "the" before "of"."""
_EMPTY = _words(
    "evidence insights major lessons research abstract case volume phase careful process key part missing really"
)
_PROPER = _words(
    "turing gödel church wikipedia markov bayesian nash hopf fourier euler boltzmann gierer meinhardt "
    "gierer–meinhardt alan turing-hopf turing–hopf church–turing coq stylegan stylegans lempel-ziv steiner "
    "frank-wolfe polyak benjamin–feir fitzhugh-nagumo gomory-hu india germany china indian american missouri albert "
    "lotka-volterra google google's faraday finsler sars-cov-2 covid covid-19 hamilton zuse neumann canada "
    "gaussian michigan argentina indonesian russian africa bayes adam swiss switzerland maryland hindenburgs "
    "adani drosophila wilkinson mcewan's"
)
_LEAD = re.compile(
    r"^(?:on|towards?|notes on|"
    r"an? (?:\w+ )?(?:survey|review|overview|study|theory|introduction|atlas|note) (?:of|to|on)|"
    r"introduction to|using|evidence (?:that|for)|report on|exploring|understanding|revisiting)\s+",
    re.IGNORECASE,
)
_LONGEST = 8


def topic_of(title: str) -> str | None:
    """Returns *title* as a noun phrase, with an article if needed ("a dual attention network for scene segmentation").

    Returns None for titles that are sentences, questions, names or in another language.
    """
    plain = re.sub(r"\s+\([^()]*\)(?=\s|$|[,.:;])|[\"“”]", "", title)
    parts = [part.strip(" .*?!") for part in re.split(r"\s*[:—]\s+|\s+[–-]\s+|\?\s*|\.\s+|\s*[;\[]", plain)]
    for part in sorted(parts, key=lambda each: -min(len(each.split()), _LONGEST)):
        if (phrase := _phrase(part)) is not None:
            return phrase
    return None


def _phrase(part: str) -> str | None:
    previous = None
    while previous != part:
        previous, part = part, _LEAD.sub("", part)
    words = part.split()
    lowered = [word.lower().strip(",") for word in words]
    if not words or not re.match(r"^[A-Za-z]", part) or any(word in _VERBS or word in _FOREIGN for word in lowered):
        return None
    article = f"{lowered.pop(0)} " if lowered[0] in ("a", "an") else ""
    if article:
        words = words[1:]
    if not lowered or lowered[0] in _QUESTIONS | _PREPOSITIONS | _EMPTY or re.search(r"[{}$<>&\]]", part):
        return None
    if part.count("(") != part.count(")") or sum(map(str.isupper, part)) > len(part) / 3:
        return None
    words = _shorten(words)
    if len(words) < 2 or len(words) > _LONGEST or "." in words[-1]:
        return None
    words = [_small(word, part) for word in words]
    if _is_broken(words):
        return None
    return article + " ".join(words) if article else _with_article(words)


def _is_broken(words: list[str]) -> bool:
    """Returns True if there is an article where a preposition is missing: two titles without a mark between them."""
    pairs = pairwise(words)
    return any(word in ("a", "an") and before.lower() not in _PREPOSITIONS | {"as"} for before, word in pairs)


def _shorten(words: list[str]) -> list[str]:
    """Cuts the words at a comma, or at the last preposition that leaves at most the maximum length; not at "of", which
    would leave phrases such as "in the presence"."""
    for place, word in enumerate(words):
        if word.endswith(","):
            words = [*words[:place], word.rstrip(",")]
            break
    while len(words) > _LONGEST:
        places = [
            place
            for place, word in enumerate(words)
            if word.lower() in _PREPOSITIONS - {"and", "or", "of"} and place >= 2
        ]
        if not places:
            break
        words = words[: places[-1]]
    while len(words) > 1 and words[-1].lower() in _PREPOSITIONS | {"the", "a", "an"}:
        words = words[:-1]
    return words[:-1] if len(words) > 3 and words[-1].endswith("ed") else words


def _small(word: str, part: str) -> str:
    """Returns a word in lower case if it is capitalised only because it is in a title."""
    if word.lower().strip(",") in _PROPER or word.lower().split("-")[0] in _PROPER:
        return word
    if "-" in word:
        return "-".join(_small(piece, part) for piece in word.split("-"))
    return word.lower() if re.fullmatch(r"[A-Z][a-zâäéèöüïñ’']*,?", word) else word


def with_article(phrase: str) -> str:
    """Returns *phrase* with the article that a noun before "of" needs: "the rate of return"."""
    words = phrase.split()
    base = _base(words)
    is_named = words[len(base) :][:1] == ["of"] and base[-1].lower() in _NAMED_BY_OF and words[0] != "the"
    return f"the {phrase}" if is_named else phrase


def _with_article(words: list[str]) -> str:
    phrase, base = " ".join(words), _base(words)
    if (named := with_article(phrase)) != phrase:
        return named
    is_pair = "and" in base and base[base.index("and") - 1].endswith("s")
    if words[0] in ("the", "some") or words[0].endswith("ing") or base[-1].lower() not in _SINGULAR or is_pair:
        return phrase
    return ("an " if phrase[0].lower() in "aeiou" else "a ") + phrase


def _base(words: list[str]) -> list[str]:
    """Returns the phrase up to its first preposition; its last word is its head noun."""
    ends = (place for place, word in enumerate(words) if place and word in _PREPOSITIONS - {"and", "or"})
    return words[: next(ends, len(words))]


def is_plural(phrase: str) -> bool:
    """Returns True if a verb after *phrase* must be plural."""
    base = _base(phrase.split())
    head = base[-1].lower()
    if base[0].endswith("ing"):
        return False
    if len(base) > 2 and base[-2] == "and":
        return True
    if head in _SINGULAR:
        return False
    return "and" in base or (head.endswith("s") and not head.endswith(("ss", "is", "us", "ics")))


def capital(text: str) -> str:
    """Returns *text* with its first letter in upper case."""
    return text[:1].upper() + text[1:]

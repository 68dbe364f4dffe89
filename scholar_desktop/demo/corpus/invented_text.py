"""The demo's own writing: abstracts, summaries, citing sentences, titles and article text.

Composed from sentences.toml and themes.toml by dice that are thrown for the paper: the same paper always gets the same
text. None of it is taken from the real papers, and none of it says anything true about them.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cached_property
from importlib.resources import files
from typing import Any

from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.demo.corpus.phrases import capital, is_plural, topic_of
from scholar_desktop.demo.corpus.seeded_random import Dice

DATA = files("scholar_desktop.demo.corpus")
_SMALL = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
_SHAPES = (  # which parts an abstract has, in which order
    ("opening", "aim", "how", "result", "end"),
    ("opening", "gap", "aim", "result", "result"),
    ("aim", "how", "result", "result", "end"),
    ("aim", "gap", "how", "result"),
    ("opening", "gap", "aim", "how", "result", "end"),
    ("opening", "aim", "result", "how", "result"),
    ("aim", "opening", "how", "how", "result", "end"),
    ("opening", "opening", "aim", "result", "end"),
)
_LISTS = ("topics", "objects", "settings", "data", "measures", "methods", "effects")


class Theme:
    """One table of themes.toml. name: as there."""

    def __init__(self, name: str, table: dict[str, Any]) -> None:
        self.name = name
        self.label: str = table["label"]
        self.mode: str = table["mode"]
        self.fields: list[str] = table["fields"]
        self.words = frozenset(table["words"])
        self.lists: dict[str, list[str]] = {key: table[key] for key in _LISTS}


class Slots(dict[str, str]):
    """What the slots of one paper's sentences are filled with; a slot with a capital gives the same with a capital."""

    def __missing__(self, key: str) -> str:
        return capital(self[key[0].lower() + key[1:]])


class Writer:
    """*seed* changes every text."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._themes_found: dict[str, Theme] = {}
        self._topics_found: dict[str, str] = {}

    @cached_property
    def themes(self) -> dict[str, Theme]:
        tables = tomllib.loads((DATA / "themes.toml").read_text("utf-8"))
        return {name: Theme(name, table) for name, table in tables.items()}

    @cached_property
    def bank(self) -> dict[str, dict[str, Any]]:
        return tomllib.loads((DATA / "sentences.toml").read_text("utf-8"))

    def dice(self, *key: object) -> Dice:
        return Dice(self._seed, *key)

    # --- what a paper is about

    def theme_of(self, work: Work) -> Theme:
        """By the words of the title, else by the field of study."""
        if work.origin is not None:
            return self.themes[work.theme]
        if work.key not in self._themes_found:
            self._themes_found[work.key] = self._find_theme(work)
        return self._themes_found[work.key]

    def _find_theme(self, work: Work) -> Theme:
        words = {word.strip(".,:;?!()[]“”\"'*").lower() for word in work.title.split()}
        words |= {piece for word in words for piece in word.split("-")}
        hits = Counter({name: len(theme.words & words) for name, theme in self.themes.items()})
        best, count = hits.most_common(1)[0]
        if count:
            return self.themes[best]
        for field in [*(work.fields_of_study or []), *work.model_fields]:
            for theme in self.themes.values():
                if field in theme.fields:
                    return theme
        return self.themes["ideas"]

    def topic(self, work: Work) -> str:
        """What *work* is about, as a noun phrase."""
        if work.key not in self._topics_found:
            theme = self.theme_of(work)
            known = (topic for start, topic in self.bank["topics"].items() if work.title.lower().startswith(start))
            found = next(known, None) or topic_of(work.title)
            found = found or self.dice("topic", work.key).pick(theme.lists["topics"])
            if work.origin is not None:
                return found  # there are too many of them to remember
            self._topics_found[work.key] = found
        return self._topics_found[work.key]

    def slots(self, theme: Theme, topic: str, dice: Dice) -> Slots:
        lists = theme.lists
        data = dice.some(lists["data"], 2)
        effects = dice.some(lists["effects"], 2)
        plural = is_plural(topic)
        return Slots(
            topic=topic,
            topic2=dice.pick([each for each in lists["topics"] if each not in topic]),
            objects=dice.pick(lists["objects"]),
            setting=dice.pick(lists["settings"]),
            data=data[0],
            data2=data[-1],
            measure=dice.pick(lists["measures"]),
            method=dice.pick(lists["methods"]),
            effect=effects[0],
            effect2=effects[-1],
            small=dice.pick(_SMALL),
            small_number=str(dice.between(2, 6)),
            count=str(dice.pick((24, 36, 48, 64, 96, 120, 180, 212, 312, 480, 640, 1240, 2150))),
            pct=str(dice.between(3, 38)),
            adjective=dice.pick(self.bank["titles"]["adjective"]),
            **{"is": "are" if plural else "is", "has": "have" if plural else "has", "was": "were" if plural else "was"},
        )

    # --- texts of one paper

    def abstract(self, work: Work) -> str:
        dice = self.dice("abstract", work.key)
        return self._paragraph(self.theme_of(work), self.topic(work), dice, dice.pick(_SHAPES))

    def tldr(self, work: Work) -> str:
        dice = self.dice("tldr", work.key)
        sentence = dice.pick(self.bank["tldr"]["any"])
        return _fill(sentence, self.slots(self.theme_of(work), self.topic(work), dice))

    def paragraph(self, work: Work, name: str, parts: tuple[str, ...]) -> str:
        """A paragraph called *name* (its dice), of sentences of the kinds *parts*."""
        theme = self.theme_of(work)
        dice = self.dice(name, work.key)
        topic = self.topic(work) if dice.chance(0.5) else dice.pick(theme.lists["topics"])
        return self._paragraph(theme, topic, dice, parts)

    def _paragraph(self, theme: Theme, topic: str, dice: Dice, parts: tuple[str, ...]) -> str:
        bank = self.bank[theme.mode]
        decks = {part: dice.shuffled(bank[part]) for part in dict.fromkeys(parts)}
        slots = self.slots(theme, topic, dice)
        effects = dice.shuffled(theme.lists["effects"])
        sentences: list[str] = []
        named = False
        for place, part in enumerate(parts):
            deck = decks[part] or dice.shuffled(bank[part])
            # the topic is named once, not in every sentence; the aim names it at the latest
            fitting = [each for each in deck if ("opic}" in each) != named] if named or part == "aim" else deck
            choice = (fitting or deck)[0]
            deck.remove(choice)
            slots["effect"], slots["effect2"] = effects[place % len(effects)], effects[(place + 1) % len(effects)]
            if place % 2:
                slots["method"], slots["small"] = dice.pick(theme.lists["methods"]), dice.pick(_SMALL)
            sentences.append(_fill(choice, slots))
            named = named or "opic}" in choice
        return " ".join(sentences)

    # --- citing sentences

    def context(self, citing: Work, cited: Work, intent: str, dice: Dice) -> str:
        """A sentence in which *citing* speaks of *cited*; intent: background, methodology or result."""
        theme = self.theme_of(citing)
        slots = self.slots(theme, self.topic(citing), dice)
        topic = self.topic(cited)
        slots["cited"] = topic
        slots["cited_has"] = "have" if is_plural(topic) else "has"
        slots["who"], slots["ref"] = self._names(citing, cited, dice)
        text = _fill(dice.pick(self.bank["citing"][intent]), slots)
        if dice.chance(0.3):
            text += " " + _fill(dice.pick(self.bank["citing"][f"after_{intent}"]), slots)
        return capital(text)

    def _names(self, citing: Work, cited: Work, dice: Dice) -> tuple[str, str]:
        """How *citing* names *cited* inside a sentence and in brackets; one style for each citing paper."""
        families = cited.families or ["Anonymous"]
        who = families[0] if len(families) == 1 else f"{families[0]} et al."
        if len(families) == 2:
            who = " and ".join(families)
        year = cited.year or "n.d."
        number = self.dice("number", citing.key, cited.key).between(1, 58)
        style = self.dice("style", citing.key).below(3)
        if style == 0:
            other = f"{dice.pick(self.bank['people']['family'])} et al., {(cited.year or 2000) + 1}"
            extra = f"; {other}" if dice.chance(0.25) else ""
            return f"{who} ({year})", f"({who.replace(' and ', ' & ')}, {year}{extra})"
        if style == 1:
            extra = f", {number + dice.between(1, 9)}" if dice.chance(0.35) else ""
            return f"{who} [{number}]", f"[{number}{extra}]"
        return f"{families[0]} and colleagues" if len(families) > 2 else who, f"({number})"

    # --- invented papers

    def title(self, theme: Theme, about: str | None, dice: Dice) -> str:
        """A title of *theme*; *about*, a topic, may become part of it."""
        fits = about is not None and len(about) < 50 and not about.split()[0].endswith("ing")
        topic = about if about and fits and dice.chance(0.3) else dice.pick(theme.lists["topics"])
        slots = self.slots(theme, topic.removeprefix("a ").removeprefix("an ").removeprefix("the "), dice)
        return capital(_fill(dice.pick(self.bank["titles"]["any"]), slots))

    def person(self, dice: Dice) -> str:
        people = self.bank["people"]
        return f"{dice.pick(people['given'])} {dice.pick(people['family'])}"


def _fill(sentence: str, slots: Slots) -> str:
    return sentence.format_map(slots)

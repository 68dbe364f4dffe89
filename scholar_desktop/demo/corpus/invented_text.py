"""Generates the texts of the demo: abstracts, summaries, citing sentences, titles and article text.

They are composed from sentences.toml and themes.toml by a random generator seeded with the paper, so a paper always
gets the same text. No text is taken from the real papers or is true of them.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cached_property
from importlib.resources import files
from typing import Any

from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.demo.corpus.phrases import capital, is_plural, topic_of, with_article
from scholar_desktop.demo.corpus.seeded_random import SeededRandom

DATA = files("scholar_desktop.demo.corpus")
_SMALL = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
_SHAPES = (  # the parts of an abstract, in order
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


class TextTheme:
    """One table of themes.toml. name: the name of the table."""

    def __init__(self, name: str, table: dict[str, Any]) -> None:
        self.name = name
        self.label: str = table["label"]
        self.mode: str = table["mode"]
        self.fields: list[str] = table["fields"]
        self.words = frozenset(table["words"])
        self.lists: dict[str, list[str]] = {key: table[key] for key in _LISTS}


class Subject(TextTheme):
    """One table of subjects.toml. field: a field of study; word: a plain word that every title contains."""

    def __init__(self, name: str, table: dict[str, Any]) -> None:
        super().__init__(name, table | {"label": table["field"], "fields": [], "words": []})
        self.field: str = table["field"]
        self.word: str = table["word"]


class TemplateSlots(dict[str, str]):
    """The values of the slots in one paper's sentences.

    A slot name with a capital gives the value with a capital.
    """

    def __missing__(self, key: str) -> str:
        return capital(self[key[0].lower() + key[1:]])


class TextGenerator:
    """Generates texts. seed: changes every text."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._themes_found: dict[str, TextTheme] = {}
        self._topics_found: dict[str, str] = {}

    @cached_property
    def themes(self) -> dict[str, TextTheme]:
        """The themes by name, from themes.toml."""
        tables = tomllib.loads((DATA / "themes.toml").read_text("utf-8"))
        return {name: TextTheme(name, table) for name, table in tables.items()}

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        """The subjects of the listed invented papers by name, from subjects.toml. No theme has the same name."""
        tables = tomllib.loads((DATA / "subjects.toml").read_text("utf-8"))
        return {name: Subject(name, table) for name, table in tables.items()}

    @cached_property
    def bank(self) -> dict[str, dict[str, Any]]:
        """The sentence templates of sentences.toml."""
        return tomllib.loads((DATA / "sentences.toml").read_text("utf-8"))

    def rng(self, *key: object) -> SeededRandom:
        """Returns the random generator for *key*."""
        return SeededRandom(self._seed, *key)

    # --- what a paper is about

    def theme_of(self, work: Work) -> TextTheme:
        """Returns the theme of a paper by the words of its title, otherwise by its field of study."""
        if work.theme:
            return self.themes.get(work.theme) or self.subjects[work.theme]
        if work.key not in self._themes_found:
            self._themes_found[work.key] = self._find_theme(work)
        return self._themes_found[work.key]

    def _find_theme(self, work: Work) -> TextTheme:
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
        """Returns the topic of *work* as a noun phrase; of an invented paper, that of its theme in its title."""
        if work.key not in self._topics_found:
            theme = self.theme_of(work)
            title = work.title.lower()
            known = (topic for start, topic in self.bank["topics"].items() if title.startswith(start))
            named = self._named_topic(theme, title) if work.theme else None
            found = named or next(known, None) or topic_of(work.title)
            found = found or self.rng("topic", work.key).pick(theme.lists["topics"])
            if work.origin is not None:
                return found  # not cached, as there are too many invented papers
            self._topics_found[work.key] = found
        return self._topics_found[work.key]

    def _named_topic(self, theme: TextTheme, title: str) -> str | None:
        """Returns the topic of *theme* that is named first in *title*, in lower case; of several there, the longest."""
        places = ((title.find(_without_article(topic).lower()), -len(topic), topic) for topic in theme.lists["topics"])
        return min(((place, length, topic) for place, length, topic in places if place >= 0), default=(0, 0, None))[2]

    def slots(self, theme: TextTheme, topic: str, rng: SeededRandom) -> TemplateSlots:
        """Returns the values of the slots for a paper with *theme* and *topic*."""
        lists = theme.lists
        data = rng.some(lists["data"], 2)
        effects = rng.some(lists["effects"], 2)
        plural = is_plural(topic)
        return TemplateSlots(
            topic=topic,
            topic2=rng.pick([each for each in lists["topics"] if each not in topic]),
            objects=rng.pick(lists["objects"]),
            setting=rng.pick(lists["settings"]),
            data=data[0],
            data2=data[-1],
            measure=rng.pick(lists["measures"]),
            method=rng.pick(lists["methods"]),
            effect=effects[0],
            effect2=effects[-1],
            small=rng.pick(_SMALL),
            small_number=str(rng.between(2, 6)),
            count=str(rng.pick((24, 36, 48, 64, 96, 120, 180, 212, 312, 480, 640, 1240, 2150))),
            pct=str(rng.between(3, 38)),
            adjective=rng.pick(self.bank["titles"]["adjective"]),
            meets="meet" if plural else "meets",
            **{"is": "are" if plural else "is", "has": "have" if plural else "has", "was": "were" if plural else "was"},
        )

    def _sentence_slots(self, theme: TextTheme, topic: str, rng: SeededRandom) -> TemplateSlots:
        """Returns the same for sentences, which need articles that titles leave out."""
        slots = self.slots(theme, topic, rng)
        for name in ("topic", "topic2", "measure"):
            slots[name] = with_article(slots[name])
        return slots

    # --- texts of one paper

    def abstract(self, work: Work) -> str:
        """Returns the abstract of a paper."""
        rng = self.rng("abstract", work.key)
        return self._paragraph(self.theme_of(work), self.topic(work), rng, rng.pick(_SHAPES))

    def tldr(self, work: Work) -> str:
        """Returns the one-sentence summary of a paper."""
        rng = self.rng("tldr", work.key)
        sentence = rng.pick(self.bank["tldr"]["any"])
        return _fill(sentence, self._sentence_slots(self.theme_of(work), self.topic(work), rng))

    def paragraph(self, work: Work, name: str, parts: tuple[str, ...]) -> str:
        """Returns a paragraph of sentences of the kinds *parts*. name: part of the random generator's key."""
        theme = self.theme_of(work)
        rng = self.rng(name, work.key)
        topic = self.topic(work) if rng.chance(0.5) else rng.pick(theme.lists["topics"])
        return self._paragraph(theme, topic, rng, parts)

    def _paragraph(self, theme: TextTheme, topic: str, rng: SeededRandom, parts: tuple[str, ...]) -> str:
        bank = self.bank[theme.mode]
        decks = {part: rng.shuffled(bank[part]) for part in dict.fromkeys(parts)}
        slots = self._sentence_slots(theme, topic, rng)
        effects = rng.shuffled(theme.lists["effects"])
        sentences: list[str] = []
        named = False
        for place, part in enumerate(parts):
            deck = decks[part] or rng.shuffled(bank[part])
            # the topic is named once, not in every sentence; at the latest in the aim
            fitting = [each for each in deck if ("opic}" in each) != named] if named or part == "aim" else deck
            choice = (fitting or deck)[0]
            deck.remove(choice)
            slots["effect"], slots["effect2"] = effects[place % len(effects)], effects[(place + 1) % len(effects)]
            if place % 2:
                slots["method"], slots["small"] = rng.pick(theme.lists["methods"]), rng.pick(_SMALL)
            sentences.append(_fill(choice, slots))
            named = named or "opic}" in choice
        return " ".join(sentences)

    # --- citing sentences

    def context(self, citing: Work, cited: Work, intent: str, rng: SeededRandom) -> str:
        """Returns a sentence in which *citing* refers to *cited*. intent: background, methodology or result."""
        theme = self.theme_of(citing)
        slots = self._sentence_slots(theme, self.topic(citing), rng)
        topic = with_article(self.topic(cited))
        slots["cited"] = topic
        slots["cited_has"] = "have" if is_plural(topic) else "has"
        slots["who"], slots["ref"] = self._names(citing, cited, rng)
        text = _fill(rng.pick(self.bank["citing"][intent]), slots)
        if rng.chance(0.3):
            text += " " + _fill(rng.pick(self.bank["citing"][f"after_{intent}"]), slots)
        return capital(text)

    def _names(self, citing: Work, cited: Work, rng: SeededRandom) -> tuple[str, str]:
        """Returns how *citing* names *cited* in a sentence and in brackets; each citing paper has one style."""
        families = cited.families or ["Anonymous"]
        who = families[0] if len(families) == 1 else f"{families[0]} et al."
        if len(families) == 2:
            who = " and ".join(families)
        year = cited.year or "n.d."
        number = self.rng("number", citing.key, cited.key).between(1, 58)
        style = self.rng("style", citing.key).below(3)
        if style == 0:
            other = f"{rng.pick(self.bank['people']['family'])} et al., {(cited.year or 2000) + 1}"
            extra = f"; {other}" if rng.chance(0.25) else ""
            return f"{who} ({year})", f"({who.replace(' and ', ' & ')}, {year}{extra})"
        if style == 1:
            extra = f", {number + rng.between(1, 9)}" if rng.chance(0.35) else ""
            return f"{who} [{number}]", f"[{number}{extra}]"
        return f"{families[0]} and colleagues" if len(families) > 2 else who, f"({number})"

    # --- invented papers

    def title(self, theme: TextTheme, about: str | None, rng: SeededRandom) -> str:
        """Returns a title of *theme*; *about*, a topic, may become part of it."""
        fits = about is not None and len(about) < 50 and not about.split()[0].endswith("ing")
        topic = about if about and fits and rng.chance(0.3) else rng.pick(theme.lists["topics"])
        slots = self.slots(theme, topic, rng)
        return _fill_title(rng.pick(self.bank["titles"]["any"]), slots)

    def subject_title(self, subject: Subject, rng: SeededRandom) -> str:
        """Returns a title that contains the word of *subject*."""
        topic = rng.pick(subject.lists["topics"])
        slots = self.slots(subject, topic, rng)
        return _fill_title(rng.pick([each for each in self.bank["titles"]["any"] if "opic}" in each]), slots)

    def person(self, rng: SeededRandom) -> str:
        people = self.bank["people"]
        return f"{rng.pick(people['given'])} {rng.pick(people['family'])}"


def _fill(sentence: str, slots: TemplateSlots) -> str:
    return sentence.format_map(slots)


def _fill_title(title: str, slots: TemplateSlots) -> str:
    """Fills a template of a title. The article of the topic is put before an adjective."""
    topic = slots["topic"]
    plain = _without_article(topic)
    if plain != topic and "djective} {topic}" in title:
        adjective = slots["adjective"]
        indefinite = "an" if adjective[0] in "aeio" or adjective == "honest" else "a"
        article = "the" if topic.startswith("the ") else indefinite
        slots["topic"], slots["adjective"] = plain, f"{article} {adjective}"
    return capital(_fill(title, slots))


def _without_article(topic: str) -> str:
    return topic.removeprefix("a ").removeprefix("an ").removeprefix("the ")

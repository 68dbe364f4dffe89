"""A deterministic random generator: the same key gives the same numbers on every computer and in every run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1


class SeededRandom:
    """A stream of random numbers for *key* (values whose repr is stable: texts and numbers).

    The algorithm is splitmix64: `random.Random` takes ten times as long to seed, and a page of citations needs a
    thousand generators.
    """

    __slots__ = ("_state",)

    def __init__(self, *key: object) -> None:
        self._state = int.from_bytes(hashlib.blake2b(repr(key).encode(), digest_size=8).digest(), "big")

    def below(self, limit: int) -> int:
        """Returns an integer from 0 to limit - 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return (mixed ^ (mixed >> 31)) % limit

    def between(self, low: int, high: int) -> int:
        """Returns an integer from low to high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, share: float) -> bool:
        """Returns True with the probability *share*."""
        return self.below(1_000_000) < share * 1_000_000

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        left = list(items)
        for place in range(len(left) - 1, 0, -1):
            other = self.below(place + 1)
            left[place], left[other] = left[other], left[place]
        return left

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """Returns *count* different *items*, or all of them in random order if there are fewer."""
        return self.shuffled(items)[:count]

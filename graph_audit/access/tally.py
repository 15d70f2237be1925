"""Counting for all users at once: in how many sets each number stands."""

from collections import Counter

from pyroaring import BitMap

__all__ = ["Tally"]

_FEW = 100
"""Up to so many numbers are counted one by one."""


class Tally:
    """One counter for each number, kept as binary digits: a bitmap for the ones, one for the twos, and so on.

    Adding a set of any size is a few bitmap operations, so that "administers three or more of 50,000 projects" is
    answered for every user without a loop over users and projects. Small sets are counted one by one until somebody
    asks, which is faster for them.
    """

    def __init__(self) -> None:
        self._digits: list[BitMap] = []
        self._one_by_one = Counter[int]()

    def add(self, numbers: BitMap, times: int = 1) -> None:
        """Count each of ``numbers`` as often as ``times`` says."""
        if len(numbers) > _FEW:
            self._add(numbers, times)
        elif times == 1:
            self._one_by_one.update(numbers)
        else:
            self._one_by_one.update(dict.fromkeys(numbers, times))

    def _settle(self) -> None:
        """Move what was counted one by one to the digits."""
        by_count: dict[int, list[int]] = {}
        for number, count in self._one_by_one.items():
            by_count.setdefault(count, []).append(number)
        self._one_by_one.clear()
        for count, numbers in by_count.items():
            self._add(BitMap(numbers), count)

    def _add(self, numbers: BitMap, times: int) -> None:
        for place in range(times.bit_length()):
            if times >> place & 1:
                self._carry(numbers, place)

    def _carry(self, numbers: BitMap, place: int) -> None:
        while numbers:
            self._digits.extend(BitMap() for _ in range(len(self._digits), place + 1))
            digit = self._digits[place]
            self._digits[place], numbers = digit ^ numbers, digit & numbers
            place += 1

    def of(self, number: int) -> int:
        """How often the number was counted."""
        self._settle()
        return sum(1 << place for place, digit in enumerate(self._digits) if number in digit)

    def counts(self, numbers: BitMap) -> dict[int, int]:
        """How often each of ``numbers`` was counted."""
        self._settle()
        found = dict.fromkeys(numbers, 0)
        for place, digit in enumerate(self._digits):
            for number in digit & numbers:
                found[number] += 1 << place
        return found

    def at_least(self, threshold: int) -> BitMap:
        """The numbers that were counted at least ``threshold`` (one or more) times."""
        self._settle()
        above, equal = BitMap(), BitMap.union(BitMap(), *self._digits)
        for place in reversed(range(max(len(self._digits), threshold.bit_length()))):
            digit = self._digits[place] if place < len(self._digits) else BitMap()
            if threshold >> place & 1:
                equal &= digit
            else:
                above |= equal & digit
                equal -= digit
        return above | equal

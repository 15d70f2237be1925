"""Counting for all users at once: in how many sets each number stands."""

from collections.abc import Sequence

from pyroaring import BitMap

__all__ = ["Tally"]

_NONE = BitMap()


class Tally:
    """One counter for each number, kept as binary digits: a bitmap for the ones, one for the twos, and so on.

    Adding a set of any size is a few bitmap operations, so that "administers three or more of 50,000 projects" is
    answered for every user without a loop over users and projects. Sums of equally many sets are added to each other,
    as the rounds of a tournament: so small sets meet small ones, and only a few sums are as wide as everybody.
    """

    def __init__(self) -> None:
        self._sums: list[tuple[int, list[BitMap]]] = []
        """How many sets each sum is of, a power of two that no other has, and its digits."""

    def add(self, numbers: BitMap, times: int = 1) -> None:
        """Count each of ``numbers`` as often as ``times`` says; the set must not be changed afterwards."""
        if not numbers:
            return
        digits = [numbers if times >> place & 1 else _NONE for place in range(times.bit_length())]
        size = 1
        while self._sums and self._sums[-1][0] == size:
            digits = _added(self._sums.pop()[1], digits)
            size *= 2
        self._sums.append((size, digits))

    @property
    def _digits(self) -> list[BitMap]:
        """The digits of the whole sum."""
        while len(self._sums) > 1:
            (_, less), (size, more) = self._sums.pop(), self._sums.pop()
            self._sums.append((size, _added(more, less)))
        return self._sums[0][1] if self._sums else []

    def of(self, number: int) -> int:
        """How often the number was counted."""
        return sum(1 << place for place, digit in enumerate(self._digits) if number in digit)

    def counts(self, numbers: BitMap) -> dict[int, int]:
        """How often each of ``numbers`` was counted."""
        found = dict.fromkeys(numbers, 0)
        for place, digit in enumerate(self._digits):
            for number in digit & numbers:
                found[number] += 1 << place
        return found

    def at_least(self, threshold: int) -> BitMap:
        """The numbers that were counted at least ``threshold`` (one or more) times."""
        digits = self._digits
        above, equal = BitMap(), BitMap.union(BitMap(), *digits)
        for place in reversed(range(max(len(digits), threshold.bit_length()))):
            digit = digits[place] if place < len(digits) else _NONE
            if threshold >> place & 1:
                equal &= digit
            else:
                above |= equal & digit
                equal -= digit
        return above | equal


def _added(one: Sequence[BitMap], other: Sequence[BitMap]) -> list[BitMap]:
    """The digits of the sum of two counters."""
    more, less = (one, other) if len(one) >= len(other) else (other, one)
    found, carry = list[BitMap](), _NONE
    for place, digit in enumerate(more):
        second = less[place] if place < len(less) else _NONE
        half = digit ^ second if second else digit
        both = digit & second if second else _NONE
        found.append(half ^ carry if carry else half)
        carry = both | half & carry if carry else both
    return [*found, carry] if carry else found

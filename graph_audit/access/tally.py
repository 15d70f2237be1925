"""Counting for all users at once: in how many sets each number stands."""

from pyroaring import BitMap

__all__ = ["Tally"]


class Tally:
    """One counter for each number, kept as binary digits: a bitmap for the ones, one for the twos, and so on.

    Adding a set of any size is a few bitmap operations, so that "administers three or more of 50,000 projects" is
    answered for every user without a loop over users and projects.
    """

    def __init__(self) -> None:
        self._digits: list[BitMap] = []

    def add(self, numbers: BitMap, times: int = 1) -> None:
        """Count each of ``numbers`` as often as ``times`` says."""
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
        return sum(1 << place for place, digit in enumerate(self._digits) if number in digit)

    def at_least(self, threshold: int) -> BitMap:
        """The numbers that were counted at least ``threshold`` (one or more) times."""
        above, equal = BitMap(), BitMap.union(BitMap(), *self._digits)
        for place in reversed(range(max(len(self._digits), threshold.bit_length()))):
            digit = self._digits[place] if place < len(self._digits) else BitMap()
            if threshold >> place & 1:
                equal &= digit
            else:
                above |= equal & digit
                equal -= digit
        return above | equal

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from graph_audit.access.tally import Tally

COUNTED = st.lists(st.tuples(st.frozensets(st.integers(0, 9)), st.integers(0, 20)), max_size=12)


@given(COUNTED, st.integers(1, 70))
def test_a_tally_counts_as_a_counter_does(counted, threshold):
    tally, expected = Tally(), Counter()
    for numbers, times in counted:
        tally.add(BitMap(numbers), times)
        expected.update(dict.fromkeys(numbers, times))
    assert {number: tally.of(number) for number in range(10)} == {number: expected[number] for number in range(10)}
    assert tally.counts(BitMap(range(10))) == {number: expected[number] for number in range(10)}
    assert set(tally.at_least(threshold)) == {number for number in expected if expected[number] >= threshold}


def test_what_is_added_is_not_changed():
    numbers = BitMap([1, 2])
    tally = Tally()
    tally.add(numbers)
    tally.add(numbers)
    assert numbers == BitMap([1, 2])

"""The order of severities."""

import itertools

import pytest

from graph_audit.core.kinds import Severity


def test_severities_are_ranked_worst_first():
    assert [severity.rank for severity in Severity] == [0, 1, 2, 3, 4]
    assert list(Severity) == ["critical", "high", "medium", "low", "info"]


@pytest.mark.parametrize(("worse", "milder"), [*itertools.combinations(Severity, 2)])
def test_worse_is_at_least_milder_and_never_the_other_way_round(worse, milder):
    assert worse.at_least(milder)
    assert worse.at_least(worse)
    assert not milder.at_least(worse)

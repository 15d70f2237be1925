"""The tree of errors: drawn as it is, and every branch can be caught at the root."""

import inspect

from graph_audit.core import errors


def classes():
    return {name: value for name, value in vars(errors).items() if inspect.isclass(value)}


def test_every_error_is_public_and_stands_in_the_drawing():
    assert sorted(classes()) == sorted(errors.__all__)
    drawing = errors.__doc__.partition("Every message")[0]
    for name in errors.__all__:
        assert drawing.split().count(name) == 1, name


def test_the_drawing_shows_whose_child_each_error_is():
    parents = []
    for line in errors.__doc__.partition("\n\n")[2].partition("\n\n")[0].splitlines():
        name = line.lstrip(" │├└─").split()[0]
        depth = (line.index(name) - 4) // 4
        assert classes()[name].__base__ is ([Exception, *parents][depth])
        parents[depth:] = [classes()[name]]


def test_exit_codes():
    told = {name: value("what happened").exit_code for name, value in classes().items()}
    assert {name for name, code in told.items() if code == 2} == {"UsageError", "ConfigurationError"}
    assert set(told.values()) == {1, 2}


def test_an_api_error_carries_status_and_code():
    error = errors.RightMissingError("no", status=403, code="ADMIN-403")
    assert (str(error), error.status, error.code) == ("no", 403, "ADMIN-403")
    assert (errors.UnreachableError("no").status, errors.UnreachableError("no").code) == (0, "")

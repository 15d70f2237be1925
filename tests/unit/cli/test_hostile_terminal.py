"""What somebody else wrote is shown by the terminal, never obeyed."""

import sys

import pytest

from graph_audit.cli.application import main
from graph_audit.configuration import FILE_NAME


@pytest.mark.parametrize("flags", [[], ["--verbose"]])
def test_a_downloaded_folder_does_not_steer_the_terminal(tmp_path, monkeypatch, capsys, flags):
    (tmp_path / FILE_NAME).write_text('["sc\\u001b]0;title\\u0007an"]\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["graph-audit", *flags, "scan"])

    with pytest.raises(SystemExit) as ended:
        main()

    told = capsys.readouterr()
    assert ended.value.code == 2
    assert "there is no section [sc�]0;title�an]" in told.err
    assert not {"\x1b", "\x07"} & set(told.out + told.err)
    assert ("Traceback" in told.err) == bool(flags)

"""What ``graph-audit demo`` prints, word for word."""

import pytest

from graph_audit.cli import main


def test_the_result_of_the_demo(monkeypatch, capsys, tmp_path, snapshot):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["graph-audit", "demo", "--output", "out"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    stdout, _ = capsys.readouterr()
    assert stdout.replace(str(tmp_path.resolve()), "") == snapshot

from graph_audit.exporters.definition import all_exporters


def test_exporters_are_found():
    exporters = all_exporters()
    assert {id_: exporter.suffix for id_, exporter in exporters.items()}.items() >= {
        "graphml": ".graphml",
        "json": ".json",
        "markdown": ".md",
        "findings-csv": ".csv",
        "findings-xlsx": ".xlsx",
    }.items()
    assert all(id_ == exporter.id and exporter.title for id_, exporter in exporters.items())

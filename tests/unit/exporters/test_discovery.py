from graph_audit.exporters.definition import all_exporters


def test_exporters_are_found():
    exporters = all_exporters()
    assert {id_: exporter.file for id_, exporter in exporters.items()} == {
        "graphml": "graph.graphml",
        "json": "findings.json",
        "markdown": "report.md",
        "findings-csv": "findings.csv",
        "findings-xlsx": "findings.xlsx",
        "junit": "junit.xml",
        "ocsf": "ocsf.jsonl",
        "node-link": "graph.json",
        "gexf": "graph.gexf",
        "bloodhound": "bloodhound.json",
        "bloodhound-extension": "bloodhound-extension.json",
        "neo4j": "neo4j.zip",
        "parquet-nodes": "nodes.parquet",
        "parquet-edges": "edges.parquet",
    }
    assert all(id_ == exporter.id and exporter.title for id_, exporter in exporters.items())

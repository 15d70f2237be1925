"""The access graph: nodes, edges, paths and small graphs as text."""

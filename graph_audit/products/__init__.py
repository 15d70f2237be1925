"""One file per Atlassian product: its tables and how their rows become nodes and edges."""

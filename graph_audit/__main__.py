"""``python -m graph_audit``."""

from graph_audit.cli import main

if __name__ == "__main__":
    main()

"""One file per check, named after its id."""

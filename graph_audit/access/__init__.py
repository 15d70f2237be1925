"""Who can do what, and through which paths. Knows no product by name."""

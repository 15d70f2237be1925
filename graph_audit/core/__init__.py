"""Words, errors, time and discovery: what every other layer may import."""

"""A fictional organisation of any size and a fake Atlassian server that serves it over real HTTP."""

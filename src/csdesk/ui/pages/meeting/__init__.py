"""Meeting mode: the whole window for one review while it is held."""

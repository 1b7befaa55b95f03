"""Forms as data: schema, loader, answers, gaps."""

"""Money, dates, measures, text and the expression language; the standard library alone."""

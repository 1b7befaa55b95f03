"""The SQLite book: tables, opening, journal, search, backup, lock."""

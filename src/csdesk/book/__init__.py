"""The book: one SQLite file with a journal of every change. `book.book.Book` opens it."""

"""Runs the migrations on the connection that the book hands over, inside the transaction it has begun.

Foreign keys are off on that connection (see csdesk/book/schema.py): rebuilding a table with them on would delete the
rows of its children. Full-text search needs no care here: it is kept by the book, not by triggers.
"""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=None, transactional_ddl=True, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()

"""The form builder: one editor per field type, and the block that sets label, name, source and error in one place."""

"""The document workspace: sections and what is missing, the form, and the page as it will be exported."""

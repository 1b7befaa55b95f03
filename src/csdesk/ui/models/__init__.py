"""Item models over the desk's read views."""

"""CSDesk: the desk of one customer success manager."""

__version__ = "0.1.0"

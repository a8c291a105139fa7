"""The engine under a documented process."""

__version__ = "0.1.0"

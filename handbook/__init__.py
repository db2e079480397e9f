"""The handbook: an offline terminal reference for people who protect children."""

__version__ = "0.1.0"

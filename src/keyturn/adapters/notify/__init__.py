"""Receivers of notices, and how far each has been told."""

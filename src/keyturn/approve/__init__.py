"""Signed statements -> what people said; their votes -> how far a quorum is met, and what is missing."""

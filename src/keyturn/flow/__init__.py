"""Composes the verbs: one request to Refuse, Hold or Go, and what statements do to the state of the gate."""

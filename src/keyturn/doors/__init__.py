"""Enforcement points: sockets and framing. None of these knows another."""

"""Bytes and plain values: canonical JSON, strict parsing, digests, signed statements, notes, Merkle trees.

Nothing in here knows what Keyturn is about; everything in here is exact, one text for one value, and refuses the rest.
"""

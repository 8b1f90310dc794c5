"""The log's signing key, in a file that only the gateway's user can read."""

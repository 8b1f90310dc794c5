"""The gate obeys its own rule: how it is sealed, and how people change it together."""

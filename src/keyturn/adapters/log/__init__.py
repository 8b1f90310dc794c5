"""The evidence log: numbers drafts, commits them in groups, signs the head."""

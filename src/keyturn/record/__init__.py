"""What happened, as the log holds it: a draft and its number to an entry, a tree and its lines to a checkpoint."""

"""A permit, narrowed to one use of one exact action; and the words in which that use stands in the log."""

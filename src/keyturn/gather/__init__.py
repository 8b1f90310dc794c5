"""Which facts an action needs, and what follows from them: environments, overlap and scope."""

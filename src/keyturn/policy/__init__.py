"""Policies as text -> a bundle with a name, or what is wrong with them (the policy administration point)."""

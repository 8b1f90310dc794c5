"""The cloud: where calls go, how they are signed anew, and the recognition tables."""

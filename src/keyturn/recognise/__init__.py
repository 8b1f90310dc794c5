"""Wire -> what it asks for: one recogniser a door."""

-- The public layout (docs/reference/log-format.md): others read these four tables.
CREATE TABLE entries (
  seq  INTEGER PRIMARY KEY,
  leaf BLOB NOT NULL
) STRICT;

CREATE TABLE payloads (
  seq     INTEGER PRIMARY KEY,
  salt    BLOB NOT NULL,
  payload BLOB NOT NULL
) STRICT;

CREATE TABLE checkpoints (
  size INTEGER PRIMARY KEY,
  note TEXT NOT NULL
) STRICT;

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Ours alone: which entries state is read back from, and the tree's hashes. Both follow from the entries.
CREATE TABLE folded (
  seq INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE tiles (
  level    INTEGER NOT NULL,
  position INTEGER NOT NULL,
  hashes   BLOB NOT NULL,
  PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID;

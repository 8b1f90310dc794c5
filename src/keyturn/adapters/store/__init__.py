"""The embedded store: SQLite, one writer, synced commits; and the same tables read by an auditor."""

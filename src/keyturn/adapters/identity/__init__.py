"""How people prove to be who they are."""

"""The control door: people's commands, over a unix socket in the data folder."""

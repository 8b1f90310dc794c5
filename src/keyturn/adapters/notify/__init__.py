"""Telling people that a change waits."""


class Quiet:
    """The `Notifier` port of a deployment that tells nobody: people look into the inbox."""

    def pending(self, change: str, message: str) -> None:
        """Tell nobody."""

"""The in-memory house: a simulator behind every port, held to the same contract suites as the real adapters."""

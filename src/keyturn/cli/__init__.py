"""The command line: arguments and printing. What takes time to import is imported by the command that needs it."""

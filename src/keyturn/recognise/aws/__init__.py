"""AWS: wire bytes to a named call with typed parameters, and to what that call touches."""

"""The auditor's program: the bytes of a log in, a verdict out. It uses codec, model, approve, and trusts no store."""

"""`python -m keyturn` is the `keyturn` command."""

import sys

from keyturn.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

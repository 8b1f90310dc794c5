"""`keyturn setup`: the documents by which an account gets the gateway's identity, its role, and what guards both."""

import argparse
import sys
from importlib.resources import files
from typing import Final

from keyturn.cli.main import DONE

DOCUMENTS: Final = {"cloudformation": "cloudformation.yaml", "terraform": "terraform.tf", "scp": "scp.json"}
"""Each document's file in the package, by the word that asks for it."""


def text(document: str) -> str:
    """Return the document called `document`. Raises KeyError if there is none."""
    return files("keyturn.cli").joinpath("setup_documents", DOCUMENTS[document]).read_text(encoding="utf-8")


def setup(arguments: argparse.Namespace) -> int:
    """Print one document."""
    sys.stdout.write(text(arguments.document))
    return DONE

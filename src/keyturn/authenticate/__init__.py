"""From wire and keys to an identity: who signed these bytes, if the signature holds."""

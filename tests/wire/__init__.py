"""Every operation of every AWS service, serialised by botocore itself and read back: the oracle of recognition."""

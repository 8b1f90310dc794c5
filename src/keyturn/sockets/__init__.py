"""What both kinds of connection share, those that clients open and those to upstream: back-pressure and patience."""

"""Certificates for the doors: given ones, and those of an authority of Keyturn's own."""

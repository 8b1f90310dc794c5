"""The source of the estate's functions, as their repository holds it. They are zipped and deployed, never imported."""

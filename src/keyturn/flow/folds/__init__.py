"""How each kind of entry changes what the gate knows: a file a subject, each with its table FOLDS."""

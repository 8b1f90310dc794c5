"""`make simulate`: the prover's evaluation of IAM beside an independent one, on random cases."""

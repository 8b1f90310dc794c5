"""IAM as the auditor reads it: read, evaluated and decided anew, with none of the prover's code and by other means."""

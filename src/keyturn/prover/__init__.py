"""IAM documents -> a path round the gateway, or a proof that there is none."""

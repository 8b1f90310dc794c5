"""A question and the policies in force -> a decision: the policy decision point, the only room that evaluates Cedar."""

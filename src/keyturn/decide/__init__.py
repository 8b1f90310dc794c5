"""A question and the policies in force -> a decision. The only room that evaluates Cedar (the policy decision point)."""

"""The nouns, in the order of the flow. Each is a frozen value and knows only what comes before it."""

"""Short messages to receivers: what they say, through which gateway they go, and what became of each."""

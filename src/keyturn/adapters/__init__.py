"""The real world behind the ports. None of these knows another."""

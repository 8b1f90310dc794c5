"""Drives the flow through the ports: order, retries, time-outs, at most once."""

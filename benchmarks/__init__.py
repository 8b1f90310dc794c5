"""What the gate costs: ratios against named peers in the same run, CPU of the server process, medians of repeats."""

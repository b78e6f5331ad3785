"""What the books mean: pure values and decisions, without I/O, clock or framework."""

"""Our own organisation over time, as the graph shows and changes it."""

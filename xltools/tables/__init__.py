"""Records as named tables, one module per family."""

"""What is wrong with a record: its shape and its arithmetic, placed on cells."""

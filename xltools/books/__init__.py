"""Everything that writes .xlsx."""

"""Form definitions: data in, slots, record schema and arithmetic out."""

"""What earlier runs read and found: kept in one file, so that a run reads only what changed and knows what was before."""

"""The slow, deep look at a submission: what of the form itself was changed in it."""

"""Whether each record stands in a reader's own copy of its source."""

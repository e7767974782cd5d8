"""Our terms and those of others: SSSOM files, look-up, counts, triples."""

"""Whether records and kinds are as they must be: shapes, check queries, places, formulas."""

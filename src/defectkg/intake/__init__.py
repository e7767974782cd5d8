"""What a curator writes in YAML and CSV becomes records, once; from then on the Turtle counts."""

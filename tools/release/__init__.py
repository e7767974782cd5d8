"""What a release consists of, tried before it is given away: ``make version``, ``make release``."""

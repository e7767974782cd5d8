"""Answers as words: pages, paths as sentences, tables."""

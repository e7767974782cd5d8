"""The documentation site: pages written by people, pages made from the graph, files to download."""

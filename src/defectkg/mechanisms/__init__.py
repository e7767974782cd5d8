"""What follows from claims: the network of links, signed paths, explanations, gaps."""

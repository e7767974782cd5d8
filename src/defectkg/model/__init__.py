"""What the graph holds, as objects: names, kinds, claims, treatments, charges and radii."""

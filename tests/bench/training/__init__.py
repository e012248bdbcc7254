"""Learns the weights of the evidence: pages by chance, features, trees, folds. Nothing here is part of the program."""

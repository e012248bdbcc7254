"""Mutation testing: is every small change of a module seen by its tests? `make mutants`."""

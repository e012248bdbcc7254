"""Pages of the project and how they are read: a change of the reader shows as a difference of these files."""

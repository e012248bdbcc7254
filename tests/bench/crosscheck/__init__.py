"""How surely a page that differs from its XML is found, and how often one that does not is suspected."""

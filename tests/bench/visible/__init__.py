"""Does a page show what its text says: what is named, what is suspected, and what a look costs."""

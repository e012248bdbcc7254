"""Letters that the recognizer of pages does not know: a second one reads them, alphabet by alphabet.

The first finds the lines of every page, and reads Latin print and digits best. The lines of a page in another alphabet,
or in Latin letters with accents that it does not know, are read again by Tesseract with the data of that alphabet;
Chinese and Japanese by the first with all of its signs. What nobody can read is said.
"""

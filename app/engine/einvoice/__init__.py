"""Exact values from electronic invoices: Factur-X, ZUGFeRD, XRechnung and other CII, and UBL."""

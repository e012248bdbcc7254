"""The XML of an electronic invoice against the page that people see.

A hybrid PDF says everything twice. Programs pay what the XML says, people what the page says; who changes one of them
is found out only by comparing. A value counts as contradicted when the page shows a rival for the same thing, by its
label or its place. A value that the page merely does not show is no contradiction: pages leave much out.
"""

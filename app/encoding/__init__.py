"""One encoder for each target that foreign text is written to: whoever writes there does it through one of these."""

"""Access tokens: a strict layer in front of python-jose, which by itself accepts far too much.

The rules run in this order, each in its own module: the token's outer form (`form`), its header (`header`), the key
(`keys`), the signature (`verifier`), the claims (`claims`). Where the keys come from is not known here.
"""

"""The whole story of Samenspel, told by a Python client that is generated from its contract."""

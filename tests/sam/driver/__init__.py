"""Drives the functions that `sam build` made, as a client of the outer contract."""

"""How well sharelint does on code that it was not written beside: labels of real packages, a scorer, and its peers.

Not part of the distribution. `python -m accuracy --help` lists the commands; README.md says how the labels were made.
"""

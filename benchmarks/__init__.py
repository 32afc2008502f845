"""What sharelint costs in time and memory, beside other analysers of Python on the same files.

Not part of the distribution. `python -m benchmarks --help` lists the commands; README.md says how it is measured.
"""

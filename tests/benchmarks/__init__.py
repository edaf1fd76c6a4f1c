"""What the wallboard costs, each figure beside a yardstick that ran in the same call.

`python -m tests.benchmarks` measures everything and prints one table; `python -m tests.benchmarks apply webhook`
only those. Nothing here is a test: pytest collects none of it, and nothing fails because a machine is slow.
Linux only, for the CPU time and the memory are read from /proc.
"""

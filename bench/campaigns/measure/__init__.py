"""The benchmark, one measurement a file. Each returns rows of `Figure`; ratios come from one and the same run."""

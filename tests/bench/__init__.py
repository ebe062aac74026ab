"""Speed, shown by ratios within one run. `make bench` runs it; no test asserts a time."""

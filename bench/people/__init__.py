"""What `make people` measures: every page, by machine, for everybody."""

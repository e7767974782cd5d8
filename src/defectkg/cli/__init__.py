"""The command line: reading arguments and printing, nothing else."""

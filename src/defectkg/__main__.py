"""Run the command line with ``python -m defectkg``."""

from defectkg.cli import main

main()

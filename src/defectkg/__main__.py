"""Run the command line with ``python -m defectkg``."""

from defectkg.cli.main import main

main()

"""Build the documentation site: ``python -m website [FOLDER]`` with tools/ on the path."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from .build import BuildError, build

if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "site").resolve()
    began = time.monotonic()
    try:
        build(target)
    except (BuildError, ValueError) as error:
        sys.exit(f"website: {error}")
    print(f"{target} in {time.monotonic() - began:.0f} s: open {target / 'index.html'}")

"""Rewrite the console sessions of README.md from what the commands print; read the change."""

from __future__ import annotations

import re

from test_docs import README, ROOT, run


def session(match: re.Match[str]) -> str:
    """Return a session with fresh output."""
    return f"```console\n$ {match[1]}\n{run(match[1]).stdout}```"


if __name__ == "__main__":
    text = re.sub(r"```console\n\$ ([^\n]+)\n(.*?)```", session, README, flags=re.DOTALL)
    (ROOT / "README.md").write_text(text, encoding="utf-8")

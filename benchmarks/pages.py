"""Measure the pages of the explorer against an empty page, alone and with 50 clients.

All pages that are asked are different, so that none is kept from before, unless it says *again*.
Usage: python benchmarks/pages.py [SECONDS]
"""

from __future__ import annotations

import gzip
import random
import re
import statistics
import sys
from html import unescape
from pathlib import Path

from serving import ROOT, Answers, Server, fetch, line, measure, running

import defectkg
from defectkg.web.links import address

PORT = 8210
HTML = "text/html"
BARE = Server(
    "an empty page",
    [sys.executable, str(ROOT / "benchmarks" / "baselines" / "empty_page_server.py"), str(PORT)],
    "/",
)
OURS = Server(
    "defectkg serve",
    [sys.executable, "-m", "defectkg", "serve", "--port", str(PORT + 1)],
    "/sparql",
)
VIEWS = (  # what one comes for; each is asked once
    "/tried?defect=V_Br&host=CsPbBr3",
    "/outcomes?agent=ZnBr2",
    "/claims?effect=V_Br",
    "/contradictions",
    "/compare?observable=PLQY",
    "/gaps?defect=V_Cl&host=CsPbCl3",
    "/explain?what=KI",
    "/paths?start=HBr&end=PLQY&host=CsPbBr3",
    "/map?agent=HBr",
)
FIRST_VIEWS = ("/", *VIEWS, "/map", "/ontology/V_Br", "/data/Wu2018", "/ontology", "/data")
SEED = 20261128


def things() -> list[str]:
    """Return the pages of all things, in an order of their own."""
    rows = defectkg.load().store.rows("SELECT DISTINCT ?s { ?s a ?class } ORDER BY ?s").dicts()
    found = [address(row["s"]) for row in rows if address(row["s"])]
    random.Random(SEED).shuffle(found)
    return found


def median(seen: Answers) -> float:
    """Return the median duration in milliseconds."""
    return statistics.median(took for _, _, took in seen) * 1000


def packed(server: str, where: str) -> int:
    """Return the bytes of a page and of all that it loads, packed."""
    page = fetch(server + where, HTML)
    loaded = re.findall(r'(?:src|href)="(/static/[^"]*)"', page.decode())
    parts = [page, *(fetch(server + unescape(one), "*/*") for one in loaded)]
    return sum(len(gzip.compress(part)) for part in parts)


def peak_memory(process: int) -> str:
    """Return the most memory that a process has held, as the system tells it."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return re.findall(r"VmHWM:\s*(\d+)", status)[0]


def asked_once(server: str, paths: list[str]) -> Answers:
    """Ask for each path once, one after the other, over one connection."""
    return measure(server, [paths], 0, HTML, once=True)


def main() -> None:
    """Print the tables."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    pages = things()
    with running(BARE) as (bare, _, _), running(OURS) as (ours, _, process):
        fetch(ours + "/ontology/PLQY", HTML)  # reads what all pages need
        asked_once(bare, ["/"] * 50)
        empty = median(asked_once(bare, ["/"] * 400))
        few = pages[:400]
        print("| one client | median ms | × an empty page |\n|---|--:|--:|")
        print(f"| an empty page | {empty:.2f} | 1 |")
        for name, paths in (
            ("400 things, first time", few),
            ("400 things, again", few),
            (f"{len(VIEWS)} views, first time", list(VIEWS)),
            (f"{len(VIEWS)} views, again", list(VIEWS)),
        ):
            took = median(asked_once(ours, paths))
            print(f"| {name} | {took:.2f} | {took / empty:.1f} |")
        print("\n| first view | kB, packed |\n|---|--:|")
        for where in FIRST_VIEWS:
            print(f"| `{where}` | {packed(ours, where) / 1000:.0f} |")
        print("\n| 50 clients | pages/s | p50 ms | p99 ms | not 200 |\n|---|--:|--:|--:|--:|")
        print(line("an empty page", measure(bare, [["/"]] * 50, seconds / 6, HTML), seconds / 6))
        shares = [[*pages[400:], *VIEWS][number::50] for number in range(50)]
        print(line("all things and views", measure(ours, shares, seconds, HTML), seconds))
        print(f"\npeak memory of the server: {int(peak_memory(process)) // 1024} MiB")


if __name__ == "__main__":
    main()

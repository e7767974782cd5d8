"""The explorer as files: its own application is asked for every page, and links lead to files.

What is asked with filters needs a server, but for questions that the pages of things and the first
page lead to. A link to what is no file leads to the nearest question that is one, or is a link no
more.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections import deque
from collections.abc import Iterable
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote

from starlette.types import ASGIApp, Message, Scope

import defectkg.web
from defectkg.graph import DefectGraph
from defectkg.rdf.prefixes import local_name
from defectkg.web.app import create_app
from defectkg.web.links import address
from defectkg.web.things import QUESTIONS

__all__ = ["file_of", "freeze", "spellings"]

FIRST = "/"
LISTS = ("/ontology", "/data", "/queries")
VIEWS = (
    *("/tried", "/outcomes", "/claims", "/contradictions", "/compare", "/paths", "/map", "/gaps"),
    *("/explain", "/suggest", "/editor"),
)
KEPT = {  # questions with one filter; the maps of hosts and works would take as long as all else
    where
    for questions in QUESTIONS.values()
    for _, where in questions
    if where not in ("/map?host=", "/map?publication=")
}
DATA = (".csv", ".svg")  # endings of what is kept beside a page without filters
NO_DATA = (".tsv", ".json", ".ttl", ".nt", ".rdf", ".jsonld")  # the site has all in one file
GUIDE = (
    "/index.html",
    "/downloads.html",
    "/docs/explorer.html",
)  # pages of the site that are none of the explorer
LINK = re.compile(r'<a ([^>]*?)href="([/?][^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
ASSET = re.compile(r'(<(?:link|script) [^>]*?(?:href|src)=")/(static/[^"]*)"')
UNSAFE = re.compile(r"[^\w.+()-]+")
NAMED = re.compile(r'(?:title|aria-label)="[^"]*"')

Answers = dict[str, str]  # by address


def freeze(graph: DefectGraph, folder: Path) -> None:
    """Write the explorer into a folder.

    Raises
    ------
    ValueError
        If two pages would be one file.
    """
    answers = asyncio.run(walk(create_app(graph, frozen=True), map(address, things(graph))))
    for where, answer in answers.items():
        target = folder / file_of(where)
        if target.exists():
            raise ValueError(f"{target.name}: two pages are one file here: A and a must be two")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = rewritten(answer, where, answers) if target.suffix == ".html" else answer
        target.write_text(text, encoding="utf-8")
    static = folder / "static"
    shutil.copytree(Path(*defectkg.web.__path__) / "static", static)
    names = json.dumps(spellings(graph), ensure_ascii=False, separators=(",", ":"))
    (static / "names.js").write_text(f"window.defectkgNames = {names};\n", encoding="utf-8")


def things(graph: DefectGraph) -> list[str]:
    """Return the IRIs of all that has a page."""
    rows = graph.store.rows("SELECT DISTINCT ?thing { ?thing a ?class } ORDER BY ?thing")
    return [row["thing"] for row in rows.dicts() if address(row["thing"])]


async def walk(app: ASGIApp, pages: Iterable[str]) -> Answers:
    """Return what the explorer answers at all addresses that are kept, from link to link."""
    todo = deque([FIRST, *LISTS, *VIEWS, *pages])
    answers: Answers = {}
    seen = {*todo, *GUIDE}
    while todo:
        where = todo.popleft()
        answer = await ask(app, where)
        if not answer:  # a file that cannot be had without filters
            continue
        answers[where] = answer
        for _, link, _, _ in LINK.findall(answer) if file_of(where).endswith(".html") else ():
            target = absolute(link, where)
            if target not in seen and (where == FIRST or is_kept(target)):
                seen.add(target)
                todo.append(target)
    return answers


async def ask(app: ASGIApp, where: str) -> str:
    """Return what an application answers to a browser at an address; empty where it refuses."""
    path, _, query = where.partition("?")
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": unquote(path),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(b"accept", b"text/html")],
        "scheme": "http",
        "server": ("site", 80),
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    if sent[0]["status"] != 200:
        return ""
    return b"".join(message.get("body", b"") for message in sent[1:]).decode("utf-8")


def absolute(link: str, where: str) -> str:
    """Return the address to which a link of a page leads."""
    target = unescape(link).partition("#")[0]
    return where.partition("?")[0] + target if target.startswith("?") else target


def is_kept(where: str) -> bool:
    """Return whether an address is of a page, or file, without filters or of a kept question."""
    path, _, query = where.partition("?")
    if query in ("", "all"):
        return not path.endswith(NO_DATA)
    given = [name for name, _ in parse_qsl(query)]
    return len(given) == 1 and f"{path}?{given[0]}=" in KEPT


@cache
def file_of(where: str) -> str:
    """Return the file for an address.

    Examples
    --------
    >>> file_of("/"), file_of("/ontology"), file_of("/other/podo:Vacancy")
    ('explorer.html', 'ontology/index.html', 'other/podo-Vacancy.html')
    >>> file_of("/gaps?defect=bromide%20vacancy"), file_of("/data/Wu2018?all")
    ('gaps/defect-bromide-vacancy.html', 'data/Wu2018-all.html')
    >>> file_of("/queries/claims.csv"), file_of("/index.html")
    ('queries/claims.csv', 'index.html')
    """
    path, _, query = where.partition("?")
    name = unquote(path).strip("/").replace(":", "-") or "explorer"
    if path in LISTS:
        name += "/index"
    if query == "all":
        name += "-all"
    elif query:
        words = ("-".join(pair) for pair in parse_qsl(query))
        name += "/" + UNSAFE.sub("-", "-".join(words))
    return name if name.endswith((*DATA, ".html")) else f"{name}.html"


def rewritten(page: str, where: str, answers: Answers) -> str:
    """Return a page whose links lead to files, seen from its own."""
    up = "../" * file_of(where).count("/")

    def link(match: re.Match[str]) -> str:
        before, link, after, inner = match.groups()
        target = absolute(link, where)
        if target not in answers and target not in GUIDE:
            target = nearest(target, where, answers)
        if not target:
            name = NAMED.findall(before + after)
            told = f' role="img" {" ".join(name)}' if name else ""
            return f"<span{told}>{inner}</span>"
        anchor = "".join(link.partition("#")[1:])
        return f'<a {before}href="{up}{quote(file_of(target))}{anchor}"{after}>{inner}</a>'

    return LINK.sub(link, ASSET.sub(rf'\1{up}\2"', page))


def nearest(target: str, where: str, answers: Answers) -> str:
    """Return the kept question with one of the filters of another; empty without one."""
    path, _, query = target.partition("?")
    for name, value in parse_qsl(query):
        kept = f"{path}?{name}={quote(value)}"
        if kept in answers and kept != where:
            return kept
    return ""


def spellings(graph: DefectGraph) -> list[list[str]]:
    """Return what leads to each page by its name: the label, the file, and other spellings."""
    names = graph.names
    found = []
    for iri in things(graph):
        label = names.label(iri) if iri in names.by_iri else local_name(iri)
        also = names.spellings.get(iri, set()) - {label}
        found.append([label, file_of(address(iri)), *sorted(also)])
    return found

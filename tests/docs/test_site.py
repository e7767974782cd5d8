"""The documentation site: whole, its links lead somewhere, nothing comes from elsewhere."""

from __future__ import annotations

import json
import os
import posixpath
import re
import subprocess
import sys
import zlib
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
from starlette.testclient import TestClient

from defectkg.graph import DefectGraph
from defectkg.rdf.shipped import mapping_files, mapping_folder, query_files
from defectkg.text.answers import for_people
from defectkg.web.app import create_app
from defectkg.web.links import address
from exports import EXPORTS
from helpers import ROOT
from website import documents, files
from website.build import BuildError, build
from website.commands import helps
from website.frozen import file_of

pytestmark = pytest.mark.site
LARGEST = 700_000  # bytes of one page
# Attributes by which a browser fetches something to show a page, and does not wait for a reader.
FETCHED = re.compile(
    r'<(?:script|img|source|iframe)\b[^>]*?\ssrc="([^"]*)"|<image\b[^>]*?\shref="([^"]*)"'
    r'|<link\b(?=[^>]*\srel="(?:stylesheet|icon|shortcut icon|pre\w+|modulepreload)")[^>]*?\shref="([^"]*)"'
)
LINKED = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
ANCHOR = re.compile(r'<[^>]*?\sid="([^"]*)"')
IMAGE = re.compile(r'<(?:img\b|[^>]*\srole="img")[^>]*>')


class Read(NamedTuple):
    """What the tests ask of a page."""

    lang: str
    title: str
    ids: list[str]
    links: list[str]
    fetched: list[str]
    images: list[str]


def read(html: str) -> Read:
    """Read a page: by patterns, since there are thousands of them."""

    def first(pattern: str) -> str:
        found = re.search(pattern, html, re.DOTALL)
        return unescape(found[1]).strip() if found else ""

    return Read(
        first(r'<html\b[^>]*\slang="([^"]*)"'),
        first(r"<title>(.*?)</title>"),
        ANCHOR.findall(html),
        [unescape(link) for link in LINKED.findall(html)],
        [unescape(next(filter(None, found), "")) for found in FETCHED.findall(html)],
        IMAGE.findall(html),
    )


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Read]:
    return {
        path.relative_to(site).as_posix(): read(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


class Links(HTMLParser):
    """Reads the links of a page as a browser does."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for key, value in attrs if (tag, key) == ("a", "href")]


SOME = (
    "index.html",
    "docs/model.html",
    "mappings/index.html",
    "explorer.html",
    "ontology/V_Br.html",
    "data/Wu2018.html",
    "gaps/host-CsPbBr3.html",
    "paths/start-HBr-end-PLQY-host-CsPbBr3.html",
    "map.html",
)


@pytest.mark.parametrize("name", SOME)
def test_patterns_read_what_a_parser_reads(site: Path, pages: dict[str, Read], name: str) -> None:
    reader = Links()
    reader.feed((site / name).read_text(encoding="utf-8"))
    assert pages[name].links == reader.found
    assert len(reader.found) > 15


def test_the_layout_is_what_the_redirects_promise(site: Path) -> None:
    listed = (site / "downloads.html").read_text(encoding="utf-8")
    copied = files.copies()
    for name in (*EXPORTS, *copied):
        assert (site / name).stat().st_size > 500, name
        assert f'href="{name}"' in listed
    for page in ("index", "ontology/index", "data/index", "queries/index", "mappings/index"):
        assert (site / f"{page}.html").is_file()
    for name, path in copied.items():
        assert (site / name).read_bytes() == path.read_bytes()
    assert set(copied.values()) >= set(mapping_files(mapping_folder()).values())


def test_every_link_and_anchor_leads_somewhere(site: Path, pages: dict[str, Read]) -> None:
    there = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    ids = {name: set(page.ids) for name, page in pages.items()}
    broken = []
    for name, page in pages.items():
        for link in set(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            beside = posixpath.join(posixpath.dirname(name), unquote(parts.path))
            target = posixpath.normpath(beside) if parts.path else name
            anchor = unquote(parts.fragment)
            if target not in there or (anchor and anchor not in ids.get(target, ())):
                broken.append(f"{name}: {link}")
    assert broken == []
    assert sum(len(page.links) for page in pages.values()) > 100_000


def test_nothing_is_fetched_from_elsewhere(site: Path, pages: dict[str, Read]) -> None:
    for name, page in pages.items():
        for fetched in set(page.fetched) - {"data:,"}:  # no icon
            parts = urlsplit(fetched)
            assert not parts.scheme, f"{name}: {fetched}"
            assert not fetched.startswith("/"), f"{name}: {fetched}"
            assert ((site / name).parent / unquote(parts.path)).is_file(), f"{name}: {fetched}"
        assert not any(link.startswith(("/", "file:")) for link in page.links), name
    for path in [*site.rglob("*.css"), *site.rglob("*.js")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(@import|url\()\s*["']?(https?:)?//""", text), path.name
        assert not re.search(r"""\b(fetch|import|src)\s*[(=]\s*["'](https?:)?//""", text), path.name


def test_no_path_of_the_machine_is_published(site: Path) -> None:
    for path in site.rglob("*"):
        if path.suffix in {".html", ".js", ".css", ".svg", ".ttl", ".tsv", ".jsonld"}:
            text = path.read_text(encoding="utf-8")
            for folder in (str(ROOT), str(site.parent), "file://"):
                assert folder not in text, f"{path.name}: {folder}"


def test_pages_have_language_title_and_distinct_anchors(pages: dict[str, Read]) -> None:
    titles = [page.title for page in pages.values()]
    for name, page in pages.items():
        assert page.lang == "en", name
        assert page.title, name
        twice = {one for one in page.ids if page.ids.count(one) > 1}
        assert not twice, f"{name}: {sorted(twice)[:5]}"
    assert len(set(titles)) == len(titles)


def test_pictures_say_what_they_show(pages: dict[str, Read]) -> None:
    images = [(name, image) for name, page in pages.items() for image in page.images]
    assert {"index.html", "docs/model.html"} <= {name for name, _ in images}
    for name, image in images:
        assert re.search(r'\s(?:alt|aria-label)="[^"]+"', image), f"{name}: {image}"


def test_pages_are_small_enough_to_read(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert path.stat().st_size < LARGEST, path.name


def test_each_thing_has_its_page(pages: dict[str, Read], graph: DefectGraph) -> None:
    typed = graph.query("SELECT DISTINCT ?s WHERE { ?s a ?type FILTER(isIRI(?s)) }").dicts()
    iris = {row["s"] for row in typed}
    for folder in ("ontology", "data"):
        space = f"https://w3id.org/defectkg/{folder}/"
        names = {iri.removeprefix(space) for iri in iris if iri.startswith(space)}
        assert len(names) > 400
        assert {f"{folder}/{name}.html" for name in names} <= pages.keys()
        listed = set(pages[f"{folder}/index.html"].links)
        assert len(listed) > 100
    assert {f"queries/{name}.html" for name in query_files()} <= pages.keys()
    assert {*mapping_files(mapping_folder()), "new-terms"} <= set(pages["mappings/index.html"].ids)
    assert set(helps()) <= set(pages["commands.html"].ids)


def test_every_kind_and_work_and_study_is_listed(
    pages: dict[str, Read], graph: DefectGraph
) -> None:
    terms, records = (pages[f"{folder}/index.html"].links for folder in ("ontology", "data"))
    for iri in graph.kinds.groups:
        assert f"../{file_of(address(iri))}" in terms, iri
    works = graph.query("SELECT ?w { { ?w a dkg:Publication } UNION { ?w a dkg:RecordGraph } }")
    for row in works.dicts():
        assert f"../{file_of(address(row['w']))}" in records, row


def test_pages_are_those_of_the_explorer(site: Path, graph: DefectGraph) -> None:
    """Word for word, but for what needs a server, and for links, which lead to files."""
    with TestClient(create_app(graph), headers={"Accept": "text/html"}) as client:
        for where in (
            "/data/zheng2019-hydrogen-bromide-c4",
            "/ontology/V_Br",
            "/tried?defect=bromide%20vacancy",
            "/compare?observable=PLQY",
            "/paths?start=HBr&end=PLQY&host=CsPbBr3",
        ):
            whole = f"{where}&all=yes" if where.startswith("/tried") else where  # no server: all
            served = main_words(client.get(whole).text)
            frozen = main_words((site / file_of(where)).read_text(encoding="utf-8"))
            assert len(frozen) > 20
            assert frozen <= served | {"server", "serve", "defectkg", "Filters", "own", "brings"}


def main_words(html: str) -> set[str]:
    """The words between the heading and the end of a page."""
    body = html.partition("<main")[2].partition("</main>")[0]
    plain = re.sub(r"<[^>]*>", " ", re.sub(r'<p class="(?:served|given)">.*?</p>', "", body))
    return set(re.findall(r"\w{4,}", unescape(plain)))


def test_what_needs_a_server_says_how_to_bring_one_up(site: Path) -> None:
    for name in ("explorer", "tried", "paths", "gaps", "suggest", "explain", "editor", "map"):
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        assert "need a server: run <code>defectkg serve</code>" in text, name
        forms = re.findall(r"<form\b[^>]*>", text)
        assert [form for form in forms if 'class="find"' not in form] == []
        assert all(" hidden" in form for form in forms), "without a script nothing is promised"


def test_a_claim_leads_to_its_work_and_back(pages: dict[str, Read]) -> None:
    claim, work = "data/zheng2019-hydrogen-bromide-c4.html", "data/Wu2018.html"
    assert "../data/Wu2018.html" in pages[claim].links
    assert f"../{claim}" in pages[work].links
    assert f"../{claim}" in pages["ontology/V_Br.html"].links
    assert "../tried/defect-bromide-vacancy.html" in pages["ontology/V_Br.html"].links
    gaps = pages["gaps/host-CsPbBr3.html"].links
    assert "../gaps/defect-bromide-vacancy.html" in gaps, "of a cell the column is kept"


def test_a_record_says_what_the_command_shows(site: Path, graph: DefectGraph) -> None:
    from defectkg.text.pages import page
    from helpers import record_texts

    for name in ("zheng2019-nickel-m1", "zheng2019-nickel-c1", "Yong2018", "zheng2019-ref-61"):
        told = page(record_texts(graph), graph.find(f"d:{name}"), 10_000)
        text = unescape(
            re.sub(r"<[^>]*>", "", (site / "data" / f"{name}.html").read_text(encoding="utf-8"))
        )
        for line in told.partition("See also")[0].splitlines():
            for word in re.findall(r"[\w.]{5,}", line):
                assert word in text or word in name, f"{name}: {word}"


def test_a_query_shows_its_rows_and_a_file_holds_all(site: Path, graph: DefectGraph) -> None:
    for name in ("claims", "outcomes", "publications", "measurements"):
        rows = graph.query(name)
        told = len(for_people(name, rows).values)  # one statement on several hosts is one row
        text = (site / "queries" / f"{name}.html").read_text(encoding="utf-8")
        body = text.partition("<tbody>")[2].partition("</tbody>")[0]
        assert body.count("<tr>") == min(told, 500)
        assert f"{told} rows" in text
        assert f'<a href="../queries/{name}.csv">CSV</a>' in text
        written = (site / "queries" / f"{name}.csv").read_text(encoding="utf-8")
        assert written == rows.to_text("csv")


def test_the_commands_are_what_help_prints(site: Path) -> None:
    page = (site / "commands.html").read_text(encoding="utf-8")
    blocks = [
        re.sub(r"<[^>]+>", "", block)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        for block in re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL)
    ]
    shown = subprocess.run(
        [sys.executable, "-m", "defectkg", "-h"], capture_output=True, text=True, check=True
    ).stdout
    names = re.findall(r"^  ([a-z]+) ", shown.partition("Commands:")[2], re.MULTILINE)
    assert names == list(helps())
    program = "import sys; from defectkg.cli.main import main; sys.argv[0] = 'defectkg'; main()"
    for name, block in zip(names, blocks, strict=True):
        printed = subprocess.run(
            [sys.executable, "-c", program, name, "-h"],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "COLUMNS": "80"},
        ).stdout
        assert block.strip() == printed.strip(), name


def test_every_document_is_a_page(pages: dict[str, Read]) -> None:
    for document in documents.documents():
        name = "index" if document.name == "README.md" else document.with_suffix("").as_posix()
        assert f"{name}.html" in pages
    assert {f"docs/{path.stem}.html" for path in (ROOT / "docs").glob("*.md")} <= set(pages)


def test_what_the_search_finds_is_there(site: Path, pages: dict[str, Read]) -> None:
    script = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(script.removeprefix("Search.setIndex(").removesuffix(")"))
    found = [row for rows in index["objects"].values() for row in rows]
    assert len(found) > 20
    for page, _, _, anchor, name in found:  # an empty anchor means: like the name
        assert anchor in pages[index["docnames"][page] + ".html"].ids, name


def test_names_lead_to_pages(site: Path, graph: DefectGraph) -> None:
    """The list that the field for names reads: every thing, by every spelling."""
    script = (site / "static" / "names.js").read_text(encoding="utf-8")
    names = json.loads(script.removeprefix("window.defectkgNames = ").rstrip(";\n"))
    files_of = {spelt: file for _, file, *also in names for spelt in also}
    assert len(names) > 1500
    assert all((site / file).is_file() for _, file, *_ in names)
    for spelt in ("V_Br", "Br vacancy", "PLQE", "DDAB"):
        assert files_of[spelt] == file_of(address(graph.find(spelt).iri))
    assert ["zheng2019-nickel-c1", "data/zheng2019-nickel-c1.html"] in names


def test_the_inventory_knows_the_terms(site: Path) -> None:
    raw = (site / "objects.inv").read_bytes()
    inventory = zlib.decompress(raw.split(b"\n", 4)[4]).decode()
    assert re.search(
        r"^ontology/V_Cl dkg:term 0 ontology/V_Cl.html chloride vacancy,", inventory, re.MULTILINE
    )
    assert re.search(r"^ontology/PLQY .*\bPLQE\b", inventory, re.MULTILINE), "synonyms lead there"


def test_a_warning_stops_the_build_and_leaves_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "objects.inv").write_text("old")
    monkeypatch.setattr("website.build.freeze", lambda *_: None)
    monkeypatch.setattr("website.documents.NAVIGATION", "```{{toctree}}\nnowhere\n{guide}\n```\n")
    monkeypatch.setattr(files, "write_files", lambda *_: [])
    with pytest.raises(BuildError, match="nonexisting document 'nowhere'"):
        build(tmp_path / "site")
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
    assert (tmp_path / "site" / "objects.inv").read_text() == "old"


def test_a_folder_that_is_no_site_is_kept(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(BuildError, match="neither empty nor a site"):
        build(tmp_path)
    assert (tmp_path / "thesis.tex").exists()

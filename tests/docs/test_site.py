"""The documentation site: whole, its links lead somewhere, nothing comes from elsewhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pytest

from defectkg.graph import DefectGraph
from defectkg.mappings.collection import Mappings
from defectkg.rdf.prefixes import TERMS
from defectkg.rdf.shipped import mapping_files, mapping_folder, ontology_files, query_files
from helpers import ROOT
from website import documents, files
from website.build import BuildError, build
from website.commands import helps
from website.gallery import MOST

pytestmark = pytest.mark.site
LARGEST = (
    1_750_000  # bytes of one page; the records of one review; a second needs pages of their own
)
# Attributes by which a browser fetches something to show a page, and does not wait for a reader.
FETCHED = {
    ("script", "src"),
    ("img", "src"),
    ("source", "src"),
    ("iframe", "src"),
    ("image", "href"),
}
STYLES = {
    "stylesheet",
    "icon",
    "shortcut icon",
    "preload",
    "prefetch",
    "preconnect",
    "modulepreload",
}


class Read(NamedTuple):
    """What the tests ask of a page."""

    lang: str
    title: str
    ids: list[str]
    links: list[str]
    fetched: list[str]
    images: list[dict[str, str]]


class Reader(HTMLParser):
    """Reads a page."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Read("", "", [], [], [], [])
        self.within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self.within.append(tag)
        if tag == "html":
            self.page = self.page._replace(lang=given.get("lang", ""))
        if "id" in given:
            self.page.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.page.links.append(given["href"])
        if tag == "img" or given.get("role") == "img":
            self.page.images.append(given)
        self.page.fetched.extend(v for k, v in given.items() if (tag, k) in FETCHED)
        if tag == "link" and given.get("rel") in STYLES:
            self.page.fetched.append(given["href"])

    def handle_data(self, data: str) -> None:
        if self.within[-1:] == ["title"] and not self.page.title:
            self.page = self.page._replace(title=data.strip())


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Read]:
    found = {}
    for path in sorted(site.rglob("*.html")):
        reader = Reader()
        reader.feed(path.read_text(encoding="utf-8"))
        found[path.relative_to(site).as_posix()] = reader.page
    return found


def test_the_layout_is_what_the_redirects_promise(site: Path) -> None:
    listed = (site / "downloads.html").read_text(encoding="utf-8")
    copied = files.copies()
    for name in (*files.EXPORTS, *copied):
        assert (site / name).stat().st_size > 500, name
        assert f'href="{name}"' in listed
    for page in ("index", "ontology/index", "records/index", "queries/index", "mappings/index"):
        assert (site / f"{page}.html").is_file()
    for name, path in copied.items():
        assert (site / name).read_bytes() == path.read_bytes()
    assert set(copied.values()) >= set(mapping_files(mapping_folder()).values())


def test_every_link_and_anchor_leads_somewhere(site: Path, pages: dict[str, Read]) -> None:
    ids = {name: set(page.ids) for name, page in pages.items()}
    broken = []
    for name, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            path = (site / name).parent / unquote(parts.path) if parts.path else site / name
            target = path.resolve().relative_to(site.resolve()).as_posix()
            known = ids.get(target, set()) if parts.fragment else {""}
            if (
                not path.is_file()
                or unquote(parts.fragment) not in known | {""}
                or (parts.fragment and target not in ids)
            ):
                broken.append(f"{name}: {link}")
    assert broken == []
    assert sum(len(page.links) for page in pages.values()) > 10_000


def test_nothing_is_fetched_from_elsewhere(site: Path, pages: dict[str, Read]) -> None:
    for name, page in pages.items():
        for address in page.fetched:
            parts = urlsplit(address)
            assert not parts.scheme, f"{name}: {address}"
            assert not address.startswith("/"), f"{name}: {address}"
            assert ((site / name).parent / unquote(parts.path)).is_file(), f"{name}: {address}"
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
    assert {"index.html", "docs/model.html", "mechanism-map.html"} <= {name for name, _ in images}
    for name, image in images:
        assert image.get("alt") or image.get("aria-label"), f"{name}: {image}"


def test_pages_are_small_enough_to_read(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert path.stat().st_size < LARGEST, path.name


def test_each_thing_has_its_anchor(pages: dict[str, Read], graph: DefectGraph) -> None:
    typed = graph.query("SELECT DISTINCT ?s WHERE { ?s a ?type FILTER(isIRI(?s)) }").dicts()
    iris = {row["s"] for row in typed}
    for folder, page in (("ontology", "ontology"), ("data", "records")):
        space = f"https://w3id.org/defectkg/{folder}/"
        names = {iri.removeprefix(space) for iri in iris if iri.startswith(space)}
        assert len(names) > 400
        assert names <= set(pages[f"{page}/index.html"].ids)
    assert set(query_files()) <= set(pages["queries/index.html"].ids)
    assert {*mapping_files(mapping_folder()), "new-terms"} <= set(pages["mappings/index.html"].ids)
    assert set(helps()) <= set(pages["commands.html"].ids)


def test_a_kind_says_what_it_is_and_who_speaks_of_it(site: Path) -> None:
    text = (site / "ontology" / "index.html").read_text(encoding="utf-8")
    (term,) = re.findall(r'<article class="term" id="V_Cl">.*?</article>', text, re.DOTALL)
    for said in (
        'href="#DefectKind">defect kind',
        "Halide vacancy whose missing ion is chloride.",
        "v_Cl",
        'href="#V_X">halide vacancy',
        'href="#ChlorideIon">Cl<sup>−</sup>',
        "../records/index.html#zheng2019-copper-chloride-c1",
    ):
        assert said in term, said
    (mapped,) = re.findall(r'<article class="term" id="Citation">.*?</article>', text, re.DOTALL)
    rows = [row for row in Mappings.shipped().rows() if row.subject == f"{TERMS}Citation"]
    assert rows
    for row in rows:
        assert row.relation in mapped
        assert row.object in mapped


def test_a_record_says_what_the_command_shows(site: Path, graph: DefectGraph) -> None:
    from defectkg.text.pages import facts

    text = (site / "records" / "index.html").read_text(encoding="utf-8")
    for name in ("zheng2019-nickel-m1", "zheng2019-nickel-c1", "Yong2018", "zheng2019-ref-61"):
        (record,) = re.findall(rf'<article class="term" id="{name}">.*?</article>', text, re.DOTALL)
        plain = re.sub(r"<[^>]+>", "", record).replace("−", "-")
        for row in facts(graph, graph.find(f"d:{name}")).dicts():
            if row["direction"] == "out" and row["property"] not in ("label", "stated in"):
                value = row["value"].split("#")[-1].rpartition("/")[2]
                assert value.removesuffix(".0") in plain, f"{name}: {row}"


def test_the_gallery_shows_the_first_rows_and_counts_all(site: Path, graph: DefectGraph) -> None:
    text = (site / "queries" / "index.html").read_text(encoding="utf-8")
    parts = re.split(r'<section id="([\w-]+)">', text)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    for name in ("claims", "outcomes", "publications"):
        rows = graph.query(name)
        body = sections[name].partition("<tbody>")[2].partition("</tbody>")[0]
        assert body.count("<tr>") == min(len(rows.values), MOST)
        more = f"{len(rows.values)} rows, the first {MOST} here"
        assert (more if len(rows.values) > MOST else f"{len(rows.values)} rows<") in sections[name]
        assert 'class="k"' in sections[name], "SPARQL in colours"


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
    assert len(found) > 1000
    for page, _, _, anchor, name in found:  # an empty anchor means: like the name
        assert anchor in pages[index["docnames"][page] + ".html"].ids, name


def test_the_inventory_and_the_search_know_the_terms(site: Path) -> None:
    raw = (site / "objects.inv").read_bytes()
    inventory = zlib.decompress(raw.split(b"\n", 4)[4]).decode()
    assert (
        "ontology/V_Cl dkg:term 0 ontology/index.html#V_Cl chloride vacancy (dkg:V_Cl), "
        in inventory
    )
    assert re.search(r"^ontology/PLQY .*\bPLQE\b", inventory, re.MULTILINE), "synonyms lead there"
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert "chloride vacancy" in index
    assert "alsochlor" not in index, "cells need a space between them"


def test_a_warning_stops_the_build_and_leaves_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "objects.inv").write_text("old")
    monkeypatch.setattr("website.build.generated", lambda facts: [])
    monkeypatch.setattr(files, "write_files", lambda *_: [])
    with pytest.raises(BuildError, match="nonexisting document 'ontology/index'"):
        build(tmp_path / "site")
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
    assert (tmp_path / "site" / "objects.inv").read_text() == "old"


def test_a_folder_that_is_no_site_is_kept(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(BuildError, match="neither empty nor a site"):
        build(tmp_path)
    assert (tmp_path / "thesis.tex").exists()


def test_ontology_files_all_have_a_section(site: Path) -> None:
    text = (site / "ontology" / "index.html").read_text(encoding="utf-8").casefold()
    for path in ontology_files():
        if path.stem not in ("axioms", "prefixes", "defectkg", "foreign", "values"):
            assert f'<section id="{path.stem}">' in text, path.stem

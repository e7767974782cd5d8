"""The redirect rules for w3id, asked of Apache httpd: every address leads to what the site has."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import rdflib

import defectkg
from defectkg.graph import DefectGraph
from defectkg.publish.export import as_text
from defectkg.rdf.shipped import alignment_files, mapping_files, mapping_folder, query_files
from exports import EXPORTS
from helpers import ROOT
from website import files

RULES = ROOT / "w3id" / ".htaccess"
APACHE = shutil.which("apache2", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
MODULES = Path("/usr/lib/apache2/modules")
VERSION = defectkg.__version__
HOST = "https://defectkg.example"
BASE = "https://w3id.org/defectkg"

pytestmark = [
    pytest.mark.site,
    pytest.mark.skipif(
        not (APACHE and (MODULES / "mod_rewrite.so").exists()),
        reason="Apache httpd is missing: apt-get install apache2",
    ),
]

# What programs send. Firefox and Chromium, curl, rdflib, OWLAPI 4 and 5 (Protégé), Jena.
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROMIUM = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;"
    "q=0.8,application/signed-exchange;v=b3;q=0.7"
)
OWLAPI_4 = (
    "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"
)
OWLAPI_5 = "application/rdf+xml, application/xml; q=0.5, text/xml; q=0.3, */*; q=0.2"
JENA = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,"
    "*/*;q=0.3"
)
MEDIA = {
    "text/html": "html",
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/rdf+xml": "owl",
    "application/ld+json": "jsonld",
    "application/trig": "trig",
    "application/n-quads": "nq",
}
ACCEPTS = {
    **MEDIA,
    None: "ttl",
    "*/*": "ttl",
    "text/*": "ttl",
    "application/*": "jsonld",
    "image/png": "ttl",
    "text/plain": "nt",
    FIREFOX: "html",
    CHROMIUM: "html",
    OWLAPI_4: "owl",
    OWLAPI_5: "owl",
    JENA: "ttl",
    "TEXT/HTML": "html",
    "text/turtle;q=0.5,text/html;q=0.8": "html",
    "text/html;q=0.5,text/turtle;q=0.8": "ttl",
    "text/html;q=0,application/n-triples;q=0.1": "nt",
    "text/html;level=1,text/turtle;q=0.9": "html",
    "text/html;charset=utf-8;q=0.2, application/ld+json;profile=x;q=0.30": "jsonld",
    "text/turtle;q=1.000, text/html;q=0.999": "ttl",
    "application/xhtml+xml": "html",
    "text/htmlx, application/trig": "trig",
    "application/ld+json, text/html;q=0.1, */*;q=0.01": "jsonld",
    **{f"text/turtle;q=0.{n}, application/n-triples;q=0.{n + 1}": "nt" for n in range(9)},
}


class Server(NamedTuple):
    """A running httpd with the rules, and the site to which they lead."""

    port: int

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, accept: str | None = None) -> tuple[int, str, dict[str, str]]:
        """Return status, the place on the site to which an address leads, and the headers."""
        status, headers, _ = self.get(f"/defectkg{path}", accept)
        location = headers.get("Location", "")
        assert not location or location.startswith(f"{self.base}/site/"), location
        return status, location.removeprefix(f"{self.base}/site"), headers

    def get(self, path: str, accept: str | None = None) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {} if accept is None else {"Accept": accept}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def stands(self, place: str) -> bool:
        """Whether the site has the file, and the anchor, to which an address leads."""
        file, _, anchor = place.partition("#")
        status, _, text = self.get(f"/site{file}")
        return status == 200 and (not anchor or f' id="{anchor}"' in text)


def configuration(folder: Path, port: int) -> str:
    """A server with modules that w3id has, and media types, running as whoever starts it."""
    names = ("mpm_event", "authz_core", "rewrite", "headers", "mime")
    modules = "\n".join(f"LoadModule {n}_module {MODULES}/mod_{n}.so" for n in names)
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    types = "\n".join(f"AddType {media} {ending}" for ending, media in files.MEDIA.items())
    return f"""
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/pid
Mutex file:{folder}
ErrorLog {folder}/error.log
{modules}
{user}
TypesConfig /dev/null
AddType text/html .html
{types}
DocumentRoot {folder}/root
<Directory {folder}/root>
AllowOverride All
Require all granted
</Directory>
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[Server]:
    # Not below pytest's own folder, which the user of the server may not enter.
    with tempfile.TemporaryDirectory(prefix="defectkg-httpd-") as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)
        rules = RULES.read_text(encoding="utf-8")
        assert rules.count(HOST) == 1, "the address of the site stands once"
        (folder / "root" / "defectkg").mkdir(parents=True)
        local = rules.replace(HOST, f"http://127.0.0.1:{port}/site")
        (folder / "root" / "defectkg" / ".htaccess").write_text(local, encoding="utf-8")
        shutil.copytree(site, folder / "root" / "site")
        (folder / "httpd.conf").write_text(configuration(folder, port), encoding="utf-8")
        process = subprocess.Popen(
            [str(APACHE), "-f", str(folder / "httpd.conf"), "-DFOREGROUND"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield started(process, port, folder)
        finally:
            process.terminate()
            process.wait(20)


def started(process: subprocess.Popen[bytes], port: int, folder: Path) -> Server:
    for _ in range(200):
        if process.poll() is not None:
            break
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return Server(port)
        time.sleep(0.05)
    log = folder / "error.log"
    pytest.fail(f"Apache httpd does not start: {log.read_text() if log.exists() else 'no log'}")


def expected(path: str, end: str) -> str:
    """Where an address leads for an ending, by the layout of the site."""
    _, folder, name = (*path.split("/"), "")[:3]
    named = name if name != VERSION else ""
    if end == "html":
        if folder == "mappings":
            return f"/mappings/index.html#{name}"
        return f"/{folder}/{named or 'index'}.html"
    if folder == "ontology":  # one graph: its Turtle is TriG, its N-Triples are N-Quads
        return f"/ontology.{ {'trig': 'ttl', 'nq': 'nt'}.get(end, end) }"
    return {
        "data": f"/data.{end}",
        "queries": "/queries.ttl",
        "mappings": f"/mappings/{name}.sssom.tsv",
    }[folder]


PATHS = (
    "/ontology",
    f"/ontology/{VERSION}",
    "/ontology/V_Cl",
    "/ontology/Claim",
    "/data",
    "/data/zheng2019-nickel-c1",
    "/queries",
    "/queries/outcomes",
    "/mappings/chebi",
)


@pytest.mark.parametrize("accept", ACCEPTS, ids=str)
def test_an_address_leads_to_what_is_accepted(server: Server, accept: str | None) -> None:
    for path in PATHS:
        status, place, headers = server.ask(path, accept)
        assert (status, place) == (303, expected(path, ACCEPTS[accept])), path
        assert headers["Vary"] == "Accept"
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert server.stands(place), place


@pytest.mark.parametrize("accept", [None, FIREFOX, "text/turtle"])
@pytest.mark.parametrize(
    ("path", "place", "code"),
    [
        ("/", "/index.html", 302),
        ("/context.jsonld", "/context.jsonld", 302),
        ("/void", "/void.ttl", 303),
        ("/mappings", "/mappings/index.html", 303),
    ],
)
def test_what_has_one_representation(
    server: Server, path: str, place: str, code: int, accept: str | None
) -> None:
    assert server.ask(path, accept)[:2] == (code, place)
    assert server.stands(place)


def test_each_term_and_record_leads_to_its_page(server: Server, graph: DefectGraph) -> None:
    names = graph.query("SELECT DISTINCT ?s WHERE { ?s a ?type }")
    own = [row["s"].removeprefix(BASE) for row in names.dicts() if row["s"].startswith(BASE)]
    for path in own:
        status, place, _ = server.ask(path, "text/html")
        page = path.strip("/") if path.count("/") > 1 else f"{path.strip('/')}/index"
        assert (status, place) == (303, f"/{page}.html"), path
        assert server.stands(place), path
    assert len(own) > 1000


def test_each_query_mapping_and_alignment_has_its_address(server: Server) -> None:
    for name in query_files():
        assert server.stands(server.ask(f"/queries/{name}", FIREFOX)[1])
    for target in mapping_files(mapping_folder()):
        for accept in (None, "text/html", "text/tab-separated-values"):
            assert server.stands(server.ask(f"/mappings/{target}", accept)[1])
    assert len(alignment_files()) >= 4
    for name in alignment_files():
        assert server.stands(server.ask(name.value.removeprefix(BASE))[1])


def test_what_the_description_names_is_there(server: Server, graph: DefectGraph) -> None:
    void = rdflib.Graph().parse(data=as_text(graph.store, "ttl", "void")[0])
    dumps = {str(iri) for iri in void.objects(None, rdflib.VOID.dataDump)}
    named = {iri.removeprefix(BASE) for iri in dumps}
    assert {"/data.trig", "/data.nq", "/mappings/chebi"} <= named
    for path in [*named, *(f"/{name}" for name in EXPORTS)]:
        assert server.stands(server.ask(path)[1]), path


@pytest.mark.parametrize(
    "path", ["/nothing", "/data.exe", "/ontology/a/b", "/data/../x y", "/queries/a.b"]
)
def test_other_addresses_lead_nowhere(server: Server, path: str) -> None:
    assert server.get("/defectkg" + path.replace(" ", "%20"))[0] in (400, 404)


@pytest.mark.parametrize("form", [None, "turtle", "xml", "json-ld", "nt"])
def test_rdflib_parses_a_term_by_its_address(server: Server, form: str | None) -> None:
    read = rdflib.Graph()
    read.parse(f"{server.base}/defectkg/ontology/V_Cl", format=form)
    term = rdflib.URIRef(f"{BASE}/ontology/V_Cl")
    assert str(read.value(term, rdflib.RDFS.label)) == "chloride vacancy"


def test_rdflib_parses_the_records_with_their_graphs(server: Server) -> None:
    read = rdflib.Dataset().parse(f"{server.base}/defectkg/data", format="trig")
    claim = rdflib.URIRef(f"{BASE}/data/zheng2019-nickel-c1")
    (graph,) = {str(g) for _, _, _, g in read.quads((claim, rdflib.RDF.type, None, None))}
    assert graph == f"{BASE}/data/zheng2019-nickel"

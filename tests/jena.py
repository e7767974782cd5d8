"""Jena as Debian packages it: TDB2 filled by its own loader, behind a small server.

Fuseki is no package there; it answers with the same ARQ and TDB2.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest

from helpers import DATA, free_port

JARS = Path("/usr/share/java")
NEEDED = (
    "jena-arq jena-base jena-cmds jena-core jena-dboe-base jena-dboe-index jena-dboe-storage "
    "jena-dboe-trans-data jena-dboe-transaction jena-iri jena-rdfconnection jena-shacl jena-tdb "
    "jena-tdb2 commons-cli commons-codec commons-compress commons-csv commons-io commons-lang3 "
    "dexx.collection gson guava httpclient httpcore jackson-annotations jackson-core "
    "jackson-databind jakarta.json-api jsonld-java protobuf slf4j-api slf4j-nop thrift "
    "titanium-json-ld "
)
PACKED, SOUGHT = "org/apache/jena/ext/xerces/", "xerces/"  # where texts are packed, and looked for


@contextmanager
def jena_server(folder: Path, quads: Path) -> Iterator[str]:
    """The address of a server of Jena that holds a file of N-Quads; it ends with the block."""
    jars = [JARS / f"{name}.jar" for name in NEEDED.split()]
    if shutil.which("javac") is None or not all(jar.exists() for jar in jars):
        pytest.skip("Jena is not here: apt-get install libapache-jena-java default-jdk-headless")
    with ZipFile(JARS / "jena-core.jar") as core:
        for name in core.namelist():
            if name.startswith(PACKED) and not name.endswith("/"):
                text = folder / SOUGHT / name.removeprefix(PACKED)
                text.parent.mkdir(parents=True, exist_ok=True)
                text.write_bytes(core.read(name))
    java = ["java", "-cp", ":".join(map(str, [folder, *jars]))]
    place, port = str(folder / "DB"), str(free_port())
    load = [*java, "tdb2.tdbloader", "--loc", place, str(quads)]
    subprocess.run(load, check=True, capture_output=True, timeout=120)
    serve = [*java, str(DATA / "jena" / "Server.java"), place, port]
    process = subprocess.Popen(serve, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        yield f"http://127.0.0.1:{port}/sparql"
    finally:
        process.kill()
        process.communicate()

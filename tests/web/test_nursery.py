"""The process that forks workers."""

from __future__ import annotations

import socket

from defectkg.web.nursery import run_nursery


def test_it_ends_quietly_when_its_server_never_began() -> None:
    server, nursery = socket.socketpair()
    server.close()
    run_nursery(nursery.detach(), 64)

"""A Starlette that serves an empty page of Jinja2: what any page of this kind costs at least."""

import sys

import uvicorn
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

PAGE = Environment(autoescape=True).from_string(
    "<!doctype html><html lang=en><title>{{ title }}</title><main></main></html>"
)


def page(_: Request) -> HTMLResponse:
    return HTMLResponse(PAGE.render(title="empty"))


uvicorn.run(
    Starlette(routes=[Route("/", page)]),
    port=int(sys.argv[1]),
    log_level="critical",
    access_log=False,
)

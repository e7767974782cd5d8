"""A Starlette that serves one string: what any server of this kind costs at least."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

app = Starlette(routes=[Route("/sparql", lambda request: PlainTextResponse("true"))])
uvicorn.run(app, port=int(sys.argv[1]), log_level="critical", access_log=False)

"""Serves the page and its files. A strict policy lets it load nothing from elsewhere and run nothing that is not one of
these files."""

from functools import cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "files"
INDEX = "index.html"
MEDIA = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


def add_page(app: Starlette) -> None:
    """The page at /, its files below /page/."""

    async def root(request: Request) -> Response:
        return page(request)

    async def part(request: Request) -> Response:
        name = str(request.path_params["name"])
        if name not in files():
            raise HTTPException(404)
        return respond(name)

    app.add_route("/", root, methods=["GET"])
    app.add_route("/page/{name}", part, methods=["GET"])


def page(_: Request) -> Response:
    """The page itself."""
    return respond(INDEX)


def respond(name: str) -> Response:
    return Response(files()[name], headers=HEADERS, media_type=f"{MEDIA[Path(name).suffix]}; charset=utf-8")


@cache
def files() -> dict[str, bytes]:
    """The files by name, read once."""
    return {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in MEDIA}

"""The development issuer as a process: `python -m kit.auth.issuer_main`."""

from pathlib import Path

from fastapi import FastAPI
from joserfc.jwk import ECKey

from kit.auth.issuer import Issuer, create_issuer, refuse_elsewhere
from kit.auth.keys import read_jwk, read_key
from kit.auth.signature import Signer
from kit.http.serving import serve
from kit.http.signed import SignedClient
from kit.settings import Settings
from kit.telemetry.log import start_logging


def build(settings: Settings) -> FastAPI:
    """Raises ValueError where the issuer must not run, and for a key file that is not one."""
    refuse_elsewhere(settings)
    issuer = Issuer(
        settings.oidc_issuer, settings.oidc_audience, ECKey.import_key(read_jwk(Path(settings.issuer_key_file)))
    )
    people = SignedClient(
        settings.replicas("people"), Signer(read_key(Path(settings.signing_key_file))), settings.call_seconds, "people"
    )
    return create_issuer(issuer, settings.issuer_url, people)


if __name__ == "__main__":
    settings = Settings()
    start_logging(settings, "issuer")
    serve(build(settings), settings.host, settings.issuer_port, settings.stop_seconds)

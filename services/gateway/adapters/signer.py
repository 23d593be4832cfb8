"""Signed calls to the subgraphs: who asks and after which changes is covered by the gateway's own signature."""

from collections.abc import Mapping

from kit.auth.signature import Signer
from services.gateway.execution.port import Asking


class CallSigner:
    """Implements `services.gateway.adapters.client.Signer` with the key of the caller `gateway`."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def headers(self, url: str, body: bytes, asking: Asking) -> Mapping[str, str]:
        """Signature, actor and cursors; beside them, unsigned, language and trace."""
        headers = self._signer.headers("POST", url, body, asking.actor, asking.after)
        headers["accept-language"] = asking.locale
        if asking.traceparent:
            headers["traceparent"] = asking.traceparent
        return headers

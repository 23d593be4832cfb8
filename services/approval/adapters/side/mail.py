"""Notices by e-mail over SMTP. The address is asked of people for each message and kept nowhere."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

import aiosmtplib

from services.approval.app.side.port import Addresses, Message
from tas.core.errors import Unavailable

TLS = ("none", "starttls", "tls")


@dataclass(frozen=True, slots=True)
class MailServer:
    """`tls` is none, starttls or tls; no log-in without `user`."""

    host: str
    port: int
    tls: str
    user: str
    password: str
    sender: str
    seconds: float


class MailSender:
    """Holds `app.side.port.Sender`. Refused recipients are no reason to try again; a refused server is."""

    def __init__(self, server: MailServer, addresses: Addresses) -> None:
        self._server = server
        self._addresses = addresses

    async def send(self, message: Message) -> str:
        address = (await self._addresses.of([message.person_id])).get(message.person_id, "")
        if not address:
            return "NO_ADDRESS"
        server = self._server
        try:
            await aiosmtplib.send(
                self._written(message, address),
                hostname=server.host,
                port=server.port,
                use_tls=server.tls == "tls",
                start_tls=server.tls == "starttls",
                username=server.user or None,
                password=server.password or None,
                timeout=server.seconds,
            )
        except aiosmtplib.SMTPRecipientsRefused as problem:
            if all(500 <= one.code < 600 for one in problem.recipients):
                return "NO_ADDRESS"
            raise Unavailable("MAIL_UNAVAILABLE", reason="recipient refused for now") from problem
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as problem:
            raise Unavailable("MAIL_UNAVAILABLE", reason=type(problem).__name__) from problem
        return ""

    def _written(self, message: Message, address: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"] = self._server.sender, address
        mail["Subject"] = message.subject
        mail["Message-ID"] = f"<{message.id}@{parseaddr(self._server.sender)[1].partition('@')[2] or 'tas'}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text + "\n")
        mail["Content-Language"] = message.locale  # set_content drops every Content- header
        return mail

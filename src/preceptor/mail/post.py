"""The way to one mail server (`ports.Post`)."""

from ssl import SSLContext

from preceptor.mail.courier import SmtpCourier, Timeouts
from preceptor.model.mail_server import MailServer


class SmtpPost:
    """Gives connections to one server."""

    def __init__(
        self, server: MailServer, *, timeouts: Timeouts | None = None, tls: SSLContext | None = None
    ) -> None:
        """Take the server. `tls`: whom to trust; without it, whom the system trusts."""
        self._server = server
        self._timeouts = timeouts or Timeouts()
        self._tls = tls

    def courier(self) -> SmtpCourier:
        """A connection of one's own, not opened yet."""
        return SmtpCourier(self._server, timeouts=self._timeouts, tls=self._tls)

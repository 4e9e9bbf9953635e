"""TLS that failed, told so that a person knows which file or name to correct."""

import ssl

from gateway.sources.errors import SourceUnavailable

EXPIRED, NOT_YET, WRONG_HOST, WRONG_ADDRESS = 10, 9, 62, 64
"""OpenSSL's numbers of verification errors (X509_V_ERR_…)."""


def tls_failure(name: str, error: ssl.SSLError) -> SourceUnavailable:
    """Why there is no connection, with what to do. It would end the same way if it were tried again at once."""
    return SourceUnavailable(name, _said(error), sent=False, lasting=True)


def _said(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        what = error.verify_message
        if error.verify_code in (EXPIRED, NOT_YET):
            return f"its certificate is not valid now ({what}); renew it, or set the clock right"
        if error.verify_code in (WRONG_HOST, WRONG_ADDRESS):
            return f"its certificate is of another host ({what}); correct `url`, or name the host in `tls.serverName`"
        return f"its certificate is not trusted ({what}); give the authority that signed it as `tls.ca`"
    reason = (error.reason or str(error)).replace("_", " ").lower()
    if "certificate" in reason or "unknown ca" in reason:
        return f"it does not accept the gateway's certificate ({reason}); give one that it knows as `tls.certificate`"
    return f"no TLS with it ({reason}); is `url` right, and does it speak TLS 1.2 or 1.3 there?"

"""TLS towards subgraphs: whom the gateway trusts, and how it shows who it is."""

import ssl

from gateway.sources.configured import secret
from gateway.sources.options import TlsOptions


def tls_context(options: TlsOptions) -> ssl.SSLContext:
    """Raises ValueError, naming the file, where a certificate or a key cannot be used."""
    try:
        context = ssl.create_default_context(cafile=options.ca)
    except OSError as error:
        raise ValueError(f"tls.ca {options.ca}: {_why(error)}") from error
    if options.certificate is not None:
        variable = options.key_password_environment
        password = "" if variable is None else secret(variable)
        try:  # an empty password is given too: without one, OpenSSL would ask at the terminal
            context.load_cert_chain(options.certificate, options.key, password)
        except OSError as error:
            files = f"tls.certificate {options.certificate}" + (f", tls.key {options.key}" if options.key else "")
            raise ValueError(f"{files}: {_why(error)}") from error
    return context


def _why(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return f"no certificate or key that fits ({(error.reason or str(error)).replace('_', ' ').lower()})"
    return error.strerror or str(error)

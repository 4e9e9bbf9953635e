"""Chromium for the tests: the machine's own, driven headless."""

import shutil

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str | None:
    """Where Chromium is, None where there is none."""
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


def find_chromium() -> str | None:
    """None where there is a Chromium, otherwise how to get it."""
    return None if executable() else "Chromium: apt-get install chromium"

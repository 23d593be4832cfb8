"""Where installed tools are: a cache outside the checkout, shared by every checkout of this person."""

import os
from pathlib import Path

CACHE = Path(os.environ.get("TAS_CACHE") or Path.home() / ".cache" / "tas-suite")
STORE_VERSION = "1.47.0"
TEMPORAL_VERSION = "1.5.1"
TEST_SERVER_VERSION = "1.27.0"
UV_VERSION = "0.13.9"
LOCAL_STORE = CACHE / f"store-{STORE_VERSION}"
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""Where Debian puts it."""
TEMPORAL = CACHE / "bin" / "temporal"
TEST_SERVER = CACHE / f"test-server-{TEST_SERVER_VERSION}"

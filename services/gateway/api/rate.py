"""Rate limits: one token bucket a client, in this process. Told by the fields of draft-ietf-httpapi-ratelimit-headers:
`RateLimit-Policy` and `RateLimit`, with the standard `Retry-After` on a 429."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from tas.core.errors import Unavailable

WINDOW_SECONDS = 60
MOST_CLIENTS = 10_000
POLICY = "client"


@dataclass(slots=True)
class Bucket:
    """What is left, as of an instant."""

    left: float
    at: float


class RateLimit:
    """`quota` requests in a window of 60 s, refilled evenly. Memory is bounded: the client that has not asked for
    longest is forgotten first, which gives it a full bucket. Each replica of the gateway counts for itself."""

    def __init__(self, quota: int, now: Callable[[], float] = time.monotonic, most_clients: int = MOST_CLIENTS) -> None:
        self._quota = quota
        self._pace = quota / WINDOW_SECONDS
        self._now = now
        self._most = most_clients
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, client: str) -> dict[str, str]:
        """Counts one request; the fields for its answer. Raises Unavailable RATE_LIMITED, with the seconds to wait."""
        bucket = self._refilled(client)
        if bucket.left < 1:
            raise Unavailable("RATE_LIMITED", seconds=math.ceil((1 - bucket.left) / self._pace))
        bucket.left -= 1
        return self._fields(bucket)

    def fields(self, client: str) -> dict[str, str]:
        """The fields as they stand, without counting."""
        return self._fields(self._refilled(client))

    def _refilled(self, client: str) -> Bucket:
        now = self._now()
        bucket = self._buckets.get(client)
        if bucket is None:
            bucket = self._buckets[client] = Bucket(self._quota, now)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(client)
        bucket.left = min(self._quota, bucket.left + (now - bucket.at) * self._pace)
        bucket.at = now
        return bucket

    def _fields(self, bucket: Bucket) -> dict[str, str]:
        full = math.ceil((self._quota - bucket.left) / self._pace)
        return {
            "ratelimit-policy": f'"{POLICY}";q={self._quota};w={WINDOW_SECONDS}',
            "ratelimit": f'"{POLICY}";r={int(bucket.left)};t={full}',
        }

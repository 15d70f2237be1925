"""Requests of several endpoints, interleaved: workers take the next one from whichever queue may send now.

One endpoint after the other would leave most of the time unused, because each has a limit of its own.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Condition, Event, Semaphore, Thread
from typing import Any

from graph_audit.client.limiter import Limiter

__all__ = ["Queues"]

_LOOK_AGAIN = 0.05
"""Seconds after which queues are looked at again at the latest; a limiter may open earlier than it had said."""


@dataclass(slots=True, eq=False)
class _Queue:
    """What is still to be asked of one endpoint; items are taken one by one, so that a long list costs no memory."""

    limiter: Limiter
    do: Callable[[Any], object]
    items: Iterator[Any]
    under_way: int = 0
    error: BaseException | None = None
    ended: Event = field(default_factory=Event)


class Queues:
    """Queues of requests and the workers that serve them in turn; a worker never waits for one endpoint's limit."""

    def __init__(self, workers: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._free = Semaphore(workers)
        self._workers = ThreadPoolExecutor(workers, thread_name_prefix="request")
        self._changed = Condition()
        self._queues: list[_Queue] = []
        self._is_closed = False
        self._dispatcher = Thread(target=self._dispatch, name="dispatcher", daemon=True)
        self._dispatcher.start()

    def run(self, limiter: Limiter, do: Callable[[Any], object], items: Iterable[Any]) -> None:
        """Do something with each item, as fast as the limiter allows, and wait for all.

        Raises:
            Exception: what the first failing ``do`` raised; the items that had not begun by then are left.
        """
        queue = _Queue(limiter, do, iter(items))
        with self._changed:
            self._queues.append(queue)
            self._changed.notify()
        queue.ended.wait()
        if queue.error is not None:
            raise queue.error

    def close(self, *, wait: bool) -> None:
        """Serve nobody any more; ``wait`` for what is under way."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        self._workers.shutdown(wait=wait, cancel_futures=True)

    def _dispatch(self) -> None:
        while True:
            self._free.acquire()
            picked = self._wait_for_next()
            if picked is None:
                return
            queue, item = picked
            self._workers.submit(queue.do, item).add_done_callback(partial(self._done, queue))

    def _wait_for_next(self) -> tuple[_Queue, Any] | None:
        with self._changed:
            while not self._is_closed:
                picked = self._next()
                if picked is not None:
                    return picked
                soonest = min((queue.limiter.delay(self._clock()) for queue in self._queues), default=None)
                self._changed.wait(None if soonest is None else min(max(soonest, 0.0005), _LOOK_AGAIN))
        return None

    def _next(self) -> tuple[_Queue, Any] | None:
        """The next item of the first queue that may send now; that queue goes to the end of the line."""
        for queue in list(self._queues):
            now = self._clock()
            if queue.limiter.delay(now) > 0:
                continue
            self._queues.remove(queue)
            for item in queue.items:
                queue.limiter.prepay(now)
                queue.under_way += 1
                self._queues.append(queue)
                return queue, item
            self._end_if_done(queue)
        return None

    def _done(self, queue: _Queue, future: "Future[object]") -> None:
        self._free.release()
        with self._changed:
            queue.under_way -= 1
            error = None if future.cancelled() else future.exception()
            if error is not None and queue.error is None:
                queue.error = error
                if queue in self._queues:
                    self._queues.remove(queue)
                queue.items = iter(())
            if queue not in self._queues:
                self._end_if_done(queue)
            self._changed.notify()

    @staticmethod
    def _end_if_done(queue: _Queue) -> None:
        if not queue.under_way:
            queue.ended.set()

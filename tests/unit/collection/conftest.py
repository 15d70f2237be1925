"""A collection without a network: a client that answers from a table of paths."""

from datetime import UTC, datetime

import pytest

from graph_audit.client.limiter import Limiter, Rates
from graph_audit.client.messages import Answer
from graph_audit.collection.fetching import ScopeFetcher
from graph_audit.collection.line import Line
from graph_audit.collection.progress import NoProgress
from graph_audit.collection.queues import Queues
from graph_audit.products.definition import all_products
from graph_audit.snapshot.manifest import OrganisationEntry
from graph_audit.snapshot.reader import Snapshot
from graph_audit.snapshot.writer import SnapshotWriter

MOMENT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


class Answering:
    """Gives the prepared answer to each path; an error is raised."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    def limiter(self, *_):
        return Limiter(Rates(first=1e6, ceiling=1e6))

    def send(self, request):
        self.asked.append(request)
        answer = self.answers[request.path]
        if isinstance(answer, Exception):
            raise answer
        return Answer(200, {}, answer)


@pytest.fixture(scope="session")
def tables():
    """Every table by its name."""
    return {table.name: table for product in all_products().values() for table in product.tables}


@pytest.fixture
def fetching(tmp_path):
    """A fetcher of one tenant over prepared answers; ``sealed()`` gives the snapshot then."""

    class Fetching:
        def __init__(self, answers):
            self.client = Answering(answers)
            self.writer = SnapshotWriter.begin(tmp_path / "snapshot", generator="test", started=MOMENT)
            self.queues = Queues(2)
            self.fetcher = ScopeFetcher(
                self.client,
                "tenant:t",
                places={},
                writer=self.writer,
                queues=self.queues,
                progress=NoProgress(),
                line=Line(),
            )

        def sealed(self):
            self.queues.close(wait=True)
            self.writer.seal(organisation=OrganisationEntry(id="o", name=""), mode="full", tenants=[], finished=MOMENT)
            return Snapshot.open(tmp_path / "snapshot")

    return Fetching

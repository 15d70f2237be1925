"""openCypher over the graph: the embedded database, and grand-cypher over networkx where it is installed."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

sys.path.insert(0, str(Path(__file__).parent))

import networkx as nx
from bench_access import organisation  # beside this file

from graph_audit.graph.access_graph import AccessGraph
from graph_audit.querying import questions

QUESTIONS = (
    'MATCH (u:user)-[:member_of]->(g:group)-[:actor_in]->(r:role) WHERE g.name = "team-1" RETURN u.name, r.name',
    "MATCH (u:user)-[:member_of]->(g:group) RETURN g.name, count(u) ORDER BY count(u) DESC LIMIT 10",
)
_PATIENCE = 600


def bench_query(users: int) -> Callable[[], object]:
    """Each engine in a process of its own."""

    def work() -> None:
        for engine in ("ladybug", "grand-cypher"):
            command = [sys.executable, __file__, engine, str(users)]
            try:
                done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                print(f"  {engine}: not within {_PATIENCE} s")
                continue
            last = (done.stdout or done.stderr).strip().splitlines()[-1:]
            print(f"  {engine}: {last[0] if last else 'nothing'}")

    return work


def with_ladybug(graph: AccessGraph) -> list[float]:
    """Seconds until the database is there, and for each question."""
    begun = time.perf_counter()
    with questions(graph) as asked:
        took = [time.perf_counter() - begun]
        for question in QUESTIONS:
            begun = time.perf_counter()
            list(asked.ask(question).rows)
            took.append(time.perf_counter() - begun)
    return took


def with_grand_cypher(graph: AccessGraph) -> list[float]:
    """The same over a copy of the graph with the labels that the engine wants."""
    from grandcypher import GrandCypher  # noqa: PLC0415  # measured where it is installed

    begun = time.perf_counter()
    labelled: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, data in graph.nodes(data=True):
        labelled.add_node(node, **data, __labels__={data["kind"]})
    for source, target, key, data in graph.edges(keys=True, data=True):
        labelled.add_edge(source, target, key, **data, __labels__={data["kind"]})
    took = [time.perf_counter() - begun]
    for question in QUESTIONS:
        words = question.replace(" = ", " == ").replace("count(u)", "COUNT(u)")
        begun = time.perf_counter()
        GrandCypher(labelled).run(words)
        took.append(time.perf_counter() - begun)
    return took


if __name__ == "__main__":
    chosen = organisation(int(sys.argv[2]))
    before = getrusage(RUSAGE_SELF).ru_maxrss
    seconds = with_ladybug(chosen) if sys.argv[1] == "ladybug" else with_grand_cypher(chosen)
    memory = (getrusage(RUSAGE_SELF).ru_maxrss - before) // 1024
    print(f"ready after {seconds[0]:.1f} s, questions {', '.join(f'{s:.2f} s' for s in seconds[1:])}, {memory} MB more")

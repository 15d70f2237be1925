"""Access paths: the edges that explain one grant or one gate."""

from dataclasses import dataclass

__all__ = ["AccessPath", "Step"]


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One edge of a path, with the records that prove it.

    Attributes:
        source: node id where the edge begins (the side of the principal).
        kind: edge kind.
        target: node id where it ends (the side of the resource).
        key: key of the edge in the multigraph: kind, or ``kind:schemeId``.
        permissions: permission keys that the edge carries, sorted; empty where it carries none of its own.
        records: record references, sorted.
    """

    source: str
    kind: str
    target: str
    key: str = ""
    permissions: tuple[str, ...] = ()
    records: tuple[str, ...] = ()

    @property
    def ends_and_key(self) -> tuple[str, str, str]:
        """Source, target and key, as networkx names an edge."""
        return (self.source, self.target, self.key or self.kind)

    @property
    def ends(self) -> tuple[str, str, str]:
        """What identifies the edge in the graph."""
        return (self.source, self.key or self.kind, self.target)


AccessPath = tuple[Step, ...]
"""Steps from a principal to a resource, each beginning where the one before ends."""

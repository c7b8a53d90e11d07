"""A small believable world for a first look: 万州区 with its 52 townships, its people, and reports under way.

Its past is made by the acts, under the demo clock: no row is in a state the application could not have reached.
"""

from reports.demo.world import build

__all__ = ["build"]

#!/usr/bin/env python3
"""Finds the stories of the same items in random orders of arrival, and how far the orders agree.

usage: story_orders.py [--binary .build/release/benchmarks] [--items FILE] [--orders 10]

FILE has the items (default ../shared/data/syndication/items.jsonl). Prints the adjusted Rand index between each two orders, and fails where one
is below 0.98. Skips where the items are absent.
"""
import itertools, json, pathlib, subprocess, sys
from collections import Counter

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Acceptance"))
from loopback import ROOT, arguments, expect, skip  # noqa: E402


def pairs(n):
    return n * (n - 1) // 2


def agreement(one, other):
    both = sum(pairs(n) for n in Counter((one[i], other[i]) for i in one).values())
    a, b = (sum(pairs(n) for n in Counter(x.values()).values()) for x in (one, other))
    chance = a * b / pairs(len(one))
    return (both - chance) / ((a + b) / 2 - chance)


def main():
    parser = arguments(__doc__, binary="benchmarks")
    parser.add_argument("--items", type=pathlib.Path, default=ROOT.parent / "shared/data/syndication/items.jsonl")
    parser.add_argument("--orders", type=int, default=10)
    options = parser.parse_args()
    if not options.items.is_file():
        skip("there is no %s" % options.items)
    orders = []
    for seed in range(1, options.orders + 1):
        output = subprocess.run(
            [options.binary, "stories", options.items, "--seed", str(seed)], check=True, capture_output=True, text=True,
            timeout=300).stdout
        orders.append({r["id"]: r["cluster"] for r in map(json.loads, output.splitlines())})
    found = [agreement(a, b) for a, b in itertools.combinations(orders, 2)]
    print(f"{len(orders)} orders, {len(found)} pairs: least {min(found):.4f}, mean {sum(found) / len(found):.4f}")
    expect(min(found) >= 0.98, "the orders agree")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Fits the weights of StoryWeights.swift.

    fit_stories.py EVIDENCE... [--data DIR]

EVIDENCE is what `benchmarks stories ITEMS.jsonl --evidence FILE` wrote, once for each order of arrival: pairs of items
and the features of what was compared. DIR (default ../shared/data/syndication) holds gold.jsonl with the stories that
they belong to and pairs.jsonl with the pairs that nobody could decide. Prints the weights, and what five-fold
cross-validation makes of pairs of stories that were not fitted to. Standard library only.

Logistic regression by Newton's method. Forty copies of one story are not forty facts: the pairs of two stories weigh
together with the root of their number.
"""
import argparse, json, math, os, random, sys
from collections import Counter

RIDGE = 0.3


def solve(matrix, vector):
    n = len(vector)
    rows = [matrix[i][:] + [vector[i]] for i in range(n)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, n):
            factor = rows[r][i] / rows[i][i]
            if factor:
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i])]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (rows[i][n] - sum(rows[i][j] * x[j] for j in range(i + 1, n))) / rows[i][i]
    return x


def fit(samples, steps=25):
    n = len(samples[0][0])
    beta = [0.0] * n
    for _ in range(steps):
        gradient = [-RIDGE * b for b in beta]
        hessian = [[RIDGE if i == j else 0.0 for j in range(n)] for i in range(n)]
        for x, is_copy, weight in samples:
            z = sum(a * b for a, b in zip(x, beta))
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))
            error, curve = weight * (is_copy - p), weight * p * (1 - p)
            for i, a in enumerate(x):
                gradient[i] += error * a
                if curve > 1e-9 and a:
                    row, ca = hessian[i], curve * a
                    for j in range(i + 1):
                        row[j] += ca * x[j]
        for i in range(n):
            for j in range(i + 1, n):
                hessian[i][j] = hessian[j][i]
        step = solve(hessian, gradient)
        beta = [b + s for b, s in zip(beta, step)]
        if max(map(abs, step)) < 1e-4:
            break
    return beta


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evidence", nargs="+")
    parser.add_argument("--data", default=os.path.join(here, "../../../shared/data/syndication"))
    options = parser.parse_args()
    if not os.path.isdir(options.data):
        sys.exit(f"{options.data}: no such data, nothing fitted")
    lines = lambda name: (json.loads(l) for l in open(os.path.join(options.data, name), encoding="utf-8"))
    story = {r["id"]: r["cluster"] for r in lines("gold.jsonl")}
    undecided = {frozenset((r["a"], r["b"])) for r in lines("pairs.jsonl") if r["type"] == "ignore"}
    pairs = []
    for path in options.evidence:
        for line in open(path, encoding="utf-8"):
            a, b, features = line.rstrip("\n").split("\t")
            if frozenset((a, b)) not in undecided:
                pairs.append((tuple(sorted((story[a], story[b]))), [float(v) for v in features.split(",")]))
    count = Counter(stories for stories, _ in pairs)
    samples = [(x, float(s[0] == s[1]), 3 / math.sqrt(count[s])) for s, x in pairs]
    names = sorted(set(story.values()))
    random.Random(0).shuffle(names)
    fold = {name: i % 5 for i, name in enumerate(names)}
    found = wrong = 0
    for k in range(5):
        inside = [fold[s[0]] == k or fold[s[1]] == k for s, _ in pairs]
        beta = fit([x for x, held in zip(samples, inside) if not held])
        for (x, is_copy, _), (s, _), held in zip(samples, pairs, inside):
            if held and fold[s[0]] == k and sum(a * b for a, b in zip(x, beta)) > 0:
                found += is_copy
                wrong += 1 - is_copy
    copies = sum(y for _, y, _ in samples)
    print(f"{len(samples)} pairs, {copies:.0f} copies; not fitted to: recall {found / copies:.4f}, precision {found / (found + wrong):.4f}")
    print("[" + ", ".join(f"{b:.2f}" for b in fit(samples)) + "]")


if __name__ == "__main__":
    main()

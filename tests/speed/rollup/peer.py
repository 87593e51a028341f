"""The same rollup as a Python program would do it: boto3's client, a dict of counts by dimension values, and the rule that
too many answers of one address are all suspect. Prints what it counted and how long that took."""

import json
import sys
import time
from collections import Counter, defaultdict

import boto3

DIMENSIONS = ("agent", "touchpoint", "variant")
LIMIT = 20
ATTRIBUTES = (
    "sk", "answers", "properties", "ttl", "version", "channel", "locale", "segment", "person", "address", "suspect",
)


def values(item):
    """The values of an answer's dimensions."""
    found = [("version", item["version"]["N"])]
    for name in ("channel", "locale"):
        if name in item:
            found.append((name, item[name]["L"][0]["S"]))
    if "segment" in item:
        found.append(("segment", item["segment"]["S"]))
    properties = item.get("properties")
    if properties:
        for name in DIMENSIONS:
            value = properties["M"].get(name)
            if value:
                found.append((name, next(iter(value["L"][0].values()))))
    found.sort()
    return tuple(found)


def count(client):
    cube = defaultdict(Counter)
    seen = defaultdict(Counter)
    start = {}
    while True:
        page = client.query(
            TableName="atbalss-data",
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :from AND :to",
            ExpressionAttributeValues={
                ":pk": {"S": "r#acme#nps#2026-11-21#00"},
                ":from": {"S": "019aa3a4-8000-0000-0000-000000000000"},
                ":to": {"S": "019aa8ca-dc00-0000-0000-000000000000"},
            },
            ProjectionExpression=", ".join("#" + name for name in ATTRIBUTES),
            ExpressionAttributeNames={"#" + name: name for name in ATTRIBUTES},
            **start,
        )
        for item in page["Items"]:
            answers = item["answers"]["M"]
            if not any("NULL" not in answer["L"][0] for answer in answers.values()):
                continue
            score = answers.get("score")
            score = score["L"][0].get("N") if score else None
            cell = None if score is None else (values(item), "suspect" if "suspect" in item else "scores", score)
            if "address" in item:
                seen[item["address"]["S"]][cell] += 1
            elif cell:
                cube[cell[0]][cell[1:]] += 1
        if "LastEvaluatedKey" not in page:
            break
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    for answers in seen.values():
        burst = sum(answers.values()) > LIMIT
        for cell, number in answers.items():
            if cell:
                cube[cell[0]][("suspect" if burst else cell[1], cell[2])] += number
    return cube


def main():
    client = boto3.client(
        "dynamodb",
        endpoint_url=sys.argv[1],
        region_name="local",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    began, before = time.perf_counter(), time.process_time()
    cube = count(client)
    sides = Counter()
    for cell in cube.values():
        for (side, _), number in cell.items():
            sides[side] += number
    # What is written at the end of a rollup.
    json.dumps([[list(of), sorted(cell.items())] for of, cell in sorted(cube.items())])
    took, cpu = time.perf_counter() - began, time.process_time() - before
    print(f"{sides['scores']} {sides['suspect']} {took:.3f} {cpu:.3f}")


main()

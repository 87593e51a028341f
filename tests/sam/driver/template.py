"""Reads template.yaml: what is checked of it without running it, and what the emulators are set up from."""

import json
import os
import pathlib
import re
import subprocess
import sys
import zipfile

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

FUNCTIONS = [
    "Submit", "Manage", "People", "Events", "Report", "Dashboard", "Due", "Dispatch", "Outcome", "React", "Rollup", "Jobs",
]
MOST_BYTES = 4_000_000


def load(path="template.yaml"):
    """The template as written, before any translation."""
    with open(path, encoding="utf-8") as file:
        return yaml_parse(file.read())


def resources(template, kind):
    """The resources of a type, by name."""
    return {name: it["Properties"] for name, it in template["Resources"].items() if it["Type"] == kind}


def of(translated, kind):
    """The same of a translated template, with what stands beside the properties."""
    return {name: it for name, it in translated["Resources"].items() if it["Type"] == kind}


def routes(template):
    """Every (method, path) of the API."""
    found = set()
    for function in resources(template, "AWS::Serverless::Function").values():
        for event in function.get("Events", {}).values():
            if event["Type"] == "HttpApi":
                found.add((event["Properties"]["Method"].upper(), event["Properties"]["Path"]))
    return found


def routes_in_code():
    """Every (method, path) that the functions' routers name. GET answers HEAD too, so that one is not named there."""
    found = set()
    for path in sorted(pathlib.Path("functions").glob("*/src/**/*.rs")):
        for route in path.read_text(encoding="utf-8").split(".route(")[1:]:
            named = re.match(r'\s*"([^"]+)",', route)
            if named:
                methods = re.findall(r"\b(get|put|post|delete|options|patch|head)\(", route.split(";")[0])
                found |= {(method.upper(), named[1]) for method in methods}
    return found


def check_routes(checks):
    """The API and the routers name the same calls, and pages have HEAD beside GET."""
    api, code = routes(load()), routes_in_code()
    missing, idle = sorted(code - api), sorted(it for it in api - code if it[0] != "HEAD")
    checks.ok(code and not missing, "every route of the functions stands in the template", missing)
    checks.ok(not idle, "every route of the template is served by a function", idle)
    pages = {
        path for method, path in api if method == "GET" and not path.startswith("/v1/") and path not in ("/healthz", "/openapi.json")
    }
    checks.ok(pages and all(("HEAD", path) in api for path in pages), "pages have HEAD beside GET", sorted(pages))
    gateway = load()["Resources"]["Api"]["Properties"]
    checks.ok("CorsConfiguration" not in gateway, "the API leaves preflights to the function")
    check_throttles(checks, gateway, api)


def check_throttles(checks, gateway, api):
    """Each throttle is of a route that is there, and all of them together stay within an account's own limits."""
    own = gateway["RouteSettings"]
    lost = sorted(key for key in own if tuple(key.split(" ", 1)) not in api)
    checks.ok(not lost, "every throttle of a route is of a route that is there", lost)
    of_route = [own.get(f"{method} {path}", gateway["DefaultRouteSettings"]) for method, path in api]
    rate = sum(it["ThrottlingRateLimit"] for it in of_route)
    burst = max(it["ThrottlingBurstLimit"] for it in of_route)
    checks.ok(rate <= 10_000 and burst <= 5_000, "the throttles stay within an account's limits", (rate, burst))
    floods = own["POST /v1/responses"]["ThrottlingRateLimit"] * 60
    checks.ok(floods > 60_000, "a key that is at its limit leaves room for the others", floods)


def check_translation(checks):
    """`sam validate --lint` reads the template as written: two resources of one name, or a circle between them, show
    only in what CloudFormation would get."""

    class NoManagedPolicies:
        def load(self):
            return {}

    template = load()
    template["Globals"]["Function"]["CodeUri"] = "s3://code-bucket/key"
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
    try:
        translated = transform(template, {"FromEmail": "survey@example.com"}, NoManagedPolicies())
    except Exception as error:  # The translator's own exceptions share no base.
        checks.ok(False, "the template translates", getattr(error, "message", error))
        return
    path = "target/sam/translated.json"
    with open(path, "w", encoding="utf-8") as file:
        json.dump(translated, file, indent=1)
    lint = subprocess.run(["cfn-lint", "-r", "eu-central-1", "--", path], capture_output=True, text=True, check=False)
    checks.ok(
        lint.returncode == 0, "the template translates, and what it becomes lints clean", lint.stdout + lint.stderr
    )
    check_roles(checks, translated)
    check_keeping(checks, translated)
    check_queues(checks, translated)
    check_buckets(checks, translated)
    check_topics(checks, translated)
    check_routes(checks)


def matches(pattern, event):
    """Whether an event passes a pattern of Lambda's: every field that it names has one of the values that it allows."""
    if isinstance(pattern, dict):
        return isinstance(event, dict) and all(name in event and matches(it, event[name]) for name, it in pattern.items())
    return any(event.startswith(it["prefix"]) if isinstance(it, dict) else event == it for it in pattern)


def check_filters(checks, react):
    """Of the stream only those records are read that something hangs on: answers, events, and what a dispatch is made of."""
    patterns = [json.loads(it["Pattern"]) for it in react["FilterCriteria"]["Filters"]]
    checks.ok(len(patterns) <= 5, "no more filters than Lambda takes", len(patterns))
    dispatch = "dsp_0123456789abcdef0123456789abcdef"
    keys = {
        ("r#acme#nps#2026-11-21#00", "01a1ffe8-a880-7000-8000-000000000001"): True,
        (f"w#acme#d#{dispatch}", "dispatch"): True,
        (f"w#acme#d#{dispatch}", "message#00"): True,
        ("w#acme#p#anna", f"link#{dispatch}"): True,
        ("w#acme#p#anna", "link#000102030405060708090a0b0c0d0e0f"): False,
        ("w#acme#p#anna", "person"): False,
        ("v#acme#tickets#T-1", "event-1"): True,
        ("u#acme#event-1", "event"): False,
        ("beat", "2026-11-21T10:00:00Z"): True,
        ("w#acme#p#anna", "response#nps#01a1ffe8-a880-7000-8000-000000000001"): False,
        ("w#acme", "survey#nps"): False,
        ("x#acme#sup_0123456789abcdef0123456789abcdef", "suppression"): False,
    }
    wrong = []
    for (pk, sk), wanted in keys.items():
        event = {"eventName": "INSERT", "dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": sk}}}}
        if any(matches(it, event) for it in patterns) != wanted:
            wrong.append((pk, sk))
    checks.ok(not wrong, "the stream's filters let through answers, events, dispatches and the heartbeat, and nothing else", wrong)


def check_keeping(checks, translated):
    """What keeps answers safe is switched on: tables, secrets, the stream and the schedules."""
    tables = of(translated, "AWS::DynamoDB::Table")
    unsafe = [
        name
        for name, it in tables.items()
        if not it["Properties"].get("DeletionProtectionEnabled")
        or not it["Properties"].get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled")
        or it.get("DeletionPolicy") != "Retain"
    ]
    checks.ok(len(tables) == 2 and not unsafe, "both tables are protected and can be restored to any second", unsafe)
    stream = tables["DataTable"]["Properties"].get("StreamSpecification", {}).get("StreamViewType")
    checks.equal(stream, "KEYS_ONLY", "the stream carries keys alone")
    secrets = of(translated, "AWS::SecretsManager::Secret")
    lost = [name for name, it in secrets.items() if (it["DeletionPolicy"], it["UpdateReplacePolicy"]) != ("Retain",) * 2]
    checks.ok(sorted(secrets) == ["AddressSecret", "LinkSecret"] and not lost, "both secrets outlive the stack", lost)
    sources = [it["Properties"] for it in of(translated, "AWS::Lambda::EventSourceMapping").values()]
    checks.ok(
        len(sources) == 5 and all(it["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for it in sources),
        "of a batch only the failed records come again",
    )
    (react,) = [it for it in sources if "StartingPosition" in it]
    whole = react["StartingPosition"] == "TRIM_HORIZON" and react["BisectBatchOnFunctionError"]
    checks.ok(whole, "the stream is read from its beginning")
    check_filters(checks, react)
    checks.ok(react["DestinationConfig"]["OnFailure"], "records that could not be handed over are kept")
    schedules = [it["Properties"] for it in of(translated, "AWS::Scheduler::Schedule").values()]
    timed = all("<aws.scheduler.scheduled-time>" in it["Target"]["Input"] for it in schedules)
    checks.ok(len(schedules) == 2 and timed, "both schedules send the time that they were planned for")


def check_buckets(checks, translated):
    """Buckets are encrypted, reached by nobody else and by TLS alone, and forget."""
    buckets = {name: it["Properties"] for name, it in of(translated, "AWS::S3::Bucket").items()}
    days = {name: it["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"] for name, it in buckets.items()}
    checks.equal(days, {"Exports": 7, "StreamFailures": 90}, "what lies in a bucket goes by itself")
    closed = {
        name
        for name, it in buckets.items()
        if "BucketEncryption" in it and all(it["PublicAccessBlockConfiguration"].values())
    }
    guarded = {it["Properties"]["Bucket"]["Ref"] for it in of(translated, "AWS::S3::BucketPolicy").values()}
    checks.ok(closed == guarded == set(buckets), "each bucket is encrypted, closed, and speaks TLS alone", (closed, guarded))


def check_queues(checks, translated):
    """What fails too often is kept as long as SQS keeps anything, an alarm says so, and nothing is delivered a second time
    while its reader may still be at it."""
    queues = {name: it["Properties"] for name, it in of(translated, "AWS::SQS::Queue").items()}
    dead = {name: it["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0] for name, it in queues.items() if "RedrivePolicy" in it}
    checks.equal(sorted(dead), ["DispatchQueue", "JobsQueue", "OutcomeQueue", "RollupQueue"], "each queue has a dead-letter queue")
    apart = sorted(dead.values()) == sorted(set(queues) - set(dead))
    kept = all(queues[name]["MessageRetentionPeriod"] == 1_209_600 for name in dead.values())
    checks.ok(apart and kept, "each dead-letter queue is of one queue, and keeps for two weeks", dead)
    alarms = {
        it["Properties"]["Dimensions"][0]["Value"]["Fn::GetAtt"][0]: it["Properties"]["Threshold"]
        for it in of(translated, "AWS::CloudWatch::Alarm").values()
        if it["Properties"]["Namespace"] == "AWS/SQS"
    }
    checks.equal(alarms, dict.fromkeys(dead.values(), 0), "an alarm watches each of them")
    functions = of(translated, "AWS::Lambda::Function")
    hasty = []
    for it in of(translated, "AWS::Lambda::EventSourceMapping").values():
        source, reader = it["Properties"]["EventSourceArn"]["Fn::GetAtt"][0], it["Properties"]["FunctionName"]["Ref"]
        if source in queues and queues[source]["VisibilityTimeout"] < 6 * functions[reader]["Properties"]["Timeout"]:
            hasty.append(source)
    checks.ok(not hasty, "a message is hidden for six times the time of its reader", hasty)
    mappings = [it["Properties"] for it in of(translated, "AWS::Lambda::EventSourceMapping").values()]
    batches = [it["BatchSize"] for it in mappings if it["EventSourceArn"]["Fn::GetAtt"][0] == "RollupQueue"]
    alone = (batches, functions["Rollup"]["Properties"]["Timeout"]) == ([1], 900)
    checks.ok(alone, "a bucket has a worker of the rollup, and the longest time that Lambda gives, to itself", batches)


def check_topics(checks, translated):
    """What comes back of messages reaches the queue as it is, and nobody else may write to the topics or to the queue."""
    topics = sorted(of(translated, "AWS::SNS::Topic"))
    checks.equal(topics, ["MailEvents", "TextEvents"], "a topic for mails and one for texts")
    feeds = [it["Properties"] for it in of(translated, "AWS::SNS::Subscription").values()]
    fed = sorted(it["TopicArn"]["Ref"] for it in feeds if it["Endpoint"] == {"Fn::GetAtt": ["OutcomeQueue", "Arn"]})
    raw = all((it["Protocol"], it["RawMessageDelivery"]) == ("sqs", True) for it in feeds)
    checks.ok(fed == topics and raw, "both feed the queue of outcome, unwrapped", feeds)
    may = {}
    for kind, of_what in (("AWS::SNS::TopicPolicy", "Topics"), ("AWS::SQS::QueuePolicy", "Queues")):
        for it in of(translated, kind).values():
            (statement,) = it["Properties"]["PolicyDocument"]["Statement"]
            may[it["Properties"][of_what][0]["Ref"]] = statement
    services = {name: it["Principal"].get("Service") for name, it in may.items()}
    wanted = {"MailEvents": "ses", "TextEvents": "sms-voice", "OutcomeQueue": "sns", "RollupQueue": "s3"}
    wanted = {name: f"{service}.amazonaws.com" for name, service in wanted.items()}
    checks.equal(services, wanted, "one service may write to each")
    writers = may["OutcomeQueue"]["Condition"].get("ArnEquals", {}).get("aws:SourceArn")
    checks.equal(writers, [{"Ref": name} for name in topics], "our two topics alone may write to the queue")
    account = [may[name]["Condition"].get("StringEquals", {}).get("aws:SourceAccount") for name in topics]
    checks.equal(account, [{"Ref": "AWS::AccountId"}] * 2, "for this account alone")
    every = translated["Resources"]
    (texts,) = every["TextSet"]["Properties"]["EventDestinations"]
    mails = every["MailSetEvents"]["Properties"]["EventDestination"]
    told = (mails["SnsDestination"]["TopicARN"], texts["SnsDestination"]["TopicArn"])
    checks.equal(told, ({"Ref": "MailEvents"}, {"Ref": "TextEvents"}), "the stack's own sets publish there")
    events = {"send", "reject", "bounce", "complaint", "delivery", "deliveryDelay"}
    checks.equal(set(mails["MatchingEventTypes"]), events, "of mails all that changes a message, no opens and no clicks")


def check_roles(checks, translated):
    """Each function has a role of its own, and none reaches further than it must."""
    functions = {n: r["Properties"] for n, r in translated["Resources"].items() if r["Type"] == "AWS::Lambda::Function"}
    used = [json.dumps(it["Role"]) for it in functions.values()]
    checks.ok(
        sorted(functions) == sorted(FUNCTIONS) and len(set(used)) == len(FUNCTIONS), "nine functions, a role each"
    )
    broad = []
    for name, role in translated["Resources"].items():
        if role["Type"] != "AWS::IAM::Role":
            continue
        if name.removesuffix("Role") in FUNCTIONS and role["Properties"].get("ManagedPolicyArns"):
            broad.append(f"{name} has managed policies")
        for policy in role["Properties"].get("Policies", []):
            for it in policy["PolicyDocument"]["Statement"]:
                actions = it["Action"] if isinstance(it["Action"], list) else [it["Action"]]
                if any("*" in action for action in actions):
                    broad.append(f"{name} {it.get('Sid')} names actions with a star")
                if it["Resource"] == "*" and actions != ["dynamodb:ListStreams"]:
                    broad.append(f"{name} {it.get('Sid')} reaches every resource")
    checks.ok(not broad, "no role has a managed policy, a wildcard action or every resource", broad)
    senders = [name for name in FUNCTIONS if "ses:Send" in json.dumps(translated["Resources"][f"{name}Role"])]
    checks.equal(senders, ["Dispatch"], "one function may send mails")
    changes = ("PutItem", "UpdateItem", "DeleteItem", "SendMessage", "PartiQL", "BatchWriteItem", "PutObject")
    for name in ("Report", "Dashboard"):
        role = json.dumps(translated["Resources"][f"{name}Role"]["Properties"]["Policies"])
        writes = [it for it in changes if it in role]
        checks.ok(not writes, f"the function {name.lower()} may only read", writes)


def check_builds(checks):
    """Sizes as Lambda gets them, and that a panic unwinds: cargo-lambda's own release profile would abort."""
    for name in FUNCTIONS:
        built = f".aws-sam/build/{name}/bootstrap"
        if not os.path.exists(built):
            checks.ok(False, f"{name} is built")
            continue
        zipped = f"target/sam/{name}.zip"
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(built, "bootstrap")
        size = os.path.getsize(zipped)
        checks.ok(size < MOST_BYTES, f"{name} zipped is under 4 MB: {size / 1e6:.2f} MB", f"{size} bytes")
        sections = subprocess.run(["readelf", "-SW", built], capture_output=True, text=True, check=True).stdout
        table = [line.split() for line in sections.splitlines() if ".gcc_except_table" in line]
        # Landing pads: with `panic = "abort"` only those of the standard library are left, about 5 KB.
        pads = int(table[0][table[0].index(".gcc_except_table") + 4], 16) if table else 0
        checks.ok(pads > 16_384, f"{name} unwinds on a panic", f"{pads} bytes of landing pads")


def main():
    """The static checks: `translation` or `builds`."""
    from .checks import Checks

    checks = Checks()
    {"translation": check_translation, "builds": check_builds}[sys.argv[1]](checks)
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()

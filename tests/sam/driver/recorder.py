"""Stands between each function and the emulators and notes what it asks for. No emulator enforces a role, so this is
how a role that grants too little shows before a deployment does."""

import http.client
import json
import threading
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BUCKET = "exports"
PARTS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}


def permissions(target, body):
    """The permissions that a call needs, as (action, resource), resources by their names in the template."""
    service, _, call = (target or "").rpartition(".")
    if service.startswith("DynamoDB"):
        if call == "TransactWriteItems":
            for item in body["TransactItems"]:
                for part, wanted in item.items():
                    yield f"dynamodb:{PARTS[part]}", wanted["TableName"]
        elif call in ("BatchGetItem", "BatchWriteItem"):
            for table in body["RequestItems"]:
                yield f"dynamodb:{call}", table
        else:
            index = f"/index/{body['IndexName']}" if "IndexName" in body else ""
            yield f"dynamodb:{call}", body.get("TableName", "*") + index
    elif service == "AmazonSQS":
        yield f"sqs:{call.removesuffix('Batch')}", body["QueueUrl"].rsplit("/", 1)[-1]
    elif service == "PinpointSMSVoiceV2":
        yield f"sms-voice:{call}", "number"
    else:
        yield "ses:SendEmail", "identity"
        yield "ses:SendRawEmail", "identity"


def files_action(method, address):
    """The permission that a call of S3 needs."""
    if method == "DELETE":
        return "s3:AbortMultipartUpload" if "uploadId=" in address else "s3:DeleteObject"
    return "s3:GetObject" if method == "GET" else "s3:PutObject"


def resource_name(resource):
    """A resource of a policy, spelled as `permissions` spells it."""
    if isinstance(resource, str):
        return resource
    if "Fn::If" in resource:
        return resource_name(resource["Fn::If"][1])
    if "Fn::GetAtt" in resource:
        name, attribute = resource["Fn::GetAtt"]
        return name if attribute == "Arn" else f"{name}/{attribute}"
    sub = resource.get("Fn::Sub", "")
    text = sub if isinstance(sub, str) else sub[0]
    if ":sms-voice:" in text:
        return "number"
    return "identity" if ":ses:" in text else text.replace("${", "").replace(".Arn}", "")


def grants(template, function):
    """What a function's role grants, as (action, resource)."""
    granted = set()
    for policy in template["Resources"][f"{function}Role"]["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
            granted |= {(action, resource_name(it)) for action in statement["Action"] for it in resources}
    return granted


class Recorder:
    """A proxy for one function. It keeps what was asked of SES, and stands in for End User Messaging, which moto has not."""

    def __init__(self, bridge, dynamodb_url, moto_url):
        self.used = set()
        self.mails, self.texts = [], []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                target = self.headers.get("X-Amz-Target")
                if not target and self.path.startswith(f"/{BUCKET}/"):
                    return self.of_files(body)
                asked = json.loads(body or b"{}")
                recorder.used |= set(permissions(target, asked))
                if (target or "").startswith("PinpointSMSVoiceV2."):
                    recorder.texts.append(asked)
                    return self.reply(200, {"Content-Type": "application/x-amz-json-1.0"}, self.accepted())
                if not target:
                    recorder.mails.append(asked)
                self.forward(dynamodb_url if (target or "").startswith("DynamoDB") else moto_url, body)

            def of_files(self, body=b""):
                """A call of S3, which is told by its method and its address."""
                body = body or self.rfile.read(int(self.headers.get("Content-Length", 0)))
                recorder.used.add((files_action(self.command, self.path), "Exports/*"))
                self.forward(moto_url, body)

            do_GET = do_PUT = do_DELETE = of_files

            def forward(self, url, body):
                upstream = urllib.parse.urlsplit(url)
                connection = http.client.HTTPConnection(upstream.hostname, upstream.port, timeout=60)
                headers = {
                    k: v for k, v in self.headers.items() if k.lower() not in ("connection", "transfer-encoding")
                }
                connection.request(self.command, self.path, body, headers)
                answer = connection.getresponse()
                own = ("connection", "content-length", "transfer-encoding", "date", "server")
                kept = {name: value for name, value in answer.getheaders() if name.lower() not in own}
                self.reply(answer.status, kept, answer.read())
                connection.close()

            @staticmethod
            def accepted():
                return json.dumps({"MessageId": str(uuid.uuid4())}).encode()

            def reply(self, status, headers, content):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer((bridge, 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://{bridge}:{self.server.server_address[1]}"


def check_grants(checks, template, recorders):
    """Every call of every function was one that its role grants."""
    reads = (
        "logs:",
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "s3:",
        "dynamodb:ListStreams",
    )
    for function, recorder in recorders.items():
        granted = grants(template, function)
        beyond = sorted(recorder.used - granted)
        checks.ok(recorder.used and not beyond, f"{function} asked for nothing that its role does not grant", beyond)
        # What Lambda itself does with the role, or what this path does not reach.
        idle = [it for it in granted - recorder.used if not it[0].startswith(reads) and "Stream" not in it[1]]
        if idle:
            print(f"# not used here by {function}: " + ", ".join(f"{a} on {r}" for a, r in sorted(idle)), flush=True)

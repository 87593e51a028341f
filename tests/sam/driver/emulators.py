"""Stands in for AWS: the tables in the embedded DynamoDB, SQS and SES in moto, all on the Docker bridge. Both are made
from template.yaml's own resources, so that its keys, index, stream and queues are what is proven."""

import email
import email.policy
import hashlib
import json
import logging
import time

import boto3
from botocore.config import Config
from moto.core import DEFAULT_ACCOUNT_ID
from moto.server import ThreadedMotoServer
from moto.ses.models import ses_backends

from . import template as sam_template
from .recorder import BUCKET

REGION = "eu-central-1"


class Emulators:
    """The stack's tables and queues, by their names in the template."""

    def __init__(self, bridge, dynamodb_url):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.moto = ThreadedMotoServer(ip_address=bridge, port=0, verbose=False)
        self.moto.start()
        host, port = self.moto.get_host_and_port()
        self.moto_url = f"http://{host}:{port}"
        self.bridge, self.dynamodb_url = bridge, dynamodb_url
        self.template = sam_template.load()
        self.dynamodb = self._client("dynamodb", dynamodb_url)
        self.streams = self._client("dynamodbstreams", dynamodb_url)
        self.sqs = self._client("sqs", self.moto_url)
        self.ses = self._client("ses", self.moto_url)
        self.s3 = self._client("s3", self.moto_url)
        self.queues = {}

    @staticmethod
    def _client(service, url):
        # The emulator's shard ids are shorter than those of AWS, which boto3 would refuse to send.
        return boto3.client(service, endpoint_url=url, region_name=REGION, config=Config(parameter_validation=False))

    def create(self, from_email):
        """Makes what the template describes."""
        for name, table in sam_template.resources(self.template, "AWS::DynamoDB::Table").items():
            keep = ["KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode"]
            arguments = {key: json.loads(json.dumps(table[key])) for key in keep if key in table}
            if "StreamSpecification" in table:
                arguments["StreamSpecification"] = {"StreamEnabled": True, **table["StreamSpecification"]}
            self.dynamodb.create_table(TableName=name, **arguments)
            self.dynamodb.update_time_to_live(
                TableName=name, TimeToLiveSpecification=dict(table["TimeToLiveSpecification"])
            )
        queues = sam_template.resources(self.template, "AWS::SQS::Queue")
        # Those without a dead-letter queue are the dead-letter queues.
        for name, queue in sorted(queues.items(), key=lambda it: "RedrivePolicy" in it[1]):
            attributes = {k: str(queue[k]) for k in ("VisibilityTimeout", "MessageRetentionPeriod") if k in queue}
            if "RedrivePolicy" in queue:
                dead, _ = queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"]
                policy = {
                    "deadLetterTargetArn": self.arn(dead),
                    "maxReceiveCount": queue["RedrivePolicy"]["maxReceiveCount"],
                }
                attributes["RedrivePolicy"] = json.dumps(policy)
            self.queues[name] = self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.ses.verify_email_identity(EmailAddress=from_email)

    def arn(self, queue):
        """The ARN of a queue."""
        return f"arn:aws:sqs:{REGION}:{DEFAULT_ACCOUNT_ID}:{queue}"

    def rows(self, table, prefix=""):
        """Every item whose partition key begins so, sorted. A scan, which the product itself never does."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        items = [item for page in pages for item in page["Items"] if item["pk"]["S"].startswith(prefix)]
        return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))

    def snapshot(self):
        """Both tables as one text: equal texts, equal bytes."""
        tables = sam_template.resources(self.template, "AWS::DynamoDB::Table")
        return json.dumps({name: self.rows(name) for name in sorted(tables)}, sort_keys=True, default=str)

    def mails(self):
        """What SES was given, parsed as a mail program would."""
        sent = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
        return [email.message_from_string(it.raw_data, policy=email.policy.default) for it in sent]

    def receive(self, queue, wait=0):
        """Takes what the queue has now, as its event source would; the caller deletes."""
        taken, until = [], time.monotonic() + wait
        while True:
            answer = self.sqs.receive_message(
                QueueUrl=self.queues[queue], MaxNumberOfMessages=10, AttributeNames=["All"], WaitTimeSeconds=0
            )
            taken += answer.get("Messages", [])
            if not answer.get("Messages") and (taken or time.monotonic() >= until):
                return taken
            time.sleep(0.2)

    def delete(self, queue, messages):
        """Ends messages, as the event source does after a success."""
        for message in messages:
            self.sqs.delete_message(QueueUrl=self.queues[queue], ReceiptHandle=message["ReceiptHandle"])

    def sqs_event(self, queue, messages):
        """The event that Lambda makes of messages."""
        records = [
            {
                "messageId": it["MessageId"],
                "receiptHandle": it["ReceiptHandle"],
                "body": it["Body"],
                "attributes": it.get("Attributes", {}),
                "messageAttributes": {},
                "md5OfBody": hashlib.md5(it["Body"].encode()).hexdigest(),
                "eventSource": "aws:sqs",
                "eventSourceARN": self.arn(queue),
                "awsRegion": REGION,
            }
            for it in messages
        ]
        return {"Records": records}

    def stream_records(self, table):
        """All records of the table's stream, oldest first."""
        stream = self.dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]
        records = []
        for shard in self.streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"]:
            cursor = self.streams.get_shard_iterator(
                StreamArn=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            while cursor:
                answer = self.streams.get_records(ShardIterator=cursor)
                records += answer["Records"]
                cursor = answer.get("NextShardIterator") if answer["Records"] else None
        return stream, records

    def stream_event(self, table, after):
        """The event of the records past a position, filtered as the template says; and the new position."""
        stream, records = self.stream_records(table)
        source = sam_template.resources(self.template, "AWS::Serverless::Function")["React"]["Events"]["Responses"]
        patterns = [json.loads(it["Pattern"]) for it in source["Properties"]["FilterCriteria"]["Filters"]]
        passed = []
        for record in records[after:]:
            if any(sam_template.matches(pattern, record) for pattern in patterns):
                record["dynamodb"]["ApproximateCreationDateTime"] = time.time()
                passed.append({**record, "eventSourceARN": stream})
        return {"Records": json.loads(json.dumps(passed, default=str))}, len(records)

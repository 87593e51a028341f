"""SAM CLI: `sam local start-api` for the HTTP functions, `sam local invoke` for the others."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request

from samcli.yamlhelper import yaml_dump, yaml_parse

from .recorder import BUCKET, Recorder
from .template import FUNCTIONS

BUILT = ".aws-sam/build/template.yaml"
LOCAL = ".aws-sam/build/local.yaml"
ADDRESS_KEY = "fedcba9876543210" * 4


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sam:
    """The built template, pointed at the emulators."""

    def __init__(self, emulators, from_email):
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.api = None
        self.logs = "target/sam/functions.log"
        open(self.logs, "w", encoding="utf-8").close()
        # SAM CLI hands on only variables that the template names; the SDK's endpoints have no place in ours, so a copy
        # of the built template gets them.
        with open(BUILT, encoding="utf-8") as file:
            template = yaml_parse(file.read())
        self.recorders = {}
        for name in FUNCTIONS:
            recorder = Recorder(emulators.bridge, emulators.dynamodb_url, emulators.moto_url)
            function = template["Resources"][name]["Properties"]
            variables = function.setdefault("Environment", {}).setdefault("Variables", {})
            services = ("DYNAMODB", "SQS", "S3", "SESV2", "PINPOINT_SMS_VOICE_V2")
            variables.update({f"AWS_ENDPOINT_URL_{it}": recorder.url for it in services})
            self.recorders[name] = recorder
        with open(LOCAL, "w", encoding="utf-8") as file:
            file.write(yaml_dump(template))
        settings = {
            "ATBALSS_TABLE_DATA": "DataTable",
            "ATBALSS_TABLE_ROLLUPS": "RollupsTable",
            "ATBALSS_QUEUE_DISPATCH": emulators.queues["DispatchQueue"],
            "ATBALSS_QUEUE_ROLLUP": emulators.queues["RollupQueue"],
            "ATBALSS_QUEUE_JOBS": emulators.queues["JobsQueue"],
            "ATBALSS_EXPORTS_BUCKET": BUCKET,
            "ATBALSS_LINK_KEYS": "k1:" + "0123456789abcdef" * 4,
            "ATBALSS_ADDRESS_KEY": ADDRESS_KEY,
            "ATBALSS_CONFIGURATION_SET": "MailSet",
            "ATBALSS_SMS_CONFIGURATION_SET": "TextSet",
        }
        with open("target/sam/env.json", "w", encoding="utf-8") as file:
            json.dump({"Parameters": settings}, file)
        # SAM CLI asks STS for the account, and waits long for an answer where there is no network.
        self.environment = {**os.environ, "AWS_ENDPOINT_URL": emulators.moto_url}
        self.common = ["--template", LOCAL, "--env-vars", "target/sam/env.json", "--skip-pull-image"]
        self.common += [
            "--region",
            "eu-central-1",
            "--parameter-overrides",
            f"Architecture={os.environ['SAM_TEST_ARCH']}",
        ]
        self.common += [f"FromEmail={from_email}", f"BaseUrl={self.base}"]

    def start_api(self):
        """Starts the API; containers are made at their first request and kept."""
        command = ["sam", "local", "start-api", *self.common, "--warm-containers", "LAZY", "--port", str(self.port)]
        log = open(self.logs, "a", encoding="utf-8")
        self.api = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment, start_new_session=True
        )
        until = time.monotonic() + 120
        while time.monotonic() < until and self.api.poll() is None:
            try:
                urllib.request.urlopen(f"{self.base}/healthz", timeout=60).close()
                return True
            except urllib.error.HTTPError:
                return True
            except OSError:
                time.sleep(0.3)
        return False

    def stop(self):
        """Ends the API and its containers."""
        if self.api and self.api.poll() is None:
            self.api.terminate()
            try:
                self.api.wait(60)
            except subprocess.TimeoutExpired:
                self.api.kill()

    def invoke(self, function, event):
        """Runs a function once; its answer, or the text of what went wrong."""
        command = ["sam", "local", "invoke", function, *self.common, "--event", "-"]
        run = subprocess.run(
            command,
            input=json.dumps(event),
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
            env=self.environment,
        )
        with open(self.logs, "a", encoding="utf-8") as log:
            log.write(run.stderr)
        lines = [line for line in run.stdout.splitlines() if line.strip()]
        try:
            answer = json.loads(lines[-1])
        except (IndexError, ValueError):
            return {"errorMessage": (run.stdout + run.stderr)[-500:]}
        return answer

    def function_lines(self):
        """What the functions themselves printed, without SAM's and the runtime's own lines."""
        with open(self.logs, encoding="utf-8") as log:
            return [line.strip() for line in log if line.lstrip().startswith("{")]

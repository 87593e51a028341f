"""The first admin key of a stack, made as the docs say: by the program, on the stack's own tables."""

import os
import subprocess

from .emulators import REGION


def put(emulators, workspace):
    """Makes an admin key with `atbalss key create`, and returns it."""
    program = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "debug", "atbalss")
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL_DYNAMODB": emulators.dynamodb_url,
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "ATBALSS_TABLE_DATA": "DataTable",
        "ATBALSS_TABLE_ROLLUPS": "RollupsTable",
    }
    command = [program, "key", "create", "--workspace", workspace, "--scopes", "admin", "--name", "first"]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()

"""The command line on the stack's own tables, as the docs say: the first admin key is made by it."""

import os
import subprocess

from .emulators import REGION


def run(emulators, *words, **more):
    """What a command prints."""
    program = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "debug", "atbalss")
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL_DYNAMODB": emulators.dynamodb_url,
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "ATBALSS_TABLE_DATA": "DataTable",
        "ATBALSS_TABLE_ROLLUPS": "RollupsTable",
        **more,
    }
    return subprocess.run([program, *words], env=environment, check=True, capture_output=True, text=True).stdout.strip()


def admin_key(emulators, workspace):
    """A new admin key."""
    return run(emulators, "key", "create", "--workspace", workspace, "--scopes", "admin", "--name", "first")

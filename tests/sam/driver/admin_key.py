"""The first admin key of a stack, put straight into its table: a key can't be made over HTTP without one."""

import hashlib
import secrets
import time


def put(emulators, workspace):
    """Stores a new admin key as the store does, and returns it."""
    key_id, secret = "samtest1", secrets.token_hex(24)
    common = {
        "key_id": {"S": key_id},
        "workspace": {"S": workspace},
        "scopes": {"L": [{"S": "admin"}]},
        "digest": {"S": hashlib.sha256(secret.encode()).hexdigest()},
        "created_at": {"S": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())},
    }
    for pk, sk in ((f"k#{key_id}", "key"), (f"w#{workspace}", f"key#{key_id}")):
        emulators.dynamodb.put_item(TableName="DataTable", Item={"pk": {"S": pk}, "sk": {"S": sk}, **common})
    return f"atb_{key_id}_{secret}"

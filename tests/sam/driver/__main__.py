"""Usage: python -m driver BRIDGE_ADDRESS DYNAMODB_URL, from the root of the repository, after `sam build`."""

import os
import signal
import sys
import traceback

from . import program
from .checks import Checks, Stop
from .emulators import Emulators
from .path import FROM, WORKSPACE, Path
from .sam import Sam


def main(bridge, dynamodb_url):
    """Sets the emulators up, starts the API, walks the path."""
    # Clients of ours and of SAM CLI: made up, so that nothing can reach a real account.
    os.environ.update(AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local", AWS_DEFAULT_REGION="eu-central-1")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    checks = Checks()
    emulators = Emulators(bridge, dynamodb_url)
    emulators.create(FROM)
    sam = Sam(emulators, FROM)
    step = "start"
    try:
        checks.must(sam.start_api(), "sam local start-api answers")
        path = Path(checks, emulators, sam, program.admin_key(emulators, WORKSPACE))
        for step in path.steps():
            step()
    except Stop:
        print("# the steps after this one were not tried", flush=True)
    except Exception:
        checks.ok(False, f"{getattr(step, '__name__', step)} runs to its end", traceback.format_exc()[-500:])
    finally:
        sam.stop()
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

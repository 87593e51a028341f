"""Starts the program, fills it, and lets schemathesis ask it everything that the document speaks of and more."""
import json, os, pathlib, subprocess, sys, tempfile, xml.etree.ElementTree as xml

import rough, world

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAM = ROOT / "target/debug/atbalss"


# Where what is known goes, beside what schemathesis makes up: by operation (a regular expression), and by parameter. What is
# deleted is deleted elsewhere, so that the rest finds something to the end.
BOUND = [
    ("(GET|PUT) .*/surveys/{id}", {"path.id": "surveys"}), ("DELETE /v1/surveys/{id}", {"path.id": "spare-surveys"}),
    ("(GET|PUT) /v1/people/{id}", {"path.id": "people"}), ("DELETE /v1/people/{id}", {"path.id": "spare-people"}),
    ("GET /v1/dispatches/{id}", {"path.id": "dispatches"}), ("DELETE /v1/suppressions/{id}", {"path.id": "suppressions"}),
    ("GET /v1/rollups/{id}", {"path.id": "rollups"}), ("GET /v1/exports/{id}", {"path.id": "exports"}),
    ("DELETE /v1/keys/{id}", {"path.id": "keys"}), ("DELETE /v1/link-keys/{id}", {"path.id": "link-keys"}),
    ("(GET|PUT) .*/responses/{response}", {"path.response": "responses"}), (".* /s/", {"path.token": "links"}), (".* /u/", {"path.token": "stops"}),
    (".* /f/", {"path.workspace": "workspaces", "path.survey": "surveys"}),
    ("GET /v1/(dispatches|metrics)$", {"query.survey": "surveys", "query.person": "people"}),
    ("GET /", {"query.from": "days", "query.to": "days", "query.day": "days"}),
    ("POST /v1/", {"body.survey": "surveys", "body.person": "people", "body.submission_id": "submissions", "body.answers.score": "scores"}),
]


def settings(folder, known, callers):
    """The settings of the run: those of schemathesis.toml, what is known of the workspace, and the keys of both."""
    peers = [{"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {caller.key}"}]} for name, caller in callers.items()]
    (folder / "auth.json").write_text(json.dumps({"auth": peers}))
    parts = [f"hooks = {json.dumps(str(HERE / 'bodies.py'))}", (HERE / "schemathesis.toml").read_text()]
    parts.append(f"[auth.wfc]\npath = {json.dumps(str(folder / 'auth.json'))}\npeers = {json.dumps(list(callers))}")
    parts += [f"[dictionaries.{kind}]\nvalues = {json.dumps(values)}" for kind, values in known.items()]
    for operation, names in BOUND:
        operation = operation.replace("{", "[{]").replace("}", "[}]")
        bound = ", ".join(f'"{name}" = {{ dictionary = "{kind}", probability = 0.7 }}' for name, kind in names.items())
        parts.append(f"[[operations]]\ninclude-name-regex = '^{operation}'\nparameters = {{ {bound} }}")
    (folder / "schemathesis.toml").write_text("\n".join(parts))
    return folder / "schemathesis.toml"


def judged(report):
    """How many operations nothing was found at, and the names of the others."""
    cases = list(xml.parse(report).getroot().iter("testcase"))
    wrong = [case.get("name") for case in cases if case.find("failure") is not None or case.find("error") is not None]
    return len(cases) - len(wrong), wrong


def main(words):
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(made)
        with world.Serving(PROGRAM, folder) as serving:
            known, _ = [caller.fill() for caller in serving.callers.values()]
            known["stops"] = serving.unsubscribing()
            config, report = settings(folder, known, serving.callers), folder / "report.xml"
            done = subprocess.run([pathlib.Path(sys.executable).parent / "schemathesis", "--config-file", config, "run",
                                   f"{serving.home}/openapi.json", "--url", serving.home, "--report-junit-path", report, *words],
                                  cwd=folder, env={**os.environ, "LINK_KEY": json.dumps(serving.callers["default"].signs)})
            assert serving.process.poll() is None, "the program ended"
            document = serving.callers["default"].call("GET", "/openapi.json")
            rough_passed, rough_wrong = (0, []) if words else rough.ask_roughly(serving.home, serving.callers["default"].key, document)
        passed, wrong = judged(report)
        errors = serving.errors()
    for line in [*wrong, *rough_wrong, *errors[:20]]:
        print(f"not ok - {line}")
    failed = len(wrong) + len(rough_wrong) + bool(errors) + (done.returncode != 0 and not wrong)
    print(f"schema: {passed + rough_passed} passed, {failed} failed")
    return failed != 0


sys.exit(main(sys.argv[1:]))

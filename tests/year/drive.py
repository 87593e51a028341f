"""The program as a process of its own, over nothing but its outer contract: HTTP and the command line."""
import contextlib, http.client, json, os, re, signal, socket, subprocess, threading, time

KEY = "atb_tests_0123456789abcdefghijklmnopqrstuv"


class Program:
    def __init__(self, path, folder):
        self.path, self.folder, self.crashes = path, folder, 0

    def run(self, *words, ok=(0,), kill_after=None):
        """A command on the folder; with `kill_after` it is killed after so many seconds, if it is still there."""
        started = subprocess.Popen([self.path, *words, "--data", self.folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            out, err = started.communicate(timeout=kill_after if kill_after is not None else 1200)
        except subprocess.TimeoutExpired:
            started.kill()
            out, err = started.communicate()
            if kill_after is None:
                raise AssertionError(f"{words[0]} does not end")
            self.crashes += 1
            return None
        assert kill_after is not None or started.returncode in ok, f"{words} ended with {started.returncode}\n{out[-1500:]}\n{err[-1500:]}"
        return subprocess.CompletedProcess(words, started.returncode, out, err)

    @contextlib.contextmanager
    def serve(self):
        serving = Serving(self)
        try:
            yield serving
        finally:
            if serving.process.poll() is None:
                serving.process.kill()
                serving.process.wait()


class Serving:
    def __init__(self, program):
        self.program, self.local = program, threading.local()
        environment = {**os.environ, "ATBALSS_ADMIN_KEY": KEY}
        self.process = subprocess.Popen([program.path, "serve", "--data", program.folder, "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        self.port = None
        for line in self.process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
                break
        assert self.port, "the program does not serve"
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        while True:
            with contextlib.suppress(OSError):
                if self.ask("GET", "/healthz")[0] == 200:
                    break
            assert self.process.poll() is None, "the program ended"
            time.sleep(0.05)

    def ask(self, method, path, body=None, key=KEY, media="application/json"):
        """Status and text; a connection for each thread."""
        if getattr(self.local, "connection", None) is None:
            self.local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            self.local.connection.connect()
            self.local.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        headers = {"authorization": f"Bearer {key}"} if key else {}
        if body is not None:
            headers["content-type"] = media
            body = body if isinstance(body, str) else json.dumps(body)
        try:
            self.local.connection.request(method, path, body and body.encode(), headers)
            answer = self.local.connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self.local.connection = None
            raise OSError(str(error)) from error

    def call(self, method, path, body=None, expect=(200, 201, 202, 204), **more):
        status, text = self.ask(method, path, body, **more)
        assert status in expect, f"{method} {path}: {status} {text[:800]}"
        return json.loads(text) if text.startswith(("{", "[")) and more.get("media") != "application/x-ndjson" else text

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.program.crashes += how == signal.SIGKILL
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError("SIGTERM does not end it") from None
        return self.process.returncode

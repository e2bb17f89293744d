# jobdouble in the tests of a Python project, with only the standard library. Copy this file.
import json
import subprocess
import urllib.request

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class Double:
    """A server on a free port, for a `with`. The command is that of `npm i -D jobdouble`."""

    def __init__(self, *flags, command="node_modules/.bin/jobdouble"):
        self._process = subprocess.Popen([command, "--port", "0", *flags], stdout=subprocess.PIPE, text=True)
        self.main = Sandbox(self._process.stdout.readline().split()[-1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.communicate()

    def sandbox(self, **settings):
        """A new sandbox, with settings such as `seed=7` and `clock={"mode": "frozen"}`."""
        return Sandbox(self.main.call("POST /__admin/sandboxes", settings)["url"])


class Sandbox:
    """`url` is the base URL for the client under test, without a path such as that of Julep (`/api`)."""

    def __init__(self, url):
        self.url = url

    def call(self, operation, body=None):
        """Sends a request to the control API: `call("POST /__admin/clock/advance", {"by": "1m"})`."""
        method, path = operation.split(" ")
        data = None if body is None else json.dumps(body).encode()
        with _open(urllib.request.Request(self.url + path, data, {"content-type": "application/json"}, method=method)) as response:
            return json.loads(response.read() or "null")

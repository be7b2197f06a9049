"""Fivetran's own stubs, over gRPC: the form, every test, the schema, whole syncs, and syncs that the client cuts, that
lose their program, or whose source fails, and that go on from the state that they left."""

import json
import pathlib
import signal
import socket
import subprocess
import sys
import types

import grpc

from against.platform import Platform, local_contents, same
from different import require
from warehouse import sync as sync_locally

MESSAGE_LIMIT = 128 * 1024 * 1024


def stubs():
    """The generated messages out of the MIT-licensed package, without the package's own code."""
    for folder in sys.path:
        protos = pathlib.Path(folder or ".") / "fivetran_connector_sdk" / "protos"
        if protos.is_dir():
            package = types.ModuleType("fivetran_connector_sdk")
            package.__path__ = [str(protos)]
            sys.modules["fivetran_connector_sdk"] = package
            from fivetran_connector_sdk import common_pb2, connector_sdk_pb2, connector_sdk_pb2_grpc

            return common_pb2, connector_sdk_pb2, connector_sdk_pb2_grpc
    sys.exit("the package fivetran-connector-sdk is not installed")


common, messages, services = stubs()


class Served:
    """An example that serves, and the client's end of it."""

    def __init__(self, case, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.log = open(folder / "log", "w+", encoding="utf-8")
        self.errors = open(folder / "errors", "w+", encoding="utf-8")
        command = [str(case.program), "--port", str(port)]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.errors, cwd=folder)
        options = [
            ("grpc.max_receive_message_length", MESSAGE_LIMIT),
            ("grpc.max_send_message_length", MESSAGE_LIMIT),
            # The program is not there yet at the first attempt; the next ones would come after a second, and two, and four.
            ("grpc.initial_reconnect_backoff_ms", 100),
            ("grpc.max_reconnect_backoff_ms", 1000),
        ]
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}", options, compression=grpc.Compression.Gzip)
        grpc.channel_ready_future(self.channel).result(timeout=60)
        self.stub = services.SourceConnectorStub(self.channel)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.channel.close()
        killed = self.process.poll() is not None
        self.process.send_signal(signal.SIGTERM if error is None else signal.SIGKILL)
        code = self.process.wait(timeout=60)
        self.log.seek(0)
        lines = self.log.readlines()
        self.errors.seek(0)
        said = self.errors.read()
        self.log.close()
        self.errors.close()
        if error is not None:
            error.add_note(f"the program said: {''.join(lines[-5:])}{said[-1000:]}")
            return
        require(killed or code == 0, f"told to stop, the program ended with {code}")
        for line in lines:
            entry = json.loads(line)
            require(set(entry) == {"level", "message", "message-origin"}, f"a log line has other keys: {line}")
            require(entry["level"] in ("INFO", "WARNING", "SEVERE"), f"a log line has another level: {line}")
            require(entry["message-origin"] == "sdk_connector", f"a log line has another origin: {line}")


class Connection:
    """A connection of the platform's: a configuration and the schema that it leads to."""

    def __init__(self, case, folder):
        self.case, self.folder = case, folder
        self.texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in case.config.items()}
        with Served(case, folder) as served:
            self.set_up(served.stub)
            self.schema = served.stub.Schema(messages.SchemaRequest(configuration=self.texts))

    def set_up(self, stub):
        """What the platform does before the first sync."""
        form = stub.ConfigurationForm(common.ConfigurationFormRequest())
        names = [field.name for field in form.fields]
        require(len(names) == len(set(names)), f"the form has a name twice: {names}")
        for test in form.tests:
            answer = stub.Test(common.TestRequest(name=test.name, configuration=self.texts))
            require(answer.WhichOneof("response") == "success", f"the test {test.name} failed: {answer.failure}")
        answer = stub.Test(common.TestRequest(name="no such test", configuration=self.texts))
        require(answer.failure, "a test that does not exist succeeded")
        rejected = None
        try:
            list(stub.Update(messages.UpdateRequest(configuration=self.texts, state_json="no json")))
        except grpc.RpcError as error:
            rejected = error.code()
        require(rejected == grpc.StatusCode.INVALID_ARGUMENT, f"a broken state was answered with {rejected}")

    def platform(self):
        """What keeps the rows."""
        platform = Platform(common)
        kind = self.schema.WhichOneof("response")
        if kind != "schema_response_not_supported":
            platform.describe(getattr(self.schema, kind))
        return platform

    def sync(self, platform, cut=None, kill=False):
        """Syncs once, from the platform's state, to the end or to the so-manieth checkpoint; there the client goes
        away, or the program dies. Returns how many rows came."""
        before, cut = platform.records, cut and platform.checkpoints + cut
        request = messages.UpdateRequest(configuration=self.texts)
        if platform.state is not None:
            request.state_json = platform.state
        with Served(self.case, self.folder) as served:
            stream = served.stub.Update(request, timeout=300)
            for message in stream:
                platform.take(message)
                if platform.checkpoints == cut:
                    if kill:
                        served.process.kill()
                        served.process.wait()
                    stream.cancel()
                    break
            else:
                require(cut is None, "the sync ended before it was to be cut off")
        platform.cut()
        return platform.records - before


def drive(case, folder):
    connection = Connection(case, folder)
    whole = connection.platform()
    records = connection.sync(whole)
    require(whole.task is None, f"the sync ended with a task: {whole.task}")
    expected = local_contents(sync_locally(case, folder), whole)
    same("a whole sync", whole.contents(), expected)
    checkpoints = whole.checkpoints
    done = [f"{records} records", f"{checkpoints} checkpoints"]

    # A cut behind the last row leaves nothing to make up for, and the sync after it is the next one.
    cuts = range(1, checkpoints)
    if len(cuts) > 6:
        cuts = (1, checkpoints // 2, checkpoints - 1)
    for cut in cuts:
        platform = connection.platform()
        connection.sync(platform, cut)
        connection.sync(platform)
        same(f"cut after checkpoint {cut} of {checkpoints} and resumed", platform.contents(), expected)
    done += [f"{len(cuts)} cuts"] if cuts else []
    if case.goes_on:
        again = connection.sync(whole)
        require(again == 0, f"a sync after a whole one brings {again} records")
        platform = connection.platform()
        connection.sync(platform, max(1, checkpoints // 3), kill=True)
        connection.sync(platform)
        same("killed and resumed", platform.contents(), expected)
        done.append("killed and resumed")
    if case.can_break:
        platform = connection.platform()
        with case.breaking():
            broken = connection.sync(platform)
        require(platform.task and platform.checkpoints, f"with a source that breaks the sync ends with {platform.task}")
        platform.task = None
        rest = connection.sync(platform)
        require(platform.task is None and 0 < broken < records and rest < records, f"{broken} records, then {rest}")
        same("failed and resumed", platform.contents(), expected)
        done.append("failed and resumed")
    return ", ".join(done)

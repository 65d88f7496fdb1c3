"""Talks to the Weather server in raw JSON-RPC lines and has the SDK's wire types judge every answer.

The SDK's own client forgives: it ignores members it does not know. Here each answer must parse by the schema of
its revision, and no member of it may be one that the revision does not have.

wire_types.py VERSION PROGRAM [ARGUMENT...]     prints {"METHOD NAME-OR-URI": "ok", or what is wrong}
"""

import json
import subprocess
import sys

from mcp_types import CLIENT_CAPABILITIES_META_KEY, CLIENT_INFO_META_KEY, PROTOCOL_VERSION_META_KEY
from mcp_types.jsonrpc import JSONRPCError, JSONRPCResponse, jsonrpc_message_adapter
from mcp_types.methods import parse_server_result, serialize_server_result
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

CLIENT = {"name": "wire-types", "version": "1"}
version, *program = sys.argv[1:]
modern = version in MODERN_PROTOCOL_VERSIONS
server = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
verdicts = {}


def send(message):
    server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    server.stdin.flush()


def receive(id):
    for line in server.stdout:
        message = json.loads(line)
        if message.get("id") == id:
            return message
    raise SystemExit(f"the server closed its output before it answered request {id}")


def strangers(sent, known, path=""):
    """The members of `sent` that `known`, its reading by the schema, does not have."""
    if isinstance(sent, dict) and isinstance(known, dict):
        for key, value in sent.items():
            if key not in known:
                yield f"{path}/{key}"
            else:
                yield from strangers(value, known[key], f"{path}/{key}")
    elif isinstance(sent, list) and isinstance(known, list) and len(sent) == len(known):
        for index, (left, right) in enumerate(zip(sent, known)):
            yield from strangers(left, right, f"{path}/{index}")
    elif sent != known:
        yield f"{path} ({sent!r} is read as {known!r})"


def judge(method, message, errors):
    envelope = jsonrpc_message_adapter.validate_python(message)
    if isinstance(envelope, JSONRPCError):
        code = envelope.error.code
        return "ok" if code in errors else f"error {code}: {envelope.error.message}"
    if errors or not isinstance(envelope, JSONRPCResponse):
        return f"an answer was due with {f'an error of {errors}' if errors else 'a result'}, not {message}"
    parse_server_result(method, version, envelope.result)
    # A dump without nulls: no member of this server's answers has a reason to be null.
    unknown = list(strangers(envelope.result, serialize_server_result(method, version, envelope.result)))
    return f"{version} has no {', '.join(unknown)}" if unknown else "ok"


def ask(method, params=None, errors=()):
    params = dict(params or {})
    name = " ".join([method, *(str(params[key]) for key in ("name", "uri") if key in params)])
    if "arguments" in params:
        name += " " + ",".join(params["arguments"].values())
    if modern:
        params["_meta"] = {
            PROTOCOL_VERSION_META_KEY: version,
            CLIENT_INFO_META_KEY: CLIENT,
            CLIENT_CAPABILITIES_META_KEY: {},
        }
    id = len(verdicts) + 1
    send({"id": id, "method": method, "params": params})
    try:
        verdicts[name] = judge(method, receive(id), errors)
    except Exception as error:  # a verdict too: the other answers are still worth judging
        verdicts[name] = f"{type(error).__name__}: {error}"


if modern:
    ask("server/discover")
else:
    ask("initialize", {"protocolVersion": version, "clientInfo": CLIENT, "capabilities": {}})
    send({"method": "notifications/initialized"})
    ask("ping")
ask("tools/list")
ask("tools/call", {"name": "forecast", "arguments": {"city": "London"}})
ask("tools/call", {"name": "forecast", "arguments": {"city": "Atlantis"}})
ask("resources/list")
ask("resources/templates/list")
ask("resources/read", {"uri": "weather://Cairo"})
# "No such resource": 2026-07-28 took -32002 away, and servers of both codes serve the revisions before it.
ask("resources/read", {"uri": "weather://Atlantis"}, errors=[-32602] if modern else [-32602, -32002])

server.stdin.close()
server.wait()
print(json.dumps(verdicts))

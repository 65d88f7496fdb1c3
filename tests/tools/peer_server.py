"""A server of the Python SDK, for a client of another house to look at.

peer_server.py                        on standard input and output
peer_server.py --http 127.0.0.1:PORT  over Streamable HTTP; the address is printed on standard error
"""

import socket
import sys
from typing import Annotated

import uvicorn
from mcp.server.mcpserver import Context, Elicit, MCPServer, Resolve
from mcp.types import Completion
from pydantic import BaseModel

mcp = MCPServer("Peer", log_level="WARNING")


@mcp.tool()
def forecast(city: str) -> str:
    """Today's forecast for one city."""
    if city == "London":
        return "Rain."
    raise ValueError("no such city")


class Confirmation(BaseModel):
    confirm: bool = True


async def ask_to_confirm(date: str) -> Elicit[Confirmation]:
    return Elicit(f"Book a table for {date}?", Confirmation)


@mcp.tool()
async def book(date: str, answer: Annotated[Confirmation, Resolve(ask_to_confirm)]) -> str:
    """Book a table, if the user agrees."""
    return f"{date}: {answer.confirm}"


@mcp.tool()
async def count(ctx: Context) -> str:
    """Count to three, aloud."""
    for step in range(1, 4):
        await ctx.report_progress(step, 3, "counting")
    return "3"


@mcp.tool()
async def announce(ctx: Context) -> str:
    """Tell that the tools have changed."""
    await ctx.notify_tools_changed()
    await ctx.session.send_tool_list_changed()
    return "told"


@mcp.resource("weather://all")
def report() -> str:
    """The whole world's weather."""
    return "Rain."


@mcp.resource("weather://{city}/report")
def city_report(city: str) -> str:
    """The full report for one city."""
    return f"{city}: Sun."


@mcp.prompt()
def plan(city: str) -> str:
    """Ask for a travel plan."""
    return f"Plan a trip to {city}."


@mcp.completion()
async def complete(ref, argument, context):
    return Completion(values=[city for city in ["London", "Lagos"] if city.startswith(argument.value)])


if "--http" in sys.argv:
    listener = socket.socket()
    host, port = sys.argv[sys.argv.index("--http") + 1].split(":")
    listener.bind((host, int(port)))
    listener.listen()
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/mcp", file=sys.stderr, flush=True)
    config = uvicorn.Config(mcp.streamable_http_app(), log_level="warning")
    uvicorn.Server(config).run(sockets=[listener])
else:
    mcp.run("stdio")

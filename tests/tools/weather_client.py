"""Drives the Weather server with the Python SDK's client and prints what it saw as one JSON object.

weather_client.py MODE http URL
weather_client.py MODE stdio PROGRAM [ARGUMENT...]      MODE: auto, legacy or a revision
"""

import asyncio
import json
import sys

from mcp import Client, MCPError, StdioServerParameters


def seen(result):
    return {
        "is_error": result.is_error,
        "texts": [block.text for block in result.content],
        "structured": result.structured_content,
    }


async def fails(awaitable):
    try:
        return {"unexpected": repr(await awaitable)}
    except MCPError as error:
        return str(error)


async def drive(target, mode):
    # No cache: every answer below has to come from the server.
    async with Client(target, mode=mode, cache=None) as client:
        cairo = await client.read_resource("weather://Cairo")
        return {
            "protocol": client.protocol_version,
            "tools": [tool.name for tool in (await client.list_tools()).tools],
            "london": seen(await client.call_tool("forecast", {"city": "London"})),
            "atlantis": seen(await client.call_tool("forecast", {"city": "Atlantis"})),
            "unknown_tool": seen(await client.call_tool("get_forecast", {"city": "London"})),
            "cairo": [content.text for content in cairo.contents],
            "no_resource": await fails(client.read_resource("weather://Atlantis")),
        }


mode, transport, target, *arguments = sys.argv[1:]
if transport == "stdio":
    target = StdioServerParameters(command=target, args=arguments)
print(json.dumps(asyncio.run(drive(target, mode))))

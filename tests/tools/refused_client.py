"""Connects the Python SDK's client to a server under a name that is not its own and prints what it fails with.

refused_client.py URL HOST
"""

import asyncio
import sys

import httpx2
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client


async def refused(url, host):
    async with httpx2.AsyncClient(headers={"Host": host}) as http:
        async with Client(streamable_http_client(url, http_client=http)):
            return "connected"


def last(error):
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[-1]
    return error


try:
    print(asyncio.run(refused(*sys.argv[1:])))
except BaseException as error:
    if not isinstance(last(error), MCPError):
        raise
    print(last(error))

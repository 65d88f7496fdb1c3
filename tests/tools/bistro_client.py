"""Books a table at the Bistro with the Python SDK's client, which answers what it is asked, and prints what came of it.

bistro_client.py MODE http URL
bistro_client.py MODE stdio PROGRAM      MODE: auto, legacy or a revision
"""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters
from mcp_types import ElicitResult

ANSWERS = {
    "yes": ElicitResult(action="accept", content={"confirm": True}),
    "no": ElicitResult(action="accept", content={"confirm": False}),
    "decline": ElicitResult(action="decline"),
    "cancel": ElicitResult(action="cancel"),
}


async def book(target, mode, answer):
    asked = []

    async def handle_elicitation(context, params):
        asked.append(params.message)
        return answer

    # No cache: every answer below has to come from the server.
    async with Client(target, mode=mode, cache=None, elicitation_callback=handle_elicitation) as client:
        result = await client.call_tool("book_table", {"date": "Friday"})
        return [client.protocol_version, asked, result.content[0].text]


async def all_of(target, mode):
    return {name: await book(target, mode, answer) for name, answer in ANSWERS.items()}


mode, transport, target, *arguments = sys.argv[1:]
if transport == "stdio":
    target = StdioServerParameters(command=target, args=arguments)
print(json.dumps(asyncio.run(all_of(target, mode))))

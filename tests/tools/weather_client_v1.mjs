// Drives the Weather server with the TypeScript SDK's client 1.x and prints what it saw as one JSON object.
//
// weather_client_v1.mjs http URL
// weather_client_v1.mjs sse URL
// weather_client_v1.mjs stdio PROGRAM [ARGUMENT...]
//
// The working directory is the one the packages are installed in.

import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const sdk = "@modelcontextprotocol/sdk/client";
const { Client } = require(`${sdk}/index.js`);
const { StdioClientTransport } = require(`${sdk}/stdio.js`);
const { StreamableHTTPClientTransport } = require(`${sdk}/streamableHttp.js`);
const { SSEClientTransport } = require(`${sdk}/sse.js`);

const [kind, target, ...args] = process.argv.slice(2);
const transports = {
  http: () => new StreamableHTTPClientTransport(new URL(target)),
  sse: () => new SSEClientTransport(new URL(target)),
  stdio: () => new StdioClientTransport({ command: target, args }),
};
const transport = transports[kind]();

// The client tells its transport alone what was negotiated.
let protocol;
const told = transport.setProtocolVersion?.bind(transport);
transport.setProtocolVersion = (version) => {
  protocol = version;
  told?.(version);
};

function seen(result) {
  return {
    is_error: result.isError ?? false,
    texts: result.content.map((block) => block.text),
    structured: result.structuredContent ?? null,
  };
}

// This client writes the code in front of the message.
async function fails(promise) {
  try {
    return { unexpected: await promise };
  } catch (error) {
    return error.message.replace(/^MCP error -?\d+: /, "");
  }
}

const client = new Client({ name: "weather-client", version: "1" });
await client.connect(transport);
const call = async (name, city) => seen(await client.callTool({ name, arguments: { city } }));
const printed = {
  protocol,
  tools: (await client.listTools()).tools.map((tool) => tool.name),
  london: await call("forecast", "London"),
  atlantis: await call("forecast", "Atlantis"),
  unknown_tool: await call("get_forecast", "London"),
  cairo: (await client.readResource({ uri: "weather://Cairo" })).contents.map((content) => content.text),
  no_resource: await fails(client.readResource({ uri: "weather://Atlantis" })),
};
await client.close();
console.log(JSON.stringify(printed));

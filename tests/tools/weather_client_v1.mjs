// Drives the Weather server with the TypeScript SDK's client 1.x and prints what it saw as one JSON object.
//
// weather_client_v1.mjs http URL
// weather_client_v1.mjs sse URL
// weather_client_v1.mjs stdio PROGRAM [ARGUMENT...]
//
// The working directory is the one the packages are installed in.

import { createRequire } from "node:module";
import { look } from "./weather_look.mjs";

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

const client = new Client({ name: "weather-client", version: "1" });
await client.connect(transport);
// This client writes the code in front of the message.
await look(client, protocol, { words: (text) => text.replace(/^MCP error -?\d+: /, "") });

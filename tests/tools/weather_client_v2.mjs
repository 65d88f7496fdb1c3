// Drives the Weather server with the TypeScript SDK's client 2.x and prints what it saw as one JSON object.
//
// weather_client_v2.mjs MODE http URL
// weather_client_v2.mjs MODE stdio PROGRAM [ARGUMENT...]      MODE: auto, legacy or a revision
//
// The working directory is the one the packages are installed in.

import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { Client, StreamableHTTPClientTransport } = require("@modelcontextprotocol/client");
const { StdioClientTransport } = require("@modelcontextprotocol/client/stdio");

const [mode, kind, target, ...args] = process.argv.slice(2);
const transports = {
  http: () => new StreamableHTTPClientTransport(new URL(target)),
  stdio: () => new StdioClientTransport({ command: target, args }),
};

function seen(result) {
  return {
    is_error: result.isError ?? false,
    texts: result.content.map((block) => block.text),
    structured: result.structuredContent ?? null,
  };
}

async function fails(promise) {
  try {
    return { unexpected: await promise };
  } catch (error) {
    return error.message;
  }
}

const versionNegotiation = { mode: ["auto", "legacy"].includes(mode) ? mode : { pin: mode } };
const client = new Client({ name: "weather-client", version: "1" }, { versionNegotiation });
await client.connect(transports[kind]());
// No cache: every answer below has to come from the server.
const fresh = { cacheMode: "bypass" };
const call = async (name, city) => seen(await client.callTool({ name, arguments: { city } }));
const read = (uri) => client.readResource({ uri }, fresh);
const printed = {
  protocol: client.getNegotiatedProtocolVersion(),
  tools: (await client.listTools(undefined, fresh)).tools.map((tool) => tool.name),
  london: await call("forecast", "London"),
  atlantis: await call("forecast", "Atlantis"),
  unknown_tool: await call("get_forecast", "London"),
  cairo: (await read("weather://Cairo")).contents.map((content) => content.text),
  no_resource: await fails(read("weather://Atlantis")),
};
await client.close();
console.log(JSON.stringify(printed));

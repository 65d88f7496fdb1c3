// Drives the Weather server with the TypeScript SDK's client 2.x and prints what it saw as one JSON object.
//
// weather_client_v2.mjs MODE http URL
// weather_client_v2.mjs MODE stdio PROGRAM [ARGUMENT...]      MODE: auto, legacy or a revision
//
// The working directory is the one the packages are installed in.

import { createRequire } from "node:module";
import { look } from "./weather_look.mjs";

const require = createRequire(`${process.cwd()}/`);
const { Client, StreamableHTTPClientTransport } = require("@modelcontextprotocol/client");
const { StdioClientTransport } = require("@modelcontextprotocol/client/stdio");

const [mode, kind, target, ...args] = process.argv.slice(2);
const transports = {
  http: () => new StreamableHTTPClientTransport(new URL(target)),
  stdio: () => new StdioClientTransport({ command: target, args }),
};

const versionNegotiation = { mode: ["auto", "legacy"].includes(mode) ? mode : { pin: mode } };
const client = new Client({ name: "weather-client", version: "1" }, { versionNegotiation });
await client.connect(transports[kind]());
// No cache: every answer has to come from the server.
await look(client, client.getNegotiatedProtocolVersion(), { fresh: { cacheMode: "bypass" } });

// A server of the TypeScript SDK 2.x, for a client of another house to look at.
//
// peer_server.mjs                        on standard input and output
// peer_server.mjs --http 127.0.0.1:PORT  over Streamable HTTP; the address is printed on standard error
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// The packages are where the tests have installed them, not beside this file.
const installed = createRequire(process.cwd() + '/');
const load = name => import(pathToFileURL(installed.resolve(name)).href);
const { McpServer, ResourceTemplate, acceptedContent, completable, createMcpHandler, inputRequired } =
    await load('@modelcontextprotocol/server');
const { serveStdio } = await load('@modelcontextprotocol/server/stdio');
const { z } = await load('zod');

const text = text => ({ content: [{ type: 'text', text }] });
const contents = (uri, text) => ({ contents: [{ uri: uri.href, text }] });
const Confirmation = z.object({ confirm: z.boolean().default(true) });
const told = [];

function make() {
    const server = new McpServer({ name: 'Peer', version: '1.0.0' }, {
        capabilities: { tools: { listChanged: true }, logging: {} },
    });
    const city = z.object({ city: z.string() });
    server.registerTool('forecast', { inputSchema: city, outputSchema: z.object({ result: z.string() }) }, ({ city }) => {
        if (city !== 'London') throw new Error('no such city');
        return { ...text('Rain.'), structuredContent: { result: 'Rain.' } };
    });
    server.registerTool('book', { inputSchema: z.object({ date: z.string() }) }, ({ date }, ctx) => {
        const answer = acceptedContent(ctx.mcpReq.inputResponses, 'confirm', Confirmation);
        if (answer) return text(`${date}: ${answer.confirm}`);
        const question = { message: `Book a table for ${date}?`, requestedSchema: Confirmation };
        return inputRequired({ inputRequests: { confirm: inputRequired.elicit(question) } });
    });
    server.registerTool('count', {}, async ctx => {
        const progressToken = ctx.mcpReq._meta?.progressToken;
        for (let progress = 1; progress <= 3 && progressToken !== undefined; progress++) {
            await ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 3 } });
        }
        return text('3');
    });
    server.registerTool('announce', {}, () => {
        for (const tell of told) tell();
        server.sendToolListChanged();
        return text('told');
    });
    server.registerResource('report', 'weather://all', {}, uri => contents(uri, 'Rain.'));
    const template = new ResourceTemplate('weather://{city}/report', { list: undefined });
    server.registerResource('city_report', template, {}, (uri, { city }) => contents(uri, `${city}: Sun.`));
    const cities = completable(z.string(), value => ['London', 'Lagos'].filter(city => city.startsWith(value)));
    server.registerPrompt('plan', { argsSchema: z.object({ city: cities }) }, ({ city }) => ({
        messages: [{ role: 'user', content: { type: 'text', text: `Plan a trip to ${city}.` } }],
    }));
    return server;
}

async function answer(handler, request, response) {
    const url = `http://${request.headers.host}${request.url}`;
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const body = chunks.length ? Buffer.concat(chunks) : undefined;
    const web = new Request(url, { method: request.method, headers: request.headers, body, signal: gone.signal });
    const answered = await handler.fetch(web);
    response.writeHead(answered.status, Object.fromEntries(answered.headers));
    if (answered.body) for await (const chunk of answered.body) response.write(chunk);
    response.end();
}

const at = process.argv.indexOf('--http');
if (at < 0) {
    serveStdio(make);
} else {
    const handler = createMcpHandler(make);
    told.push(() => handler.notify.toolsChanged());
    const server = createServer((request, response) => answer(handler, request, response).catch(() => response.destroy()));
    const [host, port] = process.argv[at + 1].split(':');
    server.listen(Number(port), host, () => console.error(`http://127.0.0.1:${server.address().port}/mcp`));
}

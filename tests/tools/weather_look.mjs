// What both TypeScript clients look at on the Weather server, printed as one JSON object.
//
// `fresh` are options that keep a client from answering out of its cache, `words` takes a client's own words off an error.

export async function look(client, protocol, { fresh, words = (text) => text } = {}) {
  const call = async (name, city) => {
    const result = await client.callTool({ name, arguments: { city } });
    return {
      is_error: result.isError ?? false,
      texts: result.content.map((block) => block.text),
      structured: result.structuredContent ?? null,
    };
  };
  const read = (uri) => client.readResource({ uri }, fresh);
  const fails = async (promise) => {
    try {
      return { unexpected: await promise };
    } catch (error) {
      return words(error.message);
    }
  };
  const printed = {
    protocol,
    tools: (await client.listTools(undefined, fresh)).tools.map((tool) => tool.name),
    london: await call("forecast", "London"),
    atlantis: await call("forecast", "Atlantis"),
    unknown_tool: await call("get_forecast", "London"),
    cairo: (await read("weather://Cairo")).contents.map((content) => content.text),
    no_resource: await fails(read("weather://Atlantis")),
  };
  await client.close();
  console.log(JSON.stringify(printed));
}

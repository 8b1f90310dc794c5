// Calls the AWS SDK for JavaScript and writes down what it would send: a JSON object a line in, one a line out.
//
//   in   {"id","service","operation","params","endpoint","streamed"}   bytes {"$b64": ...}, instants {"$ts": ...}
//   out  {"id","operation","method","host","path","query","headers","body_b64"} or {"id","error"}
//
// Nothing is sent: a request handler of our own takes the request where the SDK would open a connection.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(process.argv[2] + "/package.json"));
const { buildQueryString } = require("@smithy/querystring-builder");
const clients = new Map();
let sent;

class Caught extends Error {}

const handler = {
  async handle(request) {
    const query = buildQueryString(request.query ?? {});
    sent = {
      method: request.method,
      host: request.hostname + (request.port ? `:${request.port}` : ""),
      path: request.path,
      query,
      headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      body_b64: (await whole(request.body)).toString("base64"),
    };
    throw new Caught("caught");
  },
  httpHandlerConfigs: () => ({}),
  updateHttpClientConfig: () => {},
};

async function whole(body) {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === "string" || body instanceof Uint8Array) return Buffer.from(body);
  const pieces = [];
  for await (const piece of body) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

function typed(value) {
  if (Array.isArray(value)) return value.map(typed);
  if (value === null || typeof value !== "object") return value;
  if ("$b64" in value) return new Uint8Array(Buffer.from(value.$b64, "base64"));
  if ("$ts" in value) return new Date(value.$ts);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, typed(inner)]));
}

function client(service, endpoint) {
  const key = `${service} ${endpoint}`;
  if (!clients.has(key)) {
    const made = require(`@aws-sdk/client-${service}`);
    const name = Object.keys(made).find((one) => one.endsWith("Client") && one !== "__Client" && made[one].prototype?.destroy);
    const settings = {
      region: "us-east-1",
      credentials: { accessKeyId: "AKIDEXAMPLEAKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token" },
      requestHandler: handler,
      maxAttempts: 1,
      ...(endpoint ? { endpoint, disableHostPrefix: true } : {}),
    };
    clients.set(key, { made, instance: new made[name](settings) });
  }
  return clients.get(key);
}

async function answer(asked) {
  sent = undefined;
  try {
    const { made, instance } = client(asked.service, asked.endpoint);
    const Command = made[`${asked.operation}Command`];
    if (!Command) return { id: asked.id, error: "no such command" };
    const input = typed(asked.params);
    if (asked.streamed && asked.service === "s3" && input.Body) input.Body = Readable.from([Buffer.from(input.Body)]);
    await instance.send(new Command(input));
    return { id: asked.id, error: "not sent" };
  } catch (error) {
    if (sent && error.message === "caught") return { id: asked.id, operation: asked.operation, ...sent };
    return { id: asked.id, error: `${error.name}: ${error.message}`.slice(0, 300) };
  }
}

process.on("unhandledRejection", () => {});
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + "\n");
}

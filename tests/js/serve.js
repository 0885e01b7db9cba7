/**
 * The real stage in a page without Streamlit or TensorFlow, for development and for tests of the stage alone:
 * node tests/js/serve.js [port]. A JavaScript trainer answers over HTTP what the component would send.
 */

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { Server } from "./support/server.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** @type {Record<string, string>} */
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".woff2": "font/woff2", ".svg": "image/svg+xml" };

/** One server a page, so that pages do not disturb each other. @type {Map<string, Server>} */
const servers = new Map();

/**
 * @param {string} name
 * @param {any} message
 */
function answer(name, message) {
  let server = servers.get(name);
  if (!server) {
    server = new Server(message.values ?? {});
    Object.assign(server, message.set ?? {});
    servers.set(name, server);
  }
  const { what, value } = message;
  if (what === "request") server.request = value;
  else if (what === "decided") server.decide(value);
  else if (what === "set") Object.assign(server, value);
  return server.pageReply();
}

const http = createServer(async (request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  try {
    if (request.method === "POST") {
      let body = "";
      for await (const part of request) body += part;
      const bytes = answer(url.pathname, JSON.parse(body));
      response.writeHead(200, { "content-type": "application/octet-stream" }).end(bytes);
      return;
    }
    const path = normalize(url.pathname === "/" ? "/tests/js/harness.html" : url.pathname);
    const body = await readFile(join(ROOT, path));
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain", "cache-control": "no-store" }).end(body);
  } catch (fault) {
    response.writeHead(fault instanceof Error && "code" in fault ? 404 : 500).end(String(fault));
  }
});

http.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  const address = http.address();
  if (address && typeof address === "object") console.log(`http://127.0.0.1:${address.port}/`);
});

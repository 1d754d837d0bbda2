// Serves a printed edition below its base path, with the headers that its `_headers` file asks for.

import { createServer } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.xml': 'application/xml', '.txt': 'text/plain; charset=utf-8', '.json': 'application/json',
};

/** Reads the headers for all paths from a `_headers` file. */
async function commonHeaders(folder) {
  const lines = (await readFile(join(folder, '_headers'), 'utf8')).split('\n');
  const headers = {};
  for (const line of lines.slice(1)) {
    if (!line.startsWith('  ')) break;
    const colon = line.indexOf(':');
    headers[line.slice(2, colon)] = line.slice(colon + 2);
  }
  return headers;
}

/** Starts a server; gives its origin and a function that ends it. */
export async function serve(folder, base) {
  const headers = await commonHeaders(folder);
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    let file = path.startsWith(base + '/') ? join(folder, normalize(path.slice(base.length))) : undefined;
    try {
      if (file && (await stat(file)).isDirectory()) file = join(file, 'index.html');
      const bytes = await readFile(file);
      response.writeHead(200, { ...headers, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
      response.end(bytes);
    } catch {
      response.writeHead(404, { ...headers, 'content-type': TYPES['.html'] });
      response.end(await readFile(join(folder, '404.html')));
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { origin: `http://127.0.0.1:${server.address().port}`, end: () => server.close() };
}
